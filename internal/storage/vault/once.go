package vault

import (
	"errors"
	"sync"
	"time"

	"kosh/internal/base/errs"
	"kosh/internal/kernel/audit"
)

// Replay looks whether a form with this key was already done by this person. It
// returns where its answer is; a different form under the same key is a Conflict.
func (tx *Tx) Replay(key string, request Hash) (location string, done bool, err error) {
	var was Hash
	err = tx.Get(selectIdempotent, []any{tx.who.Account, key}, &was, &location)
	if errors.Is(err, ErrNoRows) {
		return "", false, nil
	}
	if err != nil {
		return "", false, err
	}
	if string(was.b) != string(request.b) {
		return "", false, errs.New(errs.Conflict, "This form was already sent with other contents. Reload the page and try again.")
	}
	tx.stated = true
	tx.NoDisclosure("repeats a form already done")
	return location, true, nil
}

// Remember stores, with the change, where the answer to the form is.
func (tx *Tx) Remember(key string, request Hash, location string) error {
	_, err := tx.Exec(insertIdempotent, tx.who.Account, key, request, location, tx.Micros())
	return err
}

// PruneForms forgets forms done more than a day ago.
func (tx *Tx) PruneForms() error {
	tx.stated = true
	tx.NoDisclosure("forgets forms done")
	_, err := tx.Exec(pruneIdempotent, tx.now.Add(-24*time.Hour).UnixMicro())
	return err
}

// topics carries "something changed" to live pages: a name and a number, no content.
type topics struct {
	mu     sync.Mutex
	ended  bool
	counts map[string]uint64
	subs   map[chan Change]struct{}
}

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
		names = append(names, "log")
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

// OpenBody opens a stored entry's body for a page about the log.
func (tx *Tx) OpenBody(salt Hash, body Sealed) (*audit.Entry, error) {
	if len(salt.b) != 16 {
		return nil, errs.New(errs.Corrupt, "A stored entry of the log is damaged.")
	}
	return tx.f.openBody([16]byte(salt.b), body.b)
}

func (f *file) openBody(salt [16]byte, body []byte) (*audit.Entry, error) {
	plain, err := f.audit.Open(f.bodyPlace(salt), body)
	if err != nil {
		return nil, errs.Wrap(errs.Corrupt, "A stored entry of the log does not authenticate.", err)
	}
	return audit.DecodeEntry(plain)
}
