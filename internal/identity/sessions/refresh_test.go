package sessions

import (
	"errors"
	"slices"
	"sync"
	"testing"
	"time"

	"kosh/internal/base/ids"
	"kosh/internal/identity/accounts"
	"kosh/internal/storage/control"
)

func (h *house) reuseEvents(id ids.Account) (n int) {
	h.t.Helper()
	events, err := h.accounts.Events(h.ctx, id, morning)
	must(h.t, err)
	for _, e := range events {
		if e.Kind == "refresh.reuse" && e.Level == accounts.High {
			n++
		}
	}
	return n
}

// noAccess drops the access token, as a browser does when it is five minutes old.
func (b *browser) noAccess() *browser { delete(b.jar, CookieAccess); return b }

func TestSES_06_ARefreshTokenRenewsSilentlyWhileNotIdle(t *testing.T) {
	t.Parallel()
	h := build(t)
	b, x := h.signIn(h.member("nadia"))
	first := b.jar[CookieRefresh]
	h.clock.Add(AccessFor)
	if y := b.noAccess().ok(); y.ID != x.ID {
		t.Error("another session")
	}
	if b.jar[CookieAccess] == "" || b.jar[CookieRefresh] == first {
		t.Error("the tokens are the old ones")
	}
	h.clock.Add(AccessFor)
	b.ok() // with an expired access token beside it
	h.clock.Add(IdleAfter)
	before := b.noAccess().jar[CookieRefresh]
	for range 2 {
		if _, err := b.request(); !errors.Is(err, ErrLocked) {
			t.Errorf("after 15 idle minutes: %v", err)
		}
	}
	if b.jar[CookieRefresh] != before || b.jar[CookieAccess] != "" {
		t.Error("a locked session was renewed")
	}
}

func TestSES_06_AStreamRenewsNothing(t *testing.T) {
	t.Parallel()
	h := build(t)
	b, _ := h.signIn(h.member("nadia"))
	p := b.noAccess().presented()
	p.Stream = true
	if _, cookies, err := h.Check(h.ctx, p); err != nil || len(cookies) != 0 {
		t.Errorf("%d cookies, %v", len(cookies), err)
	}
	b.ok() // the refresh token is unspent
}

func TestSES_07_ACopiedRefreshTokenEndsTheFamily(t *testing.T) {
	t.Parallel()
	// Positive control: before anybody renews, a copy is as good as the original.
	// Only the renewal tells them apart.
	control := build(t)
	original, _ := control.signIn(control.member("nadia"))
	original.copy().noAccess().ok()

	for name, attack := range map[string]func(h *house, person, thief *browser) (who *browser){
		"the thief uses the old token after ten seconds": func(h *house, person, thief *browser) *browser {
			person.noAccess().ok()
			h.clock.Add(grace + time.Second)
			return thief
		},
		"the thief uses the old token after its child was used": func(h *house, person, thief *browser) *browser {
			person.noAccess().ok()
			person.noAccess().ok()
			return thief
		},
		"the thief was first and the person comes": func(h *house, person, thief *browser) *browser {
			thief.noAccess().ok() // positive control: the copied cookies do work at first
			h.clock.Add(grace + time.Second)
			return person
		},
		"the thief has the token and not the device": func(h *house, person, thief *browser) *browser {
			delete(thief.jar, CookieDevice)
			return thief
		},
		"the thief has the token and another device": func(h *house, person, thief *browser) *browser {
			mine, _ := h.signIn(h.member("thief"))
			thief.jar[CookieDevice] = mine.jar[CookieDevice]
			return thief
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := build(t)
			id := h.member("nadia")
			person, x := h.signIn(id)
			copied := person.copy()
			copied.at = thief
			gone := h.Watch(h.ctx, x.ID)
			if _, err := attack(h, person, copied).noAccess().request(); !errors.Is(err, ErrNone) {
				t.Fatalf("answered %v", err)
			}
			for who, b := range map[string]*browser{"the person": person, "the thief": copied} {
				if _, err := b.request(); !errors.Is(err, ErrNone) {
					t.Errorf("%s is answered %v", who, err)
				}
			}
			if n := h.reuseEvents(id); n != 1 {
				t.Errorf("%d HIGH events", n)
			}
			select {
			case <-gone:
			default:
				t.Error("streams go on")
			}
			must(t, h.accounts.Deliver(h.ctx))
			if !slices.ContainsFunc(h.entries(h.clinics[0]), func(l string) bool { return l == "ALERT WARN refresh.reuse" }) {
				t.Errorf("the clinic's log %v", h.entries(h.clinics[0]))
			}
		})
	}
}

