package seal

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"flag"
	"math"
	"os"
	"strings"
	"testing"

	"kosh/internal/base/ids"
)

var update = flag.Bool("update", false, "write the vectors again")

// A vector is a committed value that must open, or come out the same, for ever.
type vector struct {
	Name, Secret, Sealed, Plain string
	KeyID                       uint64
	Tenant, Patient             ids.UUID
	Table, Column, Row          string
	Version                     int64
	Commitment, Wrapped         string
	Token, Bits, MAC, Derived   string
}

func TestCRY_03_CommittedVectorsOpenForEver(t *testing.T) {
	t.Parallel()
	const file = "testdata/vectors.json"
	if *update {
		writeVectors(t, file)
	}
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var vs []vector
	if err := json.Unmarshal(raw, &vs); err != nil || len(vs) != 4 {
		t.Fatalf("%d vectors, %v", len(vs), err)
	}
	for _, v := range vs {
		secret := [32]byte(unhex(t, v.Secret))
		k := NewKey(v.KeyID, secret)
		got, err := k.Open(v.place(), unhex(t, v.Sealed))
		if err != nil || hex.EncodeToString(got) != v.Plain {
			t.Errorf("%s: sealed value: %x, %v", v.Name, got, err)
		}
		if inner, err := UnwrapSecret(secret, unhex(t, v.Wrapped), []byte(v.Name)); err != nil || inner != secretOf(0x5a) {
			t.Errorf("%s: wrapped key: %v", v.Name, err)
		}
		if w := v; v.fixed(secret) != w {
			t.Errorf("%s: a derived value changed:\n%+v\n%+v", v.Name, v.fixed(secret), w)
		}
	}
}

func (v vector) place() Place {
	return Place{Tenant: ids.Tenant{UUID: v.Tenant}, Patient: ids.Patient{UUID: v.Patient}, Table: v.Table, Column: v.Column, Row: []byte(v.Row), Version: v.Version}
}

// fixed returns v with what does not depend on a nonce computed again.
func (v vector) fixed(secret [32]byte) vector {
	c, m, d := NewKey(v.KeyID, secret).Commitment(), MAC(secret, []byte(v.Table), []byte(v.Row)), Derive(secret, v.Column, []byte(v.Row))
	x := NewIndex(secret)
	v.Commitment, v.MAC, v.Derived = hex.EncodeToString(c[:]), hex.EncodeToString(m[:]), hex.EncodeToString(d[:])
	v.Token, v.Bits = hex.EncodeToString(x.Token(v.Table, v.Name, 16)), hex.EncodeToString(x.Bits(v.Table, v.Name, 11))
	return v
}

func writeVectors(t *testing.T, file string) {
	long := strings.Repeat("রহিমা ", 400)
	vs := []vector{
		{Name: "patient document", KeyID: 1, Plain: `{"v":1,"name":"Rahima Khatun"}`, Tenant: uuidOf(1), Patient: uuidOf(2), Table: "patient", Column: "doc", Row: "0123456789abcdef", Version: 1},
		{Name: "clinic document", KeyID: 1<<63 | 5, Plain: "Dr. Smith", Tenant: uuidOf(1), Table: "staff", Column: "doc", Row: "r", Version: 1 << 40},
		{Name: "no tenant, empty", KeyID: math.MaxUint64, Table: "account", Column: "totp"},
		{Name: "long", KeyID: 77, Plain: long, Tenant: uuidOf(0xfe), Patient: uuidOf(0xfd), Table: strings.Repeat("t", 200), Column: "note", Row: strings.Repeat("r", 300), Version: -1},
	}
	for i := range vs {
		v := &vs[i]
		secret := secretOf(byte(0x10 + i))
		v.Secret = hex.EncodeToString(secret[:])
		v.Sealed = hex.EncodeToString(NewKey(v.KeyID, secret).Seal(v.place(), []byte(v.Plain)))
		v.Plain = hex.EncodeToString([]byte(v.Plain))
		v.Wrapped = hex.EncodeToString(WrapSecret(secret, secretOf(0x5a), []byte(v.Name)))
		*v = v.fixed(secret)
	}
	raw, err := json.MarshalIndent(vs, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, append(raw, '\n'), 0o644); err != nil {
		t.Fatal(err)
	}
}

