package patients

import (
	"slices"
	"strings"
	"unicode/utf8"

	"kosh/internal/base/contact"
	"kosh/internal/base/ids"
	"kosh/internal/base/names"
	"kosh/internal/storage/vault"
)

// nameBits is the width of the tokens of names; see the package comment.
const nameBits = 12

// Kinds of exact tokens. The kind is part of what is hashed: never rename one.
const (
	kindPhone  = "phone"
	kindPhone6 = "phone6"
	kindPhone4 = "phone4"
	kindID     = "national_id"
)

// A lookup is one token to find by.
type lookup struct {
	kind  string
	token vault.Token
}

func exact(tx *vault.Tx, kind, text string) lookup { return lookup{kind, tx.Token(kind, text)} }

func cut(tx *vault.Tx, t names.Token) lookup {
	return lookup{string(t.Kind), tx.Bits(string(t.Kind), t.Text, nameBits)}
}

// tokens returns everything a patient is found by.
func tokens(tx *vault.Tx, h head, p profile) ([]lookup, error) {
	var all []lookup
	for _, t := range names.Tokens(h.Name) {
		all = append(all, cut(tx, t))
	}
	phone, err := contact.PhoneFromStored(h.Phone)
	if err != nil {
		return nil, err
	}
	if !phone.IsZero() {
		all = append(all, exact(tx, kindPhone, phone.Full()), exact(tx, kindPhone6, phone.Last6()), exact(tx, kindPhone4, phone.Last4()))
	}
	if p.NationalID != "" {
		all = append(all, exact(tx, kindID, p.NationalID))
	}
	return all, nil
}

// index brings a patient's tokens from those of the old documents to those of
// the new ones; a new patient has none of the old.
func index(tx *vault.Tx, id ids.Patient, was, now []lookup) error {
	key := func(l lookup) string { return l.kind + "/" + string(l.token.Bytes()) }
	keys := func(list []lookup) map[string]bool {
		m := make(map[string]bool, len(list))
		for _, l := range list {
			m[key(l)] = true
		}
		return m
	}
	had, has := keys(was), keys(now)
	for _, l := range was {
		if !has[key(l)] {
			if _, err := tx.Exec(deleteToken, l.kind, l.token, id); err != nil {
				return err
			}
		}
	}
	for _, l := range now {
		if !had[key(l)] {
			if _, err := tx.Exec(insertToken, l.kind, l.token, id); err != nil {
				return err
			}
		}
	}
	return nil
}

// Skeletons of words that very many people bear. A search begins with another
// word if there is one, because their lists are long.
var frequent = func() map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(`mohammad mosammat begum khatun akter islam rahman hossain ahmed ali uddin miah khan
		sheikh das devi kumar kumari singh kaur bibi banu sultana parveen roy sarkar sharma lal haque chowdhury rani dey paul ghosh
		yadav gupta verma prasad patel abdul noor akhtar jahan ullah`) {
		m[names.Skeleton(w)] = true
	}
	return m
}()

// leftOut are words that one writes and another leaves out.
var leftOut = map[string]bool{names.Skeleton("mohammad"): true, names.Skeleton("mosammat"): true}

// A term is one word to search by, in the forms the index knows.
type term struct {
	skel, pre, skpre *names.Token
}

func termOf(ts []names.Token) (t term) {
	for i := range ts { // a later form of the same kind is the word written out
		switch ts[i].Kind {
		case names.Skel:
			t.skel = &ts[i]
		case names.Pre:
			t.pre = &ts[i]
		case names.SkPre:
			t.skpre = &ts[i]
		}
	}
	return t
}

func (t term) skeleton() string {
	if t.skel == nil {
		return ""
	}
	return t.skel.Text
}

// pick returns the first form that the word has.
func pick(forms ...*names.Token) *names.Token {
	for _, f := range forms {
		if f != nil {
			return f
		}
	}
	return nil
}

// plan returns what to look up, stage by stage: the names that sound the same,
// those that begin the same, those whose sound begins the same. A last word of
// three letters or fewer is more likely the beginning of a name than a whole one.
// Each stage is at most three tokens that a candidate has all of, the rarest
// first. No stage means that too little was typed.
func plan(tx *vault.Tx, query string) [][]lookup {
	var terms []term
	for _, ts := range names.Lookup(query) {
		if len(ts) > 0 {
			terms = append(terms, termOf(ts))
		}
	}
	if len(terms) > 1 {
		if kept := slices.DeleteFunc(slices.Clone(terms), func(t term) bool { return leftOut[t.skeleton()] }); len(kept) > 0 {
			terms = kept
		}
	}
	var sounds, begins, vaguely []*names.Token
	for i, t := range terms {
		sounds = append(sounds, pick(t.skel, t.pre, t.skpre))
		vaguely = append(vaguely, pick(t.skpre, t.pre, t.skel))
		if i < len(terms)-1 {
			begins = append(begins, pick(t.skel, t.pre, t.skpre))
		} else {
			begins = append(begins, pick(t.pre, t.skpre, t.skel))
		}
	}
	stages := [][]*names.Token{sounds, begins, vaguely}
	if words := names.Fold(query); len(words) > 0 && utf8.RuneCountInString(words[len(words)-1]) <= 3 {
		stages = [][]*names.Token{begins, sounds, vaguely}
	}
	var out [][]lookup
	for i, tokens := range stages {
		if len(tokens) > 0 && !slices.ContainsFunc(stages[:i], func(s []*names.Token) bool { return slices.Equal(s, tokens) }) {
			out = append(out, narrow(tx, tokens))
		}
	}
	return out
}

// narrow orders tokens by how few people they should name and keeps three.
func narrow(tx *vault.Tx, tokens []*names.Token) []lookup {
	sorted := slices.Clone(tokens)
	slices.SortStableFunc(sorted, func(a, b *names.Token) int { return weight(b) - weight(a) })
	var out []lookup
	for _, t := range sorted[:min(len(sorted), 3)] {
		out = append(out, cut(tx, *t))
	}
	return out
}

func weight(t *names.Token) int {
	w := 10 * len(t.Text)
	if t.Kind == names.Skel {
		w += 100
		if frequent[t.Text] {
			w -= 95
		}
	}
	return w
}

// sameName returns a form in which two spellings of a whole name are equal,
// whatever the order of the words and whether Mohammad is written.
func sameName(name string) string {
	var words []string
	for _, t := range names.Tokens(name) {
		if t.Kind == names.Skel {
			words = append(words, t.Text)
		}
	}
	if kept := slices.DeleteFunc(slices.Clone(words), func(w string) bool { return leftOut[w] }); len(kept) > 0 {
		words = kept
	}
	slices.Sort(words)
	return strings.Join(words, " ")
}
