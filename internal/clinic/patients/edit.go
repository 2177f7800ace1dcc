package patients

import (
	"errors"
	"strings"

	"kosh/internal/base/errs"
	"kosh/internal/base/names"
	"kosh/internal/clinic/practice"
	"kosh/internal/kernel/access"
	"kosh/internal/kernel/audit"
	"kosh/internal/storage/vault"
)

// A Change is what a person typed about a registered patient. A nil field stays
// as it is: that is how a masked one is left alone.
type Change struct {
	Version    int64 // of the Profile that was shown
	Name       *string
	Phone      *string
	NoPhone    bool    // with an empty Phone: there is none any more
	Age        *string // this or Birth
	Birth      *string
	Sex        *string
	Address    *string
	NationalID *string
	Notes      *string
	Guardian   *string
	Relation   *string
}

// ErrChanged is returned when somebody saved the patient after it was shown.
// The door shows what is stored now beside what was typed.
var ErrChanged error = &errs.Error{
	Kind: errs.Conflict, Code: "patient.changed",
	Public: "Somebody changed this patient in the meantime. Compare, then save again.",
}

// Edit changes a patient's identity. The entry names the fields that changed,
// not their values. Errors: joined field errors; ErrChanged.
func Edit(pt *vault.PatientTx, c Change) error {
	if err := pt.Require(access.PatientEdit); err != nil {
		return err
	}
	s, h, p, err := load(pt)
	if err != nil {
		return err
	}
	if s.version != c.Version {
		return ErrChanged
	}
	was, wasProfile := h, p
	if err := c.apply(pt, &h, &p); err != nil {
		return err
	}
	fields := differing(was, h, wasProfile, p)
	if len(fields) == 0 {
		return nil
	}
	pt.Record(audit.Update, "patient", pt.ID.String(), pt.ID)
	pt.Detail("fields", strings.Join(fields, ","))
	if err := store(pt, s, h, p, s.state); err != nil {
		return err
	}
	old, err := tokens(pt.Tx, was, wasProfile)
	if err != nil {
		return err
	}
	now, err := tokens(pt.Tx, h, p)
	if err != nil {
		return err
	}
	return index(pt.Tx, pt.ID, old, now)
}

// apply reads the typed fields over the stored ones.
func (c Change) apply(pt *vault.PatientTx, h *head, p *profile) error {
	country, err := practice.Country(pt.Tx)
	if err != nil {
		return err
	}
	on, err := today(pt.Tx)
	if err != nil {
		return err
	}
	var all []error
	read := func(text *string, fn func(string) error) {
		if text != nil {
			if err := fn(*text); err != nil {
				all = append(all, err)
			}
		}
	}
	read(c.Name, func(t string) (err error) { h.Name, err = names.Clean(t); return })
	read(c.Phone, func(t string) (err error) { h.Phone, err = checkPhone(t, c.NoPhone, country); return })
	if c.Age != nil || c.Birth != nil {
		b, err := checkBirth(text(c.Age), text(c.Birth), on)
		h.Birth, all = b, append(all, err)
	}
	read(c.Sex, func(t string) (err error) { h.Sex, err = checkSex(t); return })
	read(c.Address, func(t string) (err error) { p.Address, err = checkAddress(t); return })
	read(c.NationalID, func(t string) (err error) { p.NationalID, err = checkNationalID(t); return })
	read(c.Notes, func(t string) (err error) {
		if p.Notes != "" && !pt.Holds(access.PatientViewClinical) {
			return errs.Field("notes", "notes.hidden", "There are notes that you may not see, so you cannot replace them.")
		}
		p.Notes, err = practice.CleanText("notes", t, MaxNotes, true)
		return
	})
	if c.Guardian != nil || c.Relation != nil || c.Age != nil || c.Birth != nil {
		guardian, relation := p.Guardian, string(p.Relation)
		if c.Guardian != nil {
			guardian = *c.Guardian
		}
		if c.Relation != nil {
			relation = *c.Relation
		}
		minor := h.Birth != birth{} && h.Birth.age(on).Years < MinorBelow
		p.Guardian, p.Relation, err = checkGuardian(guardian, relation, minor)
		all = append(all, err)
	}
	return errors.Join(all...)
}

func text(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

// differing names the fields that changed.
func differing(a, b head, p, q profile) []string {
	var out []string
	add := func(name string, changed bool) {
		if changed {
			out = append(out, name)
		}
	}
	add("name", a.Name != b.Name)
	add("phone", a.Phone != b.Phone)
	add("birth", a.Birth != b.Birth)
	add("sex", a.Sex != b.Sex)
	add("address", p.Address != q.Address)
	add("national_id", p.NationalID != q.NationalID)
	add("notes", p.Notes != q.Notes)
	add("guardian", p.Guardian != q.Guardian)
	add("relation", p.Relation != q.Relation)
	return out
}

// store writes the next version of a patient; both documents are sealed anew.
func store(pt *vault.PatientTx, s sealedRow, h head, p profile, state string) error {
	version := s.version + 1
	sealedHead, err := headDoc.Seal(pt, pt.ID, version, h)
	if err != nil {
		return err
	}
	sealedProfile, err := profileDoc.Seal(pt, pt.ID, version, p)
	if err != nil {
		return err
	}
	n, err := pt.Exec(updatePatient, pt.ID, version, state, pt.Micros(), sealedHead, sealedProfile, s.version)
	if err == nil && n == 0 {
		return ErrChanged
	}
	pt.Changed(Topic)
	return err
}

// Archive hides a patient from lists and searches by name and phone; the number
// still finds them. Nothing is erased.
func Archive(pt *vault.PatientTx, version int64) error { return setState(pt, version, Archived) }

// Unarchive brings an archived patient back.
func Unarchive(pt *vault.PatientTx, version int64) error { return setState(pt, version, Active) }

func setState(pt *vault.PatientTx, version int64, state string) error {
	if err := pt.Require(access.PatientArchive); err != nil {
		return err
	}
	s, h, p, err := load(pt)
	if err != nil {
		return err
	}
	if s.version != version {
		return ErrChanged
	}
	if s.state == state {
		return nil
	}
	pt.Record(audit.Update, "patient", pt.ID.String(), pt.ID)
	pt.Detail("before", s.state)
	pt.Detail("after", state)
	return store(pt, s, h, p, state)
}
