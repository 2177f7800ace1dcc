// Package words holds every word a page shows, in English, Bangla and Hindi,
// and the way each language writes numbers, dates, ages and durations.
//
// The catalogs are catalog/<area>.<lang>.json in go-i18n's shape: a key and its
// text, or a key and its plural forms:
//
//	"register": "Register"
//	"found": {"one": "{{.Count}} patient", "other": "{{.Count}} patients"}
//
// The generator turns each key into a method, area first: "register" in
// patients is Lang.PatientsRegister() string, "found" is
// Lang.PatientsFound(count int) string. A key that does not exist therefore
// does not compile; a translation that is missing fails the generator's test.
//
// To add words: add the key to the area's three files (en, bn, hi), then run
//
//	go generate ./internal/ui/words
//
// Placeholders become parameters in the order of the English text. Count,
// Total, Min, Max, Number, Seconds, Minutes, Hours, Days and Years are int and
// are written in the language's digits; every other placeholder is a string.
// Plural forms are chosen by Count. A dot or a dash in a key starts a new word
// of the method's name: "find.hint" is PatientsFindHint.
//
// The area "errors" is different: its keys are the codes of errs.Error, looked
// up at run time by Lang.Error, and take no placeholders. So does "codes", the
// words for stored codes (roles, verbs, permissions, relations), by Lang.Code.
package words

//go:generate go run ./gen

import (
	"errors"
	"strings"

	"kosh/internal/base/errs"
)

// Lang is a language of the interface. The zero value is English.
type Lang uint8

// The languages, in the order they are offered.
const (
	EN Lang = iota
	BN
	HI
)

// All lists the languages in the order they are offered.
var All = [...]Lang{EN, BN, HI}

var (
	tags   = [...]string{"en", "bn", "hi"}
	names  = [...]string{"English", "বাংলা", "हिन्दी"}
	shorts = [...]string{"EN", "বাং", "हिं"}
)

func (l Lang) index() int {
	if int(l) < len(tags) {
		return int(l)
	}
	return int(EN)
}

// Tag returns the BCP 47 tag, for the lang attribute and the cookie: en, bn, hi.
func (l Lang) Tag() string { return tags[l.index()] }

// String is Tag.
func (l Lang) String() string { return l.Tag() }

// Name returns the language's own name, in its own script.
func (l Lang) Name() string { return names[l.index()] }

// Short returns the two or three letters of the language switch.
func (l Lang) Short() string { return shorts[l.index()] }

// ParseLang returns the language of a tag; region and case do not matter.
// ok is false, and the answer English, when the language is not one of ours.
func ParseLang(tag string) (l Lang, ok bool) {
	base, _, _ := strings.Cut(strings.ToLower(strings.TrimSpace(tag)), "-")
	for i, t := range tags {
		if t == base {
			return Lang(i), true
		}
	}
	return EN, false
}

// FromHeader picks the first of our languages named in an Accept-Language
// header (RFC 9110, 12.5.4; weights are read as order, which is how browsers
// send them). English when none is.
func FromHeader(accept string) Lang {
	for part := range strings.SplitSeq(accept, ",") {
		tag, _, _ := strings.Cut(part, ";")
		if l, ok := ParseLang(tag); ok {
			return l
		}
	}
	return EN
}

// Error returns the sentence of an error code (errs.Error.Code), or fallback
// when the code is unknown.
func (l Lang) Error(code, fallback string) string {
	if s, ok := errorTexts[code]; ok {
		return s[l.index()]
	}
	return fallback
}

// Explain returns the sentence of err in this language: by its code, else by
// its kind when the language is not English, else its own public sentence.
func (l Lang) Explain(err error) string {
	e, ok := errors.AsType[*errs.Error](err)
	if !ok {
		return l.Error("kind.internal", "")
	}
	if s, found := errorTexts[e.Code]; found {
		return s[l.index()]
	}
	if l == EN && e.Public != "" {
		return e.Public
	}
	return l.Error("kind."+e.Kind.String(), e.Public)
}

// Code returns the word for a stored code of a kind, such as ("role", "owner")
// or ("sex", "female"); the code itself when it has none. The kinds are the
// first words of the keys of catalog/codes: act, area, guardian, outcome,
// permission, relation, role, sex, verb.
func (l Lang) Code(kind, code string) string {
	if s, ok := codeTexts[kind+"."+code]; ok {
		return s[l.index()]
	}
	return code
}

// Act returns what was done in human words: of the verb and the kind of record
// ("Opened patient"), else of the verb alone ("Opened"), else the verb.
func (l Lang) Act(verb, kind string) string {
	if s, ok := codeTexts["act."+verb+"."+kind]; ok {
		return s[l.index()]
	}
	return l.Code("verb", verb)
}

// pick returns the text of the language.
func pick(l Lang, texts [3]string) string { return texts[l.index()] }

// plural returns the form for n. English: one is exactly 1. Bangla and Hindi:
// one is 0 and 1 (Unicode CLDR plural rules).
func plural(l Lang, n int, one, other [3]string) string {
	if n == 1 || n == 0 && l != EN {
		return one[l.index()]
	}
	return other[l.index()]
}

// fill puts values in place of their placeholders in one pass, so a value that
// looks like a placeholder stays as it is.
func fill(text string, pairs ...string) string {
	return strings.NewReplacer(pairs...).Replace(text)
}
