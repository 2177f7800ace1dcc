package accounts

import (
	"context"

	"kosh/internal/base/errs"
	"kosh/internal/base/ids"
	"kosh/internal/storage/control"
)

var errCurrent error = &errs.Error{Kind: errs.Invalid, Field: "current", Code: "password.current", Public: "This is not your current password."}

// SetPassword gives an account its password and makes it active: for setup and
// seeding. Field errors stand beside "password".
func (s *Store) SetPassword(ctx context.Context, id ids.Account, password string) error {
	a, err := s.Get(ctx, id)
	if err != nil {
		return err
	}
	sealed, err := s.sealPassword(ctx, a, password)
	if err != nil {
		return err
	}
	return s.c.Update(ctx, func(tx *control.Tx) error {
		return s.storePassword(tx, a, sealed, false)
	})
}

// sealPassword checks the policy (ATN-07) and hashes.
func (s *Store) sealPassword(ctx context.Context, a Account, password string) ([]byte, error) {
	if err := checkPolicy(password, a); err != nil {
		return nil, err
	}
	phc, err := hashPassword(ctx, password)
	if err != nil {
		return nil, err
	}
	return s.c.Seal("credential", "secret", credentialRow(a.ID, "password"), []byte(phc)), nil
}

// storePassword puts the hash in place; endSessions ends what was begun before.
func (s *Store) storePassword(tx *control.Tx, a Account, sealed []byte, endSessions bool) error {
	now := s.micros()
	if _, err := tx.Exec(upsertCredential, a.ID, "password", sealed, 0, now); err != nil {
		return err
	}
	from := a.validFrom
	if endSessions {
		from = now
	}
	_, err := tx.Exec(updateState, a.ID, string(Active), from)
	return err
}

// endBefore ends every session of an account begun before now; sessions reads it
// with the session's row.
func (s *Store) endBefore(tx *control.Tx, id ids.Account, now int64) error {
	var state string
	a, err := s.read(tx, id)
	if err != nil {
		return err
	}
	state = string(a.State)
	_, err = tx.Exec(updateState, id, state, now)
	return err
}

// ChangePassword replaces the password of somebody signed in. sessions calls it
// and ends the other sessions. Field errors stand beside "current" and
// "password". The caller bounds the tries.
func (s *Store) ChangePassword(ctx context.Context, id ids.Account, current, next string) error {
	ok, err := s.CheckPassword(ctx, id, current)
	if err != nil {
		return err
	}
	if !ok {
		return errCurrent
	}
	a, err := s.Get(ctx, id)
	if err != nil {
		return err
	}
	sealed, err := s.sealPassword(ctx, a, next)
	if err != nil {
		return err
	}
	err = s.c.Update(ctx, func(tx *control.Tx) error {
		if err := s.storePassword(tx, a, sealed, false); err != nil {
			return err
		}
		return s.raiseIn(tx, Event{Level: Low, Kind: "password.changed", Account: id})
	})
	s.drop(id)
	s.wake()
	return err
}
