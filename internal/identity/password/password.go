// Package password stores and checks passwords, and says which may be chosen.
//
// Threats: a stolen database (offline guessing), guessing at the door, telling
// by the time of the answer whether an account exists, and a flood of sign-ins
// that uses up memory and processors. Guarantees: argon2id (RFC 9106) with 19
// MiB, two passes, one lane, as OWASP's Password Storage Cheat Sheet has it,
// with a random salt of 16 bytes; at most so many hashes at once as the Hasher
// was made with, and a bounded queue behind them; comparison in constant time;
// Dummy costs what Verify costs; a hash of other parameters still opens and asks
// to be made anew (CRY-10). Check follows NIST SP 800-63B §5.1.1.2: length and a
// list of what others try first, no rules of composition, no forced changes.
// Not covered: how many attempts there may be (security/ratelimit), and a
// password used elsewhere and lost there, beyond the list here.
package password

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"sync/atomic"

	"golang.org/x/crypto/argon2"
	"golang.org/x/text/unicode/norm"

	"kosh/internal/base/errs"
)

// params are the cost parameters of one hash.
type params struct {
	memory uint32 // KiB
	passes uint32
	lanes  uint8
}

var current = params{memory: 19 * 1024, passes: 2, lanes: 1}

// What a stored hash may ask for, so that a forged one cannot exhaust the machine.
const (
	maxMemory = 128 * 1024 // KiB
	maxPasses = 8
	maxLanes  = 4
)

const (
	saltSize  = 16
	keySize   = 32
	queueEach = 32 // callers that may wait for each slot
)

// A Hasher bounds how many passwords are hashed at once. Make one with New; a
// process needs one.
type Hasher struct {
	slots   chan struct{}
	waiting atomic.Int64
}

// New returns a hasher of at most parallel hashes at once, each of 19 MiB; the
// number of processors is a good choice.
func New(parallel int) *Hasher {
	return &Hasher{slots: make(chan struct{}, max(1, parallel))}
}

// enter waits for a slot. It gives up with ctx's error, or with errs.TooMany
// when the queue is full.
func (h *Hasher) enter(ctx context.Context) (leave func(), err error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if h.waiting.Add(1) > int64(queueEach*cap(h.slots)) {
		h.waiting.Add(-1)
		return nil, errs.New(errs.TooMany, "Too many people are signing in just now. Try again in a moment.")
	}
	defer h.waiting.Add(-1)
	select {
	case h.slots <- struct{}{}:
		return func() { <-h.slots }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// Hash returns the PHC string to store for plain, which has passed Check. Errors
// are ctx's and errs.TooMany.
func (h *Hasher) Hash(ctx context.Context, plain string) (string, error) {
	leave, err := h.enter(ctx)
	if err != nil {
		return "", err
	}
	defer leave()
	salt := make([]byte, saltSize)
	rand.Read(salt)
	return encode(current, salt, derive(plain, salt, current, keySize)), nil
}

// Verify reports whether plain is the password of stored, and if so whether it
// should be hashed anew and stored (rehash). A wrong password is no error; a
// stored form that cannot be read is errs.Corrupt and costs a hash all the same;
// other errors are ctx's and errs.TooMany.
func (h *Hasher) Verify(ctx context.Context, plain, stored string) (ok, rehash bool, err error) {
	p, salt, key, bad := decode(stored)
	if bad != nil {
		if err := h.Dummy(ctx, plain); err != nil {
			return false, false, err
		}
		return false, false, errs.Wrap(errs.Corrupt, "The stored password cannot be read.", bad)
	}
	leave, err := h.enter(ctx)
	if err != nil {
		return false, false, err
	}
	defer leave()
	ok = subtle.ConstantTimeCompare(derive(plain, salt, p, uint32(len(key))), key) == 1
	return ok, ok && (p != current || len(key) != keySize || len(salt) != saltSize), nil
}

// Dummy does the work of Verify for a name that has no account, and throws it
// away. Errors are those of Verify.
func (h *Hasher) Dummy(ctx context.Context, plain string) error {
	leave, err := h.enter(ctx)
	if err != nil {
		return err
	}
	defer leave()
	var salt [saltSize]byte
	subtle.ConstantTimeCompare(derive(plain, salt[:], current, keySize), make([]byte, keySize))
	return nil
}

// maxBytes bounds what is hashed; Check allows at most 128 characters.
const maxBytes = 4 * maxLength

// derive hashes the NFKC form (SP 800-63B §5.1.1.2), for keyboards write the
// same Bangla letter in two ways.
func derive(plain string, salt []byte, p params, size uint32) []byte {
	if len(plain) > 4*maxBytes {
		plain = plain[:4*maxBytes]
	}
	return argon2.IDKey([]byte(norm.NFKC.String(plain)), salt, p.passes, p.memory, p.lanes, size)
}

var b64 = base64.RawStdEncoding.Strict()

func encode(p params, salt, key []byte) string {
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s",
		argon2.Version, p.memory, p.passes, p.lanes, b64.EncodeToString(salt), b64.EncodeToString(key))
}

var errForm = errors.New("not an argon2id PHC string")

// decode reads exactly what encode writes, with other parameters within bounds.
func decode(s string) (p params, salt, key []byte, err error) {
	parts := strings.Split(s, "$")
	if len(parts) != 6 || len(s) > 400 {
		return p, nil, nil, errForm
	}
	if _, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &p.memory, &p.passes, &p.lanes); err != nil {
		return p, nil, nil, errForm
	}
	if salt, err = b64.DecodeString(parts[4]); err != nil {
		return p, nil, nil, errForm
	}
	if key, err = b64.DecodeString(parts[5]); err != nil {
		return p, nil, nil, errForm
	}
	switch {
	case encode(p, salt, key) != s,
		p.memory < 8*uint32(p.lanes) || p.memory > maxMemory,
		p.passes < 1 || p.passes > maxPasses, p.lanes < 1 || p.lanes > maxLanes,
		len(salt) < 8 || len(salt) > 64, len(key) < 16 || len(key) > 64:
		return p, nil, nil, errForm
	}
	return p, salt, key, nil
}
