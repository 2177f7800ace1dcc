package roots

import (
	"bytes"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"fmt"
	"unicode/utf8"

	"golang.org/x/crypto/argon2"
	"golang.org/x/text/unicode/norm"

	"kosh/internal/base/errs"
	"kosh/internal/kernel/seal"
)

// MinPassphrase is the least length of a new passphrase, in characters.
const MinPassphrase = 16

// A slot is a key slot as stored, JSON.
type slot struct {
	Format  string `json:"format"`
	V       int    `json:"v"`
	KDF     string `json:"kdf"`
	Memory  uint32 `json:"memory_kib"`
	Passes  uint32 `json:"passes"`
	Lanes   uint8  `json:"lanes"`
	Salt    []byte `json:"salt"`    // 16 bytes
	Check   []byte `json:"check"`   // 32 bytes: commitment to the derived key
	Wrapped []byte `json:"wrapped"` // the root key under the derived key
}

const (
	slotFormat = "kosh root passphrase"
	saltLen    = 16
)

// usual are the parameters of new slots (RFC 9106 §4, second recommended option).
var usual = slot{Format: slotFormat, V: 1, KDF: "argon2id", Memory: 64 << 10, Passes: 3, Lanes: 4}

// CreatePassphrase makes a new random root key and stores it at path, wrapped
// under the passphrase. It refuses a passphrase shorter than MinPassphrase with
// an errs.Invalid and never overwrites.
func CreatePassphrase(path string, passphrase []byte) error {
	return createSlot(path, passphrase, usual)
}

func createSlot(path string, passphrase []byte, s slot) error {
	passphrase, err := normal(passphrase)
	if err != nil {
		return err
	}
	if n := utf8.RuneCount(passphrase); n < MinPassphrase {
		return errs.New(errs.Invalid, fmt.Sprintf("The passphrase has %d characters; it needs at least %d. Four or five words nobody would put together are good.", n, MinPassphrase))
	}
	salt := seal.GenerateSecret()
	s.Salt = salt[:saltLen]
	derived := s.derive(passphrase)
	check := seal.Derive(derived, "slot check")
	s.Check = check[:]
	s.Wrapped = seal.WrapSecret(derived, seal.GenerateSecret(), s.aad())
	text, err := json.MarshalIndent(s, "", "  ")
	if err != nil {
		return err
	}
	return create(path, append(text, '\n'))
}

func openPassphrase(path string, o Options) (*Root, error) {
	text, warnings, err := readPrivate(path, "key slot", o)
	if err != nil {
		return nil, err
	}
	s, err := parseSlot(text)
	if err != nil {
		return nil, errs.Wrap(errs.Corrupt, fmt.Sprintf("The key slot %s is damaged: %v. Put back a copy of it.", path, err), err)
	}
	passphrase, more, err := ask(path, o)
	if err != nil {
		return nil, err
	}
	derived := s.derive(passphrase)
	check := seal.Derive(derived, "slot check")
	if subtle.ConstantTimeCompare(check[:], s.Check) != 1 {
		return nil, errs.New(errs.Unauthorized, fmt.Sprintf("The passphrase does not open the key slot %s. Try again; nothing was changed.", path))
	}
	key, err := seal.UnwrapSecret(derived, s.Wrapped, s.aad())
	if err != nil {
		return nil, errs.Wrap(errs.Corrupt, fmt.Sprintf("The passphrase is right but the key slot %s is damaged. Put back a copy of it.", path), err)
	}
	return newRoot("passphrase", key, append(warnings, more...)), nil
}

// parseSlot reads a slot in its one form, within bounds that keep a crafted one
// from taking all memory or standing still.
func parseSlot(text []byte) (slot, error) {
	var s slot
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	if err := d.Decode(&s); err != nil {
		return s, errors.New("it is not a key slot")
	}
	switch {
	case s.Format != slotFormat:
		return s, errors.New("it is not a key slot")
	case s.V != usual.V:
		return s, fmt.Errorf("its version is %d, this program reads %d", s.V, usual.V)
	case s.KDF != usual.KDF:
		return s, errors.New("its key derivation is unknown")
	case s.Memory < 19<<10 || s.Memory > 2<<20 || s.Passes < 1 || s.Passes > 32 || s.Lanes < 1 || s.Lanes > 32:
		return s, errors.New("its parameters are out of bounds")
	case len(s.Salt) != saltLen || len(s.Check) != 32 || len(s.Wrapped) != seal.WrappedLen:
		return s, errors.New("its parts have wrong lengths")
	}
	return s, nil
}

func (s *slot) derive(passphrase []byte) [32]byte {
	return [32]byte(argon2.IDKey(passphrase, s.Salt, s.Passes, s.Memory, s.Lanes, 32))
}

// aad binds the wrapped key to the slot's other parts.
func (s *slot) aad() []byte {
	return fmt.Appendf(nil, "%s/%d/%s/%d/%d/%d/%x", s.Format, s.V, s.KDF, s.Memory, s.Passes, s.Lanes, s.Salt)
}

// ask gets the passphrase from the file or the operator.
func ask(path string, o Options) ([]byte, []string, error) {
	if o.PassphraseFile != "" {
		if err := outside(o.PassphraseFile, o.Data, "passphrase file"); err != nil {
			return nil, nil, err
		}
		text, warnings, err := readPrivate(o.PassphraseFile, "passphrase file", o)
		if err != nil {
			return nil, nil, err
		}
		line, _, _ := bytes.Cut(text, []byte("\n"))
		passphrase, err := normal(bytes.TrimSuffix(line, []byte("\r")))
		return passphrase, warnings, err
	}
	if o.Prompt == nil {
		return nil, nil, errs.New(errs.Invalid, "The root key needs its passphrase and nobody can be asked here. Start Kosh in a terminal, or give a passphrase file.")
	}
	answer, err := o.Prompt("Passphrase for " + path + ": ")
	if err != nil {
		return nil, nil, errs.Wrap(errs.Unavailable, "The passphrase could not be read.", err)
	}
	passphrase, err := normal(answer)
	return passphrase, nil, err
}

// normal gives the same passphrase the same bytes on every keyboard (NFC).
func normal(passphrase []byte) ([]byte, error) {
	if !utf8.Valid(passphrase) {
		return nil, errs.New(errs.Invalid, "The passphrase is not text in UTF-8.")
	}
	return norm.NFC.Bytes(passphrase), nil
}
