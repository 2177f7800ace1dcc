package names

import "strings"

// The Indic blocks of Unicode share one layout, that of ISCII: the same letter
// has the same place in its block. So one table by place serves them all, and
// Bangla's own letters and habits are said apart.
const block = 0x7f

// consonants by place, as names are spelled in Latin: f for ph, no nukta.
var consonants = [128]string{
	0x15: "k", 0x16: "kh", 0x17: "g", 0x18: "gh", 0x19: "ng",
	0x1a: "ch", 0x1b: "ch", 0x1c: "j", 0x1d: "jh", 0x1e: "n",
	0x1f: "t", 0x20: "th", 0x21: "d", 0x22: "dh", 0x23: "n",
	0x24: "t", 0x25: "th", 0x26: "d", 0x27: "dh", 0x28: "n", 0x29: "n",
	0x2a: "p", 0x2b: "f", 0x2c: "b", 0x2d: "bh", 0x2e: "m",
	0x2f: "y", 0x30: "r", 0x31: "r", 0x32: "l", 0x33: "l", 0x34: "l", 0x35: "v",
	0x36: "sh", 0x37: "sh", 0x38: "s", 0x39: "h",
}

// vowels by place: the independent letters and the signs after a consonant.
var vowels = [128]string{
	0x05: "a", 0x06: "a", 0x07: "i", 0x08: "i", 0x09: "u", 0x0a: "u", 0x0b: "ri",
	0x0d: "e", 0x0e: "e", 0x0f: "e", 0x10: "ai", 0x11: "o", 0x12: "o", 0x13: "o", 0x14: "au",
	0x3e: "a", 0x3f: "i", 0x40: "i", 0x41: "u", 0x42: "u", 0x43: "ri", 0x44: "ri",
	0x45: "e", 0x46: "e", 0x47: "e", 0x48: "ai", 0x49: "o", 0x4a: "o", 0x4b: "o", 0x4c: "au",
	0x50: "om", 0x57: "au",
}

// Places with a meaning of their own.
const (
	chandrabindu = 0x01
	anusvara     = 0x02
	nukta        = 0x3c
	virama       = 0x4d
	ca           = 0x1a
	cha          = 0x1b
	ja           = 0x1c
	nya          = 0x1e
	ba           = 0x2c
	ya           = 0x2f
	khandaTa     = 0x4e
	assamRa      = 0x70
	assamWa      = 0x71
)

// A syllable is one letter and what hangs on it.
type syllable struct {
	onset, vowel string
	place        rune // of the consonant in its block, 0 for a vowel letter
	inherent     bool // the vowel is the unwritten a
	nasal        bool // followed by anusvara or chandrabindu
	tilde        bool // the nasal is a chandrabindu, always an n
	bangla       bool
	yya          bool // Bangla য়, a glide
}

func (s *syllable) dead() bool { return s.vowel == "" }

// transliterate writes an Indic run in Latin letters.
func transliterate(b *strings.Builder, run string) {
	b.Grow(len(run))
	var room [16]syllable
	ss := syllables(room[:0], run)
	glides(ss)
	dropSchwas(ss)
	for i := range ss {
		write(b, ss, i)
	}
}

// syllables reads a run (NFC) letter by letter.
func syllables(ss []syllable, run string) []syllable {
	for _, r := range run {
		place := r & block
		bangla := r >= 0x0980 && r <= 0x09ff
		gurmukhi := r >= 0x0a00 && r <= 0x0a7f
		n := len(ss)
		switch {
		case place == virama && n > 0:
			ss[n-1].vowel, ss[n-1].inherent = "", false
		case place == nukta && n > 0:
			dot(&ss[n-1])
		case (place == anusvara || place == chandrabindu || gurmukhi && place == 0x70) && n > 0:
			ss[n-1].nasal, ss[n-1].tilde = true, place == chandrabindu
		case bangla && place == khandaTa:
			ss = append(ss, syllable{onset: "t", place: place, bangla: true})
		case bangla && (place == assamRa || place == assamWa):
			ss = append(ss, syllable{onset: map[rune]string{assamRa: "r", assamWa: "w"}[place], vowel: "a", place: place, inherent: true, bangla: true})
		case consonants[place] != "":
			ss = consonant(ss, place, bangla, run)
		case vowels[place] != "":
			v := banglaVowel(place, bangla)
			if isSign := place >= 0x3e && place < virama || place == 0x57; isSign && n > 0 && ss[n-1].inherent {
				ss[n-1].vowel, ss[n-1].inherent = v, false
			} else {
				ss = append(ss, syllable{vowel: v, bangla: bangla})
			}
		}
	}
	return ss
}

