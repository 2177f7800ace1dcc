package pagecrypt

import (
	"bytes"
	"errors"
	"math/rand"
	"os"
	"testing"

	"github.com/ncruces/go-sqlite3"
)

const vault = "a.1.vault"

// sealedVault makes a vault of a few pages whose log is folded in (no log), or,
// with a log, one that also holds two transactions more in its log.
func sealedVault(t testing.TB, log bool) *world {
	t.Helper()
	w := newWorld(t, Options{})
	w.provision(vault)
	c := w.mustOpen(vault)
	fill(t, c, 40, "marker-one ")
	want(t, c, "PRAGMA wal_checkpoint(TRUNCATE)", "0")
	if log {
		fill(t, c, 8, "marker-two ")
		fill(t, c, 8, "marker-three ")
		fill(t, c, 8, "marker-four ")
	}
	must(t, c.Close())
	return w
}

func (w *world) box(epoch [16]byte) *box {
	r := w.rings[vault]
	key, err := r.Key(r.Head().Generation)
	must(w, err)
	b, err := newBox(key, r.id, r.Head().Generation, epoch)
	must(w, err)
	return b
}

func TestNoByteOfThePlaintextReachesTheDirectory(t *testing.T) {
	t.Parallel()
	w := sealedVault(t, true)
	entries, err := os.ReadDir(w.dir)
	must(t, err)
	for _, e := range entries {
		b := w.read(e.Name())
		for _, s := range []string{"marker", "SQLite format", "CREATE TABLE", "\x37\x7f\x06"} {
			if bytes.Contains(b, []byte(s)) {
				t.Errorf("%s holds %q", e.Name(), s)
			}
		}
		if info, _ := e.Info(); info.Mode().Perm() != 0o600 {
			t.Errorf("%s has mode %v", e.Name(), info.Mode())
		}
	}
}

// Every single byte of the main file is authenticated, the spare ones too.
func TestAFlipOfAnyByteOfTheMainFileIsFound(t *testing.T) {
	t.Parallel()
	w := sealedVault(t, false)
	b, file := w.box([16]byte{}), w.read(vault)
	var d desk
	plain, sealed := make([]byte, pageSize), make([]byte, pageSize)
	for i := 0; i < len(file); i += pageSize {
		copy(sealed, file[i:])
		if !b.openPage(&d, int64(i/pageSize), plain, sealed) {
			t.Fatalf("page %d does not open as it is", i/pageSize)
		}
		for at := range pageSize {
			copy(sealed, file[i:])
			sealed[at] ^= 1 << (at % 8)
			if b.openPage(&d, int64(i/pageSize), plain, sealed) {
				t.Fatalf("a flip in byte %d of page %d goes unseen", at, i/pageSize)
			}
			if !allZero(plain) {
				t.Fatalf("a flip in byte %d of page %d gives out content", at, i/pageSize)
			}
		}
	}
}

// A flip anywhere in the log is damage, or tears the last transaction only, or
// lies in the padding, which is neither read nor shipped.
func TestAFlipOfAnyByteOfTheLogIsFoundOrOutsideEveryRecord(t *testing.T) {
	t.Parallel()
	w := sealedVault(t, true)
	b, file := w.box(w.rings[vault].Head().id()), w.read(vault+walSuffix)
	whole, err := scanWAL(bytes.NewReader(file), int64(len(file)), b, nil)
	must(t, err)
	ends := commitEnds(t, b, file)
	if len(ends) != 3 || whole.damage() || whole.frames != ends[2] {
		t.Fatalf("commits end at %v, %+v", ends, whole)
	}
	for at := range file {
		k, in := int64(at-walStart)/slotSize, (at-walStart)%slotSize
		padding := at >= walHeadSize && at < walStart || at >= walStart && in >= recordSize
		if at > walHeadSize && at%(41*slow) != 0 {
			continue // the record test takes every byte; here each kind of place is enough
		}
		file[at] ^= 1 << (at % 8)
		got, err := scanWAL(bytes.NewReader(file), int64(len(file)), b, nil)
		file[at] ^= 1 << (at % 8)
		must(t, err)
		switch {
		case padding:
			if got.damage() || got.frames != whole.frames {
				t.Fatalf("byte %d is padding but was read", at)
			}
		case at < walHeadSize || k < ends[1]:
			if !got.damage() {
				t.Fatalf("a flip in byte %d (record %d) goes unseen", at, k)
			}
		case got.damage() || got.frames != ends[1] || !got.torn && k < ends[2]-1:
			t.Fatalf("a flip in byte %d of the last transaction: %+v", at, got)
		}
	}
}

