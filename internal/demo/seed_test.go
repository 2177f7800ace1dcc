package demo

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	"kosh/internal/app"
	"kosh/internal/base/clock"
	"kosh/internal/clinic/patients"
	"kosh/internal/storage/roots"
	"kosh/internal/storage/vault"
)

var now = time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)

// seeded fills a fresh directory with n patients.
func seeded(t testing.TB, n int) (*app.Rooms, []Clinic, []User) {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "data")
	if err := roots.CreateFile(dir + ".key"); err != nil {
		t.Fatal(err)
	}
	root, err := roots.Open(dir+".key", roots.Options{Data: dir, AnyDirectory: true})
	if err != nil {
		t.Fatal(err)
	}
	c := clock.At(now)
	cfg := app.StoreConfig{Dir: dir, Root: root, Clock: c, Grants: app.Grants, Create: true}
	stores, err := app.OpenStores(context.Background(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	r := app.NewRooms(stores, cfg, true)
	clinics, users, err := Seed(context.Background(), r, c, now, n, func(int, int) {})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		r.Close()
		if err := stores.Close(); err != nil {
			t.Error(err)
		}
	})
	return r, clinics, users
}

func TestTheDemoIsAWorkingPairOfClinics(t *testing.T) {
	t.Parallel()
	r, clinics, users := seeded(t, 60)
	if len(clinics) != 2 || len(users) != 9 {
		t.Fatalf("%d clinics, %d users", len(clinics), len(users))
	}
	found := map[string]int{}
	for _, u := range users {
		err := r.Vault.View(context.Background(), u.who, func(tx *vault.Tx) error {
			f, err := patients.Find(tx, patients.Query{})
			found[u.Login] = len(f.Rows)
			return err
		})
		if err != nil {
			t.Errorf("%s cannot list patients: %v", u.Login, err)
		}
	}
	if found["farhana@shapla.example"] != 20 || found["anjali@neemtree.example"] != 12 {
		t.Errorf("lists: %v", found)
	}
	if n := found["imran@shapla.example"]; n == 0 || n >= 48 {
		t.Errorf("an associate sees %d patients: own ones only are wanted", n)
	}
	for _, c := range clinics {
		rep, err := r.Vault.Check(context.Background(), c.ID, true)
		if err != nil || len(rep.Findings) > 0 {
			t.Errorf("%s: %v %v", c.Name, rep.Findings, err)
		}
	}
}

func BenchmarkSeed(b *testing.B) {
	for b.Loop() {
		seeded(b, 1000)
	}
}
