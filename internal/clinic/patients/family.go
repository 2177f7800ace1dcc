package patients

import (
	"cmp"
	"slices"

	"kosh/internal/base/ids"
	"kosh/internal/kernel/access"
	"kosh/internal/storage/vault"
)

// SamePhone returns the others who use this patient's phone, those the person
// may see, oldest number first: a family on one phone is normal. Each one is in
// the entry. Nobody without a phone. Needs patient.list.
func SamePhone(pt *vault.PatientTx) ([]Row, error) {
	if err := pt.Require(access.PatientList); err != nil {
		return nil, err
	}
	_, h, _, err := load(pt)
	if err != nil || h.Phone == "" {
		return nil, err
	}
	on, err := today(pt.Tx)
	if err != nil {
		return nil, err
	}
	found := candidates{taken: map[ids.Patient]bool{pt.ID: true}}
	if _, err := found.byTokens(pt.Tx, []lookup{exact(pt.Tx, kindPhone, h.Phone)}, MaxRows); err != nil {
		return nil, err
	}
	var rows []Row
	err = found.open(pt.Tx, on, func(other head, row Row, s *vault.Subject) error {
		if other.Phone != h.Phone {
			s.Drop()
			return nil
		}
		rows = append(rows, row)
		return s.Show()
	})
	slices.SortFunc(rows, func(a, b Row) int { return cmp.Compare(a.Number, b.Number) })
	return rows, err
}
