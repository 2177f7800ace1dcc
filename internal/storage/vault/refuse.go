package vault

import "kosh/internal/kernel/access"

// Refuse makes err, a refusal a room decided by a rule of its own (such as
// giving more rights than one has), a DENY entry that names need. It returns err.
func (tx *Tx) Refuse(need access.Permission, err error) error {
	if tx.refused == nil && tx.system == "" {
		tx.refused = &refusal{need: need}
	}
	return err
}
