// Package trail reads the access log for pages: who did what to which record,
// when, from where, why, and how it ended.
//
// The log itself is the vault's. This room only reads it, under the rules of the
// rest of the house: the clinic's log is for holders of audit.view, a record's
// own log for whoever may open the record, and names of patients for whoever may
// see those patients. Reading the log is an entry of the log. Addresses and
// devices are shown to holders of audit.view only.
//
// Entries open with the clinic's audit key; one that does not authenticate is an
// error of kind errs.Corrupt, never left out.
package trail

import (
	"errors"
	"slices"
	"strings"
	"time"

	"kosh/internal/base/clock"
	"kosh/internal/base/errs"
	"kosh/internal/base/ids"
	"kosh/internal/clinic/patients"
	"kosh/internal/kernel/access"
	"kosh/internal/kernel/audit"
	"kosh/internal/storage/vault"
)

// MaxEntries is the most entries of one page.
const MaxEntries = 200

// An Entry is one entry of the log as shown.
type Entry struct {
	Seq     int64
	At      time.Time // UTC
	Verb    audit.Verb
	Outcome audit.Outcome
	Account ids.Account
	Pruned  bool // older than the retention: only the fields above remain

	Staff   ids.Staff
	Name    string // as it was then
	Role    string // as it was then
	Chamber ids.Chamber
	Session ids.Session
	IP      string
	Agent   string
	Screen  string
	Purpose string
	Reason  string
	Count   int // more of the same within minutes, told as one; 0 is once
	Records []audit.Record
	Detail  map[string]string
}

// A Filter narrows the log. Zero fields do not.
type Filter struct {
	Account ids.Account
	Patient ids.Patient
	Verb    audit.Verb
	Outcome audit.Outcome
	From    time.Time // at or after
	To      time.Time // before
	Before  int64     // entries with a smaller Seq: the next page; 0 is from the newest
	Least   int64     // entries with this Seq or a larger one: what is new to a live page
	Names   bool      // also name the patients the person may see
}

// A Page is a part of the log, newest first.
type Page struct {
	Entries []Entry
	Next    int64 // Before of the next page, 0 when there is none
	// Numbers has the number of each patient in Entries that still exists.
	Numbers map[ids.Patient]int64
	// Patients has those the person may see; empty unless Names was asked for.
	Patients map[ids.Patient]patients.Row
}

// List returns the part of the clinic's log that filter describes, at most limit
// entries (at most MaxEntries). The view is an entry itself; one narrowed to a
// patient names that patient.
func List(tx *vault.Tx, filter Filter, limit int) (Page, error) {
	if err := tx.Require(access.AuditView); err != nil {
		return Page{}, err
	}
	if filter.Verb != "" && !filter.Verb.Valid() || filter.Outcome != "" && !filter.Outcome.Valid() {
		return Page{}, errs.Field("verb", "verb.unknown", "Choose one of the listed acts.")
	}
	tx.Record(audit.Read, "log", "entries", filter.Patient)
	if !filter.Patient.IsZero() {
		tx.Detail("patient", filter.Patient.String())
	}
	p, err := list(tx, filter, limit)
	if err != nil {
		return Page{}, err
	}
	if filter.Names && tx.Holds(access.PatientList) {
		p.Patients, err = patients.Names(tx, p.named())
	}
	return p, err
}

// OfRecord returns who opened or changed one patient's record, newest first. It
// is for whoever may open the record; where from is left out for those who may
// not read the clinic's log.
func OfRecord(pt *vault.PatientTx, before int64, limit int) (Page, error) {
	if err := pt.Require(access.PatientViewBasic); err != nil {
		return Page{}, err
	}
	p, err := list(pt.Tx, Filter{Patient: pt.ID, Before: before}, limit)
	if err != nil {
		return Page{}, err
	}
	for i := range p.Entries {
		e := &p.Entries[i]
		if !pt.Holds(access.AuditView) {
			e.IP, e.Agent, e.Detail = "", "", nil
		}
		// A list that named many is shown for this patient alone.
		e.Records = slices.DeleteFunc(e.Records, func(r audit.Record) bool {
			return r.Kind == "patient" && r.ID != pt.ID.String()
		})
	}
	p.Numbers = nil
	return p, nil
}

func list(tx *vault.Tx, f Filter, limit int) (Page, error) {
	if limit <= 0 || limit > MaxEntries {
		limit = MaxEntries
	}
	low, high, err := bounds(tx, f)
	if err != nil {
		return Page{}, err
	}
	var p Page
	q, args := statement(f, low, high, limit+1)
	err = tx.Each(q, args, func(r vault.Row) error {
		e, err := scan(tx, r)
		p.Entries = append(p.Entries, e)
		return err
	})
	if err != nil {
		return Page{}, err
	}
	if len(p.Entries) > limit {
		p.Entries = p.Entries[:limit]
		p.Next = p.Entries[limit-1].Seq
	}
	p.Numbers, err = numbers(tx, p.named())
	return p, err
}

