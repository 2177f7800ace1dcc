package seal

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"strings"
	"sync"
	"testing"

	"kosh/internal/base/errs"
	"kosh/internal/base/ids"
)

func secretOf(b byte) [32]byte { return [32]byte(bytes.Repeat([]byte{b}, 32)) }

func uuidOf(b byte) ids.UUID { return ids.UUID(bytes.Repeat([]byte{b}, 16)) }

// home is a place with every part set.
func home() Place {
	return Place{Tenant: ids.Tenant{UUID: uuidOf(1)}, Table: "patient", Column: "doc", Row: []byte("row-1"),
		Patient: ids.Patient{UUID: uuidOf(2)}, Version: 7}
}

func TestCRY_03_ASealedValueOpensAtItsPlaceOnly(t *testing.T) {
	t.Parallel()
	k := NewKey(42, secretOf(3))
	plain := []byte("Rahima Khatun, 01712 345678")
	sealed := k.Seal(home(), plain)
	if got, err := k.Open(home(), sealed); err != nil || !bytes.Equal(got, plain) {
		t.Fatalf("positive control: %q, %v", got, err)
	}
	elsewhere := map[string]func(p *Place){
		"tenant":             func(p *Place) { p.Tenant.UUID[15] ^= 1 },
		"no tenant":          func(p *Place) { p.Tenant = ids.Tenant{} },
		"patient":            func(p *Place) { p.Patient.UUID[0] ^= 0x80 },
		"no patient":         func(p *Place) { p.Patient = ids.Patient{} },
		"table":              func(p *Place) { p.Table = "patients" },
		"column":             func(p *Place) { p.Column = "head" },
		"row":                func(p *Place) { p.Row = []byte("row-2") },
		"no row":             func(p *Place) { p.Row = nil },
		"older version":      func(p *Place) { p.Version-- },
		"newer version":      func(p *Place) { p.Version++ },
		"version sign":       func(p *Place) { p.Version = -p.Version },
		"table+column shift": func(p *Place) { p.Table, p.Column = "patientd", "oc" },
		"column+row shift":   func(p *Place) { p.Column, p.Row = "do", []byte("crow-1") },
		"swapped names":      func(p *Place) { p.Table, p.Column = p.Column, p.Table },
		"ids swapped":        func(p *Place) { p.Tenant.UUID, p.Patient.UUID = p.Patient.UUID, p.Tenant.UUID },
	}
	for name, move := range elsewhere {
		p := home()
		move(&p)
		if _, err := k.Open(p, sealed); !errors.Is(err, ErrOpen) {
			t.Errorf("moved to another %s: %v, want ErrOpen", name, err)
		}
	}
}

func TestCRY_15_EveryFlippedByteOfASealedValueIsNoticed(t *testing.T) {
	t.Parallel()
	k := NewKey(math.MaxUint64, secretOf(4))
	sealed := k.Seal(home(), []byte("blood group O+"))
	for i := range sealed {
		for bit := range 8 {
			bad := bytes.Clone(sealed)
			bad[i] ^= 1 << bit
			want := ErrOpen
			switch {
			case i == 0:
				want = ErrForm
			case i < headerLen:
				want = ErrKey
			}
			if _, err := k.Open(home(), bad); !errors.Is(err, want) || !errs.Is(err, errs.Corrupt) {
				t.Fatalf("byte %d bit %d: %v, want %v", i, bit, err, want)
			}
		}
	}
	for n := range sealed {
		if _, err := k.Open(home(), sealed[:n]); err == nil {
			t.Fatalf("cut to %d bytes opens", n)
		}
	}
	if _, err := k.Open(home(), append(bytes.Clone(sealed), 0)); !errors.Is(err, ErrOpen) {
		t.Fatalf("lengthened: %v", err)
	}
}

func TestAValueOpensUnderItsOwnKeyOnly(t *testing.T) {
	t.Parallel()
	k := NewKey(1, secretOf(5))
	sealed := k.Seal(home(), []byte("x"))
	if id, err := KeyID(sealed); id != 1 || err != nil {
		t.Fatalf("key id %d, %v", id, err)
	}
	if _, err := NewKey(2, secretOf(5)).Open(home(), sealed); !errors.Is(err, ErrKey) {
		t.Errorf("same secret, other id: %v, want ErrKey", err)
	}
	if _, err := NewKey(1, secretOf(6)).Open(home(), sealed); !errors.Is(err, ErrOpen) {
		t.Errorf("same id, other secret: %v, want ErrOpen", err)
	}
	// The id is authenticated: a value relabelled to a key of the same secret does not open.
	relabelled := bytes.Clone(sealed)
	relabelled[8] = 2
	if _, err := NewKey(2, secretOf(5)).Open(home(), relabelled); !errors.Is(err, ErrOpen) {
		t.Errorf("relabelled: %v, want ErrOpen", err)
	}
	for _, short := range [][]byte{nil, {}, {1}, make([]byte, Overhead-1), make([]byte, Overhead)} {
		if _, err := k.Open(home(), short); !errors.Is(err, ErrForm) {
			t.Errorf("%d zero bytes: %v, want ErrForm", len(short), err)
		}
	}
}

