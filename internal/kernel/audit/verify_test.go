package audit

import (
	"bytes"
	"errors"
	"io"
	"iter"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"kosh/internal/base/ids"
)

var (
	clinic  = ids.Tenant{UUID: uuidOf(0x77)}
	logSeed = [32]byte{1, 2, 3}
)

// A book is a log as a store holds it.
type book struct {
	signer *Signer
	leaves []*Leaf
	notes  [][]byte
}

func newSigner(t testing.TB, seed [32]byte) *Signer {
	t.Helper()
	s, err := NewSigner(Origin(clinic), seed)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// newBook makes a log of n entries with a checkpoint after every span entries
// and one at the end. With kept, the store keeps each leaf's hash.
func newBook(t testing.TB, n, span int64, kept bool) *book {
	t.Helper()
	b := &book{signer: newSigner(t, logSeed)}
	for seq := range n {
		l := sampleLeaf(seq)
		if kept {
			h := l.Hash(Origin(clinic))
			l.Kept = h[:]
		}
		b.leaves = append(b.leaves, l)
	}
	b.sign(t, span)
	return b
}

// sign makes every checkpoint anew, as the holder of the key can.
func (b *book) sign(t testing.TB, span int64) {
	t.Helper()
	b.notes = nil
	var tree Tree
	for i, l := range b.leaves {
		tree.Append(l.Hash(b.signer.Origin()))
		if n := int64(i + 1); n%span == 0 || i == len(b.leaves)-1 {
			b.notes = append(b.notes, b.note(t, tree, l.At, 0))
		}
	}
}

func (b *book) note(t testing.TB, tree Tree, at, pruned int64) []byte {
	t.Helper()
	signed, err := b.signer.Sign(Checkpoint{Origin: b.signer.Origin(), Size: tree.Size(), Root: tree.Root(), At: at, Pruned: pruned})
	if err != nil {
		t.Fatal(err)
	}
	return signed
}

func (b *book) last() []byte { return b.notes[len(b.notes)-1] }

// clone is a deep copy, to be tampered with.
func (b *book) clone() *book {
	c := &book{signer: b.signer, notes: slices.Clone(b.notes)}
	for _, l := range b.leaves {
		d := *l
		d.Patients, d.Body, d.Kept = slices.Clone(l.Patients), bytes.Clone(l.Body), bytes.Clone(l.Kept)
		c.leaves = append(c.leaves, &d)
	}
	return c
}

func (b *book) export(t testing.TB) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := WriteExport(&out, b.signer.VerifierKey(), seq2(b.leaves), seq2(b.notes)); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func seq2[T any](xs []T) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		for _, x := range xs {
			if !yield(x, nil) {
				return
			}
		}
	}
}