// statement picks the narrowest way into the log.
func statement(f Filter, low, high int64, limit int) (vault.Query, []any) {
	args := []any{low, high, string(f.Verb), string(f.Outcome), limit}
	switch {
	case !f.Patient.IsZero():
		return entriesOfPatient, append(args, f.Patient, f.Account)
	case !f.Account.IsZero():
		return entriesOfAccount, append(args, f.Account)
	}
	return entries, args
}

// bounds turns times into numbers: times rise strictly with them. low is the
// first entry wanted, high the one after the last.
func bounds(tx *vault.Tx, f Filter) (low, high int64, err error) {
	var size int64
	if err := tx.Get(logSize, nil, &size); err != nil {
		return 0, 0, err
	}
	low, high = f.Least, size
	if f.Before > 0 {
		high = min(high, f.Before)
	}
	if !f.From.IsZero() {
		from, err := firstAt(tx, size, clock.Micros(f.From))
		if err != nil {
			return 0, 0, err
		}
		low = max(low, from)
	}
	if !f.To.IsZero() {
		to, err := firstAt(tx, size, clock.Micros(f.To))
		if err != nil {
			return 0, 0, err
		}
		high = min(high, to)
	}
	return low, high, nil
}

// firstAt returns the number of the first entry at or after a time.
func firstAt(tx *vault.Tx, size, at int64) (int64, error) {
	low, high := int64(0), size
	for low < high {
		middle := low + (high-low)/2
		var t int64
		if err := tx.Get(entryTime, []any{middle}, &t); err != nil {
			return 0, err
		}
		if t < at {
			low = middle + 1
		} else {
			high = middle
		}
	}
	return low, nil
}

func scan(tx *vault.Tx, r vault.Row) (Entry, error) {
	var e Entry
	var at int64
	var verb, outcome string
	var salt vault.Hash
	var body vault.Sealed
	if err := r.Scan(&e.Seq, &at, &e.Account, &verb, &outcome, &salt, &body); err != nil {
		return e, err
	}
	e.At, e.Verb, e.Outcome = clock.FromMicros(at), audit.Verb(verb), audit.Outcome(outcome)
	if body.IsZero() {
		e.Pruned = true
		return e, nil
	}
	b, err := tx.OpenBody(salt, body)
	if err != nil {
		return e, err
	}
	e.Staff, e.Name, e.Role, e.Chamber, e.Session = b.Staff, b.Name, b.Role, b.Chamber, b.Session
	e.IP, e.Agent, e.Screen, e.Purpose, e.Reason = b.IP, b.Agent, b.Screen, b.Purpose, b.Reason
	e.Count, e.Records, e.Detail = b.Count, b.Records, b.Detail
	return e, nil
}

// named lists every patient the entries name, each once.
func (p *Page) named() []ids.Patient {
	seen := map[ids.Patient]bool{}
	var all []ids.Patient
	for _, e := range p.Entries {
		for _, r := range e.Records {
			if id, ok := Patient(r); ok && !seen[id] {
				seen[id] = true
				all = append(all, id)
			}
		}
	}
	return all
}

// Patient returns the patient a record is, if it is one.
func Patient(r audit.Record) (ids.Patient, bool) {
	if r.Kind != "patient" {
		return ids.Patient{}, false
	}
	id, err := ids.Parse[ids.Patient](r.ID)
	return id, err == nil && !id.IsZero()
}

func numbers(tx *vault.Tx, list []ids.Patient) (map[ids.Patient]int64, error) {
	all := map[ids.Patient]int64{}
	if len(list) == 0 {
		return all, nil
	}
	err := tx.Each(patientNumbers, []any{vault.IDs(list)}, func(r vault.Row) error {
		var id ids.Patient
		var n int64
		err := r.Scan(&id, &n)
		all[id] = n
		return err
	})
	return all, err
}

// A Status says how long the log is and what was last signed of it.
type Status struct {
	Size     int64     // entries
	LastAt   time.Time // of the newest entry
	Signed   int64     // entries the last checkpoint covers, 0 if there is none
	SignedAt time.Time
	Root     string // beginning of the root hash of the last checkpoint, as on paper
}

// OfLog returns the state of the clinic's log.
func OfLog(tx *vault.Tx) (Status, error) {
	if err := tx.Require(access.AuditView); err != nil {
		return Status{}, err
	}
	tx.NoDisclosure("shows the size of the log")
	var s Status
	var last, signed int64
	var note string
	err := tx.Get(logHead, nil, &s.Size, &last)
	if err == nil {
		s.LastAt = clock.FromMicros(last)
		err = tx.Get(lastCheckpoint, nil, &s.Signed, &signed, &note)
	}
	if errors.Is(err, vault.ErrNoRows) {
		return s, nil
	}
	s.SignedAt, s.Root = clock.FromMicros(signed), shortRoot(note)
	return s, err
}

// shortRoot returns the first twelve characters of the root in a signed note,
// whose third line it is (C2SP tlog-checkpoint).
func shortRoot(note string) string {
	lines := strings.SplitN(note, "\n", 4)
	if len(lines) < 4 || len(lines[2]) < 12 {
		return ""
	}
	return lines[2][:12]
}
