package vault_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"kosh/internal/base/errs"
	"kosh/internal/base/ids"
	"kosh/internal/kernel/access"
	"kosh/internal/kernel/audit"
	"kosh/internal/storage/vault"
)

// note writes one entry of the system.
func (h *house) note(tenant ids.Tenant) error {
	return h.vault.AsSystem(tenant, "test").Log(ctx, audit.Entry{Verb: audit.Auth, Outcome: audit.OK,
		Records: []audit.Record{{Kind: "test", ID: "1"}}})
}

func TestOpeningOneVaultTooManyClosesAnotherAndNotTheNewOne(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.config = func(c *vault.Config) { c.MaxOpen = 1 }
	h.reopen()
	a, b := h.clinic(), h.clinic()
	for _, tenant := range []ids.Tenant{a, b, a} {
		if err := h.note(tenant); err != nil {
			t.Fatalf("a clinic beyond the bound cannot be opened: %v", err)
		}
		h.clock.Add(time.Second)
	}
}

// After a commit that failed, a group in which nothing is to be committed must
// not make the failed group's entries part of the tree.
func TestAFailedCommitLeavesNoTraceInTheTree(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	who := h.person(h.clinic(), access.Owner)
	h.chamber(who)
	// A tile that is already there makes the commit of entry 255 fail late.
	h.behind(who.Tenant, `INSERT INTO audit_tile (tenant_id, n, hash) SELECT tenant_id, 0, leaf FROM audit_entry LIMIT 1`)
	var err error
	for n := 0; err == nil && n < 300; n++ {
		err = h.note(who.Tenant)
	}
	if !errs.Is(err, errs.Unavailable) {
		t.Fatalf("the planted tile stops nothing: %v", err)
	}
	size := len(h.entries(who.Tenant))
	refused := errors.New("refused")
	if err := h.vault.Update(ctx, who, func(tx *vault.Tx) error { tx.Self(); return refused }); !errors.Is(err, refused) {
		t.Fatal(err)
	}
	if err := h.note(who.Tenant); err == nil {
		t.Fatalf("an entry after %d was numbered behind one that was never written", size)
	}
	if got := len(h.entries(who.Tenant)); got != size {
		t.Fatalf("%d entries, %d before", got, size)
	}
}

// A closure that overlooks a failed statement is rolled back, and its entry with
// it, whoever else is in the group.
func TestAnOverlookedFailureLeavesNoEntry(t *testing.T) {
	t.Parallel()
	h, who, list := filled(t)
	before := len(h.entries(who.Tenant))
	var group sync.WaitGroup
	inside, leave := make(chan bool), make(chan bool)
	group.Go(func() { // holds the writer until the two below are queued
		h.vault.Update(ctx, who, func(tx *vault.Tx) error {
			tx.Self()
			tx.NoDisclosure("waits")
			inside <- true
			<-leave
			return nil
		})
	})
	<-inside
	group.Go(func() {
		err := h.vault.Update(ctx, who, func(tx *vault.Tx) error {
			if _, err := tx.Patient(list[0]); err != nil {
				return err
			}
			tx.Record(audit.Delete, "patient", list[0].String(), list[0])
			if _, err := tx.Exec(deletePatient, list[0]); err != nil {
				return err
			}
			tx.Exec(insertChamber, who.Chamber, 1, vault.Sealed{}) // fails, and nobody looks
			return nil
		})
		if err == nil {
			t.Error("a failed statement was overlooked by the vault too")
		}
	})
	group.Go(func() {
		if err := h.note(who.Tenant); err != nil {
			t.Error(err)
		}
	})
	time.Sleep(50 * time.Millisecond)
	close(leave)
	group.Wait()
	if got := h.entries(who.Tenant)[before:]; len(got) != 1 || !strings.HasPrefix(got[0], "AUTH") {
		t.Fatalf("entries of the group: %v", got)
	}
	r, err := h.vault.Check(ctx, who.Tenant, true)
	if err != nil || len(r.Findings) > 0 {
		t.Fatalf("check: %v, %v", r.Findings, err)
	}
}

// A repeat is counted only against an entry that is durable.
func TestAViewIsNotCountedAgainstAnEntryStillOnItsWay(t *testing.T) {
	t.Parallel()
	h, who, list := filled(t)
	before := len(h.entries(who.Tenant))
	inside, leave := make(chan bool), make(chan bool)
	var all sync.WaitGroup
	all.Go(func() { // the disk is slow: nothing commits until told
		h.vault.Update(ctx, who, func(tx *vault.Tx) error {
			tx.Self()
			tx.NoDisclosure("waits")
			inside <- true
			<-leave
			return nil
		})
	})
	<-inside
	answered := make(chan error, 2)
	for range 2 {
		all.Go(func() {
			_, err := h.read(who, list[0])
			answered <- err
		})
	}
	select {
	case <-answered:
		t.Error("a view was answered and no entry of it is durable")
	case <-time.After(200 * time.Millisecond):
	}
	close(leave)
	all.Wait()
	if got := h.entries(who.Tenant)[before:]; len(got) != 2 {
		t.Errorf("entries: %v", got)
	}
	if _, err := h.read(who, list[0]); err != nil || len(h.entries(who.Tenant)) != before+2 {
		t.Errorf("the next one is a repeat: %v", err)
	}
}

