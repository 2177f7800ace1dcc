package keystore

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"kosh/internal/base/clock"
	"kosh/internal/base/errs"
	"kosh/internal/base/ids"
	"kosh/internal/kernel/seal"
	"kosh/internal/storage/database"
	"kosh/internal/storage/pagecrypt"
)

var ctx = context.Background()

type testRoot struct{ w *seal.Wrapper }

func (testRoot) Name() string { return "test" }

func (r testRoot) Wrap(plain, aad []byte) ([]byte, error) {
	var s [32]byte
	copy(s[:], plain)
	return append([]byte{byte(len(plain))}, r.w.Wrap(s, aad)...), nil
}

func (r testRoot) Unwrap(wrapped, aad []byte) ([]byte, error) {
	s, err := r.w.Unwrap(wrapped[1:], aad)
	return s[:wrapped[0]], err
}

func newTestRoot() testRoot { return testRoot{seal.NewWrapper(seal.GenerateSecret())} }

func openAt(t testing.TB, path string, root seal.Root) *Store {
	t.Helper()
	s, err := Open(path, root, clock.At(time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func provisioned(t testing.TB) (path string, root seal.Root, tenant ids.Tenant) {
	t.Helper()
	path, root = filepath.Join(t.TempDir(), "keys.db"), newTestRoot()
	tenant = ids.New[ids.Tenant](time.Unix(1e9, 0))
	s := openAt(t, path, root)
	defer s.Close()
	if err := s.Provision(ctx, tenant); err != nil {
		t.Fatal(err)
	}
	k, err := s.Tenant(ctx, tenant)
	if err != nil {
		t.Fatal(err)
	}
	if err := k.StartPool(ctx, 0, 0, nil); err != nil {
		t.Fatal(err)
	}
	for range 3 {
		if _, _, err := k.Take(ctx); err != nil {
			t.Fatal(err)
		}
	}
	if err := k.Ring().SetHead(pagecrypt.Head{Generation: 1, Epoch: [16]byte{2, 3}, Size: 4096}); err != nil {
		t.Fatal(err)
	}
	return path, root, tenant
}

func TestCRY_02_AnotherRootKeyIsRefusedInWords(t *testing.T) {
	t.Parallel()
	path, root, _ := provisioned(t)
	if _, err := Open(path, newTestRoot(), clock.Wall{}); errs.Public(err) != ErrRoot.Public || !strings.Contains(errs.Public(err), "--root-key") {
		t.Fatalf("a foreign root key: %v", err)
	}
	openAt(t, path, root).Close()
}

func TestTheSameKeysComeBackAfterARestart(t *testing.T) {
	t.Parallel()
	path, root, tenant := provisioned(t)
	var first, second [2][32]byte
	for _, got := range []*[2][32]byte{&first, &second} {
		s := openAt(t, path, root)
		k, err := s.Tenant(ctx, tenant)
		if err != nil {
			t.Fatal(err)
		}
		dek, err := k.Patient(ctx, 2)
		if err != nil {
			t.Fatal(err)
		}
		got[0], got[1] = k.Purpose("audit"), dek[0].Commitment()
		if h := k.Ring().Head(); h.Epoch != [16]byte{2, 3} || h.Size != 4096 {
			t.Fatalf("head %+v", h)
		}
		s.Close()
	}
	if first != second || first[0] == first[1] {
		t.Fatal("keys changed over a restart, or are one and the same")
	}
}

// Wrapped rows put in each other's place, altered, or put back from before do
// not unwrap. The control: the untouched store opens.
func TestCRY_03_WrappedKeysStayInTheirPlace(t *testing.T) {
	t.Parallel()
	for name, statement := range map[string]string{
		"control":           `UPDATE dek SET created_at = created_at`,
		"patient keys":      `UPDATE dek SET wrapped = (SELECT wrapped FROM dek WHERE number = 1), commitment = (SELECT commitment FROM dek WHERE number = 1) WHERE number = 2`,
		"a patient's bytes": `UPDATE dek SET wrapped = zeroblob(60) WHERE number = 2`,
		"commitment":        `UPDATE dek SET commitment = zeroblob(32) WHERE number = 2`,
		"purpose keys":      `UPDATE purpose_key SET wrapped = (SELECT wrapped FROM purpose_key WHERE purpose = 'mac'), commitment = (SELECT commitment FROM purpose_key WHERE purpose = 'mac') WHERE purpose = 'audit'`,
		"kek":               `UPDATE kek_wrap SET wrapped = (SELECT wrapped FROM root_check)`,
		"kek version":       `UPDATE kek SET version = 2`,
		"head counter":      `UPDATE head SET counter = counter - 1`,
		"head bytes":        `UPDATE head SET sealed = zeroblob(81)`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path, root, tenant := provisioned(t)
			db, err := database.Open(database.Config{Path: path, Readers: 1})
			if err != nil {
				t.Fatal(err)
			}
			if err := db.Update(ctx, func(tx *database.Tx) error { _, err := tx.Exec(database.Derived(statement)); return err }); err != nil {
				t.Fatal(err)
			}
			db.Close()
			s := openAt(t, path, root)
			defer s.Close()
			k, err := s.Tenant(ctx, tenant)
			if err == nil {
				_, err = k.Patient(ctx, 2)
			}
			if (err == nil) != (name == "control") {
				t.Fatalf("%v", err)
			}
		})
	}
}

func TestNoKeyIsOnDiskUnwrapped(t *testing.T) {
	t.Parallel()
	path, root, tenant := provisioned(t)
	s := openAt(t, path, root)
	k, err := s.Tenant(ctx, tenant)
	if err != nil {
		t.Fatal(err)
	}
	var secrets [][32]byte
	for _, p := range purposes {
		secrets = append(secrets, k.Purpose(p))
	}
	secrets = append(secrets, k.kek)
	s.Close()
	for _, name := range []string{path, path + "-wal"} {
		b, _ := os.ReadFile(name)
		for i, secret := range secrets {
			if bytes.Contains(b, secret[:16]) {
				t.Errorf("%s shows key %d", filepath.Base(name), i)
			}
		}
	}
}

func TestThePoolNeverHandsOneKeyToTwo(t *testing.T) {
	t.Parallel()
	path, root, tenant := provisioned(t)
	s := openAt(t, path, root)
	defer s.Close()
	k, err := s.Tenant(ctx, tenant)
	if err != nil {
		t.Fatal(err)
	}
	// Numbers 1 and 3 are in use; 2 was taken and never committed.
	if err := k.StartPool(ctx, 3, 2, func() ([]int64, error) { return []int64{3, 1}, nil }); err != nil {
		t.Fatal(err)
	}
	var mu sync.Mutex
	seen := map[int64]bool{1: true, 3: true}
	var wg sync.WaitGroup
	for i := range 600 {
		wg.Go(func() {
			n, key, err := k.Take(ctx)
			if err != nil || key == nil {
				t.Error(err)
				return
			}
			mu.Lock()
			defer mu.Unlock()
			if seen[n] {
				t.Errorf("key %d handed out twice", n)
			}
			seen[n] = true
			if i%5 == 0 {
				delete(seen, n)
				k.GiveBack(n)
			}
		})
	}
	wg.Wait()
	if !seen[2] {
		t.Error("the key that was never used is lost")
	}
}

func TestFewerKeysThanPatientsIsRefused(t *testing.T) {
	t.Parallel()
	path, root, tenant := provisioned(t)
	s := openAt(t, path, root)
	defer s.Close()
	k, err := s.Tenant(ctx, tenant)
	if err != nil {
		t.Fatal(err)
	}
	if err := k.StartPool(ctx, 5000, 5000, nil); !errs.Is(err, errs.Corrupt) {
		t.Fatal(err)
	}
	if _, err := k.Patient(ctx, 99999); !errors.Is(err, ErrDestroyed) {
		t.Fatal(err)
	}
}

func TestThePageKeyBudgetEnds(t *testing.T) {
	t.Parallel()
	path, root, tenant := provisioned(t)
	s := openAt(t, path, root)
	defer s.Close()
	k, err := s.Tenant(ctx, tenant)
	if err != nil {
		t.Fatal(err)
	}
	if err := k.Ring().Reserve(nonceLimit); err != nil {
		t.Fatal(err)
	}
	if err := k.Ring().Reserve(1); !errs.Is(err, errs.Unavailable) {
		t.Fatal(err)
	}
}

// Keys used after they were forgotten must fail, not encrypt under zeros.
func TestForgottenKeysDoNothingMore(t *testing.T) {
	t.Parallel()
	path, root, tenant := provisioned(t)
	s := openAt(t, path, root)
	defer s.Close()
	k, err := s.Tenant(ctx, tenant)
	if err != nil {
		t.Fatal(err)
	}
	s.Forget(tenant)
	if key, err := k.Ring().Key(1); err == nil {
		t.Errorf("a forgotten page key is %x", key)
	}
	func() {
		defer func() {
			if recover() == nil {
				t.Error("a forgotten purpose key was handed out")
			}
		}()
		k.Purpose("mac")
	}()
}

// The key of a record that was erased stays disabled for days. It must not seal
// another patient: a copy of the erased one would open again.
func TestADisabledKeyIsNeverHandedOut(t *testing.T) {
	t.Parallel()
	path, root, tenant := provisioned(t)
	s := openAt(t, path, root)
	defer s.Close()
	err := s.db.Update(ctx, func(tx *database.Tx) error {
		_, err := tx.Exec(database.SQL(`UPDATE dek SET disabled_at = 1 WHERE tenant_id = $1 AND (number = 2 OR number = 4)`), tenant)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	k, err := s.Tenant(ctx, tenant)
	if err != nil {
		t.Fatal(err)
	}
	// 1 and 3 are in use; the patients of 2 and 4 were erased.
	if err := k.StartPool(ctx, 3, 2, func() ([]int64, error) { return []int64{3, 1}, nil }); err != nil {
		t.Fatal(err)
	}
	for range 5 {
		if n, _, err := k.Take(ctx); err != nil || n <= 4 {
			t.Fatalf("key %d: %v", n, err)
		}
	}
}

func TestTheKeyStoreIsForItsOwnerOnly(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := os.Chmod(dir, 0o755); err != nil { // as an administrator may have made it
		t.Fatal(err)
	}
	path, root := filepath.Join(dir, "keys.db"), newTestRoot()
	for range 2 {
		s := openAt(t, path, root)
		entries, err := os.ReadDir(dir)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range entries {
			info, err := e.Info()
			if err != nil || info.Mode().Perm()&0o077 != 0 {
				t.Errorf("%s has mode %v, %v", e.Name(), info.Mode(), err)
			}
		}
		s.Close()
		if err := os.Chmod(path, 0o644); err != nil { // as an earlier version left it
			t.Fatal(err)
		}
	}
}
