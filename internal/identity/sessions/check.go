package sessions

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"time"

	"kosh/internal/base/clock"
	"kosh/internal/base/errs"
	"kosh/internal/base/ids"
	"kosh/internal/identity/accounts"
	"kosh/internal/kernel/access"
	"kosh/internal/storage/control"
)

// Presented is what a request brings: the values of the three cookies, where it
// is from, and what it is.
type Presented struct {
	Access, Refresh, Device string
	From                    access.From
	Active                  bool // a person did something; false for polling
	Stream                  bool // long-lived: renews nothing, is no activity
}

// Check finds the session a request belongs to. The cookies returned, if any,
// are set in whatever answer comes, also with an error.
// Errors: ErrNone; ErrLocked, with the session; Unavailable.
//
//  1. the access token names the session; else the refresh token does
//  2. the session's state, at most a second old, must hold, on this device
//  3. after 15 idle minutes it is locked here and now; locked goes no further
//  4. named by the refresh token, it is renewed
func (s *Store) Check(ctx context.Context, p Presented) (Session, []Cookie, error) {
	now := s.clock.Now()
	if c, err := s.tokens.verify(p.Access); err == nil {
		x, err := s.state(ctx, c.session)
		if err != nil {
			return refused(err)
		}
		if !x.alive(now) || x.Account != c.account || !x.device(p.Device) {
			return refused(ErrNone)
		}
		return s.admit(ctx, p, x, nil)
	}
	if p.Refresh == "" {
		return Session{}, nil, ErrNone
	}
	return s.renewal(ctx, p)
}

func refused(err error) (Session, []Cookie, error) {
	if errors.Is(err, ErrNone) {
		return Session{}, Forget(), ErrNone
	}
	return Session{}, nil, err
}

// admit lets a session pass whose tokens are right.
func (s *Store) admit(ctx context.Context, p Presented, x state, cookies []Cookie) (Session, []Cookie, error) {
	now := s.clock.Now()
	if err := s.lockIdle(ctx, &x, now); err != nil {
		return Session{}, nil, err
	}
	if x.Locked() {
		return x.Session, nil, ErrLocked
	}
	if p.Active && !p.Stream {
		s.touch(&x, now)
	}
	return x.Session, cookies, nil
}

// renewal serves a request whose access token is gone or too old.
func (s *Store) renewal(ctx context.Context, p Presented) (Session, []Cookie, error) {
	now := s.clock.Now()
	x, t, err := s.byRefresh(ctx, p.Refresh)
	if err != nil {
		return refused(err)
	}
	if !x.alive(now) {
		return refused(ErrNone)
	}
	if !x.device(p.Device) || t.stale(now) {
		return s.stolen(ctx, p, x)
	}
	if err := s.lockIdle(ctx, &x, now); err != nil {
		return Session{}, nil, err
	}
	if x.Locked() || p.Stream {
		return s.admit(ctx, p, x, nil)
	}
	cookies, err := s.rotate(ctx, p.Refresh, x)
	if errors.Is(err, errReused) {
		return s.stolen(ctx, p, x)
	}
	if err != nil {
		return Session{}, nil, err
	}
	return s.admit(ctx, p, x, cookies)
}

// A spent says what is stored of a refresh token.
type spent struct {
	session   ids.Session
	child     []byte
	at        int64 // µs; 0 for the current token
	childUsed bool
}

// stale reports whether the token may not be presented any more: it was spent,
// and its child was used or ten seconds have passed.
func (t spent) stale(now time.Time) bool {
	return t.at != 0 && (t.childUsed || clock.Micros(now)-t.at > grace.Microseconds() || clock.Micros(now) < t.at)
}

var errReused = errors.New("sessions: a spent refresh token came again")

// hashOf is what is stored of a refresh token. It is keyed, so that a row for a
// token of one's own choice cannot be made by writing to the store.
func (s *Store) hashOf(token string) []byte {
	h := hmac.New(sha256.New, s.renew[:])
	h.Write([]byte("stored"))
	h.Write([]byte(token))
	return h.Sum(nil)
}

