// Package names cleans, folds and compares the names of people.
//
// One person's name is written in Latin, Bangla or Devanagari letters and in
// many spellings of each. Clean gives the form that is shown and stored. Fold
// brings every script to one Latin spelling per word, Skeleton to the consonants
// that survive all spellings, Tokens to what the blind index holds, and Match
// ranks an opened candidate against what was typed. The packages above keep no
// rule about names of their own.
//
// Everything here is pure, bounded in its output, and safe for any input.
package names

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"kosh/internal/base/errs"
)

// MaxLength is the longest name in characters, as Clean counts them.
const MaxLength = 120

// maxMarks is how many combining marks may follow one another; no script needs
// more, and stacks of them climb over the lines around.
const maxMarks = 4

// Clean returns a name as it is stored and shown: NFC, single spaces, without
// control characters, bidi controls and zero-width characters, except where the
// joiners shape a conjunct (Unicode 15.0 §12.1). Errors are errs.Invalid for the
// field "name" with the code name.empty, name.long, name.digits or name.symbols.
func Clean(s string) (string, error) {
	if len(s) > 16*MaxLength {
		return "", tooLong()
	}
	s = norm.NFC.String(s)
	kept, err := keepShown([]rune(s))
	if err != nil {
		return "", err
	}
	s = strings.Join(strings.Fields(kept), " ")
	if utf8.RuneCountInString(s) > MaxLength {
		return "", tooLong()
	}
	letters, digits := 0, 0
	for _, r := range s {
		switch {
		case unicode.IsLetter(r):
			letters++
		case unicode.IsDigit(r):
			digits++
		}
	}
	switch {
	case letters > 0:
		return norm.NFC.String(s), nil
	case digits > 0:
		return "", nameError("name.digits", "A name has letters, this has digits only.")
	case s != "":
		return "", nameError("name.symbols", "A name has letters, this has none.")
	}
	return "", nameError("name.empty", "Write a name.")
}

func nameError(code, sentence string) error { return errs.Field("name", code, sentence) }

func tooLong() error {
	return nameError("name.long", "This name is too long: at most 120 characters.")
}

// keepShown drops what is not seen and refuses what no name has.
func keepShown(rs []rune) (string, error) {
	var b strings.Builder
	marks := 0
	for i, r := range rs {
		if unicode.IsMark(r) {
			if marks++; marks > maxMarks || b.Len() == 0 {
				return "", symbolError()
			}
			b.WriteRune(r)
			continue
		}
		if r == '\u200c' || r == '\u200d' {
			if shapes(rs, i) {
				b.WriteRune(r)
			}
			continue
		}
		marks = 0
		switch {
		case unicode.IsSpace(r):
			b.WriteByte(' ')
		case unicode.IsControl(r), unicode.Is(unicode.Cf, r):
		case unicode.IsLetter(r), unicode.Is(unicode.Nd, r), isNamePunctuation(r):
			b.WriteRune(r)
		default:
			return "", symbolError()
		}
	}
	return b.String(), nil
}

func symbolError() error {
	return nameError("name.symbols", "A name cannot have pictures or signs like this.")
}

func isNamePunctuation(r rune) bool {
	return strings.ContainsRune(".'’‘ʼ`-‐‑–,()/&:·॰", r)
}

// shapes reports whether the joiner at i stands beside a virama inside a word,
// where it chooses the shape of a conjunct. Elsewhere it is only invisible.
func shapes(rs []rune, i int) bool {
	if i == 0 || i+1 >= len(rs) {
		return false
	}
	before, after := rs[i-1], rs[i+1]
	return isIndic(before) && isIndic(after) && (isVirama(before) || isVirama(after))
}

// isIndic reports whether r is in the blocks that share the layout of ISCII,
// Devanagari to Malayalam.
func isIndic(r rune) bool { return r >= 0x0900 && r <= 0x0D7F }

func isVirama(r rune) bool { return isIndic(r) && r&0x7f == 0x4d }

// Initials returns at most two letters, in the name's own script, for the mark
// beside a name in a list: of the first and the last word that is not a title.
func Initials(name string) string {
	words := split(name)
	kept := words[:0:0]
	for _, w := range words {
		if whole := nativeWords[w.raw]; isNativeTitle(w.raw) || titles[w.latin] || whole == "mohammad" || abbreviations[w.latin] == "mohammad" {
			continue
		}
		kept = append(kept, w)
	}
	if len(kept) == 0 {
		kept = words
	}
	if len(kept) == 0 {
		return ""
	}
	out := firstLetter(kept[0].raw)
	if len(kept) > 1 {
		out += firstLetter(kept[len(kept)-1].raw)
	}
	return out
}

func firstLetter(word string) string {
	r, _ := utf8.DecodeRuneInString(word)
	return string(unicode.ToUpper(r))
}
