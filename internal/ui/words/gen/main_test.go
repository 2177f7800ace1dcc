package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestEveryWordIsInEveryLanguageAndTheGoFilesAreCurrent(t *testing.T) {
	t.Parallel()
	areas, err := load("../catalog")
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range areas {
		want, err := a.source()
		if err != nil {
			t.Fatal(err)
		}
		got, err := os.ReadFile(filepath.Join("..", a.name+"_words.go"))
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got, want) {
			t.Errorf("%s_words.go is not what the catalog says: run go generate ./internal/ui/words", a.name)
		}
	}
}

// Bangla and Hindi sentences in their own script, for the areas that are methods.
func TestNoEnglishIsLeftInTheOtherCatalogs(t *testing.T) {
	t.Parallel()
	areas, err := load("../catalog")
	if err != nil {
		t.Fatal(err)
	}
	own := map[string]bool{"age-or-birth.hint": true, "checkpoint.at": true}
	for _, a := range areas {
		for _, m := range a.messages {
			for i, block := range [][2]rune{1: {'ঀ', '৿'}, 2: {'ऀ', 'ॿ'}} {
				has := strings.ContainsFunc(m.other[i], func(r rune) bool { return r >= block[0] && r <= block[1] })
				if i > 0 && !has && !own[m.key] {
					t.Errorf("%s %q in %s: %q", a.name, m.key, tags[i], m.other[i])
				}
			}
		}
	}
}

func TestBrokenCatalogsAreRefused(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ en, bn, hi, want string }{
		"missing translation":  {`{"a":"A"}`, `{}`, `{"a":"आ"}`, "no text in bn"},
		"empty translation":    {`{"a":"A"}`, `{"a":""}`, `{"a":"आ"}`, "no text in bn"},
		"key only in Hindi":    {`{}`, `{}`, `{"a":"आ"}`, "not in the English catalog"},
		"other placeholders":   {`{"a":"{{.Name}}"}`, `{"a":"{{.Nam}}"}`, `{"a":"{{.Name}}"}`, "placeholders"},
		"plural in one only":   {`{"a":{"one":"{{.Count}}","other":"{{.Count}}"}}`, `{"a":"{{.Count}}"}`, `{"a":"{{.Count}}"}`, "plural in one language"},
		"plural without count": {`{"a":{"one":"x","other":"y"}}`, `{"a":{"one":"x","other":"y"}}`, `{"a":{"one":"x","other":"y"}}`, "no {{.Count}}"},
		"plural without one":   {`{"a":{"other":"y"}}`, `{}`, `{}`, "without a form for one"},
		"broken JSON":          {`{`, `{}`, `{}`, "common.en.json"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			for tag, body := range map[string]string{"en": c.en, "bn": c.bn, "hi": c.hi} {
				if err := os.WriteFile(filepath.Join(dir, "common."+tag+".json"), []byte(body), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			if _, err := loadArea(dir, "common"); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("error %v, want %q in it", err, c.want)
			}
		})
	}
}

func TestTwoKeysThatMakeOneMethodAreRefused(t *testing.T) {
	t.Parallel()
	m := func(key string) message { return message{key: key, other: [3]string{"x", "x", "x"}} }
	if _, err := (area{name: "common", messages: []message{m("a.b"), m("a-b")}}).source(); err == nil {
		t.Error("accepted")
	}
	p := m("a")
	p.params = []string{"Name"}
	if _, err := (area{name: "errors", messages: []message{p}}).source(); err == nil {
		t.Error("a table's text with a placeholder was accepted")
	}
}
