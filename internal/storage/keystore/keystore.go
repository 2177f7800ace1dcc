// Package keystore keeps wrapped keys, and nothing else, in a store of its own.
//
// Threats: a thief with the data but not the root key; a backup of the data
// that outlives an erasure; keys put in each other's place; a main file or WAL
// put back from before; a page key used too often.
//
// What it guarantees:
//   - no key leaves it unwrapped except in memory; the root wraps each clinic's
//     key-encryption key (KEK), the KEK wraps the clinic's purpose keys and one
//     data key (DEK) a patient, all AES-256-GCM with the tenant, kind, number
//     and version as associated data, so that a wrapped key moved to another
//     row does not open;
//   - every unwrapped key is compared with its stored commitment, because GCM
//     does not commit to a key;
//   - a key is durable here before any data that needs it can commit: patients
//     take keys from a pool written beforehand;
//   - it is never part of a data backup, so destroying a key reaches every one.
//
// What it does not do: it cannot tell that this whole store was put back from
// an earlier day; the clinic's signed audit checkpoints, kept elsewhere, can.
// Zeroing of keys in memory is best effort in Go.
package keystore

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"sync"

	"kosh/internal/base/clock"
	"kosh/internal/base/errs"
	"kosh/internal/base/ids"
	"kosh/internal/kernel/seal"
	"kosh/internal/storage/database"
	"kosh/internal/storage/schema"
)

// System is the owner of the keys of the control store.
var System = ids.Tenant{UUID: ids.UUID{15: 1}}

// A Store is the open key store of one installation.
type Store struct {
	db    *database.DB
	root  seal.Root
	clock clock.Clock

	mu   sync.Mutex
	open map[ids.Tenant]*Keys
}

var (
	// ErrRoot is returned when the root key is not the one this store was made with.
	ErrRoot = &errs.Error{Kind: errs.Unavailable, Public: "This root key is not the one the data was made with. Give the right one with --root-key; nothing was changed."}
	// ErrDestroyed is returned for a key that no longer exists.
	ErrDestroyed = errs.New(errs.NotFound, "Not found.")
)

// Open opens or creates the key store at path under root, and refuses a root
// that is not the one it was created with.
func Open(path string, root seal.Root, clk clock.Clock) (*Store, error) {
	if err := private(path); err != nil {
		return nil, err
	}
	db, err := database.Open(database.Config{Path: path, Readers: 2, CacheKiB: 512, SecureDelete: true})
	if err != nil {
		return nil, err
	}
	s := &Store{db: db, root: root, clock: clk, open: map[ids.Tenant]*Keys{}}
	err = db.Migrate(clk.Now(), schema.Steps(schema.Keys))
	if err == nil {
		err = os.Chmod(path+"-wal", 0o600) // of a new store the engine makes its own, before there is a key
	}
	if err == nil {
		err = s.checkRoot()
	}
	if err != nil {
		db.Close()
		return nil, err
	}
	return s, nil
}

// private makes the store's files before the engine does, which would leave them
// readable to others, and narrows what an earlier one left.
func private(path string) error {
	for _, name := range []string{path, path + "-wal", path + "-shm"} {
		f, err := os.OpenFile(name, os.O_RDWR|os.O_CREATE, 0o600)
		if err == nil {
			err = errors.Join(f.Chmod(0o600), f.Close())
		}
		if err != nil {
			return errs.Wrap(errs.Unavailable, "The key store cannot be opened or made. Nothing was changed.", err)
		}
	}
	return nil
}

// Close zeroes what is unwrapped and closes the store.
func (s *Store) Close() error {
	s.mu.Lock()
	for _, k := range s.open {
		k.zero()
	}
	clear(s.open)
	s.mu.Unlock()
	return s.db.Close()
}

// rootCheck is a known value: 32 bytes, because a root wraps nothing else.
var rootCheck = sha256.Sum256([]byte("kosh root check"))

// checkRoot unwraps the known value, or wraps it in a store that has none yet.
func (s *Store) checkRoot() error {
	ctx := context.Background()
	var wrapped []byte
	err := s.db.View(ctx, func(tx *database.Tx) error {
		return tx.Get(selectRootCheck, nil, &wrapped)
	})
	if errors.Is(err, database.ErrNoRows) {
		if wrapped, err = s.root.Wrap(rootCheck[:], aad([]byte("root check"))); err != nil {
			return fmt.Errorf("root key: %w", err)
		}
		return s.db.Update(ctx, func(tx *database.Tx) error {
			_, err := tx.Exec(insertRootCheck, s.root.Name(), wrapped, s.clock.Now().UnixMicro())
			return err
		})
	}
	if err != nil {
		return err
	}
	plain, err := s.root.Unwrap(wrapped, aad([]byte("root check")))
	if err != nil {
		return errs.Wrap(errs.Unavailable, ErrRoot.Public, err)
	}
	if string(plain) != string(rootCheck[:]) {
		return ErrRoot
	}
	return nil
}

