package vault

import (
	"errors"
	"fmt"

	"kosh/internal/base/ids"
	"kosh/internal/kernel/access"
	"kosh/internal/kernel/audit"
	"kosh/internal/kernel/seal"
)

// A PatientTx is a transaction narrowed to one patient the person may see. Rooms
// that hold clinical records take one, so the own-patients rule cannot be
// forgotten: there is no other way to get one.
type PatientTx struct {
	*Tx
	ID         ids.Patient
	Restricted bool
	key        *seal.Key
}

// A Subject is one patient in a list: only documents declared Identity open.
type Subject struct {
	tx         *Tx
	ID         ids.Patient
	Restricted bool
	key        *seal.Key
}

// Patient narrows tx to one patient and puts the READ into the entry. Unknown,
// foreign and not visible give the same answer.
func (tx *Tx) Patient(id ids.Patient) (*PatientTx, error) {
	if err := tx.Require(access.PatientViewBasic); err != nil {
		return nil, err
	}
	var dek int64
	var restricted, cares bool
	err := tx.Get(selectSubject, []any{id, tx.grants.Staff, tx.Micros()}, &dek, &restricted, &cares)
	switch {
	case errors.Is(err, ErrNoRows):
		tx.refused = &refusal{need: access.PatientViewBasic, patient: id}
		return nil, access.ErrHidden
	case err != nil:
		return nil, err
	case !tx.visible(restricted, cares):
		tx.refused = &refusal{need: access.PatientViewBasic, patient: id}
		return nil, access.ErrHidden
	}
	keys, err := tx.f.keys.Patient(tx.db.Context(), dek)
	if err != nil {
		return nil, fmt.Errorf("patient key: %w", err)
	}
	if err := tx.spend(id); err != nil {
		return nil, err
	}
	tx.Record(audit.Read, "patient", id.String(), id)
	return &PatientTx{tx, id, restricted, keys[0]}, nil
}

// visible applies the own-patients rule and the restricted label.
func (tx *Tx) visible(restricted, cares bool) bool {
	if tx.system != "" {
		return true
	}
	if !cares && !tx.Holds(access.PatientScopeAll) {
		return false
	}
	return !restricted || cares || tx.Holds(access.PatientViewRestricted)
}

// Patients returns those of list the person may see, in the order given, for a
// list that shows who they are. Each one must then be shown or dropped.
func (tx *Tx) Patients(list []ids.Patient) ([]*Subject, error) {
	if err := tx.Require(access.PatientList); err != nil {
		return nil, err
	}
	if len(list) == 0 {
		return nil, nil
	}
	type found struct {
		dek        int64
		restricted bool
	}
	seen := make(map[ids.Patient]found, len(list))
	err := tx.Each(selectSubjects, []any{IDs(list), tx.grants.Staff, tx.Micros()}, func(r Row) error {
		var id ids.Patient
		var dek int64
		var restricted, cares bool
		if err := r.Scan(&id, &dek, &restricted, &cares); err != nil {
			return err
		}
		if tx.visible(restricted, cares) {
			seen[id] = found{dek, restricted}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	var out []*Subject
	var numbers []int64
	for _, id := range list {
		if s, ok := seen[id]; ok {
			out = append(out, &Subject{tx: tx, ID: id, Restricted: s.restricted})
			numbers = append(numbers, s.dek)
			delete(seen, id)
		}
	}
	keys, err := tx.f.keys.Patient(tx.db.Context(), numbers...)
	if err != nil {
		return nil, fmt.Errorf("patient keys: %w", err)
	}
	for i, s := range out {
		s.key = keys[i]
	}
	return out, nil
}

// Show says that the list names this patient to the person: it goes into the entry.
func (s *Subject) Show() error {
	delete(s.tx.opened, s.ID)
	if s.tx.named[s.ID] {
		return nil
	}
	if err := s.tx.spend(s.ID); err != nil {
		return err
	}
	s.tx.Record(audit.Read, "patient", s.ID.String(), s.ID)
	return nil
}

// Drop says that an opened identity was not shown.
func (s *Subject) Drop() { delete(s.tx.opened, s.ID) }

// NewPatient gives a new patient a key and a subject row, and puts the CREATE
// into the entry. The person becomes one who cares for the patient.
func (tx *Tx) NewPatient(id ids.Patient) (*PatientTx, error) {
	if err := tx.Require(access.PatientCreate); err != nil {
		return nil, err
	}
	n, key, err := tx.f.keys.Take(tx.db.Context())
	if err != nil {
		return nil, err
	}
	tx.taken = append(tx.taken, n)
	if _, err := tx.Exec(insertSubject, id, n, false, tx.Micros()); err != nil {
		return nil, err
	}
	tx.Record(audit.Create, "patient", id.String(), id)
	return &PatientTx{tx, id, false, key}, nil
}

// Care records that staff treats the patient from now on. source is one of
// registered, booking, visit, assigned.
func (pt *PatientTx) Care(staff ids.Staff, source string) error {
	_, err := pt.Exec(insertCare, pt.ID, staff, source, pt.Micros())
	return err
}

// Restrict sets or clears the restricted label.
func (pt *PatientTx) Restrict(on bool) error {
	if err := pt.Require(access.PatientViewRestricted); err != nil {
		return err
	}
	pt.Record(audit.Update, "patient", pt.ID.String(), pt.ID)
	_, err := pt.Exec(updateRestricted, pt.ID, on)
	return err
}
