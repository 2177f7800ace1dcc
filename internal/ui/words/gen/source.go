package main

import (
	"bytes"
	"fmt"
	"go/format"
	"slices"
	"strings"
	"unicode"
)

// Placeholders that are numbers; the rest are strings.
var numbers = []string{"Count", "Total", "Min", "Max", "Number", "Seconds", "Minutes", "Hours", "Days", "Years"}

// lookups are the areas that are tables read by code instead of methods.
var lookups = map[string]string{"errors": "error", "codes": "code"}

func (a area) source() ([]byte, error) {
	var b bytes.Buffer
	fmt.Fprintf(&b, "// Code generated from catalog/%s.*.json by words/gen. DO NOT EDIT.\n\npackage words\n\n", a.name)
	var err error
	if prefix, ok := lookups[a.name]; ok {
		err = a.writeTable(&b, prefix)
	} else {
		err = a.writeMethods(&b)
	}
	if err != nil {
		return nil, err
	}
	return format.Source(b.Bytes())
}

func (a area) writeTable(b *bytes.Buffer, prefix string) error {
	fmt.Fprintf(b, "var %sTexts = map[string][3]string{\n", prefix)
	for _, m := range a.messages {
		if m.plural || len(m.params) > 0 {
			return fmt.Errorf("%q: a table's texts take no placeholders and no plurals", m.key)
		}
		fmt.Fprintf(b, "%q: %s,\n", m.key, list(m.other))
	}
	b.WriteString("}\n")
	return nil
}

func (a area) writeMethods(b *bytes.Buffer) error {
	seen := map[string]string{}
	for _, m := range a.messages {
		name := camel(a.name) + camel(m.key)
		if other, ok := seen[name]; ok {
			return fmt.Errorf("%q and %q make the same method", other, m.key)
		}
		seen[name] = m.key
		m.write(b, name)
	}
	return nil
}

func (m message) write(b *bytes.Buffer, name string) {
	fmt.Fprintf(b, "// %s: %q.\n", name, m.other[0])
	var args, pairs []string
	for _, p := range m.params {
		arg, typ, val := lower(p), "string", lower(p)
		if slices.Contains(numbers, p) {
			typ, val = "int", "l.Int("+lower(p)+")"
		}
		args = append(args, arg+" "+typ)
		pairs = append(pairs, fmt.Sprintf("%q, %s", "{{."+p+"}}", val))
	}
	text := "pick(l, [3]string{" + quoted(m.other) + "})"
	if m.plural {
		text = "plural(l, count, [3]string{" + quoted(m.one) + "}, [3]string{" + quoted(m.other) + "})"
	}
	if len(pairs) > 0 {
		text = "fill(" + text + ", " + strings.Join(pairs, ", ") + ")"
	}
	fmt.Fprintf(b, "func (l Lang) %s(%s) string {\nreturn %s\n}\n\n", name, strings.Join(args, ", "), text)
}

func list(t [3]string) string { return "{" + quoted(t) + "}" }

func quoted(t [3]string) string { return fmt.Sprintf("%q, %q, %q", t[0], t[1], t[2]) }

// camel joins the words of a key, each with a capital: "find.hint" is FindHint.
func camel(key string) string {
	var b strings.Builder
	up := true
	for _, r := range key {
		switch {
		case r == '.' || r == '-' || r == '_':
			up = true
		case up:
			b.WriteRune(unicode.ToUpper(r))
			up = false
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

func lower(s string) string { return strings.ToLower(s[:1]) + s[1:] }
