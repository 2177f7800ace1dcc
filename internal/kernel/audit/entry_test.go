package audit

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"reflect"
	"strings"
	"testing"
	"time"

	"kosh/internal/base/errs"
	"kosh/internal/base/ids"
)

var update = flag.Bool("update", false, "write the vectors again")

func uuidOf(b byte) ids.UUID { return ids.UUID(bytes.Repeat([]byte{b}, 16)) }

func patientOf(b byte) ids.Patient { return ids.Patient{UUID: uuidOf(b)} }

// view is the entry of an everyday page view.
func view() Entry {
	return Entry{V: 1, Account: ids.Account{UUID: uuidOf(1)}, Staff: ids.Staff{UUID: uuidOf(2)}, Name: "Dr. Ayesha Rahman", Role: "owner",
		Chamber: ids.Chamber{UUID: uuidOf(3)}, Session: ids.Session{UUID: uuidOf(4)}, IP: "103.4.5.6", Agent: "Firefox 140 on Linux",
		Verb: Read, Outcome: OK, Screen: "GET /patients/{id}", Purpose: "in today's queue", Zone: "Asia/Dhaka",
		Records: []Record{{Kind: "patient", ID: uuidOf(5).String()}}, Patients: []ids.Patient{patientOf(5)}}
}

// full has every field set.
func full() Entry {
	e := view()
	e.Verb, e.Outcome, e.Reason, e.Count = Update, Warn, "corrected \"spelling\" \\ \n\t\x00 রহিমা <b>&\u2028", 3
	e.Records = append(e.Records, Record{Kind: "prescription", ID: "7", Verb: Print})
	e.Patients = append(e.Patients, patientOf(9), ids.Patient{})
	e.Rows = []Row{{Table: "patient", Key: []byte{1, 2}, Hash: bytes.Repeat([]byte{7}, 32)}, {Table: "draft", Key: []byte{3}}}
	e.Detail = map[string]string{"b": "2", "a": "1", "": ""}
	return e
}

func TestAUD_02_AnEntryComesBackAsItWasWritten(t *testing.T) {
	t.Parallel()
	for name, e := range map[string]Entry{"view": view(), "full": full(), "least": {V: 1, Verb: Auth, Outcome: Failed}} {
		b, err := e.Encode()
		if err != nil {
			t.Fatal(err)
		}
		got, err := DecodeEntry(b)
		if err != nil {
			t.Fatalf("%s: %v\n%s", name, err, b)
		}
		if !reflect.DeepEqual(*got, e) {
			t.Errorf("%s:\n%+v\n%+v", name, *got, e)
		}
	}
}

func TestTheEncodingIsCompactJSONInTheOrderOfTheType(t *testing.T) {
	t.Parallel()
	for name, e := range map[string]Entry{"view": view(), "full": full()} {
		b, err := e.Encode()
		if err != nil {
			t.Fatal(err)
		}
		var buf bytes.Buffer
		enc := json.NewEncoder(&buf)
		enc.SetEscapeHTML(false)
		if err := enc.Encode(e); err != nil {
			t.Fatal(err)
		}
		// The standard library also escapes \n, \t and U+2028 in its own ways.
		want := strings.NewReplacer(`\n`, `\u000a`, `\t`, `\u0009`, `\u2028`, "\u2028").Replace(strings.TrimSpace(buf.String()))
		if string(b) != want {
			t.Errorf("%s:\n%s\n%s", name, b, want)
		}
	}
}

