package seal

import (
	"encoding/binary"

	"kosh/internal/base/ids"
)

// A Place is where a sealed value stands. All of it is authenticated with the
// value; none of it is stored in the value.
type Place struct {
	Tenant  ids.Tenant // zero in stores that belong to no clinic
	Table   string
	Column  string
	Row     []byte      // the row's key, as stored
	Patient ids.Patient // zero for rows that belong to the whole clinic
	Version int64       // of the row; counts up with each write
}

const (
	form      = 0x01
	headerLen = 1 + 8
)

// Overhead is by how much a sealed value is longer than the plain one.
const Overhead = headerLen + nonceLen + tagLen

// associated returns what is authenticated beside the plain text. Parts of fixed
// length come first, so the encoding has one reading.
func (p *Place) associated(header []byte) []byte {
	n := len(domain) + headerLen + 16 + 16 + 8 + 3*binary.MaxVarintLen32 + len(p.Table) + len(p.Column) + len(p.Row)
	b := make([]byte, 0, n)
	b = append(b, domain...)
	b = append(b, header...)
	b = append(b, p.Tenant.UUID[:]...)
	b = append(b, p.Patient.UUID[:]...)
	b = binary.BigEndian.AppendUint64(b, uint64(p.Version))
	b = appendPart(b, p.Table)
	b = appendPart(b, p.Column)
	return appendPart(b, p.Row)
}

// Seal encrypts plain for its place: 0x01, key id 8, nonce 12, ciphertext, tag
// 16. It panics if the key was zeroed.
func (k *Key) Seal(p Place, plain []byte) []byte {
	aead := k.field.Load()
	if aead == nil {
		panic("seal: key used after it was zeroed")
	}
	out := make([]byte, headerLen, Overhead+len(plain))
	out[0] = form
	binary.BigEndian.PutUint64(out[1:], k.id)
	return (*aead).Seal(out, nil, plain, p.associated(out))
}

// Open decrypts what Seal made for the same place. It returns ErrForm, ErrKey
// (another key's value, or a zeroed key) or ErrOpen.
func (k *Key) Open(p Place, sealed []byte) ([]byte, error) {
	id, err := KeyID(sealed)
	if err != nil {
		return nil, err
	}
	aead := k.field.Load()
	if id != k.id || aead == nil {
		return nil, ErrKey
	}
	plain, err := (*aead).Open(nil, nil, sealed[headerLen:], p.associated(sealed[:headerLen]))
	if err != nil {
		return nil, ErrOpen
	}
	return plain, nil
}

// KeyID returns the id of the key a value is sealed under. It is authentic only
// once the value has been opened.
func KeyID(sealed []byte) (uint64, error) {
	if len(sealed) < Overhead || sealed[0] != form {
		return 0, ErrForm
	}
	return binary.BigEndian.Uint64(sealed[1:]), nil
}
