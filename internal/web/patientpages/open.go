package patientpages

import (
	"kosh/internal/base/ids"
	"kosh/internal/clinic/patients"
	"kosh/internal/kernel/access"
	"kosh/internal/security/ratelimit"
	"kosh/internal/storage/vault"
	"kosh/internal/ui"
	"kosh/internal/web/page"
)

// opened is what a patient's page shows.
type opened struct {
	q        *page.Request
	p        patients.Profile
	family   []patients.Row
	looks    []look // newest first, a few
	shown    revealed
	may      rights
	clinical bool // the person sees the address and the notes as they are
}

// revealed is the one contact this answer shows in full, or what was missing
// to show it.
type revealed struct {
	field   patients.Field
	value   string
	problem string
}

// rights are what the person may do with this patient, for the page's buttons;
// each act asks again.
type rights struct {
	edit, archive, restrict, phone, id bool
}

func rightsOf(pt *vault.PatientTx) rights {
	return rights{edit: pt.Holds(access.PatientEdit), archive: pt.Holds(access.PatientArchive), restrict: pt.Holds(access.PatientViewRestricted),
		phone: pt.Holds(access.PatientRevealPhone), id: pt.Holds(access.PatientRevealID)}
}

// show opens a patient.
func show(q *page.Request) (*page.Answer, error) {
	id, err := page.PathID[ids.Patient](q, "id")
	if err != nil {
		return nil, err
	}
	return q.View(func(tx *vault.Tx) (*page.Answer, error) {
		pt, err := tx.Patient(id)
		if err != nil {
			return nil, err
		}
		return openPage(q, pt, revealed{})
	})
}

func openPage(q *page.Request, pt *vault.PatientTx, shown revealed) (_ *page.Answer, err error) {
	v := opened{q: q, shown: shown, may: rightsOf(pt), clinical: pt.Holds(access.PatientViewClinical)}
	if v.p, err = patients.Open(pt); err != nil {
		return nil, err
	}
	if pt.Holds(access.PatientList) {
		if v.family, err = patients.SamePhone(pt); err != nil {
			return nil, err
		}
	}
	if v.looks, err = recentLooks(q, pt); err != nil {
		return nil, err
	}
	a := page.Page{Title: q.Lang.Code("kind", "patient"), Body: openView(v), Toast: v.done()}
	if shown.field != "" {
		a.Fragment = maskOf(v, shown.field)
	}
	return q.Show(a), nil
}

// done says what the form before did.
func (v opened) done() string {
	l := v.q.Lang
	switch v.q.Done() {
	case "registered":
		return l.PatientsRegistered(v.p.Name, number(v.p.Number))
	case "saved":
		return l.PatientsEditSaved()
	case "archived":
		return l.PatientsArchiveDone()
	case "unarchived":
		return l.PatientsUnarchiveDone()
	case "restricted":
		return l.PatientsRestrictDone()
	case "unrestricted":
		return l.PatientsUnrestrictDone()
	}
	return ""
}

// revealContact shows the phone or the address in full, once.
func revealContact(q *page.Request) (*page.Answer, error) {
	field := patients.FieldPhone
	if q.Value("field") == string(patients.FieldAddress) {
		field = patients.FieldAddress
	}
	return reveal(q, field)
}

// revealID shows the identity number in full, once.
func revealID(q *page.Request) (*page.Answer, error) { return reveal(q, patients.FieldNationalID) }

// reveal answers with the value in the page, never with a redirect: it stands
// in no address and no history. The REVEAL entry is durable before it leaves. A
// person has so many an hour (MSK-04): who needs the numbers of everybody is not
// calling anybody.
func reveal(q *page.Request, field patients.Field) (*page.Answer, error) {
	id, err := page.PathID[ids.Patient](q, "id")
	if err != nil {
		return nil, err
	}
	counted := false
	a, err := q.ViewLog(func(tx *vault.Tx) (*page.Answer, error) {
		pt, err := tx.Patient(id)
		if err != nil {
			return nil, err
		}
		value, err := patients.Reveal(pt, field, patients.Reason(q.Value("why")))
		if err != nil {
			return nil, err
		}
		if !counted { // the closure may run twice
			who := tx.Who()
			if ok, wait := q.House().Limits.Allow(ratelimit.Reveal, "reveal:"+who.Tenant.String()+who.Account.String()); !ok {
				return nil, page.TooSoon(wait)
			}
			counted = true
		}
		if value == "" {
			value = q.Lang.CommonNone()
		}
		return openPage(q, pt, revealed{field: field, value: value})
	})
	if err == nil || page.Status(err) != 422 {
		return a, err
	}
	return q.Again(err, func(tx *vault.Tx, problems []ui.Problem) (*page.Answer, error) {
		pt, err := tx.Patient(id)
		if err != nil {
			return nil, err
		}
		return openPage(q, pt, revealed{field: field, problem: ui.ProblemOf(problems, "reason")})
	})
}

// mask is a contact as this page shows it: masked with a way to ask, or in full.
func (v opened) mask(field patients.Field) ui.Mask {
	l, base := v.q.Lang, "/patients/"+v.p.ID.String()
	m := ui.Mask{ID: "c-" + string(field), Tokens: v.q.Tokens(), Why: why(v)}
	may, action := v.may.phone, base+"/reveal"
	switch field {
	case patients.FieldPhone:
		m.Label, m.Masked, m.Ask = l.PatientsPhone(), v.p.Phone, l.PatientsRevealPhone()
	case patients.FieldAddress:
		m.Label, m.Masked, m.Ask = l.PatientsAddress(), v.p.Address, l.PatientsRevealAddress()
	case patients.FieldNationalID:
		m.Label, m.Masked, m.Ask = l.PatientsNationalId(), v.p.NationalID, l.PatientsRevealId()
		may, action = v.may.id, base+"/reveal-id"
	}
	if v.shown.field == field {
		m.Full, m.Error = v.shown.value, v.shown.problem
		m.Note = l.PatientsRevealShown()
		if field == patients.FieldPhone && m.Full != "" {
			m.Href = "tel:" + m.Full
		}
	}
	if may && m.Masked != "" {
		m.Action = action
	}
	return m
}

func why(v opened) []ui.Option {
	l := v.q.Lang
	all := []ui.Option{{Value: "", Label: l.PatientsRevealWhyChoose()}}
	for _, r := range patients.Reasons() {
		all = append(all, ui.Option{Value: string(r), Label: l.Code("reason", string(r))})
	}
	return all
}
