package database

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"kosh/internal/base/errs"
)

var ctx = context.Background()

func open(t testing.TB, change func(*Config)) *DB {
	t.Helper()
	cfg := Config{Path: filepath.Join(t.TempDir(), "a b?c#%.db")}
	if change != nil {
		change(&cfg)
	}
	db, err := Open(cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	steps := []Step{{1, "t", "CREATE TABLE t (k INTEGER NOT NULL PRIMARY KEY, v BLOB) STRICT;"}}
	if err := db.Migrate(time.Unix(1, 0), steps); err != nil {
		t.Fatal(err)
	}
	return db
}

var (
	insert = SQL(`INSERT INTO t (k, v) VALUES ($1, $2)`)
	count  = SQL(`SELECT COUNT(*) FROM t`)
)

func (db *DB) count(t testing.TB) (n int) {
	t.Helper()
	if err := db.ViewFresh(ctx, func(tx *Tx) error { return tx.Get(count, nil, &n) }); err != nil {
		t.Fatal(err)
	}
	return n
}

func TestParametersMeanTheSameInAnyOrder(t *testing.T) {
	t.Parallel()
	db := open(t, nil)
	var a, b, c string
	err := db.View(ctx, func(tx *Tx) error {
		return tx.Get(SQL(`SELECT $2, '$1 ''$2', $1 -- not $3
			`), []any{"one", "two"}, &a, &b, &c)
	})
	if err != nil || a != "two" || b != "$1 '$2" || c != "one" {
		t.Fatalf("%q %q %q %v", a, b, c, err)
	}
}

func TestMissingAndSurplusArgumentsAreRefused(t *testing.T) {
	t.Parallel()
	db := open(t, nil)
	for _, args := range [][]any{{1}, {1, nil, 3}} {
		if err := db.Update(ctx, func(tx *Tx) error { _, err := tx.Exec(insert, args...); return err }); err == nil {
			t.Errorf("%d arguments accepted", len(args))
		}
	}
	if db.count(t) != 0 {
		t.Error("something was written")
	}
}

func TestListsMatchAnyOfThem(t *testing.T) {
	t.Parallel()
	db := open(t, nil)
	var ks []int64
	err := db.Update(ctx, func(tx *Tx) error {
		for i := range 5 {
			if _, err := tx.Exec(insert, i, []byte{byte(i), 0xff}); err != nil {
				return err
			}
		}
		return tx.Each(SQL(`SELECT k FROM t WHERE v = ANY($1::bytea[]) OR k = ANY($2::bigint[]) ORDER BY k`),
			[]any{[][]byte{{1, 0xff}, {3, 0xff}, {9}}, []int64{4, 77}}, func(r Row) error { ks = append(ks, r.Int64(0)); return nil })
	})
	if err != nil || fmt.Sprint(ks) != "[1 3 4]" {
		t.Fatal(ks, err)
	}
}

func TestAFailedStatementFailsItsTransactionEvenIfIgnored(t *testing.T) {
	t.Parallel()
	db := open(t, nil)
	err := db.Update(ctx, func(tx *Tx) error {
		tx.Exec(insert, 1, nil)
		tx.Exec(insert, 1, nil) // the same key, and nobody looks
		return nil
	})
	if !errors.Is(err, ErrUnique) || db.count(t) != 0 {
		t.Fatalf("%v, %d rows", err, db.count(t))
	}
}

func TestOneFailingClosureDoesNotTakeItsNeighboursDown(t *testing.T) {
	t.Parallel()
	db := open(t, nil)
	var wg sync.WaitGroup
	var good atomic.Int64
	for i := range 200 {
		wg.Go(func() {
			err := db.Update(ctx, func(tx *Tx) error {
				if _, err := tx.Exec(insert, i, nil); err != nil {
					return err
				}
				switch i % 4 {
				case 1:
					return errors.New("no")
				case 2:
					panic("oh")
				}
				return nil
			})
			if (err == nil) != (i%4 == 0 || i%4 == 3) {
				t.Errorf("closure %d: %v", i, err)
			}
			if err == nil {
				good.Add(1)
			}
		})
	}
	wg.Wait()
	if n := db.count(t); int64(n) != good.Load() || n != 100 {
		t.Fatalf("%d rows, %d acknowledged", n, good.Load())
	}
}

func TestWhatBeforeCommitRefusesIsNotAcknowledged(t *testing.T) {
	t.Parallel()
	var fail atomic.Bool
	var settled atomic.Int64
	db := open(t, func(c *Config) {
		c.BeforeCommit = func(*Tx) error {
			if fail.Load() {
				return errors.New("the log cannot be written")
			}
			return nil
		}
		c.Settled = func(err error) {
			if err != nil {
				settled.Add(1)
			}
		}
	})
	put := func(k int) error {
		return db.Update(ctx, func(tx *Tx) error { _, err := tx.Exec(insert, k, nil); return err })
	}
	if err := put(1); err != nil {
		t.Fatal(err)
	}
	fail.Store(true)
	if err := put(2); err == nil || settled.Load() != 1 {
		t.Fatalf("acknowledged (%v), settled with %d failures", err, settled.Load())
	}
	fail.Store(false)
	if err := put(3); err != nil || db.count(t) != 2 {
		t.Fatal(err, db.count(t))
	}
}

func TestAViewSeesEveryAcknowledgedChangeAndKeepsItsSnapshotOtherwise(t *testing.T) {
	t.Parallel()
	db := open(t, func(c *Config) { c.Readers, c.Renew = 1, time.Hour })
	for i := range 50 {
		if err := db.Update(ctx, func(tx *Tx) error { _, err := tx.Exec(insert, i, nil); return err }); err != nil {
			t.Fatal(err)
		}
		var n int
		if err := db.View(ctx, func(tx *Tx) error { return tx.Get(count, nil, &n) }); err != nil || n != i+1 {
			t.Fatalf("after %d commits a view shows %d (%v)", i+1, n, err)
		}
	}
	if err := db.Append(ctx, func(tx *Tx) error { _, err := tx.Exec(insert, 1000, nil); return err }); err != nil {
		t.Fatal(err)
	}
	var held int
	if err := db.View(ctx, func(tx *Tx) error { return tx.Get(count, nil, &held) }); err != nil || held != 50 {
		t.Fatalf("an audit commit renewed the snapshot: %d, %v", held, err)
	}
	if db.count(t) != 51 {
		t.Fatal("a fresh view does not show it")
	}
}

func TestAViewShowsAuditCommitsSoon(t *testing.T) {
	t.Parallel()
	db := open(t, func(c *Config) { c.Renew = time.Millisecond })
	n := 0
	count1 := func() error {
		return db.View(ctx, func(tx *Tx) error { return tx.Get(count, nil, &n) })
	}
	if err := count1(); err != nil || n != 0 {
		t.Fatal(n, err)
	}
	if err := db.Append(ctx, func(tx *Tx) error { _, err := tx.Exec(insert, 1, nil); return err }); err != nil {
		t.Fatal(err)
	}
	for range 400 { // a quarter of a second is the tick
		if err := count1(); err != nil {
			t.Fatal(err)
		}
		if n == 1 {
			return
		}
		time.Sleep(5 * time.Millisecond)
	}
	t.Fatal("two seconds later the view still shows the past")
}

func TestNoTransactionInsideAnother(t *testing.T) {
	t.Parallel()
	db := open(t, nil)
	for name, inner := range map[string]func(c context.Context) error{
		"view":   func(c context.Context) error { return db.View(c, func(*Tx) error { return nil }) },
		"update": func(c context.Context) error { return db.Update(c, func(*Tx) error { return nil }) },
	} {
		for where, outer := range map[string]func(*Tx) context.Context{"its own": (*Tx).Context, "an outer": func(*Tx) context.Context { return ctx }} {
			if err := db.Update(ctx, func(tx *Tx) error { return inner(outer(tx)) }); err == nil {
				t.Errorf("%s inside an update with %s context was accepted", name, where)
			}
		}
	}
}

func TestAClosureKeptForLaterIsUseless(t *testing.T) {
	t.Parallel()
	db := open(t, nil)
	var kept *Tx
	if err := db.Update(ctx, func(tx *Tx) error { kept = tx; _, err := tx.Exec(insert, 1, nil); return err }); err != nil {
		t.Fatal(err)
	}
	if _, err := kept.Exec(insert, 2, nil); err == nil {
		t.Fatal("a transaction worked after its closure returned")
	}
}

func TestANewerSchemaIsRefusedInWords(t *testing.T) {
	t.Parallel()
	db := open(t, nil)
	two := []Step{{1, "t", ""}, {2, "u", "CREATE TABLE u (k INTEGER PRIMARY KEY);"}}
	if err := db.Migrate(time.Unix(2, 0), two); err != nil {
		t.Fatal(err)
	}
	err := db.Migrate(time.Unix(3, 0), two[:1])
	if !errs.Is(err, errs.Unavailable) || errs.Public(err) == "" {
		t.Fatal(err)
	}
}

func TestAFullDiskIsARefusalThatSaysWhatToDo(t *testing.T) {
	t.Parallel()
	db := open(t, nil)
	db.mu.Lock()
	err := db.writer.c.Exec("PRAGMA max_page_count=4")
	db.mu.Unlock()
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; err == nil && i < 50; i++ {
		err = db.Update(ctx, func(tx *Tx) error { _, err := tx.Exec(insert, i, make([]byte, 3000)); return err })
	}
	if !errs.Is(err, errs.Unavailable) || errs.Public(err) == "" {
		t.Fatal(err)
	}
	if err := db.View(ctx, func(tx *Tx) error { var n int; return tx.Get(count, nil, &n) }); err != nil {
		t.Fatalf("reading stopped too: %v", err)
	}
}

// A COMMIT can fail after every statement went well: here a foreign key that is
// checked only then.
func TestAFailedCommitIsNotAcknowledged(t *testing.T) {
	t.Parallel()
	db := open(t, nil)
	steps := []Step{{1, "t", ""}, {2, "u", "CREATE TABLE u (k INTEGER REFERENCES t (k) DEFERRABLE INITIALLY DEFERRED) STRICT;"}}
	if err := db.Migrate(time.Unix(2, 0), steps); err != nil {
		t.Fatal(err)
	}
	dangling := SQL(`INSERT INTO u (k) VALUES ($1)`)
	err := db.Update(ctx, func(tx *Tx) error { _, err := tx.Exec(dangling, 99); return err })
	if err == nil {
		t.Fatal("a commit that failed was acknowledged")
	}
	if err := db.Update(ctx, func(tx *Tx) error { _, err := tx.Exec(insert, 1, nil); return err }); err != nil || db.count(t) != 1 {
		t.Fatalf("the writer is stuck: %v", err)
	}
}

func TestCheckpointsKeepTheLogShortUnderLoad(t *testing.T) {
	t.Parallel()
	db := open(t, func(c *Config) { c.CheckpointPages = 20 })
	deadline := 400
	for i := range deadline {
		if err := db.Update(ctx, func(tx *Tx) error { _, err := tx.Exec(insert, i, make([]byte, 3000)); return err }); err != nil {
			t.Fatal(err)
		}
		if i%100 == 99 { // let the checkpointer have its turn
			for range 100 {
				if db.pages.Load() < 20 {
					break
				}
				time.Sleep(20 * time.Millisecond)
			}
			if n := db.pages.Load(); n >= 20 {
				t.Fatalf("after %d commits the log has %d pages", i+1, n)
			}
		}
	}
	if db.count(t) != deadline {
		t.Fatal("rows are missing")
	}
}

func BenchmarkCommit(b *testing.B) {
	db := open(b, nil)
	var k atomic.Int64
	b.SetParallelism(8)
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			n := k.Add(1)
			if err := db.Update(ctx, func(tx *Tx) error { _, err := tx.Exec(insert, n, make([]byte, 100)); return err }); err != nil {
				b.Error(err)
				return
			}
		}
	})
}
