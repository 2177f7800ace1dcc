package pagecrypt

import (
	"encoding/binary"
	"fmt"
	"math/rand"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/ncruces/go-sqlite3"
	"github.com/ncruces/go-sqlite3/vfs"
)

const stressTime = 700 * time.Millisecond

// stress runs readers, a writer and a checkpointer over one vault. Every
// transaction sets all rows to its number: a reader that sees two numbers, or an
// older one than before, was served a stale or a torn page.
func stress(t *testing.T, w *world, file string) (reads, writes int64) {
	t.Helper()
	c := w.mustOpen(file)
	exec(t, c, "INSERT INTO t(v) WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n WHERE i<60) SELECT printf('%08d%.*c', 0, 500+i*11, 'x') FROM n")
	must(t, c.Close())
	var stop atomic.Bool
	var wg sync.WaitGroup
	var nr, nw atomic.Int64
	run := func(fn func(*sqlite3.Conn) error) {
		c := w.mustOpen(file)
		exec(t, c, "PRAGMA busy_timeout=10000; PRAGMA cache_size=8")
		wg.Go(func() {
			defer c.Close()
			for !stop.Load() {
				if err := fn(c); err != nil {
					t.Errorf("%v (reason: %v)", err, w.vfs.Reason(file))
					stop.Store(true)
				}
			}
		})
	}
	for range 8 {
		last := ""
		run(func(c *sqlite3.Conn) error {
			s, _, err := c.Prepare("SELECT min(substr(v,1,8)), max(substr(v,1,8)), count(*) FROM t")
			if err != nil {
				return err
			}
			defer s.Close()
			if !s.Step() {
				return s.Err()
			}
			lo, hi, n := s.ColumnText(0), s.ColumnText(1), s.ColumnInt(2)
			if lo != hi || n != 60 || lo < last {
				return fmt.Errorf("read %s to %s of %d rows after %s", lo, hi, n, last)
			}
			last = lo
			nr.Add(1)
			time.Sleep(200 * time.Microsecond)
			return nil
		})
	}
	rng := rand.New(rand.NewSource(1))
	run(func(c *sqlite3.Conn) error {
		if rng.Intn(5) == 0 { // spilled and taken back
			if err := c.Exec("BEGIN IMMEDIATE; UPDATE t SET v='99999999'||substr(v,9); ROLLBACK"); err != nil {
				return err
			}
		}
		return c.Exec(fmt.Sprintf("UPDATE t SET v=printf('%%08d',%d)||substr(v,9)", nw.Add(1)))
	})
	checkpoints := 0
	run(func(c *sqlite3.Conn) error {
		time.Sleep(5 * time.Millisecond)
		if checkpoints++; checkpoints == 1 {
			if err := c.Exec("PRAGMA busy_timeout=2"); err != nil {
				return err
			}
		}
		_, err := text(c, "PRAGMA wal_checkpoint("+[]string{"PASSIVE", "PASSIVE", "PASSIVE", "RESTART", "PASSIVE", "PASSIVE", "PASSIVE", "TRUNCATE"}[checkpoints%8]+")")
		return err
	})
	time.Sleep(stressTime)
	for range 80 { // a busy machine gets more time for the same work
		if nw.Load() >= 40 || stop.Load() {
			break
		}
		time.Sleep(100 * time.Millisecond)
	}
	stop.Store(true)
	wg.Wait()
	c = w.mustOpen(file)
	want(t, c, "PRAGMA integrity_check", "ok")
	must(t, c.Close())
	return nr.Load(), nw.Load()
}

func TestReadersNeverSeeAStalePage(t *testing.T) {
	t.Parallel()
	for _, pages := range []int{0, 24, 5000} {
		t.Run(fmt.Sprintf("%d pages shared", pages), func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, Options{CachePages: pages})
			if dir, err := os.MkdirTemp("/dev/shm", "kosh-test-"); err == nil {
				t.Cleanup(func() { os.RemoveAll(dir) })
				w.dir = dir // a disk's sync would leave few commits to collide with
			}
			w.provision(vault)
			reads, writes := stress(t, w, vault)
			t.Logf("%d reads beside %d commits", reads, writes)
			if n, bad, err := CheckFile(w.path(vault), w.rings[vault]); err != nil || len(bad) > 0 || n == 0 {
				t.Errorf("the check says %d, %v, %v", n, bad, err)
			}
		})
	}
}

