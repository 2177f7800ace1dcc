package pagecrypt

import (
	"errors"
	"fmt"

	"github.com/ncruces/go-sqlite3/vfs"
)

// start checks a main file and its log against the head before SQLite sees
// either. Callers hold s.mu.
func (s *store) start() *Fault {
	fault := func(err, cause error) *Fault { return &Fault{File: s.file, Err: err, Cause: cause} }
	ring, err := s.vfs.o.Ring(s.file)
	if err != nil {
		return fault(ErrRefused, err)
	}
	s.ring, s.head = ring, ring.Head()
	if s.key, err = ring.Key(s.head.Generation); err != nil {
		return fault(ErrRefused, err)
	}
	if s.main, err = newBox(s.key, ring.FileID(), s.head.Generation, [16]byte{}); err != nil {
		return fault(ErrRefused, err)
	}
	for _, suffix := range []string{journalSuffix, shmSuffix} {
		if s.vfs.disk.exists(s.path + suffix) {
			s.vfs.evidence(s.file, "a file "+s.file+suffix+" lies beside the vault; it is never read", "")
		}
	}
	size, main, f := s.startMain()
	if f != nil {
		return f
	}
	if main != nil {
		defer main.Close()
	}
	return s.startContent(main, size)
}

// startMain opens the main file for checking, creating it if it may be created.
func (s *store) startMain() (size int64, main reader, f *Fault) {
	fault := func(err, cause error) *Fault { return &Fault{File: s.file, Err: err, Cause: cause} }
	main, err := s.vfs.disk.read(s.path, vfs.OPEN_MAIN_DB)
	if err != nil {
		return 0, nil, fault(ErrRefused, err)
	}
	if main != nil {
		if size, err = main.Size(); err != nil {
			main.Close()
			return 0, nil, fault(ErrRefused, err)
		}
	}
	switch {
	case size < s.head.Size && size > 0:
		f = fault(ErrShort, fmt.Errorf("%d bytes of at least %d", size, s.head.Size))
	case main == nil && (!s.ring.New() || s.head.Size > 0):
		f = fault(ErrMissing, nil)
	case size == 0 && (!s.ring.New() || s.head.Size > 0):
		f = fault(ErrEmpty, nil)
	case main == nil:
		if err := s.vfs.disk.create(s.path); err != nil {
			f = fault(ErrRefused, err)
		}
	}
	if f != nil && main != nil {
		main.Close()
	}
	return size, main, f
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
			return &Fault{File: s.file, Err: ErrOddSize, Cause: fmt.Errorf("%d bytes after page %d", tail, size/pageSize)}
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
	return &Fault{File: s.file, Err: ErrWrongKey}
}

// startWAL accepts the log of the current epoch, sets any other aside, and
// refuses damage. It returns how many frames are committed.
func (s *store) startWAL(first *bool) (frames int64, _ *Fault) {
	fault := func(err, cause error) *Fault { return &Fault{File: s.file, Err: err, Cause: cause} }
	path := s.path + walSuffix
	wal, err := s.vfs.disk.read(path, vfs.OPEN_WAL)
	if err != nil {
		return 0, fault(ErrRefused, err)
	}
	var size int64
	if wal != nil {
		defer wal.Close()
		if size, err = wal.Size(); err != nil {
			return 0, fault(ErrRefused, err)
		}
	}
	if size == 0 {
		if s.head.held() {
			return 0, fault(ErrWALMissing, nil)
		}
		return 0, nil
	}
	aside := func() *Fault {
		if err := s.vfs.setAside(s.file, path, "a log that is not of the current epoch was set aside"); err != nil {
			return fault(ErrRefused, err)
		}
		return nil
	}
	if s.head.id() == ([16]byte{}) {
		return 0, aside()
	}
	e, err := s.newEpochKey(s.head.id())
	if err != nil {
		return 0, fault(ErrRefused, err)
	}
	res, err := scanWAL(wal, size, e.box, func(_ int64, page uint32) { *first = *first || page == 1 })
	switch {
	case err != nil:
		return 0, fault(ErrRefused, err)
	case res.damage() && res.header:
		f := recordFault(s.path, res.broken)
		f.Cause = fmt.Errorf("%d frames were durable, %d are left", res.claimed, res.frames)
		return 0, f
	case res.damage():
		return 0, fault(ErrWALDamaged, errors.New("its header does not authenticate, its records do"))
	case !res.header && s.head.held():
		return 0, fault(ErrEpoch, nil)
	case !res.header:
		return 0, aside()
	}
	if res.torn {
		s.vfs.evidence(s.file, fmt.Sprintf("the last transaction in the log, after frame %d, is torn and was dropped", res.frames), "")
	}
	e.known.Store(res.frames)
	s.wal.Store(e)
	return res.frames, nil
}
