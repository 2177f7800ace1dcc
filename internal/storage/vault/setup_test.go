package vault_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"kosh/internal/base/clock"
	"kosh/internal/base/ids"
	"kosh/internal/kernel/access"
	"kosh/internal/kernel/seal"
	"kosh/internal/storage/control"
	"kosh/internal/storage/keystore"
	"kosh/internal/storage/pagecrypt"
	"kosh/internal/storage/vault"
)

// memoryRoot is a root key that lives in the test.
type memoryRoot struct{ w *seal.Wrapper }

func newRoot() memoryRoot { return memoryRoot{seal.NewWrapper(seal.GenerateSecret())} }

func (r memoryRoot) Name() string { return "test" }

func (r memoryRoot) Wrap(plain, aad []byte) ([]byte, error) {
	var s [32]byte
	copy(s[:], plain)
	return append([]byte{byte(len(plain))}, r.w.Wrap(s, aad)...), nil
}

func (r memoryRoot) Unwrap(wrapped, aad []byte) ([]byte, error) {
	if len(wrapped) == 0 {
		return nil, errors.New("empty")
	}
	s, err := r.w.Unwrap(wrapped[1:], aad)
	return s[:wrapped[0]], err
}

var _ seal.Root = memoryRoot{}

// A house is one installation in a temporary directory.
type house struct {
	t       testing.TB
	dir     string
	root    seal.Root
	clock   *clock.Manual
	keys    *keystore.Store
	crypt   *pagecrypt.VFS
	control *control.Store
	vault   *vault.Store
	grants  map[ids.Account]access.Grants
	seen    []pagecrypt.Evidence
	config  func(*vault.Config)
}

func newHouse(t testing.TB) *house {
	h := &house{t: t, dir: t.TempDir(), root: newRoot(), clock: clock.At(time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)), grants: map[ids.Account]access.Grants{}}
	if err := h.open(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(h.close)
	return h
}

func (h *house) open() (err error) {
	ctx := context.Background()
	if h.keys, err = keystore.Open(filepath.Join(h.dir, "keys.db"), h.root, h.clock); err != nil {
		return err
	}
	sys, err := h.keys.Tenant(ctx, keystore.System)
	if err != nil {
		if err := h.keys.Provision(ctx, keystore.System); err != nil {
			return err
		}
		if sys, err = h.keys.Tenant(ctx, keystore.System); err != nil {
			return err
		}
	}
	h.crypt, err = pagecrypt.New(pagecrypt.Options{
		Now: h.clock.Now, CachePages: 2000,
		Evidence: func(e pagecrypt.Evidence) { h.seen = append(h.seen, e) },
		Ring: func(file string) (pagecrypt.Ring, error) {
			if file == control.FileName {
				return sys.Ring(), nil
			}
			name, _, _ := strings.Cut(file, ".")
			id, err := ids.Parse[ids.Tenant](name)
			if err != nil {
				return nil, err
			}
			k, err := h.keys.Tenant(ctx, id)
			if err != nil {
				return nil, err
			}
			return k.Ring(), nil
		},
	})
	if err != nil {
		return err
	}
	sys.AllowNew(!sys.Exists())
	if h.control, err = control.Open(filepath.Join(h.dir, control.FileName), h.crypt, sys, h.clock); err != nil {
		return err
	}
	sys.AllowNew(false)
	cfg := vault.Config{Dir: h.dir, Crypt: h.crypt, Keys: h.keys, Control: h.control, Clock: h.clock,
		Grants: func(_ *vault.Tx, who access.Who) (access.Grants, error) {
			g, ok := h.grants[who.Account]
			if !ok {
				return g, access.ErrHidden
			}
			return g, nil
		}}
	if h.config != nil {
		h.config(&cfg)
	}
	h.vault = vault.New(cfg)
	return nil
}

func (h *house) close() {
	for _, c := range []interface{ Close() error }{h.vault, h.control, h.crypt, h.keys} {
		if err := c.Close(); err != nil {
			h.t.Errorf("closing: %v", err)
		}
	}
}

func (h *house) reopen() {
	h.t.Helper()
	h.close()
	if err := h.open(); err != nil {
		h.t.Fatal(err)
	}
}

// clinic provisions a clinic.
func (h *house) clinic() ids.Tenant {
	h.t.Helper()
	id := ids.New[ids.Tenant](h.clock.Now())
	err := h.vault.Provision(context.Background(), control.Clinic{ID: id, Country: "IN", Zone: "Asia/Kolkata", Name: "Test"}, func(tx *vault.Tx) error {
		tx.Self()
		tx.Record("ADMIN", "clinic", id.String(), ids.Patient{})
		return nil
	})
	if err != nil {
		h.t.Fatal(err)
	}
	return id
}

// person returns somebody signed in to the clinic with a role.
func (h *house) person(tenant ids.Tenant, role access.Role) access.Who {
	now := h.clock.Now()
	who := access.Who{Account: ids.New[ids.Account](now), Tenant: tenant, Chamber: ids.New[ids.Chamber](now), Session: ids.New[ids.Session](now), Screen: "test"}
	h.grants[who.Account] = access.Grants{Staff: ids.New[ids.Staff](now), Name: string(role), Role: role, Chamber: who.Chamber, Held: access.Template(role)}
	return who
}

// files returns every file of the installation with its contents.
func (h *house) files() map[string][]byte {
	out := map[string][]byte{}
	err := filepath.WalkDir(h.dir, func(p string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := os.ReadFile(p)
		out[p] = b
		return err
	})
	if err != nil {
		h.t.Fatal(err)
	}
	return out
}
