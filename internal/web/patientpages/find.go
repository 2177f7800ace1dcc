package patientpages

import (
	"strconv"
	"unicode"

	"kosh/internal/base/contact"
	"kosh/internal/clinic/patients"
	"kosh/internal/kernel/access"
	"kosh/internal/storage/vault"
	"kosh/internal/ui"
	"kosh/internal/web/page"
)

// rowsShown is how many people a search shows: what fits on a screen. Who is
// not among them is found by typing more.
const rowsShown = 20

// toList serves who comes to the find box's address without having searched.
func toList(q *page.Request) (*page.Answer, error) {
	return q.View(func(*vault.Tx) (*page.Answer, error) { return q.Redirect("/patients"), nil })
}

// list is the find-or-register page before anything is searched.
func list(q *page.Request) (*page.Answer, error) {
	return q.View(func(tx *vault.Tx) (*page.Answer, error) { return finder(q, tx, "", filled{}) })
}

// find searches. Enter with one person found opens them; while somebody types,
// nothing opens by itself.
func find(q *page.Request) (*page.Answer, error) {
	return q.View(func(tx *vault.Tx) (*page.Answer, error) {
		text := q.Value("q")
		if q.Value("go") != "" {
			found, err := patients.Find(tx, patients.Query{Text: typed(text), Limit: rowsShown})
			if err != nil {
				return nil, err
			}
			if len(found.Rows) == 1 && !found.Recent && !found.More {
				return q.Redirect("/patients/" + found.Rows[0].ID.String()), nil
			}
			return findPage(q, tx, text, &found, prefill(text))
		}
		return finder(q, tx, text, prefill(text))
	})
}

// finder searches text and shows the page, with the form as it is filled.
func finder(q *page.Request, tx *vault.Tx, text string, f filled) (*page.Answer, error) {
	if !tx.Holds(access.PatientList) {
		return findPage(q, tx, text, nil, f)
	}
	found, err := patients.Find(tx, patients.Query{Text: typed(text), Limit: rowsShown})
	if err != nil {
		return nil, err
	}
	return findPage(q, tx, text, &found, f)
}

// findPage shows what was found, nil for somebody who may not search, and the
// form for somebody new where the person may register.
func findPage(q *page.Request, tx *vault.Tx, text string, found *patients.Found, f filled) (*page.Answer, error) {
	v := finding{q: q, text: text, found: found, form: f, mayRegister: tx.Holds(access.PatientCreate), zone: zone(tx)}
	if v.mayRegister && f.problems == nil && len(f.likely) == 0 {
		draft, err := draftOf(tx, formRegister)
		if err != nil {
			return nil, err
		}
		v.form.restore(draft)
	}
	v.form.search = text
	v.form.now = tx.Now().In(v.zone)
	return q.Show(page.Page{Title: q.Lang.PatientsFindTitle(), Body: findView(v), Fragment: findFragment(v),
		Find: text, FindWide: true}), nil
}

// prefill puts what was searched where it belongs in the form: digits are the
// phone, letters the name. Few digits are the end of a number, or a patient's.
func prefill(text string) filled {
	digits, isNumber := contact.Digits(text)
	switch {
	case isNumber && len(digits) >= 5:
		return filled{Form: patients.Form{Phone: text}}
	case !isNumber && typed(text) == text && hasLetter(text):
		return filled{Form: patients.Form{Name: text}}
	}
	return filled{}
}

func hasLetter(s string) bool {
	for _, r := range s {
		if unicode.IsLetter(r) {
			return true
		}
	}
	return false
}

// A section is people found on one phone, or everybody else.
type section struct {
	title string
	rows  []numbered
}

// A numbered row has the digit that opens it, "" from the tenth on.
type numbered struct {
	patients.Row
	key string
}

// sections puts people on one phone together, families first, the others after
// them in the order they were found. Nothing is grouped in the list of those
// registered lately, and keys are given only to what was searched: the first
// digit of a phone typed beside the find box must not open somebody.
func (v finding) sections() []section {
	lines := map[int][]numbered{}
	for _, r := range v.found.Rows {
		if r.Line != 0 && !v.found.Recent {
			lines[r.Line] = append(lines[r.Line], numbered{Row: r})
		}
	}
	var families []section
	var others section
	for _, r := range v.found.Rows {
		switch family := lines[r.Line]; {
		case len(family) < 2:
			others.rows = append(others.rows, numbered{Row: r})
		case family[0].ID == r.ID:
			families = append(families, section{v.q.Lang.PatientsOnPhone(len(family), r.Phone), family})
		}
	}
	if len(others.rows) > 0 {
		if len(families) > 0 {
			others.title = v.q.Lang.PatientsFoundOthers()
		}
		families = append(families, others)
	}
	n := 0
	for i := range families {
		for j := range families[i].rows {
			if n++; n <= 9 && !v.found.Recent {
				families[i].rows[j].key = strconv.Itoa(n)
			}
		}
	}
	return families
}

func (v finding) hit(r numbered) ui.Hit {
	l := v.q.Lang
	h := ui.Hit{Href: "/patients/" + r.ID.String(), Name: r.Name, Lang: script(l, r.Name), Facts: facts(l, r.Row), Key: r.key}
	switch {
	case r.Restricted:
		h.Tag = ui.Pill(ui.Warn, ui.IconLock, l.PatientsRestricted())
	case r.Age.Years < patients.MinorBelow:
		h.Tag = ui.Pill(ui.Info, "", l.PatientsMinor())
	}
	return h
}

// title says how many there are.
func (v finding) title() string {
	l := v.q.Lang
	switch {
	case v.found.Recent:
		return l.PatientsListLately()
	case v.found.Short && len(v.found.Rows) == 0:
		return l.PatientsTitle()
	}
	return l.PatientsFound(len(v.found.Rows))
}
