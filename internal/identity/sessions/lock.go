package sessions

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"kosh/internal/base/clock"
	"kosh/internal/base/contact"
	"kosh/internal/base/errs"
	"kosh/internal/base/ids"
	"kosh/internal/identity/accounts"
	"kosh/internal/kernel/access"
	"kosh/internal/kernel/audit"
	"kosh/internal/storage/control"
)

// A TriesLeft is the cause of the Unauthorized error of a wrong unlock: how many
// tries remain; with 0 the session has ended.
type TriesLeft struct{ N int }

func (t *TriesLeft) Error() string { return fmt.Sprintf("%d tries left", t.N) }

func errTry(left int) error {
	return &errs.Error{Kind: errs.Unauthorized, Code: "unlock.wrong", Cause: &TriesLeft{left}, Public: "This is not right."}
}

// asField puts the refusal of guard beside a form field, unless it ended the session.
func asField(err error, field, sentence string) error {
	var left *TriesLeft
	if !errors.As(err, &left) || left.N == 0 {
		return ErrNone
	}
	return &errs.Error{Kind: errs.Invalid, Field: field, Code: "password.current", Public: sentence, Cause: left}
}

// Lock locks a session's screen: by its person, at any time.
func (s *Store) Lock(ctx context.Context, x Session) error {
	return s.lock(ctx, x.ID, s.clock.Now())
}

// guard runs a check of a secret inside a session. A try is taken before the
// secret is looked at, so parallel guesses share the five; the fifth wrong one
// ends the session.
func (s *Store) guard(ctx context.Context, x Session, from access.From, check func() (bool, error)) error {
	var tries int
	err := s.c.Update(ctx, func(tx *control.Tx) error {
		n, err := tx.Exec(takeTry, x.ID, MaxTries)
		if err != nil {
			return err
		}
		if n == 0 {
			return ErrNone
		}
		return tx.Get(readTries, []any{x.ID}, &tries)
	})
	if err != nil {
		return err
	}
	ok, err := check()
	if ok || err != nil {
		q := clearTry
		if err != nil { // not judged, so not counted
			q = giveTry
		}
		return errors.Join(err, s.c.Update(context.WithoutCancel(ctx), func(tx *control.Tx) error {
			_, err := tx.Exec(q, x.ID)
			return err
		}))
	}
	if tries >= MaxTries {
		if err := s.end(ctx, x.ID, "too many wrong unlocks"); err != nil {
			return err
		}
		s.note(ctx, x, from, audit.Failed, "ended: too many wrong unlocks")
	} else {
		s.note(ctx, x, from, audit.Failed, "unlock")
	}
	return errTry(MaxTries - tries)
}

// A Key is what opens a locked screen: the password, or the PIN of the device.
type Key struct{ Password, PIN string }

// Unlock opens the locked session a browser's cookies name and renews its
// tokens. Errors: ErrNone; Unauthorized with a *TriesLeft for a wrong key.
// Unlocking a session that is not locked asks for the key all the same.
func (s *Store) Unlock(ctx context.Context, p Presented, k Key) (Session, []Cookie, error) {
	x, err := s.named(ctx, p)
	if err != nil {
		return refused(err)
	}
	err = s.guard(ctx, x.Session, p.From, func() (bool, error) {
		if k.PIN != "" {
			return s.checkPIN(ctx, x.Session, k.PIN)
		}
		return s.cfg.Accounts.CheckPassword(ctx, x.Account, k.Password)
	})
	var left *TriesLeft
	if errors.As(err, &left) && left.N == 0 {
		return x.Session, Forget(), err
	}
	if errors.Is(err, ErrNone) {
		return refused(err)
	}
	if err != nil {
		return x.Session, nil, err
	}
	return s.open(ctx, p, x)
}

// open ends the lock and renews the tokens.
func (s *Store) open(ctx context.Context, p Presented, x state) (Session, []Cookie, error) {
	now := s.clock.Now()
	err := s.c.Update(ctx, func(tx *control.Tx) error {
		n, err := tx.Exec(unlockOne, x.ID, clock.Micros(now))
		if err == nil && n == 0 {
			err = ErrNone
		}
		return err
	})
	s.touch(&x, now)
	s.changed(x.ID)
	if err != nil {
		return refused(err)
	}
	cookies, err := s.rotate(ctx, p.Refresh, x)
	if errors.Is(err, errReused) || errors.Is(err, ErrNone) {
		return s.stolen(ctx, p, x)
	}
	x, failed := s.state(ctx, x.ID)
	return x.Session, cookies, errors.Join(err, failed)
}

