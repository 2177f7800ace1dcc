package practice

import (
	"kosh/internal/base/ids"
	"kosh/internal/kernel/access"
	"kosh/internal/storage/vault"
)

// A Someone is a member of staff by account and name.
type Someone struct {
	Staff   ids.Staff
	Account ids.Account
	Name    string
	Active  bool
}

// People lists every member there ever was, to choose whose entries of the log
// to see. Needs audit.view.
func People(tx *vault.Tx) ([]Someone, error) {
	if err := tx.Require(access.AuditView); err != nil {
		return nil, err
	}
	tx.NoDisclosure("shows members of staff, no patient")
	var all []Someone
	err := tx.Each(listStaff, nil, func(r vault.Row) error {
		m, err := scanMember(tx, r.Scan)
		if err != nil {
			return err
		}
		name, err := m.name(tx)
		all = append(all, Someone{m.id, m.account, name, m.active})
		return err
	})
	return all, err
}
