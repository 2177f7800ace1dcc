package audit

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"slices"
	"strings"
	"testing"

	"kosh/internal/base/ids"
)

// dice are random numbers that come out the same on every run.
type dice struct {
	seed string
	n    uint64
}

// roll returns a number from 0 to n-1.
func (d *dice) roll(n int) int {
	d.n++
	sum := sha256.Sum256(fmt.Appendf(nil, "%s %d", d.seed, d.n))
	return int(binary.BigEndian.Uint64(sum[:8]) % uint64(n))
}

// flip turns one random bit of b.
func (d *dice) flip(b []byte) { b[d.roll(len(b))] ^= 1 << d.roll(8) }

// A tampering changes a log and returns the first place that is not as it was.
type tampering struct {
	name string
	do   func(d *dice, b *book) (first int)
}

// edits change one entry and nothing else.
var edits = []tampering{
	{"time", func(d *dice, b *book) int {
		k, l := b.pick(d)
		l.At += int64(1+d.roll(900_000)) * int64(1-2*d.roll(2))
		return k
	}},
	{"time by days", func(d *dice, b *book) int {
		k, l := b.pick(d)
		l.At += 86_400_000_000 * int64(1-2*d.roll(2))
		return k
	}},
	{"account", func(d *dice, b *book) int { k, l := b.pick(d); d.flip(l.Account.UUID[:]); return k }},
	{"verb", func(d *dice, b *book) int {
		k, l := b.pick(d)
		l.Verb = Verbs()[(slices.Index(Verbs(), l.Verb)+1+d.roll(11))%12]
		return k
	}},
	{"outcome", func(d *dice, b *book) int { k, l := b.pick(d); l.Outcome = Outcomes()[1+d.roll(3)]; return k }},
	{"patient left out", func(d *dice, b *book) int {
		k, l := b.pick(d)
		for len(l.Patients) == 0 {
			k, l = b.pick(d)
		}
		i := d.roll(len(l.Patients))
		l.Patients = slices.Delete(l.Patients, i, i+1)
		return k
	}},
	{"patient added", func(d *dice, b *book) int {
		k, l := b.pick(d)
		l.Patients = append(l.Patients, patientOf(byte(10+d.roll(50))))
		return k
	}},
	{"patient replaced", func(d *dice, b *book) int {
		k, l := b.pick(d)
		l.Patients = []ids.Patient{patientOf(byte(10 + d.roll(50)))}
		return k
	}},
	{"salt", func(d *dice, b *book) int { k, l := b.pick(d); d.flip(l.Salt[:]); return k }},
	{"body", func(d *dice, b *book) int { k, l := b.pick(d); d.flip(l.Body); return k }},
	{"body cut", func(d *dice, b *book) int { k, l := b.pick(d); l.Body = l.Body[:d.roll(len(l.Body))]; return k }},
	{"body of another", func(d *dice, b *book) int {
		k, l := b.pick(d)
		o := b.leaves[(k+1+d.roll(len(b.leaves)-1))%len(b.leaves)]
		l.Salt, l.Body = o.Salt, o.Body
		return k
	}},
	{"pruned with another hash", func(d *dice, b *book) int {
		k, l := b.pick(d)
		prune(l)
		d.flip(l.BodyHash[:])
		return k
	}},
	{"number", func(d *dice, b *book) int {
		k, l := b.pick(d)
		l.Seq += int64(1+d.roll(5)) * int64(1-2*d.roll(2))
		return k
	}},
}

