package patientpages

import (
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode"

	"kosh/internal/base/contact"
	"kosh/internal/clinic/patients"
	"kosh/internal/storage/vault"
	"kosh/internal/ui"
	"kosh/internal/ui/words"
	"kosh/internal/web/page"
)

// number writes a patient's number as cards and lists show it. Latin digits in
// every language: it is read aloud and typed back.
func number(n int64) string { return fmt.Sprintf("P-%05d", n) }

// typed turns what stands in the find box into what the room searches: a number
// as it is written on a card becomes its digits.
func typed(text string) string {
	text = strings.TrimSpace(text)
	rest := strings.TrimLeft(strings.TrimPrefix(strings.TrimPrefix(text, "P"), "p"), " -–#")
	if rest != text {
		if digits, ok := contact.Digits(rest); ok && len(digits) <= 9 {
			return strings.TrimLeft(digits, "0")
		}
	}
	return text
}

// age writes an age as a clinic says it: months below two years.
func age(l words.Lang, a patients.Age) string {
	if a.Years < 2 && (a.Months > 0 || a.Years == 0) {
		return l.CommonAgeMonths(a.Months)
	}
	return l.CommonAgeYears(a.Years)
}

func sex(l words.Lang, s patients.Sex) string { return l.Code("sex", string(s)) }

// facts are the small line under a name.
func facts(l words.Lang, r patients.Row) []string {
	f := []string{age(l, r.Age), sex(l, r.Sex), number(r.Number), r.Phone}
	if r.State == patients.Archived {
		f = append(f, l.PatientsArchived())
	}
	return f
}

// script returns the language a name is written in, for the lang attribute, or
// "" when it is that of the page or has no letters.
func script(l words.Lang, name string) string {
	tag := ""
	for _, r := range name {
		switch {
		case unicode.Is(unicode.Bengali, r):
			tag = "bn"
		case unicode.Is(unicode.Devanagari, r):
			tag = "hi"
		case unicode.Is(unicode.Latin, r):
			tag = "en"
		default:
			continue
		}
		break
	}
	if tag == l.Tag() || tag == "en" && l == words.EN {
		return ""
	}
	return tag
}

// zone returns the clinic's time zone.
func zone(tx *vault.Tx) *time.Location { return page.Zone(tx.Zone()) }

// beside moves the errors of the birth date to the one field that takes age or
// birth date.
func beside(problems []ui.Problem) []ui.Problem {
	for i := range problems {
		if problems[i].Field == "birth" {
			problems[i].Field = "age"
		}
	}
	return problems
}

// born reports whether the text of the one field is a birth date: it has a
// separator inside, or is a year. Otherwise it is an age.
func born(text string) bool {
	s := strings.TrimSpace(contact.LatinDigits(text))
	if len(s) == 4 && strings.IndexFunc(s, func(r rune) bool { return r < '0' || r > '9' }) < 0 {
		return true
	}
	at := strings.IndexAny(s, "-/. ")
	return at > 0 && at < len(s)-1 && s[at-1] >= '0' && s[at-1] <= '9' && s[at+1] >= '0' && s[at+1] <= '9'
}

func sexOptions(l words.Lang, chosen string) []ui.Option {
	var all []ui.Option
	for _, s := range patients.Sexes() {
		all = append(all, ui.Option{Value: string(s), Label: sex(l, s), Selected: chosen == string(s)})
	}
	return all
}

func relationOptions(l words.Lang, chosen string) []ui.Option {
	all := []ui.Option{{Value: "", Label: l.PatientsRelationChoose()}}
	for _, r := range patients.Relations() {
		all = append(all, ui.Option{Value: string(r), Label: l.Code("relation", string(r)), Selected: chosen == string(r)})
	}
	return all
}

// aboutAge are the sentences in which the browser says what it understood.
func aboutAge(l words.Lang) map[string]any {
	return map[string]any{"data-helper": "age", "data-age": template(l.CommonAgeYears), "data-months": template(l.CommonAgeMonths),
		"data-born": template(l.PatientsBirthAbout), "inputmode": "text"}
}

// template returns a sentence with {} where its number goes. The number 7 is in
// none of the sentences themselves.
func template(sentence func(int) string) string {
	return strings.NewReplacer("7", "{}", "৭", "{}").Replace(sentence(7))
}

func versionText(v int64) string { return strconv.FormatInt(v, 10) }
