package patients

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"kosh/internal/base/contact"
	"kosh/internal/base/ids"
	"kosh/internal/base/names"
	"kosh/internal/clinic/practice"
	"kosh/internal/kernel/access"
	"kosh/internal/storage/vault"
)

// MaxRows is the most rows a search shows.
const MaxRows = 50

// maxOpened is the most candidates a search opens.
const maxOpened = 100

// A Query is what somebody typed to find a patient.
type Query struct {
	Text  string // digits: the end of a phone, a patient's number or an identity number; else a name
	Limit int    // rows wanted; 0 or more than MaxRows is MaxRows
}

// Found is the answer to a Query.
type Found struct {
	Rows   []Row
	More   bool // there are more than shown: type more
	Short  bool // too little was typed to search by
	Recent bool // nothing was typed: these were registered or changed last
}

// Find returns the patients a text may mean, best first and among equals the one
// changed last. Names are found in Latin, Bangla and Devanagari, in any spelling.
// Each row shown is in the entry; a search that finds nobody leaves none.
func Find(tx *vault.Tx, q Query) (Found, error) {
	if err := tx.Require(access.PatientList); err != nil {
		return Found{}, err
	}
	tx.NoDisclosure("the search found nobody")
	on, err := today(tx)
	if err != nil {
		return Found{}, err
	}
	f := finder{tx: tx, on: on, limit: q.Limit}
	if f.limit <= 0 || f.limit > MaxRows {
		f.limit = MaxRows
	}
	text := strings.TrimSpace(q.Text)
	digits, isNumber := contact.Digits(text)
	switch {
	case text == "":
		f.found.Recent = true
		err = f.recent()
	case isNumber:
		err = f.number(text, digits)
	default:
		err = f.name(text)
	}
	if err != nil {
		return Found{}, err
	}
	return f.show()
}

// A finder collects hits.
type finder struct {
	tx    *vault.Tx
	on    date
	limit int
	seen  candidates
	hits  []hit
	lines map[string]int // telephone lines met so far
	found Found
}

type hit struct {
	Row
	subject *vault.Subject
}

func (f *finder) recent() error {
	f.limit = min(f.limit, 20)
	_, err := f.seen.collect(f.tx, recentPatients, f.limit, f.tx.Holds(access.PatientScopeAll), f.tx.Grants().Staff, f.tx.Micros())
	if err != nil {
		return err
	}
	return f.keep(func(head) (int, bool) { return 0, true })
}

// number searches by the patient's number and the end of the phone; a long one
// also by identity number.
func (f *finder) number(text, digits string) error {
	if n, err := strconv.ParseInt(digits, 10, 64); err == nil && len(digits) <= 9 {
		if _, err := f.seen.collect(f.tx, byNumber, n); err != nil {
			return err
		}
		if err := f.keep(func(head) (int, bool) { return 0, true }); err != nil {
			return err
		}
	}
	var err error
	switch {
	case len(digits) >= 6:
		_, err = f.seen.byTokens(f.tx, []lookup{exact(f.tx, kindPhone6, digits[len(digits)-6:])}, maxOpened)
	case len(digits) >= 4:
		_, err = f.seen.byTokens(f.tx, []lookup{exact(f.tx, kindPhone4, digits[len(digits)-4:])}, maxOpened)
	default:
		f.found.Short = len(f.hits) == 0
	}
	if err != nil {
		return err
	}
	whole := wholePhones(text)
	err = f.keep(func(h head) (int, bool) {
		p, err := contact.PhoneFromStored(h.Phone)
		return 0, err == nil && (p.EndsWith(digits) || slices.Contains(whole, p))
	})
	if err != nil || len(digits) < 8 {
		return err
	}
	return f.identity(digits)
}

// wholePhones reads a text as a whole number, with or without a country code.
func wholePhones(text string) (all []contact.Phone) {
	for _, country := range practice.Countries() {
		if p, err := contact.ParsePhone(text, country); err == nil {
			all = append(all, p)
		}
	}
	return all
}

// identity searches by a whole identity number; the token is exact.
func (f *finder) identity(id string) error {
	if _, err := f.seen.byTokens(f.tx, []lookup{exact(f.tx, kindID, normalID(id))}, maxOpened); err != nil {
		return err
	}
	return f.keep(func(head) (int, bool) { return 0, true })
}

// name goes through the stages of the plan until the page is full. No stage may
// use up what the later ones are opened from.
func (f *finder) name(text string) error {
	if id := normalID(text); len(id) >= 6 && len(id) <= 32 && strings.ContainsAny(id, "0123456789") {
		if err := f.identity(id); err != nil {
			return err
		}
	}
	fits := func(h head) (int, bool) {
		score := names.Match(text, h.Name)
		return score, score > 0
	}
	stages := plan(f.tx, text)
	f.found.Short = len(stages) == 0
	for i, stage := range stages {
		if err := f.stage(stage, maxOpened-20*(len(stages)-1-i), fits); err != nil {
			return err
		}
		if len(f.hits) >= f.limit {
			break
		}
	}
	return nil
}

