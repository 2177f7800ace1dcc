package web

import (
	"testing"
	"time"

	"kosh/internal/base/ids"
)

func TestASessionKeepsAFewStreamsOpenAndNoMore(t *testing.T) {
	t.Parallel()
	var s streams
	now := time.Date(2026, 3, 5, 6, 0, 0, 0, time.UTC)
	mine, other := ids.New[ids.Session](now), ids.New[ids.Session](now)
	var leave []func()
	for range maxStreams {
		l, ok := s.enter(mine)
		if !ok {
			t.Fatal("refused too early")
		}
		leave = append(leave, l)
	}
	if _, ok := s.enter(mine); ok {
		t.Error("one more than allowed")
	}
	if _, ok := s.enter(other); !ok {
		t.Error("somebody else is refused")
	}
	for _, l := range leave {
		l()
	}
	if _, ok := s.enter(mine); !ok || len(s.open) != 2 {
		t.Errorf("after they closed: %v, %d sessions counted", ok, len(s.open))
	}
}