// moves change which entry stands where.
var moves = []tampering{
	{"deleted", func(d *dice, b *book) int { k, _ := b.pick(d); b.leaves = slices.Delete(b.leaves, k, k+1); return k }},
	{"several deleted", func(d *dice, b *book) int {
		k, _ := b.pick(d)
		b.leaves = slices.Delete(b.leaves, k, min(k+1+d.roll(30), len(b.leaves)))
		return k
	}},
	{"deleted and renumbered", func(d *dice, b *book) int {
		k, _ := b.pick(d)
		b.leaves = slices.Delete(b.leaves, k, k+1)
		b.renumber()
		return k
	}},
	{"repeated", func(d *dice, b *book) int {
		k, l := b.pick(d)
		b.leaves = slices.Insert(b.leaves, k+1, l)
		return k + 1
	}},
	{"inserted", func(d *dice, b *book) int { return b.insert(d) }},
	{"inserted and renumbered", func(d *dice, b *book) int { k := b.insert(d); b.renumber(); return k }},
	{"swapped", func(d *dice, b *book) int { return b.swap(d) }},
	{"swapped and renumbered", func(d *dice, b *book) int { k := b.swap(d); b.renumber(); return k }},
	{"last ones cut off", func(d *dice, b *book) int { k, _ := b.pick(d); b.leaves = b.leaves[:k]; return k }},
}

