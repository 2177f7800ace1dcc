package pagecrypt

import "testing"

// A vault lives through closing, checkpoints, VACUUM and new processes.
func TestAVaultSurvivesItsProcess(t *testing.T) {
	t.Parallel()
	w := newWorld(t, Options{})
	r := w.provision(vault)
	c := w.mustOpen(vault)
	fill(t, c, 2000, "row ")
	want(t, c, "SELECT count(*) FROM t", "2000")
	want(t, c, "PRAGMA integrity_check", "ok")
	must(t, c.Close())
	if h := r.Head(); !h.held() || h.Size != pageSize {
		t.Errorf("the head does not name the log: %+v", h)
	}

	w.restart(Options{})
	c = w.mustOpen(vault)
	want(t, c, "SELECT count(*) FROM t", "2000")
	want(t, c, "PRAGMA wal_checkpoint(TRUNCATE)", "0")
	if h := r.Head(); h.Epoch != [16]byte{} || h.Size != int64(len(w.read(vault))) {
		t.Errorf("the head after a truncated log: %+v", h)
	}
	exec(t, c, "CREATE TEMP TABLE x AS SELECT * FROM t ORDER BY v; DELETE FROM t WHERE id%3=0; VACUUM")
	want(t, c, "PRAGMA integrity_check", "ok")
	must(t, c.Close())

	w.restart(Options{CachePages: 100})
	c = w.mustOpen(vault)
	want(t, c, "SELECT count(*) FROM t", "1334")
	want(t, c, "PRAGMA integrity_check", "ok")
	must(t, c.Close())
	pages, bad, err := CheckFile(w.path(vault), r)
	if err != nil || len(bad) > 0 || pages != len(w.read(vault))/pageSize {
		t.Errorf("the check says %d, %v, %v", pages, bad, err)
	}
	if len(w.found) > 0 {
		t.Errorf("evidence of nothing: %v", w.found)
	}
	for i, h := range r.history {
		if i > 0 && h.id() != r.history[i-1].id() && h.held() {
			t.Errorf("head %d is held before its log was announced", i)
		}
	}
}
