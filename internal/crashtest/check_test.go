package crashtest

import (
	"bytes"
	"fmt"
	"os"
	"strconv"
	"strings"

	"kosh/internal/app"
	"kosh/internal/base/ids"
	"kosh/internal/clinic/patients"
	"kosh/internal/kernel/audit"
	"kosh/internal/storage/vault"
)

// What the checker says of an act that was acknowledged and did not last.
const (
	lostWrite = "acknowledged and not stored"
	lostView  = "acknowledged and not in the log"
)

// A ledger is what is known of one site over all rounds.
type ledger struct {
	wrote map[ids.Patient]uint64      // acknowledged registrations
	read  map[ids.Session]ids.Patient // acknowledged views, each in a session of its own
	fresh []ids.Patient               // acknowledged since the last check

	next    int64 // first entry of the log not yet read
	entries int64
	created map[ids.Patient]int
	seen    map[ids.Session]ids.Patient
	stored  map[ids.Patient]int64 // number
}

func newLedger() *ledger {
	return &ledger{wrote: map[ids.Patient]uint64{}, read: map[ids.Session]ids.Patient{},
		created: map[ids.Patient]int{}, seen: map[ids.Session]ids.Patient{}}
}

// take enters what a child printed.
func (l *ledger) take(lines []string) {
	for _, line := range lines {
		words := strings.Split(line, "\t")
		switch words[0] {
		case lineWrote:
			id, err := ids.Parse[ids.Patient](words[1])
			n, err2 := strconv.ParseUint(words[2], 10, 64)
			if err == nil && err2 == nil {
				l.wrote[id] = n
				l.fresh = append(l.fresh, id)
			}
		case lineRead:
			id, err := ids.Parse[ids.Patient](words[1])
			session, err2 := ids.Parse[ids.Session](words[2])
			if err == nil && err2 == nil {
				l.read[session] = id
			}
		}
	}
}

var (
	allPatients = vault.SQL(`SELECT id, number FROM patient WHERE tenant_id = $1`)
	newEntries  = vault.SQL(`SELECT seq, at, salt, body FROM audit_entry WHERE tenant_id = $1 AND seq >= $2 ORDER BY seq`)
)

// check opens the site and returns everything that is wrong.
func (s *site) check(l *ledger) (bad []string) {
	s.t.Helper()
	st, err := openStores(s.dir, s.key, false, s.logger())
	if err != nil {
		return []string{"it does not open: " + err.Error()}
	}
	defer func() {
		if err := st.Close(); err != nil {
			bad = append(bad, "it does not close: "+err.Error())
		}
	}()
	for _, dir := range s.left {
		if _, err := os.Stat(dir); err == nil {
			bad = append(bad, "a killed process left "+dir)
		}
	}
	s.left = nil
	if err := s.load(st, l); err != nil {
		return []string{"it cannot be read: " + err.Error()}
	}
	bad = append(bad, l.compare()...)
	more, err := s.look(st, l)
	if err != nil {
		return append(bad, "a patient cannot be read: "+err.Error())
	}
	bad = append(bad, more...)
	report, err := st.Vault.Check(ctx, s.tenant, true)
	if err != nil {
		return append(bad, "it cannot be checked: "+err.Error())
	}
	for _, f := range report.Findings {
		bad = append(bad, f.String())
	}
	l.entries = report.Entries
	return bad
}

// load reads every patient's number and the entries written since last time.
func (s *site) load(st *app.Stores, l *ledger) error {
	l.stored = map[ids.Patient]int64{}
	return st.Vault.AsSystem(s.tenant, "crash test").View(ctx, func(tx *vault.Tx) error {
		tx.Self()
		tx.NoDisclosure("a test")
		err := tx.Each(allPatients, nil, func(r vault.Row) error {
			var id ids.Patient
			var number int64
			err := r.Scan(&id, &number)
			l.stored[id] = number
			return err
		})
		if err != nil {
			return err
		}
		return tx.Each(newEntries, []any{l.next}, func(r vault.Row) error {
			var seq, at int64
			var salt vault.Hash
			var body vault.Sealed
			if err := r.Scan(&seq, &at, &salt, &body); err != nil {
				return err
			}
			e, err := tx.OpenBody(salt, body)
			if err != nil {
				return err
			}
			if seq != l.next {
				return fmt.Errorf("entry %d follows entry %d", seq, l.next-1)
			}
			l.next = seq + 1
			l.enter(e)
			return nil
		})
	})
}

