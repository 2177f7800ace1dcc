package names

import (
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"kosh/internal/base/errs"
)

func TestANameIsCleanedForShowing(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ what, in, want string }{
		{"spaces collapse", "  Rahim \t\n Uddin  ", "Rahim Uddin"},
		{"no-break and ideographic spaces", "Rahim\u00a0Uddin\u3000Khan", "Rahim Uddin Khan"},
		{"bidi controls go", "\u202eRahim\u202c \u2066Uddin\u2069\u200f", "Rahim Uddin"},
		{"zero width goes", "Ra\u200bhim\ufeff U\u00addd\u2060in", "Rahim Uddin"},
		{"control characters go", "Ra\x00him\x1b Uddin\x7f", "Rahim Uddin"},
		{"composed", "Jose\u0301", "José"},
		{"Bangla vowel signs compose", "মো\u09c7\u09beনা"[:len("ম")] + "\u09c7\u09beনা", "মোনা"},
		{"a joiner that shapes a conjunct stays", "র\u200d্যাব", "র\u200d্যাব"},
		{"a non-joiner after a virama stays", "ক\u200cষ ক্\u200cষ", "কষ ক্\u200cষ"},
		{"a joiner elsewhere goes", "Rah\u200dim র\u200dহিম", "Rahim রহিম"},
		{"punctuation of names", "Md. A.K.M. O’Neil-D'Souza (Babu), s/o Karim", "Md. A.K.M. O’Neil-D'Souza (Babu), s/o Karim"},
		{"Devanagari", "डॉ॰ मोहम्मद ज़ाकिर", norm.NFC.String("डॉ॰ मोहम्मद ज़ाकिर")},
		{"Arabic", "محمد أحمد", "محمد أحمد"},
		{"a number after a name", "Rahim 2", "Rahim 2"},
	} {
		t.Run(c.what, func(t *testing.T) {
			t.Parallel()
			got, err := Clean(c.in)
			if err != nil || got != c.want {
				t.Errorf("Clean(%q) = %q, %v; want %q", c.in, got, err, c.want)
			}
		})
	}
}

func TestAnImpossibleNameIsRefusedBesideItsField(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ in, code string }{
		{"", "name.empty"},
		{" \u200b\u202e\t", "name.empty"},
		{"12345", "name.digits"},
		{"০১৭১২", "name.digits"},
		{"... --", "name.symbols"},
		{"😀😀", "name.symbols"},
		{"Rahim 😀", "name.symbols"},
		{"<b>Rahim</b>", "name.symbols"},
		{"=cmd|' /C calc'!A0", "name.symbols"},
		{"Rahim\xff", "name.symbols"},
		{"\u0301Rahim", "name.symbols"},
		{"R" + strings.Repeat("\u0330", 9), "name.symbols"},
		{"\ue000\ue001", "name.symbols"},
		{strings.Repeat("a", 121), "name.long"},
		{strings.Repeat("রহিম ", 30), "name.long"},
		{strings.Repeat("a", 10000), "name.long"},
		{strings.Repeat("\u200b", 10000), "name.long"},
	} {
		t.Run(c.code+" "+cut(c.in, 12), func(t *testing.T) {
			t.Parallel()
			got, err := Clean(c.in)
			f := errs.Fields(err)
			if got != "" || len(f) != 1 || f[0].Field != "name" || f[0].Code != c.code {
				t.Errorf("got %q, %v; want %s", got, err, c.code)
			}
		})
	}
	if got, err := Clean(strings.Repeat("a", 120)); err != nil || len(got) != 120 {
		t.Errorf("120 characters: %v", err)
	}
}

