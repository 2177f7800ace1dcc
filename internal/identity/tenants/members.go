package tenants

import (
	"context"

	"kosh/internal/base/clock"
	"kosh/internal/base/errs"
	"kosh/internal/base/ids"
	"kosh/internal/identity/accounts"
	"kosh/internal/storage/control"
)

// An Added is the outcome of AddMember.
type Added struct {
	Account accounts.Account
	Staff   ids.Staff
	// Invite is the token of a link to choose a password with; "" for somebody who
	// has a password already and only finds one more clinic after signing in.
	Invite string
}

// AddMember brings a person into a clinic: the account (made, or found by e-mail
// or phone), then their place in the vault by staff, which asks the permission
// and writes the log, then the membership, then the invitation. What fails on
// the way leaves nobody able to sign in; asking again goes on from there.
// Somebody who left comes back the same way. It is a Conflict for somebody whom
// another clinic invited and who has not begun.
func (s *Store) AddMember(ctx context.Context, tenant ids.Tenant, p accounts.Person, staff func(context.Context, accounts.Account) (ids.Staff, error)) (Added, error) {
	account, err := s.cfg.Accounts.Ensure(ctx, p)
	if err != nil {
		return Added{}, err
	}
	if err := s.waits(ctx, account.ID, tenant); err != nil {
		return Added{}, err
	}
	place, err := staff(ctx, account)
	if err != nil {
		return Added{}, err
	}
	if err := s.join(ctx, account.ID, tenant, place); err != nil {
		return Added{}, err
	}
	added := Added{Account: account, Staff: place}
	has, err := s.cfg.Accounts.HasPassword(ctx, account.ID)
	if err == nil && !has {
		added.Invite, err = s.Reinvite(ctx, account.ID, tenant)
		if errs.Is(err, errs.Conflict) { // another clinic added them at the same moment
			err = nil
		}
	}
	return added, err
}

func (s *Store) join(ctx context.Context, account ids.Account, tenant ids.Tenant, staff ids.Staff) error {
	return s.c.Update(ctx, func(tx *control.Tx) error {
		_, err := tx.Exec(upsertOne, account, tenant, staff, clock.Micros(s.c.Clock().Now()))
		return err
	})
}

// EndMember ends a membership. The vault's own row, written before by practice,
// denies already; this ends sessions, open invitations and, with the last
// clinic, every credential. Ending it twice is no error.
func (s *Store) EndMember(ctx context.Context, account ids.Account, tenant ids.Tenant) error {
	err := s.c.Update(ctx, func(tx *control.Tx) error {
		if _, err := tx.Exec(endOne, account, tenant, clock.Micros(s.c.Clock().Now())); err != nil {
			return err
		}
		if err := s.cfg.Accounts.EndInvites(tx, account, tenant); err != nil {
			return err
		}
		var left int
		if err := tx.Get(countOf, []any{account}, &left); err != nil || left > 0 {
			return err
		}
		return s.cfg.Accounts.Shut(tx, account)
	})
	if err != nil || s.cfg.Ended == nil {
		return err
	}
	return s.cfg.Ended(ctx, account, tenant)
}

// Reinvite makes a new link to choose a password with, for somebody who never
// used theirs or forgot the password; the older link dies. A second factor that
// is set up is still asked for. It is a Conflict for somebody who belongs to
// another clinic too.
func (s *Store) Reinvite(ctx context.Context, account ids.Account, tenant ids.Tenant) (token string, err error) {
	if err := s.alone(ctx, account, tenant); err != nil {
		return "", err
	}
	return s.cfg.Accounts.Invite(ctx, account, tenant)
}

// ResetSecond removes a person's second factor, so that their next sign-in sets
// up a new one; their sessions end. It is a Conflict for somebody who belongs to
// another clinic too.
func (s *Store) ResetSecond(ctx context.Context, account ids.Account, tenant ids.Tenant) error {
	if err := s.alone(ctx, account, tenant); err != nil {
		return err
	}
	return s.cfg.Accounts.ResetSecond(ctx, account)
}

// A NewClinic is what Provision needs.
type NewClinic struct {
	Name    string
	Country string // ISO 3166-1 alpha-2
	Zone    string // IANA
}

// Provision makes a clinic with its owner: keys, vault, first chamber, the
// owner's place, membership. The owner's account exists (accounts.Ensure).
func (s *Store) Provision(ctx context.Context, n NewClinic, owner ids.Account) (control.Clinic, error) {
	c := control.Clinic{ID: ids.New[ids.Tenant](s.c.Clock().Now()), State: "provisioning", Country: n.Country, Zone: n.Zone, Name: n.Name}
	staff, err := s.cfg.Provision(ctx, c, owner)
	if err != nil {
		return control.Clinic{}, err
	}
	if err := s.join(ctx, owner, c.ID, staff); err != nil {
		return control.Clinic{}, err
	}
	c.State = "open"
	return c, nil
}
