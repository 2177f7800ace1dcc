package practice

import (
	"errors"
	"time"

	"kosh/internal/base/clock"
	"kosh/internal/base/ids"
	"kosh/internal/kernel/access"
	"kosh/internal/storage/vault"
)

// A Member is a member of staff as shown.
type Member struct {
	ID      ids.Staff
	Account ids.Account
	Name    string
	Active  bool
	Since   time.Time
	Ended   time.Time // zero while active
	Roles   []Assignment
	Owner   bool
}

// ListStaff returns every member, also former ones, in the order they came.
func ListStaff(tx *vault.Tx) ([]Member, error) {
	if err := tx.Require(access.StaffManage); err != nil {
		return nil, err
	}
	tx.NoDisclosure("shows members of staff, no patient")
	return members(tx)
}

// OfStaff returns one member.
func OfStaff(tx *vault.Tx, staff ids.Staff) (Member, error) {
	if err := tx.Require(access.StaffManage); err != nil {
		return Member{}, err
	}
	tx.NoDisclosure("shows a member of staff, no patient")
	m, err := loadMember(tx, staff)
	if err != nil {
		return Member{}, err
	}
	roles, err := rolesOf(tx, staff)
	if err != nil {
		return Member{}, err
	}
	return shown(tx, m, roles)
}

// Names returns the name of every member there ever was, for showing who did
// something. Any member may see them.
func Names(tx *vault.Tx) (map[ids.Staff]string, error) {
	tx.Self()
	tx.NoDisclosure("shows the names of members of staff")
	all := map[ids.Staff]string{}
	err := tx.Each(listStaff, nil, func(r vault.Row) error {
		m, err := scanMember(tx, r.Scan)
		if err != nil {
			return err
		}
		all[m.id], err = m.name(tx)
		return err
	})
	return all, err
}

func members(tx *vault.Tx) ([]Member, error) {
	var rows []member
	err := tx.Each(listStaff, nil, func(r vault.Row) error {
		m, err := scanMember(tx, r.Scan)
		rows = append(rows, m)
		return err
	})
	if err != nil {
		return nil, err
	}
	roles := map[ids.Staff][]role{}
	err = tx.Each(listRoles, nil, func(row vault.Row) error {
		r, err := scanRole(tx, row)
		roles[r.staff] = append(roles[r.staff], r)
		return err
	})
	var all []Member
	for _, m := range rows {
		s, failed := shown(tx, m, roles[m.id])
		err = errors.Join(err, failed)
		all = append(all, s)
	}
	return all, err
}

func shown(tx *vault.Tx, m member, roles []role) (Member, error) {
	name, err := m.name(tx)
	s := Member{ID: m.id, Account: m.account, Name: name, Active: m.active, Since: clock.FromMicros(m.created), Owner: owns(roles)}
	if m.ended != 0 {
		s.Ended = clock.FromMicros(m.ended)
	}
	for _, r := range roles {
		s.Roles = append(s.Roles, r.Assignment)
	}
	return s, err
}