// Whatever an entry would say differently makes it another entry.
func TestAUD_01_AnAccessThatDiffersIsNotARepeat(t *testing.T) {
	t.Parallel()
	h, who, list := filled(t)
	for name, change := range map[string]func(*access.Who){
		"address": func(w *access.Who) { w.From.IP = "203.0.113.9" },
		"device":  func(w *access.Who) { w.From.Agent = "curl" },
		"screen":  func(w *access.Who) { w.Screen = "GET /other" },
		"purpose": func(w *access.Who) { w.Purpose = "curiosity" },
		"session": func(w *access.Who) { w.Session = ids.New[ids.Session](h.clock.Now()) },
		"chamber": func(w *access.Who) { w.Chamber = ids.New[ids.Chamber](h.clock.Now()) },
	} {
		first, second := who, who
		first.Session = ids.New[ids.Session](h.clock.Now())
		second.Session = first.Session
		change(&second)
		if _, err := h.read(first, list[1]); err != nil {
			t.Fatal(err)
		}
		before := len(h.entries(who.Tenant))
		if _, err := h.read(second, list[1]); err != nil {
			t.Fatal(err)
		}
		if n := len(h.entries(who.Tenant)) - before; n != 1 {
			t.Errorf("another %s: %d entries", name, n)
		}
	}
	nobody := h.person(who.Tenant, access.Receptionist)
	before := len(h.entries(who.Tenant))
	for _, need := range []access.Permission{access.RxRead, access.StaffManage, access.RxRead} {
		h.vault.View(ctx, nobody, func(tx *vault.Tx) error { return tx.Require(need) })
	}
	if n := len(h.entries(who.Tenant)) - before; n != 2 {
		t.Errorf("refused two different rights on one screen: %d entries", n)
	}
}

func TestAUD_01_ARefusalIsLoggedThoughTheCallerHungUp(t *testing.T) {
	t.Parallel()
	h, who, list := filled(t)
	nobody := h.person(who.Tenant, access.Associate) // sees own patients only
	before := len(h.entries(who.Tenant))
	for range 6 { // which of two ready channels is taken is chance
		hungUp, cancel := context.WithCancel(ctx)
		nobody.Session = ids.New[ids.Session](h.clock.Now())
		err := h.vault.View(hungUp, nobody, func(tx *vault.Tx) error {
			cancel()
			_, err := tx.Patient(list[0])
			return err
		})
		if !errors.Is(err, access.ErrHidden) {
			t.Error(err)
		}
	}
	if n := len(h.entries(who.Tenant)) - before; n != 6 {
		t.Fatalf("%d entries of 6 refusals", n)
	}
}

// Somebody signed in whose place in the clinic is gone leaves a trace when they
// try.
func TestAUD_01_ATryWithoutAPlaceIsLogged(t *testing.T) {
	t.Parallel()
	h, who, list := filled(t)
	before := len(h.entries(who.Tenant))
	gone := who
	gone.Account, gone.Session = ids.New[ids.Account](h.clock.Now()), ids.New[ids.Session](h.clock.Now())
	if _, err := h.read(gone, list[0]); !errs.Is(err, errs.NotFound) {
		t.Fatal(err)
	}
	if got := h.entries(who.Tenant)[before:]; len(got) != 1 || got[0] != "DENY DENIED 0" {
		t.Fatalf("entries: %v", got)
	}
}

// Every way to change a row that is not Exec would leave its hash out of the log.
func TestRowsAreChangedThroughExecOnly(t *testing.T) {
	t.Parallel()
	h, who, list := filled(t)
	sneak := []vault.Query{
		vault.SQL(`UPDATE patient SET number = number + 1000 WHERE tenant_id = $1 RETURNING number`),
		vault.SQL(`WITH gone AS (SELECT $1 AS t) UPDATE patient SET number = number + 1000 WHERE tenant_id = (SELECT t FROM gone) RETURNING number`),
	}
	for i, q := range sneak {
		for how, try := range map[string]func(*vault.Tx) error{
			"get":  func(tx *vault.Tx) error { var n int; return tx.Get(q, nil, &n) },
			"each": func(tx *vault.Tx) error { return tx.Each(q, nil, func(vault.Row) error { return nil }) },
		} {
			err := h.vault.Update(ctx, who, func(tx *vault.Tx) error {
				tx.Self()
				tx.NoDisclosure("nothing to see")
				return try(tx)
			})
			if err == nil {
				t.Errorf("statement %d through %s: accepted", i, how)
			}
		}
	}
	for _, q := range []vault.Query{
		vault.SQL(`DELETE FROM audit_entry WHERE tenant_id = $1`),
		vault.SQL(`DELETE FROM audit_subject WHERE tenant_id = $1`),
	} {
		err := h.vault.Update(ctx, who, func(tx *vault.Tx) error {
			tx.Self()
			tx.NoDisclosure("nothing to see")
			_, err := tx.Exec(q)
			return err
		})
		if err == nil {
			t.Errorf("a room could run: %s", q.Text())
		}
	}
	// A change filed as a mere reading would not answer "when did this change".
	err := h.vault.Update(ctx, who, func(tx *vault.Tx) error {
		pt, err := tx.Patient(list[0])
		if err != nil {
			return err
		}
		return pt.Care(tx.Grants().Staff, "visit")
	})
	if err == nil {
		t.Error("a change was filed as a READ")
	}
	r, err := h.vault.Check(ctx, who.Tenant, true)
	if err != nil || len(r.Findings) > 0 {
		t.Fatalf("check: %v, %v", r.Findings, err)
	}
}

