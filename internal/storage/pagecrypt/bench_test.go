package pagecrypt

import (
	"fmt"
	"math/rand"
	"path/filepath"
	"testing"

	"github.com/ncruces/go-sqlite3"
)

// Compare with: go test -run xxx -bench . -benchmem ./internal/storage/pagecrypt

type setup struct {
	name string
	open func(b *testing.B) *sqlite3.Conn
}

func setups() []setup {
	crypt := func(pages int) func(b *testing.B) *sqlite3.Conn {
		return func(b *testing.B) *sqlite3.Conn {
			w := newWorld(b, Options{CachePages: pages})
			w.provision(vault)
			c := w.mustOpen(vault)
			b.Cleanup(func() { c.Close() })
			return c
		}
	}
	return []setup{
		{"plain", func(b *testing.B) *sqlite3.Conn {
			c, err := sqlite3.Open("file:" + filepath.Join(b.TempDir(), "plain.db"))
			must(b, err)
			exec(b, c, "PRAGMA journal_mode=wal; PRAGMA synchronous=FULL; PRAGMA wal_autocheckpoint=0; PRAGMA temp_store=memory; CREATE TABLE t(id INTEGER PRIMARY KEY, v TEXT)")
			b.Cleanup(func() { c.Close() })
			return c
		}},
		{"sealed", crypt(0)},
		{"shared", crypt(4000)},
	}
}

const benchRows = 20000

func benchFill(b *testing.B, c *sqlite3.Conn, log bool) {
	b.Helper()
	fill(b, c, benchRows, "")
	if !log {
		want(b, c, "PRAGMA wal_checkpoint(TRUNCATE)", "0")
	}
	exec(b, c, "PRAGMA cache_size=4")
}

// BenchmarkPointRead reads a random row inside a transaction with next to no
// cache of its own: about one page through the VFS each.
func BenchmarkPointRead(b *testing.B) {
	for _, where := range []string{"main", "log"} {
		for _, s := range setups() {
			b.Run(where+"/"+s.name, func(b *testing.B) {
				c := s.open(b)
				benchFill(b, c, where == "log")
				stmt, _, err := c.Prepare("SELECT v FROM t WHERE id=?1")
				must(b, err)
				defer stmt.Close()
				exec(b, c, "BEGIN")
				rng := rand.New(rand.NewSource(1))
				b.ReportAllocs()
				for b.Loop() {
					must(b, stmt.BindInt(1, 1+rng.Intn(benchRows)))
					if !stmt.Step() {
						b.Fatal(stmt.Err())
					}
					must(b, stmt.Reset())
				}
				exec(b, c, "COMMIT")
			})
		}
	}
}

// BenchmarkCommit commits one row in FULL.
func BenchmarkCommit(b *testing.B) {
	for _, s := range setups() {
		b.Run(s.name, func(b *testing.B) {
			c := s.open(b)
			n := 0
			for b.Loop() {
				exec(b, c, fmt.Sprintf("INSERT INTO t(v) VALUES('%0200d')", n))
				if n++; n%2000 == 0 {
					want(b, c, "PRAGMA wal_checkpoint(RESTART)", "0")
				}
			}
		})
	}
}

// BenchmarkOpen opens a vault of about 6 MB, with nothing in its log and with all.
func BenchmarkOpen(b *testing.B) {
	for _, log := range []bool{false, true} {
		b.Run(fmt.Sprintf("log=%v", log), func(b *testing.B) {
			w := newWorld(b, Options{})
			w.provision(vault)
			c := w.mustOpen(vault)
			benchFill(b, c, log)
			must(b, c.Close())
			for b.Loop() {
				c := w.mustOpen(vault)
				want(b, c, "SELECT 1 FROM t WHERE id=1", "1")
				must(b, c.Close())
			}
		})
	}
}

func BenchmarkSealPage(b *testing.B) {
	x := fuzzBox(b, [16]byte{})
	d, page := new(desk), make([]byte, pageSize)
	b.ReportAllocs()
	for b.Loop() {
		x.sealPage(d, 1, page)
	}
}

func BenchmarkOpenPage(b *testing.B) {
	x := fuzzBox(b, [16]byte{})
	d, page, sealed := new(desk), make([]byte, pageSize), make([]byte, pageSize)
	copy(sealed, x.sealPage(d, 1, page))
	disk := append([]byte(nil), sealed...)
	b.ReportAllocs()
	for b.Loop() {
		copy(sealed, disk)
		if !x.openPage(d, 1, page, sealed) {
			b.Fatal("does not open")
		}
	}
}
