package patientpages

import (
	"errors"
	"time"

	"github.com/a-h/templ"

	"kosh/internal/clinic/patients"
	"kosh/internal/storage/vault"
	"kosh/internal/ui"
	"kosh/internal/web/page"
)

// filled is the form for somebody new as it stands.
type filled struct {
	patients.Form
	problems []ui.Problem
	likely   []patients.Duplicate // who it may be, when somebody like this is registered
	search   string               // what stood in the find box
	version  int64                // of the draft
	restored time.Time            // when the draft was saved; zero without one
	now      time.Time            // in the clinic's zone
}

// read takes the form as it was typed.
func read(q *page.Request) patients.Form {
	f := patients.Form{
		Name: q.Value("name"), Phone: q.Value("phone"), NoPhone: q.Checked("no_phone"), Sex: q.Value("sex"),
		Address: q.Value("address"), NationalID: q.Value("national_id"), Notes: q.Value("notes"),
		Guardian: q.Value("guardian"), Relation: q.Value("relation"), Confirmed: q.Checked("confirmed"),
	}
	if text := q.Value("age"); born(text) {
		f.Birth = text
	} else {
		f.Age = text
	}
	return f
}

// ageText is what was typed into the one field for age or birth date.
func (f filled) ageText() string {
	if f.Birth != "" {
		return f.Birth
	}
	return f.Age
}

// attrs make the browser keep the form while it is typed. Once somebody typed in
// it, a search beside it does not fill it anew.
func (f filled) attrs() templ.Attributes {
	a := draftAttrs(formRegister, "", f.version)
	a["data-keep"] = true
	a["data-touched"] = !f.restored.IsZero() || len(f.problems) > 0 || len(f.likely) > 0
	return a
}

// blank shows the form alone.
func blank(q *page.Request) (*page.Answer, error) {
	return q.View(func(tx *vault.Tx) (*page.Answer, error) { return findPage(q, tx, "", nil, filled{}) })
}

// register adds a patient and opens it. Somebody like this is shown first; the
// form says whether they were seen.
func register(q *page.Request) (*page.Answer, error) {
	form, duplicate := read(q), false
	return q.Submit(
		func(tx *vault.Tx) (string, error) {
			r, err := patients.Register(tx, form)
			duplicate = errors.Is(err, patients.ErrDuplicate)
			if err != nil {
				return "", err
			}
			return page.Did("/patients/"+r.ID.String(), "registered"), discard(tx, formRegister)
		},
		func(tx *vault.Tx, problems []ui.Problem) (*page.Answer, error) {
			f := filled{Form: form, problems: beside(problems)}
			if duplicate {
				likely, err := patients.Duplicates(tx, form)
				if err != nil {
					return nil, err
				}
				f.likely, f.problems = likely, nil
			}
			if q.Value("q") == "" {
				return findPage(q, tx, "", nil, f)
			}
			return finder(q, tx, q.Value("q"), f)
		})
}
