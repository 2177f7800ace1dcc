// Package tenants knows which people belong to which clinics. Its table is the
// truth for what an account may choose after signing in; what a person may do
// inside is in the clinic's own vault, which denies at once by its own rows.
//
// What it guarantees: no one reaches a clinic's door without a membership that
// holds at that moment; ending one takes away sessions and open invitations with
// it, and, when it was the last, every credential of the person (SES-14). The
// owner of one clinic cannot give themselves another clinic's people: a person
// who belongs elsewhere too gets no password link and no reset of the second
// factor from here, and one who was invited elsewhere and has not begun cannot
// be added at all, because whoever holds that link is the person everywhere.
//
// What it does not do: it asks no permission. Its callers have asked the vault,
// which writes the change of staff into the clinic's log. It cannot tell whether
// an account that has a password was begun by the person its address belongs
// to: nothing is mailed to that address.
package tenants

import (
	"context"
	"errors"
	"time"

	"kosh/internal/base/errs"
	"kosh/internal/base/ids"
	"kosh/internal/identity/accounts"
	"kosh/internal/kernel/audit"
	"kosh/internal/storage/control"
)

// Config is what a Store stands on.
type Config struct {
	Control  *control.Store
	Accounts *accounts.Store
	// Log writes an entry to a clinic's log: vault.Store.AsSystem(tenant, …).Log,
	// handed in by app.
	Log func(ctx context.Context, tenant ids.Tenant, e audit.Entry) error
	// Provision makes a clinic's keys and vault and puts its first chamber and its
	// owner, account, into it; it returns the owner's place. Handed in by app from
	// vault.Store.Provision and clinic/practice.
	Provision func(ctx context.Context, c control.Clinic, owner ids.Account) (ids.Staff, error)
	// Ended is called after a membership ended, so that sessions end at once and
	// not within a second: sessions.Store.EndMember. It may be nil.
	Ended func(ctx context.Context, account ids.Account, tenant ids.Tenant) error
}

// A Store holds memberships.
type Store struct {
	cfg Config
	c   *control.Store
}

// New returns a store.
func New(cfg Config) *Store { return &Store{cfg: cfg, c: cfg.Control} }

var (
	selectMembership = control.SQL(`SELECT staff_id FROM membership WHERE account_id = $1 AND tenant_id = $2 AND ended_at = 0`)
	listOf           = control.SQL(`SELECT m.tenant_id, m.staff_id, m.created_at FROM membership AS m JOIN tenant AS t ON t.id = m.tenant_id
		WHERE m.account_id = $1 AND m.ended_at = 0 AND t.state = 'open' ORDER BY m.created_at, m.tenant_id`)
	listMembers = control.SQL(`SELECT account_id, staff_id, created_at, ended_at FROM membership WHERE tenant_id = $1 ORDER BY created_at, account_id`)
	countOf     = control.SQL(`SELECT COUNT(*) FROM membership WHERE account_id = $1 AND ended_at = 0`)
	countWaits  = control.SQL(`SELECT COUNT(*) FROM membership AS m JOIN account AS a ON a.id = m.account_id
		WHERE m.account_id = $1 AND m.tenant_id <> $2 AND m.ended_at = 0 AND a.state = 'invited'`)
	upsertOne = control.SQL(`INSERT INTO membership (account_id, tenant_id, staff_id, created_at, ended_at) VALUES ($1, $2, $3, $4, 0)
		ON CONFLICT (account_id, tenant_id) DO UPDATE SET staff_id = excluded.staff_id, ended_at = 0`)
	endOne = control.SQL(`UPDATE membership SET ended_at = $3 WHERE account_id = $1 AND tenant_id = $2 AND ended_at = 0`)
)

// A Clinic is one an account may choose.
type Clinic struct {
	ID      ids.Tenant
	Name    string
	Country string
	Zone    string
	Staff   ids.Staff // the person's place in it
	Since   time.Time
}

// Of lists the open clinics of an account, oldest membership first.
func (s *Store) Of(ctx context.Context, account ids.Account) ([]Clinic, error) {
	var all []Clinic
	err := s.c.View(ctx, func(tx *control.Tx) error {
		all = nil
		return tx.Each(listOf, []any{account}, func(r control.Row) error {
			var c Clinic
			var at int64
			err := r.Scan(&c.ID, &c.Staff, &at)
			c.Since = time.UnixMicro(at).UTC()
			all = append(all, c)
			return err
		})
	})
	if err != nil {
		return nil, err
	}
	for i := range all {
		c, err := s.c.Clinic(ctx, all[i].ID)
		if err != nil {
			return nil, err
		}
		all[i].Name, all[i].Country, all[i].Zone = c.Name, c.Country, c.Zone
	}
	return all, nil
}

