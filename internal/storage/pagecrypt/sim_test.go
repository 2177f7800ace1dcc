package pagecrypt

import (
	"fmt"
	"io"
	"math/rand"
	"sync"
	"testing"

	"github.com/ncruces/go-sqlite3"
	"github.com/ncruces/go-sqlite3/vfs"
)

// A simDisk is a disk in memory that writes down every call, so that a cut of
// power can be played back at any of them. What was not synced at the cut may be
// there or not, sector by sector and in any order, and sectors that were being
// written may be destroyed as a whole.
type simDisk struct {
	mu    sync.Mutex
	files map[string][]byte
	log   []simOp
	start map[string][]byte // what was durable when the log began
	fail  func(op, file string) error
}

type simOp struct {
	kind string // write, truncate, sync, rename, head
	file string
	to   string
	off  int64
	data []byte
	head Head
}

func newSimDisk(files map[string][]byte) *simDisk {
	d := &simDisk{files: map[string][]byte{}, start: files}
	for name, b := range files {
		d.files[name] = append([]byte(nil), b...)
	}
	return d
}

// trouble is the error the test wants a call to fail with. Callers hold d.mu.
func (d *simDisk) trouble(op, file string) error {
	if d.fail == nil {
		return nil
	}
	return d.fail(op, file)
}

func (d *simDisk) setFail(fail func(op, file string) error) {
	d.mu.Lock()
	d.fail = fail
	d.mu.Unlock()
}

func (d *simDisk) note(op simOp) { d.log = append(d.log, op) }

func (d *simDisk) at() int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return len(d.log)
}

func (d *simDisk) Open(name string, flags vfs.OpenFlag) (vfs.File, vfs.OpenFlag, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if _, ok := d.files[name]; !ok {
		if flags&vfs.OPEN_CREATE == 0 {
			return nil, flags, sqlite3.CANTOPEN
		}
		d.files[name] = nil
	}
	return &simFile{d: d, name: name}, flags, nil
}

func (d *simDisk) Delete(name string, _ bool) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	delete(d.files, name)
	d.note(simOp{kind: "delete", file: name})
	return nil
}

func (d *simDisk) Access(name string, _ vfs.AccessFlag) (bool, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	_, ok := d.files[name]
	return ok, nil
}

func (d *simDisk) FullPathname(name string) (string, error) { return name, nil }

func (d *simDisk) Rename(from, to string) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.files[to] = d.files[from]
	delete(d.files, from)
	d.note(simOp{kind: "rename", file: from, to: to})
	return nil
}

type simFile struct {
	d    *simDisk
	name string
}

func (f *simFile) ReadAt(p []byte, off int64) (int, error) {
	f.d.mu.Lock()
	defer f.d.mu.Unlock()
	b := f.d.files[f.name]
	if off >= int64(len(b)) {
		return 0, io.EOF
	}
	n := copy(p, b[off:])
	if n < len(p) {
		return n, io.EOF
	}
	return n, nil
}

func (f *simFile) WriteAt(p []byte, off int64) (int, error) {
	f.d.mu.Lock()
	defer f.d.mu.Unlock()
	if err := f.d.trouble("write", f.name); err != nil {
		n := len(p) / 2 // a short write: part of it is there
		f.d.files[f.name] = put(f.d.files[f.name], off, p[:n])
		f.d.note(simOp{kind: "write", file: f.name, off: off, data: append([]byte(nil), p[:n]...)})
		return n, err
	}
	f.d.files[f.name] = put(f.d.files[f.name], off, p)
	f.d.note(simOp{kind: "write", file: f.name, off: off, data: append([]byte(nil), p...)})
	return len(p), nil
}

func put(b []byte, off int64, p []byte) []byte {
	if n := off + int64(len(p)); n > int64(len(b)) {
		b = append(b, make([]byte, n-int64(len(b)))...)
	}
	copy(b[off:], p)
	return b
}

func resize(b []byte, n int64) []byte {
	if n <= int64(len(b)) {
		return b[:n:n]
	}
	return append(b, make([]byte, n-int64(len(b)))...)
}

func (f *simFile) Truncate(n int64) error {
	f.d.mu.Lock()
	defer f.d.mu.Unlock()
	if err := f.d.trouble("truncate", f.name); err != nil {
		return err
	}
	f.d.files[f.name] = resize(f.d.files[f.name], n)
	f.d.note(simOp{kind: "truncate", file: f.name, off: n})
	return nil
}

func (f *simFile) Sync(vfs.SyncFlag) error {
	f.d.mu.Lock()
	defer f.d.mu.Unlock()
	if err := f.d.trouble("sync", f.name); err != nil {
		return err
	}
	f.d.note(simOp{kind: "sync", file: f.name})
	return nil
}

func (f *simFile) Size() (int64, error) {
	f.d.mu.Lock()
	defer f.d.mu.Unlock()
	return int64(len(f.d.files[f.name])), nil
}

func (f *simFile) Close() error                     { return nil }
func (f *simFile) Lock(vfs.LockLevel) error         { return nil }
func (f *simFile) Unlock(vfs.LockLevel) error       { return nil }
func (f *simFile) CheckReservedLock() (bool, error) { return false, nil }
func (f *simFile) SectorSize() int                  { return 4096 }
func (f *simFile) DeviceCharacteristics() vfs.DeviceCharacteristic {
	return vfs.IOCAP_POWERSAFE_OVERWRITE // used by the control only
}

// A cruelty says what a cut of power does to what was not synced.
type cruelty struct {
	sector  int64   // what is written whole or not at all
	lose    float64 // chance of a sector not being there
	destroy float64 // chance of a 4 KiB sector being garbage
}

