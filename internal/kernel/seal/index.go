package seal

import (
	"crypto/hmac"
	"crypto/sha256"
	"hash"
	"sync"
)

// An Index makes the tokens of a blind index under one HMAC key. Text must be
// normalised before it comes here. It is safe for concurrent use.
type Index struct{ pool sync.Pool }

// NewIndex prepares the index key.
func NewIndex(secret [32]byte) *Index {
	key := Derive(secret, "index")
	x := &Index{}
	x.pool.New = func() any { return hmac.New(sha256.New, key[:]) }
	return x
}

// sum is HMAC-SHA-256 over kind, length-prefixed, and text.
func (x *Index) sum(out *[64]byte, kind, text string) []byte {
	var buf [160]byte
	msg := append(appendPart(buf[:0], kind), text...)
	h := x.pool.Get().(hash.Hash)
	h.Reset()
	h.Write(msg)
	sum := h.Sum(out[:0])
	x.pool.Put(h)
	return sum
}

// Token returns the first bytes (1 to 32) of the HMAC of kind and text. Different
// kinds give unrelated tokens.
func (x *Index) Token(kind, text string, bytes int) []byte {
	if bytes < 1 || bytes > sha256.Size {
		panic("seal: a token has 1 to 32 bytes")
	}
	var out [64]byte
	return append([]byte(nil), x.sum(&out, kind, text)[:bytes]...)
}

// Bits returns the first bits (1 to 64) of the HMAC of kind and text: one byte
// with the number of bits, then the bits, left-aligned, the rest zero. With few
// bits many texts share a token, so that the frequency of a token says little
// about any one of them; the finder must open and compare. Tokens of different
// widths never match one another.
func (x *Index) Bits(kind, text string, bits int) []byte {
	if bits < 1 || bits > 64 {
		panic("seal: a cut token has 1 to 64 bits")
	}
	var out [64]byte
	n := (bits + 7) / 8
	t := append([]byte{byte(bits)}, x.sum(&out, kind, text)[:n]...)
	t[n] &= 0xff << (8*n - bits)
	return t
}

func (x *Index) String() string { return "blind index" }

// GoString keeps %#v from printing what the index holds.
func (x *Index) GoString() string { return x.String() }

// MAC returns HMAC-SHA-256 under a sub-key of secret over the parts, each
// length-prefixed: for rows that are readable but must not be altered.
func MAC(secret [32]byte, parts ...[]byte) [32]byte {
	key := Derive(secret, "mac")
	h := hmac.New(sha256.New, key[:])
	var buf [160]byte
	for _, p := range parts {
		h.Write(appendPart(buf[:0], p))
	}
	return [32]byte(h.Sum(nil))
}

// EqualMAC compares two MACs in constant time.
func EqualMAC(a, b []byte) bool { return hmac.Equal(a, b) }