// check checks the log as stored, without a file.
func (b *book) check(t testing.TB, o VerifyOptions) Report {
	t.Helper()
	r, err := CheckLog(b.signer.VerifierKey(), seq2(b.leaves), seq2(b.notes), o)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func (b *book) pick(d *dice) (int, *Leaf) {
	k := d.roll(len(b.leaves))
	return k, b.leaves[k]
}

func (b *book) renumber() {
	for i, l := range b.leaves {
		l.Seq = int64(i)
	}
}

func (b *book) insert(d *dice) int {
	k, l := b.pick(d)
	forged := *l
	forged.At -= 500_000
	forged.Account = ids.Account{UUID: uuidOf(0xEE)}
	h := forged.Hash(b.signer.Origin())
	if l.Kept != nil {
		forged.Kept = h[:]
	}
	b.leaves = slices.Insert(b.leaves, k, &forged)
	return k
}

func (b *book) swap(d *dice) int {
	k := d.roll(len(b.leaves) - 1)
	o := k + 1 + d.roll(len(b.leaves)-1-k)
	b.leaves[k], b.leaves[o] = b.leaves[o], b.leaves[k]
	return k
}

// found checks that a tampering was found and its first place named: within the
// range always, exactly if exact.
func found(t *testing.T, what string, b *book, o VerifyOptions, first int, exact bool) {
	t.Helper()
	p := b.check(t, o).Problem
	switch k := int64(first); {
	case p == nil:
		t.Errorf("%s at %d: not found", what, first)
	case k < p.Since || k > p.Until:
		t.Errorf("%s at %d: said to be from %d to %d (%s)", what, first, p.Since, p.Until, p.What)
	case exact && p.Seq != k && !(p.Kind == Time && p.Until == k) && p.Kind != Truncated:
		t.Errorf("%s at %d: %d named (%s)", what, first, p.Seq, p.What)
	case p.Until-p.Since > 64:
		t.Errorf("%s at %d: only narrowed to %d..%d", what, first, p.Since, p.Until)
	}
}

// A writer of the database changes rows; what the store keeps beside them either
// stays, or is not there at all.
func TestAUD_07_EveryTamperingIsFoundAndTheFirstBadEntryNamed(t *testing.T) {
	t.Parallel()
	const rounds = 50
	for _, kept := range []bool{true, false} {
		sound := newBook(t, 160, 32, kept)
		if r := check(t, sound.export(t), VerifyOptions{}); !r.Sound() {
			t.Fatalf("positive control: %s", r.String())
		}
		for _, x := range slices.Concat(edits, moves) {
			t.Run(fmt.Sprintf("%s, hashes kept %v", x.name, kept), func(t *testing.T) {
				t.Parallel()
				d := &dice{seed: t.Name()}
				for i := range rounds {
					b := sound.clone()
					first := x.do(d, b)
					// Only an entry put in with a hash that fits hides behind the next one.
					exact := kept && !strings.HasPrefix(x.name, "inserted")
					found(t, x.name, b, VerifyOptions{}, first, exact)
					if i < 3 { // an export shows the same
						direct := b.check(t, VerifyOptions{})
						if r := check(t, b.export(t), VerifyOptions{}); r.Problem == nil || r.Problem.What != direct.Problem.What {
							t.Errorf("%s: in the export %+v, in the store %+v", x.name, r.Problem, direct.Problem)
						}
					}
				}
			})
		}
	}
}

// A better one makes the kept hashes fit, and drops checkpoints at will.
func TestAUD_07_TamperingWithEverythingButTheKeyIsFound(t *testing.T) {
	t.Parallel()
	const rounds = 25
	sound := newBook(t, 160, 32, true)
	for _, x := range slices.Concat(edits, moves) {
		t.Run(x.name, func(t *testing.T) {
			t.Parallel()
			d := &dice{seed: t.Name()}
			for range rounds {
				b := sound.clone()
				first := x.do(d, b)
				rehash(b)
				if d.roll(2) == 0 && len(b.notes) > 2 { // thin out, but keep the last
					i := d.roll(len(b.notes) - 1)
					b.notes = slices.Delete(b.notes, i, i+1)
				}
				found(t, x.name, b, VerifyOptions{OldCheckpoint: sound.last()}, first, false)
			}
		})
	}
}

// An attacker who drops every checkpoint after the change leaves a log that ends
// unsigned, or ends early: the older checkpoint shows it.
func TestAUD_07_DroppingTheCheckpointsDoesNotHelp(t *testing.T) {
	t.Parallel()
	sound := newBook(t, 160, 32, true)
	for _, x := range slices.Concat(edits, moves) {
		d := &dice{seed: x.name}
		for range 12 {
			b := sound.clone()
			first := x.do(d, b)
			rehash(b)
			b.notes = b.notes[:first/32]
			if r := b.check(t, VerifyOptions{}); r.Sound() {
				t.Errorf("%s at %d, tail left: sound", x.name, first)
			}
			b.leaves = b.leaves[:min(first/32*32, len(b.leaves))]
			if r := b.check(t, VerifyOptions{OldCheckpoint: sound.last()}); r.Sound() || r.Problem.Kind != Rollback && r.Problem.Kind != Truncated {
				t.Errorf("%s at %d, tail cut: %+v", x.name, first, r.Problem)
			}
		}
	}
}

func TestEveryAlteredCheckpointIsFound(t *testing.T) {
	t.Parallel()
	sound := newBook(t, 128, 32, true)
	for i := range sound.notes {
		for at := range sound.notes[i] {
			b := sound.clone()
			b.notes[i] = bytes.Clone(b.notes[i])
			b.notes[i][at] ^= 1 << (at % 8)
			if r := b.check(t, VerifyOptions{}); r.Sound() {
				t.Fatalf("checkpoint %d, byte %d: %q passes", i, at, b.notes[i])
			}
		}
	}
	other := newSigner(t, [32]byte{8})
	for name, change := range map[string]func(b *book){
		"of another key": func(b *book) {
			s := b.signer
			b.signer = other
			b.notes[1] = b.note(t, Tree{}, start, 0)
			b.signer = s
		},
		"swapped":                func(b *book) { b.notes[0], b.notes[1] = b.notes[1], b.notes[0] },
		"of the empty log":       func(b *book) { b.notes = append(b.notes, b.note(t, Tree{}, start, 0)) },
		"taking back the pruned": func(b *book) { b.notes[0] = b.note(t, b.treeAt(32), start, 5) },
	} {
		b := sound.clone()
		change(b)
		if r := check(t, b.export(t), VerifyOptions{}); r.Sound() {
			t.Errorf("a checkpoint %s passes", name)
		}
	}
}

func (b *book) treeAt(n int) Tree {
	var t Tree
	for _, l := range b.leaves[:n] {
		t.Append(l.Hash(b.signer.Origin()))
	}
	return t
}

// Whatever is done to the bytes of the file, it is found, and what the file
// still proves is true.
func TestEveryFlippedBitOfTheFileIsFound(t *testing.T) {
	t.Parallel()
	sound := newBook(t, 24, 7, true)
	export, key := sound.export(t), sound.signer.VerifierKey()
	lines := bytes.SplitAfter(export, []byte("\n"))
	d := &dice{seed: "file"}
	for range 1000 {
		bad := bytes.Clone(export)
		at := d.roll(len(bad))
		bad[at] ^= 1 << d.roll(8)
		r := check(t, bad, VerifyOptions{Key: key})
		line := bytes.Count(export[:at], []byte("\n")) // 0 is the header
		if r.Sound() {
			t.Fatalf("byte %d (line %d): %q passes", at, line+1, bytes.Split(bad, []byte("\n"))[line])
		}
		if entry := bytes.HasPrefix(lines[line], []byte(`{"entry":{"seq":`)); entry {
			var seq int64
			fmt.Sscanf(string(lines[line]), `{"entry":{"seq":%d`, &seq)
			if seq < r.Problem.Since || seq > r.Problem.Until || r.Problem.Seq != seq && r.Problem.Kind == Edited {
				t.Fatalf("byte %d of entry %d: %+v", at, seq, r.Problem)
			}
		}
	}
	for i := range lines[:len(lines)-1] {
		for name, bad := range map[string][][]byte{
			"removed":  slices.Delete(slices.Clone(lines), i, i+1),
			"repeated": slices.Insert(slices.Clone(lines), i, lines[i]),
			"cut off":  lines[:i],
		} {
			if r := check(t, bytes.Join(bad, nil), VerifyOptions{Key: key}); r.Sound() && !(name == "repeated" && bytes.HasPrefix(lines[i], []byte(`{"checkpoint"`))) {
				t.Errorf("line %d %s: sound", i+1, name)
			}
		}
	}
}

// The verifier never believes a hash: a log whose kept hashes all fit one another
// but not the entries is not sound, and the entries are named.
func TestTheVerifierIsNotTalkedIntoBelievingHashes(t *testing.T) {
	t.Parallel()
	sound := newBook(t, 64, 64, true)

	b := sound.clone() // the body changed, the hash kept of it honest
	b.leaves[40].Body[0] ^= 1
	if r := check(t, b.export(t), VerifyOptions{}); r.Problem == nil || r.Problem.Since != 40 || r.Problem.Until != 40 {
		t.Errorf("body: %+v", r.Problem)
	}
	b = sound.clone() // the entry honest, the hash kept of it changed
	b.leaves[41].Kept[0] ^= 1
	if r := check(t, b.export(t), VerifyOptions{}); r.Problem == nil || r.Problem.Since != 41 || !strings.Contains(r.Problem.What, "The entry itself is as it was signed") {
		t.Errorf("kept: %+v", r.Problem)
	}
	b = sound.clone() // a body hash offered for an entry that has its body
	b.leaves[42].BodyHash = BodyHash(b.leaves[42].Salt, b.leaves[42].Body)
	b.leaves[42].Body[0] ^= 1
	if r := check(t, b.export(t), VerifyOptions{}); r.Problem == nil || r.Problem.Seq != 42 {
		t.Errorf("body hash: %+v", r.Problem)
	}
	b = sound.clone() // a short kept hash
	b.leaves[43].Kept = b.leaves[43].Kept[:31]
	if r := check(t, b.export(t), VerifyOptions{}); r.Sound() {
		t.Error("a short kept hash passes")
	}
	v := NewVerifier(sound.signer.VerifierKey(), VerifyOptions{})
	v.Entry(b.leaves[0])
	short := *b.leaves[1]
	short.Kept = short.Kept[:31]
	v.Entry(&short)
	v.Checkpoint(sound.last())
	if r := v.Finish(); r.Sound() || v.Entry(b.leaves[2]) || v.Checkpoint(sound.last()) {
		t.Error("after a finding the verifier goes on")
	}
}
