package sessions

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/binary"
	"encoding/json"
	"errors"
	"maps"
	"slices"
	"strings"
	"time"

	"kosh/internal/base/clock"
	"kosh/internal/base/errs"
	"kosh/internal/base/ids"
	"kosh/internal/kernel/access"
	"kosh/internal/storage/control"
)

// A state is a session's row as last read, and what it is judged with.
type state struct {
	Session
	keyHash [32]byte // of its device's key
	holds   bool     // account active, membership holding, nothing reset since
	read    time.Time
}

// alive reports whether the session may still be used, locked or not.
func (x *state) alive(now time.Time) bool {
	return x.holds && x.EndedAt.IsZero() && now.Before(x.EndsAt)
}

// device reports whether a device cookie's value is that of the session's device.
func (x *state) device(cookie string) bool {
	id, key, _ := strings.Cut(cookie, ".")
	sum := sha256.Sum256([]byte(key))
	return id == x.Device.String() && subtle.ConstantTimeCompare(sum[:], x.keyHash[:]) == 1
}

// where is the sealed document of where a session began, version 1.
type where struct {
	V     int    `json:"v"`
	IP    string `json:"ip,omitzero"`
	Agent string `json:"agent,omitzero"`
}

// bound is what the sealed document of a session's row is bound to: everything in
// the row that never changes, and the device's key. Whoever can write the store
// and has no key cannot make one person's session another's.
func (x *state) bound() []byte {
	b := slices.Concat(x.ID.Bytes(), x.Account.Bytes(), x.Tenant.Bytes(), x.Staff.Bytes(), x.Device.Bytes(), x.keyHash[:])
	b = binary.BigEndian.AppendUint64(b, uint64(clock.Micros(x.CreatedAt)))
	b = binary.BigEndian.AppendUint64(b, uint64(clock.Micros(x.EndsAt)))
	if x.Second {
		return append(b, 1)
	}
	return append(b, 0)
}

func (s *Store) sealWhere(x state) ([]byte, error) {
	b, err := json.Marshal(where{1, x.From.IP, x.From.Agent})
	if err != nil {
		return nil, err
	}
	return s.c.Seal("session", "from_where", x.bound(), b), nil
}

func moment(us int64) time.Time {
	if us == 0 {
		return time.Time{}
	}
	return clock.FromMicros(us)
}

func (s *Store) scan(r control.Row) (x state, err error) {
	var created, seen, ends, locked, ended, holds int64
	var sealed, hash []byte
	err = r.Scan(&x.ID, &x.Account, &x.Tenant, &x.Chamber, &x.Staff, &x.Device, &x.Second, &created, &seen,
		&ends, &locked, &ended, &x.Reason, &x.Tries, &sealed, &hash, &holds)
	if err != nil {
		return x, err
	}
	x.CreatedAt, x.SeenAt, x.EndsAt, x.LockedAt, x.EndedAt = moment(created), moment(seen), moment(ends), moment(locked), moment(ended)
	copy(x.keyHash[:], hash)
	b, err := s.c.Open("session", "from_where", x.bound(), sealed)
	if err != nil {
		return x, err
	}
	var w where
	if err := json.Unmarshal(b, &w); err != nil {
		return x, errs.Wrap(errs.Corrupt, "A stored session cannot be read.", err)
	}
	x.From, x.holds = access.From{IP: w.IP, Agent: w.Agent}, holds == 1
	return x, nil
}

// load reads a session's row; ErrNone if there is none.
func (s *Store) load(tx *control.Tx, id ids.Session) (x state, err error) {
	found := false
	err = tx.Each(selectSession, []any{id}, func(r control.Row) error {
		found = true
		x, err = s.scan(r)
		return err
	})
	if err == nil && !found {
		err = ErrNone
	}
	return x, err
}

// state returns a session at most a second old.
func (s *Store) state(ctx context.Context, id ids.Session) (state, error) {
	now := s.clock.Now()
	s.mu.Lock()
	x, ok := s.states[id]
	version, seen := s.version, s.seen[id]
	s.mu.Unlock()
	if !ok || now.Sub(x.read) >= stateAge || now.Before(x.read) {
		err := s.c.View(ctx, func(tx *control.Tx) (err error) {
			x, err = s.load(tx, id)
			return err
		})
		if err != nil {
			return state{}, err
		}
		// A role given since may ask for a second factor this session has not.
		if x.holds && x.EndedAt.IsZero() {
			if err := s.second(ctx, x.Session); errors.Is(err, errSecond) {
				x.holds = false
			} else if err != nil {
				return state{}, err
			}
		}
		x.read = now
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if version == s.version { // else something changed while it was read
		s.states[id] = x
	}
	if seen = max(seen, s.seen[id]); seen > clock.Micros(x.SeenAt) {
		x.SeenAt = clock.FromMicros(seen)
	}
	return x, nil
}

// changed drops what is known of sessions, so that the next look reads the row,
// and tells whoever watches them. Called after every commit that changed one.
func (s *Store) changed(all ...ids.Session) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.version++
	for _, id := range all {
		delete(s.states, id)
		s.release(id)
	}
}

// touch keeps the time of an activity in memory until the next flush.
func (s *Store) touch(x *state, now time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	us := clock.Micros(now)
	if us > s.seen[x.ID] {
		s.seen[x.ID] = us
		x.SeenAt = now
	}
}

// Flush writes the times of activity kept in memory. It runs by itself every 30
// seconds; a crash makes a session look idle for that much longer, never shorter.
func (s *Store) Flush(ctx context.Context) error {
	s.mu.Lock()
	seen := maps.Clone(s.seen)
	s.mu.Unlock()
	if len(seen) == 0 {
		return nil
	}
	err := s.c.Update(ctx, func(tx *control.Tx) error {
		for id, at := range seen {
			if _, err := tx.Exec(setSeen, id, at); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.version++ // rows read before this commit are not kept
	for id, at := range seen {
		if s.seen[id] == at {
			delete(s.seen, id)
		}
		if x, ok := s.states[id]; ok && at > clock.Micros(x.SeenAt) {
			x.SeenAt = clock.FromMicros(at)
			s.states[id] = x
		}
	}
	return nil
}

// lockIdle locks a session nobody used for IdleAfter, as of the moment it became so.
func (s *Store) lockIdle(ctx context.Context, x *state, now time.Time) error {
	if x.Locked() || now.Sub(x.SeenAt) < IdleAfter {
		return nil
	}
	at := x.SeenAt.Add(IdleAfter)
	if err := s.lock(ctx, x.ID, at); err != nil {
		return err
	}
	x.LockedAt = at
	return nil
}

func (s *Store) lock(ctx context.Context, id ids.Session, at time.Time) error {
	err := s.c.Update(ctx, func(tx *control.Tx) error {
		_, err := tx.Exec(lockOne, id, clock.Micros(at))
		return err
	})
	s.changed(id)
	return err
}
