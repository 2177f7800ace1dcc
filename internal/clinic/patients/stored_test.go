package patients

import (
	"encoding/json"
	"os"
	"strings"
	"testing"
	"time"

	"kosh/internal/base/contact"
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
			Column string          `json:"column"`
			V      int             `json:"v"`
			Body   json.RawMessage `json:"b"`
		}
		if err := json.Unmarshal([]byte(line), &l); err != nil {
			t.Fatal(err)
		}
		seen[l.Column] = max(seen[l.Column], l.V)
		switch l.Column {
		case headDoc.Column:
			var h head
			check(t, l.Body, &h)
			if want := (head{Name: "রহিমা খাতুন", Phone: "+919812345623", Birth: birth{1992, 2, 29}, Sex: Female}); h != want {
				t.Errorf("head %d: %+v", l.V, h)
			}
		case profileDoc.Column:
			var p profile
			check(t, l.Body, &p)
			if want := (profile{Address: "12 Lake Road\nKolkata", NationalID: "199023456789", Notes: "diabetic", Guardian: "Amina", Relation: "mother"}); p != want {
				t.Errorf("profile %d: %+v", l.V, p)
			}
		}
	}
	if seen[headDoc.Column] != headDoc.Version || seen[profileDoc.Column] != profileDoc.Version {
		t.Errorf("a version has no line: %v", seen)
	}
}

// check reads body into v and wants the same body back.
func check(t *testing.T, body []byte, v any) {
	t.Helper()
	if err := json.Unmarshal(body, v); err != nil {
		t.Fatal(err)
	}
	again, err := json.Marshal(v)
	if err != nil || string(again) != string(body) {
		t.Errorf("written as %s, was %s", again, body)
	}
}

// The stored types hold what was typed; the shown ones hold no contact.
func TestStoredValuesAreRealAndShownOnesAreMasked(t *testing.T) {
	t.Parallel()
	f := Form{Name: "Rahima", Phone: "98123 45623", Age: "30", Sex: "f", Address: "12 Lake Road", NationalID: "1990-2345-6789"}
	h, p, err := f.check("IN", date{2026, 11, 22})
	if err != nil || h.Phone != "+919812345623" || p.NationalID != "199023456789" || p.Address != "12 Lake Road" {
		t.Fatalf("%+v %+v %v", h, p, err)
	}
	row, err := (&sealedRow{}).row(h, false, date{2026, 11, 22})
	if err != nil {
		t.Fatal(err)
	}
	shown, _ := json.Marshal(Profile{Row: row, Address: maskText(p.Address), NationalID: maskID(p.NationalID)})
	for _, secret := range []string{"12345", "45623", "Lake", "2345"} {
		if strings.Contains(string(shown), secret) {
			t.Errorf("%s shows %s", shown, secret)
		}
	}
	if _, err := contact.PhoneFromStored(row.Phone); err == nil {
		t.Error("a masked number can be stored")
	}
}

func TestAgesAreCountedByTheCalendar(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		born          birth
		on            date
		years, months int
		estimated     bool
	}{
		{birth{1992, 2, 29}, date{2026, 2, 27}, 33, 0, false},
		{birth{1992, 2, 29}, date{2026, 2, 28}, 34, 0, false}, // no 29th: the last day of the month counts
		{birth{1992, 2, 29}, date{2028, 2, 28}, 35, 0, false},
		{birth{1992, 2, 29}, date{2028, 2, 29}, 36, 0, false},
		{birth{2008, 11, 23}, date{2026, 11, 22}, 17, 0, false},
		{birth{2008, 11, 22}, date{2026, 11, 22}, 18, 0, false},
		{birth{Year: 1980}, date{2026, 1, 1}, 46, 0, true},
		{birth{Year: 1980, Month: 6}, date{2026, 5, 31}, 45, 0, true},
		{birth{2026, 11, 2}, date{2026, 11, 22}, 0, 0, false},
		{birth{2025, 1, 31}, date{2025, 2, 28}, 0, 1, false},
		{birth{2025, 1, 15}, date{2026, 12, 14}, 1, 22, false},
		{birth{2025, 1, 15}, date{2027, 1, 15}, 2, 0, false},
		{birth{2026, 12, 31}, date{2026, 11, 22}, 0, 0, false}, // a clock set back
	} {
		if got, want := test.born.age(test.on), (Age{test.years, test.months, test.estimated}); got != want {
			t.Errorf("born %s, on %v: %+v, want %+v", test.born, test.on, got, want)
		}
	}
	on := date{2026, 11, 22}
	for text, want := range map[string]birth{
		"45": {Year: 1981}, "৪৫ y": {Year: 1981}, "0": {Year: 2026, Month: 11}, "8m": {Year: 2026, Month: 3}, "14 months": {Year: 2025, Month: 9},
		"20d": {Year: 2026, Month: 11}, "30 days": {Year: 2026, Month: 10}, "11m": {Year: 2025, Month: 12},
	} {
		if got, err := parseAge(text, on); err != nil || got != want {
			t.Errorf("%q: %v %v, want %v", text, got, err, want)
		}
	}
	for text, want := range map[string]string{"29/2/2000": "2000-02-29", "2000-02-29": "2000-02-29", "২৯.০২.২০০০": "2000-02-29", "1980": "1980", "1980-07": "1980-07", " 1 2 1990 ": "1990-02-01"} {
		if got, err := parseBirth(text, on); err != nil || got.String() != want {
			t.Errorf("%q: %v %v, want %v", text, got, err, want)
		}
	}
}

// Whatever is typed, no parser panics, and what is accepted is within bounds.
func FuzzForm(f *testing.F) {
	f.Add("Rahima", "9812345623", "34", "29/02/1992", "f", "1990 2345", "\u202eAmina", "mother")
	f.Add("মোঃ করিম", "+8801712345678", "8m", "", "m", "", "", "")
	f.Add("\xff", "(0)", "9999999999999999999d", "9999-99-99", "x", "*", strings.Repeat("a", 200), "\x00")
	f.Fuzz(func(t *testing.T, name, phone, age, born, sex, id, guardian, relation string) {
		on := date{2026, 11, 22}
		h, p, err := Form{Name: name, Phone: phone, Age: age, Birth: born, Sex: sex, NationalID: id, Guardian: guardian, Relation: relation}.check("IN", on)
		if err != nil {
			return
		}
		if a := h.Birth.age(on); a.Years < 0 || a.Years > MaxAge || h.Name == "" || len(p.NationalID) > 32 || a.Years < MinorBelow && p.Guardian == "" {
			t.Errorf("accepted %+v %+v", h, p)
		}
		if _, err := time.Parse("2006", h.Birth.String()[:4]); err != nil {
			t.Errorf("birth %s", h.Birth)
		}
	})
}
