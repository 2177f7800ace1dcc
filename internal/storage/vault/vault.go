// Package vault opens one clinic's store for one person, and closes it
// empty-handed unless every operation stated its permission and everything
// disclosed or changed is in the access log.
//
// There is no other way to tenant data. What it guarantees:
//   - $1 of every statement is the tenant, bound here; a statement written for
//     another clinic finds nothing;
//   - the person's grants are read as the first statement of every transaction,
//     so a right taken away is gone with the commit that took it;
//   - patient records are reached through Tx.Patient alone, which applies the
//     own-patients rule and the restricted label and puts the READ in the log;
//   - a change commits together with its entry, which carries the SHA-256 of
//     every stored row it wrote; a view's entry is durable before View returns;
//     if the log cannot be written, the act does not happen;
//   - sealed columns take and give vault.Sealed only; a sealed value opens in
//     its own tenant, table, column, row, patient and version;
//   - a denial is an entry of its own, in a commit of its own.
//
// What it does not do: it cannot stop the running program's administrator from
// reading what an open clinic is using; it cannot tell a whole store put back
// from before the last checkpoint kept elsewhere.
package vault

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"sync"
	"time"

	"kosh/internal/base/clock"
	"kosh/internal/base/errs"
	"kosh/internal/base/ids"
	"kosh/internal/kernel/access"
	"kosh/internal/storage/control"
	"kosh/internal/storage/database"
	"kosh/internal/storage/keystore"
	"kosh/internal/storage/pagecrypt"
)

// Query, Row and SQL are the database's, for the rooms that may not import it.
type (
	Query = database.Query
	Row   = database.Row
)

// SQL makes a query from a constant. $1 is always the tenant, bound by the
// vault; the arguments handed in are $2 and on.
var SQL = database.SQL

// ErrNoRows is returned by Get when nothing matched.
var ErrNoRows = database.ErrNoRows

// Config is what a Store stands on.
type Config struct {
	Dir     string // where the vault files are
	Crypt   *pagecrypt.VFS
	Keys    *keystore.Store
	Control *control.Store
	Clock   clock.Clock
	Log     *slog.Logger
	// Grants finds what who may do, as the first statement of a transaction.
	// NotFound means: nothing here. Handed in by app from clinic/practice.
	Grants func(tx *Tx, who access.Who) (access.Grants, error)
	// MaxOpen bounds the open vaults; default 200.
	MaxOpen int
	// IdleClose is when an unused vault is closed; default 15 minutes.
	IdleClose time.Duration
	// Readers is the number of read connections per vault; default 2.
	Readers int
	// RecordBudget is how many records one session may be shown in an hour;
	// default 3000. More is answered with TooMany and logged.
	RecordBudget int
}

// A Store opens vaults.
type Store struct {
	cfg Config

	mu    sync.Mutex
	open  map[ids.Tenant]*file
	ended bool

	stop chan struct{}
	done sync.WaitGroup
}

// New returns a store and starts its housekeeping: checkpoints, idle closing,
// counted repeats.
func New(cfg Config) *Store {
	if cfg.MaxOpen == 0 {
		cfg.MaxOpen = 200
	}
	if cfg.IdleClose == 0 {
		cfg.IdleClose = 15 * time.Minute
	}
	if cfg.RecordBudget == 0 {
		cfg.RecordBudget = 3000
	}
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	s := &Store{cfg: cfg, open: map[ids.Tenant]*file{}, stop: make(chan struct{})}
	s.done.Add(1)
	go s.housekeeping()
	return s
}

// Path returns the file of a clinic's vault in its current generation.
func (s *Store) Path(tenant ids.Tenant, generation uint32) string {
	return filepath.Join(s.cfg.Dir, FileName(tenant, generation))
}

// FileName is the base name of a vault file.
func FileName(tenant ids.Tenant, generation uint32) string {
	return fmt.Sprintf("%s.%d.vault", tenant, generation)
}

// View runs fn on a snapshot for who and returns when the entry saying what was
// shown is durable. The caller renders into memory inside fn and answers only
// after View returned nil.
func (s *Store) View(ctx context.Context, who access.Who, fn func(*Tx) error) error {
	return s.view(ctx, who, false, fn)
}

// ViewLog is View on a snapshot that shows every entry already written, for
// pages about the log itself.
func (s *Store) ViewLog(ctx context.Context, who access.Who, fn func(*Tx) error) error {
	return s.view(ctx, who, true, fn)
}

func (s *Store) view(ctx context.Context, who access.Who, fresh bool, fn func(*Tx) error) error {
	f, err := s.enter(ctx, who)
	if err != nil {
		return err
	}
	defer s.leave(f)
	var tx *Tx
	run := func(d *database.Tx) error {
		tx = newTx(f, d, who, false)
		return tx.run(fn)
	}
	if fresh {
		err = f.db.ViewFresh(ctx, run)
	} else {
		err = f.db.View(ctx, run)
	}
	if err != nil {
		return s.denied(ctx, f, tx, err)
	}
	if err := tx.checkView(); err != nil {
		return err
	}
	return f.recordView(ctx, tx)
}

// Update runs fn in a transaction for who. What fn changed, its entry and its
// jobs commit together. fn does database work only and may run twice.
func (s *Store) Update(ctx context.Context, who access.Who, fn func(*Tx) error) error {
	f, err := s.enter(ctx, who)
	if err != nil {
		return err
	}
	defer s.leave(f)
	return s.update(ctx, f, who, fn)
}

func (s *Store) update(ctx context.Context, f *file, who access.Who, fn func(*Tx) error) error {
	var tx *Tx
	err := f.db.Update(ctx, func(d *database.Tx) error {
		tx = newTx(f, d, who, true)
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
		return s.denied(ctx, f, tx, err)
	}
	f.signal(tx)
	return nil
}

// denied writes the DENY entry of a refusal, in a commit of its own.
func (s *Store) denied(ctx context.Context, f *file, tx *Tx, err error) error {
	if tx == nil || tx.refused == nil {
		return err
	}
	if logged := f.recordDenial(ctx, tx); logged != nil {
		return logged
	}
	return err
}

// enter refuses a person without a place and opens the clinic's file.
func (s *Store) enter(ctx context.Context, who access.Who) (*file, error) {
	if who.Account.IsZero() || who.Tenant.IsZero() || who.Session.IsZero() {
		return nil, errs.New(errs.Unauthorized, "Please sign in.")
	}
	return s.acquire(ctx, who.Tenant)
}

var (
	errUnstated  = errors.New("vault: no operation stated a permission")
	errUnaudited = errors.New("vault: change without an entry in the log")
	errUnshown   = errors.New("vault: records opened and neither shown nor dropped")
	errSilent    = errors.New("vault: view without an entry that does not say why")
)
