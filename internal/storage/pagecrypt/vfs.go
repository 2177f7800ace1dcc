package pagecrypt

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"github.com/ncruces/go-sqlite3"
	"github.com/ncruces/go-sqlite3/util/vfsutil"
	"github.com/ncruces/go-sqlite3/vfs"
)

const (
	walSuffix     = "-wal"
	journalSuffix = "-journal"
	shmSuffix     = "-shm"
)

// A VFS opens vault files for SQLite. It is safe for concurrent use.
type VFS struct {
	o      Options
	disk   disk
	name   string
	shm    string
	ownShm bool
	cache  *cache

	mu      sync.Mutex
	last    uint64            // number of the last store
	stores  map[string]*store // by full path, while a connection is open
	reasons map[string]error  // by base name
}

var _ vfs.VFSFilename = (*VFS)(nil)

// New makes a VFS and registers it under a fresh name.
func New(o Options) (*VFS, error) {
	if o.Ring == nil || o.Now == nil {
		return nil, errors.New("pagecrypt: Ring and Now are required")
	}
	if o.Evidence == nil {
		o.Evidence = func(Evidence) {}
	}
	v := &VFS{
		o: o, disk: disk{base: o.Base}, name: "pagecrypt-" + rand.Text(), shm: o.ShmDir,
		cache: newCache(o.CachePages), stores: map[string]*store{}, reasons: map[string]error{},
	}
	if v.disk.base == nil {
		v.disk = disk{base: vfs.Find(""), os: true}
	}
	if v.shm == "" {
		dir, err := privateDir()
		if err != nil {
			return nil, err
		}
		v.shm, v.ownShm = dir, true
	}
	vfs.Register(v.name, v)
	return v, nil
}

// privateDir makes a 0700 directory of random name in memory where there is
// /dev/shm, else among the temporary files. A WAL index holds page numbers and
// counters, no content.
func privateDir() (string, error) {
	if dir, err := os.MkdirTemp("/dev/shm", "kosh-"); err == nil {
		return dir, nil
	}
	return os.MkdirTemp("", "kosh-")
}

// Name returns the name for ?vfs= in a URI.
func (v *VFS) Name() string { return v.name }

// Close unregisters the VFS, zeroes its pages and removes its directory. While a
// connection is open it does nothing and returns ErrOpen.
func (v *VFS) Close() error {
	v.mu.Lock()
	defer v.mu.Unlock()
	if len(v.stores) > 0 {
		return ErrOpen
	}
	vfs.Unregister(v.name)
	v.cache.dropIf(func(cacheKey) bool { return true })
	if v.ownShm {
		return os.RemoveAll(v.shm)
	}
	return nil
}

// Forget drops what is kept of a file (base name): decrypted pages and the last
// reason. Pages and keys of a file go by themselves with its last connection.
func (v *VFS) Forget(file string) {
	v.mu.Lock()
	defer v.mu.Unlock()
	delete(v.reasons, file)
	for path, s := range v.stores {
		if filepath.Base(path) == file {
			v.cache.dropIf(func(k cacheKey) bool { return k.store == s.id })
		}
	}
}

// Reason returns the last refusal of a file (base name) since it was last opened
// from its start without one, or nil.
func (v *VFS) Reason(file string) error {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.reasons[file]
}

func (v *VFS) note(file string, err error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if err == nil {
		delete(v.reasons, file)
	} else {
		v.reasons[file] = err
	}
}

// refuse notes the reason and returns it with the code SQLite gets.
func refuse[T interface{ ~uint8 | ~uint16 }](v *VFS, f *Fault, code T) error {
	v.note(f.File, f)
	return vfs.SystemError(f, code)
}

// Open is never called by SQLite for a named file; see OpenFilename.
func (v *VFS) Open(name string, flags vfs.OpenFlag) (vfs.File, vfs.OpenFlag, error) {
	if name == "" {
		return v.OpenFilename(nil, flags)
	}
	return nil, flags, sqlite3.CANTOPEN
}

