package pagecrypt

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/ncruces/go-sqlite3"
)

// A log of an earlier epoch holds changes the main file already has, in an older
// form; served again it would take commits back.
func TestAnOldLogIsNotAValidLog(t *testing.T) {
	t.Parallel()
	w := sealedVault(t, true)
	old := w.read(vault + walSuffix)
	c := w.mustOpen(vault)
	want(t, c, "PRAGMA wal_checkpoint(TRUNCATE)", "0")
	exec(t, c, "UPDATE t SET v='later'")
	must(t, c.Close())
	current := w.read(vault + walSuffix)

	w.write(vault+walSuffix, old)
	w.refused(vault, ErrEpoch)
	must(t, os.Remove(w.path(vault+walSuffix)))
	w.refused(vault, ErrWALMissing)
	w.write(vault+walSuffix, nil)
	w.refused(vault, ErrWALMissing)
	w.write(vault+walSuffix, current)
	c = w.mustOpen(vault)
	want(t, c, "SELECT count(*) FROM t WHERE v='later'", "64")
	want(t, c, "PRAGMA wal_checkpoint(TRUNCATE)", "0")
	must(t, c.Close())

	w.write(vault+walSuffix, old) // no log may hold anything now
	c = w.mustOpen(vault)
	want(t, c, "SELECT count(*) FROM t WHERE v='later'", "64")
	must(t, c.Close())
	if len(w.found) != 1 || !bytes.Equal(w.read(filepath.Base(w.found[0].MovedTo)), old) {
		t.Errorf("the old log was not kept as evidence: %v", w.found)
	}
}

// The control of the test above: on SQLite's own files the same old log is
// taken for the current one and takes the update back.
func TestAnOldLogIsValidToPlainSQLite(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "plain.db")
	session := func(sql ...string) string {
		c, err := sqlite3.Open("file:" + path)
		must(t, err)
		defer c.Close()
		_, err = c.Config(sqlite3.DBCONFIG_NO_CKPT_ON_CLOSE, true)
		must(t, err)
		exec(t, c, "PRAGMA journal_mode=wal; PRAGMA wal_autocheckpoint=0")
		for _, s := range sql {
			exec(t, c, s)
		}
		got, err := text(c, "SELECT v FROM t")
		must(t, err)
		return got
	}
	session("CREATE TABLE t(v); INSERT INTO t VALUES('first')")
	old, err := os.ReadFile(path + walSuffix)
	must(t, err)
	session("PRAGMA wal_checkpoint(TRUNCATE)", "UPDATE t SET v='later'", "PRAGMA wal_checkpoint(TRUNCATE)")
	must(t, os.WriteFile(path+walSuffix, old, 0o600))
	if got := session(); got != "first" {
		t.Errorf("plain SQLite serves %q: the attack no longer works, look for another", got)
	}
}

func TestDamageBeforeTheLastTransactionIsNamed(t *testing.T) {
	t.Parallel()
	w := sealedVault(t, true)
	file := w.read(vault + walSuffix)
	ends := commitEnds(t, w.box(w.rings[vault].Head().id()), file)
	bad := append([]byte(nil), file...)
	bad[slotAt(ends[0])+headPart+9] ^= 1
	w.write(vault+walSuffix, bad)
	w.refused(vault, ErrWALDamaged)
	var f *Fault
	if err := w.vfs.Reason(vault); !errors.As(err, &f) || f.Number != ends[0]+1 || f.Offset != slotAt(ends[0]) {
		t.Errorf("the fault says %v", err)
	}
	_, list, err := CheckFile(w.path(vault), w.rings[vault])
	if err != nil || len(list) != 1 || list[0].Number != ends[0]+1 || list[0].File != vault+walSuffix {
		t.Errorf("the check says %v, %v", list, err)
	}

	bad = append([]byte(nil), file...)
	bad[slotAt(ends[1])+headPart+9] ^= 1 // in the last transaction: as if torn
	w.write(vault+walSuffix, bad)
	c := w.mustOpen(vault)
	want(t, c, "SELECT count(*) FROM t WHERE v LIKE 'marker-four%'", "0")
	want(t, c, "SELECT count(*) FROM t WHERE v LIKE 'marker-three%'", "8")
	must(t, c.Close())
	if !w.has("torn") {
		t.Errorf("the dropped transaction is not in evidence: %v", w.found)
	}
}

// Frames of one epoch at each other's place, and cut off in the middle.
func TestRecordsAreBoundToTheirPlace(t *testing.T) {
	t.Parallel()
	w := sealedVault(t, true)
	file := w.read(vault + walSuffix)
	swapped := append([]byte(nil), file...)
	copy(swapped[slotAt(0):], file[slotAt(1):slotAt(1)+recordSize])
	w.write(vault+walSuffix, swapped)
	w.refused(vault, ErrWALDamaged)
	w.write(vault+walSuffix, file[:slotAt(2)])
	c := w.mustOpen(vault) // a log cut short is not found here: see the package comment
	must(t, c.Close())
}

