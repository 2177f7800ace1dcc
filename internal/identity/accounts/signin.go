package accounts

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"time"

	"kosh/internal/base/errs"
	"kosh/internal/base/ids"
	"kosh/internal/kernel/access"
	"kosh/internal/security/ratelimit"
	"kosh/internal/storage/control"
)

// errWrong is the one answer to a name nobody has, a wrong password, and an
// account without a password.
var errWrong error = &errs.Error{Kind: errs.Unauthorized, Code: "signin.wrong", Public: "E-mail, phone or password is not right."}

// A TooSoon is the cause of a TooMany error: how long to wait.
type TooSoon struct{ Wait time.Duration }

func (t *TooSoon) Error() string { return fmt.Sprintf("wait %d s", t.Seconds()) }

// Seconds is the wait in whole seconds, at least 1.
func (t *TooSoon) Seconds() int { return max(1, int((t.Wait+time.Second-1)/time.Second)) }

func tooMany(wait time.Duration) error {
	t := &TooSoon{wait}
	return &errs.Error{Kind: errs.TooMany, Code: "signin.too-many", Cause: t,
		Public: fmt.Sprintf("Too many tries. Wait %d seconds.", t.Seconds())}
}

// A candidate is what the look-up of a sign-in found; its zero value is nobody.
type candidate struct {
	id      ids.Account
	sealed  []byte // password credential; nil if there is none
	device  ids.Device
	known   bool // the device has been used by this person before
	hasTOTP bool
}

// SignIn checks a name and a password and begins a sign-in. login is an e-mail
// address or a phone number as typed; device is the value of the device cookie,
// "" for none. Errors: Unauthorized with one sentence for everything that does
// not match, TooMany with a *TooSoon, Unavailable.
//
//  1. look the name up; nobody is a candidate too
//  2. take one attempt from the known device's bucket, else one from the
//     account's (or the name's) and one from the address's
//  3. hash the password against the stored hash, or against a dummy
//  4. a failure is stored, then answered
//  5. an outdated hash is replaced
func (s *Store) SignIn(ctx context.Context, login, password string, from access.From, device string) (*Pending, error) {
	l := s.readLogin(login)
	who, err := s.candidate(ctx, l, device)
	if err != nil {
		return nil, err
	}
	if ok, wait := s.allow(who, l, from); !ok {
		s.noteRefusal(ctx, who, l, from)
		return nil, tooMany(wait)
	}
	phc, err := s.openPassword(who)
	if err != nil {
		return nil, err
	}
	ok, outdated, err := s.verify(ctx, phc, password)
	if err != nil {
		return nil, err
	}
	if !ok {
		if err := s.fail(ctx, who.id, l, from, "password"); err != nil {
			return nil, err
		}
		return nil, errWrong
	}
	if outdated {
		s.rehash(ctx, who, password)
	}
	return s.begin(ctx, who, from, "password")
}

func (s *Store) candidate(ctx context.Context, l login, device string) (who candidate, err error) {
	err = s.c.View(ctx, func(tx *control.Tx) error {
		if who.id, err = l.find(tx); err != nil {
			return err
		}
		return s.inspect(tx, &who, device)
	})
	return who, err
}

// inspect fills who by its id: state, credentials, device. It asks the same
// questions for nobody.
func (s *Store) inspect(tx *control.Tx, who *candidate, device string) error {
	var step, created int64
	var totp []byte
	err := tx.Get(selectCredential, []any{who.id, "password"}, &who.sealed, &step, &created)
	if err != nil && !errors.Is(err, control.ErrNoRows) {
		return err
	}
	err = tx.Get(selectCredential, []any{who.id, "totp"}, &totp, &step, &created)
	if err != nil && !errors.Is(err, control.ErrNoRows) {
		return err
	}
	who.hasTOTP = err == nil
	if who.device, err = s.readDevice(tx, device); err != nil {
		return err
	}
	who.known, err = isKnown(tx, who.device, who.id)
	return err
}

// allow takes one attempt from the bucket of a known device, or one each from
// the account's and the address's.
func (s *Store) allow(who candidate, l login, from access.From) (bool, time.Duration) {
	if who.known {
		return s.limits.Allow(ratelimit.SignIn, "known:"+who.device.String()+":"+who.id.String())
	}
	name := hexKey(l.key)
	if !who.id.IsZero() {
		name = who.id.String()
	}
	address := from.IP
	if ip, err := netip.ParseAddr(from.IP); err == nil {
		address = ratelimit.IPKey(ip)
	}
	return s.limits.Allow(ratelimit.SignIn, "address:"+address, "account:"+name)
}

// verify checks a password against a stored hash; without one it does the same
// work for nothing.
func (s *Store) verify(ctx context.Context, phc, plain string) (ok, outdated bool, err error) {
	if phc == "" {
		return false, false, s.hasher.Dummy(ctx, plain)
	}
	return s.hasher.Verify(ctx, plain, phc)
}

func (s *Store) openPassword(who candidate) (string, error) {
	if who.sealed == nil {
		return "", nil
	}
	b, err := s.c.Open("credential", "secret", credentialRow(who.id, "password"), who.sealed)
	return string(b), err
}

// credentialRow binds a sealed credential to its person and kind.
func credentialRow(id ids.Account, kind string) []byte { return append(id.Bytes()[:16:16], kind...) }

// rehash replaces a hash made with weaker parameters. A failure to do so is no
// reason to refuse the person.
func (s *Store) rehash(ctx context.Context, who candidate, password string) {
	phc, err := s.hasher.Hash(ctx, password)
	if err == nil {
		sealed := s.c.Seal("credential", "secret", credentialRow(who.id, "password"), []byte(phc))
		err = s.c.Update(ctx, func(tx *control.Tx) error {
			_, err := tx.Exec(rehashCredential, who.id, who.sealed, sealed)
			return err
		})
	}
	if err != nil {
		s.log.Warn("renewing a password hash", "account", who.id, "error", err)
	}
}

// CheckPassword says whether password is the account's, for people already
// signed in: unlocking, and acts that ask again. The caller bounds the tries.
func (s *Store) CheckPassword(ctx context.Context, id ids.Account, password string) (bool, error) {
	who := candidate{id: id}
	if err := s.c.View(ctx, func(tx *control.Tx) error { return s.inspect(tx, &who, "") }); err != nil {
		return false, err
	}
	phc, err := s.openPassword(who)
	if err != nil {
		return false, err
	}
	ok, _, err := s.verify(ctx, phc, password)
	return ok, err
}
