package trailpages

import (
	"maps"
	"slices"
	"strconv"
	"time"

	"kosh/internal/base/ids"
	"kosh/internal/clinic/practice"
	"kosh/internal/clinic/trail"
	"kosh/internal/kernel/audit"
	"kosh/internal/storage/vault"
	"kosh/internal/ui"
	"kosh/internal/ui/words"
	"kosh/internal/web/page"
)

// How many entries a page has, and the live tail.
const (
	pageEntries = 50
	tailEntries = 5
	mostRecords = 8 // shown of one entry
)

// A listing is what the log's page shows.
type listing struct {
	q        *page.Request
	n        narrowing
	problems []ui.Problem
	page     trail.Page
	status   trail.Status
	state    vault.LogState
	people   []practice.Someone
	chambers map[ids.Chamber]string
	proof    vault.EntryProof // of the opened entry
	zone     *time.Location
	now      time.Time // in zone
	tail     []string
}

// list shows the log, newest first.
func list(q *page.Request) (*page.Answer, error) {
	n := readNarrowing(q)
	var proof vault.EntryProof
	if n.open >= 0 {
		var err error
		if proof, err = q.House().Vault.ProveEntry(q.Context(), q.Who(), n.open); err != nil {
			return nil, err
		}
	}
	return q.ViewLog(func(tx *vault.Tx) (*page.Answer, error) {
		v := listing{q: q, n: n, proof: proof, zone: page.Zone(tx.Zone())}
		v.now = tx.Now().In(v.zone)
		f, problems, err := n.filter(q, tx)
		if err != nil {
			return nil, err
		}
		if v.problems = problems; len(problems) == 0 {
			if v.page, err = trail.List(tx, f, pageEntries); err != nil {
				return nil, err
			}
		}
		if err := v.surround(tx); err != nil {
			return nil, err
		}
		p := page.Page{Title: q.Lang.TrailTitle(), Body: logView(v)}
		if len(problems) > 0 {
			p.Status = 422
		}
		return q.Show(p), nil
	})
}

// surround loads what stands around the list.
func (v *listing) surround(tx *vault.Tx) (err error) {
	if v.status, err = trail.OfLog(tx); err != nil {
		return err
	}
	if v.state, err = tx.LogState(); err != nil {
		return err
	}
	if v.people, err = practice.People(tx); err != nil {
		return err
	}
	chambers, err := practice.ListChambers(tx)
	v.chambers = map[ids.Chamber]string{}
	for _, c := range chambers {
		v.chambers[c.ID] = c.Name
	}
	if v.live() {
		v.tail = lines(v.page, v.zone)
	}
	return err
}

// live reports whether this is the newest page of the whole log, where the tail
// moves by itself.
func (v listing) live() bool { return !v.n.narrow() && v.n.before == 0 }

func lines(p trail.Page, zone *time.Location) []string {
	var all []string
	for _, e := range p.Entries[:min(len(p.Entries), tailEntries)] {
		all = append(all, p.Line(e, zone))
	}
	return all
}

// tail is the live region alone, fetched anew when the log moves.
func tail(q *page.Request) (*page.Answer, error) {
	return q.ViewLog(func(tx *vault.Tx) (*page.Answer, error) {
		p, err := trail.List(tx, trail.Filter{}, tailEntries)
		if err != nil {
			return nil, err
		}
		region := tailView(q.Lang, lines(p, page.Zone(tx.Zone())))
		return q.Show(page.Page{Title: q.Lang.TrailLiveTitle(), Body: tailPage(q.Lang, region), Fragment: region}), nil
	})
}

// when is the time of day to the second today, else day and month too; the
// opened row has it whole. The column is read across languages and compared
// with paper.
func (v listing) when(e trail.Entry) string {
	at := e.At.In(v.zone)
	if at.Year() == v.now.Year() && at.YearDay() == v.now.YearDay() {
		return words.Seconds(at)
	}
	return at.Format("02/01 15:04")
}

func (v listing) who(e trail.Entry) (name, role string) {
	l := v.q.Lang
	switch {
	case e.Role == "system":
		return l.TrailSystem(), ""
	case e.Name == "" && e.Account.IsZero():
		return l.TrailSomebody(), ""
	case e.Name == "":
		for _, p := range v.people {
			if p.Account == e.Account {
				return p.Name, ""
			}
		}
		return l.TrailSomebody(), ""
	}
	return e.Name, l.Code("role", e.Role)
}

