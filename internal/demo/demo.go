// Package demo fills an empty installation with two made-up clinics: people,
// places and patients that do not exist, put in through the same rooms a clinic
// uses, by a clock that moves from day to day, so that the log's times are
// honest about what they are. It is the only user of a predictable random
// source, and never part of a clinic that somebody works in.
package demo
