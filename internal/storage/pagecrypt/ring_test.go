package pagecrypt

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/ncruces/go-sqlite3"
)

// A memRing is a key store that forgets nothing while the test runs.
type memRing struct {
	mu       sync.Mutex
	key      [32]byte
	id       [16]byte
	head     Head
	fresh    bool
	spent    int64
	history  []Head // every head set, in order
	setErr   error
	limit    int64
	reserved []int64
}

func newRing(seed string) *memRing {
	key := sha256.Sum256([]byte("key " + seed))
	id := sha256.Sum256([]byte("file " + seed))
	return &memRing{key: key, id: [16]byte(id[:16]), head: Head{Generation: 1}, fresh: true, limit: 1 << 31}
}

func (r *memRing) Key(g uint32) ([32]byte, error) {
	if g == 0 {
		return [32]byte{}, errors.New("no such generation")
	}
	return sha256.Sum256(append(r.key[:], byte(g))), nil
}

func (r *memRing) FileID() [16]byte { return r.id }

func (r *memRing) Head() Head {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.head
}

func (r *memRing) SetHead(h Head) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.setErr != nil {
		return r.setErr
	}
	r.head = h
	r.history = append(r.history, h)
	return nil
}

func (r *memRing) Reserve(n int64) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.spent+n > r.limit {
		return errors.New("budget used up")
	}
	r.spent += n
	r.reserved = append(r.reserved, n)
	return nil
}

func (r *memRing) New() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.fresh
}

func (r *memRing) provisioned() {
	r.mu.Lock()
	r.fresh = false
	r.mu.Unlock()
}

// A world is a directory with vaults, their rings and one VFS over it.
type world struct {
	testing.TB
	dir   string
	mu    sync.Mutex
	rings map[string]*memRing
	found []Evidence
	vfs   *VFS
}

func newWorld(t testing.TB, o Options) *world {
	w := &world{TB: t, dir: t.TempDir(), rings: map[string]*memRing{}}
	w.restart(o)
	t.Cleanup(func() {
		if err := w.vfs.Close(); err != nil {
			t.Errorf("closing the VFS: %v", err)
		}
	})
	return w
}

// restart replaces the VFS by a new one with the same rings, as a new process would.
func (w *world) restart(o Options) {
	w.Helper()
	if w.vfs != nil {
		if err := w.vfs.Close(); err != nil {
			w.Fatal(err)
		}
	}
	o.Ring = func(file string) (Ring, error) {
		w.mu.Lock()
		defer w.mu.Unlock()
		if r := w.rings[file]; r != nil {
			return r, nil
		}
		return nil, errors.New("no ring for " + file)
	}
	o.Evidence = func(e Evidence) {
		w.mu.Lock()
		defer w.mu.Unlock()
		w.found = append(w.found, e)
	}
	o.Now = func() time.Time { return time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC) }
	v, err := New(o)
	if err != nil {
		w.Fatal(err)
	}
	w.vfs = v
}

func (w *world) path(file string) string { return filepath.Join(w.dir, file) }

func (w *world) open(file string) (*sqlite3.Conn, error) {
	c, err := sqlite3.Open("file:" + w.path(file) + "?vfs=" + w.vfs.Name())
	if err != nil {
		return nil, err
	}
	if err := Prepare(c); err != nil {
		c.Close()
		return nil, err
	}
	c.Limit(sqlite3.LIMIT_ATTACHED, 1) // for VACUUM
	return c, nil
}

func (w *world) mustOpen(file string) *sqlite3.Conn {
	w.Helper()
	c, err := w.open(file)
	if err != nil {
		w.Fatalf("opening %s: %v (reason: %v)", file, err, w.vfs.Reason(file))
	}
	return c
}

// provision makes a vault with a table t(id, v) and leaves it closed.
func (w *world) provision(file string) *memRing {
	w.Helper()
	r := newRing(file)
	w.mu.Lock()
	w.rings[file] = r
	w.mu.Unlock()
	c := w.mustOpen(file)
	exec(w, c, "CREATE TABLE t(id INTEGER PRIMARY KEY, v TEXT)")
	must(w, c.Close())
	r.provisioned()
	return r
}

func exec(t testing.TB, c *sqlite3.Conn, sql string) {
	t.Helper()
	if err := c.Exec(sql); err != nil {
		t.Fatalf("%s: %v", sql, err)
	}
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// text returns the first column of the first row.
func text(c *sqlite3.Conn, sql string) (string, error) {
	s, _, err := c.Prepare(sql)
	if err != nil {
		return "", err
	}
	defer s.Close()
	if !s.Step() {
		return "", s.Err()
	}
	return s.ColumnText(0), nil
}

func want(t testing.TB, c *sqlite3.Conn, sql, value string) {
	t.Helper()
	got, err := text(c, sql)
	if err != nil || got != value {
		t.Fatalf("%s: %q, %v; want %q", sql, got, err, value)
	}
}

// fill writes rows that need several pages in a transaction of their own.
func fill(t testing.TB, c *sqlite3.Conn, rows int, mark string) {
	t.Helper()
	exec(t, c, fmt.Sprintf("INSERT INTO t(v) WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n WHERE i<%d) SELECT '%s'||hex(randomblob(150)) FROM n", rows, mark))
}

func (w *world) read(name string) []byte {
	w.Helper()
	b, err := os.ReadFile(w.path(name))
	must(w, err)
	return b
}

func (w *world) write(name string, b []byte) {
	w.Helper()
	must(w, os.WriteFile(w.path(name), b, 0o600))
}

// has reports whether evidence of the kind was given.
func (w *world) has(what string) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, e := range w.found {
		if strings.Contains(e.What, what) {
			return true
		}
	}
	return false
}

// refused opens the file and wants the refusal, from SQLite and from Reason.
func (w *world) refused(file string, refusal error) {
	w.Helper()
	c, err := w.open(file)
	if err == nil {
		_, err = text(c, "SELECT count(*) FROM t")
		c.Close()
	}
	if err == nil {
		w.Errorf("%s was opened; want %v", file, refusal)
	}
	if r := w.vfs.Reason(file); !errors.Is(r, refusal) {
		w.Errorf("the reason for %s is %v; want %v", file, r, refusal)
	}
}