func TestNothingBesideTheVaultIsRead(t *testing.T) {
	t.Parallel()
	w := sealedVault(t, true)
	w.write(vault+journalSuffix, bytes.Repeat([]byte{0xd9, 0xd5, 0x05, 0xf9, 0x20, 0xa1, 0x63, 0xd7}, 4096))
	w.write(vault+shmSuffix, bytes.Repeat([]byte{7}, 32768))
	journal, shm := w.read(vault+journalSuffix), w.read(vault+shmSuffix)
	c := w.mustOpen(vault)
	want(t, c, "SELECT count(*) FROM t", "64")
	fill(t, c, 5, "more ")
	want(t, c, "PRAGMA wal_checkpoint(TRUNCATE)", "0")
	dir, err := os.Stat(w.vfs.shm)
	must(t, err)
	if index, _ := filepath.Glob(w.vfs.shm + "/*"); dir.Mode().Perm() != 0o700 || len(index) != 1 || strings.Contains(index[0], "vault") {
		t.Errorf("the index lies at %v in a directory of mode %v", index, dir.Mode())
	}
	must(t, c.Close())
	if !bytes.Equal(journal, w.read(vault+journalSuffix)) || !bytes.Equal(shm, w.read(vault+shmSuffix)) {
		t.Error("a planted file was touched")
	}
	if !w.has(journalSuffix) || !w.has(shmSuffix) {
		t.Errorf("planted files are not in evidence: %v", w.found)
	}
	own := w.vfs.shm
	w.restart(Options{})
	if _, err := os.Stat(own); !os.IsNotExist(err) {
		t.Error("Close left the index directory")
	}
}

// The control of the test above: a journal put beside a plain database is played
// into it.
func TestAPlantedJournalRollsPlainSQLiteBack(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "plain.db")
	c, err := sqlite3.Open("file:" + path)
	must(t, err)
	exec(t, c, "CREATE TABLE t(v); INSERT INTO t VALUES('first'); PRAGMA cache_size=1; BEGIN; UPDATE t SET v='second'")
	must(t, c.CacheFlush())
	journal, err := os.ReadFile(path + journalSuffix)
	must(t, err)
	exec(t, c, "COMMIT")
	must(t, c.Close())
	must(t, os.WriteFile(path+journalSuffix, journal, 0o600))
	c, err = sqlite3.Open("file:" + path)
	must(t, err)
	defer c.Close()
	want(t, c, "SELECT v FROM t", "first")
}

// A fresh generation is written by VACUUM INTO, under its own key and file id.
func TestAFreshGenerationIsAWholeVault(t *testing.T) {
	t.Parallel()
	w := sealedVault(t, true)
	next := newRing(vault)
	next.head.Generation = 2
	next.id[0] ^= 1
	w.rings["a.2.vault"] = next
	c := w.mustOpen(vault)
	want(t, c, "PRAGMA wal_checkpoint(TRUNCATE)", "0")
	exec(t, c, "VACUUM INTO '"+w.path("a.2.vault")+"'")
	must(t, c.Close())
	c = w.mustOpen("a.2.vault")
	next.provisioned()
	want(t, c, "SELECT count(*) FROM t", "64")
	want(t, c, "PRAGMA journal_mode", "wal")
	exec(t, c, "DELETE FROM t WHERE id=1")
	must(t, c.Close())
	c = w.mustOpen("a.2.vault")
	want(t, c, "SELECT count(*) FROM t", "63")
	want(t, c, "PRAGMA integrity_check", "ok")
	must(t, c.Close())
	if n, bad, err := CheckFile(w.path("a.2.vault"), next); err != nil || len(bad) > 0 || n < 5 {
		t.Errorf("the check says %d, %v, %v", n, bad, err)
	}
	w.write(vault, w.read("a.2.vault"))
	w.refused(vault, ErrWrongKey)
}

func TestTheLastConnectionMayDeleteTheLog(t *testing.T) {
	t.Parallel()
	w := sealedVault(t, true)
	c := w.mustOpen(vault)
	_, err := c.Config(sqlite3.DBCONFIG_NO_CKPT_ON_CLOSE, false)
	must(t, err)
	want(t, c, "SELECT count(*) FROM t", "64")
	must(t, c.Close())
	if _, err := os.Stat(w.path(vault + walSuffix)); !os.IsNotExist(err) {
		t.Error("the log is still there")
	}
	if h := w.rings[vault].Head(); h.Epoch != [16]byte{} {
		t.Errorf("the head still names a log: %+v", h)
	}
	c = w.mustOpen(vault)
	want(t, c, "SELECT count(*) FROM t", "64")
	must(t, c.Close())
}