func TestTheDeepCheckSeesWhatStandsBeyondTheLog(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ statement, finds string }{
		"a patient named ahead":   {`INSERT INTO audit_subject SELECT tenant_id, patient_id, 9000 FROM subject LIMIT 1`, "audit_subject"},
		"a patient named before":  {`INSERT INTO audit_subject SELECT tenant_id, patient_id, -1 FROM subject LIMIT 1`, "audit_subject"},
		"an entry before":         {`INSERT INTO audit_entry SELECT tenant_id, -1, at, account_id, verb, outcome, salt, body, body_hash, leaf FROM audit_entry WHERE seq = 3`, "audit_entry"},
		"a tile that is not true": {`INSERT INTO audit_tile SELECT tenant_id, 0, leaf FROM audit_entry WHERE seq = 3`, "audit_tile"},
		"another clinic's rows":   {`INSERT INTO chamber SELECT x'000102030405060708090a0b0c0d0e0f', id, version, created_at, closed_at, profile FROM chamber LIMIT 1`, "table chamber"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h, who, _ := filled(t)
			h.behind(who.Tenant, c.statement)
			r, err := h.vault.Check(ctx, who.Tenant, true)
			if err != nil {
				t.Fatal(err)
			}
			if text := fmt.Sprint(r.Findings); !strings.Contains(text, c.finds) {
				t.Fatalf("found only: %s", text)
			}
		})
	}
}

// A clinic is checked while people work in it, and nothing they do meanwhile is
// called damage.
func TestACheckOfAClinicAtWorkFindsNothing(t *testing.T) {
	t.Parallel()
	h, who, _ := filled(t)
	stop := make(chan bool)
	var work sync.WaitGroup
	work.Go(func() {
		for n := 1000; ; n++ {
			select {
			case <-stop:
				return
			default:
			}
			if _, err := h.register(who, n, "Busy"); err != nil {
				t.Error(err)
				return
			}
		}
	})
	for range 5 {
		r, err := h.vault.Check(ctx, who.Tenant, true)
		if err != nil || len(r.Findings) > 0 {
			t.Errorf("check: %v, %v", r.Findings, err)
			break
		}
		var out bytes.Buffer
		if err := h.vault.AsSystem(who.Tenant, "audit export").Export(ctx, &out); err != nil {
			t.Error(err)
			break
		}
		if rep, err := audit.Verify(&out, audit.VerifyOptions{}); err != nil || !rep.Sound() {
			t.Errorf("export: %v %v", err, rep.Problem)
			break
		}
	}
	close(stop)
	work.Wait()
}

// An error of the decoder quotes what it could not read.
func TestAnErrorSaysNothingOfTheRecord(t *testing.T) {
	t.Parallel()
	h, who, list := filled(t)
	wrote := vault.Doc[map[string]float64]{Table: "patient", Column: "profile", Version: 1}
	reads := vault.Doc[map[string]int]{Table: "patient", Column: "profile", Version: 1}
	dates := vault.Doc[map[string]time.Time]{Table: "patient", Column: "profile", Version: 1}
	err := h.vault.View(ctx, who, func(tx *vault.Tx) error {
		pt, err := tx.Patient(list[0])
		if err != nil {
			return err
		}
		number, err := wrote.Seal(pt, list[0], 1, map[string]float64{"weight": 98765.4321})
		if err != nil {
			return err
		}
		text, err := profileDoc.Seal(pt, list[0], 1, map[string]string{"born": canary})
		if err != nil {
			return err
		}
		_, first := reads.Open(pt, list[0], 1, number)
		_, second := dates.Open(pt, list[0], 1, text)
		for _, err := range []error{first, second} {
			if err == nil || strings.Contains(err.Error(), "98765") || strings.Contains(err.Error(), canary) || !strings.Contains(err.Error(), "patient.profile") {
				t.Errorf("%v", err)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
