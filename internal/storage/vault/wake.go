package vault

import (
	"context"
	"errors"
	"time"

	"kosh/internal/base/clock"
)

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
