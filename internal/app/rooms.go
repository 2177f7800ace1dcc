package app

import (
	"context"
	"errors"
	"slices"

	"kosh/internal/base/ids"
	"kosh/internal/clinic/practice"
	"kosh/internal/identity/accounts"
	"kosh/internal/identity/sessions"
	"kosh/internal/identity/tenants"
	"kosh/internal/kernel/access"
	"kosh/internal/kernel/audit"
	"kosh/internal/storage/control"
	"kosh/internal/storage/vault"
)

// Grants is how every vault asks what a person may do: practice's, handed to
// the floor below.
func Grants(tx *vault.Tx, who access.Who) (access.Grants, error) { return practice.Grants(tx, who) }

// Rooms are the rooms that know people, put together on open stores.
type Rooms struct {
	*Stores
	Accounts *accounts.Store
	Tenants  *tenants.Store
	Sessions *sessions.Store
}

// A Founding is what a clinic is made from, and by whom.
type Founding struct {
	Clinic  tenants.NewClinic
	Chamber string
	Address string
	Owner   accounts.Person
}

// NewRooms puts the identity rooms on s. demo allows one-time sign-in links.
func NewRooms(s *Stores, c StoreConfig, demo bool) *Rooms {
	r := &Rooms{Stores: s}
	r.Accounts = accounts.New(accounts.Config{
		Control: s.Control, Clock: c.Clock, Log: c.Log, DemoLinks: demo,
		NeedsSecond: r.needsSecond,
		Tell: func(ctx context.Context, account ids.Account, e audit.Entry) error {
			return r.Tenants.Tell(ctx, account, e)
		},
	})
	r.Tenants = tenants.New(tenants.Config{
		Control: s.Control, Accounts: r.Accounts, Log: r.log, Provision: r.provision,
		Ended: func(ctx context.Context, account ids.Account, tenant ids.Tenant) error {
			return r.Sessions.EndMember(ctx, account, tenant)
		},
	})
	r.Sessions = sessions.New(sessions.Config{
		Control: s.Control, Clock: c.Clock, Accounts: r.Accounts, Tenants: r.Tenants, Slog: c.Log,
		Log: r.log, NeedsSecond: r.needsSecondIn, Chamber: r.firstChamber,
	})
	return r
}

// Close stops the rooms; the stores are the caller's.
func (r *Rooms) Close() error { return errors.Join(r.Sessions.Close(), r.Accounts.Close()) }

func (r *Rooms) log(ctx context.Context, tenant ids.Tenant, e audit.Entry) error {
	return r.Vault.AsSystem(tenant, "sign-in").Log(ctx, e)
}

// needsSecond reports whether any clinic of a person gives them a role that
// asks for a second factor.
func (r *Rooms) needsSecond(ctx context.Context, account ids.Account) (bool, error) {
	clinics, err := r.Tenants.Of(ctx, account)
	if err != nil {
		return false, err
	}
	for _, c := range clinics {
		if needs, err := r.needsSecondIn(ctx, account, c.ID); err != nil || needs {
			return needs, err
		}
	}
	return false, nil
}

func (r *Rooms) needsSecondIn(ctx context.Context, account ids.Account, tenant ids.Tenant) (bool, error) {
	var roles []access.Role
	err := r.Vault.AsSystem(tenant, "sign-in").View(ctx, func(tx *vault.Tx) (err error) {
		tx.NoDisclosure("asks which roles a person has, to decide how they sign in")
		roles, err = practice.Roles(tx, account)
		return err
	})
	return slices.ContainsFunc(roles, access.MFARequired), err
}

// firstChamber picks where a person starts: the first open chamber they work in.
func (r *Rooms) firstChamber(ctx context.Context, account ids.Account, tenant ids.Tenant, _ ids.Staff) (chamber ids.Chamber, err error) {
	err = r.Vault.AsSystem(tenant, "sign-in").View(ctx, func(tx *vault.Tx) error {
		places, err := practice.Places(tx, account)
		if err == nil && len(places) == 0 {
			err = access.ErrHidden
		}
		if err == nil {
			chamber = places[0].Chamber
		}
		return err
	})
	return chamber, err
}

// founding carries what only practice needs through tenants.Provision.
type founding struct{}

// provision makes a clinic's vault and puts its first chamber and owner into it.
func (r *Rooms) provision(ctx context.Context, c control.Clinic, owner ids.Account) (staff ids.Staff, err error) {
	f, _ := ctx.Value(founding{}).(Founding)
	err = r.Vault.Provision(ctx, c, func(tx *vault.Tx) error {
		made, err := practice.First(tx, practice.Founding{
			Name: c.Name, Country: c.Country, Zone: c.Zone, Chamber: f.Chamber, Address: f.Address,
			Owner: f.Owner.Name, Account: owner,
		})
		staff = made.Owner
		return err
	})
	return staff, err
}

// Found makes a clinic with its owner and returns it. The owner's account is
// made if there is none; it has no password until somebody chooses one.
func (r *Rooms) Found(ctx context.Context, f Founding) (control.Clinic, accounts.Account, error) {
	owner, err := r.Accounts.Ensure(ctx, f.Owner)
	if err != nil {
		return control.Clinic{}, owner, err
	}
	c, err := r.Tenants.Provision(context.WithValue(ctx, founding{}, f), f.Clinic, owner.ID)
	return c, owner, err
}