// OpenFilename opens a main file, its log, or a file without a name. Nothing
// else exists here: no rollback journal on disk, no super-journal.
func (v *VFS) OpenFilename(name *vfs.Filename, flags vfs.OpenFlag) (vfs.File, vfs.OpenFlag, error) {
	path := name.String()
	switch {
	case path == "":
		return &memFile{}, flags, nil
	case flags&vfs.OPEN_MEMORY != 0:
		return nil, flags, sqlite3.CANTOPEN
	case flags&vfs.OPEN_MAIN_DB != 0:
		return v.openMain(name, path, flags)
	case flags&vfs.OPEN_WAL != 0:
		return v.openWAL(name, path, flags)
	case flags&vfs.OPEN_MAIN_JOURNAL != 0:
		// While a file is being provisioned its rollback journal lives in memory: a
		// crash then leaves a file nobody has seen, which is provisioned again.
		if m, ok := vfsutil.UnwrapFile[*mainFile](name.DatabaseFile()); ok && m.ring.New() {
			return &memFile{}, flags, nil
		}
	}
	return nil, flags, sqlite3.CANTOPEN
}

func (v *VFS) openMain(name *vfs.Filename, path string, flags vfs.OpenFlag) (vfs.File, vfs.OpenFlag, error) {
	file := filepath.Base(path)
	if name.URIBoolean("immutable", false) || name.URIBoolean("nolock", false) {
		return nil, flags, refuse(v, &Fault{File: file, Err: ErrSetting, Cause: errors.New("immutable and nolock would read around the log")}, sqlite3.CANTOPEN)
	}
	s := v.use(path)
	f, out, err := s.open(name, flags)
	if err != nil {
		v.release(s)
		return nil, flags, err
	}
	return &mainFile{File: f, store: s, index: vfs.NewSharedMemory(s.shm, flags)}, out, nil
}

func (v *VFS) openWAL(name *vfs.Filename, path string, flags vfs.OpenFlag) (vfs.File, vfs.OpenFlag, error) {
	m, ok := vfsutil.UnwrapFile[*mainFile](name.DatabaseFile())
	if !ok || path != m.path+walSuffix {
		return nil, flags, sqlite3.CANTOPEN
	}
	if err := v.disk.create(path); err != nil {
		return nil, flags, vfs.SystemError(err, sqlite3.CANTOPEN)
	}
	f, out, err := vfsutil.WrapOpenFilename(v.disk.base, name, flags)
	if err != nil {
		return nil, flags, err
	}
	return &walFile{File: f, main: m, store: m.store}, out, nil
}

// use returns the shared state of a main file, to be released.
func (v *VFS) use(path string) *store {
	v.mu.Lock()
	defer v.mu.Unlock()
	s := v.stores[path]
	if s == nil {
		v.last++
		s = &store{vfs: v, path: path, file: filepath.Base(path), id: v.last, shm: filepath.Join(v.shm, rand.Text())}
		v.stores[path] = s
	}
	s.refs++
	return s
}

func (v *VFS) release(s *store) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if s.refs--; s.refs > 0 {
		return
	}
	delete(v.stores, s.path)
	v.cache.dropIf(func(k cacheKey) bool { return k.store == s.id })
	clear(s.key[:])
	_ = os.Remove(s.shm) // SQLite has usually removed it
}

// Delete removes a log that SQLite has folded into the main file; nothing else.
func (v *VFS) Delete(name string, syncDir bool) error {
	if strings.HasSuffix(name, journalSuffix) {
		return nil // it was in memory
	}
	v.mu.Lock()
	s := v.stores[strings.TrimSuffix(name, walSuffix)]
	v.mu.Unlock()
	if s == nil || !strings.HasSuffix(name, walSuffix) {
		return sqlite3.IOERR_DELETE
	}
	if err := s.settle(-1); err != nil {
		return err
	}
	return v.disk.base.Delete(name, syncDir)
}

// Access answers rollback journals as absent, whatever lies on disk.
func (v *VFS) Access(name string, flags vfs.AccessFlag) (bool, error) {
	if strings.HasSuffix(name, journalSuffix) {
		return false, nil
	}
	return v.disk.base.Access(name, flags)
}

// FullPathname is the one of the VFS underneath.
func (v *VFS) FullPathname(name string) (string, error) { return v.disk.base.FullPathname(name) }

// evidence reports about a file, and what was moved aside if anything was.
func (v *VFS) evidence(file, what, movedTo string) {
	v.o.Evidence(Evidence{File: file, What: what, MovedTo: movedTo})
}

// setAside renames path out of SQLite's sight and reports it.
func (v *VFS) setAside(file, path, what string) error {
	salt := make([]byte, 4)
	_, _ = rand.Read(salt)
	to := path + "." + v.o.Now().UTC().Format("20060102T150405Z") + "." + hex.EncodeToString(salt) + ".evidence"
	if err := v.disk.rename(path, to); err != nil {
		return err
	}
	v.evidence(file, what, to)
	return nil
}
