package patients

import (
	"errors"
	"slices"
	"strings"
	"unicode"

	"kosh/internal/base/contact"
	"kosh/internal/base/errs"
	"kosh/internal/base/names"
	"kosh/internal/clinic/practice"
)

// A Form is what a person types about a patient. Everything is text as typed.
type Form struct {
	Name       string
	Phone      string
	NoPhone    bool   // there is none, rather than none typed
	Age        string // like 45, 8m, 20d; this or Birth
	Birth      string // like 29/02/1980 or 1980
	Sex        string
	Address    string
	NationalID string
	Notes      string
	Guardian   string // wanted below 18 years
	Relation   string
	Confirmed  bool // the likely duplicates were seen
}

// Limits of free text, in characters.
const (
	MaxAddress = 500
	MaxNotes   = 4000
)

// MinorBelow is the age below which a guardian is wanted (DPDP Act 2023 s. 2(f);
// Majority Act 1875 s. 3 in Bangladesh): years completed.
const MinorBelow = 18

// check reads the whole form. Every bad field has its error, joined.
func (f Form) check(country string, on date) (h head, p profile, err error) {
	var all []error
	keep := func(err error) {
		if err != nil {
			all = append(all, err)
		}
	}
	var e error
	h.Name, e = names.Clean(f.Name)
	keep(e)
	h.Phone, e = checkPhone(f.Phone, f.NoPhone, country)
	keep(e)
	h.Birth, e = checkBirth(f.Age, f.Birth, on)
	keep(e)
	minor := e == nil && h.Birth.age(on).Years < MinorBelow
	h.Sex, e = checkSex(f.Sex)
	keep(e)
	p.Address, e = checkAddress(f.Address)
	keep(e)
	p.NationalID, e = checkNationalID(f.NationalID)
	keep(e)
	p.Notes, e = practice.CleanText("notes", f.Notes, MaxNotes, true)
	keep(e)
	p.Guardian, p.Relation, e = checkGuardian(f.Guardian, f.Relation, minor)
	keep(e)
	return h, p, errors.Join(all...)
}

func checkPhone(text string, none bool, country string) (string, error) {
	if none && strings.TrimSpace(text) == "" {
		return "", nil
	}
	phone, err := contact.ParsePhone(text, country)
	return phone.Stored(), err
}

func checkBirth(age, born string, on date) (birth, error) {
	age, born = strings.TrimSpace(age), strings.TrimSpace(born)
	switch {
	case age == "" && born == "":
		return birth{}, errs.Field("age", "age.empty", "Write the age or the date of birth.")
	case born == "":
		return parseAge(age, on)
	}
	b, err := parseBirth(born, on)
	if err != nil || age == "" {
		return b, err
	}
	told, err := parseAge(age, on)
	if err != nil {
		return b, err
	}
	if d := told.age(on).Years - b.age(on).Years; d < -1 || d > 1 {
		return b, errs.Field("age", "age.differs", "The age and the date of birth do not agree. One of them is enough.")
	}
	return b, nil
}

func checkSex(text string) (Sex, error) {
	switch strings.ToLower(strings.TrimSpace(text)) {
	case "male", "m":
		return Male, nil
	case "female", "f":
		return Female, nil
	case "other", "o":
		return Other, nil
	}
	return "", errs.Field("sex", "sex.empty", "Choose male, female or other.")
}

func checkAddress(text string) (string, error) {
	s, err := practice.CleanText("address", text, MaxAddress, true)
	if err == nil && s != "" && strings.Trim(s, "* ") == "" {
		return "", errs.Field("address", "address.masked", "These stars stand for an address that is hidden. Leave the field as it was, or write the address.")
	}
	return s, err
}

// checkNationalID normalises a national or health identity number: digits of
// any script and Latin letters, in upper case, without spaces and hyphens.
func checkNationalID(text string) (string, error) {
	if len(text) > 200 {
		return "", errs.Field("national_id", "national_id.long", "This identity number is too long.")
	}
	s := normalID(text)
	switch {
	case s == "":
		return "", nil
	case strings.ContainsFunc(s, func(r rune) bool { return r > unicode.MaxASCII || !unicode.IsLetter(r) && !unicode.IsDigit(r) }):
		return "", errs.Field("national_id", "national_id.letters", "An identity number has digits and Latin letters only.")
	case len(s) < 4:
		return "", errs.Field("national_id", "national_id.short", "This identity number is too short.")
	case len(s) > 32:
		return "", errs.Field("national_id", "national_id.long", "This identity number is too long.")
	}
	return s, nil
}

func normalID(text string) string {
	return strings.ToUpper(strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || unicode.Is(unicode.Pd, r) || r == '/' || r == '.' {
			return -1
		}
		return r
	}, contact.LatinDigits(text)))
}

func checkGuardian(name, relation string, minor bool) (string, Relation, error) {
	name, relation = strings.TrimSpace(name), strings.ToLower(strings.TrimSpace(relation))
	if name == "" && relation == "" && !minor {
		return "", "", nil
	}
	var all []error
	clean, err := names.Clean(name)
	if e, ok := errors.AsType[*errs.Error](err); ok {
		at := *e
		at.Field = "guardian"
		if at.Code == "name.empty" {
			at.Code, at.Public = "guardian.empty", "A patient under 18 needs a guardian. Write the guardian's name."
			if !minor {
				at.Public = "Write the guardian's name."
			}
		}
		all = append(all, &at)
	}
	if !slices.Contains(Relations(), Relation(relation)) {
		all = append(all, errs.Field("relation", "relation.empty", "Choose what the guardian is to the patient."))
	}
	return clean, Relation(relation), errors.Join(all...)
}