func TestTheCommittedEntriesAreReadForEver(t *testing.T) {
	t.Parallel()
	if *update {
		var all []byte
		for _, e := range []Entry{view(), full()} {
			b, err := e.Encode()
			if err != nil {
				t.Fatal(err)
			}
			all = append(append(all, b...), '\n')
		}
		if err := os.WriteFile("testdata/entries.jsonl", all, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	raw, err := os.ReadFile("testdata/entries.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	lines := bytes.Split(bytes.TrimSpace(raw), []byte("\n"))
	for i, want := range []Entry{view(), full()} {
		got, err := DecodeEntry(lines[i])
		if err != nil || !reflect.DeepEqual(*got, want) {
			t.Errorf("line %d: %+v, %v", i+1, got, err)
		}
	}
}

func TestTextThatIsNotUTF8IsReplacedAndNeverRefused(t *testing.T) {
	t.Parallel()
	e := view()
	e.Agent = "bad \xff\xc0\xaf end\xe0\xa6"
	b, err := e.Encode()
	if err != nil {
		t.Fatal(err)
	}
	got, err := DecodeEntry(b)
	if err != nil || got.Agent != "bad \ufffd\ufffd\ufffd end\ufffd\ufffd" {
		t.Errorf("%q, %v", got.Agent, err)
	}
}

func TestDecodingIsStrict(t *testing.T) {
	t.Parallel()
	e := view()
	good, err := e.Encode()
	if err != nil {
		t.Fatal(err)
	}
	s := string(good)
	for name, bad := range map[string]string{
		"empty":              "",
		"null":               "null",
		"list":               "[]",
		"no version":         `{"verb":"READ","outcome":"OK"}`,
		"version 0":          strings.Replace(s, `"v":1`, `"v":0`, 1),
		"negative version":   strings.Replace(s, `"v":1`, `"v":-1`, 1),
		"unknown field":      strings.Replace(s, `"verb"`, `"x":1,"verb"`, 1),
		"field twice":        strings.Replace(s, `"verb"`, `"ip":"1","verb"`, 1),
		"other case":         strings.Replace(s, `"verb"`, `"Verb"`, 1),
		"white space":        strings.Replace(s, `,"verb"`, `, "verb"`, 1),
		"trailing":           s + "{}",
		"trailing newline":   s + "\n",
		"cut":                s[:len(s)-1],
		"other order":        strings.Replace(s, `"verb":"READ","outcome":"OK"`, `"outcome":"OK","verb":"READ"`, 1),
		"escaped":            strings.Replace(s, `"READ"`, `"\u0052EAD"`, 1),
		"unknown verb":       strings.Replace(s, `"READ"`, `"LOOK"`, 1),
		"unknown outcome":    strings.Replace(s, `"OK"`, `"FINE"`, 1),
		"upper-case id":      strings.Replace(s, `"ip"`, `"ip":"","x"`, 1),
		"empty field":        strings.Replace(s, `"zone":"Asia/Dhaka"`, `"zone":""`, 1),
		"explicit null list": strings.Replace(s, `"records":[`, `"rows":null,"records":[`, 1),
	} {
		if _, err := DecodeEntry([]byte(bad)); !errs.Is(err, errs.Corrupt) {
			t.Errorf("%s: %v, want corrupt", name, err)
		}
	}
}

func TestAnEntryOfANewerVersionIsRefusedClearly(t *testing.T) {
	t.Parallel()
	_, err := DecodeEntry([]byte(`{"v":2,"who":{"new":"shape"}}`))
	if !errs.Is(err, errs.Unavailable) || !strings.Contains(errs.Public(err), "newer version") {
		t.Errorf("%v", err)
	}
}

func TestEntriesThatCannotBeRightAreNotWritten(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(e *Entry){
		"no verb":         func(e *Entry) { e.Verb = "" },
		"unknown verb":    func(e *Entry) { e.Verb = "LOOK" },
		"no outcome":      func(e *Entry) { e.Outcome = "" },
		"newer version":   func(e *Entry) { e.V = 2 },
		"negative count":  func(e *Entry) { e.Count = -1 },
		"too many people": func(e *Entry) { e.Patients = make([]ids.Patient, MaxPatients+1) },
		"too long":        func(e *Entry) { e.Reason = strings.Repeat("x", MaxBody) },
	} {
		e := view()
		change(&e)
		if _, err := e.Encode(); !errs.Is(err, errs.Invalid) {
			t.Errorf("%s: %v, want invalid", name, err)
		}
	}
	for _, v := range Verbs() {
		for _, o := range Outcomes() {
			e := Entry{Verb: v, Outcome: o}
			if b, err := e.Encode(); err != nil || !v.Valid() || !o.Valid() {
				t.Errorf("%s %s: %s, %v", v, o, b, err)
			}
		}
	}
}

func FuzzAnEntryIsReadOnlyInItsOneForm(f *testing.F) {
	for _, e := range []Entry{view(), full()} {
		b, err := e.Encode()
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	f.Add([]byte(`{"v":2}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		e, err := DecodeEntry(b)
		if err != nil {
			return
		}
		again, err := e.Encode()
		if err != nil || !bytes.Equal(again, b) {
			t.Fatalf("%s\n%s\n%v", b, again, err)
		}
	})
}

func BenchmarkEncode(b *testing.B) {
	e := view()
	b.ReportAllocs()
	for b.Loop() {
		e.Encode()
	}
}

func BenchmarkDecode(b *testing.B) {
	e := view()
	raw, _ := e.Encode()
	b.ReportAllocs()
	for b.Loop() {
		DecodeEntry(raw)
	}
}

func BenchmarkLeafHash(b *testing.B) {
	l := sampleLeaf(7)
	l.Body = make([]byte, 600)
	b.ReportAllocs()
	for b.Loop() {
		l.Hash("kosh/audit/" + "0190a000-0000-7000-8000-000000000001")
	}
}

func BenchmarkAppend(b *testing.B) {
	var t Tree
	h := sampleLeaf(1).Hash("x")
	b.ReportAllocs()
	for b.Loop() {
		t.Append(h)
	}
}

// start is when the test logs begin.
var start = time.Date(2026, 3, 1, 4, 0, 0, 0, time.UTC).UnixMicro()

// sampleLeaf is entry seq of a made-up log: a second between entries, one or two patients.
func sampleLeaf(seq int64) *Leaf {
	l := &Leaf{Seq: seq, At: start + seq*1_000_000, Account: ids.Account{UUID: uuidOf(byte(1 + seq%5))}, Verb: Verbs()[seq%12], Outcome: OK,
		Patients: []ids.Patient{patientOf(byte(100 + seq%17))}, Body: fmt.Appendf(nil, "sealed body of %d", seq)}
	if seq%3 == 0 {
		l.Patients = append(l.Patients, patientOf(byte(200+seq%7)))
	}
	if seq%11 == 0 {
		l.Patients = nil
	}
	for i := range l.Salt {
		l.Salt[i] = byte(int(seq)*31 + i)
	}
	return l
}
