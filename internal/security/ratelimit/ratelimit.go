// Package ratelimit says whether one more act is allowed now.
//
// Threats: guessing of passwords and codes (THR-01), scraping (THR-02), a flood
// that fills memory, and a flood of one kind that makes the limiter forget the
// others. Guarantees: for a class without a burst, never more than N acts of a
// key in any span of Per, exactly; with a burst, never more than N + Burst; a
// refused act costs nothing, so whoever goes on trying cannot keep a key shut;
// memory is bounded by the capacity of each class; no key is kept, only a keyed
// hash of it. Not covered: a class with more live keys than its capacity forgets
// the least recently used one (choose the capacity above what one attacker has
// addresses for), and two processes do not share their counts.
//
// Sign-in is limited per account and per address at once, and a device known by
// its server-issued cookie has a key of its own, so that a stranger cannot lock
// the owner out; the callers choose the keys.
package ratelimit

import (
	"hash/maphash"
	"net/netip"
	"slices"
	"sync"
	"time"

	"kosh/internal/base/clock"
)

// A Rate is a class of acts and what it allows: N acts in any span of Per if
// Burst is 0; else N per Per on average and Burst of them at once.
type Rate struct {
	Name  string // names the class; two rates of one name share their counts
	N     int    // a class without a burst keeps N times per key
	Per   time.Duration
	Burst int
}

// The classes of the house.
var (
	SignIn      = Rate{Name: "sign-in", N: 5, Per: time.Minute}                   // THR-01
	API         = Rate{Name: "api", N: 60, Per: time.Minute}                      // THR-02, per key
	Anonymous   = Rate{Name: "anonymous", N: 60, Per: time.Minute}                // per address
	Interactive = Rate{Name: "interactive", N: 600, Per: time.Minute, Burst: 120} // per session
	Reveal      = Rate{Name: "reveal", N: 30, Per: time.Hour}                     // MSK-04, per person
)

const shardCount = 16

// A Limiter counts acts. It is safe for concurrent use; make one with New.
type Limiter struct {
	clock  clock.Clock
	each   int // keys of a class a shard holds
	seed   maphash.Seed
	shards [shardCount]shard
}

type shard struct {
	mu      sync.Mutex
	classes map[string]*recent
}

// New returns a limiter that remembers at least capacity keys of each class.
func New(c clock.Clock, capacity int) *Limiter {
	l := &Limiter{clock: c, each: max(1, (capacity+shardCount-1)/shardCount), seed: maphash.MakeSeed()}
	// A little room above the even share, since keys do not fall evenly.
	l.each += l.each/8 + 8
	for i := range l.shards {
		l.shards[i].classes = make(map[string]*recent)
	}
	return l
}

// Allow counts one act of class for every key, or for none of them: it is
// allowed only if each key allows it. When it is refused, retry is how long to
// wait until it can be allowed, at least a nanosecond. No key is refused. Keys
// are what the caller limits by, "ip:" + IPKey(a), "account:" + id; they may be
// personal and of any length.
func (l *Limiter) Allow(class Rate, keys ...string) (ok bool, retry time.Duration) {
	if len(keys) == 0 || class.N <= 0 || class.Per <= 0 {
		return false, max(class.Per, 1)
	}
	hashes := make([]uint64, 0, 4)
	for _, k := range keys {
		hashes = append(hashes, maphash.String(l.seed, k))
	}
	unlock := l.lock(hashes)
	defer unlock()
	now := l.clock.Now().UnixNano()
	for _, h := range hashes {
		retry = max(retry, l.recent(class, h).get(h).wait(class, now))
	}
	if retry > 0 {
		return false, retry
	}
	for i, h := range hashes {
		if !slices.Contains(hashes[:i], h) {
			l.recent(class, h).touch(h, l.each).take(class, now)
		}
	}
	return true, 0
}

// lock locks the shards of hashes in order, each once.
func (l *Limiter) lock(hashes []uint64) (unlock func()) {
	var held [shardCount]bool
	for _, h := range hashes {
		held[h%shardCount] = true
	}
	for i := range held {
		if held[i] {
			l.shards[i].mu.Lock()
		}
	}
	return func() {
		for i := range held {
			if held[i] {
				l.shards[i].mu.Unlock()
			}
		}
	}
}

// recent returns the keys of class in the shard of h, which is locked.
func (l *Limiter) recent(class Rate, h uint64) *recent {
	s := &l.shards[h%shardCount]
	r := s.classes[class.Name]
	if r == nil {
		r = newRecent()
		s.classes[class.Name] = r
	}
	return r
}

// Len returns how many keys are remembered, for metrics.
func (l *Limiter) Len() int {
	n := 0
	for i := range l.shards {
		s := &l.shards[i]
		s.mu.Lock()
		for _, r := range s.classes {
			n += len(r.keys)
		}
		s.mu.Unlock()
	}
	return n
}

// IPKey returns what an address is limited by: itself, or for IPv6 its /64, for
// that is the least one customer has.
func IPKey(a netip.Addr) string {
	a = a.Unmap().WithZone("")
	if a.Is6() {
		if p, err := a.Prefix(64); err == nil {
			return p.String()
		}
	}
	return a.String()
}
