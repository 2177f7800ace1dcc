package names

import "strings"

// titles are dropped: they come and go with whoever writes the name down.
var titles = set("dr", "doctor", "mr", "mrs", "ms", "miss", "smt", "shri", "sri", "shree", "sree",
	"shrimati", "shreemati", "srimati", "sreemati", "prof", "professor", "janab", "adv")

// abbreviations are written out.
var abbreviations = map[string]string{
	"md": "mohammad", "mohd": "mohammad", "mohmd": "mohammad", "mohammd": "mohammad", "mohamd": "mohammad",
	"muhd": "mohammad", "mhd": "mohammad", "mohmmad": "mohammad",
	"mst": "mosammat", "msst": "mosammat", "mosst": "mosammat", "mosa": "mosammat", "mosamat": "mosammat",
	"sk": "sheikh", "skh": "sheikh",
}

// nativeWords are abbreviations (written out) and titles ("", dropped) in
// Bangla and Devanagari, without their dot or visarga.
var nativeWords = map[string]string{
	"মো": "mohammad", "মোহা": "mohammad", "মু": "mohammad", "মুহা": "mohammad",
	"मो": "mohammad", "मोहा": "mohammad", "मु": "mohammad",
	"মোসা": "mosammat", "মোছা": "mosammat", "মোসাম্মৎ": "mosammat", "মোছাম্মৎ": "mosammat",
	"মোসাম্মত": "mosammat", "মোছাম্মত": "mosammat", "मोसम्मात": "mosammat", "मोसा": "mosammat",
	"সেখ": "sheikh", "সেক": "sheikh",
	"ডা": "", "ড": "", "ডক্টর": "", "ডাক্তার": "", "মি": "", "মিস": "", "মিসেস": "", "জনাব": "", "জনাবা": "",
	"শ্রী": "", "শ্রীমতী": "", "শ্রীমতি": "", "অধ্যাপক": "",
	"डॉ": "", "डा": "", "डॉक्टर": "", "श्री": "", "श्रीमती": "", "श्रीमति": "", "सुश्री": "", "मिस": "", "मिसेज": "", "जनाब": "",
}

func isNativeTitle(raw string) bool {
	whole, known := nativeWords[raw]
	return known && whole == ""
}

// nativeLetters are the names of Latin letters as initials are spelled, এ কে এম
// for A. K. M. One alone may be a word; two in a row are initials.
var nativeLetters = map[string]string{
	"এ": "a", "বি": "b", "সি": "c", "ডি": "d", "ই": "e", "এফ": "f", "জি": "g", "এইচ": "h", "আই": "i", "জে": "j",
	"কে": "k", "এল": "l", "এম": "m", "এন": "n", "ও": "o", "পি": "p", "কিউ": "q", "আর": "r", "এস": "s", "টি": "t",
	"ইউ": "u", "ভি": "v", "ডব্লিউ": "w", "এক্স": "x", "ওয়াই": "y", "জেড": "z",
	"ए": "a", "बी": "b", "सी": "c", "डी": "d", "ई": "e", "एफ": "f", "जी": "g", "एच": "h", "आई": "i", "जे": "j",
	"के": "k", "एल": "l", "एम": "m", "एन": "n", "ओ": "o", "पी": "p", "क्यू": "q", "आर": "r", "एस": "s", "टी": "t",
	"यू": "u", "वी": "v", "डब्ल्यू": "w", "एक्स": "x", "वाई": "y", "जेड": "z",
}

// particles of Arabic names that are spoken with the word before them.
var particles = set("ul", "ur", "us", "un", "uz", "ush")

// endings of Arabic and Persian names that are written apart or joined.
var endings = []struct {
	ending string
	least  int    // letters that must stand before it
	apart  string // the word it is, written apart
}{
	{"uddin", 2, "uddin"}, {"uddeen", 2, "uddin"}, {"udden", 2, "uddin"}, {"ooddin", 2, "uddin"},
	{"oddin", 3, "uddin"}, {"udin", 4, "uddin"},
	{"ullah", 3, "ullah"}, {"ulla", 3, "ullah"},
	{"ajhan", 3, "jahan"}, {"jahan", 3, "jahan"}, {"jehan", 3, "jahan"},
	{"nahar", 4, "nahar"}, {"nessa", 4, "nessa"}, {"nesa", 4, "nessa"}, {"nissa", 4, "nessa"}, {"nisa", 4, "nessa"},
}

func set(words ...string) map[string]bool {
	m := make(map[string]bool, len(words))
	for _, w := range words {
		m[w] = true
	}
	return m
}

// settle makes one round of the rules about whole words and reports whether it
// changed anything. The last word is left as typed unless last is set.
func settle(ws []string, last bool) (out []string, changed bool) {
	if needsNothing(ws) {
		return ws, false
	}
	out = make([]string, 0, len(ws)+2)
	kept := withoutTitles(ws)
	for i := 0; i < len(kept); i++ {
		w, n := kept[i], len(out)
		final := i+1 == len(kept)
		head, tail := splitEnding(w)
		switch {
		case abbreviations[w] != "" && (last || !final):
			out = append(out, abbreviations[w])
		case w == "ud" && !final && kept[i+1][0] == 'd' && n > 0:
			out = append(out, cut("ud"+kept[i+1], maxLetter))
			i++
		case particles[w] && n > 0 && (last || !final):
			out[n-1] = cut(out[n-1]+w, maxLetter)
		case (w == "e" || w == "i") && n > 0 && !final && len(out[n-1]) > 1 && len(kept[i+1]) > 1: // Nur-e-Alam
			out[n-1] = cut(out[n-1]+w, maxLetter)
		case isLetter(w) && n > 0 && i > 0 && isLetter(kept[i-1]): // A. K. M.
			out[n-1] = cut(out[n-1]+w, maxLetter)
		case tail != "":
			out = append(out, head, tail)
		default:
			out = append(out, w)
		}
	}
	if len(out) > maxWords {
		out = out[:maxWords]
	}
	return out, !equal(out, ws)
}

// needsNothing is the quick answer for almost every name, so that settling
// allocates only when it must.
func needsNothing(ws []string) bool {
	if len(ws) > maxWords {
		return false
	}
	for _, w := range ws {
		if len(w) < 3 || titles[w] || abbreviations[w] != "" || particles[w] {
			return false
		}
		if _, tail := splitEnding(w); tail != "" {
			return false
		}
	}
	return true
}

func withoutTitles(ws []string) []string {
	kept := make([]string, 0, len(ws))
	for _, w := range ws {
		if !titles[w] {
			kept = append(kept, w)
		}
	}
	if len(kept) == 0 {
		return ws
	}
	return kept
}

func splitEnding(w string) (head, tail string) {
	if len(w) < 7 || strings.IndexByte("nahr", w[len(w)-1]) < 0 { // none is shorter or ends otherwise
		return w, ""
	}
	for _, e := range endings {
		if head, ok := strings.CutSuffix(w, e.ending); ok && len(head) >= e.least && head != "abd" && ascii(head) {
			return head, e.apart
		}
	}
	return w, ""
}

func isLetter(w string) bool { return len(w) == 1 && w[0] >= 'a' && w[0] <= 'z' }

func equal(a, b []string) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}
