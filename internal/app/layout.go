package app

import (
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
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

// removeOldGenerations deletes vault files that no head names; what a rotation
// interrupted by a crash leaves behind.
func (l layout) removeOldGenerations(current func(file string) (known, isCurrent bool)) error {
	entries, err := os.ReadDir(l.vaults())
	if err != nil {
		return err
	}
	for _, e := range entries {
		name, found := strings.CutSuffix(e.Name(), ".vault")
		if !found {
			continue
		}
		if known, is := current(name + ".vault"); known && !is {
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

// listenPrivate opens a unix socket only its owner can use. The mask is narrowed
// while the socket is made, so that it is never open to others.
func listenPrivate(path string) (net.Listener, error) {
	old := syscall.Umask(0o177)
	defer syscall.Umask(old)
	return net.Listen("unix", path)
}
