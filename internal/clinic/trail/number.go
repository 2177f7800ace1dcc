package trail

import (
	"errors"

	"kosh/internal/base/ids"
	"kosh/internal/kernel/access"
	"kosh/internal/storage/vault"
)

// ByNumber returns the patient with a number, to narrow the log to them; found
// is false when nobody has it.
func ByNumber(tx *vault.Tx, number int64) (id ids.Patient, found bool, err error) {
	if err := tx.Require(access.AuditView); err != nil {
		return id, false, err
	}
	err = tx.Get(patientByNumber, []any{number}, &id)
	if errors.Is(err, vault.ErrNoRows) {
		return id, false, nil
	}
	return id, err == nil, err
}

var patientByNumber = vault.SQL(`SELECT id FROM patient WHERE tenant_id = $1 AND number = $2`)
