package sessions

import (
	"context"
	"fmt"
	"slices"

	"kosh/internal/base/clock"
	"kosh/internal/base/errs"
	"kosh/internal/base/ids"
	"kosh/internal/identity/accounts"
	"kosh/internal/kernel/access"
	"kosh/internal/kernel/audit"
	"kosh/internal/storage/control"
)

func (s *Store) end(ctx context.Context, id ids.Session, reason string) error {
	err := s.c.Update(ctx, func(tx *control.Tx) error {
		_, err := tx.Exec(endOne, id, clock.Micros(s.clock.Now()), reason)
		return err
	})
	s.changed(id)
	return err
}

// SignOut ends a session by its own person. The cookies make the browser forget
// it.
func (s *Store) SignOut(ctx context.Context, x Session, from access.From) ([]Cookie, error) {
	if err := s.end(ctx, x.ID, "signed out"); err != nil {
		return nil, err
	}
	s.note(ctx, x, from, audit.OK, "sign-out")
	return Forget(), nil
}

// End ends another session of the same person, from the account page. NotFound
// for somebody else's.
func (s *Store) End(ctx context.Context, x Session, other ids.Session, from access.From) error {
	n, err := s.endWhere(ctx, x.Account, "ended from another device", from, func(y state) bool { return y.ID == other })
	if err == nil && n == 0 {
		err = accounts.ErrNotFound
	}
	return err
}

// EndOthers ends every other session of the same person, at once here and within
// a second on other nodes (SES-09), and returns how many.
func (s *Store) EndOthers(ctx context.Context, x Session, from access.From) (int, error) {
	return s.endWhere(ctx, x.Account, "ended from another device", from, func(y state) bool { return y.ID != x.ID })
}

// EndMember ends the sessions of a person in one clinic: they left it, or their
// roles there changed so that they must sign in again. It is tenants.Config.Ended.
func (s *Store) EndMember(ctx context.Context, account ids.Account, tenant ids.Tenant) error {
	_, err := s.endWhere(ctx, account, "access was taken away", access.From{}, func(y state) bool { return y.Tenant == tenant })
	return err
}

// EndAccount ends every session of a person.
func (s *Store) EndAccount(ctx context.Context, account ids.Account) error {
	_, err := s.endWhere(ctx, account, "access was taken away", access.From{}, func(state) bool { return true })
	return err
}

func (s *Store) endWhere(ctx context.Context, account ids.Account, reason string, from access.From, which func(state) bool) (int, error) {
	var ended []state
	err := s.c.Update(ctx, func(tx *control.Tx) error {
		ended = nil
		now := s.clock.Now()
		all, err := s.live(tx, account, now)
		if err != nil {
			return err
		}
		for _, y := range all {
			if !which(y) {
				continue
			}
			if _, err := tx.Exec(endOne, y.ID, clock.Micros(now), reason); err != nil {
				return err
			}
			ended = append(ended, y)
		}
		return nil
	})
	if err != nil {
		return 0, err
	}
	for _, y := range ended {
		s.changed(y.ID)
	}
	for _, y := range ended {
		s.note(ctx, y.Session, from, audit.OK, reason)
	}
	return len(ended), nil
}

// A Listed is a line of the account page.
type Listed struct {
	Session
	DeviceName string // what the device says of itself, such as "Firefox on Windows"
	This       bool
}

// List returns the sessions of x's person that hold, the newest first.
func (s *Store) List(ctx context.Context, x Session) ([]Listed, error) {
	var all []Listed
	now := s.clock.Now()
	err := s.c.View(ctx, func(tx *control.Tx) error {
		all = nil
		states, err := s.live(tx, x.Account, now)
		if err != nil {
			return err
		}
		for _, y := range states {
			if !y.alive(now) {
				continue
			}
			name, err := s.cfg.Accounts.DeviceName(tx, y.Device)
			if err != nil {
				return err
			}
			all = append(all, Listed{y.Session, name, y.ID == x.ID})
		}
		return nil
	})
	slices.Reverse(all)
	s.mu.Lock()
	defer s.mu.Unlock()
	for i := range all {
		if at := s.seen[all[i].ID]; at > clock.Micros(all[i].SeenAt) {
			all[i].SeenAt = clock.FromMicros(at)
		}
	}
	return all, err
}

// ChangePassword replaces the password of x's person, forgets their PINs and
// ends their other sessions. Wrong current passwords count as tries of
// unlocking. Field errors stand beside "current" and "password".
func (s *Store) ChangePassword(ctx context.Context, x Session, current, next string, from access.From) error {
	err := s.guard(ctx, x, from, func() (bool, error) {
		return s.cfg.Accounts.CheckPassword(ctx, x.Account, current)
	})
	if errs.KindOf(err) == errs.Unauthorized {
		return asField(err, "current", "This is not your current password.")
	}
	if err != nil {
		return err
	}
	if err := s.cfg.Accounts.ReplacePassword(ctx, x.Account, next); err != nil {
		return err
	}
	err = s.c.Update(ctx, func(tx *control.Tx) error {
		_, err := tx.Exec(deletePINs, x.Account)
		return err
	})
	if err != nil {
		return err
	}
	_, err = s.endWhere(ctx, x.Account, "the password was changed", from, func(y state) bool { return y.ID != x.ID })
	return err
}

// Purge closes the records of sessions that ran out and deletes those that ended
// more than 90 days ago, with their tokens (SES-15). It runs by itself every hour.
func (s *Store) Purge(ctx context.Context) error {
	now := s.clock.Now()
	err := s.c.Update(ctx, func(tx *control.Tx) error {
		if _, err := tx.Exec(endAged, clock.Micros(now)); err != nil {
			return err
		}
		// A day on, nobody can mistake an old token for a stolen one.
		if _, err := tx.Exec(purgeRefresh, clock.Micros(now.AddDate(0, 0, -1))); err != nil {
			return err
		}
		_, err := tx.Exec(purgeSession, clock.Micros(now.Add(-KeptFor)))
		return err
	})
	if err != nil {
		return fmt.Errorf("purging sessions: %w", err)
	}
	return nil
}