func banglaVowel(place rune, bangla bool) string {
	if bangla {
		switch place {
		case 0x10, 0x48:
			return "oi"
		case 0x14, 0x4c, 0x57:
			return "ou"
		}
	}
	return vowels[place]
}

// dot applies a nukta: ড় ঢ় ड़ ढ़ are read r and য় is a glide; the dots that
// people leave out (ज़, फ़, क़, …) change nothing.
func dot(s *syllable) {
	switch {
	case s.onset == "d" || s.onset == "dh":
		s.onset = "r"
	case s.bangla && s.place == ya:
		s.onset, s.yya = "y", true
	}
}

// consonant appends the consonant at place, as read after the one before it.
func consonant(ss []syllable, place rune, bangla bool, run string) []syllable {
	onset := consonants[place]
	var before *syllable
	if n := len(ss); n > 0 && ss[n-1].dead() && ss[n-1].place != khandaTa {
		before = &ss[n-1]
	}
	switch {
	case place == nya && before != nil && before.place == ja: // ज्ञ
		before.onset, before.vowel, before.inherent = "gy", "a", true
		return ss
	case !bangla:
	case place == ya && before == nil:
		onset = "j"
	case place == ba && before != nil && !strings.Contains("mbrl", before.onset): // বফলা, as in বিশ্বাস
		onset = "w"
	case place == cha && (before == nil || before.place != ca) && (len(ss) > 0 || !keepsCha(run)): // ছালাম, নাছির
		onset = "s"
	}
	return append(ss, syllable{onset: onset, vowel: "a", place: place, inherent: true, bangla: bangla})
}

// keepsCha reports whether a name beginning with ছ is read with ch: few are, the
// letter writes the s of Arabic names.
func keepsCha(run string) bool {
	for _, p := range []string{"ছবি", "ছন্দ", "ছায়া", "ছোট"} {
		if strings.HasPrefix(run, p) && !strings.HasPrefix(run, "ছায়াদ") {
			return true
		}
	}
	return false
}

// glides reads Bangla's vowel letters that write w and y: ওয়াহিদ wahid, আনোয়ার
// anowar, ইয়াসিন yasin, ইউসুফ yusuf, মিঞা miya.
func glides(ss []syllable) {
	for i := 1; i < len(ss); i++ {
		s, before := &ss[i], &ss[i-1]
		if !s.bangla || !before.bangla {
			continue
		}
		switch {
		case s.yya && !s.inherent && before.onset == "" && before.vowel == "o":
			before.vowel, s.onset = "", "w"
		case s.yya && !s.inherent && before.vowel == "o":
			s.onset = "w"
		case s.yya && !s.inherent && before.vowel == "u":
			s.onset = ""
		case s.yya && !s.inherent && i == 1 && before.onset == "" && before.vowel == "i":
			before.vowel = ""
		case i == 1 && s.onset == "" && s.vowel == "u" && before.onset == "" && before.vowel == "i":
			before.vowel, s.onset = "", "y"
		case s.place == nya && !before.dead() && !s.inherent && !s.dead():
			s.onset = "y"
		}
	}
}

// dropSchwas takes away the unwritten a where it is not spoken: at the end of a
// word after a single consonant, before a vowel letter, and between a vowel and
// one consonant with a vowel (the rule of Ohala 1983, from right to left).
func dropSchwas(ss []syllable) {
	last := len(ss) - 1
	for i := last; i > 0; i-- {
		s, before := &ss[i], &ss[i-1]
		if !s.inherent || s.nasal {
			continue
		}
		switch {
		case i == last:
			cluster := before.dead() && before.onset != ""
			nasalStop := !s.bangla && cluster && (before.onset == "n" || before.onset == "m") // आनन्द
			if !cluster || nasalStop {
				s.vowel = ""
			}
		case ss[i+1].onset == "":
			s.vowel = ""
		case !before.dead() && !before.nasal && !ss[i+1].dead():
			s.vowel = ""
		}
	}
}

// write writes syllable i, with its nasal read as the next consonant asks.
func write(b *strings.Builder, ss []syllable, i int) {
	s := &ss[i]
	next := ""
	if i+1 < len(ss) {
		next = ss[i+1].onset
	}
	velar := next != "" && (next[0] == 'k' || next[0] == 'g')
	if s.onset == "ng" && velar {
		b.WriteString("n")
	} else {
		b.WriteString(s.onset)
	}
	b.WriteString(s.vowel)
	switch {
	case !s.nasal:
	case next != "" && strings.Contains("pbfm", next[:1]):
		b.WriteByte('m')
	case velar, s.tilde:
		b.WriteByte('n')
	case s.bangla, next == "h":
		b.WriteString("ng")
	default:
		b.WriteByte('n')
	}
}
