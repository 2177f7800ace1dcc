package patients

import (
	"errors"
	"slices"

	"kosh/internal/base/clock"
	"kosh/internal/base/contact"
	"kosh/internal/base/errs"
	"kosh/internal/base/ids"
	"kosh/internal/kernel/access"
	"kosh/internal/kernel/audit"
	"kosh/internal/storage/vault"
)

// load reads and opens one patient.
func load(pt *vault.PatientTx) (s sealedRow, h head, p profile, err error) {
	err = pt.Get(selectPatient, []any{pt.ID}, s.dst()...)
	if errors.Is(err, vault.ErrNoRows) {
		return s, h, p, access.ErrHidden
	}
	if err != nil {
		return s, h, p, err
	}
	if h, err = headDoc.Open(pt, s.id, s.version, s.head); err != nil {
		return s, h, p, err
	}
	p, err = profileDoc.Open(pt, s.id, s.version, s.profile)
	return s, h, p, err
}

// Open returns a patient's identity. Contacts are masked; the address and the
// notes are for those who may see the chart.
func Open(pt *vault.PatientTx) (Profile, error) {
	if err := pt.Require(access.PatientViewBasic); err != nil {
		return Profile{}, err
	}
	s, h, p, err := load(pt)
	if err != nil {
		return Profile{}, err
	}
	on, err := today(pt.Tx)
	if err != nil {
		return Profile{}, err
	}
	row, err := s.row(h, pt.Restricted, on)
	if err != nil {
		return Profile{}, err
	}
	out := Profile{
		Row: row, Version: s.version, Birth: h.Birth.String(), Minor: row.Age.Years < MinorBelow,
		Address: maskText(p.Address), NationalID: maskID(p.NationalID), HasNotes: p.Notes != "",
		Guardian: p.Guardian, Relation: p.Relation, Registered: clock.FromMicros(s.created),
	}
	if pt.Holds(access.PatientViewClinical) {
		out.Address, out.Notes = p.Address, p.Notes
	}
	return out, nil
}

// Names returns the rows of those of list the person may see, for pages that
// name patients, such as the log. Each is in the entry.
func Names(tx *vault.Tx, list []ids.Patient) (map[ids.Patient]Row, error) {
	if err := tx.Require(access.PatientList); err != nil {
		return nil, err
	}
	on, err := today(tx)
	if err != nil {
		return nil, err
	}
	var c candidates
	if _, err := c.collect(tx, byID, vault.IDs(list)); err != nil {
		return nil, err
	}
	out := map[ids.Patient]Row{}
	err = c.open(tx, on, func(_ head, row Row, s *vault.Subject) error {
		out[row.ID] = row
		return s.Show()
	})
	return out, err
}

// A Field is a part of a patient's identity that is masked until revealed.
type Field string

// The fields Reveal knows.
const (
	FieldPhone      Field = "phone"
	FieldAddress    Field = "address"
	FieldNationalID Field = "national_id"
)

// A Reason is why a masked field is revealed.
type Reason string

// Reasons lists the values of Reason in the order they are offered.
func Reasons() []Reason { return []Reason{"call", "identity", "billing", "emergency"} }

// Reveal returns the real value of one masked field, "" if there is none. The
// entry says REVEAL, which field and why, never the value.
func Reveal(pt *vault.PatientTx, field Field, reason Reason) (string, error) {
	need := access.PatientRevealPhone
	if field == FieldNationalID {
		need = access.PatientRevealID
	}
	if err := pt.Require(need); err != nil {
		return "", err
	}
	if !slices.Contains(Reasons(), reason) {
		return "", errs.Field("reason", "reason.empty", "Choose why you need to see it.")
	}
	_, h, p, err := load(pt)
	if err != nil {
		return "", err
	}
	var value string
	switch field {
	case FieldPhone:
		phone, err := contact.PhoneFromStored(h.Phone)
		if err != nil {
			return "", err
		}
		value = phone.RevealNational()
	case FieldAddress:
		value = p.Address
	case FieldNationalID:
		value = p.NationalID
	default:
		return "", errs.Field("field", "field.unknown", "There is no such field.")
	}
	pt.Record(audit.Reveal, "patient", pt.ID.String(), pt.ID)
	pt.Detail("field", string(field))
	pt.Reason(string(reason))
	return value, nil
}
