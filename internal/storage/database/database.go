// Package database runs SQL on one store: the embedded engine behind every
// vault, the control store and the key store.
//
// A store has one writer and a few readers. Writers queue; the committer takes
// what is queued, runs each closure in a SAVEPOINT of one transaction and
// commits once for all, durably (synchronous=FULL). A closure that fails rolls
// back alone; a COMMIT that fails fails all. Readers see a snapshot that is
// renewed only when data changed, so the audit entries of other people's views
// do not make every page cache cold.
//
// What it guarantees to the rooms above:
//   - SQL is a compile-time constant (Query), parameters are counted, $N means
//     the N-th argument on both engines;
//   - a statement error marks its transaction failed, even if the caller
//     ignores it;
//   - an acknowledged commit was synced; a COMMIT is believed only when the
//     connection is out of its transaction;
//   - no transaction is opened inside another.
//
// What it does not do: it knows no tenant, no permission and no audit. Only
// storage rooms import it.
package database

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"kosh/internal/base/errs"
	"kosh/internal/storage/pagecrypt"

	"github.com/ncruces/go-sqlite3"
)

// Config says how to open a store. The zero values of the numbers are usable.
type Config struct {
	Path         string
	Crypt        *pagecrypt.VFS            // nil: a plain file
	Prepare      func(*sqlite3.Conn) error // runs first on every connection
	Readers      int                       // default 2
	CacheKiB     int                       // page cache per connection
	SecureDelete bool                      // overwrite deleted rows with zeros

	// BeforeCommit runs once in every group's transaction, after the closures.
	// Its error fails the group.
	BeforeCommit func(*Tx) error
	// Settled runs after every group, with the result of its COMMIT.
	Settled func(err error)

	// CheckpointPages is the WAL length, in pages, at which it is moved into the
	// main file. Default 2048 (16 MB on disk).
	CheckpointPages int
	// Idle is how long after the last commit the WAL is emptied. Default 20 s.
	Idle time.Duration
	// Renew is how old a snapshot may get that lacks audit commits. Default 1 s.
	Renew time.Duration
}

func (c *Config) reason() error {
	if c.Crypt == nil {
		return nil
	}
	return c.Crypt.Reason(filepath.Base(c.Path))
}

// A DB is one open store. It is safe for concurrent use.
type DB struct {
	cfg     Config
	version atomic.Uint64 // bumped by every commit that changed data
	epoch   atomic.Uint64 // bumped once in Renew while there are audit commits
	audited atomic.Bool   // there were some since

	committer atomic.Uint64 // number of the goroutine closures of updates run on
	closure   atomic.Bool   // one is running

	queue   chan *request
	readers chan *conn

	mu     sync.Mutex // holds the writer connection
	writer *conn
	pages  atomic.Int64 // WAL length after the last commit

	closing chan struct{}
	drained chan struct{} // closed when the committer has answered its last request
	closed  sync.WaitGroup
	once    sync.Once
	err     error
}

type request struct {
	tx    *Tx
	fn    func(*Tx) error
	audit bool // changes nothing a reader's snapshot must show
	err   error
	done  chan struct{}
}

// maxGroup bounds how many closures share one commit, so that the writer is
// never held for long.
const maxGroup = 64

// Open opens the store and starts its committer.
func Open(cfg Config) (*DB, error) {
	if cfg.Readers == 0 {
		cfg.Readers = 2
	}
	if cfg.CheckpointPages == 0 {
		cfg.CheckpointPages = 2048
	}
	if cfg.Idle == 0 {
		cfg.Idle = 20 * time.Second
	}
	if cfg.Renew == 0 {
		cfg.Renew = time.Second
	}
	db := &DB{cfg: cfg, queue: make(chan *request, 256), readers: make(chan *conn, cfg.Readers), closing: make(chan struct{}), drained: make(chan struct{})}
	w, err := openConn(&db.cfg, false)
	if err != nil {
		return nil, err
	}
	db.writer = w
	db.watch(w)
	// The first read runs recovery, so damage is found here and not under a user.
	if err := w.run(SQL("SELECT COUNT(*) FROM sqlite_schema"), nil, func(Row) error { return nil }); err != nil {
		w.close()
		return nil, translate(err, db.cfg.reason)
	}
	for range cfg.Readers {
		r, err := openConn(&db.cfg, true)
		if err != nil {
			w.close()
			for len(db.readers) > 0 {
				(<-db.readers).close()
			}
			return nil, err
		}
		db.readers <- r
	}
	db.closed.Add(2)
	go db.commitLoop()
	go db.checkpointLoop()
	return db, nil
}

