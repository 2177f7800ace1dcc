// Package errs sorts every error into a kind with a sentence that is safe to
// show, and keeps the cause for the log.
//
// The sentence is English; doors translate by Code where they have the words.
package errs

import "errors"

// A Kind is what a caller may act on.
type Kind uint8

const (
	Internal     Kind = iota // unclassified; nothing about it is shown
	Invalid                  // the input cannot be accepted as it is
	Unauthorized             // nobody is signed in
	Forbidden                // the area is held, this verb is not
	NotFound                 // absent, foreign or not visible: the same answer
	Conflict                 // somebody or something was first
	TooMany                  // a rate or a budget is used up
	Unavailable              // the act could not be made durable or audited
	Corrupt                  // stored data does not authenticate
)

var names = [...]string{"internal", "invalid", "unauthorized", "forbidden", "not-found", "conflict", "too-many", "unavailable", "corrupt"}

func (k Kind) String() string {
	if int(k) < len(names) {
		return names[k]
	}
	return "unknown"
}

// An Error pairs a kind and a public sentence with a private cause.
type Error struct {
	Kind   Kind
	Public string // a full sentence, safe to show to anyone
	Field  string // the form field it belongs to, or ""
	Code   string // stable key for translation, or ""
	Cause  error  // for the log only
}

func (e *Error) Error() string {
	s := e.Kind.String() + ": " + e.Public
	if e.Cause != nil {
		s += ": " + e.Cause.Error()
	}
	return s
}

func (e *Error) Unwrap() error { return e.Cause }

// New returns an error of kind k whose sentence may be shown.
func New(k Kind, public string) error { return &Error{Kind: k, Public: public} }

// Wrap returns an error of kind k that hides cause behind the sentence.
func Wrap(k Kind, public string, cause error) error {
	return &Error{Kind: k, Public: public, Cause: cause}
}

// Field returns an Invalid error that stands beside a form field. code is the
// stable key doors translate by.
func Field(field, code, public string) error {
	return &Error{Kind: Invalid, Field: field, Code: code, Public: public}
}

// KindOf returns the kind of err; an unclassified error is Internal.
func KindOf(err error) Kind {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Kind
	}
	return Internal
}

// Is reports whether err is of kind k.
func Is(err error, k Kind) bool { return err != nil && KindOf(err) == k }

// Public returns the sentence of err that may be shown, or "" if it has none.
func Public(err error) string {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Public
	}
	return ""
}

// Fields collects every field error joined in err, in order. errors.Join keeps
// several; a single one is found too.
func Fields(err error) []*Error {
	switch e := err.(type) {
	case nil:
		return nil
	case *Error:
		if e.Field != "" {
			return []*Error{e}
		}
		return Fields(e.Cause)
	case interface{ Unwrap() []error }:
		var all []*Error
		for _, x := range e.Unwrap() {
			all = append(all, Fields(x)...)
		}
		return all
	}
	return Fields(errors.Unwrap(err))
}
