package names

import "unicode/utf8"

// A Kind says what a token is made from. Its text is part of the blind index's
// label, so a kind is never renamed.
type Kind string

const (
	Pre   Kind = "pre"   // the first three letters of the folded word
	Skel  Kind = "skel"  // the skeleton
	SkPre Kind = "skpre" // the first two letters of the skeleton
)

// A Token is one thing a word of a name is found by. It says much about the
// name: it is hashed by the vault before it is stored.
type Token struct {
	Kind Kind
	Text string
	Word int // position of the word in Fold, not stored
}

// Tokens returns what the index holds for a name: for each word of Fold at most
// three tokens, one of each kind, Skel first. A word of fewer than two skeleton
// letters has no SkPre.
func Tokens(name string) []Token {
	words := Fold(name)
	out := make([]Token, 0, 3*len(words))
	for i, w := range words {
		out = appendTokens(out, w, i)
	}
	return out
}

func appendTokens(out []Token, folded string, i int) []Token {
	skel := skeleton(folded)
	out = append(out, Token{Skel, skel, i}, Token{Pre, cut(folded, 3), i})
	if utf8.RuneCountInString(skel) >= 2 {
		out = append(out, Token{SkPre, cut(skel, 2), i})
	}
	return out
}

// Lookup returns, for each word of what was typed, the tokens to look it up by:
// a name is a candidate when it has at least one token of every word. The last
// word may be unfinished, so a token its longer form would not have is left out;
// when it is too short to look up its list is empty, and the word is left to
// Match. Candidates are opened and ranked by Match; the index only narrows.
func Lookup(query string) [][]Token {
	words := fold(query, false)
	out := make([][]Token, len(words))
	for i, w := range words {
		ts := appendTokens(nil, w, i)
		if i+1 == len(words) {
			ts = unfinished(ts, w)
		}
		out[i] = ts
	}
	if n := len(words); n > 0 && len(out[n-1]) > 0 { // "md" may be the whole word, or the start of another
		if whole := Fold(query); len(whole) == n && whole[n-1] != words[n-1] {
			out[n-1] = append(out[n-1], appendTokens(nil, whole[n-1], n-1)...)
		}
	}
	return out
}

// unfinished keeps the tokens that a longer word beginning with w would share,
// and its skeleton, in case it is finished.
func unfinished(ts []Token, w string) []Token {
	out := ts[:0]
	for _, t := range ts {
		if t.Kind == Pre && utf8.RuneCountInString(w) < 3 {
			continue
		}
		if t.Kind == Skel && utf8.RuneCountInString(t.Text) < 2 && utf8.RuneCountInString(w) < 3 {
			continue
		}
		out = append(out, t)
	}
	return out
}