// Staff returns a person's place in a clinic, or accounts.ErrNotFound.
func (s *Store) Staff(ctx context.Context, account ids.Account, tenant ids.Tenant) (staff ids.Staff, err error) {
	err = s.c.View(ctx, func(tx *control.Tx) error {
		staff, err = s.StaffIn(tx, account, tenant)
		return err
	})
	return staff, err
}

// StaffIn is Staff inside a transaction of control.
func (s *Store) StaffIn(tx *control.Tx, account ids.Account, tenant ids.Tenant) (staff ids.Staff, err error) {
	err = tx.Get(selectMembership, []any{account, tenant}, &staff)
	if errors.Is(err, control.ErrNoRows) {
		err = accounts.ErrNotFound
	}
	return staff, err
}

// Tell writes e to the log of each clinic of an account.
func (s *Store) Tell(ctx context.Context, account ids.Account, e audit.Entry) error {
	clinics, err := s.Of(ctx, account)
	if err != nil {
		return err
	}
	for _, c := range clinics {
		mine := e
		mine.Staff = c.Staff
		if failed := s.cfg.Log(ctx, c.ID, mine); failed != nil {
			err = errors.Join(err, failed)
		}
	}
	return err
}

// Events returns the security events of a clinic's people since a time: what
// its owner should see (ATN-12).
func (s *Store) Events(ctx context.Context, tenant ids.Tenant, since time.Time) ([]accounts.Event, error) {
	members, err := s.members(ctx, tenant)
	if err != nil {
		return nil, err
	}
	var all []accounts.Event
	for _, m := range members {
		if !m.Ended.IsZero() {
			continue
		}
		events, err := s.cfg.Accounts.Events(ctx, m.Account.ID, since)
		if err != nil {
			return nil, err
		}
		for _, e := range events {
			if e.Tenant.IsZero() || e.Tenant == tenant {
				all = append(all, e)
			}
		}
	}
	return all, nil
}

// A Member is a person of a clinic, as its owner sees them (ATN-13).
type Member struct {
	Account accounts.Account // name, masked login, last sign-in
	Staff   ids.Staff
	Since   time.Time
	Ended   time.Time // zero while it holds
	Second  accounts.Second
}

// Members lists the people of a clinic, also those who left, oldest first.
func (s *Store) Members(ctx context.Context, tenant ids.Tenant) ([]Member, error) {
	all, err := s.members(ctx, tenant)
	if err != nil {
		return nil, err
	}
	for i := range all {
		m := &all[i]
		if m.Account, err = s.cfg.Accounts.Get(ctx, m.Account.ID); err != nil {
			return nil, err
		}
		if m.Second, err = s.cfg.Accounts.Second(ctx, m.Account.ID); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// members fills ids and times only.
func (s *Store) members(ctx context.Context, tenant ids.Tenant) ([]Member, error) {
	var all []Member
	err := s.c.View(ctx, func(tx *control.Tx) error {
		all = nil
		return tx.Each(listMembers, []any{tenant}, func(r control.Row) error {
			var m Member
			var since, ended int64
			if err := r.Scan(&m.Account.ID, &m.Staff, &since, &ended); err != nil {
				return err
			}
			m.Since = time.UnixMicro(since).UTC()
			if ended != 0 {
				m.Ended = time.UnixMicro(ended).UTC()
			}
			all = append(all, m)
			return nil
		})
	})
	return all, err
}

var errElsewhere error = &errs.Error{Kind: errs.Conflict, Code: "member.elsewhere",
	Public: "This person also works in another clinic, so this clinic cannot change how they sign in. They can use a recovery code, or change it themselves."}

var errWaits error = &errs.Error{Kind: errs.Conflict, Field: "login", Code: "member.waits",
	Public: "This person was invited by another clinic and has not signed in yet. Ask them to do that first, then add them here."}

// waits refuses an account that another clinic invited and nobody has begun.
func (s *Store) waits(ctx context.Context, account ids.Account, tenant ids.Tenant) error {
	return s.c.View(ctx, func(tx *control.Tx) error {
		var n int
		if err := tx.Get(countWaits, []any{account, tenant}, &n); err != nil {
			return err
		}
		if n > 0 {
			return errWaits
		}
		return nil
	})
}

// alone reports whether the account may be reset from tenant: it belongs there
// and nowhere else.
func (s *Store) alone(ctx context.Context, account ids.Account, tenant ids.Tenant) error {
	return s.c.View(ctx, func(tx *control.Tx) error {
		if _, err := s.StaffIn(tx, account, tenant); err != nil {
			return err
		}
		var n int
		if err := tx.Get(countOf, []any{account}, &n); err != nil {
			return err
		}
		if n != 1 {
			return errElsewhere
		}
		return nil
	})
}
