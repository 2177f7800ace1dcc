package pagecrypt

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"syscall"

	"github.com/ncruces/go-sqlite3"
	"github.com/ncruces/go-sqlite3/vfs"
)

// A disk is the VFS underneath, and what SQLite's interface lacks: opening a
// file by its name, renaming, creating privately.
type disk struct {
	base vfs.VFS
	os   bool
}

// A reader is a file opened beside SQLite to check it.
type reader interface {
	ReadAt(p []byte, off int64) (int, error)
	Size() (int64, error)
	Close() error
}

type osReader struct{ *os.File }

func (r osReader) Size() (int64, error) {
	st, err := r.Stat()
	if err != nil {
		return 0, err
	}
	return st.Size(), nil
}

// read opens path for reading; nil without an error when there is none.
func (d disk) read(path string, kind vfs.OpenFlag) (reader, error) {
	if d.os {
		f, err := os.Open(path)
		if errors.Is(err, fs.ErrNotExist) {
			return nil, nil
		}
		if err != nil {
			return nil, err
		}
		return osReader{f}, nil
	}
	if ok, err := d.base.Access(path, vfs.ACCESS_EXISTS); !ok || err != nil {
		return nil, err
	}
	f, _, err := d.base.Open(path, vfs.OPEN_READONLY|kind)
	return f, err
}

// sync makes what was written to path durable, whoever wrote it.
func (d disk) sync(path string) error {
	if d.os {
		f, err := os.OpenFile(path, os.O_RDWR, 0)
		if err != nil {
			return err
		}
		defer f.Close()
		return f.Sync()
	}
	f, _, err := d.base.Open(path, vfs.OPEN_READWRITE|vfs.OPEN_WAL)
	if err != nil {
		return err
	}
	defer f.Close()
	return f.Sync(vfs.SYNC_FULL)
}

// exists reports whether there is anything at path.
func (d disk) exists(path string) bool {
	ok, err := d.base.Access(path, vfs.ACCESS_EXISTS)
	return ok && err == nil
}

// create makes an empty file, readable by the owner only, unless there is one.
// On another base SQLite's own open creates it.
func (d disk) create(path string) error {
	if !d.os {
		return nil
	}
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return nil
	}
	if err != nil {
		return err
	}
	if err := f.Close(); err != nil {
		return err
	}
	return syncDir(path)
}

func (d disk) rename(from, to string) error {
	if !d.os {
		if r, ok := d.base.(Renamer); ok {
			return r.Rename(from, to)
		}
		return sqlite3.CANTOPEN
	}
	if err := os.Rename(from, to); err != nil {
		return err
	}
	return syncDir(to)
}

// syncDir makes a name durable. On Windows a directory cannot be synced; the file
// system keeps its names in a journal.
func syncDir(path string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	dir, err := os.Open(filepath.Dir(path))
	if err != nil {
		return err
	}
	defer dir.Close()
	return dir.Sync()
}

// A memFile stands for every file that has no name, and for the rollback journal
// of a file being provisioned. It never reaches a disk, so it needs no key.
type memFile struct {
	data []byte
}

// memLimit bounds one such file.
const memLimit = 1 << 30

func (f *memFile) ReadAt(p []byte, off int64) (int, error) {
	if off >= int64(len(f.data)) {
		return 0, io.EOF
	}
	n := copy(p, f.data[off:])
	if n < len(p) {
		return n, io.EOF
	}
	return n, nil
}

func (f *memFile) WriteAt(p []byte, off int64) (int, error) {
	end := off + int64(len(p))
	if end > memLimit {
		return 0, sqlite3.FULL
	}
	if end > int64(len(f.data)) {
		f.resize(end)
	}
	return copy(f.data[off:], p), nil
}

func (f *memFile) resize(n int64) {
	if n > int64(cap(f.data)) {
		grown := make([]byte, len(f.data), max(n, 2*int64(cap(f.data)), 64<<10))
		copy(grown, f.data)
		clear(f.data)
		f.data = grown
	}
	if n < int64(len(f.data)) {
		clear(f.data[n:])
	}
	f.data = f.data[:n]
}

func (f *memFile) Truncate(size int64) error {
	if size > memLimit {
		return sqlite3.FULL
	}
	f.resize(size)
	return nil
}

func (f *memFile) Close() error {
	clear(f.data)
	f.data = nil
	return nil
}

func (f *memFile) Sync(vfs.SyncFlag) error          { return nil }
func (f *memFile) Size() (int64, error)             { return int64(len(f.data)), nil }
func (f *memFile) Lock(vfs.LockLevel) error         { return nil }
func (f *memFile) Unlock(vfs.LockLevel) error       { return nil }
func (f *memFile) CheckReservedLock() (bool, error) { return false, nil }
func (f *memFile) SectorSize() int                  { return pageSize }
func (f *memFile) DeviceCharacteristics() vfs.DeviceCharacteristic {
	return vfs.IOCAP_POWERSAFE_OVERWRITE
}

// full gives SQLite's word for a full disk to a write the disk has no room for:
// the file underneath calls it an I/O error, and whoever reads that does not
// know what to do.
func full(err error) error {
	if errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) || errors.Is(err, syscall.EFBIG) {
		return vfs.SystemError(err, sqlite3.FULL)
	}
	return err
}