// watch follows the length of the WAL after each commit of the writer.
func (db *DB) watch(w *conn) {
	w.c.WALHook(func(_ *sqlite3.Conn, _ string, pages int) error {
		db.pages.Store(int64(pages))
		return nil
	})
}

// Close finishes what is queued, empties the WAL and closes every connection.
func (db *DB) Close() error {
	db.once.Do(func() {
		close(db.closing)
		db.closed.Wait()
		for range db.cfg.Readers {
			r := <-db.readers
			r.release()
			if err := r.close(); err != nil {
				db.err = err
			}
		}
		if _, _, err := db.writer.c.WALCheckpoint("main", sqlite3.CHECKPOINT_TRUNCATE); err != nil {
			db.err = translate(err, db.cfg.reason)
		}
		if err := db.writer.close(); err != nil {
			db.err = err
		}
		if db.cfg.Crypt != nil {
			db.cfg.Crypt.Forget(filepath.Base(db.cfg.Path))
		}
	})
	return db.err
}

// Version counts the commits that changed data.
func (db *DB) Version() uint64 { return db.version.Load() }

// View runs fn on a snapshot that shows at least every data commit acknowledged
// before the call, and every audit commit older than Config.Renew.
func (db *DB) View(ctx context.Context, fn func(*Tx) error) error { return db.view(ctx, false, fn) }

// ViewFresh is View on a snapshot that also shows every audit commit.
func (db *DB) ViewFresh(ctx context.Context, fn func(*Tx) error) error {
	return db.view(ctx, true, fn)
}

func (db *DB) view(ctx context.Context, fresh bool, fn func(*Tx) error) (err error) {
	if Inside(ctx) || db.inCommitter() {
		panic("database: view opened inside a transaction")
	}
	var r *conn
	select {
	case <-db.closing:
		return ErrClosed
	default:
	}
	select {
	case r = <-db.readers:
	case <-ctx.Done():
		return errs.Wrap(errs.Unavailable, "The request was given up.", ctx.Err())
	case <-db.closing:
		return ErrClosed
	}
	defer func() { db.readers <- r }()
	if v, e := db.version.Load(), db.epoch.Load(); fresh || !r.held || r.version != v || r.epoch != e {
		if err := r.renew(v, e); err != nil {
			return translate(err, db.cfg.reason)
		}
	}
	tx := &Tx{ctx: ctx, k: r}
	defer func() { tx.done = true }()
	if err := fn(tx); err != nil {
		return err
	}
	return tx.failed
}

// renew ends the held snapshot and takes a new one that shows version v and
// epoch e or later.
func (k *conn) renew(v, e uint64) error {
	if err := k.release(); err != nil {
		return err
	}
	if err := k.plain("BEGIN"); err != nil {
		return err
	}
	k.held, k.version, k.epoch = true, v, e
	// BEGIN takes no snapshot; the first read does.
	err := k.run(SQL("SELECT COUNT(*) FROM (SELECT 1 FROM sqlite_schema LIMIT 1)"), nil, func(Row) error { return nil })
	if err != nil {
		k.release()
	}
	return err
}

func (k *conn) release() error {
	if !k.held {
		return nil
	}
	k.held = false
	return k.plain("COMMIT")
}