func readRefresh(tx *control.Tx, hash []byte) (t spent, err error) {
	err = tx.Get(selectRefresh, []any{hash}, &t.session, &t.child, &t.at)
	if errors.Is(err, control.ErrNoRows) {
		return t, ErrNone
	}
	if err != nil || t.at == 0 {
		return t, err
	}
	var session ids.Session
	var grandchild []byte
	var used int64
	if err := tx.Get(selectRefresh, []any{t.child}, &session, &grandchild, &used); err != nil {
		return t, err
	}
	t.childUsed = used != 0
	return t, nil
}

func (s *Store) byRefresh(ctx context.Context, token string) (x state, t spent, err error) {
	if len(token) > 64 {
		return x, t, ErrNone
	}
	err = s.c.View(ctx, func(tx *control.Tx) error {
		t, err = readRefresh(tx, s.hashOf(token))
		return err
	})
	if err != nil {
		return x, t, err
	}
	x, err = s.state(ctx, t.session)
	return x, t, err
}

// rotate spends a refresh token and returns the cookies of its child. Whoever
// comes with the same token while it may still be presented gets the same child.
func (s *Store) rotate(ctx context.Context, token string, x state) ([]Cookie, error) {
	child := s.child(token, x.ID)
	hash, next := s.hashOf(token), s.hashOf(child)
	now := s.clock.Now()
	err := s.c.Update(ctx, func(tx *control.Tx) error {
		fresh, err := s.load(tx, x.ID)
		if err != nil {
			return err
		}
		if !fresh.alive(now) {
			return ErrNone
		}
		n, err := tx.Exec(spendRefresh, hash, clock.Micros(now), next)
		if err != nil {
			return err
		}
		if n == 1 {
			_, err := tx.Exec(insertRefresh, next, x.ID, clock.Micros(now))
			return err
		}
		t, err := readRefresh(tx, hash)
		if err != nil {
			return err
		}
		if t.stale(now) {
			return errReused
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return s.cookies(x, child)
}

// child is the one successor of a refresh token within its session.
func (s *Store) child(parent string, family ids.Session) string {
	h := hmac.New(sha256.New, s.renew[:])
	h.Write([]byte("child"))
	h.Write(family.Bytes())
	h.Write([]byte(parent))
	return base64.RawURLEncoding.EncodeToString(h.Sum(nil))
}

func newRefresh() string {
	var b [32]byte
	rand.Read(b[:])
	return base64.RawURLEncoding.EncodeToString(b[:])
}

// cookies returns a new access token and a refresh token for the browser.
func (s *Store) cookies(x state, refresh string) ([]Cookie, error) {
	token, err := s.tokens.sign(x.ID, x.Account)
	if err != nil {
		return nil, err
	}
	left := x.EndsAt.Sub(s.clock.Now())
	return []Cookie{{CookieAccess, token, min(AccessFor, left)}, {CookieRefresh, refresh, left}}, nil
}

// stolen ends a session whose refresh token came from where it should not have:
// a copy exists, and which of the two is the thief's cannot be told (SES-07).
func (s *Store) stolen(ctx context.Context, p Presented, x state) (Session, []Cookie, error) {
	err := s.c.Update(context.WithoutCancel(ctx), func(tx *control.Tx) error {
		n, err := tx.Exec(endOne, x.ID, clock.Micros(s.clock.Now()), "refresh reuse")
		if err != nil || n == 0 {
			return err
		}
		return s.cfg.Accounts.RaiseIn(tx, accounts.Event{Level: accounts.High, Kind: "refresh.reuse", Account: x.Account, Tenant: x.Tenant, Session: x.ID, From: p.From})
	})
	s.changed(x.ID)
	s.cfg.Accounts.Wake()
	if err != nil {
		return Session{}, nil, errs.Wrap(errs.Unavailable, "The session could not be ended.", err)
	}
	return refused(ErrNone)
}