// named finds the session both cookies of a browser name, locked or not. A
// locked screen needs its refresh token: unlocking renews it.
func (s *Store) named(ctx context.Context, p Presented) (state, error) {
	x, t, err := s.byRefresh(ctx, p.Refresh)
	if err != nil {
		return x, err
	}
	now := s.clock.Now()
	if !x.alive(now) {
		return x, ErrNone
	}
	if !x.device(p.Device) || t.stale(now) {
		_, _, err := s.stolen(ctx, p, x)
		return x, err
	}
	return x, nil
}

const pinDigits = 6

// SetPIN gives a person a PIN for one device; it needs the password. The PIN
// opens locked sessions of theirs on that device and nothing else. Field errors
// stand beside "password" and "pin".
func (s *Store) SetPIN(ctx context.Context, x Session, password, pin string, from access.From) error {
	pin, err := readPIN(pin)
	if err != nil {
		return err
	}
	if err := s.Reauth(ctx, x, password, from); err != nil {
		return err
	}
	phc, err := s.cfg.Hasher.Hash(ctx, pin)
	if err != nil {
		return err
	}
	sealed := s.c.Seal("pin", "secret", pinRow(x.Account, x.Device), []byte(phc))
	err = s.c.Update(ctx, func(tx *control.Tx) error {
		if _, err := tx.Exec(upsertPIN, x.Account, x.Device, sealed, clock.Micros(s.clock.Now())); err != nil {
			return err
		}
		return s.cfg.Accounts.RaiseIn(tx, accounts.Event{Level: accounts.Low, Kind: "pin.set", Account: x.Account, Session: x.ID, From: from})
	})
	s.cfg.Accounts.Wake()
	return err
}

// Reauth asks somebody signed in for their password again, before what a person
// at an unlocked screen must not do. A wrong one counts as a try of unlocking
// and is in the log; the field error stands beside "password".
func (s *Store) Reauth(ctx context.Context, x Session, password string, from access.From) error {
	err := s.guard(ctx, x, from, func() (bool, error) {
		return s.cfg.Accounts.CheckPassword(ctx, x.Account, password)
	})
	if errs.KindOf(err) == errs.Unauthorized {
		return asField(err, "password", "This is not your password.")
	}
	return err
}

// RemovePIN takes the PIN of x's person on this device away.
func (s *Store) RemovePIN(ctx context.Context, x Session) error {
	return s.c.Update(ctx, func(tx *control.Tx) error {
		_, err := tx.Exec(deletePIN, x.Account, x.Device)
		return err
	})
}

// HasPIN reports whether x's person has a PIN on this device.
func (s *Store) HasPIN(ctx context.Context, x Session) (bool, error) {
	sealed, err := s.readSealedPIN(ctx, x)
	return sealed != nil, err
}

func pinRow(a ids.Account, d ids.Device) []byte {
	return append(a.Bytes()[:16:16], d.Bytes()...)
}

func (s *Store) readSealedPIN(ctx context.Context, x Session) (sealed []byte, err error) {
	err = s.c.View(ctx, func(tx *control.Tx) error {
		return tx.Get(selectPIN, []any{x.Account, x.Device}, &sealed)
	})
	if errors.Is(err, control.ErrNoRows) {
		return nil, nil
	}
	return sealed, err
}

func (s *Store) checkPIN(ctx context.Context, x Session, typed string) (bool, error) {
	sealed, err := s.readSealedPIN(ctx, x)
	if err != nil {
		return false, err
	}
	pin, _ := contact.Digits(typed)
	if sealed == nil {
		return false, s.cfg.Hasher.Dummy(ctx, pin)
	}
	phc, err := s.c.Open("pin", "secret", pinRow(x.Account, x.Device), sealed)
	if err != nil {
		return false, err
	}
	ok, _, err := s.cfg.Hasher.Verify(ctx, pin, string(phc))
	return ok, err
}

// readPIN takes six digits of any script that are not the first anyone tries.
func readPIN(typed string) (string, error) {
	pin, ok := contact.Digits(typed)
	if !ok || len(pin) != pinDigits {
		return "", errs.Field("pin", "pin.form", "A PIN has six digits.")
	}
	if strings.Contains("01234567890 09876543210", pin) || strings.Count(pin, pin[:1]) == pinDigits ||
		pin[:3] == pin[3:] || pin[:2] == pin[2:4] && pin[:2] == pin[4:] {
		return "", errs.Field("pin", "pin.simple", "This PIN is one of the first people try. Choose another.")
	}
	return pin, nil
}
