// Package contact holds phone numbers and e-mail addresses in one canonical
// form, and keeps them from being shown by accident.
//
// A Phone or an Email prints masked wherever Go can print it: String, every fmt
// verb, JSON and other text encodings, slog. The value itself sits behind a
// handle, so that fmt sees an address even when it walks an unexported field.
// The plain value is given by methods named for what they do: Reveal and
// RevealNational (the caller has written a REVEAL entry), and Stored (the caller
// seals it). This is MSK-01 and MSK-02. It does not stop code that calls Reveal
// without an entry; that is what the callers' tests are for.
package contact

import (
	"fmt"
	"log/slog"
	"strings"
	"unicode/utf8"
	"unique"

	"kosh/internal/base/errs"
)

// A Phone is a telephone number in E.164 (ITU-T), or none (the zero value). Two
// Phones are == when they are the same number.
type Phone struct {
	e164 unique.Handle[string] // "+" and 7 to 15 digits
}

var noHandle unique.Handle[string]

// maxTyped bounds what is read at all; the longest sensible input is far shorter.
const maxTyped = 64

// ParsePhone reads a number as people type it. country is the clinic's, "IN" or
// "BD", and decides numbers without a country code; any other value needs +CC.
// Digits of any script, spaces, hyphens, brackets and invisible marks are
// understood. Errors are errs.Invalid for the field "phone" with the code
// phone.empty, phone.letters, phone.short, phone.long, phone.prefix or
// phone.country.
func ParsePhone(text, country string) (Phone, error) {
	digits, international, err := typedDigits(text)
	if err != nil {
		return Phone{}, err
	}
	if !international {
		digits, err = withCountry(digits, country)
		if err != nil {
			return Phone{}, err
		}
	}
	digits, err = checkE164(digits)
	if err != nil {
		return Phone{}, err
	}
	return Phone{unique.Make("+" + digits)}, nil
}

func phoneError(code, sentence string) error { return errs.Field("phone", code, sentence) }

// typedDigits strips everything but digits and says whether a country code was
// announced by + or 00.
func typedDigits(text string) (digits string, international bool, err error) {
	if len(text) > 4*maxTyped {
		return "", false, phoneError("phone.long", "This is too long for a phone number.")
	}
	s := strings.TrimSpace(LatinDigits(text))
	s = strings.TrimPrefix(strings.TrimPrefix(s, "tel:"), "Tel:")
	if utf8.RuneCountInString(s) > maxTyped {
		return "", false, phoneError("phone.long", "This is too long for a phone number.")
	}
	s = strings.ReplaceAll(s, "(0)", "") // +44 (0)20 …: the trunk digit is not dialled after +CC
	var b strings.Builder
	for _, r := range s {
		switch {
		case r >= '0' && r <= '9':
			b.WriteRune(r)
		case (r == '+' || r == '＋') && b.Len() == 0 && !international:
			international = true
		case !isSeparator(r):
			return "", false, phoneError("phone.letters", "A phone number has digits only. Write it like 98123 45623 or +91 98123 45623.")
		}
	}
	digits = b.String()
	if digits == "" {
		return "", false, phoneError("phone.empty", "Write a phone number.")
	}
	if rest, ok := strings.CutPrefix(digits, "00"); ok && !international && rest != "" {
		return rest, true, nil
	}
	return digits, international, nil
}

// withCountry puts the country code before a number typed without + or 00.
func withCountry(d, country string) (string, error) {
	switch {
	case len(d) == 13 && strings.HasPrefix(d, "8801"), len(d) == 12 && strings.HasPrefix(d, "91") && d[2] >= '6':
		return d, nil // the code was typed, only the + was not
	case country == "IN":
		return indian(d)
	case country == "BD":
		return bangladeshi(d)
	}
	return "", phoneError("phone.country", "Begin with + and the country code, like +91 or +880.")
}

// indian returns 91 and the ten-digit national number (DoT National Numbering
// Plan 2003): mobiles begin with 6 to 9; others are typed with their 0.
func indian(d string) (string, error) {
	national := strings.TrimPrefix(d, "0")
	switch {
	case len(national) < 10:
		return "", phoneError("phone.short", "This number is too short: an Indian number has 10 digits.")
	case len(national) > 10:
		return "", phoneError("phone.long", "This number is too long: an Indian number has 10 digits. Begin with + for another country.")
	case national[0] == '0', national[0] < '6' && len(d) == 10:
		return "", phoneError("phone.prefix", "An Indian mobile number begins with 6, 7, 8 or 9. Write a landline with 0 and its area code.")
	}
	return "91" + national, nil
}

// bangladeshi returns 880 and the national number without its 0 (BTRC National
// Numbering Plan 2017): mobiles are 01, 3 to 9 and eight more digits.
func bangladeshi(d string) (string, error) {
	national := strings.TrimPrefix(d, "0")
	if strings.HasPrefix(national, "0") || national == "" {
		return "", phoneError("phone.prefix", "A Bangladeshi mobile number begins with 013 to 019.")
	}
	mobile := national[0] == '1'
	switch {
	case len(d) == len(national) && !mobile:
		return "", phoneError("phone.prefix", "A Bangladeshi mobile number begins with 013 to 019. Write a landline with 0 and its area code.")
	case mobile && len(national) < 10, len(national) < 7:
		return "", phoneError("phone.short", "This number is too short: a Bangladeshi mobile number has 11 digits.")
	case len(national) > 10:
		return "", phoneError("phone.long", "This number is too long: a Bangladeshi mobile number has 11 digits. Begin with + for another country.")
	case mobile && national[1] < '3':
		return "", phoneError("phone.prefix", "A Bangladeshi mobile number begins with 013 to 019.")
	}
	return "880" + national, nil
}