// stage opens the newest candidates of a stage, at first half as many again
// as are wanted, then, if too few of them fit, up to the budget of all stages so far.
func (f *finder) stage(all []lookup, budget int, fits func(head) (int, bool)) error {
	before := f.seen.opened
	for _, want := range []int{f.limit + f.limit/2, maxOpened} {
		want = min(want, budget-before)
		if want <= f.seen.opened-before {
			return nil
		}
		rows, err := f.seen.byTokens(f.tx, all, want)
		if err != nil {
			return err
		}
		if err := f.keep(fits); err != nil {
			return err
		}
		full := rows >= want
		f.found.More = f.found.More || full
		if !full || len(f.hits) >= f.limit {
			return nil
		}
	}
	return nil
}

// keep opens what is waiting and keeps those for whom fits says so.
func (f *finder) keep(fits func(head) (score int, ok bool)) error {
	return f.seen.open(f.tx, f.on, func(h head, row Row, s *vault.Subject) error {
		score, ok := fits(h)
		if !ok {
			s.Drop()
			return nil
		}
		row.Score, row.Line = score, f.line(h.Phone)
		f.hits = append(f.hits, hit{row, s})
		return nil
	})
}

// line numbers a telephone line within this answer, so that a list can put
// people on one phone together without knowing the number.
func (f *finder) line(phone string) int {
	if phone == "" {
		return 0
	}
	if f.lines == nil {
		f.lines = map[string]int{}
	}
	if f.lines[phone] == 0 {
		f.lines[phone] = len(f.lines) + 1
	}
	return f.lines[phone]
}

// show puts the best hits in order into the answer and the log.
func (f *finder) show() (Found, error) {
	slices.SortStableFunc(f.hits, func(a, b hit) int {
		return cmp.Or(cmp.Compare(b.Score, a.Score), b.Updated.Compare(a.Updated), cmp.Compare(b.Number, a.Number))
	})
	f.found.More = !f.found.Recent && (len(f.hits) > f.limit || f.found.More && len(f.hits) > 0)
	for i, h := range f.hits {
		if i >= f.limit {
			h.subject.Drop()
			continue
		}
		if err := h.subject.Show(); err != nil {
			return Found{}, err
		}
		f.found.Rows = append(f.found.Rows, h.Row)
	}
	return f.found, nil
}

// candidates are rows found and not yet opened; nobody is taken twice.
type candidates struct {
	waiting []sealedRow
	taken   map[ids.Patient]bool
	opened  int
}

// collect adds what a query returns and returns how many rows that were.
func (c *candidates) collect(tx *vault.Tx, q vault.Query, args ...any) (rows int, err error) {
	if c.taken == nil {
		c.taken = map[ids.Patient]bool{}
	}
	err = tx.Each(q, args, func(r vault.Row) error {
		rows++
		s := sealedRow{headOnly: true}
		if err := r.Scan(s.dst()...); err != nil {
			return err
		}
		if !c.taken[s.id] {
			c.taken[s.id] = true
			c.waiting = append(c.waiting, s)
		}
		return nil
	})
	return rows, err
}

// byTokens collects at most limit patients, newest first, who have every token.
func (c *candidates) byTokens(tx *vault.Tx, all []lookup, limit int) (rows int, err error) {
	args := []any{limit, all[0].kind, all[0].token, tx.Holds(access.PatientScopeAll), tx.Grants().Staff, tx.Micros()}
	q := byToken
	for i, l := range all[1:] {
		q = [...]vault.Query{byTwoTokens, byThreeTokens}[i]
		args = append(args, l.kind, l.token)
	}
	return c.collect(tx, q, args...)
}

// open opens the heads of those waiting whom the person may see.
func (c *candidates) open(tx *vault.Tx, on date, fn func(head, Row, *vault.Subject) error) error {
	if len(c.waiting) == 0 {
		return nil
	}
	list := make([]ids.Patient, len(c.waiting))
	place := make(map[ids.Patient]*sealedRow, len(c.waiting))
	for i := range c.waiting {
		list[i] = c.waiting[i].id
		place[list[i]] = &c.waiting[i]
	}
	c.opened += len(c.waiting)
	c.waiting = nil
	subjects, err := tx.Patients(list)
	if err != nil {
		return err
	}
	for _, s := range subjects {
		r := place[s.ID]
		h, err := headDoc.OpenIdentity(s, r.id, r.version, r.head)
		if err != nil {
			return err
		}
		row, err := r.row(h, s.Restricted, on)
		if err != nil {
			return err
		}
		if err := fn(h, row, s); err != nil {
			return err
		}
	}
	return nil
}
