// Package roots holds the drivers of the root key: what stands at the top of the
// key hierarchy and outside the data.
//
// A root wraps the key-encryption keys of clinics and nothing else. Whoever has
// the data, the key store and every backup, but not the root, reads nothing.
// Drivers:
//
//	PATH, file:PATH     a file with 32 random bytes, for its owner's eyes only
//	passphrase:PATH     a key slot: 32 random bytes wrapped under a passphrase
//
// # What is refused, and why
//
// A key file that others may read is already known to them; a directory that
// others may write lets them swap it; a key inside the data directory is copied
// with it by every backup. All three are refused, with the command that mends
// them. A key file on the data's volume protects backups and database dumps but
// not a stolen disk: that is a warning.
//
// # The passphrase
//
// The slot's key is argon2id (RFC 9106) of the passphrase, 64 MiB, 3 passes, 4
// lanes, which is the second recommended option of §4. Beside the wrapped key
// stands a commitment to the derived key, checked first: AES-GCM does not commit
// to its key, and without it one crafted slot could test many passphrases at
// once (a partitioning oracle). The parameters are bounded when read, so a
// crafted slot cannot exhaust memory.
//
// A wrapped key carries the id of its root, so that the wrong root is told from
// a damaged key. The id is derived one way and says nothing about the root.
//
// What it does not do: protect a running process, or recover a lost root.
package roots

import (
	"encoding/binary"
	"errors"
	"fmt"
	"strings"

	"kosh/internal/base/errs"
	"kosh/internal/kernel/seal"
)

// Options is what a driver may need from its caller.
type Options struct {
	// Data is the data directory, which the key must be outside of; "" if there is none yet.
	Data string
	// Prompt asks the operator for the passphrase, without echo. nil where nobody can be asked.
	Prompt func(question string) ([]byte, error)
	// PassphraseFile, if set, is read instead of asking; its first line is the passphrase.
	PassphraseFile string
	// AnyDirectory turns the refusal of a directory others may write into a
	// warning. For the demo, whose key stands wherever it was started.
	AnyDirectory bool
}

// A Root wraps keys under an opened root key. It is a seal.Root, safe for
// concurrent use.
type Root struct {
	// Warnings are sentences for the operator about how the root is kept.
	Warnings []string

	driver string
	id     uint64
	wrap   *seal.Wrapper
}

var _ seal.Root = (*Root)(nil)

// drivers says how each kind of reference is opened, in the order it is listed.
var drivers = []struct {
	scheme string
	open   func(path string, o Options) (*Root, error)
}{
	{"file", openFile},
	{"passphrase", openPassphrase},
}

// Open opens the root that ref names: a path, file:PATH or passphrase:PATH. The
// kind of an error says what is wrong: Invalid (the reference, or no way to ask
// for the passphrase), NotFound (no such file), Forbidden (others may reach it),
// Corrupt (the file is damaged), Unauthorized (wrong passphrase). Its public
// sentence says what to do.
func Open(ref string, o Options) (*Root, error) {
	scheme, path, ok := strings.Cut(ref, ":")
	if !ok || strings.ContainsAny(scheme, `/\.`) {
		scheme, path = "file", ref
	}
	if ref == "" || path == "" {
		return nil, errs.New(errs.Invalid, "No root key was named. Give the path of the key file, file:PATH, or passphrase:PATH.")
	}
	known := make([]string, 0, len(drivers))
	for _, d := range drivers {
		if d.scheme == scheme {
			return d.open(path, o)
		}
		known = append(known, d.scheme+":PATH")
	}
	return nil, errs.New(errs.Invalid, fmt.Sprintf("Unknown root driver %q. There are %s. For a file of that name give file:%s.",
		scheme, strings.Join(known, " and "), ref))
}

func newRoot(driver string, key [32]byte, warnings []string) *Root {
	id := seal.Derive(key, "root id")
	return &Root{Warnings: warnings, driver: driver, id: binary.BigEndian.Uint64(id[:8]), wrap: seal.NewWrapper(seal.Derive(key, "root wrap"))}
}

// Name returns the driver and the root's id, which stays the same wherever its
// file lies.
func (r *Root) Name() string { return fmt.Sprintf("%s:%016x", r.driver, r.id) }

func (r *Root) String() string { return r.Name() }

// GoString keeps %#v from printing what the root holds.
func (r *Root) GoString() string { return r.Name() }

const (
	wrapForm  = 0x01
	headLen   = 1 + 8
	sealedLen = headLen + seal.WrappedLen
)

func (r *Root) head() []byte {
	return binary.BigEndian.AppendUint64([]byte{wrapForm}, r.id)
}

// Wrap returns a 32-byte key wrapped: 0x01, root id 8, nonce 12, ciphertext 32,
// tag 16. The header is authenticated with aad.
func (r *Root) Wrap(plain, aad []byte) ([]byte, error) {
	if len(plain) != 32 {
		return nil, errs.Wrap(errs.Internal, "", fmt.Errorf("roots: a root wraps keys of 32 bytes, not %d", len(plain)))
	}
	head := r.head()
	return append(head, r.wrap.Wrap([32]byte(plain), append(head[:headLen:headLen], aad...))...), nil
}

// Unwrap is the inverse of Wrap. It returns an errs.Unauthorized if the key was
// wrapped by another root, and an errs.Corrupt if it is damaged or not for aad.
func (r *Root) Unwrap(wrapped, aad []byte) ([]byte, error) {
	if len(wrapped) != sealedLen || wrapped[0] != wrapForm {
		return nil, errs.Wrap(errs.Corrupt, "A wrapped key in the key store is damaged.", errors.New("roots: not a wrapped key"))
	}
	head := r.head()
	if id := binary.BigEndian.Uint64(wrapped[1:]); id != r.id {
		return nil, errs.New(errs.Unauthorized, fmt.Sprintf(
			"This data was locked with another root key (id %016x); the one given is %s. Give the root key the data was made with.", id, r.Name()))
	}
	key, err := r.wrap.Unwrap(wrapped[headLen:], append(head, aad...))
	if err != nil {
		return nil, errs.Wrap(errs.Corrupt, "A wrapped key in the key store is damaged or belongs elsewhere.", err)
	}
	return key[:], nil
}
