package vault

import (
	"context"
	"sync"

	"kosh/internal/kernel/access"
)

// topics carries "something changed" to live pages: a name and a number, no content.
type topics struct {
	mu     sync.Mutex
	ended  bool
	counts map[string]uint64
	subs   map[chan Change]struct{}
}

// TopicLog moves with every entry of the log: changes, views, refusals.
const TopicLog = "log"

// A Change says that a topic has a new version.
type Change struct {
	Topic   string
	Version uint64
}

func (f *file) signal(tx *Tx) {
	if tx == nil {
		return
	}
	names := tx.topics
	if len(tx.entry.Records) > 0 || tx.entry.Verb != "" {
		names = append(names, TopicLog)
	}
	f.topics.bump(names)
}

func (t *topics) bump(names []string) {
	if len(names) == 0 {
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.counts == nil {
		t.counts = map[string]uint64{}
	}
	for _, n := range names {
		t.counts[n]++
		for s := range t.subs {
			select {
			case s <- Change{n, t.counts[n]}:
			default: // a slow page fetches again at the next change
			}
		}
	}
}

func (t *topics) subscribe() chan Change {
	c := make(chan Change, 16)
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.ended {
		close(c)
		return c
	}
	if t.subs == nil {
		t.subs = map[chan Change]struct{}{}
	}
	t.subs[c] = struct{}{}
	return c
}

func (t *topics) unsubscribe(c chan Change) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if _, ok := t.subs[c]; ok {
		delete(t.subs, c)
		close(c)
	}
}

func (t *topics) close() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.ended = true
	for c := range t.subs {
		delete(t.subs, c)
		close(c)
	}
}

// Watch calls fn for every change in the clinic until ctx ends, the vault is
// closed, or fn fails. It holds no transaction. Reading the grants again is the
// caller's: a stream must end when its session does.
func (s *Store) Watch(ctx context.Context, who access.Who, fn func(Change) error) error {
	f, err := s.enter(ctx, who)
	if err != nil {
		return err
	}
	c := f.topics.subscribe()
	s.leave(f)
	defer f.topics.unsubscribe(c)
	for {
		select {
		case <-ctx.Done():
			return nil
		case change, ok := <-c:
			if !ok {
				return nil
			}
			if err := fn(change); err != nil {
				return err
			}
		}
	}
}
