package audit

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"strings"
	"testing"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"kosh/internal/base/errs"
	"kosh/internal/base/ids"
)

func sample(t testing.TB) (*Signer, Checkpoint) {
	return newSigner(t, logSeed), Checkpoint{Origin: Origin(clinic), Size: 1234, Root: tlog.Hash{7}, At: start, Pruned: 12}
}

func TestACheckpointIsANoteOfTheC2SPForm(t *testing.T) {
	t.Parallel()
	s, cp := sample(t)
	signed, err := s.Sign(cp)
	if err != nil {
		t.Fatal(err)
	}
	want := "kosh/audit/77777777-7777-7777-7777-777777777777\n1234\nBwAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\nat 1772337600000000\npruned 12\n\n— kosh/audit/77777777-7777-7777-7777-777777777777 "
	if !strings.HasPrefix(string(signed), want) {
		t.Errorf("%s", signed)
	}
	got, err := OpenCheckpoint(signed, s.VerifierKey())
	if err != nil || got != cp {
		t.Errorf("%+v, %v", got, err)
	}
	// A reader who knows only the C2SP format gets the first three lines right.
	v, err := note.NewVerifier(s.VerifierKey())
	if err != nil {
		t.Fatal(err)
	}
	n, err := note.Open(signed, note.VerifierList(v))
	if err != nil || !strings.HasPrefix(n.Text, Origin(clinic)+"\n1234\n"+cp.Root.String()+"\n") {
		t.Errorf("%v", err)
	}
}

func TestTheSeedFixesTheKey(t *testing.T) {
	t.Parallel()
	a, b := newSigner(t, logSeed), newSigner(t, logSeed)
	const want = "kosh/audit/77777777-7777-7777-7777-777777777777+89151da9+ASIf5faFmhpP7HkFfJ0yyNP8NW4USx2jsPkBbvbymIja"
	if a.VerifierKey() != b.VerifierKey() || a.VerifierKey() != want {
		t.Error(a.VerifierKey())
	}
	if s := fmt.Sprintf("%v %+v %#v", a, a, a); strings.Contains(s, "1 2 3") || strings.Contains(s, "0x1, 0x2") {
		t.Errorf("the signer prints its key: %s", s)
	}
}

func TestACosignatureOfAWitnessDoesNotHurt(t *testing.T) {
	t.Parallel()
	s, cp := sample(t)
	signed, _ := s.Sign(cp)
	other, _ := NewSigner("witness.example", [32]byte{5})
	n := &note.Note{Text: cp.text()}
	both, err := note.Sign(n, noteSigner{s}, noteSigner{other})
	if err != nil {
		t.Fatal(err)
	}
	if got, err := OpenCheckpoint(both, s.VerifierKey()); err != nil || got != cp {
		t.Errorf("cosigned: %v", err)
	}
	only, err := note.Sign(n, noteSigner{other})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := OpenCheckpoint(only, s.VerifierKey()); err == nil {
		t.Error("a witness's signature stands for the log's")
	}
	last := signed[bytes.LastIndex(signed, []byte("— ")):]
	if _, err := OpenCheckpoint(append(bytes.Clone(signed), last...), s.VerifierKey()); err == nil {
		t.Error("a repeated signature line passes")
	}
}

