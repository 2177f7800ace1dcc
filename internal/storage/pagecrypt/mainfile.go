package pagecrypt

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/ncruces/go-sqlite3"
	"github.com/ncruces/go-sqlite3/vfs"
)

// A mainFile is one connection's main file. SQLite uses it from one goroutine at
// a time.
type mainFile struct {
	vfs.File
	*store
	index vfs.SharedMemory
	desk  desk
}

var (
	_ vfs.FileSharedMemory = (*mainFile)(nil)
	_ vfs.FilePragma       = (*mainFile)(nil)
	_ vfs.FileLockState    = (*mainFile)(nil)
)

var magic = []byte("SQLite format 3\x00")

// checkFirst refuses a first page that would let SQLite use the reserved bytes,
// or another page size. Content that begins like a first page is one.
func checkFirst(page []byte) error {
	if len(page) < 100 || string(page[:len(magic)]) != string(magic) {
		return nil
	}
	if page[16] != pageSize>>8 || page[17] != 0 || page[20] != Reserve {
		return fmt.Errorf("page size %d with %d reserved bytes", int(page[16])<<8|int(page[17]), page[20])
	}
	return nil
}

func (f *mainFile) ReadAt(p []byte, off int64) (n int, err error) {
	// SQLite looks at the first 100 bytes before it holds a lock or knows of a
	// log. A first page torn by a cut of power must not stop it there: the log has
	// that page. The read under the lock tells.
	peek := off == 0 && len(p) == 100
	for n < len(p) {
		i, in := off/pageSize, off%pageSize
		whole := in == 0 && len(p)-n >= pageSize
		dst := f.desk.plain[:]
		if whole {
			dst = p[n : n+pageSize]
		}
		if err := f.readPage(i, dst); err != nil {
			if fault := (*Fault)(nil); errors.As(err, &fault) {
				if peek {
					return 0, io.EOF
				}
				return n, refuse(f.vfs, fault, sqlite3.IOERR_DATA)
			}
			return n, err
		}
		m := pageSize
		if !whole {
			m = copy(p[n:], dst[in:])
			clear(dst)
		}
		n += m
		off += int64(m)
	}
	return n, nil
}

// readPage decrypts page i into dst. io.EOF means the file ends before or in it.
func (f *mainFile) readPage(i int64, dst []byte) error {
	k := cacheKey{store: f.id, index: i}
	l := f.lock(k)
	l.RLock()
	defer l.RUnlock()
	if f.vfs.cache.get(k, dst) {
		return nil
	}
	sealed := f.desk.buf[:pageSize]
	if n, err := f.File.ReadAt(sealed, i*pageSize); n < pageSize {
		if err == nil {
			err = io.EOF
		}
		return err
	}
	if !f.main.openPage(&f.desk, i, dst, sealed) {
		return pageFault(f.path, i)
	}
	f.vfs.cache.put(k, dst)
	return nil
}

func (f *mainFile) WriteAt(p []byte, off int64) (n int, err error) {
	if off%pageSize != 0 || len(p)%pageSize != 0 {
		return 0, refuse(f.vfs, &Fault{File: f.file, Err: ErrSetting, Cause: errors.New("a write that is not of whole pages")}, sqlite3.IOERR_WRITE)
	}
	if err := f.writable(); err != nil {
		return 0, err
	}
	for ; n < len(p); n += pageSize {
		page := p[n : n+pageSize]
		if err := checkFirst(page); err != nil {
			return n, refuse(f.vfs, &Fault{File: f.file, Err: ErrSetting, Cause: err}, sqlite3.IOERR_WRITE)
		}
		if err := f.spend(); err != nil {
			return n, err
		}
		if err := f.writePage((off+int64(n))/pageSize, page); err != nil {
			return n, err
		}
	}
	return n, nil
}

func (f *mainFile) writePage(i int64, page []byte) error {
	k := cacheKey{store: f.id, index: i}
	sealed := f.store.main.sealPage(&f.desk, i, page)
	l := f.lock(k)
	l.Lock()
	defer l.Unlock()
	if _, err := f.File.WriteAt(sealed, i*pageSize); err != nil {
		f.vfs.cache.drop(k)
		return full(err)
	}
	f.vfs.cache.put(k, page[:bodySize]) // the reserved bytes read as zeros
	return nil
}

func (f *mainFile) Truncate(size int64) error {
	if size%pageSize != 0 {
		return sqlite3.IOERR_TRUNCATE
	}
	if err := f.writable(); err != nil {
		return err
	}
	now, err := f.File.Size()
	if err != nil || now == size {
		return err
	}
	if err := f.shrink(size); err != nil {
		return err
	}
	return f.File.Truncate(size)
}

// Size returns the size in whole pages, which is the size on disk.
func (f *mainFile) Size() (int64, error) {
	n, err := f.File.Size()
	return n &^ (pageSize - 1), err
}

func (f *mainFile) Sync(flags vfs.SyncFlag) error { return f.synced(f.File.Sync(flags)) }

func (f *mainFile) Close() error {
	if f.index != nil {
		_ = f.index.Close()
	}
	err := f.File.Close()
	f.vfs.release(f.store)
	clear(f.desk.plain[:])
	return err
}

func (f *mainFile) SectorSize() int { return pageSize }

// DeviceCharacteristics tells SQLite that a write leaves the bytes around it
// alone. That is not believed of the device; see the package comment.
func (f *mainFile) DeviceCharacteristics() vfs.DeviceCharacteristic {
	return vfs.IOCAP_POWERSAFE_OVERWRITE | f.File.DeviceCharacteristics()&vfs.IOCAP_UNDELETABLE_WHEN_OPEN
}

// SharedMemory is the WAL index, in the private directory of the VFS.
func (f *mainFile) SharedMemory() vfs.SharedMemory { return f.index }

func (f *mainFile) LockState() vfs.LockLevel {
	if l, ok := f.File.(vfs.FileLockState); ok {
		return l.LockState()
	}
	return vfs.LOCK_EXCLUSIVE + 1 // unknown
}

// Pragma refuses settings the safety of the file does not allow, and keys.
func (f *mainFile) Pragma(name, value string) (string, error) {
	v := strings.ToLower(strings.Trim(value, ` '"`))
	ok := true
	switch name {
	case "page_size":
		ok = v == "" || v == "4096"
	case "journal_mode":
		ok = v == "" || v == "wal" || f.ring.New()
	case "synchronous":
		ok = v == "" || v == "full" || v == "extra" || v == "2" || v == "3"
	case "locking_mode":
		ok = v == "" || v == "normal"
	case "key", "hexkey", "textkey", "rekey", "hexrekey", "textrekey":
		ok = false
	}
	if !ok {
		return "", fmt.Errorf("pagecrypt: PRAGMA %s: %w", name, ErrSetting)
	}
	return "", sqlite3.NOTFOUND
}