func TestInitialsAreOfTheFirstAndLastWord(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"Rahim Uddin": "RU", "Md. Abdul Karim": "AK", "Dr. Nadia": "N", "rahim": "R", "মোঃ রহিম উদ্দিন": "রউ",
		"डॉ. सुनीता देवी": "सद", "Md.": "M", "": "", "...": "", "A.K.M. Fazlul Haque": "AH", "২": "2",
	} {
		if got := Initials(in); got != want {
			t.Errorf("Initials(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestThreeScriptsFoldToOneLatinSpelling(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ in, want string }{
		{"মোহাম্মদ রহিম", "mohammad rahim"},
		{"মোঃ রহিম", "mohammad rahim"},
		{"মো: রহিম", "mohammad rahim"},
		{"मोहम्मद रहीम", "mohammad rahim"},
		{"মো. রহিম", "mohammad rahim"},
		{"Md.Rahim", "mohammad rahim"},
		{"আনোয়ার হোসেন", "anowar hosen"},
		{"ওয়াহিদ ইউসুফ ইয়াসমিন", "wahid yusuf yasmin"},
		{"বিশ্বাস", "bishwas"},
		{"কৃষ্ণ চন্দ্র দত্ত", "krishna chandra datta"},
		{"लक्ष्मी", "lakshmi"},
		{"জ্ঞান", "gyan"},
		{"সিংহ", "singh"},
		{"शंकर", "shankar"},
		{"শঙ্কর", "shankar"},
		{"সম্পা শম্পা चंपा", "sampa shampa champa"},
		{"বড়ুয়া", "barua"},
		{"ড়", "ra"},
		{"ज़ाकिर जाकिर", "jakir jakir"},
		{"র\u200d্যাব", "ryab"},
		{"রহিম ২", "rahim 2"},
		{"ÉLODIE Łukasz Straße", "elodie lukasz strasse"},
		{"D’Souza D'Souza", "dsouza dsouza"},
		{"ਸੁਰਜੀਤ", "surjit"},
		{"સુનીતા", "sunita"},
		{"محمد", "محمد"},
		{"Dr. Smt. Kamala", "kamala"},
		{"Dr.", "dr"},
		{"ডাঃ নাদিয়া", "nadiya"},
		{"A. K. M. Fazlul", "akm fazlul"},
		{"এ কে এম ফজলুল", "akm fajlul"},
		{"কে", "ke"},
		{"Nurjahan", "nur jahan"},
		{"Zia-ur Rahman", "ziaur rahman"},
		{"Jasimuddin", "jasim uddin"},
		{"Abdullah", "abdullah"},
		{"", ""},
		{"!!", ""},
	} {
		if got := strings.Join(Fold(c.in), " "); got != c.want {
			t.Errorf("Fold(%q) = %q, want %q", c.in, got, c.want)
		}
	}
}

func TestOneSkeletonStandsForAllSpellings(t *testing.T) {
	t.Parallel()
	for want, words := range map[string][]string{
		"MHMD": {"mohammad", "Mohammed", "Md.", "Muhammad", "Mohd", "মোহাম্মদ", "মোঃ", "मोहम्मद"},
		"RHMN": {"rahman", "Rehman", "রহমান", "रहमान"},
		"CDR":  {"Chowdhury", "Choudhary", "Chaudhuri", "Chaudhary", "চৌধুরী", "चौधरी"},
		"BGM":  {"begum", "Begam", "বেগম", "बेगम"},
		"LKM":  {"Lakshmi", "Laxmi", "Lokkhi", "লক্ষ্মী", "लक्ष्मी"},
		"FTM":  {"Fatema", "Phatima", "ফাতেমা", "फ़ातिमा", "फातिमा"},
		"JKR":  {"Zakir", "Jakir", "জাকির", "ज़ाकिर"},
		"BMN":  {"Biman", "Viman", "বিমান", "विमान"},
		"JDB":  {"Yadav", "Jadab", "যাদব", "यादव"},
		"S":    {"Shah", "Sha", "শাহ", "शाह"},
		"ABDL": {"Abdul", "Abdur", "Abdus", "আব্দুল", "আবদুর", "अब्दुल"},
		"AKTR": {"Akter", "Akhtar", "Akther", "আক্তার", "अख्तर"},
	} {
		for _, w := range words {
			if got := Skeleton(w); got != want {
				t.Errorf("Skeleton(%q) = %q, want %q", w, got, want)
			}
		}
	}
	if Skeleton("") != "" || Skeleton("!") != "" {
		t.Error("nothing has a skeleton")
	}
}

func TestAWordHasAtMostThreeTokens(t *testing.T) {
	t.Parallel()
	got := Tokens("Rahim Roy")
	want := []Token{{Skel, "RHM", 0}, {Pre, "rah", 0}, {SkPre, "RH", 0}, {Skel, "R", 1}, {Pre, "roy", 1}}
	if !slices.Equal(got, want) {
		t.Errorf("got %v", got)
	}
	for _, p := range readPairs(t, "pairs.tsv") {
		perWord := map[int]map[Kind]bool{}
		for _, tk := range Tokens(p.a) {
			if perWord[tk.Word] == nil {
				perWord[tk.Word] = map[Kind]bool{}
			}
			if perWord[tk.Word][tk.Kind] || tk.Text == "" {
				t.Errorf("%q: token %v twice or empty", p.a, tk)
			}
			perWord[tk.Word][tk.Kind] = true
		}
		if len(perWord) != len(Fold(p.a)) {
			t.Errorf("%q: a word has no token", p.a)
		}
	}
}

func TestMatchRanksTheBetterNameFirst(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		query string
		names []string // best first; the first that does not fit begins with !
	}{
		{"rahim", []string{"Rahim", "Raheem", "রহিম উদ্দিন আহমেদ খান চৌধুরী", "Rahima", "!Rahman", "!Karim"}},
		{"salma akt", []string{"Salma Akt", "Salma Akter", "Salma Akhter", "!Salma Khatun"}},
		{"md rah", []string{"Md Rahim", "Rahim", "!Karim"}},
		{"mo", []string{"Monira", "!Karim"}},
		{"karim abdul", []string{"Karim Abdul", "Abdul Karim", "!Abdul Kader"}},
		{"রহ", []string{"রহিম", "!করিম"}},
		{"nurjahan", []string{"Nurjahan", "নুর জাহান", "!Nargis"}},
		{"joydeb", []string{"Joydeb", "Joy Deb", "!Joyanta"}},
	} {
		before := 101
		for _, n := range c.names {
			name, absent := strings.CutPrefix(n, "!")
			got := Match(c.query, name)
			switch {
			case absent && got != 0:
				t.Errorf("Match(%q, %q) = %d, want 0", c.query, name, got)
			case !absent && (got <= 0 || got > 100 || got > before):
				t.Errorf("Match(%q, %q) = %d after %d", c.query, name, got, before)
			}
			if !absent {
				before = got
			}
		}
	}
	for _, c := range [][2]string{{"", "Rahim"}, {"Rahim", ""}, {"", ""}, {"!", "!"}, {"md", "Karim"}, {"md mst", "Karim"}} {
		if got := Match(c[0], c[1]); got != 0 {
			t.Errorf("Match(%q, %q) = %d", c[0], c[1], got)
		}
	}
}

