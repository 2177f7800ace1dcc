package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"kosh/internal/base/clock"
	"kosh/internal/base/errs"
	"kosh/internal/base/ids"
	"kosh/internal/kernel/access"
	"kosh/internal/kernel/seal"
	"kosh/internal/storage/control"
	"kosh/internal/storage/keystore"
	"kosh/internal/storage/pagecrypt"
	"kosh/internal/storage/vault"
)

// Stores are the open stores of one installation.
type Stores struct {
	Keys    *keystore.Store
	Crypt   *pagecrypt.VFS
	Control *control.Store
	Vault   *vault.Store
	layout  layout
	index   string // directory of the WAL indexes, removed at the end
	release func()
}

// StoreConfig says which data directory to open and with what.
type StoreConfig struct {
	Dir    string
	Root   seal.Root
	Clock  clock.Clock
	Log    *slog.Logger
	Grants func(*vault.Tx, access.Who) (access.Grants, error)
	// Create allows making the stores in an empty directory: setup and demo only.
	Create bool
	// RecordBudget is the vault's; 0 is its default.
	RecordBudget int
}

// ErrNoData is returned for a directory that holds no installation.
var ErrNoData = errs.New(errs.NotFound, "There is no Kosh data in this directory. Run kosh setup first, or give the right one with --data.")

// sharedPages is the number of decrypted pages kept over all open vaults: 32 MB.
const sharedPages = 8192

// OpenStores takes the data directory for this process and opens the key store,
// the control store and the vaults, in that order: each needs the one before.
func OpenStores(ctx context.Context, c StoreConfig) (_ *Stores, err error) {
	s := &Stores{layout: layout{c.Dir}}
	if !c.Create && !exists(s.layout.keys()) {
		return nil, ErrNoData
	}
	if err := s.layout.prepare(); err != nil {
		return nil, err
	}
	if s.release, err = s.layout.acquire(); err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			s.Close()
		}
	}()
	if s.Keys, err = keystore.Open(s.layout.keys(), c.Root, c.Clock); err != nil {
		return nil, err
	}
	system, err := s.systemKeys(ctx, c.Create)
	if err != nil {
		return nil, err
	}
	s.index = s.layout.indexDir()
	s.Crypt, err = pagecrypt.New(pagecrypt.Options{
		Now: c.Clock.Now, CachePages: sharedPages, ShmDir: s.index,
		Ring: func(file string) (pagecrypt.Ring, error) { return s.ring(system, file) },
		Evidence: func(e pagecrypt.Evidence) {
			c.Log.Error("a store file was not as it was left", "file", e.File, "what", e.What, "kept_as", filepath.Base(e.MovedTo))
		},
	})
	if err != nil {
		return nil, err
	}
	system.AllowNew(c.Create && !system.Exists())
	s.Control, err = control.Open(s.layout.control(), s.Crypt, system, c.Clock)
	system.AllowNew(false)
	if err != nil {
		return nil, err
	}
	if err := s.layout.removeOldGenerations(s.current); err != nil {
		return nil, err
	}
	s.Vault = vault.New(vault.Config{
		Dir: s.layout.vaults(), Crypt: s.Crypt, Keys: s.Keys, Control: s.Control, Clock: c.Clock,
		Log: c.Log, Grants: c.Grants, RecordBudget: c.RecordBudget,
	})
	return s, nil
}

func (s *Stores) systemKeys(ctx context.Context, create bool) (*keystore.Keys, error) {
	system, err := s.Keys.Tenant(ctx, keystore.System)
	if err == nil || !errs.Is(err, errs.NotFound) {
		return system, err
	}
	if !create {
		return nil, ErrNoData
	}
	if err := s.Keys.Provision(ctx, keystore.System); err != nil {
		return nil, err
	}
	return s.Keys.Tenant(ctx, keystore.System)
}

// ring finds the keys of a store file by its name; any other name is refused.
func (s *Stores) ring(system *keystore.Keys, file string) (pagecrypt.Ring, error) {
	if file == control.FileName {
		return system.Ring(), nil
	}
	tenant, generation, ok := parseVaultName(file)
	if !ok {
		return nil, fmt.Errorf("app: %q is not a store file", file)
	}
	keys, err := s.Keys.Tenant(context.Background(), tenant)
	if err != nil {
		return nil, err
	}
	if keys.Generation() != generation {
		return nil, fmt.Errorf("app: %q is not the current generation", file)
	}
	return keys.Ring(), nil
}

func parseVaultName(file string) (tenant ids.Tenant, generation uint32, ok bool) {
	parts := strings.Split(file, ".")
	if len(parts) != 3 || parts[2] != "vault" {
		return tenant, 0, false
	}
	tenant, err := ids.Parse[ids.Tenant](parts[0])
	if err != nil {
		return tenant, 0, false
	}
	n, err := strconv.ParseUint(parts[1], 10, 32)
	return tenant, uint32(n), err == nil
}

// current returns the name of the current vault file of the clinic a file
// belongs to, "" if the clinic is unknown. No vault is open yet.
func (s *Stores) current(file string) string {
	tenant, _, ok := parseVaultName(file)
	if !ok {
		return ""
	}
	keys, err := s.Keys.Tenant(context.Background(), tenant)
	if err != nil {
		return ""
	}
	defer s.Keys.Forget(tenant) // a clinic's keys are in memory while its vault is open
	return vault.FileName(tenant, keys.Generation())
}

// Close closes the stores in the order that lets each write what it must.
func (s *Stores) Close() error {
	var all error
	if s.Vault != nil {
		all = errors.Join(all, s.Vault.Close())
	}
	if s.Control != nil {
		all = errors.Join(all, s.Control.Close())
	}
	if s.Crypt != nil {
		all = errors.Join(all, s.Crypt.Close())
	}
	if s.Keys != nil {
		all = errors.Join(all, s.Keys.Close())
	}
	if s.index != "" {
		all = errors.Join(all, os.RemoveAll(s.index))
	}
	if s.release != nil {
		s.release()
	}
	return all
}
