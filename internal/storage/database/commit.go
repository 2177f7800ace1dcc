package database

import (
	"errors"
	"fmt"
	"runtime"
	"runtime/debug"
	"time"

	"kosh/internal/base/errs"

	"github.com/ncruces/go-sqlite3"
)

// goroutine returns the number of the calling goroutine, from the first line of
// its stack, which is the only place that tells it.
func goroutine() uint64 {
	var b [40]byte
	n := uint64(0)
	for _, c := range b[len("goroutine "):runtime.Stack(b[:], false)] {
		if c < '0' || c > '9' {
			break
		}
		n = n*10 + uint64(c-'0')
	}
	return n
}

// inCommitter reports whether the caller is a closure of an update: one that
// opened another transaction would wait for itself for ever.
func (db *DB) inCommitter() bool { return db.closure.Load() && goroutine() == db.committer.Load() }

func (db *DB) commitLoop() {
	defer db.closed.Done()
	db.committer.Store(goroutine())
	defer close(db.drained)
	group := make([]*request, 0, maxGroup)
	for {
		group = group[:0]
		select {
		case r := <-db.queue:
			group = append(group, r)
		case <-db.closing:
			db.drainQueue()
			return
		}
		runtime.Gosched() // let callers that are ready join this group
		group = db.take(group)
		db.commit(group)
	}
}

func (db *DB) take(group []*request) []*request {
	for len(group) < maxGroup {
		select {
		case r := <-db.queue:
			group = append(group, r)
		default:
			return group
		}
	}
	return group
}

// drainQueue commits what callers had queued before Close.
func (db *DB) drainQueue() {
	for {
		group := db.take(nil)
		if len(group) == 0 {
			return
		}
		db.commit(group)
	}
}

// commit runs a group in one transaction and answers every caller.
func (db *DB) commit(group []*request) {
	db.mu.Lock()
	err := db.runGroup(group)
	if db.cfg.Settled != nil {
		db.cfg.Settled(err)
	}
	data, audit := false, false
	for _, r := range group {
		if r.err == nil && err != nil {
			r.err = err
		}
		data = data || r.err == nil && !r.audit
		audit = audit || r.err == nil && r.audit
	}
	if data {
		db.version.Add(1)
	}
	if audit {
		db.audited.Store(true)
	}
	db.mu.Unlock()
	for _, r := range group {
		close(r.done)
	}
}

// runGroup returns the error that fails every closure of the group; a closure's
// own error is left in its request.
func (db *DB) runGroup(group []*request) error {
	w := db.writer
	if !w.c.GetAutocommit() {
		return errs.New(errs.Unavailable, "The store was left inside a transaction. Nothing was saved.")
	}
	if err := w.plain("BEGIN IMMEDIATE"); err != nil {
		return translate(err, db.cfg.reason)
	}
	good := 0
	for _, r := range group {
		if err := db.runOne(w, r); err != nil {
			return db.abort(err)
		}
		if r.err == nil {
			good++
		}
	}
	if good == 0 {
		return db.abort(nil)
	}
	if db.cfg.BeforeCommit != nil {
		tx := &Tx{ctx: group[0].tx.ctx, k: w, write: true}
		err := db.cfg.BeforeCommit(tx)
		tx.done = true
		if err == nil {
			err = tx.failed
		}
		if err != nil {
			return db.abort(err)
		}
	}
	if err := w.plain("COMMIT"); err != nil {
		return db.abort(translate(err, db.cfg.reason))
	}
	if !w.c.GetAutocommit() {
		return db.abort(errs.New(errs.Unavailable, "The store did not confirm the commit. Nothing was saved."))
	}
	return nil
}

