package app

import (
	"net"
	"os"
	"path/filepath"
	"testing"
)

// The process's file mask belongs to every goroutine: while the socket is made,
// others make directories and files.
func TestTheSocketIsPrivateAndNothingElseIsMadeDifferently(t *testing.T) {
	dir := t.TempDir()
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	l := layout{dir}
	stop, done := make(chan bool), make(chan bool)
	go func() {
		defer close(done)
		for {
			select {
			case <-stop:
				return
			default:
			}
			d := filepath.Join(dir, "made meanwhile")
			if err := os.Mkdir(d, 0o700); err != nil {
				t.Error(err)
				return
			}
			if info, err := os.Stat(d); err != nil || info.Mode().Perm() != 0o700 {
				t.Errorf("%v, %v", info.Mode(), err)
				return
			}
			os.Remove(d)
		}
	}()
	for range 300 {
		listener, err := listenPrivate(l.socket())
		if err != nil {
			t.Fatal(err)
		}
		info, err := os.Stat(l.socket())
		if err != nil || info.Mode().Perm() != 0o600 {
			t.Fatalf("%v, %v", info.Mode(), err)
		}
		conn, err := net.Dial("unix", l.socket())
		if err != nil {
			t.Fatal(err)
		}
		conn.Close()
		listener.Close()
	}
	close(stop)
	<-done
	os.Remove(l.socket())
	if left, _ := os.ReadDir(dir); len(left) != 0 {
		t.Errorf("left behind: %v", left)
	}
}

// An older key store put back names a generation that is gone: the only copy of
// the clinic must not be taken for what a rotation left behind.
func TestAVaultIsNotRemovedUnlessTheCurrentOneIsThere(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		files, want []string
	}{
		"a rotation was cut off before":     {[]string{"a.1.vault", "a.2.vault", "a.2.vault-wal"}, []string{"a.1.vault"}},
		"the keys are older than the vault": {[]string{"a.2.vault", "a.2.vault-wal"}, []string{"a.2.vault", "a.2.vault-wal"}},
		"a clinic nobody knows":             {[]string{"b.7.vault"}, []string{"b.7.vault"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := layout{t.TempDir()}
			if err := l.prepare(); err != nil {
				t.Fatal(err)
			}
			for _, f := range c.files {
				if err := os.WriteFile(filepath.Join(l.vaults(), f), nil, 0o600); err != nil {
					t.Fatal(err)
				}
			}
			err := l.removeOldGenerations(func(file string) string {
				if file[0] == 'a' {
					return "a.1.vault"
				}
				return ""
			})
			if err != nil {
				t.Fatal(err)
			}
			var left []string
			entries, _ := os.ReadDir(l.vaults())
			for _, e := range entries {
				left = append(left, e.Name())
			}
			if len(left) != len(c.want) {
				t.Fatalf("left %v, want %v", left, c.want)
			}
		})
	}
}