// what is the act in human words.
func (v listing) what(e trail.Entry) string {
	l := v.q.Lang
	s := ""
	switch event := e.Detail["event"]; {
	case e.Pruned:
		return l.Code("verb", string(e.Verb))
	case e.Verb == audit.Auth && event != "":
		s = l.Code("auth", event)
	case e.Verb == audit.Alert && event != "":
		s = l.Code("event", event)
	case e.Verb == audit.Auth && e.Outcome == audit.Failed:
		s = l.Code("auth", "failed")
	case e.Verb == audit.Read && len(e.Records) > 1 && e.Records[0].Kind == "patient":
		s = l.PatientsLookedListed()
	case len(e.Records) > 0:
		s = l.Act(string(e.Verb), leading(e).Kind)
	default:
		s = l.Code("verb", string(e.Verb))
	}
	if e.Count > 0 {
		s += ", " + l.TrailTimes(e.Count+1)
	}
	return s
}

// leading is the record the entry's verb is about.
func leading(e trail.Entry) audit.Record {
	for _, r := range e.Records {
		if r.Verb == e.Verb {
			return r
		}
	}
	return e.Records[0]
}

// A named record is a record as shown: a patient with a name and a link for
// whoever may see them, else its kind.
type named struct {
	href, name, lang, small, verb string
}

func (v listing) record(r audit.Record) named {
	l := v.q.Lang
	n := named{verb: string(r.Verb)}
	id, ok := trail.Patient(r)
	if !ok {
		n.name = l.Code("kind", r.Kind)
		return n
	}
	if number, known := v.page.Numbers[id]; known {
		n.small = patientNumber(number)
	}
	if row, seen := v.page.Patients[id]; seen {
		n.name, n.lang, n.href = row.Name, script(row.Name), "/patients/"+id.String()
		return n
	}
	if n.name = l.TrailPatient(); n.small == "" {
		n.small = id.Short()
	}
	return n
}

func patientNumber(n int64) string {
	s := strconv.FormatInt(n, 10)
	for len(s) < 5 {
		s = "0" + s
	}
	return "P-" + s
}

// script returns the language of a name written in Bangla or Devanagari.
func script(name string) string {
	for _, r := range name {
		switch {
		case r >= 0x0980 && r <= 0x09FF:
			return "bn"
		case r >= 0x0900 && r <= 0x097F:
			return "hi"
		}
	}
	return ""
}

// why is the reason in words: a code of a closed list, or what the system said.
func (v listing) why(e trail.Entry) string {
	l := v.q.Lang
	s := e.Reason
	if s == "" {
		s = e.Purpose
	}
	if s == "" || e.Verb == audit.Auth {
		return "" // of a sign-in the act says it all
	}
	return l.Code("reason", s)
}

// where is the device; the address is in the opened row.
func (v listing) where(e trail.Entry) string {
	if e.Agent == "" {
		return e.IP
	}
	return e.Agent
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

func sorted(m map[string]string) []string { return slices.Sorted(maps.Keys(m)) }

// short is the beginning of a fingerprint, as it is compared by eye.
func short(s string) string {
	if len(s) < 12 {
		return s
	}
	return s[:12]
}

func (v listing) signedAt() string {
	return v.q.Lang.When(time.UnixMicro(v.proof.SignedAt).In(v.zone), v.now)
}

func (v listing) shownText() string {
	return v.q.Lang.CommonShown(len(v.page.Entries), int(v.status.Size))
}

// pages are the neighbours of a list that is not narrowed.
func (v listing) pages() ui.Pages {
	p := ui.Pages{Text: v.shownText()}
	if v.n.before > 0 {
		p.Newer = v.n.newer().address()
	}
	if v.page.Next > 0 {
		p.Older = v.n.older(v.page.Next).address()
	}
	return p
}

// ending tells an identifier apart by its end, as the live tail does.
func ending(id string) string {
	if len(id) == 36 {
		return id[28:]
	}
	return id
}

// moment is when an entry was written, whole, with the clinic's zone.
func (v listing) moment(e trail.Entry) string {
	return e.At.In(v.zone).Format("2006-01-02 15:04:05.000000 MST")
}