// cut returns what is on the disk after the power failed before call n.
func (d *simDisk) cut(n int, c cruelty, rng *rand.Rand) (map[string][]byte, *Head) {
	durable := map[string][]byte{}
	for name, b := range d.start {
		durable[name] = append([]byte(nil), b...)
	}
	var head *Head
	waiting := map[string][]simOp{}
	for i := range d.log[:n] {
		op := d.log[i]
		switch op.kind {
		case "head":
			head = &op.head
		case "sync":
			for _, w := range waiting[op.file] {
				durable[op.file] = apply(durable[op.file], w)
			}
			waiting[op.file] = nil
		case "rename": // durable at once: the directory is synced with it
			durable[op.to], waiting[op.to] = durable[op.file], waiting[op.file]
			delete(durable, op.file)
			delete(waiting, op.file)
		case "delete":
			delete(durable, op.file)
			delete(waiting, op.file)
		default:
			waiting[op.file] = append(waiting[op.file], op)
		}
	}
	for name, ops := range waiting {
		durable[name] = c.tear(durable[name], ops, rng)
	}
	return durable, head
}

// killed returns the disk as a killed process leaves it before call n: all it
// wrote is there, and what it did not sync is as unsafe as before.
func (d *simDisk) killed(n int) *simDisk {
	next := newSimDisk(d.start)
	next.start = d.start
	next.log = append(next.log, d.log[:n]...)
	for _, op := range next.log {
		switch op.kind {
		case "write", "truncate":
			next.files[op.file] = apply(next.files[op.file], op)
		case "rename":
			next.files[op.to] = next.files[op.file]
			delete(next.files, op.file)
		case "delete":
			delete(next.files, op.file)
		}
	}
	return next
}

func apply(b []byte, op simOp) []byte {
	if op.kind == "truncate" {
		return resize(b, op.off)
	}
	return put(b, op.off, op.data)
}

func (c cruelty) tear(b []byte, ops []simOp, rng *rand.Rand) []byte {
	var touched []int64 // 4 KiB sectors
	for _, op := range ops {
		if op.kind == "truncate" {
			if rng.Float64() >= c.lose {
				b = resize(b, op.off)
			}
			continue
		}
		end := op.off + int64(len(op.data))
		for s := op.off / c.sector; s*c.sector < end; s++ {
			from, to := max(op.off, s*c.sector), min(end, (s+1)*c.sector)
			touched = append(touched, s*c.sector/4096)
			if rng.Float64() >= c.lose {
				b = put(b, from, op.data[from-op.off:to-op.off])
			}
		}
	}
	for _, s := range touched {
		if rng.Float64() < c.destroy && s*4096 < int64(len(b)) {
			rng.Read(b[s*4096 : min((s+1)*4096, int64(len(b)))])
		}
	}
	return b
}

// A clinicDay is a workload and what it must leave behind at any cut.
type clinicDay struct {
	disk    *simDisk
	ring    *simRing
	digests []string // of the whole content after each commit
	acked   []int    // length of the disk's log when commit i was acknowledged
}

// A simRing notes its heads in the disk's log, so that a cut finds the right one.
type simRing struct {
	*memRing
	disk *simDisk
}

func (r *simRing) SetHead(h Head) error {
	if err := r.memRing.SetHead(h); err != nil {
		return err
	}
	r.disk.mu.Lock()
	r.disk.note(simOp{kind: "head", head: h})
	r.disk.mu.Unlock()
	return nil
}

const simFileName = "/sim/a.1.vault"

// digest is the number of the last transaction and a fingerprint of all rows.
func digest(c *sqlite3.Conn) (string, error) {
	return text(c, "SELECT (SELECT n FROM last) || ' ' || count(*) || ' ' || coalesce(sum(id*7919%10007*(tx+1)),0) || ' ' || coalesce(sum(unicode(v)*length(v)),0) FROM t")
}

// play runs transactions of every kind on an open connection.
func (w *clinicDay) play(t testing.TB, c *sqlite3.Conn, txs int, rng *rand.Rand) {
	t.Helper()
	exec(t, c, "PRAGMA cache_size=12") // so that transactions spill into the log
	n, err := text(c, "SELECT n FROM last")
	must(t, err)
	var last int
	fmt.Sscan(n, &last)
	for range txs {
		last++
		exec(t, c, "BEGIN IMMEDIATE")
		for range 1 + rng.Intn(4) {
			exec(t, c, fmt.Sprintf("INSERT INTO t(tx,v) VALUES(%d, printf('%%.*c', %d, char(%d)))", last, 50+rng.Intn(3000), 97+last%26))
		}
		switch rng.Intn(6) {
		case 0: // many pages, some written twice
			exec(t, c, fmt.Sprintf("UPDATE t SET tx=%d, v=v||'.' WHERE id%%3=%d", last, rng.Intn(3)))
			exec(t, c, fmt.Sprintf("UPDATE t SET v=v||'!' WHERE id%%5=%d", rng.Intn(5)))
		case 1:
			exec(t, c, "DELETE FROM t WHERE id%4=1")
		case 2: // taken back after it spilled
			exec(t, c, "UPDATE t SET v=v||'never'")
			exec(t, c, "ROLLBACK")
			last--
			continue
		}
		exec(t, c, fmt.Sprintf("UPDATE last SET n=%d", last))
		exec(t, c, "COMMIT")
		w.acked = append(w.acked, w.disk.at())
		dg, err := digest(c)
		must(t, err)
		w.digests = append(w.digests, dg)
		if mode := rng.Intn(8); mode < 3 {
			exec(t, c, "PRAGMA wal_checkpoint("+[]string{"PASSIVE", "RESTART", "TRUNCATE"}[mode]+")")
		}
		if rng.Intn(25) == 0 {
			exec(t, c, "VACUUM")
		}
	}
}
