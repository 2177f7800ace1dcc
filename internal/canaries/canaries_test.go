// Package canaries looks for personal data and secrets where they must not be.
// A real server is started on a new directory; over HTTPS people sign in (and
// fail to), register patients, find, open, reveal, change, leave drafts, invite
// a colleague, and the log is exported. Every name, number, note, password,
// token and code they used is a string that occurs nowhere else. Then every file
// of the data directory and of the directory for temporary files, the private
// files in shared memory and everything the server logged is searched for each
// of them, in all the forms it could have been written in: while the server runs
// and its logs are full, and after it stopped.
//
// The positive control plants every form of every canary and demands that the
// same search names each.
package canaries

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode/utf16"
)

// A canary is a text and what it stood for.
type canary struct{ what, text string }

// forms are the ways a text could lie in a file, by name.
func forms(text string) map[string][]byte {
	all := map[string][]byte{
		"utf-8":       []byte(text),
		"lower case":  []byte(strings.ToLower(text)),
		"upper case":  []byte(strings.ToUpper(text)),
		"utf-16 le":   wide(text, 0),
		"utf-16 be":   wide(text, 1),
		"hex":         []byte(hex.EncodeToString([]byte(text))),
		"upper hex":   []byte(strings.ToUpper(hex.EncodeToString([]byte(text)))),
		"query":       []byte(url.QueryEscape(text)),
		"path":        []byte(url.PathEscape(text)),
		"json":        escaped(text),
		"json's html": jsonOf(text),
	}
	for name, e := range map[string]*base64.Encoding{"base64": base64.StdEncoding, "base64url": base64.URLEncoding} {
		for shift := range 3 {
			all[name+" at "+strconv.Itoa(shift)] = inner(e, text, shift)
		}
	}
	return all
}

func wide(text string, high int) []byte {
	var b []byte
	for _, u := range utf16.Encode([]rune(text)) {
		if high == 0 {
			b = append(b, byte(u), byte(u>>8))
		} else {
			b = append(b, byte(u>>8), byte(u))
		}
	}
	return b
}

// escaped is the text with everything outside ASCII as \uXXXX.
func escaped(text string) []byte { return []byte(strings.Trim(strconv.QuoteToASCII(text), `"`)) }

func jsonOf(text string) []byte {
	b, _ := json.Marshal(text)
	return bytes.Trim(b, `"`)
}

// inner is what base64 makes of the text behind shift other bytes, without the
// characters that depend on what stands around it.
func inner(e *base64.Encoding, text string, shift int) []byte {
	s := e.WithPadding(base64.NoPadding).EncodeToString(append(make([]byte, shift), text...))
	s = s[(shift*8+5)/6:]
	return []byte(s[:len(s)-1])
}

// A place is something searched: a file, or the server's log.
type place struct {
	name string
	text []byte
}

// search names every form of every canary found in every place.
func search(places []place, list []canary) (hits []string) {
	for _, c := range list {
		seen := map[string]bool{}
		for name, form := range forms(c.text) {
			if seen[string(form)] {
				continue
			}
			seen[string(form)] = true
			for _, p := range places {
				if at := bytes.Index(p.text, form); at >= 0 {
					hits = append(hits, fmt.Sprintf("%s: %s as %s at byte %d", p.name, c.what, name, at))
				}
			}
		}
	}
	slices.Sort(hits)
	return hits
}

// files reads every file below the directories.
func files(t *testing.T, dirs ...string) (all []place) {
	t.Helper()
	for _, dir := range dirs {
		err := filepath.WalkDir(dir, func(p string, d os.DirEntry, err error) error {
			if err != nil || !d.Type().IsRegular() {
				return err
			}
			b, err := os.ReadFile(p)
			all = append(all, place{p, b})
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return all
}

// shared reads the private files in shared memory this process has mapped, and
// returns their directories too. Every server of the process is among them.
func shared(t *testing.T) (dirs []string, all []place) {
	t.Helper()
	maps, err := os.ReadFile("/proc/self/maps")
	if err != nil {
		return nil, nil // there is none on this system
	}
	for line := range strings.Lines(string(maps)) {
		if at := strings.Index(line, "/dev/shm/kosh-"); at >= 0 {
			dir := filepath.Dir(strings.TrimSpace(line[at:]))
			if !slices.Contains(dirs, dir) {
				dirs = append(dirs, dir)
			}
		}
	}
	return dirs, files(t, dirs...)
}

// The positive control of the search itself: every form, planted, is named.
func TestTheSearchFindsEveryFormOfEveryCanary(t *testing.T) {
	t.Parallel()
	list := []canary{
		{"Latin", "Zyxquill Vorpalina"}, {"Bangla", "ঝৃষ্ণকান্তি"}, {"Devanagari", "ढृंढुमल्लिका"}, {"phone", "9753108642"},
		{"secret", "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"}, {"note", `she said "no" & left <twice>`},
	}
	dir := t.TempDir()
	want := 0
	for i, c := range list {
		distinct := map[string]bool{}
		for _, name := range slices.Sorted(maps.Keys(forms(c.text))) {
			form := forms(c.text)[name]
			if distinct[string(form)] {
				continue
			}
			distinct[string(form)] = true
			want++
			file := filepath.Join(dir, fmt.Sprintf("%d-%s", i, strings.ReplaceAll(name, " ", "-")))
			if err := os.WriteFile(file, slices.Concat([]byte("x\x00"), form, []byte("\xffy")), 0o600); err != nil {
				t.Fatal(err)
			}
			if hits := search(files(t, dir), []canary{c}); len(hits) == 0 || !strings.Contains(strings.Join(hits, "\n"), c.what) {
				t.Errorf("%s as %s is not found", c.what, name)
			}
			if err := os.Remove(file); err != nil {
				t.Fatal(err)
			}
		}
	}
	if want < 60 {
		t.Errorf("only %d forms", want)
	}
	for shift := range 3 {
		text := base64.StdEncoding.EncodeToString([]byte("abc"[:shift] + list[0].text + "tail"))
		if hits := search([]place{{"base64", []byte(text)}}, list[:1]); len(hits) == 0 {
			t.Errorf("base64 behind %d bytes is not found: %s", shift, text)
		}
	}
}
