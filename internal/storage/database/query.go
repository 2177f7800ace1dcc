package database

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"sync"
)

// literal is a string only an untyped constant converts to outside this
// package, so SQL made of a variable does not compile.
type literal string

// A Query is one SQL statement fixed at compile time, in the portable subset.
type Query struct{ text string }

// SQL makes a query from a constant. Parameters are $1, $2, …
func SQL(text literal) Query { return Query{strings.TrimSpace(string(text))} }

// Derived makes a query from text put together at run time out of constants
// and schema names. For storage rooms only: the vault's RETURNING clauses and
// the deep check's table scans. archtest lists its callers.
func Derived(text string) Query { return Query{text} }

// Text returns the statement as written.
func (q Query) Text() string { return q.text }

var writes = regexp.MustCompile(`(?i)^\s*(INSERT\s+INTO|UPDATE|DELETE\s+FROM)\s+([a-z_]+)`)

// selects matches what a query begins with; BEGIN, COMMIT and PRAGMA count as
// reading to the engine and are none.
var selects = regexp.MustCompile(`(?i)^\s*(SELECT|WITH)\b`)

// Writes returns the table a statement changes, or "" for a read.
func (q Query) Writes() string {
	if m := writes.FindStringSubmatch(q.text); m != nil {
		return m[2]
	}
	return ""
}

var (
	anyList = regexp.MustCompile(`=\s*ANY\(\$(\d+)::(uuid|bytea|bigint|text)\[\]\)`)
	rebound sync.Map // statement text → rebind result
)

type bound struct {
	text  string
	arity int
}

// rebind rewrites the portable text for SQLite: $N → ?N, because SQLite numbers
// $N by first appearance and would swap arguments silently, and ANY lists →
// json_each. It also finds the number of arguments, because SQLite reads
// missing ones as NULL.
func rebind(text string) bound {
	if b, ok := rebound.Load(text); ok {
		return b.(bound)
	}
	src := anyList.ReplaceAllStringFunc(text, func(s string) string {
		m := anyList.FindStringSubmatch(s)
		value := "value"
		if m[2] == "uuid" || m[2] == "bytea" {
			value = "unhex(value)"
		}
		return fmt.Sprintf("IN (SELECT %s FROM json_each($%s))", value, m[1])
	})
	var out strings.Builder
	arity := 0
	for i := 0; i < len(src); i++ {
		switch c := src[i]; {
		case c == '\'' || c == '"':
			end := i + 1
			for end < len(src) && src[end] != c {
				end++
			}
			end = min(end, len(src)-1)
			out.WriteString(src[i : end+1])
			i = end
		case c == '-' && strings.HasPrefix(src[i:], "--"):
			end := strings.IndexByte(src[i:], '\n')
			if end < 0 {
				end = len(src) - i
			}
			i += end - 1
		case c == '$' && i+1 < len(src) && src[i+1] >= '0' && src[i+1] <= '9':
			j := i + 1
			for j < len(src) && src[j] >= '0' && src[j] <= '9' {
				j++
			}
			n, _ := strconv.Atoi(src[i+1 : j])
			arity = max(arity, n)
			out.WriteByte('?')
			out.WriteString(src[i+1 : j])
			i = j - 1
		default:
			out.WriteByte(c)
		}
	}
	b := bound{out.String(), arity}
	rebound.Store(text, b)
	return b
}
