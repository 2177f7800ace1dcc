package ratelimit

import "time"

// An entry is what is known of one key of one class.
type entry struct {
	hash       uint64
	prev, next *entry  // by last use
	times      []int64 // a class without a burst: when the last N acts were, oldest first from at
	at         int
	due        int64 // a class with a burst: the theoretical arrival time (GCRA, ITU-T I.371 annex A)
}

// wait returns how long until the next act is allowed, 0 if it is now. A nil
// entry allows at once.
func (e *entry) wait(class Rate, now int64) time.Duration {
	if e == nil {
		return 0
	}
	if class.Burst > 0 {
		return time.Duration(max(0, e.due-int64(class.Burst-1)*interval(class)-now))
	}
	if len(e.times) < class.N {
		return 0
	}
	return time.Duration(max(0, e.times[e.at%len(e.times)]+int64(class.Per)-now))
}

// take counts an act at now. A clock set back does not open the window: the act
// counts as no earlier than the one before it.
func (e *entry) take(class Rate, now int64) {
	switch {
	case class.Burst > 0:
		e.due = max(e.due, now) + interval(class)
	case len(e.times) < class.N:
		e.times = append(e.times, max(now, e.newest()))
	default:
		newest := e.newest()
		e.times[e.at] = max(now, newest)
		e.at = (e.at + 1) % len(e.times)
	}
}

func (e *entry) newest() int64 {
	if len(e.times) == 0 {
		return -1 << 63
	}
	return e.times[(e.at+len(e.times)-1)%len(e.times)]
}

// interval is the time one act of a class with a burst uses up, rounded up so
// that no more than N fit into Per.
func interval(class Rate) int64 {
	return (int64(class.Per) + int64(class.N) - 1) / int64(class.N)
}

// recent holds the entries of one class in one shard, the least recently used
// one first to go.
type recent struct {
	keys map[uint64]*entry
	root entry // root.next is the most, root.prev the least recently used
}

func newRecent() *recent {
	r := &recent{keys: make(map[uint64]*entry)}
	r.root.prev, r.root.next = &r.root, &r.root
	return r
}

func (r *recent) get(h uint64) *entry { return r.keys[h] }

// touch returns the entry of h as the most recently used one, made if need be.
func (r *recent) touch(h uint64, capacity int) *entry {
	e := r.keys[h]
	if e == nil {
		if len(r.keys) >= capacity {
			oldest := r.root.prev
			oldest.unlink()
			delete(r.keys, oldest.hash)
		}
		e = &entry{hash: h}
		r.keys[h] = e
	} else {
		e.unlink()
	}
	e.prev, e.next = &r.root, r.root.next
	e.prev.next, e.next.prev = e, e
	return e
}

func (e *entry) unlink() { e.prev.next, e.next.prev = e.next, e.prev }
