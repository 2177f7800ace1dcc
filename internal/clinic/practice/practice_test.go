package practice_test

import (
	"context"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"kosh/internal/base/errs"
	"kosh/internal/base/ids"
	"kosh/internal/clinic/practice"
	"kosh/internal/kernel/access"
	"kosh/internal/storage/jobs"
	"kosh/internal/storage/vault"
	"kosh/internal/testkit"
)

// held returns what a person holds, as the next transaction sees it.
func held(k *testkit.Kit, who access.Who) (g access.Grants, err error) {
	err = k.Look(who, func(tx *vault.Tx) error {
		tx.Self()
		tx.NoDisclosure("a test")
		g = tx.Grants()
		return nil
	})
	return g, err
}

func role(c *testkit.Clinic, chamber int, r access.Role) practice.Assignment {
	return practice.Assignment{Chamber: c.Chambers[chamber], Role: r}
}

func TestGrantsAreThoseOfTheChamberOneWorksIn(t *testing.T) {
	t.Parallel()
	k := testkit.New(t)
	c, other := k.Clinics[0], k.Clinics[1]
	for _, test := range []struct {
		name    string
		who     access.Who
		role    access.Role
		with    access.Set
		without access.Set
		nowhere bool
	}{
		{"the owner here", k.Who("owner", c, 0), access.Owner, access.AllSet(), access.Set{}, false},
		{"the owner there", k.Who("owner", c, 1), access.Owner, access.AllSet(), access.Set{}, false},
		{"the receptionist here takes fees", k.Who("receptionist", c, 0), access.Receptionist, access.Cashier(), access.SetOf(access.FinanceView), false},
		{"and there does not", k.Who("receptionist", c, 1), access.Receptionist, access.SetOf(access.PatientCreate), access.Cashier(), false},
		{"the assistant has what was ticked", k.Who("assistant", c, 0), access.Assistant, access.SetOf(access.VitalsWrite), access.SetOf(access.PatientEdit), false},
		{"the associate sees own patients", k.Who("associate", c, 0), access.Associate, access.SetOf(access.RxIssue), access.SetOf(access.PatientScopeAll), false},
		{"the nurse in a chamber of others", k.Who("nurse", c, 1), "", access.Set{}, access.Set{}, true},
		{"a person of another clinic", func() access.Who { w := k.Who("owner", other, 0); w.Tenant = c.ID; return w }(), "", access.Set{}, access.Set{}, true},
		{"another clinic's chamber", func() access.Who { w := k.Who("owner", c, 0); w.Chamber = other.Chambers[0]; return w }(), "", access.Set{}, access.Set{}, true},
		{"no chamber", func() access.Who { w := k.Who("owner", c, 0); w.Chamber = ids.Chamber{}; return w }(), "", access.Set{}, access.Set{}, true},
	} {
		g, err := held(k, test.who)
		if test.nowhere {
			if err != access.ErrHidden {
				t.Errorf("%s: %v, %v", test.name, g, err)
			}
			continue
		}
		if err != nil || g.Role != test.role || !test.with.Within(g.Held) || !g.Held.Intersect(test.without).Empty() || g.Name == "" {
			t.Errorf("%s: %+v, %v", test.name, g, err)
		}
	}
}

