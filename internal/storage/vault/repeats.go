package vault

import (
	"context"
	"errors"
	"sync"
	"time"

	"kosh/internal/base/errs"
	"kosh/internal/base/ids"
	"kosh/internal/kernel/access"
	"kosh/internal/kernel/audit"
)

// repeats counts views that show the same person the same thing again, so that
// the log cannot be flooded: within five minutes (a minute for a refusal) they
// make one more entry with a count. The first is always durable at once.
type repeats struct {
	mu   sync.Mutex
	seen map[repeatKey]*repeat
}

type repeatKey struct {
	session ids.Session
	verb    audit.Verb
	screen  string
	purpose string
	record  string // the only record; entries with several are never merged
}

type repeat struct {
	entry *audit.Entry
	until time.Time
	more  int
}

// maxRepeats bounds the memory of one vault's counters.
const maxRepeats = 20_000

func (r *repeats) init() { r.seen = map[repeatKey]*repeat{} }

func keyOf(e *audit.Entry) (repeatKey, bool) {
	if e.Verb != audit.Read && e.Verb != audit.Deny || len(e.Records) > 1 || e.Session.IsZero() {
		return repeatKey{}, false
	}
	k := repeatKey{session: e.Session, verb: e.Verb, screen: e.Screen, purpose: e.Purpose}
	if len(e.Records) == 1 {
		k.record = e.Records[0].Kind + "/" + e.Records[0].ID
	}
	return k, true
}

// counted reports whether e repeats an entry already written and is now counted;
// otherwise it remembers e.
func (r *repeats) counted(e *audit.Entry, now time.Time) bool {
	k, ok := keyOf(e)
	if !ok {
		return false
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if was := r.seen[k]; was != nil && now.Before(was.until) {
		was.more++
		return true
	}
	if len(r.seen) >= maxRepeats {
		return false // not remembered: every view makes its own entry
	}
	window := 5 * time.Minute
	if e.Verb == audit.Deny {
		window = time.Minute
	}
	if was := r.seen[k]; was != nil && was.more > 0 {
		return false // its count is not written yet; the next flush does
	}
	r.seen[k] = &repeat{entry: e, until: now.Add(window)}
	return false
}

// forget drops an entry whose write failed.
func (r *repeats) forget(e *audit.Entry) {
	if k, ok := keyOf(e); ok {
		r.mu.Lock()
		delete(r.seen, k)
		r.mu.Unlock()
	}
}

// flushRepeats writes the counts whose time is over, or all.
func (f *file) flushRepeats(ctx context.Context, all bool) error {
	now := f.store.cfg.Clock.Now()
	var due []*repeat
	f.repeats.mu.Lock()
	for k, r := range f.repeats.seen {
		if !all && now.Before(r.until) {
			continue
		}
		delete(f.repeats.seen, k)
		if r.more > 0 {
			due = append(due, r)
		}
	}
	f.repeats.mu.Unlock()
	var failed error
	for _, r := range due {
		e := *r.entry
		e.Count = r.more
		failed = errors.Join(failed, f.append(ctx, &e, now.UnixMicro()))
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