func TestTablesAreInTheFormWordsAreLookedUpIn(t *testing.T) {
	t.Parallel()
	check := func(w string) {
		if got := split(w); len(got) != 1 || got[0].raw != w {
			t.Errorf("%q is never found", w)
		}
	}
	for w := range nativeWords {
		check(w)
	}
	for w := range nativeLetters {
		check(w)
	}
	for w, whole := range abbreviations {
		check(w)
		if abbreviations[whole] != "" || titles[whole] {
			t.Errorf("%q does not settle", whole)
		}
	}
	for w, same := range sameWord {
		if sameWord[same] != "" {
			t.Errorf("%q leads to %q, which leads on", w, same)
		}
	}
}

func FuzzNames(f *testing.F) {
	for _, s := range []string{"Md. Rahim Uddin", "মোঃ রহিম", "डॉ॰ ज़ाकिर", "a b c uddin", "ud din ullah", "র\u200d্যাব", "ﷺ", "İıß", "\u202e\xff", "zia ur ul ur", "xuddinuddinjahan", "মউ", "্া", "e i e", "K\u0300\u0301"} {
		f.Add(s, "rahim")
	}
	f.Fuzz(func(t *testing.T, a, b string) {
		words := Fold(a)
		if len(words) > maxWords {
			t.Fatalf("%d words", len(words))
		}
		for _, w := range words {
			if n := utf8.RuneCountInString(w); n == 0 || n > maxLetter {
				t.Fatalf("word %q of %d letters", w, n)
			}
		}
		if again := Fold(strings.Join(words, " ")); !slices.Equal(again, words) {
			t.Fatalf("Fold(%q) = %q, folds again to %q", a, words, again)
		}
		if len(Tokens(a)) > 3*maxWords {
			t.Fatal("too many tokens")
		}
		Lookup(a)
		Skeleton(a)
		if s := Match(a, b); s < 0 || s > 100 {
			t.Fatalf("Match = %d", s)
		}
		if s := Match(a, a); len(words) > 0 && s != 100 {
			t.Fatalf("%q matches itself by %d", a, s)
		}
		if utf8.RuneCountInString(Initials(a)) > 2 {
			t.Fatal("long initials")
		}
		c, err := Clean(a)
		if err != nil {
			return
		}
		if again, err := Clean(c); err != nil || again != c {
			t.Fatalf("Clean(%q) = %q, cleans again to %q, %v", a, c, again, err)
		}
		for _, r := range c {
			if unicode.IsControl(r) {
				t.Fatalf("control character in %q", c)
			}
		}
		if utf8.RuneCountInString(c) > MaxLength || !norm.NFC.IsNormalString(c) {
			t.Fatalf("Clean gave %q", c)
		}
	})
}
