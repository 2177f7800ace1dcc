package audit

import (
	"bytes"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"math/bits"
	"os"
	"strings"
	"testing"

	"golang.org/x/mod/sumdb/tlog"

	"kosh/internal/base/ids"
)

// reference keeps every hash, as the tlog package itself would.
type reference []tlog.Hash

func (r *reference) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	out := make([]tlog.Hash, len(indexes))
	for i, x := range indexes {
		out[i] = (*r)[x]
	}
	return out, nil
}

func (r *reference) add(n int64, h tlog.Hash) {
	hs, err := tlog.StoredHashesForRecordHash(n, h, r)
	if err != nil {
		panic(err)
	}
	*r = append(*r, hs...)
}

// shelf keeps what storage keeps: leaf hashes and tiles.
type shelf struct{ leaves, tiles []tlog.Hash }

func (s *shelf) Leaves(from, to int64) ([]tlog.Hash, error) { return s.leaves[from:to], nil }
func (s *shelf) Tiles(from, to int64) ([]tlog.Hash, error)  { return s.tiles[from:to], nil }

func hashOf(n int64) tlog.Hash {
	return tlog.RecordHash(binary.BigEndian.AppendUint64(nil, uint64(n)))
}

// grow makes a log of n leaves in all three ways.
func grow(n int64) (Tree, *shelf, *reference) {
	var t Tree
	s, r := &shelf{}, &reference{}
	for i := range n {
		h := hashOf(i)
		if tile, complete := t.AppendTile(h); complete {
			s.tiles = append(s.tiles, tile)
		}
		s.leaves = append(s.leaves, h)
		r.add(i, h)
	}
	return t, s, r
}

func TestTheTreeEqualsTheReferenceAtEverySize(t *testing.T) {
	t.Parallel()
	var tree Tree
	r := &reference{}
	var tiles int64
	for n := range int64(1500) {
		want, err := tlog.TreeHash(n, r)
		if err != nil {
			t.Fatal(err)
		}
		if tree.Root() != want || tree.Size() != n {
			t.Fatalf("size %d: root %v, want %v", n, tree.Root(), want)
		}
		stored, err := tree.MarshalBinary()
		if err != nil {
			t.Fatal(err)
		}
		var back Tree
		if err := back.UnmarshalBinary(stored); err != nil || back.Root() != want {
			t.Fatalf("size %d: stored and read back: %v", n, err)
		}
		r.add(n, hashOf(n))
		tile, complete := tree.AppendTile(hashOf(n))
		if complete != ((n+1)%TileSpan == 0) {
			t.Fatalf("size %d: tile complete: %v", n+1, complete)
		}
		if complete {
			if tile != (*r)[tlog.StoredHashIndex(8, tiles)] {
				t.Fatalf("tile %d differs from the reference", tiles)
			}
			tiles++
		}
	}
}

func TestACopyOfATreeIsIndependent(t *testing.T) {
	t.Parallel()
	a, _, _ := grow(7)
	b, root := a.Clone(), a.Root()
	b.Append(hashOf(7))
	b.Append(hashOf(8))
	if a.Size() != 7 || a.Root() != root || b.Size() != 9 {
		t.Error("appending to a copy changed the original")
	}
}

func TestAStoredTreeIsReadInItsOneForm(t *testing.T) {
	t.Parallel()
	tree, _, _ := grow(300)
	good, err := tree.MarshalBinary()
	if err != nil {
		t.Fatal(err)
	}
	huge := bytes.Clone(good)
	huge[1] = 0x80
	for name, bad := range map[string][]byte{
		"nothing": nil, "cut": good[:len(good)-1], "longer": append(bytes.Clone(good), 0), "form": append([]byte{2}, good[1:]...),
		"no edge": good[:9], "negative size": huge, "another size": append([]byte{1, 0, 0, 0, 0, 0, 0, 0, 9}, good[9:]...),
	} {
		keep := tree
		if err := keep.UnmarshalBinary(bad); err == nil || keep != tree {
			t.Errorf("%s: accepted, or the tree was changed", name)
		}
	}
}

