package pagecrypt

import (
	"os"
	"path/filepath"
	"testing"
)

// A killed process leaves its WAL indexes behind; the next one to start removes
// them, and nothing that is in use or not its own.
func TestWhatAKilledProcessLeftIsSweptAndNothingElse(t *testing.T) {
	t.Parallel()
	parent := t.TempDir()
	make := func(name string) string {
		dir := filepath.Join(parent, name)
		must(t, os.Mkdir(dir, 0o700))
		must(t, os.WriteFile(filepath.Join(dir, "index"), []byte("x"), 0o600))
		return dir
	}
	dead, alive, foreign, begun := make(indexDirs+"dead"), make(indexDirs+"alive"), make("kosh-other"), make(indexDirsMade+"begun")
	lock, err := hold(alive)
	must(t, err)
	defer lock.Close()
	sweep(parent)
	for dir, want := range map[string]bool{dead: false, alive: true, foreign: true, begun: true} {
		if _, err := os.Stat(dir); (err == nil) != want {
			t.Errorf("%s is there: %v, want %v", filepath.Base(dir), err == nil, want)
		}
	}
}

func TestAVFSOwnsItsDirectoryUntilItIsClosed(t *testing.T) {
	t.Parallel()
	w := newWorld(t, Options{})
	v, err := New(Options{Now: w.vfs.o.Now, Ring: w.vfs.o.Ring})
	must(t, err)
	sweep(filepath.Dir(v.shm))
	if st, err := os.Stat(v.shm); err != nil || st.Mode().Perm() != 0o700 {
		t.Errorf("%v, %v", st, err)
	}
	must(t, v.Close())
	if _, err := os.Stat(v.shm); err == nil {
		t.Error("it stays after Close")
	}
}
