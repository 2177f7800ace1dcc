package practice

import (
	"encoding/json"
	"os"
	"strings"
	"testing"
)

// What is stored in every version of every document must open for ever: one line
// a document, its version, and its body. A line is never changed; a new version
// adds one.
func TestEveryStoredVersionOpensForEver(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("testdata/stored.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]int{}
	for line := range strings.Lines(string(text)) {
		var l struct {
			Table string          `json:"table"`
			V     int             `json:"v"`
			Body  json.RawMessage `json:"b"`
		}
		if err := json.Unmarshal([]byte(line), &l); err != nil {
			t.Fatal(err)
		}
		seen[l.Table] = max(seen[l.Table], l.V)
		switch l.Table {
		case clinicDoc.Table:
			opens(t, l.Body, clinicProfile{Name: "Sunrise Chamber"})
		case chamberDoc.Table:
			opens(t, l.Body, chamberProfile{"Main chamber", "4 Ghat Road\nKolkata", "033 2456 7890"})
		case staffDoc.Table:
			opens(t, l.Body, staffProfile{Name: "ডা. ফারহানা হক"})
		}
	}
	if seen["clinic"] != clinicDoc.Version || seen["chamber"] != chamberDoc.Version || seen["staff"] != staffDoc.Version {
		t.Errorf("a version has no line: %v", seen)
	}
}

// opens reads body, wants it to be what was stored, and to be written back the same.
func opens[T comparable](t *testing.T, body []byte, want T) {
	t.Helper()
	var got T
	if err := json.Unmarshal(body, &got); err != nil || got != want {
		t.Errorf("%s: %+v, %v", body, got, err)
	}
	if again, err := json.Marshal(got); err != nil || string(again) != string(body) {
		t.Errorf("written as %s, was %s", again, body)
	}
}
