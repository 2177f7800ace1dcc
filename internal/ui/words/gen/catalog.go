package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// The languages, in the order of the generated arrays.
var tags = []string{"en", "bn", "hi"}

// areas are the catalogs that exist; a file of another name is refused.
var areaNames = []string{"account", "codes", "common", "errors", "patients", "signin", "staff", "trail"}

// A message is one key of an area: its forms in every language.
type message struct {
	key    string
	plural bool
	one    [3]string // only when plural
	other  [3]string
	params []string // placeholder names in the order of the English text
}

// An area is one catalog: a name and its messages, sorted by key.
type area struct {
	name     string
	messages []message
}

type forms struct {
	One   string `json:"one"`
	Other string `json:"other"`
}

// UnmarshalJSON accepts go-i18n's two shapes: a string, or plural forms.
func (f *forms) UnmarshalJSON(b []byte) error {
	if len(b) > 0 && b[0] == '"' {
		return json.Unmarshal(b, &f.Other)
	}
	type plain forms
	if err := json.Unmarshal(b, (*plain)(f)); err != nil {
		return err
	}
	if f.One == "" {
		return fmt.Errorf("plural without a form for one")
	}
	return nil
}

var placeholder = regexp.MustCompile(`\{\{\.([A-Z][A-Za-z]*)\}\}`)

func load(dir string) ([]area, error) {
	files, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	for _, f := range files {
		name, _, _ := strings.Cut(f.Name(), ".")
		if !slices.Contains(areaNames, name) {
			return nil, fmt.Errorf("%s: not an area", f.Name())
		}
	}
	var areas []area
	for _, name := range areaNames {
		a, err := loadArea(dir, name)
		if err != nil {
			return nil, err
		}
		areas = append(areas, a)
	}
	return areas, nil
}

func loadArea(dir, name string) (area, error) {
	var per [3]map[string]forms
	for i, tag := range tags {
		b, err := os.ReadFile(filepath.Join(dir, name+"."+tag+".json"))
		if err != nil {
			return area{}, err
		}
		if err := json.Unmarshal(b, &per[i]); err != nil {
			return area{}, fmt.Errorf("%s.%s.json: %w", name, tag, err)
		}
	}
	a := area{name: name}
	for key := range per[0] {
		m, err := join(key, per)
		if err != nil {
			return area{}, fmt.Errorf("%s: %w", name, err)
		}
		a.messages = append(a.messages, m)
	}
	for i, tag := range tags[1:] {
		for key := range per[i+1] {
			if _, ok := per[0][key]; !ok {
				return area{}, fmt.Errorf("%s.%s.json: %q is not in the English catalog", name, tag, key)
			}
		}
	}
	slices.SortFunc(a.messages, func(x, y message) int { return strings.Compare(x.key, y.key) })
	return a, nil
}

// join puts the languages of one key side by side and refuses a translation
// that is missing or has other placeholders than the English text.
func join(key string, per [3]map[string]forms) (message, error) {
	m := message{key: key}
	for i, tag := range tags {
		f, ok := per[i][key]
		if !ok || f.Other == "" {
			return m, fmt.Errorf("%q has no text in %s", key, tag)
		}
		if i == 0 {
			m.plural, m.params = f.One != "", params(f.Other)
		}
		if (f.One != "") != m.plural {
			return m, fmt.Errorf("%q is plural in one language and not in %s", key, tag)
		}
		if got := params(f.Other); !sameSet(got, m.params) {
			return m, fmt.Errorf("%q: placeholders %v in %s, %v in English", key, got, tag, m.params)
		}
		m.one[i], m.other[i] = f.One, f.Other
	}
	if m.plural && !slices.Contains(m.params, "Count") {
		return m, fmt.Errorf("%q is plural but has no {{.Count}}", key)
	}
	return m, nil
}

// params lists the placeholders of a text once each, in order.
func params(text string) []string {
	var names []string
	for _, m := range placeholder.FindAllStringSubmatch(text, -1) {
		if !slices.Contains(names, m[1]) {
			names = append(names, m[1])
		}
	}
	return names
}

func sameSet(a, b []string) bool {
	x, y := slices.Sorted(slices.Values(a)), slices.Sorted(slices.Values(b))
	return slices.Equal(x, y)
}
