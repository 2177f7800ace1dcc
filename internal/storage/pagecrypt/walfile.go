package pagecrypt

import (
	"encoding/binary"
	"errors"
	"io"

	"github.com/ncruces/go-sqlite3"
	"github.com/ncruces/go-sqlite3/vfs"
)

// A walFile is one connection's log. What SQLite's wal.c does to it:
//
//	write the header (32 bytes at 0), sync it     → a new epoch
//	write a frame header (24), then its page (4096)
//	write a page again, in the same transaction
//	read 8 bytes of a header, then read a whole frame and write its header, for
//	  every frame after one written again (walRewriteChecksums)
//	read a page; read whole frames in order (walIndexRecover)
//
// Sizes and offsets here are SQLite's; slotAt and the constants map them.
type walFile struct {
	vfs.File
	main  *mainFile
	store *store
	desk  desk

	epoch   *epoch // the one whose header this connection wrote, or wrote into
	held    bool   // its header is recorded as durable
	pending int64  // frames that the next sync of this connection commits
	high    int64  // one past the last frame this connection wrote in the epoch
}

// part finds the sealed part that holds a logical offset, and where it starts.
func part(off int64) (kind uint32, k, start int64, size int) {
	if off < walHeader {
		return kindWALHeader, 0, 0, walHeader
	}
	k = (off - walHeader) / frameSize
	if start = frameAt(k); off < start+frameHead {
		return kindFrameHead, k, start, frameHead
	}
	return kindFramePage, k, start + frameHead, pageSize
}

var errAltered = errors.New("does not authenticate")

func (f *walFile) ReadAt(p []byte, off int64) (n int, err error) {
	e := f.store.wal.Load()
	if e == nil {
		return 0, io.EOF
	}
	recovery := len(p) == frameSize && off >= walHeader && (off-walHeader)%frameSize == 0
	for n < len(p) {
		kind, k, start, size := part(off)
		whole := kind == kindFramePage && off == start && len(p)-n >= size
		dst := f.desk.plain[:]
		if whole {
			dst = p[n : n+size]
		}
		if err := f.readPart(e, kind, k, dst); err == errAltered || err == io.EOF {
			// SQLite's recovery reads on until a frame does not fit: behind the last
			// commit there may be anything. What was committed, or written by this
			// connection, must be there.
			if recovery && k >= e.known.Load() && (f.epoch != e || k >= f.high) {
				clear(p)
				return len(p), nil
			}
			fault := recordFault(f.store.path, k)
			fault.Cause = err
			return n, refuse(f.store.vfs, fault, sqlite3.IOERR_DATA)
		} else if err != nil {
			return n, err
		}
		m := size
		if !whole {
			m = copy(p[n:], dst[off-start:size])
			clear(dst)
		}
		n += m
		off += int64(m)
	}
	return n, nil
}

// readPart decrypts one part into dst (4096 bytes).
func (f *walFile) readPart(e *epoch, kind uint32, k int64, dst []byte) error {
	buf := f.desk.buf[:]
	switch kind {
	case kindWALHeader:
		buf = buf[:walHeadSize]
		if err := readFull(f.File, buf, 0); err != nil {
			return err
		}
		h, ok := e.openWALHeader(&f.desk, buf)
		if !ok {
			return errAltered
		}
		copy(dst, h[:])
		return nil
	case kindFrameHead:
		buf = buf[:headPart]
		if err := readFull(f.File, buf, slotAt(k)); err != nil {
			return err
		}
		if !e.open(&f.desk, kind, k, dst, buf) {
			return errAltered
		}
		return nil
	}
	key := cacheKey{store: f.store.id, epoch: e.number, index: k}
	l := f.store.lock(key)
	l.RLock()
	defer l.RUnlock()
	if f.store.vfs.cache.get(key, dst) {
		return nil
	}
	buf = buf[:pagePart]
	if err := readFull(f.File, buf, slotAt(k)+headPart); err != nil {
		return err
	}
	if !e.open(&f.desk, kind, k, dst, buf) {
		return errAltered
	}
	f.store.vfs.cache.put(key, dst)
	return nil
}

func (f *walFile) WriteAt(p []byte, off int64) (n int, err error) {
	if err := f.store.writable(); err != nil {
		return 0, err
	}
	for n < len(p) {
		kind, k, start, size := part(off)
		if off != start || len(p)-n < size {
			f.pending = 0
			return n, refuse(f.store.vfs, &Fault{File: f.store.file, Err: ErrSetting, Cause: errors.New("a log write that is not of whole parts")}, sqlite3.IOERR_WRITE)
		}
		if err := f.writePart(kind, k, p[n:n+size]); err != nil {
			f.pending = 0
			return n, err
		}
		n += size
		off += int64(size)
	}
	return n, nil
}

