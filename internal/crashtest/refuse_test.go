package crashtest

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"kosh/internal/app"
	"kosh/internal/base/errs"
	"kosh/internal/base/ids"
	"kosh/internal/storage/control"
	"kosh/internal/storage/database"
	"kosh/internal/storage/keystore"
	"kosh/internal/storage/pagecrypt"
	"kosh/internal/storage/roots"
	"kosh/internal/storage/vault"
)

// A child works until no file may grow. It is told so in words, nothing is there
// by half, and with room again it goes on without a restart.
func TestAFullDiskIsRefusedInWordsAndSurvived(t *testing.T) {
	t.Parallel()
	for _, room := range []int64{300 << 10, 500 << 10, 777_777} {
		t.Run(fmt.Sprint(room), func(t *testing.T) {
			t.Parallel()
			s := newSite(t)
			cmd, lines, said := s.start(order{Seed: uint64(room), Full: room})
			l := newLedger()
			told := map[string][]string{}
			for lines.Scan() {
				words := strings.Split(lines.Text(), "\t")
				told[words[0]] = words
				if words[0] == lineRefused {
					told[words[1]] = words
				}
				l.take([]string{lines.Text()})
			}
			if err := cmd.Wait(); err != nil {
				t.Fatalf("%v\n%s", err, said)
			}
			refused := told["register"]
			if len(refused) != 4 || refused[2] != errs.Unavailable.String() || !strings.Contains(refused[3], "The disk is full. Nothing was saved.") {
				t.Errorf("on a full disk: %q", refused)
			}
			if view := told["view"]; view != nil && (view[2] != errs.Unavailable.String() || view[3] == "") {
				t.Errorf("a view on a full disk: %q", view)
			}
			if told[lineAgain] == nil {
				t.Errorf("with room again it did not go on:\n%s", said)
			}
			if bad := s.check(l); len(bad) > 0 {
				t.Errorf("%s", strings.Join(bad, "\n"))
			}
			if len(l.wrote) < 3 {
				t.Errorf("only %d registrations before the disk was full", len(l.wrote))
			}
		})
	}
}

func TestASecondProcessOnTheDirectoryIsRefused(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	cmd, lines, said := s.start(order{Seed: 1})
	for lines.Scan() && lines.Text() != lineReady {
	}
	st, err := openOnce(s.dir, s.key, false, s.logger())
	if err == nil {
		st.Close()
	}
	if err != app.ErrLocked || errs.Public(err) == "" {
		t.Errorf("while another process runs: %v\n%s", err, said)
	}
	cmd.Process.Kill()
	for lines.Scan() {
	}
	cmd.Wait()
	if st, err = openStores(s.dir, s.key, false, s.logger()); err != nil {
		t.Fatalf("after it was killed: %v", err)
	}
	if err := st.Close(); err != nil {
		t.Fatal(err)
	}
}

func TestAWrongOrMissingRootKeyIsRefusedInWords(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	before := s.files()
	other := filepath.Join(t.TempDir(), "other.key")
	if err := roots.CreateFile(other); err != nil {
		t.Fatal(err)
	}
	damaged := filepath.Join(t.TempDir(), "damaged.key")
	if err := os.WriteFile(damaged, []byte("kosh-root-key-1 AAAA 00000000\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	open := filepath.Join(t.TempDir(), "open.key")
	text, err := os.ReadFile(s.key)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(os.WriteFile(open, text, 0o600), os.Chmod(open, 0o644)); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct{ key, says string }{
		"another key": {other, keystore.ErrRoot.Public},
		"no key file": {filepath.Join(t.TempDir(), "gone.key"), "gone.key"},
		"damaged":     {damaged, "damaged"},
		"for all":     {open, "chmod"},
		"in the data": {filepath.Join(s.dir, "root.key"), "inside"},
	} {
		st, err := openStores(s.dir, c.key, false, s.logger())
		if err == nil {
			st.Close()
		}
		if !strings.Contains(errs.Public(err), c.says) {
			t.Errorf("%s: %q, want a sentence with %q (%v)", name, errs.Public(err), c.says, err)
		}
	}
	if d := differ(before, s.files()); d != nil {
		t.Errorf("a refusal changed %v", d)
	}
	if bad := s.check(newLedger()); len(bad) > 0 {
		t.Errorf("%v", bad)
	}
}

// files returns every file of the data directory but locks and the engine's
// index of its log, which is made anew at each opening.
func (s *site) files() map[string]string {
	s.t.Helper()
	all := map[string]string{}
	err := filepath.WalkDir(s.dir, func(p string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() || strings.HasSuffix(p, ".lock") || strings.HasSuffix(p, "-shm") {
			return err
		}
		b, err := os.ReadFile(p)
		all[p] = string(b)
		return err
	})
	if err != nil {
		s.t.Fatal(err)
	}
	return all
}

// differ names the files that are not in both as they are in one.
func differ(a, b map[string]string) (names []string) {
	for name, text := range a {
		if other, ok := b[name]; !ok || other != text {
			names = append(names, filepath.Base(name))
		}
	}
	for name := range b {
		if _, ok := a[name]; !ok {
			names = append(names, filepath.Base(name))
		}
	}
	return names
}

// Data that a newer program wrote is left alone, in each of the three stores.
func TestDataOfANewerVersionIsRefusedInWords(t *testing.T) {
	t.Parallel()
	future := []database.Step{{Version: 9000, Name: "future", SQL: "CREATE TABLE future (id INTEGER NOT NULL PRIMARY KEY) STRICT;"}}
	for _, name := range []string{"keys", "control", "vault"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSite(t)
			st, err := openStores(s.dir, s.key, false, s.logger())
			if err != nil {
				t.Fatal(err)
			}
			c := database.Config{Crypt: st.Crypt, Prepare: pagecrypt.Prepare, Readers: 1}
			switch name {
			case "keys":
				if err := st.Close(); err != nil { // it lets nobody else in
					t.Fatal(err)
				}
				c = database.Config{Path: filepath.Join(s.dir, "keys.db"), Readers: 1}
			case "control":
				c.Path = filepath.Join(s.dir, control.FileName)
			case "vault":
				c.Path = st.Vault.Path(s.tenant, 1)
			}
			db, err := database.Open(c)
			if err != nil {
				t.Fatal(err)
			}
			if err := errors.Join(db.Migrate(time.Now(), future), db.Close()); err != nil {
				t.Fatal(err)
			}
			if name != "keys" {
				if err := st.Close(); err != nil {
					t.Fatal(err)
				}
			}
			err = s.use()
			if says := errs.Public(err); !errs.Is(err, errs.Unavailable) || !strings.Contains(says, "newer Kosh") || !strings.Contains(says, "nothing was changed") {
				t.Errorf("%q (%v)", says, err)
			}
		})
	}
}

// use opens the site and looks into its clinic.
func (s *site) use() error {
	st, err := openStores(s.dir, s.key, false, s.logger())
	if err != nil {
		return err
	}
	who := s.who
	who.Session = ids.New[ids.Session](time.Now())
	err = st.Vault.View(ctx, who, func(tx *vault.Tx) error {
		tx.Self()
		tx.NoDisclosure("a test")
		return nil
	})
	return errors.Join(err, st.Close())
}
