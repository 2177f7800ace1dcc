package patientpages

import (
	"strconv"

	"kosh/internal/base/errs"
	"kosh/internal/base/ids"
	"kosh/internal/clinic/drafts"
	"kosh/internal/clinic/patients"
	"kosh/internal/kernel/access"
	"kosh/internal/storage/vault"
	"kosh/internal/ui"
	"kosh/internal/web/page"
)

// An editing is the form that changes a patient's identity, as it stands.
type editing struct {
	q        *page.Request
	stored   patients.Profile
	text     map[string]string // as typed, or as stored
	problems []ui.Problem
	changed  bool // somebody saved in the meantime: show both
	draft    drafts.Draft
	restored string // when unsent text came back
	clinical bool   // the person may see notes and address
}

// editFields are the fields of the form by name.
var editFields = []string{"name", "phone", "no_phone", "age", "sex", "guardian", "relation", "address", "national_id", "notes"}

// edit shows the form. Masked contacts are not in it: an empty field keeps what
// is stored.
func edit(q *page.Request) (*page.Answer, error) {
	id, err := page.PathID[ids.Patient](q, "id")
	if err != nil {
		return nil, err
	}
	return q.View(func(tx *vault.Tx) (*page.Answer, error) {
		pt, e, err := beginEdit(q, tx, id)
		if err != nil {
			return nil, err
		}
		if e.draft, _, err = drafts.LoadFor(pt, editDraft(id)); err != nil {
			return nil, err
		}
		if e.draft.Version > 0 {
			z := zone(tx)
			e.restored = q.Lang.When(e.draft.Updated.In(z), tx.Now().In(z))
			for _, name := range editFields {
				e.text[name] = e.draft.Fields[name]
			}
		}
		return q.Show(page.Page{Title: q.Lang.PatientsEditTitle(), Body: editView(e)}), nil
	})
}

func beginEdit(q *page.Request, tx *vault.Tx, id ids.Patient) (*vault.PatientTx, editing, error) {
	pt, err := tx.Patient(id)
	if err != nil {
		return nil, editing{}, err
	}
	p, err := patients.Open(pt)
	e := editing{q: q, stored: p, clinical: tx.Holds(access.PatientViewClinical)}
	e.text = map[string]string{"name": p.Name, "age": p.Birth, "sex": string(p.Sex), "guardian": p.Guardian, "relation": string(p.Relation)}
	if e.clinical {
		e.text["address"], e.text["notes"] = p.Address, p.Notes
	}
	return pt, e, err
}

// save changes the identity. What came back differs from what is stored now is
// shown beside it when somebody else saved first.
func save(q *page.Request) (*page.Answer, error) {
	id, err := page.PathID[ids.Patient](q, "id")
	if err != nil {
		return nil, err
	}
	conflict := false
	return q.Submit(
		func(tx *vault.Tx) (string, error) {
			pt, err := tx.Patient(id)
			if err != nil {
				return "", err
			}
			err = patients.Edit(pt, typedChange(q, tx.Holds(access.PatientViewClinical)))
			if conflict = errs.Is(err, errs.Conflict); err != nil {
				return "", err
			}
			return page.Did("/patients/"+id.String(), "saved"), discard(tx, editDraft(id))
		},
		func(tx *vault.Tx, problems []ui.Problem) (*page.Answer, error) {
			pt, e, err := beginEdit(q, tx, id)
			if err != nil {
				return nil, err
			}
			if e.draft, _, err = drafts.LoadFor(pt, editDraft(id)); err != nil {
				return nil, err
			}
			for _, name := range editFields {
				e.text[name] = q.Value(name)
			}
			e.changed = conflict
			if !conflict {
				e.problems = beside(problems)
			}
			return q.Show(page.Page{Title: q.Lang.PatientsEditTitle(), Body: editView(e)}), nil
		})
}

// typedChange reads the form. A contact left empty stays as it is.
func typedChange(q *page.Request, clinical bool) patients.Change {
	version, _ := strconv.ParseInt(q.Value("version"), 10, 64)
	text := func(name string) *string { s := q.Value(name); return &s }
	unless := func(name string, keep bool) *string {
		if keep && q.Value(name) == "" {
			return nil
		}
		return text(name)
	}
	c := patients.Change{
		Version: version, Name: text("name"), NoPhone: q.Checked("no_phone"), Sex: text("sex"),
		Phone: unless("phone", !q.Checked("no_phone")), NationalID: unless("national_id", true),
		Address: unless("address", !clinical), Notes: unless("notes", !clinical),
		Guardian: text("guardian"), Relation: text("relation"),
	}
	if typed := q.Value("age"); born(typed) {
		c.Birth = &typed
	} else {
		c.Age = &typed
	}
	return c
}

// now is the hint that says what is stored, for a field that differs after
// somebody else saved.
func (e editing) now(name, stored, hint string) string {
	if !e.changed || stored == "" || e.text[name] == stored {
		return hint
	}
	return e.q.Lang.PatientsEditNow(stored)
}

// keep is the hint of a masked field.
func (e editing) keep(masked string) string {
	if masked == "" {
		return ""
	}
	return masked + " · " + e.q.Lang.PatientsEditKeepHidden()
}

// archive hides a patient from daily lists; unarchive brings it back.
func archive(q *page.Request) (*page.Answer, error) { return setState(q, patients.Archive, "archived") }
func unarchive(q *page.Request) (*page.Answer, error) {
	return setState(q, patients.Unarchive, "unarchived")
}

func setState(q *page.Request, act func(*vault.PatientTx, int64) error, done string) (*page.Answer, error) {
	id, err := page.PathID[ids.Patient](q, "id")
	if err != nil {
		return nil, err
	}
	return q.Update(func(tx *vault.Tx) (string, error) {
		pt, err := tx.Patient(id)
		if err != nil {
			return "", err
		}
		version, _ := strconv.ParseInt(q.Value("version"), 10, 64)
		return page.Did("/patients/"+id.String(), done), act(pt, version)
	})
}

// restrict sets the restricted label, or lifts it.
func restrict(q *page.Request) (*page.Answer, error) {
	id, err := page.PathID[ids.Patient](q, "id")
	if err != nil {
		return nil, err
	}
	return q.Update(func(tx *vault.Tx) (string, error) {
		pt, err := tx.Patient(id)
		if err != nil {
			return "", err
		}
		on, done := q.Value("on") == "1", "unrestricted"
		if on {
			done = "restricted"
		}
		return page.Did("/patients/"+id.String(), done), pt.Restrict(on)
	})
}
