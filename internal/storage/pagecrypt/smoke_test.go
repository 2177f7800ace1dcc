package pagecrypt

import "testing"

func TestAVaultSurvivesItsProcess(t *testing.T) {
	t.Parallel()
	w := newWorld(t, Options{})
	w.provision("a.1.vault")
	c := w.mustOpen("a.1.vault")
	exec(t, c, "INSERT INTO t(v) WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n WHERE i<2000) SELECT printf('row %d %s', i, hex(zeroblob(200))) FROM n")
	want(t, c, "SELECT count(*) FROM t", "2000")
	want(t, c, "PRAGMA integrity_check", "ok")
	must(t, c.Close())
	w.restart(Options{})
	c = w.mustOpen("a.1.vault")
	want(t, c, "SELECT count(*) FROM t", "2000")
	want(t, c, "PRAGMA wal_checkpoint(TRUNCATE)", "0")
	want(t, c, "SELECT count(*) FROM t", "2000")
	want(t, c, "PRAGMA integrity_check", "ok")
	exec(t, c, "DELETE FROM t WHERE id%3=0; VACUUM")
	want(t, c, "PRAGMA wal_checkpoint(TRUNCATE)", "0")
	must(t, c.Close())
	w.restart(Options{CachePages: 100})
	c = w.mustOpen("a.1.vault")
	want(t, c, "SELECT count(*) FROM t", "1334")
	want(t, c, "PRAGMA integrity_check", "ok")
	must(t, c.Close())
	t.Log(w.found, w.rings["a.1.vault"].history)
}
