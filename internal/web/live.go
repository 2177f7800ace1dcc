package web

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"sync"
	"time"

	"kosh/internal/base/clock"
	"kosh/internal/base/errs"
	"kosh/internal/base/ids"
	"kosh/internal/storage/vault"
	"kosh/internal/web/page"
)

// Limits of a stream: how many a session has, how many topics one names, how
// long a topic is, how long a stream stays open before the browser opens it
// anew, how often it shows that it lives.
const (
	maxStreams = 12 // of one session at once: a window has one
	maxTopics  = 20
	maxTopic   = 100
	streamFor  = 30 * time.Minute
	streamBeat = 20 * time.Second
	streamSlow = 10 * time.Second
)

// live streams "topic:version" for the topics a page names, and nothing of what
// changed: the page fetches that again with the rights the person then has. The
// stream holds no transaction, renews no token and is no activity. It ends when
// the session ends, is locked or moves to another chamber: at once when this
// process does it, within a second otherwise.
func (d *Door) live(q *page.Request) (*page.Answer, error) {
	topics := q.Values("topic")
	if len(topics) == 0 || len(topics) > maxTopics || slices.ContainsFunc(topics, func(t string) bool { return len(t) > maxTopic }) {
		return nil, errs.New(errs.Invalid, "A stream names between 1 and 20 topics.")
	}
	// The vault is asked first: somebody without a place in the clinic gets no stream.
	if _, err := q.View(func(*vault.Tx) (*page.Answer, error) { return q.Empty(http.StatusOK), nil }); err != nil {
		return nil, err
	}
	leave, ok := d.streams.enter(q.Visit.Session.ID)
	if !ok {
		return nil, page.TooSoon(streamBeat)
	}
	return q.Stream(func(w http.ResponseWriter) error {
		defer leave()
		ctx, cancel := context.WithTimeout(q.Context(), streamFor)
		defer cancel()
		s := stream{http.NewResponseController(w), w}
		if err := s.open(); err != nil {
			return err
		}
		return d.follow(ctx, cancel, q, s, topics)
	}), nil
}

// streams counts the open streams of each session, so that one person cannot
// keep the house's lines and memory.
type streams struct {
	mu   sync.Mutex
	open map[ids.Session]int
}

// enter counts one more stream unless there are too many.
func (s *streams) enter(id ids.Session) (leave func(), ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.open[id] >= maxStreams {
		return nil, false
	}
	if s.open == nil {
		s.open = map[ids.Session]int{}
	}
	s.open[id]++
	return func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		if s.open[id]--; s.open[id] == 0 {
			delete(s.open, id)
		}
	}, true
}

// follow writes changes until the session, the house or the line ends.
func (d *Door) follow(ctx context.Context, cancel func(), q *page.Request, s stream, topics []string) error {
	gone := d.cfg.Sessions.Watch(ctx, q.Visit.Session.ID)
	changes := make(chan vault.Change, 16)
	go func() {
		defer cancel()
		err := d.cfg.Vault.Watch(ctx, q.Who(), func(c vault.Change) error {
			if !slices.Contains(topics, c.Topic) {
				return nil
			}
			select {
			case changes <- c:
			case <-ctx.Done():
			}
			return nil
		})
		if err != nil {
			d.cfg.Log.Warn("a stream ended", "id", q.ID, "kind", errs.KindOf(err).String())
		}
	}()
	beat := time.NewTicker(streamBeat)
	defer beat.Stop()
	for {
		var err error
		select {
		case <-ctx.Done():
			return nil
		case <-gone:
			return nil
		case <-d.stop:
			return nil
		case c := <-changes:
			err = s.write(fmt.Sprintf("data: %s:%d\n\n", c.Topic, c.Version))
		case <-beat.C:
			err = s.write(": still here\n\n")
		}
		if err != nil {
			return nil // the browser has gone
		}
	}
}

// A stream is one connection of text/event-stream.
type stream struct {
	*http.ResponseController
	w http.ResponseWriter
}

func (s stream) open() error {
	h := s.w.Header()
	h.Set("Content-Type", "text/event-stream")
	h.Set("Cache-Control", "no-store")
	s.w.WriteHeader(http.StatusOK)
	return s.write("retry: 2000\n\n")
}

// write sends text at once; a reader slower than ten seconds is let go.
func (s stream) write(text string) error {
	if err := s.SetWriteDeadline(clock.Wall{}.Now().Add(streamSlow)); err != nil {
		return err
	}
	if _, err := s.w.Write([]byte(text)); err != nil {
		return err
	}
	return s.Flush()
}
