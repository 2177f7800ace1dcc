package keystore

import (
	"container/list"
	"context"
	"fmt"
	"sync"

	"kosh/internal/base/errs"
	"kosh/internal/base/ids"
	"kosh/internal/kernel/seal"
	"kosh/internal/storage/database"
)

// Keys are one tenant's keys. It is safe for concurrent use.
type Keys struct {
	store   *Store
	tenant  ids.Tenant
	version int64    // of the KEK
	kek     [32]byte // never leaves this package
	wrapper *seal.Wrapper

	purpose map[string][32]byte // by purpose and number, "page/1"; read-only after loading

	cache keyCache

	poolMu sync.Mutex
	pool   []int64 // numbers of durable, unused DEKs, ascending
	last   int64   // highest number that exists

	headMu sync.Mutex
	ring   ring
}

const (
	// cached bounds the unwrapped patient keys of one open vault.
	cached = 4096
	// refill is how many keys the pool gets at once.
	refill = 256
)

func newKeys(s *Store, tenant ids.Tenant) *Keys {
	k := &Keys{store: s, tenant: tenant, purpose: map[string][32]byte{}}
	k.cache.entries = map[int64]*list.Element{}
	k.ring.keys = k
	return k
}

func purposeName(p string, n int64) string { return fmt.Sprintf("%s/%d", p, n) }

func (k *Keys) loadPurposes(tx *database.Tx) error {
	return tx.Each(selectPurposes, []any{k.tenant}, func(r database.Row) error {
		var p string
		var n, version int64
		var wrapped, commit []byte
		if err := r.Scan(&p, &n, &version, &wrapped, &commit); err != nil {
			return err
		}
		secret, err := k.unwrap(wrapped, commit, purposeAAD(k.tenant, p, n, version))
		if err != nil {
			return err
		}
		k.purpose[purposeName(p, n)] = secret
		return nil
	})
}

func (k *Keys) unwrap(wrapped, commit, aad []byte) ([32]byte, error) {
	secret, err := k.wrapper.Unwrap(wrapped, aad)
	if err != nil {
		return secret, errs.Wrap(errs.Corrupt, "A stored key does not authenticate.", err)
	}
	if c := seal.NewKey(0, secret).Commitment(); string(c[:]) != string(commit) {
		return secret, errs.New(errs.Corrupt, "A stored key is not the one it should be.")
	}
	return secret, nil
}

// Purpose returns the secret of a purpose every tenant has: audit, sign, index,
// data, mac, head.
func (k *Keys) Purpose(name string) [32]byte {
	s, ok := k.purpose[purposeName(name, 1)]
	if !ok {
		panic("keystore: no purpose " + name)
	}
	return s
}

// purposeBit marks the identifiers of purpose keys, so that no patient key can
// have the same one.
const purposeBit = 1 << 63

// Data returns the key for clinic-wide sealed rows.
func (k *Keys) Data() *seal.Key { return seal.NewKey(purposeBit|1, k.Purpose("data")) }

// Audit returns the key audit bodies are sealed under.
func (k *Keys) Audit() *seal.Key { return seal.NewKey(purposeBit|2, k.Purpose("audit")) }

// Patient returns the patient keys with these numbers, in the same order, in
// one batched read. A number that does not exist is ErrDestroyed.
func (k *Keys) Patient(ctx context.Context, numbers ...int64) ([]*seal.Key, error) {
	keys := make([]*seal.Key, len(numbers))
	var missing []int64
	k.cache.mu.Lock()
	for i, n := range numbers {
		if keys[i] = k.cache.get(n); keys[i] == nil {
			missing = append(missing, n)
		}
	}
	k.cache.mu.Unlock()
	if len(missing) == 0 {
		return keys, nil
	}
	found := map[int64]*seal.Key{}
	// The store may be asked from inside a vault's transaction: another database.
	err := k.store.db.View(context.WithoutCancel(outside{ctx}), func(tx *database.Tx) error {
		return tx.Each(selectDEKs, []any{k.tenant, missing}, func(r database.Row) error {
			var n, version int64
			var wrapped, commit []byte
			if err := r.Scan(&n, &version, &wrapped, &commit); err != nil {
				return err
			}
			secret, err := k.unwrap(wrapped, commit, dekAAD(k.tenant, n, version))
			if err != nil {
				return err
			}
			found[n] = seal.NewKey(uint64(n), secret)
			return nil
		})
	})
	if err != nil {
		return nil, err
	}
	k.cache.mu.Lock()
	defer k.cache.mu.Unlock()
	for i, n := range numbers {
		if keys[i] != nil {
			continue
		}
		if keys[i] = found[n]; keys[i] == nil {
			return nil, ErrDestroyed
		}
		k.cache.put(n, keys[i])
	}
	return keys, nil
}

// outside hides the mark of a transaction of another database.
type outside struct{ context.Context }

func (outside) Value(any) any { return nil }

// zero drops and overwrites every unwrapped key, best effort.
func (k *Keys) zero() {
	clear(k.kek[:])
	for p := range k.purpose {
		k.purpose[p] = [32]byte{}
	}
	clear(k.purpose) // whoever still holds k gets no key rather than zeros
	k.DropPatientKeys()
}

// DropPatientKeys forgets every unwrapped patient key, after idling and after a
// key was destroyed or rotated.
func (k *Keys) DropPatientKeys() {
	k.cache.mu.Lock()
	defer k.cache.mu.Unlock()
	for _, e := range k.cache.entries {
		e.Value.(*cacheEntry).key.Zero()
	}
	clear(k.cache.entries)
	k.cache.order.Init()
}

// keyCache is a least-recently-used cache of unwrapped patient keys.
type keyCache struct {
	mu      sync.Mutex
	entries map[int64]*list.Element
	order   list.List
}

type cacheEntry struct {
	number int64
	key    *seal.Key
}

func (c *keyCache) get(n int64) *seal.Key {
	e := c.entries[n]
	if e == nil {
		return nil
	}
	c.order.MoveToFront(e)
	return e.Value.(*cacheEntry).key
}

// put evicts without zeroing: a reader may still hold the key it was handed.
func (c *keyCache) put(n int64, key *seal.Key) {
	if c.entries[n] != nil {
		return
	}
	c.entries[n] = c.order.PushFront(&cacheEntry{n, key})
	if c.order.Len() > cached {
		old := c.order.Remove(c.order.Back()).(*cacheEntry)
		delete(c.entries, old.number)
	}
}