// purposes every tenant has from the start. "page" is numbered by generation.
var purposes = []string{"page", "head", "audit", "sign", "index", "data", "mac"}

// Provision makes a tenant's KEK and purpose keys. It is an error if it has any.
func (s *Store) Provision(ctx context.Context, tenant ids.Tenant) error {
	kek := seal.GenerateSecret()
	wrapped, err := s.root.Wrap(kek[:], kekAAD(tenant, 1))
	if err != nil {
		return fmt.Errorf("root key: %w", err)
	}
	now := s.clock.Now().UnixMicro()
	return s.db.Update(ctx, func(tx *database.Tx) error {
		commit := seal.NewKey(0, kek).Commitment()
		if _, err := tx.Exec(insertKEK, tenant, 1, commit[:], now); err != nil {
			return err
		}
		if _, err := tx.Exec(insertKEKWrap, tenant, 1, s.root.Name(), wrapped); err != nil {
			return err
		}
		for _, p := range purposes {
			if err := insertPurpose(tx, tenant, p, 1, 1, kek, now); err != nil {
				return err
			}
		}
		return nil
	})
}

func insertPurpose(tx *database.Tx, tenant ids.Tenant, purpose string, number, version int64, kek [32]byte, now int64) error {
	secret := seal.GenerateSecret()
	commit := seal.NewKey(0, secret).Commitment()
	w := seal.WrapSecret(kek, secret, purposeAAD(tenant, purpose, number, version))
	_, err := tx.Exec(insertPurposeKey, tenant, purpose, number, version, w, commit[:], now)
	return err
}

// Tenant unwraps a tenant's KEK and returns its keys. The result is shared.
func (s *Store) Tenant(ctx context.Context, tenant ids.Tenant) (*Keys, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if k := s.open[tenant]; k != nil {
		return k, nil
	}
	k := newKeys(s, tenant)
	err := s.db.View(ctx, func(tx *database.Tx) error {
		var wrapped, commit []byte
		err := tx.Get(selectKEK, []any{tenant, s.root.Name()}, &k.version, &wrapped, &commit)
		if errors.Is(err, database.ErrNoRows) {
			return errs.New(errs.NotFound, "Not found.")
		}
		if err != nil {
			return err
		}
		plain, err := s.root.Unwrap(wrapped, kekAAD(tenant, k.version))
		if err != nil || len(plain) != 32 {
			return errs.Wrap(errs.Corrupt, "A clinic's key does not open under this root key.", err)
		}
		copy(k.kek[:], plain)
		clear(plain)
		if c := seal.NewKey(0, k.kek).Commitment(); string(c[:]) != string(commit) {
			return errs.New(errs.Corrupt, "A clinic's key is not the one it should be.")
		}
		k.wrapper = seal.NewWrapper(k.kek)
		return k.loadPurposes(tx)
	})
	if err != nil {
		return nil, err
	}
	if err := k.loadHead(ctx); err != nil {
		return nil, err
	}
	s.open[tenant] = k
	return k, nil
}

// Forget drops a tenant's unwrapped keys, when its vault is closed.
func (s *Store) Forget(tenant ids.Tenant) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if k := s.open[tenant]; k != nil {
		k.zero()
		delete(s.open, tenant)
	}
}

// A Listing is one line of `kosh keys list`: what exists, never a key.
type Listing struct {
	Tenant    ids.Tenant
	Kind      string // kek, purpose name, dek
	Number    int64  // version, number, or how many
	CreatedAt int64  // µs; the oldest of several
	Wrappers  string
}

// List reports every key that exists, in tenant order.
func (s *Store) List(ctx context.Context) ([]Listing, error) {
	var all []Listing
	err := s.db.View(ctx, func(tx *database.Tx) error {
		for _, q := range []database.Query{listKEKs, listPurposes, listDEKs} {
			err := tx.Each(q, nil, func(r database.Row) error {
				var l Listing
				if err := r.Scan(&l.Tenant, &l.Kind, &l.Number, &l.CreatedAt, &l.Wrappers); err != nil {
					return err
				}
				all = append(all, l)
				return nil
			})
			if err != nil {
				return err
			}
		}
		return nil
	})
	return all, err
}

func aad(parts ...[]byte) []byte {
	out := []byte("kosh/keystore/1")
	for _, p := range parts {
		out = binary.BigEndian.AppendUint32(out, uint32(len(p)))
		out = append(out, p...)
	}
	return out
}

func number(n int64) []byte { return binary.BigEndian.AppendUint64(nil, uint64(n)) }

func kekAAD(t ids.Tenant, version int64) []byte {
	return aad([]byte("kek"), t.Bytes(), number(version))
}

func purposeAAD(t ids.Tenant, purpose string, n, version int64) []byte {
	return aad([]byte("purpose"), t.Bytes(), []byte(purpose), number(n), number(version))
}

func dekAAD(t ids.Tenant, n, version int64) []byte {
	return aad([]byte("dek"), t.Bytes(), number(n), number(version))
}
