package names

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"kosh/internal/base/contact"
)

// What Fold returns is bounded by these, whatever comes in.
const (
	maxWords  = 16   // words of a name that are looked at
	maxLetter = 40   // letters of a word that are looked at
	maxRunes  = 1000 // characters of a text that are looked at
)

// Fold returns the words of a name in one Latin spelling: lower case, Bangla,
// Devanagari and the other Indic scripts transliterated, accents and joiners
// dropped, digits in ASCII. Titles are dropped (unless nothing else is there),
// abbreviations written out, and the parts people join or separate at will
// (Nur Jahan, Nurjahan; Zia ur, Ziaur; A. K. M., AKM) brought to one form.
// Letters of other scripts stay as they are, in lower case. Folding its own
// output changes nothing.
func Fold(s string) []string { return fold(s, true) }

// fold writes out an abbreviation in the last word only if last is set: while a
// word is being typed, "mo" is not yet Mohammad.
func fold(s string, last bool) []string {
	words := split(s)
	out := make([]string, 0, len(words)+2)
	for i, w := range words {
		latin := w.latin
		if whole, known := nativeWords[w.raw]; known && (last || i+1 < len(words)) {
			latin = whole
			if latin == "" {
				latin = nativeTitle
			}
		} else if letter := nativeLetters[w.raw]; letter != "" && (i > 0 && nativeLetters[words[i-1].raw] != "" || i+1 < len(words) && nativeLetters[words[i+1].raw] != "") {
			latin = letter
		}
		if latin != "" {
			out = append(out, latin)
		}
	}
	// Each pass only shortens the list, or splits or writes out a word for good,
	// so this ends; the bound is for the reader.
	for range 4 * maxWords {
		var changed bool
		if out, changed = settle(out, last); !changed {
			break
		}
	}
	return out
}

// nativeTitle stands for a title in another script until settle drops it.
const nativeTitle = "dr"

// A word is one word of a text: raw in its own script (NFC, lower case, without
// a trailing visarga), latin as transliterated.
type word struct{ raw, latin string }

// split cuts a text into words. Whatever is neither letter, mark nor digit
// separates, except an apostrophe.
func split(s string) []word {
	if s = cut(s, maxRunes); simple(s) {
		s = strings.ToLower(s)
	} else {
		s = norm.NFKC.String(strings.ToLower(norm.NFKC.String(contact.LatinDigits(s))))
		s = cut(s, maxRunes)
	}
	words := make([]word, 0, 4)
	for s != "" && len(words) < maxWords {
		n, apostrophe := wordEnd(s)
		if n == 0 {
			_, n = utf8.DecodeRuneInString(s)
		} else if w, ok := makeWord(s[:n], apostrophe); ok {
			words = append(words, w)
		}
		s = s[n:]
	}
	return words
}

func makeWord(raw string, apostrophe bool) (word, bool) {
	if apostrophe {
		raw = strings.Map(dropApostrophe, raw)
	}
	if ascii(raw) {
		return word{raw, cut(raw, maxLetter)}, raw != ""
	}
	raw = strings.TrimSuffix(cut(raw, 2*maxLetter), "\u0983")
	raw = strings.TrimSuffix(raw, "\u0903")
	w := word{raw, cut(latin(raw), maxLetter)}
	return w, w.latin != ""
}

// wordEnd returns how many bytes of s belong to the word it begins with, and
// whether an apostrophe is among them.
func wordEnd(s string) (n int, apostrophe bool) {
	for i, r := range s {
		switch {
		case r >= 'a' && r <= 'z' || r >= '0' && r <= '9':
		case dropApostrophe(r) < 0:
			apostrophe = true
		case r < utf8.RuneSelf, !unicode.IsLetter(r) && !unicode.IsMark(r) && !unicode.Is(unicode.Nd, r):
			return i, apostrophe
		}
	}
	return len(s), apostrophe
}

func dropApostrophe(r rune) rune {
	switch r {
	case '\'', '`', '’', '‘', 'ʼ':
		return -1
	}
	return r
}

// simple reports whether lower case is all the preparation s needs: it is ASCII,
// or ASCII, Bangla and Devanagari without digits and without the few letters
// that NFC takes apart or puts together.
func simple(s string) bool {
	if ascii(s) {
		return true
	}
	before := rune(0)
	for _, r := range s {
		if r >= utf8.RuneSelf {
			place := r & block
			bangla := r >= 0x0980
			switch {
			case r < 0x0900 || r > 0x09ff, place >= 0x66 && place <= 0x6f:
				return false
			case !bangla && place >= 0x58 && place <= 0x5f, bangla && place >= 0x5c && place <= 0x5f:
				return false
			case place == nukta && !bangla, bangla && before == 0x09c7 && (place == 0x3e || place == 0x57):
				return false
			}
		}
		before = r
	}
	return true
}

func ascii(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// cut returns at most n characters of s.
func cut(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for i := range s {
		if n == 0 {
			return s[:i]
		}
		n--
	}
	return s
}

// latin transliterates the Indic runs of a word and strips accents from the rest.
func latin(w string) string {
	var b strings.Builder
	for w != "" {
		n, indic := run(w)
		if indic {
			transliterate(&b, w[:n])
		} else {
			plain(&b, w[:n])
		}
		w = w[n:]
	}
	return b.String()
}

// run returns the length of the run of one kind that w begins with.
func run(w string) (n int, indic bool) {
	for i, r := range w {
		if i == 0 {
			indic = isIndic(r)
		} else if isIndic(r) != indic {
			return i, indic
		}
	}
	return len(w), indic
}

// plain writes w without accents; letters Unicode does not take apart are
// spelled as they are read.
func plain(b *strings.Builder, w string) {
	for _, r := range norm.NFD.String(w) {
		switch {
		case r >= 0x0300 && r <= 0x036f: // combining diacritical marks
		case letters[r] != "":
			b.WriteString(letters[r])
		default:
			b.WriteRune(r)
		}
	}
}

var letters = map[rune]string{
	'ß': "ss", 'æ': "ae", 'œ': "oe", 'ø': "o", 'đ': "d", 'ð': "d", 'þ': "th", 'ł': "l",
	'ı': "i", 'ħ': "h", 'ŋ': "ng", 'ə': "a", 'ɛ': "e", 'ɔ': "o",
}
