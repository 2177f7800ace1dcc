package pagecrypt

import (
	"errors"
	"fmt"
	"math/rand"
	"testing"
	"time"

	"github.com/ncruces/go-sqlite3"
	"github.com/ncruces/go-sqlite3/vfs"
)

// simVFS opens a VFS of this package over a simulated disk.
func simVFS(t testing.TB, ring Ring, base vfs.VFS, found *[]Evidence) *VFS {
	t.Helper()
	v, err := New(Options{
		Ring:       func(string) (Ring, error) { return ring, nil },
		Now:        func() time.Time { return time.Unix(0, 0) },
		Evidence:   func(e Evidence) { *found = append(*found, e) },
		Base:       base,
		CachePages: 20,
	})
	must(t, err)
	return v
}

func openSim(v string, prepare bool) (*sqlite3.Conn, error) {
	c, err := sqlite3.Open("file:" + simFileName + "?vfs=" + v)
	if err != nil {
		return nil, err
	}
	if prepare {
		err = Prepare(c)
	} else {
		_, err = text(c, "PRAGMA journal_mode=wal")
		err = errors.Join(err, c.Exec("PRAGMA synchronous=FULL; PRAGMA wal_autocheckpoint=0; PRAGMA temp_store=memory"))
		_, err2 := c.Config(sqlite3.DBCONFIG_NO_CKPT_ON_CLOSE, true)
		err = errors.Join(err, err2)
	}
	if err != nil {
		c.Close()
		return nil, err
	}
	c.Limit(sqlite3.LIMIT_ATTACHED, 1) // for VACUUM
	return c, nil
}

const simSchema = "CREATE TABLE t(id INTEGER PRIMARY KEY, tx INTEGER, v TEXT); CREATE INDEX i ON t(tx); CREATE TABLE last(n INTEGER); INSERT INTO last VALUES(0)"

// day provisions a vault on a simulated disk, then plays a workload that is
// written down from the first call.
func day(t testing.TB, seed int64, txs int) *clinicDay {
	t.Helper()
	w := &clinicDay{disk: newSimDisk(nil)}
	w.ring = &simRing{memRing: newRing("sim"), disk: w.disk}
	var found []Evidence
	v := simVFS(t, w.ring, w.disk, &found)
	c, err := openSim(v.Name(), true)
	must(t, err)
	exec(t, c, simSchema)
	w.ring.provisioned()
	first := w.disk.at()
	zero, err := digest(c)
	must(t, err)
	w.digests, w.acked = []string{zero}, []int{first}
	w.play(t, c, txs, rand.New(rand.NewSource(seed)))
	must(t, c.Close())
	must(t, v.Close())
	return w
}

// revive opens what a cut or a kill left and returns which commit it shows.
func (w *clinicDay) revive(t testing.TB, disk *simDisk, head Head, then func(*sqlite3.Conn, *clinicDay)) (int, error) {
	ring := &simRing{memRing: newRing("sim"), disk: disk}
	ring.provisioned()
	ring.memRing.head = head
	var found []Evidence
	v := simVFS(t, ring, disk, &found)
	defer func() { must(t, v.Close()) }()
	c, err := openSim(v.Name(), true)
	if err != nil {
		return 0, fmt.Errorf("%w (%v)", err, v.Reason("a.1.vault"))
	}
	defer c.Close()
	got, err := digest(c)
	if err != nil {
		return 0, err
	}
	if ok, err := text(c, "PRAGMA integrity_check"); ok != "ok" {
		return 0, fmt.Errorf("integrity_check: %s %w", ok, err)
	}
	for i := len(w.digests) - 1; i >= 0; i-- {
		if w.digests[i] == got {
			if then != nil {
				then(c, &clinicDay{disk: disk, ring: ring, digests: []string{got}, acked: []int{disk.at()}})
			}
			return i, nil
		}
	}
	return 0, fmt.Errorf("the content is not that of any commit: %s", got)
}

// sure returns the last commit acknowledged before call n.
func (w *clinicDay) sure(n int) (i int) {
	for i+1 < len(w.acked) && w.acked[i+1] <= n {
		i++
	}
	return i
}

// survive cuts the power before a random call, or kills the process there, and
// wants every acknowledged commit back. then may go on working.
func (w *clinicDay) survive(t testing.TB, kill bool, c cruelty, last Head, rng *rand.Rand, then func(*sqlite3.Conn, *clinicDay)) Head {
	t.Helper()
	n := w.acked[0] + rng.Intn(len(w.disk.log)-w.acked[0]+1)
	image, head := w.disk.cut(n, c, rng)
	if head == nil {
		head = &last
	}
	disk := newSimDisk(image)
	if kill {
		disk = w.disk.killed(n)
	}
	got, err := w.revive(t, disk, *head, then)
	if sure := w.sure(n); err != nil || got < sure || got > sure+1 {
		t.Fatalf("stopped before call %d (killed: %v): commit %d of %d (%v)", n, kill, got, sure, err)
	}
	return *head
}