func TestProofsFromTilesEqualTheReferenceAndHold(t *testing.T) {
	t.Parallel()
	const n = 1100
	_, s, r := grow(n)
	sizes := []int64{1, 2, 3, 100, 255, 256, 257, 511, 512, 513, 700, 1024, 1099, n}
	for _, size := range sizes {
		root, err := RootAt(size, s)
		want, _ := tlog.TreeHash(size, r)
		if err != nil || root != want {
			t.Fatalf("root at %d: %v", size, err)
		}
		for seq := int64(0); seq < size; seq += 1 + size/37 {
			p, err := ProveInclusion(seq, size, s)
			if err != nil || CheckInclusion(p, seq, hashOf(seq), size, root) != nil {
				t.Fatalf("entry %d in %d: %v", seq, size, err)
			}
			if CheckInclusion(p, seq, hashOf(seq+1), size, root) == nil {
				t.Fatalf("entry %d in %d: proves another leaf too", seq, size)
			}
		}
		for _, older := range append([]int64{0}, sizes...) {
			oldRoot, _ := RootAt(older, s)
			a, b := Checkpoint{Origin: "x", Size: older, Root: oldRoot}, Checkpoint{Origin: "x", Size: size, Root: root}
			p, err := ProveConsistency(older, size, s)
			if older > size {
				if err == nil || CheckConsistency(p, a, b) == nil {
					t.Fatalf("%d is proved to begin with %d", size, older)
				}
				continue
			}
			if err != nil || CheckConsistency(p, a, b) != nil {
				t.Fatalf("%d begins with %d: %v, %v", size, older, err, CheckConsistency(p, a, b))
			}
			a.Root[0] ^= 1
			if CheckConsistency(p, a, b) == nil {
				t.Fatalf("%d begins with a fork of %d", size, older)
			}
			a.Root[0] ^= 1
			a.Origin = "y"
			if CheckConsistency(p, a, b) == nil {
				t.Fatal("checkpoints of two logs are consistent")
			}
		}
	}
}

func TestARebuiltTreeGoesOnAsTheOriginal(t *testing.T) {
	t.Parallel()
	for _, n := range []int64{0, 1, 255, 256, 257, 1023, 1024, 1090} {
		tree, s, _ := grow(n)
		back, err := Rebuild(n, s)
		if err != nil || back != tree && back.Root() != tree.Root() {
			t.Fatalf("%d: %v", n, err)
		}
		back.Append(hashOf(n))
		tree.Append(hashOf(n))
		if back.Root() != tree.Root() {
			t.Fatalf("%d: the next leaf gives another root", n)
		}
	}
}

// failing answers with an error, or with too few hashes.
type failing struct{ err error }

func (f failing) Leaves(_, _ int64) ([]tlog.Hash, error) { return nil, f.err }
func (f failing) Tiles(_, _ int64) ([]tlog.Hash, error)  { return nil, f.err }

func TestProofsFailWhenStorageDoes(t *testing.T) {
	t.Parallel()
	for _, r := range []failing{{fmt.Errorf("disk")}, {nil}} {
		if _, err := ProveInclusion(3, 600, r); err == nil {
			t.Error("inclusion")
		}
		if _, err := ProveConsistency(3, 600, r); err == nil {
			t.Error("consistency")
		}
		if _, err := Rebuild(600, r); err == nil {
			t.Error("rebuild with tiles")
		}
		if _, err := Rebuild(6, r); err == nil {
			t.Error("rebuild without tiles")
		}
	}
	for _, p := range [][2]int64{{-1, 5}, {5, 5}, {6, 5}} {
		if _, err := ProveInclusion(p[0], p[1], failing{}); err == nil {
			t.Errorf("inclusion of %d in %d", p[0], p[1])
		}
	}
	if _, err := Rebuild(-1, failing{}); err == nil {
		t.Error("rebuild at -1")
	}
}

