package jobs

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"sync"
	"time"

	"kosh/internal/base/clock"
	"kosh/internal/base/errs"
	"kosh/internal/base/ids"
	"kosh/internal/kernel/access"
	"kosh/internal/storage/control"
	"kosh/internal/storage/vault"
)

// A Handler does one job. It opens its own transactions and may run again.
type Handler func(ctx context.Context, tenant ids.Tenant, payload string) error

// Config is what a Runner stands on.
type Config struct {
	Vault    *vault.Store
	Control  *control.Store
	Clock    clock.Clock
	Log      *slog.Logger
	Handlers map[string]Handler
	// Poll is how often the control store is asked who has work; default 1 s.
	Poll time.Duration
	// Lease is how long a worker may take; default 1 minute. The handler's
	// context ends with it.
	Lease time.Duration
}

// MaxAttempts is after how many failures a job is dead.
const MaxAttempts = 10

// keepDone is how long a finished job holds its dedupe key.
const keepDone = 30 * 24 * time.Hour

// A Runner does the jobs of all clinics, one at a time.
type Runner struct {
	cfg  Config
	stop context.CancelFunc
	done sync.WaitGroup
}

// NewRunner returns a runner that does nothing yet.
func NewRunner(cfg Config) *Runner {
	if cfg.Poll == 0 {
		cfg.Poll = time.Second
	}
	if cfg.Lease == 0 {
		cfg.Lease = time.Minute
	}
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	return &Runner{cfg: cfg}
}

// Start works in the background until Stop.
func (r *Runner) Start() {
	ctx, cancel := context.WithCancel(context.Background())
	r.stop = cancel
	r.done.Go(func() {
		tick := time.NewTicker(r.cfg.Poll)
		defer tick.Stop()
		for {
			if err := r.Once(ctx); err != nil && ctx.Err() == nil {
				r.cfg.Log.Error("looking for work", "error", err)
			}
			select {
			case <-ctx.Done():
				return
			case <-tick.C:
			}
		}
	})
}

// Stop lets the current job finish and returns.
func (r *Runner) Stop() {
	if r.stop != nil {
		r.stop()
	}
	r.done.Wait()
}

// Once does every job that is due now in every clinic.
func (r *Runner) Once(ctx context.Context) error {
	due, err := r.cfg.Control.Due(ctx, clock.Micros(r.cfg.Clock.Now()))
	if err != nil {
		return err
	}
	var all error
	for _, tenant := range due {
		if err := r.clinic(ctx, tenant); err != nil {
			all = errors.Join(all, fmt.Errorf("clinic %s: %w", tenant, err))
		}
		if ctx.Err() != nil {
			break
		}
	}
	return all
}

// clinic does the due jobs of one clinic, then sets its next wake-up.
func (r *Runner) clinic(ctx context.Context, tenant ids.Tenant) error {
	system := r.cfg.Vault.AsSystem(tenant, "work for later")
	for ctx.Err() == nil {
		c, err := r.claim(ctx, system)
		if errs.Is(err, errs.NotFound) { // the clinic is closed
			return r.cfg.Control.SetWake(ctx, tenant, 0)
		}
		if err != nil {
			return err
		}
		if c == nil {
			break
		}
		// Stopping lets a job that began finish within its lease.
		if err := r.finish(system, c, r.do(context.WithoutCancel(ctx), tenant, c)); err != nil {
			return err
		}
	}
	return system.Update(context.WithoutCancel(ctx), func(tx *vault.Tx) error {
		if err := systemOnly(tx); err != nil {
			return err
		}
		if _, err := tx.Exec(pruneJobs, clock.Micros(tx.Now().Add(-keepDone))); err != nil {
			return err
		}
		var next int64
		if err := tx.Get(nextDue, nil, &next); err != nil {
			return err
		}
		return tx.NextWake(next)
	})
}

// A claim is a job held by this worker.
type claim struct {
	id      ids.Job
	kind    string
	payload string
	attempt int64
}

func (r *Runner) claim(ctx context.Context, system *vault.System) (*claim, error) {
	var found *claim
	err := system.Update(ctx, func(tx *vault.Tx) error {
		found = nil
		if err := systemOnly(tx); err != nil {
			return err
		}
		var c claim
		err := tx.Get(nextJob, []any{tx.Micros()}, &c.id, &c.kind, &c.payload, &c.attempt)
		if errors.Is(err, vault.ErrNoRows) {
			return nil
		}
		if err != nil {
			return err
		}
		c.attempt++
		if _, err := tx.Exec(claimJob, c.id, c.attempt, clock.Micros(tx.Now().Add(r.cfg.Lease))); err != nil {
			return err
		}
		found = &c
		return nil
	})
	return found, err
}

// do runs the handler; a panic is its error.
func (r *Runner) do(ctx context.Context, tenant ids.Tenant, c *claim) (err error) {
	handler := r.cfg.Handlers[c.kind]
	if handler == nil {
		return errs.New(errs.Unavailable, "This version of Kosh does not know this kind of work.")
	}
	ctx, cancel := context.WithTimeout(ctx, r.cfg.Lease)
	defer cancel()
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("jobs: handler panicked: %v\n%s", p, debug.Stack())
		}
	}()
	return handler(ctx, tenant, c.payload)
}

// finish records how the attempt ended, if it is still this worker's.
func (r *Runner) finish(system *vault.System, c *claim, failed error) error {
	return system.Update(context.Background(), func(tx *vault.Tx) error {
		if err := systemOnly(tx); err != nil {
			return err
		}
		state, due, problem := "done", tx.Now(), ""
		if failed != nil {
			state, due, problem = "waiting", tx.Now().Add(Backoff(c.attempt)), errs.KindOf(failed).String()
			if c.attempt >= MaxAttempts {
				state, due = "dead", tx.Now()
			}
			r.cfg.Log.Warn("job failed", "kind", c.kind, "job", c.id.Short(), "attempt", c.attempt, "state", state, "problem", problem)
		}
		_, err := tx.Exec(finishJob, c.id, c.attempt, state, clock.Micros(due), problem)
		return err
	})
}

// Backoff is how long a job waits after its n-th failure: 2, 4, 8 … seconds, at
// most an hour.
func Backoff(n int64) time.Duration {
	return min(time.Second<<min(n, 12), time.Hour)
}

// systemOnly states that only system work comes here.
func systemOnly(tx *vault.Tx) error {
	if tx.System() == "" {
		return access.ErrHidden
	}
	tx.Self()
	tx.NoDisclosure("moves work for later along")
	return nil
}