// runOne runs one closure in a savepoint. Its result is the error of the
// savepoint itself, which fails the whole group.
func (db *DB) runOne(w *conn, r *request) error {
	if err := r.tx.ctx.Err(); err != nil {
		r.err = errs.Wrap(errs.Unavailable, "The request was given up.", err)
		return nil
	}
	if err := w.plain("SAVEPOINT act"); err != nil {
		return translate(err, db.cfg.reason)
	}
	r.tx.k = w
	db.closure.Store(true)
	r.err = call(r.fn, r.tx)
	db.closure.Store(false)
	r.tx.done = true
	if r.err == nil {
		r.err = r.tx.failed
	}
	if r.err != nil {
		if err := w.plain("ROLLBACK TO act"); err != nil {
			return errors.Join(r.err, translate(err, db.cfg.reason))
		}
	}
	return translate(w.plain("RELEASE act"), db.cfg.reason)
}

// call turns a panic of a closure into its error, so that one caller's mistake
// does not take the committer down.
func call(fn func(*Tx) error, tx *Tx) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("database: closure panicked: %v\n%s", p, debug.Stack())
		}
	}()
	return fn(tx)
}

// abort rolls the group back. A connection whose ROLLBACK fails is replaced.
func (db *DB) abort(cause error) error {
	if db.writer.c.GetAutocommit() {
		return cause // the engine already rolled back
	}
	if err := db.writer.plain("ROLLBACK"); err != nil {
		cause = errors.Join(cause, err)
		db.writer.close()
		w, err := openConn(&db.cfg, false)
		if err != nil {
			return errors.Join(cause, err)
		}
		db.watch(w)
		db.writer = w
	}
	return cause
}

// drain takes every reader and ends its snapshot; back returns them. all is
// false if enough, which may be nil, came first.
func (db *DB) drain(enough <-chan time.Time) (back func(), all bool, err error) {
	taken := make([]*conn, 0, db.cfg.Readers)
	back = func() {
		for _, r := range taken {
			db.readers <- r
		}
	}
	for range db.cfg.Readers {
		select {
		case r := <-db.readers:
			err = errors.Join(err, r.release())
			taken = append(taken, r)
		case <-enough:
			return back, false, err
		}
	}
	return back, true, err
}

// checkpointLoop moves the WAL into the main file in two phases: a passive pass
// that stops nobody, then a short one with the writer and the readers held, so
// that the WAL is reused instead of growing. Only an idle store is truncated.
func (db *DB) checkpointLoop() {
	defer db.closed.Done()
	tick := time.NewTicker(250 * time.Millisecond)
	defer tick.Stop()
	var last int64
	var quiet, held time.Duration
	for {
		select {
		case <-db.closing:
			return
		case <-tick.C:
		}
		if held += 250 * time.Millisecond; held >= db.cfg.Renew {
			if held = 0; db.audited.Swap(false) {
				db.epoch.Add(1)
			}
		}
		pages := db.pages.Load()
		if pages == last {
			quiet += 250 * time.Millisecond
		} else {
			last, quiet = pages, 0
		}
		switch {
		case pages >= int64(db.cfg.CheckpointPages):
			db.passive()
			db.settle(sqlite3.CHECKPOINT_RESTART)
		case pages > 0 && quiet >= db.cfg.Idle:
			db.settle(sqlite3.CHECKPOINT_TRUNCATE)
		}
	}
}

// passive copies what it can without holding anyone. It uses a connection of its
// own, open for the pass only.
func (db *DB) passive() {
	for range db.cfg.Readers { // a stale snapshot would stop the pass at its mark
		select {
		case r := <-db.readers:
			if r.version != db.version.Load() {
				r.release()
			}
			db.readers <- r
		case <-db.closing:
			return
		}
	}
	k, err := openConn(&db.cfg, false)
	if err != nil {
		return // the held phase reports it
	}
	k.c.WALCheckpoint("main", sqlite3.CHECKPOINT_PASSIVE)
	k.close()
}

// patience is how long changes wait for views under way, so that the log can be
// reused; a longer view puts it off to the next turn.
const patience = 50 * time.Millisecond

func (db *DB) settle(mode sqlite3.CheckpointMode) {
	db.mu.Lock()
	defer db.mu.Unlock()
	back, all, err := db.drain(time.After(patience))
	defer back()
	if err != nil || !all {
		return
	}
	if _, _, err := db.writer.c.WALCheckpoint("main", mode); err == nil {
		db.pages.Store(0)
	}
}