func TestEveryPartOfALeafIsInItsHash(t *testing.T) {
	t.Parallel()
	const origin = "kosh/audit/x"
	base := sampleLeaf(3)
	seen := map[tlog.Hash]string{base.Hash(origin): "base", base.Hash("kosh/audit/y"): "origin"}
	for name, change := range map[string]func(l *Leaf){
		"seq":            func(l *Leaf) { l.Seq++ },
		"at":             func(l *Leaf) { l.At++ },
		"account":        func(l *Leaf) { l.Account.UUID[3] ^= 1 },
		"verb":           func(l *Leaf) { l.Verb = Print },
		"outcome":        func(l *Leaf) { l.Outcome = Denied },
		"verb+outcome":   func(l *Leaf) { l.Verb, l.Outcome = l.Verb+"O", "K" },
		"fewer patients": func(l *Leaf) { l.Patients = l.Patients[:1] },
		"no patients":    func(l *Leaf) { l.Patients = nil },
		"more patients":  func(l *Leaf) { l.Patients = append(l.Patients, patientOf(250)) },
		"other patient":  func(l *Leaf) { l.Patients[0] = patientOf(251) },
		"salt":           func(l *Leaf) { l.Salt[15] ^= 1 },
		"body":           func(l *Leaf) { l.Body[0] ^= 1 },
		"longer body":    func(l *Leaf) { l.Body = append(l.Body, 0) },
		"salt into body": func(l *Leaf) { l.Body = append([]byte{l.Salt[15]}, l.Body...); l.Salt[15] = 0 },
	} {
		l := sampleLeaf(3)
		change(l)
		h := l.Hash(origin)
		if other, dup := seen[h]; dup {
			t.Errorf("%s and %s give one hash", name, other)
		}
		seen[h] = name
	}
}

func TestALeafHashesItsPatientsAsASet(t *testing.T) {
	t.Parallel()
	a, b := sampleLeaf(1), sampleLeaf(1)
	a.Patients = []ids.Patient{patientOf(1), patientOf(2), patientOf(3)}
	b.Patients = []ids.Patient{patientOf(3), patientOf(1), patientOf(2), patientOf(1)}
	before := fmt.Sprint(b.Patients)
	if a.Hash("x") != b.Hash("x") || fmt.Sprint(b.Patients) != before {
		t.Error("order or repetition matters, or hashing reordered the leaf")
	}
}

func TestAPrunedLeafKeepsItsHashAndOnlyAPrunedOneTrustsIt(t *testing.T) {
	t.Parallel()
	l := sampleLeaf(4)
	h := l.Hash("x")
	p := *l
	p.BodyHash, p.Salt, p.Body, p.Pruned = BodyHash(l.Salt, l.Body), [16]byte{}, nil, true
	if p.Hash("x") != h {
		t.Error("pruning changed the hash")
	}
	l.BodyHash = [32]byte{1}
	if l.Hash("x") != h {
		t.Error("a stored body hash was believed")
	}
}

func TestTheRulesOfHashingNeverChange(t *testing.T) {
	t.Parallel()
	var got strings.Builder
	var tree Tree
	for seq := range int64(600) {
		l := sampleLeaf(seq)
		h := l.Hash(Origin(ids.Tenant{UUID: uuidOf(0x77)}))
		tree.Append(h)
		if bits.OnesCount64(uint64(seq)) == 1 || seq == 0 {
			root := tree.Root()
			fmt.Fprintf(&got, "leaf %d %s\nroot %d %s\n", seq, hex.EncodeToString(h[:]), seq+1, hex.EncodeToString(root[:]))
		}
	}
	want, err := os.ReadFile("testdata/hashes.txt")
	if err != nil || got.String() != string(want) {
		t.Errorf("%v\n%s", err, got.String())
	}
}

func FuzzAStoredTreeIsReadInItsOneForm(f *testing.F) {
	for _, n := range []int64{0, 1, 300} {
		tree, _, _ := grow(n)
		b, _ := tree.MarshalBinary()
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		var tree Tree
		if tree.UnmarshalBinary(b) != nil {
			return
		}
		if again, _ := tree.MarshalBinary(); !bytes.Equal(again, b) {
			t.Fatalf("%x\n%x", b, again)
		}
		tree.Append(tlog.Hash{})
		tree.Root()
	})
}
