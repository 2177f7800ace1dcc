package app

import (
	"context"

	"kosh/internal/base/ids"
	"kosh/internal/clinic/practice"
	"kosh/internal/identity/accounts"
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
}

// A Founding is what a clinic is made from, and by whom.
type Founding struct {
	Clinic  tenants.NewClinic
	Chamber string
	Address string
	Owner   accounts.Person
}

// NewRooms puts the identity rooms on s. ended is told of every membership that
// ends; it may be nil.
func NewRooms(s *Stores, c StoreConfig, demo bool, ended func(context.Context, ids.Account, ids.Tenant) error) *Rooms {
	r := &Rooms{Stores: s}
	r.Accounts = accounts.New(accounts.Config{
		Control: s.Control, Clock: c.Clock, Log: c.Log, DemoLinks: demo,
		NeedsSecond: r.needsSecond,
		Tell: func(ctx context.Context, account ids.Account, e audit.Entry) error {
			return r.Tenants.Tell(ctx, account, e)
		},
	})
	r.Tenants = tenants.New(tenants.Config{
		Control: s.Control, Accounts: r.Accounts, Ended: ended,
		Log: func(ctx context.Context, tenant ids.Tenant, e audit.Entry) error {
			return s.Vault.AsSystem(tenant, "sign-in").Log(ctx, e)
		},
		Provision: r.provision,
	})
	return r
}

// Close stops the rooms; the stores are the caller's.
func (r *Rooms) Close() error { return r.Accounts.Close() }

// needsSecond reports whether any clinic of a person gives them a role that
// asks for a second factor.
func (r *Rooms) needsSecond(ctx context.Context, account ids.Account) (bool, error) {
	clinics, err := r.Tenants.Of(ctx, account)
	if err != nil {
		return false, err
	}
	for _, c := range clinics {
		var roles []access.Role
		err := r.Vault.AsSystem(c.ID, "sign-in").View(ctx, func(tx *vault.Tx) (err error) {
			tx.NoDisclosure("asks which roles a person has, to decide how they sign in")
			roles, err = practice.Roles(tx, account)
			return err
		})
		if err != nil {
			return false, err
		}
		for _, role := range roles {
			if access.MFARequired(role) {
				return true, nil
			}
		}
	}
	return false, nil
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
