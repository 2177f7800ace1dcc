// Package crashtest kills the program under load and looks at what is left. The
// test binary starts itself again as a child that opens a real data directory
// and lets eight people at once register and open patients through the vault;
// the child prints a line for every act it has acknowledged. The parent kills it
// with SIGKILL at a random moment, opens the directory itself, and demands:
//
//   - what was acknowledged is stored, as it was typed;
//   - what was stored or shown is in the log, once;
//   - nothing is there by half: every row is what the log says, every number was
//     given once, every patient is found by telephone;
//   - every page authenticates and the log verifies;
//   - what the killed process kept in shared memory is gone.
//
// A child that acknowledges before the commit is the positive control: the same
// checker must convict it. The other tests fill the disk, take the directory
// twice, lose or swap the root key, and bring data of a newer version.
//
// A normal run kills a few times; with the build tag soak it is fifty rounds, or
// as many as KOSH_CRASH_ROUNDS says.
package crashtest

import (
	"context"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"kosh/internal/app"
	"kosh/internal/base/clock"
	"kosh/internal/base/ids"
	"kosh/internal/clinic/practice"
	"kosh/internal/kernel/access"
	"kosh/internal/kernel/seal"
	"kosh/internal/storage/control"
	"kosh/internal/storage/roots"
	"kosh/internal/storage/vault"
)

var ctx = context.Background()

// TestMain turns the binary into the child when the parent says so.
func TestMain(m *testing.M) {
	if text := os.Getenv(orderVariable); text != "" {
		os.Exit(child(text))
	}
	os.Exit(m.Run())
}

// A site is one installation with one clinic.
type site struct {
	t      testing.TB
	dir    string
	key    string
	tenant ids.Tenant
	who    access.Who // an associate: who registers cares for the patient
	log    strings.Builder
	left   []string // directories in shared memory of those that were killed
}

func newSite(t testing.TB) *site {
	t.Helper()
	s := &site{t: t, dir: filepath.Join(t.TempDir(), "data")}
	s.key = s.dir + ".key"
	if err := roots.CreateFile(s.key); err != nil {
		t.Fatal(err)
	}
	st, err := openStores(s.dir, s.key, true, s.logger())
	if err != nil {
		t.Fatal(err)
	}
	if err := s.found(st); err != nil {
		t.Fatal(err)
	}
	if err := st.Close(); err != nil {
		t.Fatal(err)
	}
	return s
}

func (s *site) logger() *slog.Logger { return slog.New(slog.NewTextHandler(&s.log, nil)) }

// rootOf opens the root key of a data directory.
func rootOf(dir, key string) (seal.Root, error) {
	return roots.Open(key, roots.Options{Data: dir, AnyDirectory: true})
}

// openStores opens a directory, waiting for a lock that is being let go: while a
// process starts another, that one shares its files for a moment.
func openStores(dir, key string, create bool, log *slog.Logger) (st *app.Stores, err error) {
	for range 100 {
		if st, err = openOnce(dir, key, create, log); err != app.ErrLocked {
			return st, err
		}
		time.Sleep(20 * time.Millisecond)
	}
	return st, err
}

func openOnce(dir, key string, create bool, log *slog.Logger) (*app.Stores, error) {
	root, err := rootOf(dir, key)
	if err != nil {
		return nil, err
	}
	return app.OpenStores(ctx, app.StoreConfig{Dir: dir, Root: root, Clock: clock.Wall{}, Log: log, Grants: app.Grants,
		Create: create, RecordBudget: 1 << 30})
}

// found provisions the clinic and hires the associate.
func (s *site) found(st *app.Stores) error {
	now := time.Now()
	s.tenant = ids.New[ids.Tenant](now)
	owner, doctor := ids.New[ids.Account](now), ids.New[ids.Account](now)
	var first practice.Founded
	err := st.Vault.Provision(ctx, control.Clinic{ID: s.tenant, Country: "IN", Zone: "Asia/Kolkata", Name: "Crash Clinic"}, func(tx *vault.Tx) (err error) {
		first, err = practice.First(tx, practice.Founding{Name: "Crash Clinic", Country: "IN", Zone: "Asia/Kolkata", Chamber: "Main", Owner: "Dr. Meera Rao", Account: owner})
		return err
	})
	if err != nil {
		return err
	}
	boss := access.Who{Account: owner, Tenant: s.tenant, Chamber: first.Chamber, Session: ids.New[ids.Session](now), Screen: "test"}
	s.who = access.Who{Account: doctor, Tenant: s.tenant, Chamber: first.Chamber, Screen: "test"}
	return st.Vault.Update(ctx, boss, func(tx *vault.Tx) error {
		_, err := practice.AddStaff(tx, practice.StaffForm{Account: doctor, Name: "Dr. John Smith",
			Roles: []practice.Assignment{{Chamber: first.Chamber, Role: access.Associate}}})
		return err
	})
}

func TestAKilledServerLosesNothingItAcknowledged(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	r := rand.New(rand.NewPCG(1, 20261122))
	l := newLedger()
	began, kills := time.Now(), 0
	for round := range rounds(t) {
		for range 1 + r.IntN(3)/2 { // sometimes a second child opens what the first left
			acts, after := r.IntN(300), time.Duration(r.IntN(50_000))*time.Microsecond
			if r.IntN(5) == 0 {
				acts, after = -1, 8*after
			}
			l.take(s.kill(order{Seed: r.Uint64()}, acts, after))
			kills++
		}
		if bad := s.check(l); len(bad) > 0 {
			t.Fatalf("round %d: %s\nthe store's log:\n%s", round, strings.Join(bad, "\n"), s.log.String())
		}
	}
	t.Logf("%d kills, %d registrations and %d views acknowledged, %d patients and %d entries stored, in %s",
		kills, len(l.wrote), len(l.read), len(l.stored), l.entries, time.Since(began).Round(time.Millisecond))
	if len(l.wrote) < 20 || len(l.read) < 20 {
		t.Error("too few acts were acknowledged for the test to mean anything")
	}
	s.verifyExport()
}

// The positive control: a child that says a thing is done and then does it.
func TestAServerThatAcknowledgesBeforeTheCommitIsConvicted(t *testing.T) {
	t.Parallel()
	found := map[string]bool{}
	for range 20 {
		s := newSite(t)
		l := newLedger()
		l.take(s.kill(order{Seed: 7, Early: true}, 40, 0))
		for _, b := range s.check(l) {
			for _, what := range []string{lostWrite, lostView} {
				if strings.Contains(b, what) {
					found[what] = true
				}
			}
		}
		if found[lostWrite] && found[lostView] {
			return
		}
	}
	t.Fatalf("the checker found only %v", found)
}

// name makes a name of letters out of a number: no two are the same.
func name(n uint64) string {
	b := []byte("Quill ")
	for range 10 {
		b = append(b, "abcdefghijklmnopqrstuvwxyz"[n%26])
		n /= 26
	}
	return string(b)
}

// phone makes an Indian mobile number.
func phone(n uint64) string { return fmt.Sprintf("9%09d", n%1_000_000_000) }
