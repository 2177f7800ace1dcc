// Package testkit builds a small house for tests: real stores in a temporary
// directory, encrypted as in operation, with two clinics, their chambers and a
// member of staff in every role, under a clock that the test moves. Only tests
// import it.
package testkit

import (
	"context"
	"errors"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"kosh/internal/base/clock"
	"kosh/internal/base/ids"
	"kosh/internal/clinic/practice"
	"kosh/internal/kernel/access"
	"kosh/internal/kernel/audit"
	"kosh/internal/kernel/seal"
	"kosh/internal/storage/control"
	"kosh/internal/storage/keystore"
	"kosh/internal/storage/pagecrypt"
	"kosh/internal/storage/vault"
)

// Start is where the clock stands at first: 14:30 on a Sunday in Kolkata.
var Start = time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)

// A Kit is one installation.
type Kit struct {
	T       testing.TB
	Dir     string
	Clock   *clock.Manual
	Keys    *keystore.Store
	Crypt   *pagecrypt.VFS
	Control *control.Store
	Vault   *vault.Store
	Clinics []*Clinic // two: the first in India, the second in Bangladesh

	root    seal.Root
	account func(k *Kit, name string) ids.Account
	read    map[ids.Tenant]int64 // entries of each log already returned by Audit
}

// A Clinic is one of the kit's clinics.
type Clinic struct {
	ID       ids.Tenant
	Name     string
	Chambers []ids.Chamber // two
	Staff    map[string]Person
}

// A Person is a member of staff, found in Clinic.Staff by the name of the role:
// owner, manager, receptionist (with the cashier's ticks), nurse, assistant
// (lists, opens and registers patients, writes vitals, sees appointments),
// associate, and a second associate "associate2". All work in the first chamber;
// the owner works everywhere, the receptionist in both.
type Person struct {
	Account ids.Account
	Staff   ids.Staff
	Role    access.Role
	Name    string
}

// New builds a kit and closes it with the test.
func New(t testing.TB) *Kit {
	t.Helper()
	return NewWith(t, func(k *Kit, _ string) ids.Account { return ids.New[ids.Account](k.Clock.Now()) })
}

// NewWith is New for tests that need the people's accounts to exist: account
// makes one for each person, by name.
func NewWith(t testing.TB, account func(k *Kit, name string) ids.Account) *Kit {
	t.Helper()
	k := &Kit{T: t, Dir: t.TempDir(), Clock: clock.At(Start.Add(-time.Hour)), root: memoryRoot{seal.NewWrapper(seal.GenerateSecret())}, account: account, read: map[ids.Tenant]int64{}}
	if err := k.open(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := k.close(); err != nil {
			t.Errorf("closing the stores: %v", err)
		}
	})
	k.clinic("Sunrise Chamber", "IN", "Asia/Kolkata")
	k.clinic("Padma Clinic", "BD", "Asia/Dhaka")
	for _, c := range k.Clinics {
		k.Audit(c)
	}
	k.Clock.Set(Start)
	return k
}

// Reopen closes every store and opens it again, as a restart does.
func (k *Kit) Reopen() {
	k.T.Helper()
	if err := errors.Join(k.close(), k.open()); err != nil {
		k.T.Fatal(err)
	}
}

func (k *Kit) close() error {
	return errors.Join(k.Vault.Close(), k.Control.Close(), k.Crypt.Close(), k.Keys.Close())
}

func (k *Kit) open() (err error) {
	ctx := context.Background()
	if k.Keys, err = keystore.Open(filepath.Join(k.Dir, "keys.db"), k.root, k.Clock); err != nil {
		return err
	}
	system, err := k.Keys.Tenant(ctx, keystore.System)
	if err != nil {
		if err := k.Keys.Provision(ctx, keystore.System); err != nil {
			return err
		}
		if system, err = k.Keys.Tenant(ctx, keystore.System); err != nil {
			return err
		}
	}
	k.Crypt, err = pagecrypt.New(pagecrypt.Options{
		Now: k.Clock.Now, CachePages: 4096,
		Evidence: func(e pagecrypt.Evidence) { k.T.Errorf("store file set aside: %s: %s", e.File, e.What) },
		Ring:     func(file string) (pagecrypt.Ring, error) { return k.ring(system, file) },
	})
	if err != nil {
		return err
	}
	system.AllowNew(!system.Exists())
	if k.Control, err = control.Open(filepath.Join(k.Dir, control.FileName), k.Crypt, system, k.Clock); err != nil {
		return err
	}
	system.AllowNew(false)
	k.Vault = vault.New(vault.Config{Dir: k.Dir, Crypt: k.Crypt, Keys: k.Keys, Control: k.Control, Clock: k.Clock, Grants: practice.Grants, RecordBudget: 1 << 20})
	return nil
}

