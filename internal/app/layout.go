package app

import (
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"

	"kosh/internal/base/errs"
)

// A layout names what is where in a data directory.
type layout struct{ dir string }

func (l layout) keys() string    { return filepath.Join(l.dir, "keys.db") }
func (l layout) control() string { return filepath.Join(l.dir, "control.db") }
func (l layout) vaults() string  { return filepath.Join(l.dir, "vaults") }
func (l layout) tls() string     { return filepath.Join(l.dir, "tls") }
func (l layout) socket() string  { return filepath.Join(l.dir, "kosh.sock") }
func (l layout) lock() string    { return filepath.Join(l.dir, "kosh.lock") }

// prepare makes the directory, for the owner only.
func (l layout) prepare() error {
	for _, d := range []string{l.dir, l.vaults(), l.tls()} {
		if err := os.MkdirAll(d, 0o700); err != nil {
			return errs.Wrap(errs.Unavailable, fmt.Sprintf("The data directory %s cannot be made. Choose another with --data.", d), err)
		}
	}
	return nil
}

// ErrLocked is returned when another process owns the data directory.
var ErrLocked = errs.New(errs.Conflict, "Another Kosh is running on this data directory. Stop it first, or use a command that talks to it (kosh audit export, kosh vault check, kosh keys list do).")

// acquire takes the directory for this process alone, until release is called
// or the process ends.
func (l layout) acquire() (release func(), err error) {
	f, err := os.OpenFile(l.lock(), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, errs.Wrap(errs.Unavailable, fmt.Sprintf("The data directory %s cannot be written.", l.dir), err)
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		f.Close()
		if errors.Is(err, syscall.EWOULDBLOCK) {
			return nil, ErrLocked
		}
		return nil, err
	}
	return func() { f.Close() }, nil
}

// indexRoot is where the indexes of write-ahead logs live: memory, not disk.
const indexRoot = "/dev/shm"

var indexName = regexp.MustCompile(`^kosh-[0-9]+$`)

// indexDir makes a private directory for the indexes of write-ahead logs, which
// hold page numbers and no content, and removes the one a killed process left.
// Its name is noted in the lock file, which this process holds. Where there is
// no memory file system it returns "", and pagecrypt chooses.
func (l layout) indexDir() string {
	if old, err := os.ReadFile(l.lock()); err == nil && indexName.Match(old) {
		os.RemoveAll(filepath.Join(indexRoot, string(old)))
	}
	dir, err := os.MkdirTemp(indexRoot, "kosh-")
	if err != nil {
		return ""
	}
	if err := os.WriteFile(l.lock(), []byte(filepath.Base(dir)), 0o600); err != nil {
		os.Remove(dir)
		return ""
	}
	return dir
}

// removeOldGenerations deletes vault files that no head names; what a rotation
// interrupted by a crash leaves behind. current returns the name of a clinic's
// current file, "" for an unknown clinic. A clinic whose current file is missing
// keeps what it has: then the key store is the one that is not current.
func (l layout) removeOldGenerations(current func(file string) string) error {
	entries, err := os.ReadDir(l.vaults())
	if err != nil {
		return err
	}
	for _, e := range entries {
		if !strings.HasSuffix(e.Name(), ".vault") {
			continue
		}
		now := current(e.Name())
		if now != "" && now != e.Name() && exists(filepath.Join(l.vaults(), now)) {
			for _, suffix := range []string{"", "-wal"} {
				if err := os.Remove(filepath.Join(l.vaults(), e.Name()+suffix)); err != nil && !errors.Is(err, os.ErrNotExist) {
					return err
				}
			}
		}
	}
	return nil
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

// listenPrivate opens a unix socket only its owner can use. It is made in a
// private directory and moved, so that it is never open to others and the
// process's file mask, which every goroutine shares, is left alone.
func listenPrivate(path string) (net.Listener, error) {
	dir, err := os.MkdirTemp(filepath.Dir(path), ".s")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	made := filepath.Join(dir, "s")
	l, err := net.Listen("unix", made)
	if err != nil {
		return nil, err
	}
	l.(*net.UnixListener).SetUnlinkOnClose(false) // the name has moved
	if err := errors.Join(os.Chmod(made, 0o600), os.Rename(made, path)); err != nil {
		return nil, errors.Join(err, l.Close())
	}
	return l, nil
}
