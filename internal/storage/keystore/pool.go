package keystore

import (
	"context"
	"slices"

	"kosh/internal/base/errs"
	"kosh/internal/kernel/seal"
	"kosh/internal/storage/database"
)

// StartPool tells the pool which keys are in use: none above highest, and used
// many up to it. missing is asked for the numbers in use only when the counts
// disagree, which happens after a crash between taking a key and committing.
func (k *Keys) StartPool(ctx context.Context, highest, used int64, inUse func() ([]int64, error)) error {
	var free []int64
	var below int64
	err := k.store.db.View(ctx, func(tx *database.Tx) error {
		if err := tx.Get(countDEKs, []any{k.tenant, highest}, &below); err != nil {
			return err
		}
		if err := tx.Get(maxDEK, []any{k.tenant}, &k.last); err != nil {
			return err
		}
		return each(tx, selectPool, k, highest, func(n int64) { free = append(free, n) })
	})
	if err != nil {
		return err
	}
	if below < used {
		return errs.New(errs.Corrupt, "The key store has fewer keys than the clinic has patients. Restore the newest key backup; nothing was changed.")
	}
	if below > used {
		taken, err := inUse()
		if err != nil {
			return err
		}
		slices.Sort(taken)
		err = k.store.db.View(ctx, func(tx *database.Tx) error {
			return each(tx, selectNumbers, k, highest, func(n int64) {
				if _, found := slices.BinarySearch(taken, n); !found {
					free = append(free, n)
				}
			})
		})
		if err != nil {
			return err
		}
	}
	slices.Sort(free)
	k.poolMu.Lock()
	defer k.poolMu.Unlock()
	k.pool = free
	return nil
}

func each(tx *database.Tx, q database.Query, k *Keys, highest int64, fn func(int64)) error {
	return tx.Each(q, []any{k.tenant, highest}, func(r database.Row) error {
		fn(r.Int64(0))
		return nil
	})
}

// Take hands out an unused patient key that is already durable. A caller whose
// transaction does not commit gives it back.
func (k *Keys) Take(ctx context.Context) (int64, *seal.Key, error) {
	k.poolMu.Lock()
	if len(k.pool) == 0 {
		if err := k.fill(ctx); err != nil {
			k.poolMu.Unlock()
			return 0, nil, err
		}
	}
	n := k.pool[0]
	k.pool = k.pool[1:]
	k.poolMu.Unlock()
	keys, err := k.Patient(ctx, n)
	if err != nil {
		return 0, nil, err
	}
	return n, keys[0], nil
}

// GiveBack returns a key that was taken and not used.
func (k *Keys) GiveBack(n int64) {
	k.poolMu.Lock()
	defer k.poolMu.Unlock()
	i, _ := slices.BinarySearch(k.pool, n)
	k.pool = slices.Insert(k.pool, i, n)
}

// fill makes a batch of keys durable. The caller holds poolMu.
func (k *Keys) fill(ctx context.Context) error {
	now := k.store.clock.Now().UnixMicro()
	first := k.last + 1
	err := k.store.db.Update(outside{context.WithoutCancel(ctx)}, func(tx *database.Tx) error {
		for n := first; n < first+refill; n++ {
			secret := seal.GenerateSecret()
			commit := seal.NewKey(uint64(n), secret).Commitment()
			w := k.wrapper.Wrap(secret, dekAAD(k.tenant, n, k.version))
			if _, err := tx.Exec(insertDEK, k.tenant, n, k.version, w, commit[:], now); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	k.last = first + refill - 1
	for n := first; n <= k.last; n++ {
		k.pool = append(k.pool, n)
	}
	return nil
}