func (k *Kit) ring(system *keystore.Keys, file string) (pagecrypt.Ring, error) {
	if file == control.FileName {
		return system.Ring(), nil
	}
	name, _, _ := strings.Cut(file, ".")
	id, err := ids.Parse[ids.Tenant](name)
	if err != nil {
		return nil, err
	}
	keys, err := k.Keys.Tenant(context.Background(), id)
	if err != nil {
		return nil, err
	}
	return keys.Ring(), nil
}

// clinic provisions a clinic and hires its staff.
func (k *Kit) clinic(name, country, zone string) {
	k.T.Helper()
	c := &Clinic{ID: ids.New[ids.Tenant](k.Clock.Now()), Name: name, Staff: map[string]Person{}}
	owner := Person{Role: access.Owner, Name: "Dr. Meera Rao"}
	owner.Account = k.account(k, owner.Name)
	err := k.Vault.Provision(context.Background(), control.Clinic{ID: c.ID, Country: country, Zone: zone, Name: name}, func(tx *vault.Tx) error {
		first, err := practice.First(tx, practice.Founding{Name: name, Country: country, Zone: zone, Chamber: "Main chamber", Owner: owner.Name, Account: owner.Account})
		c.Chambers, owner.Staff = []ids.Chamber{first.Chamber}, first.Owner
		return err
	})
	if err != nil {
		k.T.Fatal(err)
	}
	c.Staff["owner"] = owner
	k.Clinics = append(k.Clinics, c)
	k.Clock.Add(time.Second)
	k.Do(k.Who("owner", c, 0), func(tx *vault.Tx) error {
		second, err := practice.AddChamber(tx, practice.ChamberForm{Name: "River chamber"})
		c.Chambers = append(c.Chambers, second)
		return err
	})
	k.hire(c)
}

func (k *Kit) hire(c *Clinic) {
	k.T.Helper()
	owner := k.Who("owner", c, 0)
	at := func(chamber int, role access.Role, extra ...access.Permission) practice.Assignment {
		return practice.Assignment{Chamber: c.Chambers[chamber], Role: role, Extra: access.SetOf(extra...)}
	}
	cashier := access.Cashier().List()
	for _, s := range []struct {
		key, name string
		roles     []practice.Assignment
	}{
		{"manager", "Anil Gupta", []practice.Assignment{at(0, access.Manager)}},
		{"receptionist", "Rina Das", []practice.Assignment{at(0, access.Receptionist, cashier...), at(1, access.Receptionist)}},
		{"nurse", "Sabina Yasmin", []practice.Assignment{at(0, access.Nurse)}},
		{"assistant", "Tapan Roy", []practice.Assignment{at(0, access.Assistant, access.PatientList, access.PatientViewBasic,
			access.PatientCreate, access.PatientScopeAll, access.VitalsWrite, access.ApptRead)}},
		{"associate", "Dr. John Smith", []practice.Assignment{at(0, access.Associate)}},
		{"associate2", "Dr. Farhana Haque", []practice.Assignment{at(0, access.Associate)}},
	} {
		k.Clock.Add(time.Second) // one after the other, so that lists have an order
		p := Person{Account: k.account(k, s.name), Role: s.roles[0].Role, Name: s.name}
		k.Do(owner, func(tx *vault.Tx) (err error) {
			p.Staff, err = practice.AddStaff(tx, practice.StaffForm{Account: p.Account, Name: s.name, Roles: s.roles})
			return err
		})
		c.Staff[s.key] = p
	}
}