func TestPlacesAreTheOpenChambersOneWorksIn(t *testing.T) {
	t.Parallel()
	k := testkit.New(t)
	c := k.Clinics[0]
	places := func(key string) (out []string) {
		err := k.Vault.AsSystem(c.ID, "sign-in").View(context.Background(), func(tx *vault.Tx) error {
			all, err := practice.Places(tx, c.Staff[key].Account)
			for _, p := range all {
				out = append(out, p.Name+" as "+string(p.Role))
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	for key, want := range map[string]string{
		"owner": "Main chamber as owner, River chamber as owner", "receptionist": "Main chamber as receptionist, River chamber as receptionist", "nurse": "Main chamber as nurse",
	} {
		if got := strings.Join(places(key), ", "); got != want {
			t.Errorf("%s: %s, want %s", key, got, want)
		}
	}
	err := k.Look(k.Who("nurse", c, 0), func(tx *vault.Tx) error {
		_, err := practice.Places(tx, c.Staff["owner"].Account)
		return err
	})
	if !errs.Is(err, errs.NotFound) {
		t.Errorf("a nurse asks where the owner works: %v", err)
	}
	if got := places("associate"); len(got) != 1 {
		t.Errorf("%v", got)
	}
	k.Do(k.Who("owner", c, 0), func(tx *vault.Tx) error { return practice.Deactivate(tx, c.Staff["associate"].Staff) })
	if got := places("associate"); len(got) != 0 {
		t.Errorf("a former member: %v", got)
	}
}

func TestATZ_09_AChangeOfRightsIsLoggedBeforeAndAfter(t *testing.T) {
	t.Parallel()
	k := testkit.New(t)
	c := k.Clinics[0]
	owner, nurse := k.Who("owner", c, 0), c.Staff["nurse"].Staff
	chamber := c.Chambers[0].Short()
	for _, test := range []struct {
		name          string
		change        practice.Assignment
		before, after string
	}{
		{"a role", role(c, 0, access.Receptionist), "nurse", "receptionist"},
		{"ticks", practice.Assignment{Chamber: c.Chambers[0], Role: access.Receptionist, Extra: access.Cashier(), Less: access.SetOf(access.PatientRevealPhone)},
			"receptionist", "receptionist +payment.collect,receipt.print -patient.reveal_phone"},
		{"ticks that say nothing", practice.Assignment{Chamber: c.Chambers[0], Role: access.Receptionist, Extra: access.SetOf(access.PatientList), Less: access.SetOf(access.RxIssue)},
			"receptionist +payment.collect,receipt.print -patient.reveal_phone", "receptionist"},
		{"taken away", practice.Assignment{Chamber: c.Chambers[0]}, "receptionist", "none"},
		{"given again", role(c, 0, access.Nurse), "none", "nurse"},
	} {
		k.Do(owner, func(tx *vault.Tx) error { return practice.SetRole(tx, nurse, test.change) })
		entries := k.WantAudit(c, "ADMIN OK owner staff:ADMIN")
		e := entries[0]
		if e.Records[0].ID != nurse.String() || e.Detail["before "+chamber] != test.before || e.Detail["after "+chamber] != test.after || len(e.Rows) != 1 {
			t.Errorf("%s: %+v", test.name, e.Detail)
		}
	}
	k.Do(owner, func(tx *vault.Tx) error {
		return practice.Tick(tx, nurse, c.Chambers[0], access.SetOf(access.LabRead), access.SetOf(access.NoteRead))
	})
	if g, err := held(k, k.Who("nurse", c, 0)); err != nil || !g.Holds(access.LabRead) || g.Holds(access.NoteRead) || !g.Holds(access.VitalsWrite) {
		t.Errorf("%v %v", g, err)
	}
}

func TestATZ_05_NobodyRaisesRightsAboveTheirOwn(t *testing.T) {
	t.Parallel()
	k := testkit.New(t)
	c := k.Clinics[0]
	owner := k.Who("owner", c, 0)
	// A manager who may manage staff and roles, in the first chamber only.
	k.Do(owner, func(tx *vault.Tx) error {
		return practice.SetRole(tx, c.Staff["manager"].Staff, practice.Assignment{Chamber: c.Chambers[0], Role: access.Manager, Extra: access.SetOf(access.StaffManage, access.RoleManage)})
	})
	k.Audit(c)
	manager := k.Who("manager", c, 0)
	staff := func(key string) ids.Staff { return c.Staff[key].Staff }
	for _, test := range []struct {
		name string
		who  access.Who
		do   func(*vault.Tx) error
		want errs.Kind
	}{
		{"a nurse raises herself", k.Who("nurse", c, 0), func(tx *vault.Tx) error { return practice.SetRole(tx, staff("nurse"), role(c, 0, access.Owner)) }, errs.NotFound},
		{"a receptionist adds a friend", k.Who("receptionist", c, 0), func(tx *vault.Tx) error {
			_, err := practice.AddStaff(tx, practice.StaffForm{Account: ids.New[ids.Account](tx.Now()), Name: "A Friend", Roles: []practice.Assignment{role(c, 0, access.Nurse)}})
			return err
		}, errs.NotFound},
		{"a manager raises himself", manager, func(tx *vault.Tx) error { return practice.SetRole(tx, staff("manager"), role(c, 0, access.Owner)) }, errs.Forbidden},
		{"a manager ticks himself", manager, func(tx *vault.Tx) error {
			return practice.Tick(tx, staff("manager"), c.Chambers[0], access.SetOf(access.AuditView), access.Set{})
		}, errs.Forbidden},
		{"a manager makes an owner", manager, func(tx *vault.Tx) error { return practice.SetRole(tx, staff("nurse"), role(c, 0, access.Owner)) }, errs.Forbidden},
		{"a manager makes a doctor who prescribes", manager, func(tx *vault.Tx) error { return practice.SetRole(tx, staff("nurse"), role(c, 0, access.Associate)) }, errs.Forbidden},
		{"a manager ticks what he has not", manager, func(tx *vault.Tx) error {
			return practice.Tick(tx, staff("assistant"), c.Chambers[0], access.SetOf(access.RxIssue), access.Set{})
		}, errs.Forbidden},
		{"a manager gives in a chamber of others", manager, func(tx *vault.Tx) error { return practice.SetRole(tx, staff("nurse"), role(c, 1, access.Nurse)) }, errs.NotFound},
		{"a manager demotes the owner", manager, func(tx *vault.Tx) error { return practice.SetRole(tx, staff("owner"), role(c, 0, access.Nurse)) }, errs.Forbidden},
		{"a manager deactivates the owner", manager, func(tx *vault.Tx) error { return practice.Deactivate(tx, staff("owner")) }, errs.Forbidden},
		{"a manager deactivates a doctor with more rights", manager, func(tx *vault.Tx) error { return practice.Deactivate(tx, staff("associate")) }, errs.Forbidden},
		{"the owner demotes herself", owner, func(tx *vault.Tx) error { return practice.SetRole(tx, staff("owner"), role(c, 0, access.Nurse)) }, errs.Forbidden},
		{"the owner deactivates herself", owner, func(tx *vault.Tx) error { return practice.Deactivate(tx, staff("owner")) }, errs.Forbidden},
	} {
		test.who.Session = ids.New[ids.Session](k.Clock.Now()) // refusals of one session are told once a minute
		if err := k.Try(test.who, test.do); !errs.Is(err, test.want) {
			t.Errorf("%s: %v, want %v", test.name, err, test.want)
		}
		entries := k.Audit(c)
		if len(entries) != 1 || entries[0].Verb != "DENY" || entries[0].Outcome != "DENIED" {
			t.Errorf("%s: %v", test.name, entries)
		}
	}
	// What a manager may: a receptionist, without what she does not hold.
	k.Do(manager, func(tx *vault.Tx) error { return practice.SetRole(tx, staff("nurse"), role(c, 0, access.Receptionist)) })
	k.Do(manager, func(tx *vault.Tx) error { return practice.Deactivate(tx, staff("nurse")) })
	for _, test := range []struct {
		name  string
		given practice.Assignment
		field string
	}{
		{"settings above the ceiling", practice.Assignment{Chamber: c.Chambers[0], Role: access.Nurse, Extra: access.SetOf(access.AuditView)}, "rights"},
		{"a role that is none", practice.Assignment{Chamber: c.Chambers[0], Role: "king"}, "role"},
		{"an owner with less", practice.Assignment{Chamber: c.Chambers[0], Role: access.Owner, Less: access.SetOf(access.AuditView)}, "rights"},
	} {
		err := k.Try(owner, func(tx *vault.Tx) error { return practice.SetRole(tx, staff("assistant"), test.given) })
		if f := errs.Fields(err); len(f) != 1 || f[0].Field != test.field {
			t.Errorf("%s: %v", test.name, err)
		}
	}
}

func TestTheLastOwnerStays(t *testing.T) {
	t.Parallel()
	k := testkit.New(t)
	c := k.Clinics[0]
	owner, second := k.Who("owner", c, 0), k.Who("associate", c, 0)
	k.Do(owner, func(tx *vault.Tx) error {
		return practice.SetRole(tx, c.Staff["associate"].Staff, role(c, 0, access.Owner))
	})
	// Two owners who turn on each other at once: one is left.
	var wg sync.WaitGroup
	results := make([]error, 2)
	for i, who := range []access.Who{owner, second} {
		victim := []string{"associate", "owner"}[i]
		wg.Go(func() {
			results[i] = k.Try(who, func(tx *vault.Tx) error { return practice.Deactivate(tx, c.Staff[victim].Staff) })
		})
	}
	wg.Wait()
	if (results[0] == nil) == (results[1] == nil) {
		t.Fatalf("%v, %v: want exactly one to succeed", results[0], results[1])
	}
	left := owner
	if results[0] != nil {
		left = second
	}
	if g, err := held(k, left); err != nil || g.Role != access.Owner {
		t.Errorf("%v %v", g, err)
	}
	// Even the system, which no rank stops, leaves one.
	err := k.Vault.AsSystem(c.ID, "test").Update(t.Context(), func(tx *vault.Tx) error {
		for _, key := range []string{"owner", "associate"} {
			if err := practice.Deactivate(tx, c.Staff[key].Staff); err != nil && errs.KindOf(err) != errs.Conflict {
				return err
			}
		}
		return practice.SetRole(tx, c.Staff["owner"].Staff, practice.Assignment{Chamber: c.Chambers[0]})
	})
	if !errs.Is(err, errs.Conflict) && results[0] == nil {
		t.Errorf("the last owner is gone: %v", err)
	}
}

func TestADeactivatedMemberIsOutWithTheCommit(t *testing.T) {
	t.Parallel()
	k := testkit.New(t)
	c := k.Clinics[0]
	owner, nurse := k.Who("owner", c, 0), k.Who("nurse", c, 0)
	var ended []string
	runner := jobs.NewRunner(jobs.Config{Vault: k.Vault, Control: k.Control, Clock: k.Clock, Handlers: map[string]jobs.Handler{
		practice.EndSessions: func(_ context.Context, tenant ids.Tenant, account string) error {
			ended = append(ended, tenant.String()+" "+account)
			return nil
		},
	}})
	for round := range 2 {
		if _, err := held(k, nurse); err != nil {
			t.Fatal(err)
		}
		k.Do(owner, func(tx *vault.Tx) error { return practice.Deactivate(tx, c.Staff["nurse"].Staff) })
		if _, err := held(k, nurse); err != access.ErrHidden {
			t.Errorf("her next request: %v", err)
		}
		e := k.WantAudit(c, "ADMIN OK owner staff:ADMIN", "DENY DENIED ")[0] // her next request leaves a trace
		if e.Detail["before"] != "active" || e.Detail["after"] != "inactive" {
			t.Errorf("%v", e.Detail)
		}
		if err := runner.Once(t.Context()); err != nil {
			t.Fatal(err)
		}
		if want := c.ID.String() + " " + c.Staff["nurse"].Account.String(); len(ended) != round+1 || ended[round] != want {
			t.Errorf("sessions ended: %v", ended)
		}
		if err := k.Try(owner, func(tx *vault.Tx) error { return practice.Deactivate(tx, c.Staff["nurse"].Staff) }); !errs.Is(err, errs.Conflict) {
			t.Errorf("twice: %v", err)
		}
		k.Do(owner, func(tx *vault.Tx) error { return practice.Reactivate(tx, c.Staff["nurse"].Staff) })
		if g, err := held(k, nurse); err != nil || g.Role != access.Nurse {
			t.Errorf("back: %v %v", g, err)
		}
		k.Clock.Add(time.Minute)
		k.Audit(c)
	}
}

func TestStaffAreAddedListedAndRenamed(t *testing.T) {
	t.Parallel()
	k := testkit.New(t)
	c := k.Clinics[0]
	owner := k.Who("owner", c, 0)
	account := ids.New[ids.Account](k.Clock.Now())
	add := func(f practice.StaffForm) (id ids.Staff, err error) {
		err = k.Try(owner, func(tx *vault.Tx) (err error) { id, err = practice.AddStaff(tx, f); return err })
		return id, err
	}
	good := practice.StaffForm{Account: account, Name: "  ডা.  সেলিনা\u202e ", Roles: []practice.Assignment{role(c, 0, access.Associate), role(c, 1, access.Associate)}}
	id, err := add(good)
	if err != nil {
		t.Fatal(err)
	}
	k.WantAudit(c, "ADMIN OK owner staff:ADMIN")
	for name, f := range map[string]practice.StaffForm{
		"account": {Name: "X Y", Roles: good.Roles}, "role": {Account: ids.New[ids.Account](k.Clock.Now()), Name: "X Y"},
		"name": {Account: ids.New[ids.Account](k.Clock.Now()), Name: strings.Repeat("a", 10_000), Roles: good.Roles},
	} {
		if _, err := add(f); len(errs.Fields(err)) != 1 || errs.Fields(err)[0].Field != name {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := add(good); !errs.Is(err, errs.Conflict) {
		t.Errorf("twice: %v", err)
	}
	if _, err := add(practice.StaffForm{Account: ids.New[ids.Account](k.Clock.Now()), Name: "X Y", Roles: []practice.Assignment{{Chamber: k.Clinics[1].Chambers[0], Role: access.Nurse}}}); !errs.Is(err, errs.NotFound) {
		t.Errorf("another clinic's chamber: %v", err)
	}
	k.Do(owner, func(tx *vault.Tx) error { return practice.RenameStaff(tx, id, "Dr. Selina Parvin") })
	k.See(owner, func(tx *vault.Tx) error {
		m, err := practice.OfStaff(tx, id)
		if m.Name != "Dr. Selina Parvin" || m.Account != account || !m.Active || len(m.Roles) != 2 || m.Owner {
			t.Errorf("%+v", m)
		}
		all, err2 := practice.ListStaff(tx)
		if len(all) != 8 || all[0].Name != "Dr. Meera Rao" || !all[0].Owner {
			t.Errorf("%+v", all)
		}
		_ = err2
		return err
	})
	k.See(k.Who("nurse", c, 0), func(tx *vault.Tx) error {
		n, err := practice.Names(tx)
		if n[id] != "Dr. Selina Parvin" {
			t.Errorf("%v", n)
		}
		return err
	})
	if err := k.Look(k.Who("manager", c, 0), func(tx *vault.Tx) error { _, err := practice.ListStaff(tx); return err }); !errs.Is(err, errs.Forbidden) {
		t.Errorf("manager: %v", err)
	}
	other := k.Who("owner", k.Clinics[1], 0)
	for name, do := range map[string]func(*vault.Tx) error{
		"deactivate": func(tx *vault.Tx) error { return practice.Deactivate(tx, id) },
		"rename":     func(tx *vault.Tx) error { return practice.RenameStaff(tx, id, "X Y") },
		"role":       func(tx *vault.Tx) error { return practice.SetRole(tx, id, role(k.Clinics[1], 0, access.Nurse)) },
	} {
		if err := k.Try(other, do); err != access.ErrHidden {
			t.Errorf("another clinic's member, %s: %v", name, err)
		}
	}
}

func TestChambersOpenChangeAndClose(t *testing.T) {
	t.Parallel()
	k := testkit.New(t)
	c := k.Clinics[0]
	owner := k.Who("owner", c, 0)
	chamberNow := func(id ids.Chamber) (found practice.Chamber) {
		k.See(owner, func(tx *vault.Tx) error {
			all, err := practice.ListChambers(tx)
			i := slices.IndexFunc(all, func(c practice.Chamber) bool { return c.ID == id })
			found = all[i]
			return err
		})
		return found
	}
	edit := func(who access.Who, version int64) error {
		return k.Try(who, func(tx *vault.Tx) error {
			return practice.EditChamber(tx, c.Chambers[1], version, practice.ChamberForm{Name: "River side", Address: "4 Ghat Road\r\nKolkata"})
		})
	}
	if err := edit(k.Who("manager", c, 0), 1); err != nil {
		t.Fatal(err)
	}
	if got := chamberNow(c.Chambers[1]); got.Name != "River side" || got.Address != "4 Ghat Road\nKolkata" || got.Version != 2 || !got.Open {
		t.Errorf("%+v", got)
	}
	if err := edit(owner, 1); !errs.Is(err, errs.Conflict) {
		t.Errorf("an old version: %v", err)
	}
	if err := edit(k.Who("nurse", c, 0), 2); !errs.Is(err, errs.NotFound) {
		t.Errorf("a nurse: %v", err)
	}
	shut := func(i int, version int64) error {
		return k.Try(owner, func(tx *vault.Tx) error { return practice.CloseChamber(tx, c.Chambers[i], version) })
	}
	if err := shut(1, 2); err != nil {
		t.Fatal(err)
	}
	if _, err := held(k, k.Who("receptionist", c, 1)); err != access.ErrHidden {
		t.Errorf("somebody works in a closed chamber: %v", err)
	}
	if err := shut(0, 1); !errs.Is(err, errs.Conflict) {
		t.Errorf("the last chamber: %v", err)
	}
	err := k.Try(owner, func(tx *vault.Tx) error {
		return practice.SetRole(tx, c.Staff["nurse"].Staff, role(c, 1, access.Nurse))
	})
	if f := errs.Fields(err); len(f) != 1 || f[0].Code != "chamber.closed" {
		t.Errorf("a role in a closed chamber: %v", err)
	}
	k.Do(owner, func(tx *vault.Tx) error { return practice.RenameClinic(tx, 1, "Sunrise & Sons") })
	k.See(k.Who("nurse", c, 0), func(tx *vault.Tx) error {
		p, err := practice.OfClinic(tx)
		if p.Name != "Sunrise & Sons" || p.Country != "IN" || p.Zone != "Asia/Kolkata" || p.Version != 2 {
			t.Errorf("%+v", p)
		}
		return err
	})
	if err := k.Try(owner, func(tx *vault.Tx) error { _, err := practice.First(tx, practice.Founding{}); return err }); !errs.Is(err, errs.NotFound) {
		t.Errorf("a person founds a clinic again: %v", err)
	}
	err = k.Vault.AsSystem(c.ID, "clinic set up").Update(t.Context(), func(tx *vault.Tx) error { _, err := practice.First(tx, practice.Founding{}); return err })
	if !errs.Is(err, errs.Conflict) {
		t.Errorf("a clinic is founded twice: %v", err)
	}
}

// Written past the rooms: what somebody with the file and a program of their own
// could write, if the pages were theirs to seal. Without the MAC it would work.
var (
	raiseRole = vault.SQL(`UPDATE staff_role SET role = 'owner' WHERE tenant_id = $1 AND staff_id = $2`)
	moveRole  = vault.SQL(`UPDATE staff_role SET staff_id = $3 WHERE tenant_id = $1 AND staff_id = $2 AND chamber_id = $4`)
	tickRole  = vault.SQL(`UPDATE staff_role SET extra = 'audit.view' WHERE tenant_id = $1 AND staff_id = $2`)
	wake      = vault.SQL(`UPDATE staff SET active = true WHERE tenant_id = $1 AND id = $2`)
	takeOver  = vault.SQL(`UPDATE staff SET account_id = $3 WHERE tenant_id = $1 AND id = $2`)
)

func TestARoleWrittenPastTheProgramGivesNothing(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name string
		key  string // who profits
		do   func(*vault.Tx, *testkit.Clinic) error
	}{
		{"a role raised", "nurse", func(tx *vault.Tx, c *testkit.Clinic) error {
			_, err := tx.Exec(raiseRole, c.Staff["nurse"].Staff)
			return err
		}},
		{"a right ticked", "nurse", func(tx *vault.Tx, c *testkit.Clinic) error {
			_, err := tx.Exec(tickRole, c.Staff["nurse"].Staff)
			return err
		}},
		{"a role moved to another", "nurse", func(tx *vault.Tx, c *testkit.Clinic) error {
			_, err := tx.Exec(moveRole, c.Staff["receptionist"].Staff, c.Staff["nurse"].Staff, c.Chambers[1])
			return err
		}},
		{"a leaver woken", "nurse", func(tx *vault.Tx, c *testkit.Clinic) error {
			if err := practice.Deactivate(tx, c.Staff["nurse"].Staff); err != nil {
				return err
			}
			_, err := tx.Exec(wake, c.Staff["nurse"].Staff)
			return err
		}},
		{"the owner's place taken", "nurse", func(tx *vault.Tx, c *testkit.Clinic) error {
			if _, err := tx.Exec(takeOver, c.Staff["nurse"].Staff, ids.New[ids.Account](tx.Now())); err != nil {
				return err
			}
			_, err := tx.Exec(takeOver, c.Staff["owner"].Staff, c.Staff["nurse"].Account)
			return err
		}},
	} {
		k := testkit.New(t)
		c := k.Clinics[0]
		k.Do(k.Who("owner", c, 0), func(tx *vault.Tx) error {
			tx.Self()
			tx.Record("ADMIN", "staff", "attack", ids.Patient{})
			return test.do(tx, c)
		})
		if g, err := held(k, k.Who(test.key, c, 0)); !errs.Is(err, errs.Corrupt) {
			t.Errorf("%s: %+v, %v", test.name, g, err)
		}
	}
}

func TestNumbersOfASeriesHaveNoGapsUnderLoad(t *testing.T) {
	t.Parallel()
	k := testkit.New(t)
	var mu sync.Mutex
	seen := map[int64]bool{}
	var wg sync.WaitGroup
	for i := range 50 {
		wg.Go(func() {
			var n int64
			err := k.Try(k.Who("owner", k.Clinics[0], 0), func(tx *vault.Tx) (err error) {
				tx.Self()
				tx.NoDisclosure("a test")
				if n, err = practice.Next(tx, "test"); i%5 == 0 {
					return errs.New(errs.Invalid, "No.")
				}
				return err
			})
			if err == nil {
				mu.Lock()
				defer mu.Unlock()
				seen[n] = true
			}
		})
	}
	wg.Wait()
	for n := int64(1); n <= 40; n++ {
		if !seen[n] {
			t.Errorf("%d is missing of %d", n, len(seen))
		}
	}
}
