package names

import "strings"

// A sound is a folded word as it is heard, one byte a sound: an upper-case
// consonant class, or a lower-case vowel (a e i o u). Aspirates, doubled letters
// and the letters that scripts and spellings swap are one class:
//
//	B b bh v w   C ch chh   D d dh   F f ph   G g gh gy jn   H h   J j jh z, y at the start
//	K k kh q x ksh c   L   M   N   P   R r rh   S s sh   T t th
type sound struct {
	seq  []byte
	soft bool // the last vowel stands after a cluster: Datta
	shut bool // it ends in a cluster: Dutt
}

// sameWord are words whose spellings no rule of sounds brings together, after
// folding. Kept to the frequent ones.
var sameWord = map[string]string{
	"abd": "abdul", "abdur": "abdul", "abdus": "abdul", "abdun": "abdul", "abduz": "abdul", "abdool": "abdul",
	"abdal": "abdul", "abdel": "abdul", "abdoul": "abdul", "abdour": "abdul", "abdush": "abdul", "abdut": "abdul",
	"soiyad": "syed", "saiyad": "syed", "saiyed": "syed", "sayyid": "syed", "sayyed": "syed", "saiyid": "syed",
	"sayed": "syed", "syad": "syed", "sayad": "syed", "saiad": "syed", "soiad": "syed",
	"mian": "mia", "miyan": "mia", "miyam": "mia", "ramadan": "ramjan", "ramadhan": "ramjan",
	"ohid": "wahid", "ohida": "wahida", "oli": "wali", "banerjee": "banarji", "chatterji": "chatarji",
	"sekh": "sheikh", "shek": "sheikh",
	"dev": "deb", "deo": "deb",
	"ahammad": "ahmad", "ahammed": "ahmad", "ahamad": "ahmad", "ahamed": "ahmad",
	"lokkhi": "lakshmi", "lakkhi": "lakshmi", "lokkhon": "lakshman", "lakkhan": "lakshman",
	"bose": "basu", "krishan": "krishna", "sircar": "sarkar", "michael": "maikel",
}

// hear turns a folded ASCII word into its sound, appended to buf.
func hear(w string, buf []byte) sound {
	if same, ok := sameWord[w]; ok {
		w = same
	}
	w = closing(w)
	s := sound{seq: buf[:0]}
	w, s.seq = opening(w, s.seq)
	cluster := false // the last consonants came two or more in a row, or doubled
	for i := 0; i < len(w); {
		if n := vowelRun(w, i); n > 0 {
			s.seq = appendVowels(s.seq, w[i:i+n])
			s.soft = cluster
			cluster = false
			i += n
			continue
		}
		c, n := consonantAt(w, i)
		if c == 0 {
			i += n
			continue
		}
		prev := byte(0)
		if len(s.seq) > 0 {
			prev = s.seq[len(s.seq)-1]
		}
		if prev >= 'A' && prev <= 'Z' {
			cluster = true
		}
		if prev != c {
			s.seq = append(s.seq, c)
		}
		i += n
	}
	s.shut = cluster
	return s
}

// closing brings together the endings that regions spell each in their way.
func closing(w string) string {
	if len(w) < 4 || strings.IndexByte("eraio", w[len(w)-1]) < 0 { // none is shorter or ends otherwise
		return w
	}
	for _, c := range closings {
		if head, ok := strings.CutSuffix(w, c.spelled); ok && head != "" {
			return head + c.heard
		}
	}
	return w
}

var closings = []struct{ spelled, heard string }{
	{"que", "k"}, {"nder", "ndra"}, {"padhyaya", "padhyay"}, {"padhaya", "padhyay"}, {"padhya", "padhyay"},
	{"charjee", "charya"}, {"charji", "charya"}, {"charjya", "charya"}, {"charjyo", "charya"}, {"charjo", "charya"}, {"charyya", "charya"},
}

// opening handles what is special at the start of a word and returns the rest.
func opening(w string, seq []byte) (string, []byte) {
	if strings.IndexByte("yeiogjd", w[0]) < 0 { // none begins otherwise
		return w, seq
	}
	for _, o := range openings {
		if rest, ok := strings.CutPrefix(w, o.spelled); ok && (!o.beforeConsonant || rest != "" && !strings.ContainsRune("aeiouy", rune(rest[0]))) {
			return rest, append(seq, o.heard...)
		}
	}
	return w, seq
}

var openings = []struct {
	spelled, heard  string
	beforeConsonant bool
}{
	{"you", "Ju", false}, {"yu", "Ju", false}, {"eu", "Ju", false}, {"iu", "Ju", false}, {"eyu", "Ju", false},
	{"iya", "Ja", false}, {"eya", "Ja", false}, {"ia", "Ja", true}, {"ea", "Ja", true}, {"y", "J", false},
	{"owa", "Ba", false}, {"oya", "Ba", false}, {"oa", "Ba", true},
	{"gn", "G", false}, {"jn", "G", false}, {"dw", "D", false}, {"dv", "D", false},
}

