package patientpages

import (
	"strconv"
	"time"

	"kosh/internal/base/ids"
	"kosh/internal/clinic/patients"
	"kosh/internal/clinic/trail"
	"kosh/internal/kernel/access"
	"kosh/internal/kernel/audit"
	"kosh/internal/storage/vault"
	"kosh/internal/ui"
	"kosh/internal/web/page"
)

// How many entries of the record's own log stand beside the record, and on a
// page of it.
const (
	fewLooks  = 6
	readLooks = 12 // of these the few are made: the same act again and again is one line
	pageLooks = 50
)

// A look is one entry of the record's own log, in words.
type look struct {
	when, what, who, role, from, why, times string

	outcome audit.Outcome
	ended   string // the outcome in words
	count   int    // how often
}

// recentLooks are the newest entries for the panel beside the record.
func recentLooks(q *page.Request, pt *vault.PatientTx) ([]look, error) {
	p, err := trail.OfRecord(pt, 0, readLooks)
	if err != nil {
		return nil, err
	}
	return gathered(q, inWords(q, pt.Tx, p)), nil
}

// gathered makes one line of the same act by the same person in a row, with the
// time of the newest, and keeps a few lines. The page of the whole log does not.
func gathered(q *page.Request, all []look) []look {
	var out []look
	for _, k := range all {
		if n := len(out) - 1; n >= 0 && out[n].what == k.what && out[n].line() == k.line() && out[n].why == k.why && out[n].outcome == k.outcome {
			out[n].count += k.count
			out[n].times = q.Lang.TrailTimes(out[n].count)
			continue
		}
		if len(out) == fewLooks {
			break
		}
		out = append(out, k)
	}
	return out
}

func inWords(q *page.Request, tx *vault.Tx, p trail.Page) []look {
	z := zone(tx)
	now := tx.Now().In(z)
	all := make([]look, 0, len(p.Entries))
	for _, e := range p.Entries {
		all = append(all, lookOf(q, e, e.At.In(z), now))
	}
	return all
}

func lookOf(q *page.Request, e trail.Entry, at, now time.Time) look {
	l := q.Lang
	k := look{when: l.When(at, now), who: e.Name, what: l.Act(string(verbHere(e)), "patient"), outcome: e.Outcome, count: e.Count + 1}
	if verbHere(e) == audit.Read && inList[e.Screen] {
		k.what = l.PatientsLookedListed()
	}
	if e.Role != "" {
		k.role = l.Code("role", e.Role)
	}
	if e.Role == "system" {
		k.who, k.role = l.TrailSystem(), ""
	}
	if e.Agent != "" || e.IP != "" {
		k.from = joined(e.Agent, e.IP)
	}
	if e.Reason != "" {
		k.why = l.Code("reason", e.Reason)
	}
	if e.Count > 0 {
		k.times = l.TrailTimes(k.count)
	}
	k.ended = l.Code("outcome", string(e.Outcome))
	return k
}

// inList are the screens that show a patient as one line among others.
var inList = map[string]bool{"GET /patients": true, "POST /patients": true, "POST /find": true, "GET /log": true, "POST /log": true}

// verbHere is what was done to this patient: in an entry about several records
// the gravest verb may belong to another.
func verbHere(e trail.Entry) audit.Verb {
	verb := e.Verb
	for i, r := range e.Records {
		if _, ok := trail.Patient(r); ok && r.Verb != "" && (i == 0 || r.Verb != audit.Read) {
			verb = r.Verb
		}
	}
	return verb
}

func joined(a, b string) string {
	if a == "" || b == "" {
		return a + b
	}
	return a + ", " + b
}

// line is the small line under an entry: who, in which role, why.
func (k look) line() string {
	return joined(k.who, k.role)
}

// lookedPage is the record's own log on a page of its own.
type lookedPage struct {
	q     *page.Request
	p     patients.Profile
	looks []look
	newer string
	older string
	from  bool // where from is shown to holders of audit.view
}

func looked(q *page.Request) (*page.Answer, error) {
	id, err := page.PathID[ids.Patient](q, "id")
	if err != nil {
		return nil, err
	}
	return q.ViewLog(func(tx *vault.Tx) (*page.Answer, error) {
		pt, err := tx.Patient(id)
		if err != nil {
			return nil, err
		}
		v := lookedPage{q: q, from: tx.Holds(access.AuditView)}
		if v.p, err = patients.Open(pt); err != nil {
			return nil, err
		}
		before, _ := strconv.ParseInt(q.Value("before"), 10, 64)
		entries, err := trail.OfRecord(pt, max(before, 0), pageLooks)
		if err != nil {
			return nil, err
		}
		v.looks = inWords(q, tx, entries)
		base := "/patients/" + id.String() + "/log"
		if before > 0 {
			v.newer = base
		}
		if entries.Next > 0 {
			v.older = base + "?before=" + strconv.FormatInt(entries.Next, 10)
		}
		return q.Show(page.Page{Title: q.Lang.PatientsLookedTitle(), Body: lookedView(v)}), nil
	})
}

func (v opened) registeredOn() string {
	return v.q.Lang.PatientsRegisteredOn(v.q.Lang.Date(v.p.Registered))
}

// birth is the birth date as exactly as it is known.
func (v opened) birth() string {
	l := v.q.Lang
	if t, err := time.Parse("2006-01-02", v.p.Birth); err == nil {
		return l.PatientsBorn(l.Date(t))
	}
	if t, err := time.Parse("2006-01", v.p.Birth); err == nil {
		return l.PatientsBorn(l.Digits(l.Month(t.Month()) + " " + t.Format("2006")))
	}
	return l.PatientsBorn(l.Digits(v.p.Birth)) + ", " + l.PatientsEstimated()
}

func (v opened) act(name string) string { return "/patients/" + v.p.ID.String() + "/" + name }

func (v opened) restrictOn() string {
	if v.p.Restricted {
		return "0"
	}
	return "1"
}

func (v opened) restrictLabel() string {
	if v.p.Restricted {
		return v.q.Lang.PatientsUnrestrict()
	}
	return v.q.Lang.PatientsRestrict()
}

// cols are the columns of the record's own log.
func (v lookedPage) cols() []ui.Col {
	l := v.q.Lang
	c := []ui.Col{{Label: l.TrailWhen(), Class: "w-m"}, {Label: l.TrailWho(), Class: "w-l"}, {Label: l.TrailWhat()}}
	if v.from {
		c = append(c, ui.Col{Label: l.TrailWhere()})
	}
	return append(c, ui.Col{Label: l.TrailWhy()}, ui.Col{Label: l.TrailOutcome(), Class: "w-s"})
}

func tone(o audit.Outcome) ui.Tone {
	switch o {
	case audit.OK:
		return ui.OK
	case audit.Warn:
		return ui.Warn
	}
	return ui.Danger
}

func orDash(s string) string {
	if s == "" {
		return "–"
	}
	return s
}
