package names

import (
	"os"
	"strings"
	"testing"
	"unicode/utf8"
)

type pair struct{ a, b string }

func readPairs(t testing.TB, file string) []pair {
	t.Helper()
	b, err := os.ReadFile("testdata/" + file)
	if err != nil {
		t.Fatal(err)
	}
	var ps []pair
	for line := range strings.Lines(string(b)) {
		a, b, ok := strings.Cut(strings.TrimSuffix(line, "\n"), "\t")
		if !ok {
			t.Fatalf("%s: %q is not a pair", file, line)
		}
		ps = append(ps, pair{a, b})
	}
	return ps
}

// shareEveryWord reports whether a and b have as many words, and a token in
// common at every place.
func shareEveryWord(a, b string) bool {
	n := len(Fold(a))
	if n != len(Fold(b)) {
		return false
	}
	shared := make(map[int]bool)
	in := make(map[Token]bool)
	for _, t := range Tokens(b) {
		in[t] = true
	}
	for _, t := range Tokens(a) {
		if in[t] {
			shared[t.Word] = true
		}
	}
	return len(shared) == n
}

// found reports whether the index, asked for what was typed, yields the name.
func found(query, name string) bool {
	type key struct {
		Kind
		text string
	}
	in := make(map[key]bool)
	for _, t := range Tokens(name) {
		in[key{t.Kind, t.Text}] = true
	}
	for _, alternatives := range Lookup(query) {
		hit := len(alternatives) == 0
		for _, t := range alternatives {
			hit = hit || in[key{t.Kind, t.Text}]
		}
		if !hit {
			return false
		}
	}
	return true
}

func TestSpellingsOfOneNameFindEachOther(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		file  string
		least int // pairs
	}{
		{"pairs.tsv", 300},
		{"heldout.tsv", 150}, // written after the rules, and not used to change them
	} {
		ps := readPairs(t, c.file)
		if len(ps) < c.least {
			t.Fatalf("%s: %d pairs, want %d", c.file, len(ps), c.least)
		}
		var share, match, search int
		for _, p := range ps {
			s := shareEveryWord(p.a, p.b)
			m := Match(p.a, p.b) > 0 && Match(p.b, p.a) > 0
			f := found(p.a, p.b) && found(p.b, p.a)
			share, match, search = share+b2i(s), match+b2i(m), search+b2i(f)
			if !s || !m || !f {
				t.Logf("shares tokens %v, matches %v, is found %v: %q %q", s, m, f, p.a, p.b)
			}
		}
		t.Logf("%s: of %d pairs %d share a token in every word, %d match, %d are found", c.file, len(ps), share, match, search)
		for what, n := range map[string]int{"share a token in every word": share, "match": match, "are found through the index": search} {
			if n*100 < len(ps)*95 {
				t.Errorf("%s: %d of %d pairs %s, want 95 %%", c.file, n, len(ps), what)
			}
		}
	}
}

func TestOtherNamesAreNotTakenForTheName(t *testing.T) {
	t.Parallel()
	ps := readPairs(t, "negatives.tsv")
	if len(ps) < 100 {
		t.Fatalf("%d pairs", len(ps))
	}
	wrong := 0
	for _, p := range ps {
		if s := Match(p.a, p.b); s > 0 {
			wrong++
			t.Logf("%q finds %q by %d", p.a, p.b, s)
		}
	}
	t.Logf("%d of %d other names match", wrong, len(ps))
	if wrong*10 > len(ps) {
		t.Errorf("%d of %d other names match, want at most 10 %%", wrong, len(ps))
	}
}

func TestANameIsFoundWhileItsLastWordIsTyped(t *testing.T) {
	t.Parallel()
	n, index, ranked := 0, 0, 0
	for _, p := range readPairs(t, "heldout.tsv") {
		words := strings.Fields(p.a)
		last := words[len(words)-1]
		if utf8.RuneCountInString(last) < 5 {
			continue
		}
		for letters := 1; letters <= utf8.RuneCountInString(last); letters++ {
			typed := strings.TrimSuffix(p.a, last) + cut(last, letters)
			n++
			index += b2i(found(typed, p.a))
			ranked += b2i(Match(typed, p.a) > 0)
		}
	}
	t.Logf("of %d beginnings %d are found through the index, %d match", n, index, ranked)
	if index*100 < n*97 || ranked*100 < n*97 {
		t.Errorf("of %d beginnings %d are found through the index, %d match; want 97 %%", n, index, ranked)
	}
}

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}

func BenchmarkTokens(b *testing.B) {
	for _, n := range []string{"Rahim Uddin Ahmed", "মোহাম্মদ রহিম উদ্দিন", "मोहम्मद रहीम उद्दीन"} {
		b.Run(n, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				Tokens(n)
			}
		})
	}
}

func BenchmarkMatch(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		Match("rahim udd", "মোহাম্মদ রহিম উদ্দিন")
	}
}
