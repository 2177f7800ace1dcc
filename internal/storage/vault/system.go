package vault

import (
	"context"
	"errors"
	"time"

	"kosh/internal/base/clock"
	"kosh/internal/base/ids"
	"kosh/internal/kernel/access"
	"kosh/internal/kernel/audit"
	"kosh/internal/storage/database"
)

// A System opens a clinic's vault for work no person started: reminders,
// checks, sign-in entries. Its entries say "Kosh" and the reason. archtest lists
// who may make one.
type System struct {
	s      *Store
	tenant ids.Tenant
	reason string
}

// AsSystem returns a handle for system work with a stated reason.
func (s *Store) AsSystem(tenant ids.Tenant, reason string) *System {
	if reason == "" {
		panic("vault: system work without a reason")
	}
	return &System{s, tenant, reason}
}

// View runs fn on a snapshot; what it discloses is logged as for a person.
func (y *System) View(ctx context.Context, fn func(*Tx) error) error {
	f, err := y.s.acquire(ctx, y.tenant)
	if err != nil {
		return err
	}
	defer y.s.leave(f)
	var tx *Tx
	err = f.db.ViewFresh(ctx, func(d *database.Tx) error {
		tx = y.tx(f, d, false)
		return tx.run(fn)
	})
	if err != nil {
		return err
	}
	if err := tx.checkView(); err != nil {
		return err
	}
	return f.recordView(ctx, tx)
}

// Update runs fn in a transaction.
func (y *System) Update(ctx context.Context, fn func(*Tx) error) error {
	f, err := y.s.acquire(ctx, y.tenant)
	if err != nil {
		return err
	}
	defer y.s.leave(f)
	var tx *Tx
	err = f.db.Update(ctx, func(d *database.Tx) error {
		tx = y.tx(f, d, true)
		if err := tx.run(fn); err != nil {
			return err
		}
		p, err := tx.finish()
		if err != nil {
			return err
		}
		f.pending = append(f.pending, p)
		return nil
	})
	tx.ended(err == nil)
	if err != nil {
		return err
	}
	f.signal(tx)
	return nil
}

func (y *System) tx(f *file, d *database.Tx, write bool) *Tx {
	tx := newTx(f, d, access.Who{Tenant: y.tenant}, write)
	tx.system = y.reason
	return tx
}

// Log writes one entry that belongs to no transaction, such as a sign-in. The
// caller fills who, verb, outcome and records.
func (y *System) Log(ctx context.Context, e audit.Entry) error {
	f, err := y.s.acquire(ctx, y.tenant)
	if err != nil {
		return err
	}
	defer y.s.leave(f)
	e.V = 1
	if e.Reason == "" {
		e.Reason = y.reason
	}
	return f.append(ctx, &e, y.s.cfg.Clock.Now().UnixMicro())
}

// Wake says in the control store that this clinic has work due at t. It is
// written before this transaction commits: a wake-up for nothing does no harm.
func (tx *Tx) Wake(t time.Time) error {
	if !tx.write {
		return errors.New("vault: wake-up in a view")
	}
	return tx.f.store.cfg.Control.Wake(context.Background(), tx.f.tenant, clock.Micros(t))
}

// NextWake replaces the clinic's wake-up time (µs, 0: none) by what the caller
// just read. The writer is held, so no work is enqueued in between. System only.
func (tx *Tx) NextWake(at int64) error {
	if !tx.write || tx.system == "" {
		return errors.New("vault: wake-up set by other than the system's writer")
	}
	return tx.f.store.cfg.Control.SetWake(context.Background(), tx.f.tenant, at)
}