// Every single byte of a record and of the log's header is authenticated.
func TestAFlipOfAnyByteOfARecordIsFound(t *testing.T) {
	t.Parallel()
	w := sealedVault(t, true)
	b, file := w.box(w.rings[vault].Head().id()), w.read(vault+walSuffix)
	var d desk
	r, slot := new(record), make([]byte, recordSize)
	for k := range int64(2) {
		for at := range recordSize {
			copy(slot, file[slotAt(k):])
			slot[at] ^= 1 << (at % 8)
			if b.openRecord(&d, k, r, slot) {
				t.Fatalf("a flip in byte %d of record %d goes unseen", at, k)
			}
		}
	}
	for at := range walHeadSize {
		head := append([]byte(nil), file[:walHeadSize]...)
		head[at] ^= 1 << (at % 8)
		if _, ok := b.openWALHeader(&d, head); ok {
			t.Fatalf("a flip in byte %d of the header goes unseen", at)
		}
	}
}

// commitEnds returns the number of frames up to each commit.
func commitEnds(t testing.TB, b *box, file []byte) (ends []int64) {
	t.Helper()
	var d desk
	for k := int64(0); slotAt(k)+recordSize <= int64(len(file)); k++ {
		r, slot := new(record), append([]byte(nil), file[slotAt(k):slotAt(k)+recordSize]...)
		if b.openRecord(&d, k, r, slot) && commits(r) {
			ends = append(ends, k+1)
		}
	}
	return ends
}

// Through SQLite: whatever byte is flipped, what is served is right or nothing.
func TestSQLiteNeverServesAnAlteredVault(t *testing.T) {
	t.Parallel()
	w := sealedVault(t, true)
	c := w.mustOpen(vault)
	all, err := text(c, "SELECT group_concat(v) FROM t")
	must(t, err)
	before, err := text(c, "SELECT group_concat(v) FROM t WHERE v NOT LIKE 'marker-four%'")
	must(t, err)
	must(t, c.Close())
	rng := rand.New(rand.NewSource(3))
	head := w.rings[vault].Head()
	for _, name := range []string{vault, vault + walSuffix} {
		good := w.read(name)
		refused := 0
		for range 60 / slow {
			at := rng.Intn(len(good))
			if name != vault {
				at = int(slotAt(int64(rng.Intn(int((len(good)-walStart)/slotSize)))) + int64(rng.Intn(recordSize)))
			}
			bad := append([]byte(nil), good...)
			bad[at] ^= 0x40
			w.write(name, bad)
			c, err := w.open(vault)
			got := ""
			if err == nil {
				got, err = text(c, "SELECT group_concat(v) FROM t")
				c.Close()
			}
			switch {
			case err != nil && errors.Is(w.vfs.Reason(vault), ErrPage), err != nil && errors.Is(w.vfs.Reason(vault), ErrWALDamaged):
				refused++
			case err != nil:
				t.Fatalf("%s, byte %d: %v without a named reason: %v", name, at, err, w.vfs.Reason(vault))
			case got != all && got != before:
				t.Fatalf("%s, byte %d: wrong content was served", name, at)
			}
		}
		w.write(name, good)
		if refused < 12/slow {
			t.Errorf("%s: only %d of 60 flips were refused", name, refused)
		}
	}
	if w.rings[vault].Head() != head {
		t.Error("a refused vault changed its head")
	}
	c = w.mustOpen(vault)
	want(t, c, "SELECT group_concat(v) FROM t", all)
	must(t, c.Close())
}

func TestAPageInAnotherPlaceIsRefused(t *testing.T) {
	t.Parallel()
	two := pageSize * 2
	for name, swap := range map[string]func(w *world, file, other []byte){
		"of the same file":      func(_ *world, file, _ []byte) { copy(file[two:two+pageSize], file[pageSize:two]) },
		"of another vault":      func(_ *world, file, other []byte) { copy(file[two:two+pageSize], other[two:]) },
		"of another generation": nil,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := sealedVault(t, false)
			w.provision("b.1.vault")
			c := w.mustOpen("b.1.vault")
			fill(t, c, 60, "other ")
			want(t, c, "PRAGMA wal_checkpoint(TRUNCATE)", "0")
			must(t, c.Close())
			file, other := w.read(vault), w.read("b.1.vault")
			if swap == nil {
				swap = func(w *world, file, _ []byte) {
					r := w.rings[vault]
					key, err := r.Key(2)
					must(t, err)
					b, err := newBox(key, r.id, 2, [16]byte{})
					must(t, err)
					var d desk
					plain, sealed := make([]byte, pageSize), append([]byte(nil), file[two:two+pageSize]...)
					if !w.box([16]byte{}).openPage(&d, 2, plain, sealed) {
						t.Fatal("the page does not open as it is")
					}
					copy(file[two:], b.sealPage(&d, 2, plain))
				}
			}
			swap(w, file, other)
			w.write(vault, file)
			w.refused(vault, ErrPage)
			_, bad, err := CheckFile(w.path(vault), w.rings[vault])
			if err != nil || len(bad) != 1 || bad[0].Number != 3 || bad[0].Offset != int64(two) {
				t.Errorf("the check says %v, %v", bad, err)
			}
		})
	}
}

