package pagecrypt

import (
	"errors"
	"fmt"

	"github.com/ncruces/go-sqlite3"
	"github.com/ncruces/go-sqlite3/util/vfsutil"
	"github.com/ncruces/go-sqlite3/vfs"
)

// open opens the main file for one connection. The first one of this process
// checks file and log against the head before SQLite sees either.
func (s *store) open(name *vfs.Filename, flags vfs.OpenFlag) (vfs.File, vfs.OpenFlag, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.ready {
		if f := s.admit(); f != nil {
			return nil, flags, refuse(s.vfs, f, sqlite3.CANTOPEN)
		}
	}
	if !s.ring.New() {
		flags &^= vfs.OPEN_CREATE
	}
	file, out, err := vfsutil.WrapOpenFilename(s.vfs.disk.base, name, flags)
	if err != nil {
		return nil, flags, err
	}
	if s.ready {
		_ = file.Lock(vfs.LOCK_SHARED) // keeps other processes out until SQLite locks
		return file, out, nil
	}
	f := s.own(file, flags)
	if f == nil {
		f = s.start()
	}
	if f != nil {
		_ = file.Close()
		return nil, flags, refuse(s.vfs, f, sqlite3.CANTOPEN)
	}
	s.ready = true
	s.vfs.note(s.file, nil)
	return file, out, nil
}

func (s *store) fault(err, cause error) *Fault { return &Fault{File: s.file, Err: err, Cause: cause} }

// own refuses a file another process has open: the WAL index is private to this
// one, so two could not see each other. Every connection holds a shared lock on
// the main file from here on, as SQLite does in WAL mode.
func (s *store) own(f vfs.File, flags vfs.OpenFlag) *Fault {
	levels := []vfs.LockLevel{vfs.LOCK_SHARED, vfs.LOCK_RESERVED, vfs.LOCK_EXCLUSIVE}
	if flags&vfs.OPEN_READONLY != 0 {
		levels = levels[:1]
	}
	for _, l := range levels {
		if err := f.Lock(l); err != nil {
			return s.fault(ErrInUse, err)
		}
	}
	if err := f.Unlock(vfs.LOCK_SHARED); err != nil {
		return s.fault(ErrInUse, err)
	}
	return nil
}

// admit finds the keys of a file and whether it is there, and creates it if it
// may be created.
func (s *store) admit() *Fault {
	ring, err := s.vfs.o.Ring(s.file)
	if err != nil {
		return s.fault(ErrRefused, err)
	}
	s.ring, s.head = ring, ring.Head()
	if s.key, err = ring.Key(s.head.Generation); err != nil {
		return s.fault(ErrRefused, err)
	}
	if s.main, err = newBox(s.key, ring.FileID(), s.head.Generation, [16]byte{}); err != nil {
		return s.fault(ErrRefused, err)
	}
	there, err := s.vfs.disk.base.Access(s.path, vfs.ACCESS_EXISTS)
	switch {
	case err != nil:
		return s.fault(ErrRefused, err)
	case there:
		return nil
	case !ring.New() || s.head.Size > 0:
		return s.fault(ErrMissing, nil)
	}
	if err := s.vfs.disk.create(s.path); err != nil {
		return s.fault(ErrRefused, err)
	}
	return nil
}

// start checks the main file and its log. Callers hold s.mu.
func (s *store) start() *Fault {
	for _, suffix := range []string{journalSuffix, shmSuffix} {
		if s.vfs.disk.exists(s.path + suffix) {
			s.vfs.evidence(s.file, "a file "+s.file+suffix+" lies beside the vault; it is never read", "")
		}
	}
	main, err := s.vfs.disk.read(s.path, vfs.OPEN_MAIN_DB)
	if main == nil {
		return s.fault(ErrMissing, err)
	}
	defer main.Close()
	size, err := main.Size()
	switch {
	case err != nil:
		return s.fault(ErrRefused, err)
	case size == 0 && (!s.ring.New() || s.head.Size > 0):
		return s.fault(ErrEmpty, nil)
	case size < s.head.Size:
		return s.fault(ErrShort, fmt.Errorf("%d bytes of at least %d", size, s.head.Size))
	}
	return s.startContent(main, size)
}

// startContent checks the log, the end of the main file and its first page.
func (s *store) startContent(main reader, size int64) *Fault {
	var first bool // the log holds page 1
	frames, fault := s.startWAL(&first)
	if fault != nil {
		return fault
	}
	if tail := size % pageSize; tail != 0 {
		// A cut of power while a checkpoint lengthens the file can leave part of a
		// page; the log still holds all of it.
		if frames == 0 {
			return s.fault(ErrOddSize, fmt.Errorf("%d bytes after page %d", tail, size/pageSize))
		}
		s.vfs.evidence(s.file, fmt.Sprintf("%d bytes of a page after page %d are ignored; the log holds what was being written", tail, size/pageSize), "")
	}
	if size < pageSize || first {
		return nil
	}
	page := func(i int64) bool {
		var d desk
		disk := make([]byte, pageSize)
		ok := readFull(main, disk, i*pageSize) == nil && s.main.openPage(&d, i, d.plain[:], disk)
		clear(d.plain[:])
		return ok
	}
	switch n := size / pageSize; {
	case page(0):
		return nil
	case frames > 0 || n > 1 && (page(1) || page(n-1)):
		return pageFault(s.path, 0)
	}
	return s.fault(ErrWrongKey, nil)
}

// startWAL accepts the log of the current epoch, sets any other aside, and
// refuses damage. It returns how many frames are committed.
func (s *store) startWAL(first *bool) (frames int64, _ *Fault) {
	path := s.path + walSuffix
	wal, err := s.vfs.disk.read(path, vfs.OPEN_WAL)
	if err != nil {
		return 0, s.fault(ErrRefused, err)
	}
	var size int64
	if wal != nil {
		defer wal.Close()
		if size, err = wal.Size(); err != nil {
			return 0, s.fault(ErrRefused, err)
		}
	}
	if size == 0 {
		if s.head.held() {
			return 0, s.fault(ErrWALMissing, nil)
		}
		return 0, nil
	}
	aside := func() *Fault {
		if err := s.vfs.setAside(s.file, path, "a log that is not of the current epoch was set aside"); err != nil {
			return s.fault(ErrRefused, err)
		}
		return nil
	}
	if s.head.id() == ([16]byte{}) {
		return 0, aside()
	}
	e, err := s.newEpochKey(s.head.id())
	if err != nil {
		return 0, s.fault(ErrRefused, err)
	}
	res, err := scanWAL(wal, size, e.box, func(_ int64, page uint32) { *first = *first || page == 1 })
	switch {
	case err != nil:
		return 0, s.fault(ErrRefused, err)
	case res.damage() && res.header:
		f := recordFault(s.path, res.broken)
		f.Cause = fmt.Errorf("%d frames were durable, %d are left", res.claimed, res.frames)
		return 0, f
	case res.damage():
		return 0, s.fault(ErrWALDamaged, errors.New("its header does not authenticate, its records do"))
	case !res.header && s.head.held():
		return 0, s.fault(ErrEpoch, nil)
	case !res.header:
		return 0, aside()
	}
	if res.torn {
		s.vfs.evidence(s.file, fmt.Sprintf("the last transaction in the log, after frame %d, is torn and was dropped", res.frames), "")
	}
	// The process before may have been killed before it synced its last frames.
	// They count as durable from here on, so they have to be.
	if err := s.vfs.disk.sync(path); err != nil {
		return 0, s.fault(ErrFailed, err)
	}
	e.known.Store(res.frames)
	s.wal.Store(e)
	return res.frames, nil
}
