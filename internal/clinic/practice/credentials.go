package practice

import (
	"kosh/internal/base/errs"
	"kosh/internal/base/ids"
	"kosh/internal/kernel/access"
	"kosh/internal/kernel/audit"
	"kosh/internal/storage/vault"
)

// A CredentialAct is what may be done to the way a member signs in.
type CredentialAct string

// The acts.
const (
	NewLink     CredentialAct = "new-link"     // a link to choose a password with
	ResetSecond CredentialAct = "reset-second" // their next sign-in sets up a new second factor
)

// Credential decides whether the person may change how a member signs in, writes
// that into the log, and returns the member's account; the caller does the act
// after the commit. It is for people of whom the person could also end the place:
// whoever hands out a link holds what the other holds until it is used, so nobody
// does so for somebody with more rights, nor for themselves. An inactive member
// is a Conflict.
func Credential(tx *vault.Tx, staff ids.Staff, act CredentialAct) (ids.Account, error) {
	if err := tx.Require(access.StaffManage); err != nil {
		return ids.Account{}, err
	}
	if act != NewLink && act != ResetSecond {
		return ids.Account{}, errs.New(errs.Invalid, "There is no such act.")
	}
	m, err := outranked(tx, staff)
	if err != nil {
		return ids.Account{}, err
	}
	if !m.active {
		return ids.Account{}, changed(0, nil)
	}
	tx.Record(audit.Admin, "staff", staff.String(), ids.Patient{})
	tx.Detail("credential", string(act))
	return m.account, nil
}