// What pagecrypt does not find, and says so: an old page, whole, at its own
// place, and an old log of the same epoch. The deep check of rows against the
// audit log finds the first, the audit size kept outside the second.
func TestReplayAtItsOwnPlaceIsNotFoundHere(t *testing.T) {
	t.Parallel()
	w := sealedVault(t, false)
	old := w.read(vault)
	c := w.mustOpen(vault)
	exec(t, c, "UPDATE t SET v='new' WHERE id=1")
	want(t, c, "PRAGMA wal_checkpoint(TRUNCATE)", "0")
	exec(t, c, "UPDATE t SET v='newer' WHERE id=1")
	must(t, c.Close())
	log := w.read(vault + walSuffix)
	c = w.mustOpen(vault)
	exec(t, c, "UPDATE t SET v='newest' WHERE id=1")
	must(t, c.Close())

	w.write(vault+walSuffix, log)
	c = w.mustOpen(vault)
	want(t, c, "SELECT v FROM t WHERE id=1", "newer")
	want(t, c, "PRAGMA wal_checkpoint(TRUNCATE)", "0")
	must(t, c.Close())

	now := w.read(vault)
	for i := 0; i < len(now); i += pageSize {
		if !bytes.Equal(now[i:i+pageSize], old[i:i+pageSize]) {
			copy(now[i:], old[i:i+pageSize])
		}
	}
	w.write(vault, now)
	c = w.mustOpen(vault)
	if got, err := text(c, "SELECT v FROM t WHERE id=1"); err != nil || got == "newer" {
		t.Fatalf("the old page was not served: %q, %v; say so in the package comment", got, err)
	}
	must(t, c.Close())
}

func TestTheWrongKeyIsNamed(t *testing.T) {
	t.Parallel()
	w := sealedVault(t, false)
	w.rings["other.1.vault"] = newRing("other")
	w.rings["other.1.vault"].provisioned()
	w.write("other.1.vault", w.read(vault))
	w.refused("other.1.vault", ErrWrongKey)
	if _, _, err := CheckFile(w.path("other.1.vault"), w.rings["other.1.vault"]); !errors.Is(err, ErrWrongKey) {
		t.Errorf("the check says %v", err)
	}
}

func TestAFileWithoutARingIsRefused(t *testing.T) {
	t.Parallel()
	w := sealedVault(t, false)
	w.refused("nobody.1.vault", ErrRefused)
	if _, err := os.Stat(w.path("nobody.1.vault")); !os.IsNotExist(err) {
		t.Error("the refused file was created")
	}
	c := w.mustOpen(vault)
	if err := c.Exec("ATTACH '" + w.path("nobody.1.vault") + "' AS x"); err == nil {
		t.Error("a file without a ring was attached")
	}
	c.Limit(sqlite3.LIMIT_ATTACHED, 0) // as Prepare leaves it
	if err := c.Exec("VACUUM INTO 'file:" + w.path("plain.db") + "?vfs=os'"); err == nil {
		t.Error("the vault was written out in plain")
	}
	must(t, c.Close())
}

func TestFilesOfTheWrongSizeAreNamed(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		change func([]byte) []byte
		want   error
	}{
		"a page short":  {func(b []byte) []byte { return b[:len(b)-pageSize] }, ErrShort},
		"a byte short":  {func(b []byte) []byte { return b[:len(b)-1] }, ErrShort},
		"a byte long":   {func(b []byte) []byte { return append(b, 0) }, ErrOddSize},
		"empty":         {func([]byte) []byte { return nil }, ErrEmpty},
		"less than one": {func(b []byte) []byte { return b[:100] }, ErrShort},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := sealedVault(t, false)
			w.write(vault, tc.change(w.read(vault)))
			w.refused(vault, tc.want)
			if _, _, err := CheckFile(w.path(vault), w.rings[vault]); !errors.Is(err, tc.want) {
				t.Errorf("the check says %v", err)
			}
		})
	}
	t.Run("missing", func(t *testing.T) {
		t.Parallel()
		w := sealedVault(t, false)
		must(t, os.Remove(w.path(vault)))
		w.refused(vault, ErrMissing)
		if _, err := os.Stat(w.path(vault)); !os.IsNotExist(err) {
			t.Error("a missing vault was created")
		}
	})
}