func (f *walFile) writePart(kind uint32, k int64, p []byte) error {
	if kind == kindWALHeader {
		return f.writeHeader(p)
	}
	e := f.store.wal.Load()
	if e == nil || e.parts.Add(1) > maxParts || k >= 1<<31 {
		return refuse(f.store.vfs, &Fault{File: f.store.file, Err: ErrBudget, Cause: errors.New("the log has no header, or must be restarted")}, sqlite3.IOERR_WRITE)
	}
	if f.epoch != e {
		f.epoch, f.held, f.high = e, true, 0
	}
	if kind == kindFrameHead {
		return f.writeFrameHead(e, k, p)
	}
	if err := checkFirst(p); err != nil {
		return refuse(f.store.vfs, &Fault{File: f.store.file, Err: ErrSetting, Cause: err}, sqlite3.IOERR_WRITE)
	}
	key := cacheKey{store: f.store.id, epoch: e.number, index: k}
	sealed := e.seal(&f.desk, kind, k, p)
	l := f.store.lock(key)
	l.Lock()
	defer l.Unlock()
	if _, err := f.File.WriteAt(sealed, slotAt(k)+headPart); err != nil {
		f.store.vfs.cache.drop(key)
		return full(err)
	}
	f.store.vfs.cache.put(key, p)
	f.high = max(f.high, k+1)
	return nil
}

// writeFrameHead seals the frame header with the number of frames known durable.
// A header with a database size in it ends a transaction; the next sync of this
// connection commits it. SQLite writes it last, before that sync.
func (f *walFile) writeFrameHead(e *epoch, k int64, p []byte) error {
	if k < e.known.Load() {
		e.known.Store(k) // SQLite could not finish that commit and took it back
	}
	head := f.desk.plain[:headPlain]
	copy(head, p)
	binary.LittleEndian.PutUint32(head[frameHead:], uint32(e.known.Load()))
	_, err := f.File.WriteAt(e.seal(&f.desk, kindFrameHead, k, head), slotAt(k))
	if f.pending = 0; err == nil && binary.BigEndian.Uint32(p[4:]) != 0 {
		f.pending = k + 1
	}
	return full(err)
}

func (f *walFile) writeHeader(p []byte) error {
	size, err := f.main.File.Size()
	if err != nil {
		return err
	}
	e, err := f.store.begin(size &^ (pageSize - 1))
	if err != nil {
		return err
	}
	f.epoch, f.held, f.high, f.pending = e, false, 0, 0
	e.parts.Add(1)
	var sector [walHeadSize]byte
	copy(sector[:], e.aad[32:48])
	copy(sector[walHeaderAt:], e.seal(&f.desk, kindWALHeader, 0, p))
	_, err = f.File.WriteAt(sector[:], 0)
	return full(err)
}

func (f *walFile) Sync(flags vfs.SyncFlag) error {
	pending := f.pending
	f.pending = 0
	if err := f.store.synced(f.File.Sync(flags)); err != nil {
		return err
	}
	if f.epoch == nil || f.epoch != f.store.wal.Load() {
		return nil
	}
	if !f.held {
		if err := f.store.hold(f.epoch); err != nil {
			return err
		}
		f.held = true
	}
	if pending > f.epoch.known.Load() {
		f.epoch.known.Store(pending)
	}
	return nil
}

// Size returns the size SQLite would have written, in whole frames.
func (f *walFile) Size() (int64, error) {
	n, err := f.File.Size()
	if err != nil || n < walHeadSize || f.store.wal.Load() == nil {
		return 0, err
	}
	return logicalSize(n), nil
}

// logicalSize maps the size on disk, at least a header, to SQLite's.
func logicalSize(n int64) int64 {
	if n < walStart {
		return walHeader
	}
	k := (n - walStart) / slotSize
	if n-slotAt(k) >= recordSize {
		k++
	}
	return frameAt(k)
}

func (f *walFile) Truncate(size int64) error {
	if err := f.store.writable(); err != nil {
		return err
	}
	if size > 0 {
		return f.File.Truncate(slotAt((max(size-walHeader, 0) + frameSize - 1) / frameSize))
	}
	main, err := f.main.File.Size()
	if err != nil {
		return err
	}
	if err := f.store.settle(main &^ (pageSize - 1)); err != nil {
		return err
	}
	return f.File.Truncate(0)
}

func (f *walFile) Close() error {
	clear(f.desk.plain[:])
	return f.File.Close()
}

func (f *walFile) SectorSize() int { return pageSize }

func (f *walFile) DeviceCharacteristics() vfs.DeviceCharacteristic {
	return f.main.DeviceCharacteristics()
}