func TestSES_07_ParallelRequestsGetTheSameChild(t *testing.T) {
	t.Parallel()
	h := build(t)
	id := h.member("nadia")
	b, _ := h.signIn(id)
	b.noAccess()
	var mu sync.Mutex
	children := map[string]int{}
	var wg sync.WaitGroup
	for range 12 {
		tab := b.copy()
		wg.Go(func() {
			_, err := tab.request()
			mu.Lock()
			defer mu.Unlock()
			if err != nil {
				t.Error(err)
			}
			children[tab.jar[CookieRefresh]]++
		})
	}
	wg.Wait()
	if len(children) != 1 {
		t.Errorf("children %v", children)
	}
	h.clock.Add(grace) // a slow one, within the grace
	slow := b.copy()
	slow.ok()
	if children[slow.jar[CookieRefresh]] == 0 {
		t.Error("the slow request got another child")
	}
	other := New(h.cfg) // and on another node
	defer other.Close()
	if _, cookies, err := other.Check(h.ctx, b.presented()); err != nil || cookies[1].Value != slow.jar[CookieRefresh] {
		t.Error("another node gives another child", err)
	}
	slow.noAccess().ok()
	if n := h.reuseEvents(id); n != 0 {
		t.Errorf("%d false alarms", n)
	}
}

func TestAGuessedOrForeignTokenIsNothing(t *testing.T) {
	t.Parallel()
	h := build(t)
	id := h.member("nadia")
	b, _ := h.signIn(id)
	theirs, _ := h.signIn(h.member("rahim"))
	for name, p := range map[string]Presented{
		"nothing":                        {},
		"a guessed refresh token":        {Refresh: newRefresh(), Device: b.jar[CookieDevice]},
		"a long refresh token":           {Refresh: string(make([]byte, 100000)), Device: b.jar[CookieDevice]},
		"an access token, no device":     {Access: b.jar[CookieAccess]},
		"an access token, their device":  {Access: b.jar[CookieAccess], Device: theirs.jar[CookieDevice]},
		"a refresh token in its place":   {Access: b.jar[CookieRefresh], Device: b.jar[CookieDevice]},
		"an access token as the refresh": {Refresh: b.jar[CookieAccess], Device: b.jar[CookieDevice]},
		"the hash out of the store":      {Refresh: string(h.hashOf(b.jar[CookieRefresh])), Device: b.jar[CookieDevice]},
	} {
		if x, _, err := h.Check(h.ctx, p); !errors.Is(err, ErrNone) || !x.ID.IsZero() {
			t.Errorf("%s: %v", name, err)
		}
	}
	b.ok()
	theirs.ok()
	if n := h.reuseEvents(id); n != 0 {
		t.Errorf("%d false alarms", n)
	}
}

// Whoever reads the store learns hashes; a child cannot be made of a parent
// without the server's key either.
func TestAChildNeedsTheServersKey(t *testing.T) {
	t.Parallel()
	h := build(t)
	_, x := h.signIn(h.member("nadia"))
	parent := newRefresh()
	child := h.child(parent, x.ID)
	if child != h.child(parent, x.ID) || child == h.child(parent, ids.New[ids.Session](morning)) || child == h.child(newRefresh(), x.ID) {
		t.Error("a child is not bound to its parent and family")
	}
	other := &Store{renew: h.renew}
	other.renew[0] ^= 1
	if other.child(parent, x.ID) == child {
		t.Error("the key does not matter")
	}
	must(t, h.c.View(h.ctx, func(tx *control.Tx) error {
		_, err := readRefresh(tx, h.hashOf(child))
		if !errors.Is(err, ErrNone) {
			t.Error("a child exists before it is asked for")
		}
		return nil
	}))
}