// Who returns the person under key in Clinic.Staff, signed in to a chamber with
// a session of their own.
func (k *Kit) Who(key string, c *Clinic, chamber int) access.Who {
	k.T.Helper()
	p, ok := c.Staff[key]
	if !ok {
		k.T.Fatalf("testkit: no %q in %s", key, c.Name)
	}
	now := k.Clock.Now()
	return access.Who{
		Account: p.Account, Tenant: c.ID, Chamber: c.Chambers[chamber], Session: ids.New[ids.Session](now), Device: ids.New[ids.Device](now),
		From: access.From{IP: "203.0.113.7", Agent: "Firefox on Windows"}, Screen: "GET /test",
	}
}

// Do runs fn in a changing transaction and fails the test if it fails.
func (k *Kit) Do(who access.Who, fn func(*vault.Tx) error) {
	k.T.Helper()
	if err := k.Vault.Update(context.Background(), who, fn); err != nil {
		k.T.Fatal(err)
	}
}

// See runs fn in a view and fails the test if it fails.
func (k *Kit) See(who access.Who, fn func(*vault.Tx) error) {
	k.T.Helper()
	if err := k.Vault.View(context.Background(), who, fn); err != nil {
		k.T.Fatal(err)
	}
}

// Try runs fn in a changing transaction and returns its error.
func (k *Kit) Try(who access.Who, fn func(*vault.Tx) error) error {
	return k.Vault.Update(context.Background(), who, fn)
}

// Look runs fn in a view and returns its error.
func (k *Kit) Look(who access.Who, fn func(*vault.Tx) error) error {
	return k.Vault.View(context.Background(), who, fn)
}

// An Entry is an entry of a clinic's log.
type Entry struct {
	Seq int64
	At  time.Time
	audit.Entry
}

// String is what a test compares: verb, outcome, role and records, such as
// "READ OK receptionist patient:READ patient:READ".
func (e Entry) String() string {
	s := string(e.Verb) + " " + string(e.Outcome) + " " + e.Role
	for _, r := range e.Records {
		s += " " + r.Kind + ":" + string(r.Verb)
	}
	return s
}

var newEntries = vault.SQL(`SELECT seq, at, salt, body FROM audit_entry WHERE tenant_id = $1 AND seq >= $2 ORDER BY seq`)

// Audit returns the entries written to a clinic's log since it was last asked.
func (k *Kit) Audit(c *Clinic) []Entry {
	k.T.Helper()
	var all []Entry
	err := k.Vault.AsSystem(c.ID, "test reads the log").View(context.Background(), func(tx *vault.Tx) error {
		tx.Self()
		tx.NoDisclosure("a test")
		return tx.Each(newEntries, []any{k.read[c.ID]}, func(r vault.Row) error {
			var e Entry
			var at int64
			var salt vault.Hash
			var body vault.Sealed
			if err := r.Scan(&e.Seq, &at, &salt, &body); err != nil {
				return err
			}
			e.At = clock.FromMicros(at)
			plain, err := tx.OpenBody(salt, body)
			if err != nil {
				return err
			}
			e.Entry = *plain
			all = append(all, e)
			k.read[c.ID] = e.Seq + 1
			return nil
		})
	})
	if err != nil {
		k.T.Fatal(err)
	}
	return all
}

// WantAudit fails the test unless exactly these entries were written to the
// clinic's log since it was last asked, in the form of Entry.String.
func (k *Kit) WantAudit(c *Clinic, want ...string) []Entry {
	k.T.Helper()
	got := k.Audit(c)
	var lines []string
	for _, e := range got {
		lines = append(lines, e.String())
	}
	if a, b := strings.Join(lines, "\n"), strings.Join(want, "\n"); a != b {
		k.T.Errorf("entries in the log:\n%s\nwant:\n%s", a, b)
	}
	return got
}

// memoryRoot is a root key that lives in the test.
type memoryRoot struct{ w *seal.Wrapper }

func (memoryRoot) Name() string { return "test" }

func (r memoryRoot) Wrap(plain, aad []byte) ([]byte, error) {
	var s [32]byte
	copy(s[:], plain)
	return append([]byte{byte(len(plain))}, r.w.Wrap(s, aad)...), nil
}

func (r memoryRoot) Unwrap(wrapped, aad []byte) ([]byte, error) {
	if len(wrapped) == 0 {
		return nil, errors.New("testkit: empty wrapped key")
	}
	s, err := r.w.Unwrap(wrapped[1:], aad)
	return s[:wrapped[0]], err
}