func TestEqualValuesSealDifferently(t *testing.T) {
	t.Parallel()
	k := NewKey(1, secretOf(7))
	seen := map[string]bool{}
	for range 1000 {
		s := k.Seal(home(), []byte("same"))
		nonce := string(s[headerLen : headerLen+nonceLen])
		if seen[nonce] || len(s) != Overhead+4 {
			t.Fatal("nonce repeated, or wrong length")
		}
		seen[nonce] = true
	}
	if got, err := k.Open(home(), k.Seal(home(), nil)); err != nil || len(got) != 0 {
		t.Fatalf("empty value: %q, %v", got, err)
	}
}

func TestAZeroedKeyDoesNothingMore(t *testing.T) {
	t.Parallel()
	k := NewKey(1, secretOf(8))
	sealed := k.Seal(home(), []byte("x"))
	k.Zero()
	if _, err := k.Open(home(), sealed); !errors.Is(err, ErrKey) {
		t.Errorf("open after zero: %v, want ErrKey", err)
	}
	defer func() {
		if recover() == nil {
			t.Error("sealing with a zeroed key did not panic")
		}
	}()
	k.Seal(home(), []byte("x"))
}

func TestKeysPrintAsTheirNameOnly(t *testing.T) {
	t.Parallel()
	secret := secretOf(0xAB)
	for _, x := range []any{NewKey(9, secret), NewWrapper(secret), NewIndex(secret)} {
		for _, f := range []string{"%v", "%+v", "%#v", "%s"} {
			if s := fmt.Sprintf(f, x); len(s) > 32 || strings.Contains(s, "171") {
				t.Errorf("%T under %s prints %q", x, f, s)
			}
		}
	}
}

func TestAWrappedKeyUnwrapsForItsOwnerOnly(t *testing.T) {
	t.Parallel()
	kek, secret, aad := GenerateSecret(), GenerateSecret(), []byte("dek|tenant|patient|7")
	w := WrapSecret(kek, secret, aad)
	if len(w) != 60 || WrappedLen != 60 {
		t.Fatalf("wrapped length %d", len(w))
	}
	if got, err := UnwrapSecret(kek, w, aad); err != nil || got != secret {
		t.Fatalf("positive control: %v", err)
	}
	if got, err := UnwrapSecret(kek, w, []byte("dek|tenant|patient|8")); !errors.Is(err, ErrOpen) || got != [32]byte{} {
		t.Errorf("for another owner: %v", err)
	}
	if _, err := UnwrapSecret(GenerateSecret(), w, aad); !errors.Is(err, ErrOpen) {
		t.Errorf("under another KEK: %v", err)
	}
	for i := range w {
		bad := bytes.Clone(w)
		bad[i] ^= 0x10
		if got, err := UnwrapSecret(kek, bad, aad); !errors.Is(err, ErrOpen) || got != [32]byte{} {
			t.Fatalf("byte %d flipped: %v", i, err)
		}
	}
	for _, n := range []int{0, 59, 61} {
		if _, err := UnwrapSecret(kek, append(bytes.Clone(w), 0)[:n], aad); !errors.Is(err, ErrForm) {
			t.Errorf("length %d: %v, want ErrForm", n, err)
		}
	}
	if NewKey(1, secret).Commitment() == NewKey(1, GenerateSecret()).Commitment() {
		t.Error("two keys, one commitment")
	}
	if NewKey(1, secret).Commitment() != Derive(secret, "commit") {
		t.Error("the commitment is not HKDF(secret, commit)")
	}
}

func TestDerivedKeysDifferByEveryPartOfTheirName(t *testing.T) {
	t.Parallel()
	s := secretOf(1)
	seen := map[[32]byte]string{}
	for name, k := range map[string][32]byte{
		"a":         Derive(s, "a"),
		"a, empty":  Derive(s, "a", nil),
		"a, 2 nils": Derive(s, "a", nil, nil),
		"ab":        Derive(s, "ab"),
		"a, b":      Derive(s, "a", []byte("b")),
		"a, bc":     Derive(s, "a", []byte("bc")),
		"a, b, c":   Derive(s, "a", []byte("b"), []byte("c")),
		"other":     Derive(secretOf(2), "a"),
	} {
		if other, dup := seen[k]; dup {
			t.Errorf("%q and %q give one key", name, other)
		}
		seen[k] = name
	}
}

