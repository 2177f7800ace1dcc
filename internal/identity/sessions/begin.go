package sessions

import (
	"context"
	"time"

	"kosh/internal/base/clock"
	"kosh/internal/base/errs"
	"kosh/internal/base/ids"
	"kosh/internal/identity/accounts"
	"kosh/internal/kernel/access"
	"kosh/internal/kernel/audit"
	"kosh/internal/storage/control"
)

// A Start is what a session begins with: a proof of who the person is, the
// clinic chosen, and the chamber, which may be left to Config.Chamber.
type Start struct {
	Proof   accounts.Proof
	Tenant  ids.Tenant
	Chamber ids.Chamber
}

// Begin begins a session and returns the cookies for its browser. A fifth
// session of a person ends the oldest (SES-01). Errors: Unauthorized (the proof
// is used up, or older than a reset), NotFound (no membership), Forbidden (a second factor is needed),
// Unavailable (the clinic's log cannot be written).
func (s *Store) Begin(ctx context.Context, b Start) (Session, []Cookie, error) {
	now := s.clock.Now()
	if err := b.Proof.Take(now); err != nil {
		return Session{}, nil, err
	}
	began := b.Proof.At()
	x := state{Session: Session{ID: ids.New[ids.Session](now), Account: b.Proof.Account, Tenant: b.Tenant, Chamber: b.Chamber, Device: b.Proof.Device,
		Second: b.Proof.Second, CreatedAt: began, SeenAt: began, EndsAt: began.Add(AbsoluteFor), From: b.Proof.From}}
	detail := map[string]string{"event": "sign-in", "method": b.Proof.Method}
	if b.Proof.NewDevice {
		detail["device"] = "new"
	}
	x, cookies, err := s.begin(ctx, x, ids.Session{}, b.Proof.Name, detail)
	if err != nil {
		return Session{}, nil, err
	}
	if b.Proof.DeviceKey != "" {
		cookies = append(cookies, Cookie{CookieDevice, b.Proof.DeviceKey, accounts.DeviceFor})
	}
	return x.Session, cookies, nil
}

// begin stores a session, in place of another if replaces is set, and then the
// entry of the clinic's log, without which there is no session.
func (s *Store) begin(ctx context.Context, x state, replaces ids.Session, name string, detail map[string]string) (state, []Cookie, error) {
	if err := s.second(ctx, x.Session); err != nil {
		return x, nil, err
	}
	staff, err := s.cfg.Tenants.Staff(ctx, x.Account, x.Tenant)
	if err != nil {
		return x, nil, err
	}
	if x.Chamber.IsZero() && s.cfg.Chamber != nil {
		if x.Chamber, err = s.cfg.Chamber(ctx, x.Account, x.Tenant, staff); err != nil {
			return x, nil, err
		}
	}
	token := newRefresh()
	var evicted []state
	err = s.c.Update(ctx, func(tx *control.Tx) error {
		evicted = nil
		if x.Staff, err = s.cfg.Tenants.StaffIn(tx, x.Account, x.Tenant); err != nil {
			return err
		}
		if evicted, err = s.makeRoom(tx, x, replaces); err != nil {
			return err
		}
		if err := s.insert(tx, x, token); err != nil {
			return err
		}
		fresh, err := s.load(tx, x.ID)
		if err == nil && !fresh.holds { // closed or reset since it was proved
			err = ErrNone
		}
		return err
	})
	if err != nil {
		return x, nil, err
	}
	s.changed(replaces)
	for _, old := range evicted {
		s.changed(old.ID)
		s.note(ctx, old.Session, x.From, audit.OK, "ended: a fifth session began")
	}
	e := s.entry(x.Session, x.From, audit.OK, detail["event"])
	e.Name, e.Detail = name, detail
	if err := s.cfg.Log(ctx, x.Tenant, e); err != nil {
		if ended := s.end(context.WithoutCancel(ctx), x.ID, "not logged"); ended != nil {
			s.cfg.Slog.Error("ending a session that could not be logged", "session", x.ID, "error", ended)
		}
		return x, nil, errs.Wrap(errs.Unavailable, "The sign-in could not be written to the clinic's access log, so it did not happen. Please try again.", err)
	}
	cookies, err := s.cookies(x, token)
	return x, cookies, err
}