func check(t testing.TB, export []byte, o VerifyOptions) Report {
	t.Helper()
	r, err := Verify(bytes.NewReader(export), o)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestAUD_07_ASoundLogIsProvedInWords(t *testing.T) {
	t.Parallel()
	b := newBook(t, 700, 64, true)
	r := check(t, b.export(t), VerifyOptions{OldCheckpoint: b.notes[3], Key: b.signer.VerifierKey()})
	if !r.Sound() || r.Entries != 700 || r.Checkpoints != 11 || r.Size != 700 || r.Patients != 24 || r.First != start {
		t.Fatalf("%+v\n%s", r, r.String())
	}
	text := r.String()
	for _, want := range []string{"1. The log kosh/audit/77777777-7777-7777-7777-777777777777 is signed with the key you gave",
		"11 checkpoints carry a valid signature; the last covers 700 entries, was signed at 2026-03-01 04:11:39.000000 UTC",
		"The entries 0 to 699 are those that were signed", "times strictly rise", "24 patients", "begins with the 256 entries of the older checkpoint", "The log is sound."} {
		if !strings.Contains(text, want) {
			t.Errorf("missing %q in\n%s", want, text)
		}
	}
	// Without anything from outside the report says what that leaves open.
	r = check(t, b.export(t), VerifyOptions{})
	if !r.Sound() || len(r.Open) != 3 || !strings.Contains(r.String(), "Not shown: whose key that is") {
		t.Errorf("%s", r.String())
	}
}

func TestTheSameLogIsCheckedWithoutAFile(t *testing.T) {
	t.Parallel()
	b := newBook(t, 100, 40, false)
	if r := b.check(t, VerifyOptions{OldCheckpoint: b.notes[0]}); !r.Sound() || r.Size != 100 || r.Checkpoints != 3 {
		t.Errorf("%s", r.String())
	}
	bad := errors.New("store")
	broken := func(yield func(*Leaf, error) bool) { yield(nil, bad) }
	if _, err := CheckLog(b.signer.VerifierKey(), broken, seq2(b.notes), VerifyOptions{}); !errors.Is(err, bad) {
		t.Errorf("%v", err)
	}
}

func TestALogWithoutSignatureIsNotCalledSound(t *testing.T) {
	t.Parallel()
	b := newBook(t, 100, 40, true)
	tail := b.clone()
	tail.notes = tail.notes[:2]
	none := b.clone()
	none.notes = nil
	empty := &book{signer: b.signer}
	for name, c := range map[string]struct {
		b     *book
		since int64
	}{"none": {none, 0}, "tail": {tail, 80}, "empty": {empty, -1}} {
		r := check(t, c.b.export(t), VerifyOptions{})
		if r.Problem == nil || r.Problem.Kind != NotSigned || r.Problem.Since != c.since || !strings.Contains(r.String(), "not signed") {
			t.Errorf("%s: %+v", name, r.Problem)
		}
	}
	empty.notes = [][]byte{empty.note(t, Tree{}, start, 0)}
	if r := check(t, empty.export(t), VerifyOptions{OldCheckpoint: empty.notes[0]}); !r.Sound() {
		t.Errorf("a signed empty log: %s", r.String())
	}
}

func TestWhatOnlySomethingFromOutsideShows(t *testing.T) {
	t.Parallel()
	b := newBook(t, 200, 50, true)
	seen, key := b.last(), b.signer.VerifierKey()

	cut := b.clone() // back to an earlier checkpoint, with it
	cut.leaves, cut.notes = cut.leaves[:150], cut.notes[:3]

	fork := b.clone() // rewritten by a holder of the key
	fork.leaves[120].Patients = nil
	rehash(fork)
	fork.sign(t, 50)

	swapped := b.clone() // signed anew with another key
	swapped.signer = newSigner(t, [32]byte{9})
	swapped.sign(t, 50)

	other := newBook(t, 200, 50, true) // another clinic's log
	other.signer, _ = NewSigner(Origin(ids.Tenant{UUID: uuidOf(0x78)}), logSeed)
	rehash(other)
	other.sign(t, 50)

	for name, c := range map[string]struct {
		b    *book
		o    VerifyOptions
		kind string
		seq  int64
	}{
		"cut back":                 {cut, VerifyOptions{OldCheckpoint: seen}, Rollback, 150},
		"forked":                   {fork, VerifyOptions{OldCheckpoint: seen}, Fork, 0},
		"forked, seen in between":  {fork, VerifyOptions{OldCheckpoint: b.notes[2]}, Fork, 0},
		"key swapped":              {swapped, VerifyOptions{Key: key}, BadKey, -1},
		"key swapped, seen before": {swapped, VerifyOptions{OldCheckpoint: seen}, BadKey, -1},
		"another clinic's":         {other, VerifyOptions{Key: key}, BadKey, -1},
		"another clinic's, seen":   {other, VerifyOptions{OldCheckpoint: seen}, BadKey, -1},
	} {
		// The attack works on a reader who brings nothing from outside.
		if r := check(t, c.b.export(t), VerifyOptions{}); !r.Sound() {
			t.Errorf("%s: positive control: %s", name, r.String())
		}
		r := check(t, c.b.export(t), c.o)
		if r.Problem == nil || r.Problem.Kind != c.kind || r.Problem.Seq != c.seq {
			t.Errorf("%s: %+v", name, r.Problem)
		}
	}
	// What was forked after the checkpoint seen is not its business.
	if r := check(t, fork.export(t), VerifyOptions{OldCheckpoint: b.notes[1]}); !r.Sound() {
		t.Errorf("fork after the checkpoint: %s", r.String())
	}
}

// rehash sets what the store keeps of each leaf to what it would be now.
func rehash(b *book) {
	for i, l := range b.leaves {
		h := l.Hash(b.signer.Origin())
		if l.Kept != nil {
			b.leaves[i].Kept = h[:]
		}
	}
}

func prune(l *Leaf) {
	l.BodyHash, l.Salt, l.Body, l.Pruned = BodyHash(l.Salt, l.Body), [16]byte{}, nil, true
}

func TestAUD_15_PruningIsProvedAndItsRulesHold(t *testing.T) {
	t.Parallel()
	days := func(n int64) int64 { return n * (24 * time.Hour).Microseconds() }
	make := func(allowed, newest int64, pruned ...int) *book {
		b := newBook(t, 50, 50, true)
		for _, i := range pruned {
			prune(b.leaves[i])
		}
		var tree Tree
		for _, l := range b.leaves {
			tree.Append(l.Hash(b.signer.Origin()))
		}
		b.notes = [][]byte{b.notes[0], b.note(t, tree, newest, allowed)}
		return b
	}
	old := start + days(800)
	sound := make(3, old, 0, 1, 2)
	if r := check(t, sound.export(t), VerifyOptions{}); !r.Sound() || r.Pruned != 3 || !strings.Contains(r.String(), "bodies of the entries 0 to 2 were removed") {
		t.Errorf("%s", r.String())
	}
	swapped := make(3, old, 0, 1, 2)
	swapped.leaves[1].BodyHash[5] ^= 1
	for name, c := range map[string]struct {
		b   *book
		seq int64
	}{
		"not contiguous":           {make(9, old, 0, 1, 3), 3},
		"not from the first":       {make(9, old, 1), 1},
		"not allowed":              {make(0, old, 0, 1, 2), 0},
		"more than allowed":        {make(2, old, 0, 1, 2), 2},
		"too young":                {make(3, start+days(365), 0, 1, 2), 1}, // entry 0 is exactly a year old
		"far too young":            {make(3, start+days(1), 0, 1, 2), 0},
		"another body hash":        {swapped, 1},
		"clock of the key turned":  {make(3, 0, 0, 1, 2), 0},
		"all of it":                {make(0, old, slices.Collect(seqTo(50))...), 0},
		"in a gap at the very end": {make(50, old, 49), 49},
	} {
		r := check(t, c.b.export(t), VerifyOptions{})
		if r.Problem == nil || r.Problem.Seq != c.seq {
			t.Errorf("%s: %+v", name, r.Problem)
		}
	}
	// The boundary: a year and no microsecond less.
	if r := check(t, make(2, start+1_000_000+days(365), 0, 1).export(t), VerifyOptions{}); !r.Sound() {
		t.Errorf("a year old: %s", r.String())
	}
	if r := check(t, make(2, start+999_999+days(365), 0, 1).export(t), VerifyOptions{}); r.Sound() {
		t.Error("a microsecond under a year passes")
	}
}

func seqTo(n int) iter.Seq[int] {
	return func(yield func(int) bool) {
		for i := range n {
			if !yield(i) {
				return
			}
		}
	}
}

func TestReadingErrorsAreNotFindings(t *testing.T) {
	t.Parallel()
	b := newBook(t, 10, 5, true)
	disk := errors.New("disk")
	half := io.MultiReader(bytes.NewReader(b.export(t)[:900]), iotest.ErrReader(disk))
	if _, err := Verify(half, VerifyOptions{}); !errors.Is(err, disk) {
		t.Errorf("half read: %v", err)
	}
	if _, err := Verify(iotest.ErrReader(disk), VerifyOptions{}); !errors.Is(err, disk) {
		t.Errorf("%v", err)
	}
	if r, err := Verify(iotest.OneByteReader(bytes.NewReader(b.export(t))), VerifyOptions{}); err != nil || !r.Sound() {
		t.Errorf("byte by byte: %v", err)
	}
}

func TestTheWriterReportsErrors(t *testing.T) {
	t.Parallel()
	b, bad := newBook(t, 10, 5, true), errors.New("store")
	fails := func(yield func(*Leaf, error) bool) { yield(nil, bad) }
	if err := WriteExport(&bytes.Buffer{}, b.signer.VerifierKey(), fails, seq2(b.notes)); !errors.Is(err, bad) {
		t.Errorf("leaves: %v", err)
	}
	notes := func(yield func([]byte, error) bool) { yield(nil, bad) }
	if err := WriteExport(&bytes.Buffer{}, b.signer.VerifierKey(), seq2(b.leaves), notes); !errors.Is(err, bad) {
		t.Errorf("checkpoints: %v", err)
	}
	x := NewExportWriter(failingWriter{bad}, b.signer.VerifierKey())
	x.Entry(b.leaves[0])
	if err := x.Close(); !errors.Is(err, bad) {
		t.Errorf("writer: %v", err)
	}
}

type failingWriter struct{ err error }

func (w failingWriter) Write([]byte) (int, error) { return 0, w.err }

func TestFilesThatAreNotExportsAreSaidToBe(t *testing.T) {
	t.Parallel()
	good := string(newBook(t, 10, 5, true).export(t))
	header, rest, _ := strings.Cut(good, "\n")
	for name, c := range map[string]struct{ file, kind string }{
		"empty":             {"", Truncated},
		"a picture":         {"\x89PNG\r\n", Form},
		"no header":         {rest, Form},
		"header only":       {header + "\n", Truncated},
		"no newline at end": {good[:len(good)-1], Truncated},
		"newer format":      {strings.Replace(good, `"v":1`, `"v":2`, 1), Form},
		"two headers":       {header + "\n" + good, Form},
		"two parts":         {strings.Replace(good, `{"entry"`, `{"header":{"format":"","v":0,"key":""},"entry"`, 1), Form},
		"empty line":        {header + "\n\n" + rest, Form},
		"carriage returns":  {strings.ReplaceAll(good, "\n", "\r\n"), Form},
		"white space":       {strings.Replace(good, `,"at"`, `, "at"`, 1), Form},
		"after the end":     {good + "{}\n", Form},
		"twice":             {good + good, Form},
		"endless line":      {header + "\n" + strings.Repeat("x", maxLine+1), Form},
		"bad key":           {strings.Replace(good, `+`, `+0`, 1), BadKey},
		"salt of 15":        {strings.Replace(good, `"salt":"`, `"salt":"AAAA`, 1), Form},
	} {
		r := check(t, []byte(c.file), VerifyOptions{})
		if r.Problem == nil || r.Problem.Kind != c.kind {
			t.Errorf("%s: %+v", name, r.Problem)
		}
	}
	if r := check(t, []byte(good), VerifyOptions{}); !r.Sound() {
		t.Errorf("positive control: %s", r.String())
	}
}

func TestTheCommittedExportIsVerifiedForEver(t *testing.T) {
	t.Parallel()
	b := newBook(t, 30, 8, true)
	prune(b.leaves[0])
	var tree Tree
	for _, l := range b.leaves {
		tree.Append(l.Hash(b.signer.Origin()))
	}
	b.notes = append(b.notes, b.note(t, tree, start+2*MinRetention.Microseconds(), 1))
	if *update {
		if err := os.WriteFile("testdata/export.jsonl", b.export(t), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	raw, err := os.ReadFile("testdata/export.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(raw, b.export(t)) { // Ed25519 signatures are deterministic
		t.Error("the export is written in another way")
	}
	r := check(t, raw, VerifyOptions{OldCheckpoint: b.notes[1], Key: b.signer.VerifierKey()})
	if !r.Sound() || r.Entries != 30 || r.Pruned != 1 || r.Root != tree.Root() {
		t.Errorf("%s", r.String())
	}
}

func FuzzTheExportReader(f *testing.F) {
	good := newBook(f, 12, 5, true)
	f.Add(good.export(f))
	f.Add(good.export(f)[:200])
	prune(good.leaves[0])
	f.Add(good.export(f))
	key, seen := good.signer.VerifierKey(), good.notes[1]
	f.Fuzz(func(t *testing.T, b []byte) {
		r, err := Verify(bytes.NewReader(b), VerifyOptions{Key: key, OldCheckpoint: seen})
		if err != nil {
			t.Fatal(err)
		}
		if r.Sound() && (r.Entries != 12 && r.Entries != 10) {
			t.Fatalf("sound with %d entries:\n%s", r.Entries, b)
		}
		_ = r.String()
	})
}

func BenchmarkVerifyEntries(b *testing.B) {
	bk := newBook(b, 1000, 100, true)
	for _, l := range bk.leaves {
		l.Body = make([]byte, 600)
	}
	rehash(bk)
	bk.sign(b, 100)
	export := bk.export(b)
	b.ReportAllocs()
	n := 0
	for b.Loop() {
		if r, _ := Verify(bytes.NewReader(export), VerifyOptions{}); !r.Sound() {
			b.Fatal(r.String())
		}
		n += 1000
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(n), "ns/entry")
}