// checkE164 checks digits that begin with a country code, and applies the
// national rules for India and Bangladesh. It mends a trunk 0 typed after them.
func checkE164(d string) (string, error) {
	if rest, ok := strings.CutPrefix(d, "880"); ok {
		return bangladeshi("0" + strings.TrimPrefix(rest, "0"))
	}
	if rest, ok := strings.CutPrefix(d, "91"); ok {
		return indian("0" + strings.TrimPrefix(rest, "0"))
	}
	switch {
	case d[0] == '0' || len(d) >= 3 && countryCode(d) == "":
		return "", phoneError("phone.country", "There is no such country code.")
	case len(d) < 7:
		return "", phoneError("phone.short", "This number is too short.")
	case len(d) > 15:
		return "", phoneError("phone.long", "This number is too long: no number has more than 15 digits.")
	}
	return d, nil
}

// IsZero reports whether there is no number.
func (p Phone) IsZero() bool { return p.e164 == noHandle }

// Reveal returns the number as +CC and digits, "" for none. The caller has
// written a REVEAL entry, or sends a message to the number without showing it.
func (p Phone) Reveal() string {
	if p.IsZero() {
		return ""
	}
	return p.e164.Value()
}

// RevealNational returns the number as dialled inside its own country: ten
// digits for an Indian mobile, 01 and nine digits for a Bangladeshi one, +CC for
// all others. The same duty as Reveal.
func (p Phone) RevealNational() string {
	e := p.Reveal()
	if rest, ok := strings.CutPrefix(e, "+880"); ok {
		return "0" + rest
	}
	if rest, ok := strings.CutPrefix(e, "+91"); ok {
		if rest[0] < '6' {
			return "0" + rest
		}
		return rest
	}
	return e
}

// Country returns the two-letter country of an Indian or Bangladeshi number, or
// "" for any other.
func (p Phone) Country() string {
	switch e := p.Reveal(); {
	case strings.HasPrefix(e, "+880"):
		return "BD"
	case strings.HasPrefix(e, "+91"):
		return "IN"
	}
	return ""
}

// Full returns what the exact blind-index token is made from. Index use only.
func (p Phone) Full() string { return p.Reveal() }

// Last4 returns the last four digits, for the blind index only.
func (p Phone) Last4() string { return tail(p.Reveal(), 4) }

// Last6 returns the last six digits, for the blind index only.
func (p Phone) Last6() string { return tail(p.Reveal(), 6) }

// EndsWith reports whether the number ends in digits, as returned by Digits, so
// that a list is filtered without revealing anything.
func (p Phone) EndsWith(digits string) bool {
	return digits != "" && strings.HasSuffix(p.RevealNational(), digits)
}

func tail(s string, n int) string {
	if len(s) < n {
		return s
	}
	return s[len(s)-n:]
}

// Stored returns the canonical text for a sealed document, and nothing else.
func (p Phone) Stored() string { return p.Reveal() }

// PhoneFromStored is the inverse of Stored. It checks the form only, not today's
// numbering plans, so that what was once stored opens for ever.
func PhoneFromStored(s string) (Phone, error) {
	if s == "" {
		return Phone{}, nil
	}
	if len(s) < 8 || len(s) > 16 || s[0] != '+' || s[1] == '0' || strings.Trim(s[1:], "0123456789") != "" {
		return Phone{}, errs.New(errs.Corrupt, "A stored phone number cannot be read.")
	}
	p := Phone{unique.Make(s)}
	if p.Country() != "" && len(s) < 10 {
		return Phone{}, errs.New(errs.Corrupt, "A stored phone number cannot be read.")
	}
	return p, nil
}

// String returns the masked number (MSK-01): the first two and the last two
// digits of the national form, or of the +CC form, a star for each other.
func (p Phone) String() string {
	n := p.RevealNational()
	if n == "" {
		return ""
	}
	plus := ""
	if n[0] == '+' {
		plus, n = "+", n[1:]
	}
	return plus + n[:2] + strings.Repeat("*", len(n)-4) + n[len(n)-2:]
}

// MarshalText gives every text encoding, JSON among them, the masked number.
// There is no UnmarshalText: a masked number must never become a number again.
func (p Phone) MarshalText() ([]byte, error) { return []byte(p.String()), nil }

// GoString returns the masked number.
func (p Phone) GoString() string { return "contact.Phone(" + p.String() + ")" }

// Format writes the masked number for every verb.
func (p Phone) Format(f fmt.State, verb rune) { formatMasked(f, verb, p.String()) }

// LogValue gives slog the masked number.
func (p Phone) LogValue() slog.Value { return slog.StringValue(p.String()) }

func formatMasked(f fmt.State, verb rune, masked string) {
	fmt.Fprintf(f, fmt.FormatString(f, verb), masked)
}
