package contact

import (
	"strings"
	"unicode"
)

// LatinDigits replaces every decimal digit of any script (Bangla, Devanagari,
// Arabic, full width, …) by its ASCII digit and drops marks that are not seen:
// bidi controls, zero-width characters, soft hyphens. The rest stays as it is.
func LatinDigits(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r < 0x80:
			return r
		case unicode.Is(unicode.Nd, r):
			return '0' + digitValue(r)
		case unicode.Is(unicode.Cf, r):
			return -1
		}
		return r
	}, s)
}

// digitValue counts back to the zero of r's script: Unicode keeps every run of
// decimal digits together, in order, in tens from the start of its range.
func digitValue(r rune) rune {
	for _, t := range unicode.Nd.R16 {
		if rune(t.Lo) <= r && r <= rune(t.Hi) {
			return (r - rune(t.Lo)) % 10
		}
	}
	for _, t := range unicode.Nd.R32 {
		if rune(t.Lo) <= r && r <= rune(t.Hi) {
			return (r - rune(t.Lo)) % 10
		}
	}
	return 0
}

// Digits returns the ASCII digits of text typed into a search box, and whether
// it holds nothing else but the separators phones are written with. Callers use
// it to tell "a phone's tail" from a name; four digits suit Last4, six Last6.
func Digits(text string) (string, bool) {
	var b strings.Builder
	for _, r := range LatinDigits(text) {
		switch {
		case r >= '0' && r <= '9':
			b.WriteRune(r)
		case !isSeparator(r) && r != '+':
			return "", false
		}
	}
	return b.String(), b.Len() > 0
}

// isSeparator reports whether r may stand between the digits of a phone number.
func isSeparator(r rune) bool {
	switch r {
	case '-', '.', '/', '(', ')', '[', ']', '·':
		return true
	}
	return unicode.IsSpace(r) || unicode.Is(unicode.Pd, r)
}
