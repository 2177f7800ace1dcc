package password

import (
	_ "embed"
	"math/bits"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"kosh/internal/base/contact"
	"kosh/internal/base/errs"
	"kosh/internal/base/names"
)

const (
	minLength = 12  // characters, ATN-07
	maxLength = 128 // characters
)

// minBits is what a password must cost someone who tries words, years, rows of
// keys and repetitions first: about four words of the list, or two and some.
const minBits = 36

// Check says whether plain may be chosen by a person; about is what others know
// of them and their place: name, e-mail, phone, clinic. It refuses nothing for
// lacking a digit or a sign. Errors are errs.Invalid for the field "password"
// with the code password.short, password.long, password.control,
// password.personal or password.common. The sentence never repeats the password.
func Check(plain string, about ...string) error {
	if len(plain) > 4*maxBytes {
		return refuse("password.long", "This password is too long: at most 128 characters.")
	}
	plain = norm.NFKC.String(plain)
	n := utf8.RuneCountInString(plain)
	switch {
	case n < minLength:
		return refuse("password.short", "A password has at least 12 characters. Three or four words that do not belong together are easy to remember.")
	case n > maxLength:
		return refuse("password.long", "This password is too long: at most 128 characters.")
	case strings.IndexFunc(plain, unicode.IsControl) >= 0 || !utf8.ValidString(plain):
		return refuse("password.control", "A password cannot have control characters.")
	case personal(plain, about):
		return refuse("password.personal", "A password cannot have your name, e-mail, phone or clinic in it. Others try these first.")
	case cost(plain) < minBits:
		return refuse("password.common", "This password is made of what others try first: common words, names, years or rows of keys. Add words that do not belong together.")
	}
	return nil
}

func refuse(code, sentence string) error { return errs.Field("password", code, sentence) }

// leastPart is the length of a name or word that is looked for; shorter ones are
// in too many good passwords.
const leastPart = 4

// personal reports whether plain has a word of about in it, in the script it is
// written in or in Latin letters.
func personal(plain string, about []string) bool {
	raw := letters(plain)
	latin := strings.Join(names.Fold(spaced(plain)), "")
	for _, a := range about {
		a = norm.NFKC.String(a)
		for _, w := range strings.FieldsFunc(a, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsMark(r) && !unicode.IsDigit(r) }) {
			w = letters(w)
			if n := len(w); n >= 10 && strings.Trim(w, "0123456789") == "" {
				w = w[n-8:] // a phone number, with or without its country
			}
			if utf8.RuneCountInString(w) >= leastPart && strings.Contains(raw, w) {
				return true
			}
		}
		for _, w := range names.Fold(a) {
			if len(w) >= leastPart && (strings.Contains(raw, w) || strings.Contains(latin, w)) {
				return true
			}
		}
	}
	return false
}

// letters is a word or password as it is read: lower case, digits of any script
// in ASCII, and the signs and digits people write for letters replaced in
// between letters.
func letters(s string) string {
	rs := []rune(strings.ToLower(contact.LatinDigits(s)))
	out := make([]rune, 0, len(rs))
	for i, r := range rs {
		inside := i > 0 && unicode.IsLetter(out[len(out)-1]) || i+1 < len(rs) && unicode.IsLetter(rs[i+1])
		if l := lookAlike(r); l != 0 && inside {
			r = l
		}
		out = append(out, r)
	}
	return string(out)
}

func lookAlike(r rune) rune {
	switch r {
	case '@', '4':
		return 'a'
	case '3', '€':
		return 'e'
	case '1', '!', '|':
		return 'i'
	case '0':
		return 'o'
	case '$', '5':
		return 's'
	case '7', '+':
		return 't'
	}
	return 0
}

// spaced parts a password where a digit or sign stands, so that its words fold.
func spaced(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsMark(r) {
			return r
		}
		return ' '
	}, s)
}

//go:embed dictionary.txt
var dictionaryText string

var dictionary, longestWord = readDictionary(dictionaryText)

func readDictionary(text string) (words map[string]bool, longest int) {
	words = make(map[string]bool)
	for line := range strings.Lines(text) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		for w := range strings.FieldsSeq(norm.NFKC.String(line)) {
			words[w] = true
			longest = max(longest, utf8.RuneCountInString(w))
		}
	}
	return words, longest
}

// Costs in bits of the pieces a password is taken apart into.
const (
	wordBits   = 9 // one of a few hundred words
	yearBits   = 7
	rowBits    = 4 // 1234, abcd, aaaa of any length
	digitBits  = 3
	letterBits = 5 // in lower case; also any sign
	repeatBits = 4 // the same piece again
)

// cost returns the bits of the cheapest way to write plain in pieces, the lower
// of what is written and of what is read.
func cost(plain string) int {
	plain = contact.LatinDigits(plain)
	c := min(repeated([]rune(strings.ToLower(plain))), repeated([]rune(letters(plain))))
	if strings.ToLower(plain) != plain && strings.ToLower(plain[1:]) != plain[1:] { // more than a first capital
		c += 2
	}
	return c
}

// repeated is the cost of rs, which may be one block several times over.
func repeated(rs []rune) int {
	n := len(rs)
	c := pieces(rs)
	for block := 1; block <= n/2; block++ {
		if periodic(rs, block) {
			return min(c, pieces(rs[:block])+repeatBits+bits.Len(uint(n/block)))
		}
	}
	return c
}

func periodic(rs []rune, block int) bool {
	for i := block; i < len(rs); i++ {
		if rs[i] != rs[i-block] {
			return false
		}
	}
	return true
}

// pieces finds the cheapest division of rs from left to right.
func pieces(rs []rune) int {
	best := make([]int, len(rs)+1)
	for i := range rs {
		best[i+1] = best[i] + single(rs[i])
		for from := max(0, i+1-max(longestWord, 4)); from < i; from++ {
			if c, ok := piece(rs[from : i+1]); ok {
				best[i+1] = min(best[i+1], best[from]+c)
			}
		}
		if from := rowFrom(rs, i); i+1-from >= 3 {
			best[i+1] = min(best[i+1], best[from]+rowBits)
		}
	}
	return best[len(rs)]
}

func single(r rune) int {
	if r >= '0' && r <= '9' {
		return digitBits
	}
	return letterBits
}

// piece is the cost of a word or a year.
func piece(rs []rune) (int, bool) {
	if dictionary[string(rs)] {
		return wordBits, true
	}
	if len(rs) == 4 && (rs[0] == '1' && rs[1] == '9' || rs[0] == '2' && rs[1] == '0') && isDigit(rs[2]) && isDigit(rs[3]) {
		return yearBits, true
	}
	return 0, false
}

func isDigit(r rune) bool { return r >= '0' && r <= '9' }

// rowFrom returns where the row that ends at i begins: the same sign again and
// again, or each one more or one less than the last.
func rowFrom(rs []rune, i int) int {
	if i == 0 {
		return 0
	}
	step := rs[i] - rs[i-1]
	if step < -1 || step > 1 {
		return i
	}
	from := i
	for from > 0 && rs[from]-rs[from-1] == step {
		from--
	}
	return from
}