// enter notes what an entry says.
func (l *ledger) enter(e *audit.Entry) {
	for _, r := range e.Records {
		id, err := ids.Parse[ids.Patient](r.ID)
		if err != nil || r.Kind != "patient" {
			continue
		}
		switch r.Verb {
		case audit.Create:
			l.created[id]++
		case audit.Read:
			if !e.Account.IsZero() {
				l.seen[e.Session] = id
			}
		}
	}
}

// compare holds what was acknowledged against what is stored and logged.
func (l *ledger) compare() (bad []string) {
	complain := func(format string, args ...any) { bad = append(bad, fmt.Sprintf(format, args...)) }
	for id := range l.wrote {
		if _, ok := l.stored[id]; !ok {
			complain("patient %s was %s", id, lostWrite)
		}
	}
	for session, id := range l.read {
		if l.seen[session] != id {
			complain("a view of %s was %s", id, lostView)
		}
	}
	numbers := map[int64]ids.Patient{}
	for id, n := range l.stored {
		if l.created[id] != 1 {
			complain("patient %s is stored and has %d entries of its making", id, l.created[id])
		}
		if other, ok := numbers[n]; ok {
			complain("number %d was given to %s and %s", n, id, other)
		}
		numbers[n] = id
		if n < 1 || n > int64(len(l.stored)) {
			complain("patient %s has number %d of %d", id, n, len(l.stored))
		}
	}
	for id := range l.created {
		if _, ok := l.stored[id]; !ok {
			complain("the log says that %s was registered, and nobody is stored", id)
		}
	}
	return bad
}

// look opens what was acknowledged since the last check: as it was typed, and
// found by its telephone number.
func (s *site) look(st *app.Stores, l *ledger) (bad []string, err error) {
	fresh := l.fresh
	l.fresh = nil
	const most = 200
	for len(fresh) > 0 {
		some := fresh[:min(most, len(fresh))]
		fresh = fresh[len(some):]
		var rows map[ids.Patient]patients.Row
		err := st.Vault.AsSystem(s.tenant, "crash test").View(ctx, func(tx *vault.Tx) (err error) {
			rows, err = patients.Names(tx, some)
			return err
		})
		if err != nil {
			return bad, err
		}
		for _, id := range some {
			if got := rows[id].Name; got != name(l.wrote[id]) {
				bad = append(bad, fmt.Sprintf("patient %s is called %q, was typed as %q", id, got, name(l.wrote[id])))
			}
		}
		id := some[len(some)-1]
		err = st.Vault.AsSystem(s.tenant, "crash test").View(ctx, func(tx *vault.Tx) error {
			f, err := patients.Find(tx, patients.Query{Text: phone(l.wrote[id])})
			for _, r := range f.Rows {
				if r.ID == id {
					return err
				}
			}
			bad = append(bad, fmt.Sprintf("patient %s is not found by telephone", id))
			return err
		})
		if err != nil {
			return bad, err
		}
	}
	return bad, nil
}

// verifyExport verifies the log as a stranger would: from its file alone.
func (s *site) verifyExport() {
	s.t.Helper()
	st, err := openStores(s.dir, s.key, false, s.logger())
	if err != nil {
		s.t.Fatal(err)
	}
	defer st.Close()
	var file bytes.Buffer
	if err := st.Vault.AsSystem(s.tenant, "audit export").Export(ctx, &file); err != nil {
		s.t.Fatal(err)
	}
	rep, err := audit.Verify(bytes.NewReader(file.Bytes()), audit.VerifyOptions{})
	if err != nil || !rep.Sound() {
		s.t.Errorf("the exported log does not verify: %v %v", err, rep.Problem)
	}
}
