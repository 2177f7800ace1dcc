package sessions

import (
	"context"
	"errors"
	"slices"
	"time"

	"kosh/internal/base/ids"
)

// A watcher waits for a session to stop being usable as it is.
type watcher struct{ gone chan struct{} }

// Watch returns a channel that is closed when the session ends, is locked, or
// moves to another chamber: at once when this process does it, within a second
// otherwise. Streams end on it. Watching stops when ctx ends; then the channel
// may stay open.
func (s *Store) Watch(ctx context.Context, id ids.Session) <-chan struct{} {
	w := &watcher{make(chan struct{})}
	s.mu.Lock()
	s.watched[id] = append(s.watched[id], w)
	s.mu.Unlock()
	context.AfterFunc(ctx, func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		if left := slices.DeleteFunc(s.watched[id], func(v *watcher) bool { return v == w }); len(left) > 0 {
			s.watched[id] = left
		} else {
			delete(s.watched, id)
		}
	})
	// The session may have ended between the check of the request and now.
	s.inspect(ctx, id)
	return w.gone
}

// release closes the channels of a session's watchers. The caller holds mu.
func (s *Store) release(id ids.Session) {
	for _, w := range s.watched[id] {
		close(w.gone)
	}
	delete(s.watched, id)
}

// inspect looks at one watched session and lets its watchers go if it is over or
// locked.
func (s *Store) inspect(ctx context.Context, id ids.Session) {
	now := s.clock.Now()
	s.mu.Lock()
	before, known := s.states[id]
	s.mu.Unlock()
	x, err := s.state(ctx, id)
	if err == nil && x.alive(now) {
		err = s.lockIdle(ctx, &x, now)
	}
	moved := known && before.Chamber != x.Chamber
	if errors.Is(err, ErrNone) || err == nil && (!x.alive(now) || x.Locked() || moved) {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.release(id)
	}
}

// sweep looks at every watched session and forgets states nobody asked for.
func (s *Store) sweep(ctx context.Context) {
	now := s.clock.Now()
	s.mu.Lock()
	watched := make([]ids.Session, 0, len(s.watched))
	for id := range s.watched {
		watched = append(watched, id)
	}
	for id, x := range s.states {
		if now.Sub(x.read) > time.Minute {
			delete(s.states, id)
		}
	}
	s.mu.Unlock()
	for _, id := range watched {
		s.inspect(ctx, id)
	}
}

// housekeeping ends streams, writes activity and purges.
func (s *Store) housekeeping() {
	defer s.done.Done()
	ctx := context.Background()
	tick := time.NewTicker(sweepStep)
	defer tick.Stop()
	flushed, purged := s.clock.Now(), time.Time{}
	for {
		select {
		case <-s.stop:
			return
		case <-tick.C:
		}
		s.sweep(ctx)
		now := s.clock.Now()
		if now.Sub(flushed) >= flushStep {
			if err := s.Flush(ctx); err != nil {
				s.cfg.Slog.Error("writing the last activity of sessions", "error", err)
			}
			flushed = now
		}
		if now.Sub(purged) >= purgeStep {
			if err := s.Purge(ctx); err != nil {
				s.cfg.Slog.Error("purging sessions", "error", err)
			}
			purged = now
		}
	}
}

// IdleAt is when the session locks by itself if nobody does anything.
func (x Session) IdleAt() time.Time { return x.SeenAt.Add(IdleAfter) }