// Update runs fn in a transaction and returns when its commit is durable. fn
// does database work only and may run on another goroutine.
func (db *DB) Update(ctx context.Context, fn func(*Tx) error) error {
	return db.submit(ctx, false, fn)
}

// Append is Update for changes no held snapshot needs to show: audit entries.
func (db *DB) Append(ctx context.Context, fn func(*Tx) error) error {
	return db.submit(ctx, true, fn)
}

func (db *DB) submit(ctx context.Context, audit bool, fn func(*Tx) error) error {
	if Inside(ctx) || db.inCommitter() {
		panic("database: update opened inside a transaction")
	}
	r := &request{fn: fn, audit: audit, done: make(chan struct{}), tx: &Tx{ctx: ctx, write: true}}
	select {
	case <-db.closing:
		return ErrClosed
	default:
	}
	select {
	case db.queue <- r:
	case <-ctx.Done():
		return errs.Wrap(errs.Unavailable, "The request was given up.", ctx.Err())
	case <-db.closing:
		return ErrClosed
	}
	// From here the outcome decides: a request given up may have been committed.
	select {
	case <-r.done:
		return r.err
	case <-db.drained:
	}
	select {
	case <-r.done:
		return r.err
	default:
		return ErrClosed // queued behind the committer's back: it was never run
	}
}

// Migrate brings the store to the last of steps, each in its own transaction.
// A store that is newer than the last step is refused.
func (db *DB) Migrate(now time.Time, steps []Step) error {
	db.mu.Lock()
	defer db.mu.Unlock()
	w := db.writer
	err := w.plain("CREATE TABLE IF NOT EXISTS migration (version BIGINT NOT NULL PRIMARY KEY, name TEXT NOT NULL, applied_at BIGINT NOT NULL)")
	if err != nil {
		return translate(err, db.cfg.reason)
	}
	have := int64(0)
	err = w.run(SQL("SELECT CAST(COALESCE(MAX(version),0) AS BIGINT) FROM migration"), nil, func(r Row) error { return r.Scan(&have) })
	if err != nil {
		return translate(err, db.cfg.reason)
	}
	if last := steps[len(steps)-1]; have > int64(last.Version) {
		return errs.New(errs.Unavailable, fmt.Sprintf("This data was written by a newer Kosh (its schema is %d, this program knows %d). Install the newer version; nothing was changed.", have, last.Version))
	}
	for _, s := range steps {
		if int64(s.Version) <= have {
			continue
		}
		if err := migrateOne(w, s, now); err != nil {
			return fmt.Errorf("migration %d %s: %w", s.Version, s.Name, translate(err, db.cfg.reason))
		}
	}
	db.version.Add(1)
	return nil
}

// A Step is one numbered, forward-only change of the schema.
type Step struct {
	Version int
	Name    string
	SQL     string // statements in the engine's own types
}

func migrateOne(w *conn, s Step, now time.Time) (err error) {
	if err := w.plain("BEGIN IMMEDIATE"); err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, w.plain("ROLLBACK"))
		}
	}()
	if err := w.c.Exec(s.SQL); err != nil {
		return err
	}
	q := SQL("INSERT INTO migration (version, name, applied_at) VALUES ($1, $2, $3)")
	if err := w.run(q, []any{s.Version, s.Name, now.UnixMicro()}, nil); err != nil {
		return err
	}
	return w.plain("COMMIT")
}

// Idle calls fn with the writer held and no snapshot open: for checks that need
// the file at rest and for tests.
func (db *DB) Idle(fn func() error) error {
	db.mu.Lock()
	defer db.mu.Unlock()
	back, _, err := db.drain(nil)
	defer back()
	if err != nil {
		return err
	}
	if _, _, err := db.writer.c.WALCheckpoint("main", sqlite3.CHECKPOINT_TRUNCATE); err != nil {
		return translate(err, db.cfg.reason)
	}
	db.pages.Store(0)
	return fn()
}
