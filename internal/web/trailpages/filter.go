package trailpages

import (
	"net/url"
	"strconv"
	"strings"
	"time"

	"kosh/internal/base/contact"
	"kosh/internal/base/ids"
	"kosh/internal/clinic/trail"
	"kosh/internal/kernel/audit"
	"kosh/internal/storage/vault"
	"kosh/internal/ui"
	"kosh/internal/web/page"
)

// A narrowing is what the list is narrowed to, as it was typed.
type narrowing struct {
	person, patient, verb, outcome, from, to string
	before                                   int64   // entries before this one
	was                                      []int64 // where the newer pages began
	open                                     int64   // the opened entry, -1 for none
}

// maxWas bounds how many newer pages an address remembers.
const maxWas = 40

// readNarrowing reads the form. An address carries numbers of entries alone.
func readNarrowing(q *page.Request) narrowing {
	n := narrowing{before: number(q.Value("before")), open: -1}
	if q.Value("open") != "" {
		n.open = number(q.Value("open"))
	}
	for _, s := range strings.Split(q.Value("was"), ",") {
		if s != "" && len(n.was) < maxWas {
			n.was = append(n.was, number(s))
		}
	}
	if q.Method == "POST" {
		n.person, n.patient, n.verb, n.outcome = q.Value("person"), strings.TrimSpace(q.Value("patient")), q.Value("verb"), q.Value("outcome")
		n.from, n.to = strings.TrimSpace(q.Value("from")), strings.TrimSpace(q.Value("to"))
	}
	return n
}

func number(s string) int64 {
	n, _ := strconv.ParseInt(s, 10, 64)
	return max(n, 0)
}

// narrow reports whether anything is asked for beyond the newest entries.
func (n narrowing) narrow() bool {
	return n.person != "" || n.patient != "" || n.verb != "" || n.outcome != "" || n.from != "" || n.to != ""
}

// filter turns what was typed into what the room asks, with an error beside
// each field it cannot read.
func (n narrowing) filter(q *page.Request, tx *vault.Tx) (trail.Filter, []ui.Problem, error) {
	f := trail.Filter{Verb: audit.Verb(n.verb), Outcome: audit.Outcome(n.outcome), Before: n.before, Names: true}
	var problems []ui.Problem
	wrong := func(field, code string) {
		problems = append(problems, ui.Problem{Field: field, Message: q.Lang.Error(code, "")})
	}
	if !f.Verb.Valid() {
		f.Verb = ""
	}
	if !f.Outcome.Valid() {
		f.Outcome = ""
	}
	if n.person != "" {
		id, err := ids.Parse[ids.Account](n.person)
		if err != nil {
			wrong("person", "choose")
		}
		f.Account = id
	}
	if n.patient != "" {
		id, found, err := patientOf(tx, n.patient)
		if err != nil {
			return f, nil, err
		}
		if !found {
			problems = append(problems, ui.Problem{Field: "patient", Message: q.Lang.TrailFilterPatientUnknown()})
		}
		f.Patient = id
	}
	zone := page.Zone(tx.Zone())
	var ok bool
	if f.From, ok = day(n.from, zone); !ok {
		wrong("from", "date.bad")
	}
	if f.To, ok = day(n.to, zone); !ok {
		wrong("to", "date.bad")
	} else if !f.To.IsZero() {
		f.To = f.To.AddDate(0, 0, 1) // the whole of that day
	}
	if !f.From.IsZero() && !f.To.IsZero() && !f.From.Before(f.To) {
		wrong("to", "date.order")
	}
	return f, problems, nil
}

// patientOf reads a number as it is on a card.
func patientOf(tx *vault.Tx, text string) (ids.Patient, bool, error) {
	digits, ok := contact.Digits(strings.TrimLeft(text, "Pp-– #"))
	if !ok || len(digits) > 15 {
		return ids.Patient{}, false, nil
	}
	return trail.ByNumber(tx, number(digits))
}

// day reads a calendar day of the clinic as a date field or a person writes it.
func day(text string, zone *time.Location) (time.Time, bool) {
	if text == "" {
		return time.Time{}, true
	}
	for _, form := range []string{"2006-01-02", "2/1/2006", "2.1.2006", "2-1-2006"} {
		if t, err := time.ParseInLocation(form, contact.LatinDigits(text), zone); err == nil {
			return t, t.Year() > 1970 && t.Year() < 3000
		}
	}
	return time.Time{}, false
}

// fields are the hidden fields that lead to another page of the same list.
func (n narrowing) fields() [][2]string {
	var all [][2]string
	for _, f := range [][2]string{{"person", n.person}, {"patient", n.patient}, {"verb", n.verb}, {"outcome", n.outcome}, {"from", n.from}, {"to", n.to},
		{"before", numberText(n.before)}, {"was", n.wasText()}} {
		if f[1] != "" {
			all = append(all, f)
		}
	}
	return all
}

// address is the same for a list that is not narrowed.
func (n narrowing) address() string {
	v := url.Values{}
	if n.before > 0 {
		v.Set("before", numberText(n.before))
	}
	if w := n.wasText(); w != "" {
		v.Set("was", w)
	}
	if n.open >= 0 {
		v.Set("open", strconv.FormatInt(n.open, 10))
	}
	if len(v) == 0 {
		return "/log"
	}
	return "/log?" + v.Encode()
}

func (n narrowing) wasText() string {
	var all []string
	for _, w := range n.was {
		all = append(all, strconv.FormatInt(w, 10))
	}
	return strings.Join(all, ",")
}

// older is the page after this one, newer the one before it.
func (n narrowing) older(next int64) narrowing {
	o := n
	o.open = -1
	o.was = append(append([]int64(nil), n.was...), n.before)
	if len(o.was) > maxWas {
		o.was = o.was[1:]
	}
	o.before = next
	return o
}

func (n narrowing) newer() narrowing {
	o := n
	o.open, o.before = -1, 0
	if k := len(n.was); k > 0 {
		o.before, o.was = n.was[k-1], n.was[:k-1]
	}
	return o
}

func numberText(n int64) string {
	if n == 0 {
		return ""
	}
	return strconv.FormatInt(n, 10)
}