// Under the store alone, without SQLite's locks in the way: once a write has
// returned, no later read of any connection gives an older page.
func TestAReadAfterAWriteIsNeverOlder(t *testing.T) {
	t.Parallel()
	const pages = 6
	disk := newSimDisk(nil)
	var found []Evidence
	v := simVFS(t, newRing("sim"), disk, &found)
	v.cache = newCache(4)
	s := v.use(simFileName)
	if f := s.admit(); f != nil {
		t.Fatal(f)
	}
	file := func() *mainFile {
		f, _, err := disk.Open(simFileName, vfs.OPEN_CREATE)
		must(t, err)
		return &mainFile{File: f, store: s}
	}
	var written [pages]atomic.Uint64
	var stop atomic.Bool
	var wg sync.WaitGroup
	writer := file()
	write := func(i int, version uint64) error {
		page := make([]byte, pageSize)
		for at := 0; at < bodySize; at += 8 {
			binary.LittleEndian.PutUint64(page[at:], version)
		}
		_, err := writer.WriteAt(page, int64(i)*pageSize)
		written[i].Store(version)
		return err
	}
	for i := range pages {
		must(t, write(i, 1))
	}
	var reads atomic.Int64
	for g := range 4 {
		f, rng := file(), rand.New(rand.NewSource(int64(g)))
		wg.Go(func() {
			page := make([]byte, pageSize)
			for !stop.Load() {
				i := rng.Intn(pages)
				least := written[i].Load()
				_, err := f.ReadAt(page, int64(i)*pageSize)
				first, last := binary.LittleEndian.Uint64(page), binary.LittleEndian.Uint64(page[bodySize-8:])
				if err != nil || first < least || first != last {
					t.Errorf("page %d: read %d to %d after %d was written, %v", i, first, last, least, err)
					return
				}
				reads.Add(1)
			}
		})
	}
	rng := rand.New(rand.NewSource(9))
	end := time.Now().Add(stressTime)
	version := uint64(1)
	for time.Now().Before(end) {
		version++
		must(t, write(rng.Intn(pages), version))
	}
	stop.Store(true)
	wg.Wait()
	v.release(s)
	must(t, v.Close())
	t.Logf("%d reads beside %d writes", reads.Load(), version)
}

// The control: a cache that is filled outside the page's lock does go stale, and
// the same stress sees it.
func TestACacheFilledOutsideTheLockGoesStale(t *testing.T) {
	t.Parallel()
	c := newCache(10)
	k := cacheKey{store: 1, index: 1}
	disk, older, newer := make([]byte, pageSize), make([]byte, pageSize), make([]byte, pageSize)
	older[0], newer[0] = 1, 2
	copy(disk, older)
	read := append([]byte(nil), disk...) // a reader reads the disk …
	copy(disk, newer)                    // … a writer writes it and drops the page …
	c.drop(k)
	c.put(k, read) // … and the reader puts what it read
	got := make([]byte, pageSize)
	if !c.get(k, got) || got[0] != older[0] {
		t.Error("the order that the lock forbids no longer goes stale: the lock may be needless")
	}
}

// Two vaults under one VFS share the cache and nothing else.
func TestVaultsOfOneVFSDoNotMix(t *testing.T) {
	t.Parallel()
	w := newWorld(t, Options{CachePages: 200})
	var conns []*sqlite3.Conn
	for i := range 4 {
		file := fmt.Sprintf("%d.1.vault", i)
		w.provision(file)
		c := w.mustOpen(file)
		exec(t, c, fmt.Sprintf("INSERT INTO t VALUES(1,'vault %d')", i))
		conns = append(conns, c)
	}
	if index, _ := filepath.Glob(w.vfs.shm + "/*"); len(index) != 4 {
		t.Errorf("4 vaults have the indexes %v", index)
	}
	for range 50 {
		for i, c := range conns {
			exec(t, c, "PRAGMA shrink_memory")
			want(t, c, "SELECT v FROM t", fmt.Sprintf("vault %d", i))
		}
	}
	for _, c := range conns {
		must(t, c.Close())
	}
}
