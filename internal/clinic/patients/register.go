package patients

import (
	"kosh/internal/base/errs"
	"kosh/internal/base/ids"
	"kosh/internal/base/names"
	"kosh/internal/clinic/practice"
	"kosh/internal/kernel/access"
	"kosh/internal/storage/vault"
)

// Registered is a new patient.
type Registered struct {
	ID     ids.Patient
	Number int64 // clinic-wide, from 1, never given twice
}

// ErrDuplicate is returned by Register for a likely duplicate that was not
// confirmed. Duplicates lists whom it may be.
var ErrDuplicate error = &errs.Error{
	Kind: errs.Conflict, Code: "patient.duplicate",
	Public: "This person may be registered already. Look at the list, then open one of them or register anyway.",
}

// Register adds a patient. Errors: joined field errors; ErrDuplicate. Whoever
// registers without the right to see all patients cares for this one from now on.
func Register(tx *vault.Tx, f Form) (Registered, error) {
	if err := tx.Require(access.PatientCreate); err != nil {
		return Registered{}, err
	}
	h, p, on, err := read(tx, f)
	if err != nil {
		return Registered{}, err
	}
	if !f.Confirmed && tx.Holds(access.PatientList) {
		likely, err := duplicates(tx, h, on)
		if err != nil {
			return Registered{}, err
		}
		for _, l := range likely {
			l.subject.Drop()
		}
		if len(likely) > 0 {
			return Registered{}, ErrDuplicate
		}
	}
	return insert(tx, h, p)
}

// read checks the form by the clinic's country and calendar.
func read(tx *vault.Tx, f Form) (h head, p profile, on date, err error) {
	country, err := practice.Country(tx)
	if err != nil {
		return h, p, on, err
	}
	if on, err = today(tx); err != nil {
		return h, p, on, err
	}
	h, p, err = f.check(country, on)
	return h, p, on, err
}

func insert(tx *vault.Tx, h head, p profile) (Registered, error) {
	r := Registered{ID: ids.New[ids.Patient](tx.Now())}
	pt, err := tx.NewPatient(r.ID)
	if err != nil {
		return Registered{}, err
	}
	if r.Number, err = practice.Next(tx, "patient"); err != nil {
		return Registered{}, err
	}
	sealedHead, err := headDoc.Seal(pt, r.ID, 1, h)
	if err != nil {
		return Registered{}, err
	}
	sealedProfile, err := profileDoc.Seal(pt, r.ID, 1, p)
	if err != nil {
		return Registered{}, err
	}
	_, err = tx.Exec(insertPatient, r.ID, r.Number, tx.Who().Chamber, tx.Micros(), sealedHead, sealedProfile)
	if err != nil {
		return Registered{}, err
	}
	all, err := tokens(tx, h, p)
	if err != nil {
		return Registered{}, err
	}
	if err := index(tx, r.ID, nil, all); err != nil {
		return Registered{}, err
	}
	if g := tx.Grants(); !g.Staff.IsZero() && !tx.Holds(access.PatientScopeAll) {
		if err := pt.Care(g.Staff, "registered"); err != nil {
			return Registered{}, err
		}
	}
	tx.Changed(Topic)
	return r, nil
}

// A Duplicate is a patient whom a form may be about.
type Duplicate struct {
	Row
	SamePhone bool
	SameName  bool // in some spelling, and an age within two years
}

// Duplicates returns whom a form may be about, likeliest first, to be shown
// before saving. Several people on one phone are normal: they are listed, and
// the person decides. Errors: joined field errors.
func Duplicates(tx *vault.Tx, f Form) ([]Duplicate, error) {
	if err := tx.Require(access.PatientCreate); err != nil {
		return nil, err
	}
	tx.NoDisclosure("nobody like this is registered")
	h, _, on, err := read(tx, f)
	if err != nil {
		return nil, err
	}
	likely, err := duplicates(tx, h, on)
	if err != nil {
		return nil, err
	}
	var out []Duplicate
	for _, same := range []bool{true, false} {
		for _, l := range likely {
			if (l.SameName && l.SamePhone) != same {
				continue
			}
			if err := l.subject.Show(); err != nil {
				return nil, err
			}
			out = append(out, l.Duplicate)
		}
	}
	return out, nil
}

// maxDuplicates is how many candidates of each sort are compared.
const maxDuplicates = 50

type likely struct {
	Duplicate
	subject *vault.Subject
}

// duplicates opens the candidates; the caller shows or drops each one returned.
func duplicates(tx *vault.Tx, h head, on date) ([]likely, error) {
	var found candidates
	if h.Phone != "" {
		if _, err := found.byTokens(tx, []lookup{exact(tx, kindPhone, h.Phone)}, maxDuplicates); err != nil {
			return nil, err
		}
	}
	var words []*names.Token
	parts := names.Tokens(h.Name)
	for i := range parts {
		if parts[i].Kind == names.Skel && (!leftOut[parts[i].Text] || len(parts) <= 3) {
			words = append(words, &parts[i])
		}
	}
	if len(words) > 0 {
		if _, err := found.byTokens(tx, narrow(tx, words), maxDuplicates); err != nil {
			return nil, err
		}
	}
	name, age := sameName(h.Name), h.Birth.age(on).Years
	var out []likely
	err := found.open(tx, on, func(c head, row Row, s *vault.Subject) error {
		d := likely{Duplicate{Row: row}, s}
		d.SamePhone = h.Phone != "" && c.Phone == h.Phone
		years := row.Age.Years - age
		d.SameName = sameName(c.Name) == name && -2 <= years && years <= 2
		if !d.SamePhone && !d.SameName {
			s.Drop()
			return nil
		}
		out = append(out, d)
		return nil
	})
	return out, err
}