var cruelties = map[string]cruelty{
	"reordered in 512 byte sectors":       {sector: 512, lose: 0.5},
	"reordered in 4 KiB sectors":          {sector: 4096, lose: 0.5},
	"all but little lost":                 {sector: 512, lose: 0.9},
	"sectors destroyed":                   {sector: 4096, lose: 0.3, destroy: 0.3},
	"sectors destroyed, nothing else":     {sector: 4096, destroy: 0.2},
	"torn and destroyed, small and large": {sector: 512, lose: 0.2, destroy: 0.1},
}

// Every commit that was acknowledged is there after a cut of power at any call,
// nothing half is, and what comes back works on, through a second cut; also when
// the process was killed before.
func TestACutOfPowerLosesNoAcknowledgedCommit(t *testing.T) {
	t.Parallel()
	w := day(t, 1, 60)
	for name, c := range cruelties {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			rng := rand.New(rand.NewSource(7))
			for trial := range 70 / slow {
				var next *clinicDay
				then := func(c *sqlite3.Conn, d *clinicDay) {
					if trial%2 == 0 {
						d.play(t, c, 1+rng.Intn(4), rng)
						next = d
					}
				}
				head := w.survive(t, trial%4 == 0, c, Head{}, rng, then)
				if next != nil {
					next.survive(t, false, c, head, rng, nil)
				}
			}
		})
	}
}

// A plainSim is SQLite's own packed layout on the simulated disk: frames of the
// log share sectors.
type plainSim struct {
	*simDisk
	shm string
}

type plainFile struct {
	*simFile
	shm vfs.SharedMemory
}

func (f plainFile) SharedMemory() vfs.SharedMemory { return f.shm }

func (p plainSim) Open(name string, flags vfs.OpenFlag) (vfs.File, vfs.OpenFlag, error) {
	f, out, err := p.simDisk.Open(name, flags)
	if err != nil {
		return nil, out, err
	}
	return plainFile{f.(*simFile), vfs.NewSharedMemory(p.shm, flags)}, out, nil
}

// plainCuts plays the same day on SQLite's own layout and counts how many cuts
// lost an acknowledged commit or left damage.
func plainCuts(t *testing.T, c cruelty, trials int) (lost int) {
	t.Helper()
	name := "plain-" + t.Name()
	run := func(d *simDisk, fn func(*sqlite3.Conn)) {
		vfs.Register(name, plainSim{d, t.TempDir() + "/shm"})
		defer vfs.Unregister(name)
		conn, err := openSim(name, false)
		must(t, err)
		defer conn.Close()
		fn(conn)
	}
	w := &clinicDay{disk: newSimDisk(nil)}
	run(w.disk, func(conn *sqlite3.Conn) {
		exec(t, conn, simSchema)
		w.digests, w.acked = []string{""}, []int{w.disk.at()}
		w.play(t, conn, 60, rand.New(rand.NewSource(1)))
	})
	rng := rand.New(rand.NewSource(7))
	for range trials {
		n := w.acked[0] + rng.Intn(len(w.disk.log)-w.acked[0])
		image, _ := w.disk.cut(n, c, rng)
		sure := w.sure(n)
		ok := sure == 0
		run(newSimDisk(image), func(conn *sqlite3.Conn) {
			got, err := digest(conn)
			check, _ := text(conn, "PRAGMA integrity_check")
			for i := sure; err == nil && check == "ok" && i <= sure+1 && i < len(w.digests); i++ {
				ok = ok || w.digests[i] == got
			}
		})
		if !ok {
			lost++
		}
	}
	return lost
}

// The control: the same cuts on the packed layout do lose commits when sectors
// are destroyed, and lose none when sectors are only torn and reordered, which
// SQLite is made for. So the simulator is neither blind nor unfair.
func TestTheSameCutsHurtThePackedLayout(t *testing.T) {
	t.Parallel()
	if lost := plainCuts(t, cruelties["sectors destroyed, nothing else"], 40); lost == 0 {
		t.Error("no cut hurt the packed layout: the simulator proves nothing")
	} else {
		t.Logf("the packed layout lost commits in %d of 40 cuts", lost)
	}
}

func TestTheSimulatorIsFairToSQLite(t *testing.T) {
	t.Parallel()
	if lost := plainCuts(t, cruelties["reordered in 512 byte sectors"], 40); lost > 0 {
		t.Errorf("%d of 40 cuts hurt plain SQLite, which survives reordering", lost)
	}
}
