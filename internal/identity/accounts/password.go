package accounts

import (
	"context"

	"kosh/internal/base/errs"
	"kosh/internal/base/ids"
	"kosh/internal/identity/password"
	"kosh/internal/storage/control"
)

// SetPassword gives an account its password and makes it active: for setup and
// seeding. Field errors stand beside "password".
func (s *Store) SetPassword(ctx context.Context, id ids.Account, plain string) error {
	a, err := s.Get(ctx, id)
	if err != nil {
		return err
	}
	sealed, err := s.sealPassword(ctx, a, plain)
	if err != nil {
		return err
	}
	return s.c.Update(ctx, func(tx *control.Tx) error {
		return s.storePassword(tx, a, sealed, false)
	})
}

// sealPassword checks the policy (ATN-07) and hashes.
func (s *Store) sealPassword(ctx context.Context, a Account, plain string) ([]byte, error) {
	if err := password.Check(plain, a.Name, a.Email.Stored(), a.Phone.Stored()); err != nil {
		return nil, err
	}
	phc, err := s.hasher.Hash(ctx, plain)
	if err != nil {
		return nil, err
	}
	return s.c.Seal("credential", "secret", credentialRow(a.ID, "password"), []byte(phc)), nil
}

var errMeanwhile error = &errs.Error{Kind: errs.Conflict, Code: "changed", Public: "Somebody changed this in the meantime. Look at it again, then save."}

// storePassword puts the hash in place; endSessions ends what was begun before.
// Without it a must still be as it was read: while a password is hashed, an
// account may be closed or reset, and neither is undone by it.
func (s *Store) storePassword(tx *control.Tx, a Account, sealed []byte, endSessions bool) error {
	now := s.micros()
	from := now
	if !endSessions {
		fresh, err := s.read(tx, a.ID)
		if err != nil {
			return err
		}
		if fresh.State != a.State || fresh.validFrom != a.validFrom {
			return errMeanwhile
		}
		from = a.validFrom
	}
	if _, err := tx.Exec(upsertCredential, a.ID, "password", sealed, 0, now); err != nil {
		return err
	}
	_, err := tx.Exec(updateState, a.ID, string(Active), from)
	return err
}

// endBefore ends every session of an account begun before now; sessions reads it
// with the session's row.
func (s *Store) endBefore(tx *control.Tx, id ids.Account, now int64) error {
	a, err := s.read(tx, id)
	if err != nil {
		return err
	}
	_, err = tx.Exec(updateState, id, string(a.State), now)
	return err
}

// ReplacePassword stores a new password of somebody who has just given the
// current one; sessions does both and ends the other sessions. Field errors stand
// beside "password".
func (s *Store) ReplacePassword(ctx context.Context, id ids.Account, plain string) error {
	a, err := s.Get(ctx, id)
	if err != nil {
		return err
	}
	sealed, err := s.sealPassword(ctx, a, plain)
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
