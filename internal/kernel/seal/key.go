package seal

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"sync/atomic"

	"kosh/internal/base/errs"
)

// A Root wraps the keys of clinics. It wraps and unwraps 32-byte keys only, so a
// driver may be a remote service. aad names what is wrapped and must be the same
// at Unwrap. Name says which root it is, for logs and for the operator.
type Root interface {
	Wrap(plain, aad []byte) ([]byte, error)
	Unwrap(wrapped, aad []byte) ([]byte, error)
	Name() string
}

// Errors of Open, UnwrapSecret and KeyID. All are of kind errs.Corrupt.
var (
	// ErrForm: the bytes are not a sealed value of a known form.
	ErrForm = errs.Wrap(errs.Corrupt, "A stored record is damaged and was not opened.", errors.New("seal: not a sealed value"))
	// ErrKey: the value names another key than the one it was to be opened with.
	ErrKey = errs.Wrap(errs.Corrupt, "A stored record belongs to another key and was not opened.", errors.New("seal: sealed under another key"))
	// ErrOpen: the value does not authenticate at this place with this key.
	ErrOpen = errs.Wrap(errs.Corrupt, "A stored record was altered or moved and was not opened.", errors.New("seal: does not authenticate"))
)

const (
	domain   = "kosh/seal/v1"
	nonceLen = 12
	tagLen   = 16
)

// WrappedLen is the length of a wrapped 32-byte secret: nonce, secret, tag.
const WrappedLen = nonceLen + 32 + tagLen

// GenerateSecret returns 32 random bytes from the operating system.
func GenerateSecret() [32]byte {
	var s [32]byte
	rand.Read(s[:]) // never fails: the runtime ends the program instead
	return s
}

// Derive returns a sub-key of secret for one purpose and context: HKDF-SHA-256
// without salt, info = domain, purpose and each part of context, length-prefixed.
func Derive(secret [32]byte, purpose string, context ...[]byte) [32]byte {
	return expand(extract(secret), purpose, context...)
}

// extract is the first half of HKDF, shared by several sub-keys of one secret.
func extract(secret [32]byte) []byte {
	prk, err := hkdf.Extract(sha256.New, secret[:], nil)
	if err != nil {
		panic("seal: hkdf extract: " + err.Error()) // only a missing hash or an enforced policy can cause it
	}
	return prk
}

func expand(prk []byte, purpose string, context ...[]byte) [32]byte {
	info := make([]byte, 0, 128)
	info = append(info, domain...)
	info = appendPart(info, purpose)
	for _, c := range context {
		info = appendPart(info, c)
	}
	out, err := hkdf.Expand(sha256.New, prk, string(info), 32)
	if err != nil {
		panic("seal: hkdf expand: " + err.Error())
	}
	return [32]byte(out)
}

// appendPart appends b with its length before it, so that a row of parts has one reading.
func appendPart[B string | []byte](dst []byte, b B) []byte {
	dst = binary.AppendUvarint(dst, uint64(len(b)))
	return append(dst, b...)
}

func newGCM(key [32]byte) cipher.AEAD {
	block, err := aes.NewCipher(key[:])
	if err != nil {
		panic("seal: aes: " + err.Error()) // 32 bytes is always a valid length
	}
	aead, err := cipher.NewGCMWithRandomNonce(block)
	if err != nil {
		panic("seal: gcm: " + err.Error())
	}
	return aead
}

// A Key is a data key: its id and the ciphers of its sub-keys. It is safe for
// concurrent use and prints as its id only.
type Key struct {
	id     uint64
	commit [32]byte
	field  atomic.Pointer[cipher.AEAD] // nil once zeroed
}

// NewKey prepares the data key id from its unwrapped secret. The secret itself
// is not kept.
func NewKey(id uint64, secret [32]byte) *Key {
	prk := extract(secret)
	k := &Key{id: id, commit: expand(prk, "commit")}
	aead := newGCM(expand(prk, "field"))
	k.field.Store(&aead)
	clear(prk)
	return k
}

// ID returns the key's id, as it stands in the header of what it seals.
func (k *Key) ID() uint64 { return k.id }

// Commitment returns HKDF(secret, "commit"). The key store keeps it beside the
// wrapped key and refuses an unwrapped key whose commitment differs.
func (k *Key) Commitment() [32]byte { return k.commit }

// Zero makes the key unusable: it opens nothing more, and sealing with it
// panics. The cipher's memory is left to the garbage collector.
func (k *Key) Zero() { k.field.Store(nil) }

func (k *Key) String() string { return fmt.Sprintf("key %016x", k.id) }

// GoString keeps %#v from printing what the key holds.
func (k *Key) GoString() string { return k.String() }

// A Wrapper wraps data keys under one key-encryption key. It is safe for
// concurrent use; keep one while unwrapping a batch.
type Wrapper struct{ aead cipher.AEAD }

// NewWrapper prepares kek for wrapping.
func NewWrapper(kek [32]byte) *Wrapper { return &Wrapper{newGCM(Derive(kek, "wrap"))} }

// Wrap returns secret sealed under the key-encryption key: nonce 12, ciphertext
// 32, tag 16. aad says whose key it is (tenant, owner, id) and is not stored.
func (w *Wrapper) Wrap(secret [32]byte, aad []byte) []byte {
	return w.aead.Seal(make([]byte, 0, WrappedLen), nil, secret[:], wrapAAD(aad))
}

// Unwrap is the inverse of Wrap. It returns ErrForm for another length and
// ErrOpen if the bytes do not authenticate for aad.
func (w *Wrapper) Unwrap(wrapped, aad []byte) ([32]byte, error) {
	if len(wrapped) != WrappedLen {
		return [32]byte{}, ErrForm
	}
	var secret [32]byte
	if _, err := w.aead.Open(secret[:0], nil, wrapped, wrapAAD(aad)); err != nil {
		return [32]byte{}, ErrOpen
	}
	return secret, nil
}

func (w *Wrapper) String() string { return "key wrapper" }

// GoString keeps %#v from printing what the wrapper holds.
func (w *Wrapper) GoString() string { return w.String() }

func wrapAAD(aad []byte) []byte {
	return appendPart(append(make([]byte, 0, len(aad)+32), domain+"/wrap"...), aad)
}

// WrapSecret wraps one secret under kek; see Wrapper.Wrap.
func WrapSecret(kek [32]byte, secret [32]byte, aad []byte) []byte {
	return NewWrapper(kek).Wrap(secret, aad)
}

// UnwrapSecret unwraps one secret; see Wrapper.Unwrap.
func UnwrapSecret(kek [32]byte, wrapped, aad []byte) ([32]byte, error) {
	return NewWrapper(kek).Unwrap(wrapped, aad)
}