func TestBlindTokensAreStableAndApart(t *testing.T) {
	t.Parallel()
	x := NewIndex(secretOf(1))
	full := x.Token("phone", "+8801712345678", 16)
	if !bytes.Equal(full, x.Token("phone", "+8801712345678", 16)) || len(full) != 16 {
		t.Error("not stable")
	}
	for name, other := range map[string][]byte{
		"another text": x.Token("phone", "+8801712345679", 16),
		"another kind": x.Token("nid", "+8801712345678", 16),
		"shifted":      x.Token("phone+", "8801712345678", 16),
		"another key":  NewIndex(secretOf(2)).Token("phone", "+8801712345678", 16),
	} {
		if bytes.Equal(full, other) {
			t.Errorf("%s gives the same token", name)
		}
	}
	if !bytes.Equal(x.Token("phone", "+8801712345678", 8), full[:8]) {
		t.Error("a shorter token is not the beginning of the longer")
	}
}

func TestCutTokensKeepTheirBitsAndShareBuckets(t *testing.T) {
	t.Parallel()
	x := NewIndex(secretOf(1))
	full := x.Token("name3", "rah", 8)
	for bits := 1; bits <= 64; bits++ {
		c := x.Bits("name3", "rah", bits)
		if len(c) != 1+(bits+7)/8 || int(c[0]) != bits {
			t.Fatalf("%d bits: % x", bits, c)
		}
		for i := range 8 * (len(c) - 1) {
			got := c[1+i/8] >> (7 - i%8) & 1
			want := full[i/8] >> (7 - i%8) & 1
			if i >= bits {
				want = 0
			}
			if got != want {
				t.Fatalf("%d bits: bit %d is %d", bits, i, got)
			}
		}
	}
	buckets := map[string]int{}
	for i := range 4096 {
		buckets[string(x.Bits("name3", fmt.Sprint(i), 6))]++
	}
	if len(buckets) != 64 {
		t.Errorf("6 bits make %d buckets, want 64", len(buckets))
	}
	for b, n := range buckets {
		if n < 20 || n > 130 {
			t.Errorf("bucket % x holds %d of 4096", b, n)
		}
	}
}

func TestTokensOfImpossibleLengthPanic(t *testing.T) {
	t.Parallel()
	x := NewIndex(secretOf(1))
	for name, f := range map[string]func(){
		"0 bytes": func() { x.Token("k", "t", 0) }, "33 bytes": func() { x.Token("k", "t", 33) },
		"0 bits": func() { x.Bits("k", "t", 0) }, "65 bits": func() { x.Bits("k", "t", 65) },
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s did not panic", name)
				}
			}()
			f()
		}()
	}
}

func TestAMACCoversItsPartsAndTheirBorders(t *testing.T) {
	t.Parallel()
	s := secretOf(1)
	m := MAC(s, []byte("staff"), []byte("owner"))
	again := MAC(s, []byte("staff"), []byte("owner"))
	if !EqualMAC(m[:], again[:]) {
		t.Error("not stable")
	}
	for name, o := range map[string][32]byte{
		"border": MAC(s, []byte("staffo"), []byte("wner")), "joined": MAC(s, []byte("staffowner")),
		"more": MAC(s, []byte("staff"), []byte("owner"), nil), "key": MAC(secretOf(2), []byte("staff"), []byte("owner")),
	} {
		if EqualMAC(m[:], o[:]) {
			t.Errorf("%s: same MAC", name)
		}
	}
	if EqualMAC(m[:], m[:31]) || EqualMAC(m[:], nil) {
		t.Error("a shorter MAC passes")
	}
}

func TestAKeyIsSafeForManyAtOnce(t *testing.T) {
	t.Parallel()
	k, x := NewKey(1, secretOf(1)), NewIndex(secretOf(1))
	want := x.Token("k", "t", 16)
	var wg sync.WaitGroup
	for g := range 8 {
		wg.Go(func() {
			p := home()
			p.Version = int64(g)
			for range 200 {
				if _, err := k.Open(p, k.Seal(p, []byte("x"))); err != nil || !bytes.Equal(x.Token("k", "t", 16), want) {
					t.Error("open or token failed")
				}
			}
		})
	}
	wg.Wait()
}

func TestSealingAndOpeningAllocateLittle(t *testing.T) {
	k, p := NewKey(1, secretOf(1)), home()
	plain := make([]byte, 512)
	sealed := k.Seal(p, plain)
	for name, f := range map[string]func(){
		"seal": func() { k.Seal(p, plain) },
		"open": func() { k.Open(p, sealed) },
	} {
		if n := testing.AllocsPerRun(100, f); n > 3 {
			t.Errorf("%s: %v allocations, want at most 3", name, n)
		}
	}
}
