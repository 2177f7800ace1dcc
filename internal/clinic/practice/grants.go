package practice

import (
	"slices"

	"kosh/internal/base/ids"
	"kosh/internal/kernel/access"
	"kosh/internal/storage/vault"
)

// Grants returns what who may do in the chamber they work in. It is handed to
// the vault, which calls it as the first statement of every transaction. It
// returns access.ErrHidden for a stranger, an inactive member, a chamber without
// a role and a closed chamber.
func Grants(tx *vault.Tx, who access.Who) (access.Grants, error) {
	m, err := memberOf(tx, who.Account)
	if err != nil {
		return access.Grants{}, err
	}
	if !m.active {
		return access.Grants{}, access.ErrHidden
	}
	g, err := grantsIn(tx, m.id, who.Chamber)
	if err != nil {
		return access.Grants{}, err
	}
	if g.Name, err = m.name(tx); err != nil {
		return access.Grants{}, err
	}
	return g, nil
}

// grantsIn returns what an active member holds in one open chamber.
func grantsIn(tx *vault.Tx, staff ids.Staff, chamber ids.Chamber) (access.Grants, error) {
	var closed int64
	if err := tx.Get(selectChamberState, []any{chamber}, &closed); err != nil {
		return access.Grants{}, hidden(err)
	}
	if closed != 0 {
		return access.Grants{}, access.ErrHidden
	}
	roles, err := rolesOf(tx, staff)
	if err != nil {
		return access.Grants{}, err
	}
	g := access.Grants{Staff: staff, Chamber: chamber}
	if owns(roles) {
		g.Role, g.Held = access.Owner, access.Template(access.Owner)
		return g, nil
	}
	r, ok := inChamber(roles, chamber)
	if !ok {
		return access.Grants{}, access.ErrHidden
	}
	g.Role, g.Held = r.Role, r.Held()
	return g, nil
}

// A Place is a chamber somebody works in.
type Place struct {
	Chamber ids.Chamber
	Name    string // of the chamber
	Role    access.Role
}

// Places lists the open chambers an account works in and its role in each, in
// order of name. The person asks about themselves, or the system asks at sign-in,
// before there is a chamber. Nobody, or an inactive member, has none.
func Places(tx *vault.Tx, account ids.Account) ([]Place, error) {
	if tx.System() == "" && account != tx.Who().Account {
		return nil, tx.Require(access.StaffManage)
	}
	tx.Self()
	tx.NoDisclosure("shows the person's own chambers")
	m, err := memberOf(tx, account)
	if err == access.ErrHidden || err == nil && !m.active {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	roles, err := rolesOf(tx, m.id)
	if err != nil {
		return nil, err
	}
	chambers, err := chambers(tx)
	if err != nil {
		return nil, err
	}
	var places []Place
	owner := owns(roles)
	for _, c := range chambers {
		r, here := inChamber(roles, c.ID)
		switch {
		case !c.Open:
		case owner:
			places = append(places, Place{c.ID, c.Name, access.Owner})
		case here:
			places = append(places, Place{c.ID, c.Name, r.Role})
		}
	}
	return places, nil
}

// Roles returns every role an account holds in open chambers, for the rule of
// who must sign in with a second factor.
func Roles(tx *vault.Tx, account ids.Account) ([]access.Role, error) {
	places, err := Places(tx, account)
	var roles []access.Role
	for _, p := range places {
		if !slices.Contains(roles, p.Role) {
			roles = append(roles, p.Role)
		}
	}
	return roles, err
}
