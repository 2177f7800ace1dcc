package pagecrypt

import (
	"errors"
	"fmt"
	"math/rand"
	"strings"
	"testing"

	"github.com/ncruces/go-sqlite3/vfs"
)

var errDisk = errors.New("input/output error")

// After one failed sync nothing more is written until the vault was closed: the
// kernel may have dropped pages it will never mention again.
func TestAFailedSyncIsNotForgotten(t *testing.T) {
	t.Parallel()
	for _, which := range []string{walSuffix, ".vault"} {
		t.Run(which, func(t *testing.T) {
			t.Parallel()
			w := day(t, 5, 3)
			ring := &simRing{memRing: newRing("sim"), disk: w.disk}
			ring.provisioned()
			ring.memRing.head = w.ring.Head()
			var found []Evidence
			v := simVFS(t, ring, w.disk, &found)
			c, err := openSim(v.Name(), true)
			must(t, err)
			exec(t, c, "INSERT INTO t(tx,v) VALUES(0,'kept')")
			w.disk.setFail(func(op, file string) error {
				if op == "sync" && strings.HasSuffix(file, which) {
					return errDisk
				}
				return nil
			})
			err = c.Exec("INSERT INTO t(tx,v) VALUES(0,'unsure')")
			if which == ".vault" {
				must(t, err)
				_, err = text(c, "PRAGMA wal_checkpoint(TRUNCATE)")
			}
			if err == nil {
				t.Fatal("a failed sync was not told")
			}
			w.disk.setFail(nil)
			if err := c.Exec("INSERT INTO t(tx,v) VALUES(0,'later')"); err == nil || !errors.Is(v.Reason("a.1.vault"), ErrFailed) {
				t.Errorf("after a failed sync: %v, %v", err, v.Reason("a.1.vault"))
			}
			want(t, c, "SELECT count(*) FROM t WHERE v='kept'", "1")
			must(t, c.Close())
			c, err = openSim(v.Name(), true)
			must(t, err)
			exec(t, c, "INSERT INTO t(tx,v) VALUES(0,'later')")
			want(t, c, "SELECT count(*) FROM t WHERE v IN ('kept','later')", "2")
			want(t, c, "PRAGMA wal_checkpoint(TRUNCATE)", "0")
			must(t, c.Close())
			must(t, v.Close())
		})
	}
}

// One call at a time fails (write, short; sync; truncate), and work goes on as far
// as it is let: what was acknowledged is there when the vault is opened again, and
// no failure makes the vault look tampered with.
func TestAFailureOfAnyCallLosesNothingAcknowledged(t *testing.T) {
	t.Parallel()
	failed := 0
	for at := 0; at < 60; at += slow {
		failed += failOne(t, at*3+1)
	}
	if failed < 30/slow {
		t.Errorf("only %d calls failed", failed)
	}
}

func failOne(t *testing.T, which int) (failed int) {
	t.Helper()
	disk := newSimDisk(nil)
	ring := &simRing{memRing: newRing("sim"), disk: disk}
	var found []Evidence
	v := simVFS(t, ring, disk, &found)
	c, err := openSim(v.Name(), true)
	must(t, err)
	exec(t, c, simSchema+"; PRAGMA cache_size=10")
	ring.provisioned()
	calls := 0
	disk.setFail(func(string, string) error {
		if calls++; calls == which {
			failed++
			return errDisk
		}
		return nil
	})
	possible := map[string]bool{"0": true} // the last acknowledged, and unsure ones since
	rng := rand.New(rand.NewSource(int64(which)))
	for i := 1; i <= 12; i++ {
		err := c.Exec(fmt.Sprintf("BEGIN; INSERT INTO t(tx,v) VALUES(%d,printf('%%.*c',%d,'x')); UPDATE t SET v=v||'.' WHERE id%%2=%d; UPDATE last SET n=%d; COMMIT", i, rng.Intn(9000), i%2, i))
		if err == nil {
			clear(possible)
		} else {
			_ = c.Exec("ROLLBACK")
		}
		possible[fmt.Sprint(i)] = true
		if i%4 == 0 {
			_ = c.Exec("PRAGMA wal_checkpoint(" + []string{"PASSIVE", "RESTART", "TRUNCATE"}[i/4%3] + ")")
		}
	}
	_ = c.Close()
	disk.setFail(nil)
	if c, err = openSim(v.Name(), true); err != nil {
		t.Fatalf("call %d failed, then: %v", which, err)
	}
	if got, err := text(c, "SELECT n FROM last"); err != nil || !possible[got] {
		t.Fatalf("call %d failed, then: %q of %v, %v", which, got, possible, err)
	}
	want(t, c, "PRAGMA integrity_check", "ok")
	exec(t, c, "INSERT INTO t(tx,v) VALUES(99,'works on')")
	must(t, c.Close())
	must(t, v.Close())
	return failed
}

