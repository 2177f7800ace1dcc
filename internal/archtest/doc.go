// Package archtest is the house rule, as tests: who may import whom, who may
// call what, what a statement looks like, how large a piece may grow, and which
// claims the repository may not make.
//
// Every rule is a function from sources to complaints. The tests run it over
// the repository; TestEveryRuleCanFail runs the same function over injected
// violations, so a rule that has stopped looking is noticed.
//
// Test files are exempt from the rules of building and bound by those of size
// and words.
package archtest