// vowelRun returns the length of the vowels at i: a e i o u, a y that does not
// begin the word, and a w that closes a diphthong.
func vowelRun(w string, i int) int {
	n := 0
	for i+n < len(w) {
		switch w[i+n] {
		case 'a', 'e', 'i', 'o', 'u', 'y':
		case 'w':
			closes := n > 0 && (i+n+1 == len(w) || !strings.ContainsRune("aeiouy", rune(w[i+n+1])))
			if !closes {
				return n
			}
		default:
			return n
		}
		n++
	}
	return n
}

// appendVowels reduces a run of vowels to one or two sounds.
func appendVowels(seq []byte, run string) []byte {
	if v, ok := diphthongs[run]; ok {
		return append(seq, v...)
	}
	first, last := plainVowel(run[0]), plainVowel(run[len(run)-1])
	seq = append(seq, first)
	if len(run) > 1 && last != first {
		seq = append(seq, last)
	}
	return seq
}

func plainVowel(c byte) byte {
	switch c {
	case 'y':
		return 'i'
	case 'w':
		return 'u'
	}
	return c
}

var diphthongs = map[string]string{
	"ee": "i", "ea": "e", "ie": "i", "iy": "i", "yi": "i", "ey": "e", "ei": "e", "ye": "e",
	"ai": "e", "ay": "e", "aye": "e", "ayi": "e", "ae": "e", "aai": "e", "aay": "e", "eye": "e",
	"oi": "e", "oy": "e", "oiy": "e", "oye": "oe",
	"oo": "u", "ou": "o", "ow": "o", "au": "o", "aw": "o", "aou": "o", "ao": "o", "aau": "o", "aow": "o",
	"ya": "a", "yo": "o", "yu": "u", "yoo": "u", "iya": "ia", "iye": "ie", "eya": "ea", "oya": "o", "eo": "eo",
	"aya": "a", "oyo": "o", "aiya": "ea", "aia": "ea", "eyo": "eo",
}

// spellings of consonants, longest first within a letter. A class of 0 is not heard.
var spellings = [256][]struct {
	spelled string
	class   byte
}{
	'b': {{"bh", 'B'}, {"b", 'B'}},
	'c': {{"chr", 'K'}, {"chl", 'K'}, {"chh", 'C'}, {"cch", 'C'}, {"ch", 'C'}, {"ck", 'K'}, {"ce", 'S'}, {"ci", 'S'}, {"cy", 'S'}, {"c", 'K'}},
	'd': {{"dh", 'D'}, {"d", 'D'}},
	'f': {{"f", 'F'}},
	'g': {{"gh", 'G'}, {"g", 'G'}},
	'j': {{"jn", 'G'}, {"jh", 'J'}, {"j", 'J'}},
	'k': {{"kkh", 'K'}, {"khsh", 'K'}, {"ksh", 'K'}, {"ksm", 'K'}, {"ksn", 'K'}, {"kh", 'K'}, {"k", 'K'}},
	'l': {{"l", 'L'}},
	'm': {{"m", 'M'}},
	'n': {{"n", 'N'}},
	'p': {{"ph", 'F'}, {"p", 'P'}},
	'q': {{"q", 'K'}},
	'r': {{"rh", 'R'}, {"r", 'R'}},
	's': {{"shw", 'S'}, {"shv", 'S'}, {"sw", 'S'}, {"sv", 'S'}, {"sh", 'S'}, {"s", 'S'}},
	't': {{"tch", 'C'}, {"th", 'T'}, {"t", 'T'}},
	'v': {{"v", 'B'}},
	'w': {{"w", 'B'}},
	'x': {{"x", 'K'}},
	'z': {{"zh", 'J'}, {"z", 'J'}},
}

// consonantAt returns the class of the consonant at i and how many letters spell it.
func consonantAt(w string, i int) (class byte, n int) {
	if w[i] == 'h' {
		if i+1 == len(w) && i > 0 { // Shah, Sha
			return 0, 1
		}
		return 'H', 1
	}
	for _, s := range spellings[w[i]] {
		if !strings.HasPrefix(w[i:], s.spelled) {
			continue
		}
		switch n := len(s.spelled); s.spelled {
		case "chr", "chl", "ce", "ci", "cy", "ksm", "ksn":
			return s.class, n - 1 // the last letter is heard too
		default:
			return s.class, n
		}
	}
	return w[i], 1 // a digit
}

const maxSkeleton = 12

// Skeleton returns the consonants of one word that all its spellings share,
// behind the class of a leading vowel (A for a o u, E for e i), at most 12
// letters in upper case. It folds the word first. A word in a script that Fold
// does not transliterate is its own skeleton.
func Skeleton(w string) string {
	if folded := Fold(w); len(folded) > 0 {
		return skeleton(strings.Join(folded, ""))
	}
	return ""
}

func skeleton(folded string) string {
	if !ascii(folded) {
		return cut(folded, maxSkeleton)
	}
	var room [2 * maxLetter]byte
	return string(bones(hear(folded, room[:0]).seq, folded))
}

// bones drops the vowels of seq, in place.
func bones(seq []byte, folded string) []byte {
	out := seq[:0]
	for i, c := range seq {
		switch {
		case c < 'a' || c > 'z':
			out = append(out, c)
		case i > 0:
		case folded[0] == 'e' || folded[0] == 'i':
			out = append(out, 'E')
		default:
			out = append(out, 'A')
		}
		if len(out) == maxSkeleton {
			break
		}
	}
	return out
}