// A page torn in the main file is no loss while the log holds it: the check and
// the next open agree.
func TestAPageTornByACheckpointIsReadFromTheLog(t *testing.T) {
	t.Parallel()
	w := sealedVault(t, true)
	c := w.mustOpen(vault)
	exec(t, c, "CREATE TABLE more(x)") // page 1 is in the log
	want(t, c, "PRAGMA wal_checkpoint(PASSIVE)", "0")
	must(t, c.Close())
	file := w.read(vault)
	clear(file[:pageSize])
	file = append(file, 1, 2, 3) // and a page that the file was to grow by
	w.write(vault, file)
	if _, bad, err := CheckFile(w.path(vault), w.rings[vault]); err != nil || len(bad) > 0 {
		t.Errorf("the check says %v, %v", bad, err)
	}
	c = w.mustOpen(vault)
	want(t, c, "SELECT count(*) FROM t", "64")
	want(t, c, "PRAGMA integrity_check", "ok")
	want(t, c, "PRAGMA wal_checkpoint(TRUNCATE)", "0")
	must(t, c.Close())
	if !w.has("are ignored") {
		t.Errorf("the odd end is not in evidence: %v", w.found)
	}
}

func TestAPageAlteredUnderARunningServerIsNotServed(t *testing.T) {
	t.Parallel()
	w := sealedVault(t, false)
	c := w.mustOpen(vault)
	exec(t, c, "PRAGMA cache_size=1")
	file := w.read(vault)
	file[len(file)-pageSize+77] ^= 4
	w.write(vault, file)
	if got, err := text(c, "SELECT group_concat(v) FROM t"); err == nil {
		t.Errorf("served %d bytes", len(got))
	}
	var f *Fault
	if err := w.vfs.Reason(vault); !errors.As(err, &f) || f.Err != ErrPage || f.Number != int64(len(file)/pageSize) {
		t.Errorf("the reason is %v", err)
	}
	w.vfs.Forget(vault)
	if w.vfs.Reason(vault) != nil {
		t.Error("Forget keeps the reason")
	}
	must(t, c.Close())
}

// Claiming that a write leaves its neighbours alone, which the layout makes true,
// spares a second frame for each commit in FULL.
func TestACommitOfOnePageWritesOneFrame(t *testing.T) {
	t.Parallel()
	w := newWorld(t, Options{})
	w.provision(vault)
	c := w.mustOpen(vault)
	exec(t, c, "INSERT INTO t VALUES(1,'')")
	frames := func() (n int) {
		s, _, err := c.Prepare("PRAGMA wal_checkpoint(PASSIVE)")
		must(t, err)
		defer s.Close()
		s.Step()
		return s.ColumnInt(1)
	}
	before := frames()
	for i := range 20 {
		exec(t, c, fmt.Sprintf("UPDATE t SET v='%d'", i))
	}
	// The passive pass folded all in, so the log began anew: its frames are all of them.
	if got := frames(); before == 0 || got != 20 {
		t.Errorf("20 commits of a page each wrote %d frames (%d before)", got, before)
	}
	must(t, c.Close())
}

