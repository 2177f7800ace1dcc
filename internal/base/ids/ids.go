// Package ids has one identifier type per record kind, so that a patient's
// identifier cannot stand where a staff member's is wanted.
//
// An identifier is a UUIDv7 (RFC 9562 §5.7): 48 bits of Unix milliseconds, then
// random bits. It is made in Go, never by a database, and sorts by time of
// making. It is not a secret and grants nothing.
package ids

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"time"
)

// A UUID is the 16 bytes under every identifier.
type UUID [16]byte

type (
	Tenant  struct{ UUID } // a clinic; its vault is named by it
	Account struct{ UUID } // a person who signs in
	Session struct{ UUID }
	Device  struct{ UUID }
	Chamber struct{ UUID } // a branch of a clinic
	Staff   struct{ UUID } // a person's place in one clinic
	Patient struct{ UUID }
	Job     struct{ UUID }
	Event   struct{ UUID } // a security event
	Draft   struct{ UUID }
	Record  struct{ UUID } // any other row
)

// New makes an identifier stamped with at.
func New[T ~struct{ UUID }](at time.Time) T {
	var u UUID
	ms := uint64(at.UnixMilli())
	for i := range 6 {
		u[i] = byte(ms >> (40 - 8*i))
	}
	rand.Read(u[6:])
	u[6] = u[6]&0x0f | 0x70
	u[8] = u[8]&0x3f | 0x80
	return T{u}
}

// ErrSyntax is returned for text that is not an identifier.
var ErrSyntax = errors.New("not an identifier")

// Parse reads the canonical lower-case form with four hyphens.
func Parse[T ~struct{ UUID }](s string) (T, error) {
	var u UUID
	err := u.UnmarshalText([]byte(s))
	return T{u}, err
}

// From takes 16 stored bytes.
func From[T ~struct{ UUID }](b []byte) (T, error) {
	var u UUID
	err := u.SetBytes(b)
	return T{u}, err
}

// IsZero reports whether the identifier is unset.
func (u UUID) IsZero() bool { return u == UUID{} }

// Bytes returns the 16 bytes as stored.
func (u UUID) Bytes() []byte { return u[:] }

// SetBytes replaces u by 16 stored bytes.
func (u *UUID) SetBytes(b []byte) error {
	if len(b) != 16 {
		return ErrSyntax
	}
	copy(u[:], b)
	return nil
}

// SetNull makes u the zero identifier; storage calls it for a NULL column.
func (u *UUID) SetNull() { *u = UUID{} }

func (u UUID) String() string {
	b, _ := u.MarshalText()
	return string(b)
}

// Short returns the last 4 bytes in hexadecimal, for logs and lists; it is not unique.
func (u UUID) Short() string { return hex.EncodeToString(u[12:]) }

// MarshalText returns the canonical form; the zero identifier is empty.
func (u UUID) MarshalText() ([]byte, error) {
	if u.IsZero() {
		return nil, nil
	}
	b := make([]byte, 36)
	hex.Encode(b[0:8], u[0:4])
	hex.Encode(b[9:13], u[4:6])
	hex.Encode(b[14:18], u[6:8])
	hex.Encode(b[19:23], u[8:10])
	hex.Encode(b[24:36], u[10:16])
	b[8], b[13], b[18], b[23] = '-', '-', '-', '-'
	return b, nil
}

// UnmarshalText accepts the canonical lower-case form only, or nothing for the
// zero identifier, so that every identifier has exactly one spelling.
func (u *UUID) UnmarshalText(s []byte) error {
	if len(s) == 0 {
		*u = UUID{}
		return nil
	}
	if len(s) != 36 || s[8] != '-' || s[13] != '-' || s[18] != '-' || s[23] != '-' {
		return ErrSyntax
	}
	var x [32]byte
	n := 0
	for i, c := range s {
		if i == 8 || i == 13 || i == 18 || i == 23 {
			continue
		}
		if c >= 'A' && c <= 'F' {
			return ErrSyntax
		}
		x[n] = c
		n++
	}
	if _, err := hex.Decode(u[:], x[:]); err != nil {
		return ErrSyntax
	}
	return nil
}