func TestCheckpointsHaveOneSpelling(t *testing.T) {
	t.Parallel()
	s, cp := sample(t)
	good := cp.text()
	for name, text := range map[string]string{
		"positive control": good,
		"plus sign":        strings.Replace(good, "1234", "+1234", 1),
		"leading zero":     strings.Replace(good, "1234", "01234", 1),
		"negative size":    strings.Replace(good, "1234", "-1", 1),
		"huge size":        strings.Replace(good, "1234", "99999999999999999999", 1),
		"size 2^48":        strings.Replace(good, "1234", "281474976710656", 1),
		"no time":          strings.Replace(good, "at 1772337600000000\n", "", 1),
		"negative time":    strings.Replace(good, "at 1", "at -1", 1),
		"time unlabelled":  strings.Replace(good, "at ", "", 1),
		"pruned past size": strings.Replace(good, "pruned 12", "pruned 1235", 1),
		"pruned 0":         strings.Replace(good, "pruned 12", "pruned 0", 1),
		"more lines":       good + "more\n",
		"fewer lines":      Origin(clinic) + "\n1234\n",
		"root of 31":       strings.Replace(good, "BwAAAA", "BwAA", 1),
		"root stray bits":  strings.Replace(good, "AAA=", "AAB=", 1),
		"another origin":   strings.Replace(good, "77777777", "78787878", 1),
		"empty line":       strings.Replace(good, "1234\n", "1234\n\n", 1),
	} {
		signed, err := note.Sign(&note.Note{Text: text}, noteSigner{s})
		if err != nil {
			t.Fatal(err)
		}
		_, err = OpenCheckpoint(signed, s.VerifierKey())
		if ok := name == "positive control"; (err == nil) != ok || !ok && !errs.Is(err, errs.Corrupt) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestASignersKeyStaysWithItsLog(t *testing.T) {
	t.Parallel()
	s, cp := sample(t)
	for name, change := range map[string]func(c *Checkpoint){
		"another log":     func(c *Checkpoint) { c.Origin = PlatformOrigin },
		"negative size":   func(c *Checkpoint) { c.Size = -1 },
		"negative time":   func(c *Checkpoint) { c.At = -1 },
		"pruned too much": func(c *Checkpoint) { c.Pruned = c.Size + 1 },
	} {
		c := cp
		change(&c)
		if _, err := s.Sign(c); err == nil {
			t.Errorf("%s: signed", name)
		}
	}
	for _, origin := range []string{"", "a b", "a+b", "a\nb"} {
		if _, err := NewSigner(origin, logSeed); err == nil {
			t.Errorf("origin %q accepted", origin)
		}
	}
	signed, _ := s.Sign(cp)
	moved, _ := NewSigner(Origin(ids.Tenant{UUID: uuidOf(0x78)}), logSeed) // the same key under another name
	for name, vkey := range map[string]string{"another log's": moved.VerifierKey(), "another": newSigner(t, [32]byte{3}).VerifierKey(), "none": "", "garbled": "a+b+c"} {
		if _, err := OpenCheckpoint(signed, vkey); !errs.Is(err, errs.Corrupt) {
			t.Errorf("%s key opens it: %v", name, err)
		}
	}
	if _, err := OpenCheckpoint(append(signed, bytes.Repeat([]byte("x"), maxNote)...), s.VerifierKey()); err == nil {
		t.Error("an endless note passes")
	}
}

func TestOneVerifierKeyHasOneSpelling(t *testing.T) {
	t.Parallel()
	key := newSigner(t, logSeed).VerifierKey()
	parts := strings.SplitN(key, "+", 3)
	raw, _ := base64.StdEncoding.DecodeString(parts[2])
	for name, bad := range map[string]string{
		"upper case": parts[0] + "+" + strings.ToUpper(parts[1]) + "+" + parts[2],
		"newline":    key[:len(key)-4] + "\n" + key[len(key)-4:],
		"no padding": parts[0] + "+" + parts[1] + "+" + base64.RawURLEncoding.EncodeToString(raw) + "=",
		"two parts":  parts[0] + "+" + parts[1],
	} {
		if bad == key {
			t.Fatalf("%s changes nothing", name)
		}
		if v := NewVerifier(bad, VerifyOptions{}); v.Finish().Problem == nil || v.Finish().Problem.Kind != BadKey {
			t.Errorf("%s: %q passes", name, bad)
		}
	}
}

func FuzzACheckpointOpensOnlyAsSigned(f *testing.F) {
	s, cp := sample(f)
	signed, err := s.Sign(cp)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(signed)
	cp.Pruned = 0
	plain, _ := s.Sign(cp)
	f.Add(plain)
	f.Fuzz(func(t *testing.T, b []byte) {
		got, err := OpenCheckpoint(b, s.VerifierKey())
		if err != nil {
			return
		}
		// Signed texts are these two; others may add signatures of their own.
		if !bytes.HasPrefix(b, signed) && !bytes.HasPrefix(b, plain) && !strings.HasPrefix(string(b), got.text()+"\n— ") {
			t.Fatalf("%q", b)
		}
		if got.Size != 1234 || got.At != start {
			t.Fatalf("%+v", got)
		}
		claimedSize(b)
	})
}

func BenchmarkSignCheckpoint(b *testing.B) {
	s, cp := sample(b)
	for b.Loop() {
		s.Sign(cp)
	}
}