func TestACacheIsBoundedAndForgets(t *testing.T) {
	t.Parallel()
	for _, room := range []int{1, 3, 16, 50} {
		c := newCache(room)
		page := make([]byte, pageSize)
		for i := range int64(500) {
			page[0] = byte(i)
			c.put(cacheKey{store: 1, index: i}, page)
			if !c.get(cacheKey{store: 1, index: i}, page) || page[0] != byte(i) {
				t.Fatalf("page %d is not there after it was put", i)
			}
		}
		if c.len() > room || c.len() == 0 {
			t.Errorf("%d pages in room for %d", c.len(), room)
		}
		var kept []*cachedPage
		for i := range c.shards {
			for _, p := range c.shards[i].pages {
				kept = append(kept, p)
			}
		}
		c.dropIf(func(cacheKey) bool { return true })
		for _, p := range kept {
			if !allZero(p.data[:]) {
				t.Error("a dropped page keeps its content")
			}
		}
		if c.len() != 0 {
			t.Error("pages are left")
		}
	}
	if c := newCache(0); c.get(cacheKey{}, nil) || c.len() != 0 {
		t.Error("no cache holds something")
	}
}

func TestTheLastConnectionTakesItsPagesAlong(t *testing.T) {
	t.Parallel()
	w := newWorld(t, Options{CachePages: 500})
	w.provision(vault)
	c := w.mustOpen(vault)
	fill(t, c, 100, "row ")
	want(t, c, "PRAGMA wal_checkpoint(TRUNCATE)", "0")
	second := w.mustOpen(vault)
	want(t, second, "SELECT count(v) FROM t", "100")
	must(t, second.Close())
	if w.vfs.cache.len() == 0 {
		t.Error("nothing was kept for the other connection")
	}
	must(t, c.Close())
	if n := w.vfs.cache.len(); n != 0 {
		t.Errorf("%d pages are left", n)
	}
}

// A vault made shorter inside an epoch is not a truncated one.
func TestAVaultMayShrink(t *testing.T) {
	t.Parallel()
	w := newWorld(t, Options{CachePages: 50})
	w.provision(vault)
	c := w.mustOpen(vault)
	fill(t, c, 300, "row ")
	want(t, c, "PRAGMA wal_checkpoint(TRUNCATE)", "0")
	exec(t, c, "DELETE FROM t WHERE id>5; VACUUM")
	large := len(w.read(vault))
	want(t, c, "PRAGMA wal_checkpoint(PASSIVE)", "0")
	must(t, c.Close())
	file := w.read(vault)
	if len(file) >= large {
		t.Fatalf("%d bytes after %d", len(file), large)
	}
	c = w.mustOpen(vault)
	want(t, c, "SELECT count(*) FROM t", "5")
	want(t, c, "PRAGMA integrity_check", "ok")
	must(t, c.Close())
	w.write(vault, file[:len(file)-pageSize])
	w.refused(vault, ErrShort)
}

// A log of one transaction whose header was altered is damage, not absence.
func TestAnAlteredHeaderIsNamed(t *testing.T) {
	t.Parallel()
	w := sealedVault(t, false)
	c := w.mustOpen(vault)
	exec(t, c, "DELETE FROM t WHERE id=1")
	must(t, c.Close())
	good := w.read(vault + walSuffix)
	for _, at := range []int{0, walHeaderAt + 3, walHeadSize - 1} {
		bad := append([]byte(nil), good...)
		bad[at] ^= 1
		w.write(vault+walSuffix, bad)
		w.refused(vault, ErrWALDamaged)
		if _, list, err := CheckFile(w.path(vault), w.rings[vault]); err != nil || len(list) != 1 || list[0].Number != 0 {
			t.Errorf("the check says %v, %v", list, err)
		}
	}
}

// A commit SQLite could not finish after its sync is written over; the frames
// that replace it must not claim it was durable.
func TestATakenBackCommitIsNotClaimed(t *testing.T) {
	t.Parallel()
	w := sealedVault(t, true)
	c := w.mustOpen(vault)
	want(t, c, "SELECT count(*) FROM t", "64")
	w.vfs.mu.Lock()
	s := w.vfs.stores[w.path(vault)]
	w.vfs.mu.Unlock()
	e := s.wal.Load()
	disk := newSimDisk(nil)
	base, _, err := disk.Open("log", vfs.OPEN_CREATE)
	must(t, err)
	f := &walFile{File: base, store: s}
	known := e.known.Load()
	head := make([]byte, frameHead)
	_, err = f.WriteAt(head, frameAt(known-2))
	must(t, err)
	if got := e.known.Load(); got != known-2 {
		t.Errorf("%d frames are known durable after frame %d was written over", got, known-1)
	}
	must(t, c.Close())
}