func TestSettingsThatWouldBreakTheVaultAreRefused(t *testing.T) {
	t.Parallel()
	w := sealedVault(t, false)
	c := w.mustOpen(vault)
	for _, sql := range []string{
		"PRAGMA page_size=8192", "PRAGMA journal_mode=delete", "PRAGMA journal_mode=off", "PRAGMA synchronous=OFF",
		"PRAGMA synchronous=normal", "PRAGMA locking_mode=exclusive", "PRAGMA hexkey='00'", "PRAGMA key='x'",
	} {
		if err := c.Exec(sql); err == nil {
			t.Errorf("%s was accepted", sql)
		}
	}
	must(t, c.Close())
	for _, param := range []string{"immutable=1", "nolock=1"} {
		c, err := sqlite3.Open("file:" + w.path(vault) + "?vfs=" + w.vfs.Name() + "&" + param)
		if err == nil {
			c.Close()
			t.Errorf("?%s was accepted", param)
		}
	}
	plain, err := sqlite3.Open("file:" + w.path("plain.db"))
	must(t, err)
	if err := Prepare(plain); !errors.Is(err, ErrRefused) {
		t.Errorf("a plain database was prepared: %v", err)
	}
	must(t, plain.Close())
	first := make([]byte, pageSize)
	copy(first, magic)
	first[16], first[20] = 16, 0
	if checkFirst(first) == nil {
		t.Error("a first page without reserved bytes would be written, and lose its end")
	}
}

func TestAnOpenVFSDoesNotClose(t *testing.T) {
	t.Parallel()
	w := sealedVault(t, false)
	c := w.mustOpen(vault)
	if err := w.vfs.Close(); !errors.Is(err, ErrOpen) {
		t.Errorf("Close says %v", err)
	}
	want(t, c, "SELECT count(*) FROM t", "40")
	must(t, c.Close())
}

// The WAL index is private to the process, so a second one is kept out, also by
// a connection that has not read anything yet.
func TestASecondProcessIsRefused(t *testing.T) {
	t.Parallel()
	w := sealedVault(t, true)
	first := w.vfs
	c := w.mustOpen(vault)
	idle, err := sqlite3.Open("file:" + w.path(vault) + "?vfs=" + first.Name())
	must(t, err)
	w.vfs = nil
	w.restart(Options{}) // locks belong to open files, so this is as good as another process
	w.refused(vault, ErrInUse)
	must(t, c.Close())
	w.refused(vault, ErrInUse)
	must(t, idle.Close())
	c = w.mustOpen(vault)
	want(t, c, "SELECT count(*) FROM t", "64")
	must(t, c.Close())
	must(t, first.Close())
}

// Main-page writes are reserved before they are used; without a reservation
// nothing is written and everything can still be read.
func TestTheBudgetIsReservedBeforeItIsUsed(t *testing.T) {
	t.Parallel()
	w := sealedVault(t, true)
	r := w.rings[vault]
	r.limit = r.spent
	c := w.mustOpen(vault)
	file := w.read(vault)
	_, err := text(c, "PRAGMA wal_checkpoint(TRUNCATE)")
	if err == nil || !errors.Is(w.vfs.Reason(vault), ErrBudget) {
		t.Errorf("without a budget: %v, %v", err, w.vfs.Reason(vault))
	}
	if !bytes.Equal(file, w.read(vault)) {
		t.Error("a page was written without a budget")
	}
	want(t, c, "SELECT count(*) FROM t", "64")
	r.limit = 1 << 31
	want(t, c, "PRAGMA wal_checkpoint(TRUNCATE)", "0")
	must(t, c.Close())
	for _, n := range r.reserved {
		if n < firstBlock || n > lastBlock {
			t.Errorf("a block of %d was reserved", n)
		}
	}
}

func TestWithoutADurableHeadNoEpochBegins(t *testing.T) {
	t.Parallel()
	w := sealedVault(t, false)
	r := w.rings[vault]
	c := w.mustOpen(vault)
	r.setErr = errors.New("the key store is full")
	if err := c.Exec("DELETE FROM t"); err == nil || !errors.Is(w.vfs.Reason(vault), ErrHead) {
		t.Errorf("a commit without a head: %v, %v", err, w.vfs.Reason(vault))
	}
	r.setErr = nil
	want(t, c, "SELECT count(*) FROM t", "40")
	exec(t, c, "DELETE FROM t WHERE id=1")
	must(t, c.Close())
	c = w.mustOpen(vault)
	want(t, c, "SELECT count(*) FROM t", "39")
	must(t, c.Close())
}

// The control of the test for damage: SQLite itself takes a bad frame for the end
// of the log, and every later commit is gone without a word.
func TestPlainSQLiteDropsWhatFollowsABadFrame(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "plain.db")
	c, err := sqlite3.Open("file:" + path)
	must(t, err)
	_, err = c.Config(sqlite3.DBCONFIG_NO_CKPT_ON_CLOSE, true)
	must(t, err)
	exec(t, c, "PRAGMA journal_mode=wal; PRAGMA wal_autocheckpoint=0; CREATE TABLE t(v)")
	for range 5 {
		exec(t, c, "INSERT INTO t VALUES(1)")
	}
	must(t, c.Close())
	log, err := os.ReadFile(path + walSuffix)
	must(t, err)
	log[frameAt(3)+frameHead+100] ^= 1
	must(t, os.WriteFile(path+walSuffix, log, 0o600))
	c, err = sqlite3.Open("file:" + path)
	must(t, err)
	defer c.Close()
	want(t, c, "SELECT count(*) < 5 FROM t", "1")
}
