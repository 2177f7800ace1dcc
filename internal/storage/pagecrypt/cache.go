package pagecrypt

import "sync"

// A cache keeps decrypted pages of all files of one VFS: a bounded LRU in
// shards, each page zeroed when it leaves.
//
// It is coherent because of its callers: they fill it only while they hold the
// page's lock of the store for reading (so no write can lie between the read
// from disk and the put), and every write updates or drops the page under the
// same lock held for writing.
type cache struct {
	shards []cacheShard
}

type cacheKey struct {
	store uint64 // one opening of one file
	epoch uint64 // 0 for main pages, else the number of the WAL epoch
	index int64
}

type cacheShard struct {
	mu    sync.Mutex
	room  int
	pages map[cacheKey]*cachedPage
	lru   cachedPage // ring; lru.next is the newest
}

type cachedPage struct {
	key        cacheKey
	prev, next *cachedPage
	data       [pageSize]byte
}

// newCache returns nil for no pages; a nil cache keeps nothing.
func newCache(pages int) *cache {
	if pages <= 0 {
		return nil
	}
	c := &cache{shards: make([]cacheShard, min(16, pages))}
	for i := range c.shards {
		s := &c.shards[i]
		s.room = pages / len(c.shards)
		if i < pages%len(c.shards) {
			s.room++
		}
		s.pages = make(map[cacheKey]*cachedPage)
		s.lru.prev, s.lru.next = &s.lru, &s.lru
	}
	return c
}

func (c *cache) shard(k cacheKey) *cacheShard {
	h := (uint64(k.index) ^ k.store<<7 ^ k.epoch<<13) * 0x9e3779b97f4a7c15
	return &c.shards[(h>>32)%uint64(len(c.shards))]
}

func (p *cachedPage) unlink() { p.prev.next, p.next.prev = p.next, p.prev }

func (s *cacheShard) front(p *cachedPage) {
	p.prev, p.next = &s.lru, s.lru.next
	p.prev.next, p.next.prev = p, p
}

// get copies the page into dst and reports whether it was there.
func (c *cache) get(k cacheKey, dst []byte) bool {
	if c == nil {
		return false
	}
	s := c.shard(k)
	s.mu.Lock()
	p := s.pages[k]
	if p != nil {
		copy(dst, p.data[:])
		p.unlink()
		s.front(p)
	}
	s.mu.Unlock()
	return p != nil
}

// put stores a copy of the page; what src lacks of it is zero.
func (c *cache) put(k cacheKey, src []byte) {
	if c == nil {
		return
	}
	s := c.shard(k)
	s.mu.Lock()
	defer s.mu.Unlock()
	p := s.pages[k]
	switch {
	case p != nil:
		p.unlink()
	case len(s.pages) >= s.room:
		p = s.lru.prev
		p.unlink()
		delete(s.pages, p.key)
	default:
		p = new(cachedPage)
	}
	clear(p.data[copy(p.data[:], src):])
	p.key = k
	s.pages[k] = p
	s.front(p)
}

// drop forgets one page.
func (c *cache) drop(k cacheKey) {
	if c == nil {
		return
	}
	s := c.shard(k)
	s.mu.Lock()
	if p := s.pages[k]; p != nil {
		s.remove(p)
	}
	s.mu.Unlock()
}

// dropIf forgets every page whose key matches.
func (c *cache) dropIf(match func(cacheKey) bool) {
	if c == nil {
		return
	}
	for i := range c.shards {
		s := &c.shards[i]
		s.mu.Lock()
		for k, p := range s.pages {
			if match(k) {
				s.remove(p)
			}
		}
		s.mu.Unlock()
	}
}

func (s *cacheShard) remove(p *cachedPage) {
	p.unlink()
	delete(s.pages, p.key)
	clear(p.data[:])
}

func (c *cache) len() (n int) {
	if c == nil {
		return 0
	}
	for i := range c.shards {
		s := &c.shards[i]
		s.mu.Lock()
		n += len(s.pages)
		s.mu.Unlock()
	}
	return n
}