func unhex(t *testing.T, s string) []byte {
	t.Helper()
	b, err := hex.DecodeString(s)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// The associated data of two places is equal only if the places are.
func FuzzTwoPlacesNeverShareAssociatedData(f *testing.F) {
	f.Add("patient", "doc", []byte("row"), int64(1), byte(0), "patien", "tdoc", []byte("row"), int64(1), byte(0))
	f.Add("a", "", []byte(nil), int64(0), byte(1), "", "a", []byte(nil), int64(0), byte(1))
	f.Add("", "", []byte("\x01a"), int64(0), byte(1), "", "\x01a", []byte(nil), int64(0), byte(1))
	f.Fuzz(func(t *testing.T, t1, c1 string, r1 []byte, v1 int64, u1 byte, t2, c2 string, r2 []byte, v2 int64, u2 byte) {
		header := make([]byte, headerLen)
		a := Place{Table: t1, Column: c1, Row: r1, Version: v1, Tenant: ids.Tenant{UUID: uuidOf(u1)}, Patient: ids.Patient{UUID: uuidOf(u2)}}
		b := Place{Table: t2, Column: c2, Row: r2, Version: v2, Tenant: ids.Tenant{UUID: uuidOf(u2)}, Patient: ids.Patient{UUID: uuidOf(u1)}}
		same := t1 == t2 && c1 == c2 && bytes.Equal(r1, r2) && v1 == v2 && u1 == u2
		if bytes.Equal(a.associated(header), b.associated(header)) != same {
			t.Fatalf("%+v and %+v: same bytes although places differ, or the reverse", a, b)
		}
	})
}

// Whatever the bytes, Open accepts only what was sealed: here one committed value.
func FuzzOpenNeverAcceptsWhatWasNotSealed(f *testing.F) {
	raw, err := os.ReadFile("testdata/vectors.json")
	if err != nil {
		f.Fatal(err)
	}
	var vs []vector
	if err := json.Unmarshal(raw, &vs); err != nil {
		f.Fatal(err)
	}
	good, err := hex.DecodeString(vs[0].Sealed)
	if err != nil {
		f.Fatal(err)
	}
	k, place := NewKey(vs[0].KeyID, secretOf(0x10)), vs[0].place()
	f.Add(good)
	f.Add(good[:Overhead])
	f.Add([]byte{1})
	f.Fuzz(func(t *testing.T, b []byte) {
		if _, err := k.Open(place, b); (err == nil) != bytes.Equal(b, good) {
			t.Fatalf("%x: %v", b, err)
		}
		if _, err := UnwrapSecret(secretOf(1), b, nil); err == nil {
			t.Fatalf("unwrapped %x", b)
		}
	})
}

func BenchmarkSeal(b *testing.B)   { benchSeal(b, 512) }
func BenchmarkSeal64(b *testing.B) { benchSeal(b, 64) }

func benchSeal(b *testing.B, n int) {
	k, p, plain := NewKey(1, secretOf(1)), home(), make([]byte, n)
	b.ReportAllocs()
	for b.Loop() {
		k.Seal(p, plain)
	}
}

func BenchmarkOpen(b *testing.B) {
	k, p := NewKey(1, secretOf(1)), home()
	sealed := k.Seal(p, make([]byte, 512))
	b.ReportAllocs()
	for b.Loop() {
		k.Open(p, sealed)
	}
}

func BenchmarkUnwrapAndPrepareAKey(b *testing.B) {
	w := NewWrapper(secretOf(1))
	wrapped := w.Wrap(secretOf(2), []byte("aad"))
	b.ReportAllocs()
	for b.Loop() {
		s, _ := w.Unwrap(wrapped, []byte("aad"))
		NewKey(1, s)
	}
}

func BenchmarkToken(b *testing.B) {
	x := NewIndex(secretOf(1))
	b.ReportAllocs()
	for b.Loop() {
		x.Token("phone", "+8801712345678", 16)
	}
}
