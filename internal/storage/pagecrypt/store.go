package pagecrypt

import (
	"crypto/rand"
	"sync"
	"sync/atomic"

	"github.com/ncruces/go-sqlite3"
)

// A store is what the connections of this process to one main file share.
type store struct {
	vfs  *VFS
	path string
	file string // base name
	id   uint64
	shm  string // path of the WAL index, the same for all connections
	refs int    // guarded by vfs.mu

	mu     sync.Mutex // guards start, the head and changes of epoch
	ready  bool
	ring   Ring
	key    [32]byte // page key
	head   Head
	epochs uint64 // how many epochs this store has seen

	main   *box
	wal    atomic.Pointer[epoch] // nil: no log that may hold commits
	failed atomic.Bool           // a sync failed: nothing is written any more

	budget struct {
		sync.Mutex
		left, block int64
	}
	locks [64]sync.RWMutex // by page: read from disk and cache, or write to both
}

// An epoch is one life of the log, from a write of its header to the next.
type epoch struct {
	*box
	number uint64       // for the cache
	known  atomic.Int64 // frames known to be durable and committed
	parts  atomic.Int64 // sealed under its key
}

// maxParts bounds what is sealed under one key with random 96-bit nonces: after
// 2^32 the chance of a repeated nonce would pass 2^-32 (NIST SP 800-38D §8.3).
const maxParts = 1 << 31

// The budget of main-page writes is reserved in blocks that grow, so that a
// vault opened for a moment does not burn a large one.
const (
	firstBlock = 1 << 10
	lastBlock  = 1 << 20
)

func (s *store) lock(k cacheKey) *sync.RWMutex {
	return &s.locks[(uint64(k.index)^k.epoch<<5)%uint64(len(s.locks))]
}

func (s *store) newEpochKey(id [16]byte) (*epoch, error) {
	b, err := newBox(s.key, s.ring.FileID(), s.head.Generation, id)
	if err != nil {
		return nil, err
	}
	s.epochs++
	return &epoch{box: b, number: s.epochs}, nil
}

// spend takes one main-page write from the budget, durably reserved before use.
func (s *store) spend() error {
	b := &s.budget
	b.Lock()
	defer b.Unlock()
	if b.left == 0 {
		b.block = min(max(2*b.block, firstBlock), lastBlock)
		if err := s.ring.Reserve(b.block); err != nil {
			b.block /= 4
			return refuse(s.vfs, &Fault{File: s.file, Err: ErrBudget, Cause: err}, sqlite3.IOERR_WRITE)
		}
		b.left = b.block
	}
	b.left--
	return nil
}

// setHead makes a head durable and then current. Callers hold s.mu.
func (s *store) setHead(h Head) error {
	if err := s.ring.SetHead(h); err != nil {
		return refuse(s.vfs, &Fault{File: s.file, Err: ErrHead, Cause: err}, sqlite3.IOERR_WRITE)
	}
	s.head = h
	return nil
}

// begin starts an epoch: its id is in the head before SQLite's header is in the
// log. SQLite restarts a log only when every frame of it is in the main file and
// synced there, so the frames of the epoch before are worth nothing from here on.
func (s *store) begin(mainSize int64) (*epoch, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var id [16]byte
	for id == ([16]byte{}) {
		_, _ = rand.Read(id[:])
		id[0] &^= heldBit
	}
	old := s.wal.Load()
	e, err := s.newEpochKey(id)
	if err != nil {
		return nil, err
	}
	if err := s.setHead(Head{Generation: s.head.Generation, Epoch: id, Size: mainSize}); err != nil {
		return nil, err
	}
	s.wal.Store(e)
	s.dropEpoch(old)
	return e, nil
}

// hold records that the header of the current epoch is durable.
func (s *store) hold(e *epoch) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.wal.Load() != e || s.head.held() {
		return nil
	}
	h := s.head
	h.Epoch[0] |= heldBit
	return s.setHead(h)
}

// settle records that no log holds anything, before the log is truncated or
// deleted: SQLite does either only when the main file is complete and synced.
// A negative size leaves the recorded one.
func (s *store) settle(mainSize int64) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	h := Head{Generation: s.head.Generation, Size: s.head.Size}
	if mainSize >= 0 {
		h.Size = mainSize
	}
	if h != s.head {
		if err := s.setHead(h); err != nil {
			return err
		}
	}
	old := s.wal.Swap(nil)
	s.dropEpoch(old)
	return nil
}

// shrink lowers the recorded size before the main file is made shorter.
func (s *store) shrink(size int64) error {
	s.mu.Lock()
	if size < s.head.Size {
		h := s.head
		h.Size = size
		if err := s.setHead(h); err != nil {
			s.mu.Unlock()
			return err
		}
	}
	s.mu.Unlock()
	s.vfs.cache.dropIf(func(k cacheKey) bool {
		return k.store == s.id && k.epoch == 0 && k.index >= size/pageSize
	})
	return nil
}

func (s *store) dropEpoch(e *epoch) {
	if e != nil {
		s.vfs.cache.dropIf(func(k cacheKey) bool { return k.store == s.id && k.epoch == e.number })
	}
}

// synced turns the first failed sync into a lasting refusal: the kernel may have
// dropped what it could not write, and a later sync would not say so.
func (s *store) synced(err error) error {
	if err == nil && !s.failed.Load() {
		return nil
	}
	s.failed.Store(true)
	return refuse(s.vfs, &Fault{File: s.file, Err: ErrFailed, Cause: err}, sqlite3.IOERR_FSYNC)
}

func (s *store) writable() error {
	if s.failed.Load() {
		return refuse(s.vfs, &Fault{File: s.file, Err: ErrFailed}, sqlite3.IOERR_WRITE)
	}
	return nil
}

const heldBit = 1

func (h Head) held() bool { return h.Epoch[0]&heldBit != 0 }

// id returns the epoch without the held bit.
func (h Head) id() [16]byte {
	h.Epoch[0] &^= heldBit
	return h.Epoch
}
