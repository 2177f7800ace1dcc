package database

import (
	"context"
	"errors"
	"testing"
	"time"
)

// A view whose row callback panics must not leave its statement open: with one
// open, the connection keeps its old snapshot and calls it new.
func TestAPanicWhileReadingLeavesNoOldSnapshotBehind(t *testing.T) {
	t.Parallel()
	db := open(t, func(c *Config) { c.Readers = 1 })
	put := func(k int) {
		if err := db.Update(ctx, func(tx *Tx) error { _, err := tx.Exec(insert, k, nil); return err }); err != nil {
			t.Fatal(err)
		}
	}
	put(1)
	put(2)
	each := SQL(`SELECT k FROM t ORDER BY k`)
	func() {
		defer func() { recover() }()
		db.View(ctx, func(tx *Tx) error {
			return tx.Each(each, nil, func(Row) error { panic("a mistake in a room") })
		})
	}()
	put(3)
	if n := db.count(t); n != 3 {
		t.Fatalf("a view after an acknowledged change shows %d rows of 3", n)
	}
	n := 0
	if err := db.View(ctx, func(tx *Tx) error { return tx.Each(each, nil, func(Row) error { n++; return nil }) }); err != nil || n != 3 {
		t.Fatalf("the statement that was being read: %d rows, %v", n, err)
	}
	// The writer too: an open statement would stop every checkpoint.
	db.Update(ctx, func(tx *Tx) error {
		return tx.Each(each, nil, func(Row) error { panic("a mistake in a room") })
	})
	if err := db.Idle(func() error { return nil }); err != nil {
		t.Fatalf("the writer cannot checkpoint any more: %v", err)
	}
	if err := db.Update(ctx, func(tx *Tx) error { return tx.Each(each, nil, func(Row) error { return nil }) }); err != nil {
		t.Fatal(err)
	}
}

// hook is a context that calls do when it is asked for its end, which is between
// the check for a closed store and the queue.
type hook struct {
	context.Context
	do func()
}

func (h hook) Done() <-chan struct{} { h.do(); return nil }

func TestAChangeThatMeetsTheClosingStoreIsAnswered(t *testing.T) {
	t.Parallel()
	for range 12 { // which of two ready channels is taken is chance
		db := open(t, nil)
		done := make(chan error, 1)
		go func() {
			done <- db.Update(hook{context.Background(), func() { db.Close() }}, func(tx *Tx) error {
				_, err := tx.Exec(insert, 1, nil)
				return err
			})
		}()
		select {
		case err := <-done:
			if !errors.Is(err, ErrClosed) {
				t.Fatal(err)
			}
		case <-time.After(5 * time.Second):
			t.Fatal("a change queued while the store closed is never answered")
		}
	}
}

func TestALongViewDoesNotHoldTheWriter(t *testing.T) {
	t.Parallel()
	db := open(t, func(c *Config) { c.CheckpointPages = 5 })
	inside, leave := make(chan bool), make(chan bool)
	go db.View(ctx, func(*Tx) error { inside <- true; <-leave; return nil })
	<-inside
	defer close(leave)
	began := time.Now()
	for i := 0; time.Since(began) < time.Second; i++ { // several turns of the checkpointer
		at := time.Now()
		if err := db.Update(ctx, func(tx *Tx) error { _, err := tx.Exec(insert, i, make([]byte, 3000)); return err }); err != nil {
			t.Fatal(err)
		}
		if took := time.Since(at); took > 500*time.Millisecond {
			t.Fatalf("a change waited %v for somebody else's view", took)
		}
		time.Sleep(10 * time.Millisecond)
	}
}

// What a failed closure did is rolled back alone, so whoever keeps notes of a
// closure beside the transaction can ask whether it will be.
func TestAClosureCanAskWhetherItsTransactionHasFailed(t *testing.T) {
	t.Parallel()
	db := open(t, nil)
	err := db.Update(ctx, func(tx *Tx) error {
		tx.Exec(insert, 1, nil)
		if err := tx.Failed(); err != nil {
			t.Errorf("failed before anything did: %v", err)
		}
		tx.Exec(insert, 1, nil)
		if err := tx.Failed(); !errors.Is(err, ErrUnique) {
			t.Errorf("not told: %v", err)
		}
		return nil
	})
	if !errors.Is(err, ErrUnique) {
		t.Fatal(err)
	}
}

func TestAQueryThatChangesSomethingIsToldFromOneThatReads(t *testing.T) {
	t.Parallel()
	db := open(t, nil)
	for _, text := range []string{
		`INSERT INTO t (k) VALUES (1) RETURNING k`,
		`INSERT OR REPLACE INTO t (k) VALUES (1) RETURNING k`,
		`REPLACE INTO t (k) VALUES (1) RETURNING k`,
		`WITH n AS (SELECT 1 AS k) INSERT INTO t (k) SELECT k FROM n RETURNING k`,
		`COMMIT`, `ROLLBACK`, `PRAGMA user_version = 7`, `VACUUM`,
	} {
		err := db.Update(ctx, func(tx *Tx) error { return tx.OnlyReads(Derived(text)) })
		if err == nil {
			t.Errorf("%s: run as a read", text)
		}
	}
	if n := db.count(t); n != 0 {
		t.Fatalf("%d rows were written", n)
	}
	err := db.Update(ctx, func(tx *Tx) error {
		if _, err := tx.Exec(insert, 1, nil); err != nil {
			return err
		}
		return tx.OnlyReads(SQL(`WITH n AS (SELECT k FROM t) SELECT k FROM n`))
	})
	if err != nil {
		t.Fatal(err)
	}
}
