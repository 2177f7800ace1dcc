package vault

import (
	"context"
	"encoding/binary"
	"errors"
	"maps"
	"slices"
	"sync"
	"time"

	"kosh/internal/base/errs"
	"kosh/internal/base/ids"
	"kosh/internal/kernel/access"
	"kosh/internal/kernel/audit"
)

// repeats counts views that show the same person the same thing again, so that
// the log cannot be flooded: within five minutes (a minute for a refusal) they
// make one more entry with a count. The first is durable before anything is
// counted against it.
type repeats struct {
	mu   sync.Mutex
	seen map[repeatKey]*repeat
}

type repeatKey struct {
	session ids.Session
	account ids.Account
	chamber ids.Chamber
	verb    audit.Verb
	rest    string // everything else the entry says, each part with its length
}

type repeat struct {
	key     repeatKey
	entry   audit.Entry
	until   time.Time
	durable bool
	more    int
}

// maxRepeats bounds the memory of one vault's counters.
const maxRepeats = 20_000

func (r *repeats) init() { r.seen = map[repeatKey]*repeat{} }

// keyOf returns what two entries have in common when the second says nothing new.
// Entries with several records are never merged.
func keyOf(e *audit.Entry) (repeatKey, bool) {
	if e.Verb != audit.Read && e.Verb != audit.Deny || len(e.Records) > 1 || e.Session.IsZero() {
		return repeatKey{}, false
	}
	parts := []string{e.Screen, e.Purpose, e.Reason, e.IP, e.Agent, e.Role, string(e.Outcome)}
	for _, r := range e.Records {
		parts = append(parts, r.Kind, r.ID)
	}
	for _, name := range slices.Sorted(maps.Keys(e.Detail)) {
		parts = append(parts, name, e.Detail[name])
	}
	var rest []byte
	for _, p := range parts {
		rest = append(binary.AppendUvarint(rest, uint64(len(p))), p...)
	}
	return repeatKey{session: e.Session, account: e.Account, chamber: e.Chamber, verb: e.Verb, rest: string(rest)}, true
}

// counted reports whether e repeats an entry that is durable and is now counted
// against it. Otherwise e is to be written; first, if not nil, is what later ones
// are counted against once settle says that it is durable.
func (r *repeats) counted(e *audit.Entry, now time.Time) (again bool, first *repeat) {
	k, ok := keyOf(e)
	if !ok {
		return false, nil
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	was := r.seen[k]
	switch {
	case was != nil && was.durable && now.Before(was.until):
		was.more++
		return true, nil
	case was != nil && (!was.durable || was.more > 0):
		return false, nil // on its way, or its count is: this one stands for itself
	case len(r.seen) >= maxRepeats:
		return false, nil // not remembered: every view makes its own entry
	}
	window := 5 * time.Minute
	if e.Verb == audit.Deny {
		window = time.Minute
	}
	first = &repeat{key: k, entry: *e, until: now.Add(window)}
	r.seen[k] = first
	return false, first
}

// settle says how the writing of first ended.
func (r *repeats) settle(first *repeat, durable bool) {
	if first == nil {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	switch {
	case durable:
		first.durable = true
	case first.more > 0: // put back meanwhile: a count against an older entry
		first.durable, first.until = true, time.Time{}
	case r.seen[first.key] == first:
		delete(r.seen, first.key)
	}
}

// due takes out the counters whose time is over, or all, and returns those that
// counted something.
func (r *repeats) due(now time.Time, all bool) (due []*repeat) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for k, c := range r.seen {
		if !c.durable || !all && now.Before(c.until) {
			continue
		}
		delete(r.seen, k)
		if c.more > 0 {
			due = append(due, c)
		}
	}
	return due
}

// putBack keeps a count that could not be written for the next time.
func (r *repeats) putBack(c *repeat) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if now := r.seen[c.key]; now != nil {
		now.more += c.more
		return
	}
	r.seen[c.key] = c
}

// flushRepeats writes the counts whose time is over, or all.
func (f *file) flushRepeats(ctx context.Context, all bool) error {
	now := f.store.cfg.Clock.Now()
	var failed error
	for _, c := range f.repeats.due(now, all) {
		e := c.entry
		e.Count = c.more
		if err := f.append(ctx, &e, now.UnixMicro()); err != nil {
			f.repeats.putBack(c)
			failed = errors.Join(failed, err)
		}
	}
	return failed
}

// budget bounds how many different records one session is shown in an hour.
type budget struct {
	mu    sync.Mutex
	swept time.Time
	spent map[ids.Session]*spending
}

type spending struct {
	since time.Time
	seen  map[ids.Patient]struct{}
}

func (b *budget) init() { b.spent = map[ids.Session]*spending{} }

// spend counts a record against the session's budget, once.
func (tx *Tx) spend(id ids.Patient) error {
	if tx.system != "" {
		return nil
	}
	b := &tx.f.budget
	b.mu.Lock()
	defer b.mu.Unlock()
	s := b.spent[tx.who.Session]
	if s == nil || tx.now.Sub(s.since) >= time.Hour {
		if tx.now.Sub(b.swept) >= 10*time.Minute {
			b.swept = tx.now
			for k, v := range b.spent {
				if tx.now.Sub(v.since) >= time.Hour {
					delete(b.spent, k)
				}
			}
		}
		s = &spending{since: tx.now, seen: map[ids.Patient]struct{}{}}
		b.spent[tx.who.Session] = s
	}
	if _, again := s.seen[id]; !again && len(s.seen) >= tx.f.store.cfg.RecordBudget {
		tx.refused = &refusal{need: access.PatientList}
		return errs.New(errs.TooMany, "This session has opened as many records as one may in an hour. Wait, or ask the owner.")
	}
	s.seen[id] = struct{}{}
	return nil
}

// grantCache keeps grants read at one data version, which is the same as
// reading them in every transaction: any change of them is a data commit.
type grantCache struct {
	mu      sync.Mutex
	version uint64
	grants  map[grantKey]access.Grants
}

type grantKey struct {
	account ids.Account
	chamber ids.Chamber
}

// grantsOf returns what the person may do, as the transaction's snapshot says.
func (f *file) grantsOf(tx *Tx) (access.Grants, error) {
	if tx.write {
		return f.store.cfg.Grants(tx, tx.who)
	}
	k := grantKey{tx.who.Account, tx.who.Chamber}
	version := tx.db.Version()
	c := &f.grants
	c.mu.Lock()
	if c.version != version {
		c.version, c.grants = version, map[grantKey]access.Grants{}
	}
	g, ok := c.grants[k]
	c.mu.Unlock()
	if ok {
		return g, nil
	}
	g, err := f.store.cfg.Grants(tx, tx.who)
	if err != nil {
		return g, err
	}
	c.mu.Lock()
	if c.version == version {
		c.grants[k] = g
	}
	c.mu.Unlock()
	return g, nil
}
