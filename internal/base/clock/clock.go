// Package clock is the only reader of the wall clock. Everything that needs the
// time is handed a Clock, so tests and the demo can move it.
package clock

import (
	"sync"
	"time"
)

// A Clock tells the time in UTC.
type Clock interface {
	Now() time.Time
}

// Wall is the machine's clock.
type Wall struct{}

// Now returns the machine's time in UTC.
func (Wall) Now() time.Time { return time.Now().UTC() }

// A Manual clock stands still until it is moved. The zero value stands at the
// zero time; make one with At.
type Manual struct {
	mu  sync.Mutex
	now time.Time
}

// At returns a clock standing at t.
func At(t time.Time) *Manual { return &Manual{now: t.UTC()} }

// Now returns the time the clock stands at.
func (m *Manual) Now() time.Time {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.now
}

// Set moves the clock to t, backwards too.
func (m *Manual) Set(t time.Time) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.now = t.UTC()
}

// Add moves the clock by d.
func (m *Manual) Add(d time.Duration) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.now = m.now.Add(d)
}

// Micros returns t as microseconds since the Unix epoch, the form times are stored in.
func Micros(t time.Time) int64 { return t.UnixMicro() }

// FromMicros is the inverse of Micros, in UTC.
func FromMicros(us int64) time.Time { return time.UnixMicro(us).UTC() }