// makeRoom ends the oldest sessions of a person until one more makes four.
func (s *Store) makeRoom(tx *control.Tx, x state, replaces ids.Session) (evicted []state, err error) {
	if _, err := tx.Exec(passGate, x.Account); err != nil {
		return nil, err
	}
	now := clock.Micros(x.SeenAt)
	if !replaces.IsZero() {
		// The row, not what a request saw a moment ago: a session that was reset
		// must not live on under a new number.
		old, err := s.load(tx, replaces)
		if err != nil {
			return nil, err
		}
		if !old.alive(x.SeenAt) || old.Locked() {
			return nil, ErrNone
		}
		if _, err := tx.Exec(endOne, replaces, now, "went to another clinic"); err != nil {
			return nil, err
		}
	}
	live, err := s.live(tx, x.Account, x.SeenAt)
	if err != nil {
		return nil, err
	}
	for len(live) >= MaxPerPerson {
		if _, err := tx.Exec(endOne, live[0].ID, now, "a fifth began"); err != nil {
			return nil, err
		}
		evicted, live = append(evicted, live[0]), live[1:]
	}
	return evicted, nil
}

// live lists the sessions of an account that have not ended, oldest first.
func (s *Store) live(tx *control.Tx, account ids.Account, now time.Time) (all []state, err error) {
	err = tx.Each(listSessions, []any{account, clock.Micros(now)}, func(r control.Row) error {
		x, err := s.scan(r)
		all = append(all, x)
		return err
	})
	return all, err
}

func (s *Store) insert(tx *control.Tx, x state, token string) error {
	var key []byte
	if err := tx.Get(selectKey, []any{x.Device}, &key); err != nil {
		return err
	}
	copy(x.keyHash[:], key)
	sealed, err := s.sealWhere(x)
	if err != nil {
		return err
	}
	now := clock.Micros(x.SeenAt)
	created := clock.Micros(x.CreatedAt)
	if _, err := tx.Exec(insertSession, x.ID, x.Account, x.Tenant, x.Chamber, x.Staff, x.Device, x.Second, created, clock.Micros(x.EndsAt), sealed); err != nil {
		return err
	}
	_, err = tx.Exec(insertRefresh, s.hashOf(token), x.ID, now)
	return err
}

var errSecond error = &errs.Error{Kind: errs.Forbidden, Code: "session.second", Public: "Your role in this clinic needs a second step at sign-in. Sign in again to set it up."}

func (s *Store) second(ctx context.Context, x Session) error {
	if x.Second {
		return nil
	}
	if s.cfg.NeedsSecond == nil {
		return errSecond
	}
	needs, err := s.cfg.NeedsSecond(ctx, x.Account, x.Tenant)
	if err == nil && needs {
		err = errSecond
	}
	return err
}

// SwitchClinic takes a person to another of their clinics: the session ends and
// one there begins, on the same device, ending when the old one would have. Both
// clinics' logs say so. Errors as for Begin.
func (s *Store) SwitchClinic(ctx context.Context, old Session, tenant ids.Tenant, from access.From) (Session, []Cookie, error) {
	if old.Tenant == tenant {
		return Session{}, nil, errs.New(errs.Conflict, "You are in this clinic already.")
	}
	a, err := s.cfg.Accounts.Get(ctx, old.Account)
	if err != nil {
		return Session{}, nil, err
	}
	now := s.clock.Now()
	x := state{Session: old}
	x.ID, x.Tenant, x.Chamber, x.From = ids.New[ids.Session](now), tenant, ids.Chamber{}, from
	x.CreatedAt, x.SeenAt = now, now
	x, cookies, err := s.begin(ctx, x, old.ID, a.Name, map[string]string{"event": "came from another clinic"})
	if err != nil {
		return Session{}, nil, err
	}
	s.note(ctx, old, from, audit.OK, "went to another clinic")
	return x.Session, cookies, nil
}

// SwitchChamber moves a session to another chamber of its clinic. What the person
// may do there, if anything, the vault decides. Streams close and open anew.
func (s *Store) SwitchChamber(ctx context.Context, x Session, chamber ids.Chamber) (Session, error) {
	err := s.c.Update(ctx, func(tx *control.Tx) error {
		n, err := tx.Exec(setPlace, x.ID, chamber)
		if err == nil && n == 0 {
			err = ErrNone
		}
		return err
	})
	s.changed(x.ID)
	x.Chamber = chamber
	return x, err
}
