package sessions

import (
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"kosh/internal/base/errs"
	"kosh/internal/base/ids"
)

// withPassword gives a member a password, and a browser of theirs.
func (h *house) withPassword() (ids.Account, *browser, Session) {
	h.t.Helper()
	id := h.member("nadia")
	must(h.t, h.accounts.SetPassword(h.ctx, id, goodPassword))
	b, x := h.signIn(id)
	return id, b, x
}

func (b *browser) unlock(k Key) (Session, error) {
	x, cookies, err := b.h.Unlock(b.h.ctx, b.presented(), k)
	b.keep(cookies)
	return x, err
}

func triesLeft(err error) int {
	var left *TriesLeft
	if !errors.As(err, &left) {
		return -1
	}
	return left.N
}

func TestALockedScreenOpensWithPasswordOrPIN(t *testing.T) {
	t.Parallel()
	h := build(t)
	_, b, x := h.withPassword()
	if has, err := h.HasPIN(h.ctx, x); has || err != nil {
		t.Fatal(has, err)
	}
	must(t, h.SetPIN(h.ctx, x, goodPassword, "৪৮ ০২ ৬৩", home))
	for i, k := range []Key{{Password: goodPassword}, {PIN: "480263"}, {PIN: "480 263"}} {
		must(t, h.Lock(h.ctx, x))
		if _, err := b.request(); !errors.Is(err, ErrLocked) {
			t.Fatalf("%d: a locked screen is answered %v", i, err)
		}
		before := b.jar[CookieRefresh]
		y, err := b.unlock(k)
		must(t, err)
		if y.Locked() || y.ID != x.ID || y.Tries != 0 || b.jar[CookieRefresh] == before {
			t.Errorf("%d: %+v", i, y)
		}
		b.ok()
		h.clock.Add(time.Minute)
	}
	// After an idle lock, with the access token long gone.
	h.clock.Add(3 * time.Hour)
	if _, err := b.noAccess().request(); !errors.Is(err, ErrLocked) {
		t.Fatal(err)
	}
	_, err := b.unlock(Key{PIN: "480263"})
	must(t, err)
	b.ok()
}

func TestFiveWrongUnlocksEndTheSession(t *testing.T) {
	t.Parallel()
	h := build(t)
	_, b, x := h.withPassword()
	must(t, h.SetPIN(h.ctx, x, goodPassword, "480263", home))
	must(t, h.Lock(h.ctx, x))
	for left := 4; left >= 1; left-- {
		k := Key{PIN: "480264"}
		if left%2 == 0 {
			k = Key{Password: "wrong"}
		}
		_, err := b.unlock(k)
		if triesLeft(err) != left || !errs.Is(err, errs.Unauthorized) {
			t.Fatalf("%v, want %d tries left", err, left)
		}
	}
	thief := b.copy()
	_, err := b.unlock(Key{PIN: "000000"})
	if triesLeft(err) != 0 || b.jar[CookieRefresh] != "" {
		t.Errorf("the fifth: %v", err)
	}
	if _, err := thief.unlock(Key{PIN: "480263"}); !errors.Is(err, ErrNone) {
		t.Errorf("the right PIN after five wrong ones: %v", err)
	}
	if !h.wrote(h.clinics[0], "AUTH FAILED ended: too many wrong unlocks") || !h.wrote(h.clinics[0], "AUTH FAILED unlock") {
		t.Errorf("log %v", h.entries(h.clinics[0]))
	}
}

func TestParallelGuessesShareFiveTries(t *testing.T) {
	t.Parallel()
	h := build(t)
	_, b, x := h.withPassword()
	must(t, h.SetPIN(h.ctx, x, goodPassword, "480263", home))
	must(t, h.Lock(h.ctx, x))
	var mu sync.Mutex
	judged := 0
	var wg sync.WaitGroup
	for i := range 30 {
		wg.Go(func() {
			_, _, err := h.Unlock(h.ctx, b.presented(), Key{PIN: fmt.Sprintf("%06d", i)})
			mu.Lock()
			defer mu.Unlock()
			if triesLeft(err) >= 0 {
				judged++
			}
		})
	}
	wg.Wait()
	if judged > MaxTries {
		t.Errorf("%d guesses were judged", judged)
	}
	if _, err := b.unlock(Key{PIN: "480263"}); err == nil {
		t.Error("the session survived")
	}
}

func TestAPINMeansSomethingOnlyInItsOwnSessionAndDevice(t *testing.T) {
	t.Parallel()
	h := build(t)
	id, b, x := h.withPassword()
	must(t, h.SetPIN(h.ctx, x, goodPassword, "480263", home))
	if p, err := h.accounts.SignIn(h.ctx, "nadia@example.com", "480263", home, b.jar[CookieDevice]); err == nil || p != nil {
		t.Error("a PIN signs in")
	}
	other, y := h.signIn(id) // another device
	must(t, h.Lock(h.ctx, y))
	if _, err := other.unlock(Key{PIN: "480263"}); triesLeft(err) != 4 {
		t.Errorf("a PIN of another device is answered %v", err)
	}
	must(t, h.Lock(h.ctx, x))
	stolen := b.copy()
	delete(stolen.jar, CookieDevice)
	if _, err := stolen.unlock(Key{PIN: "480263"}); !errors.Is(err, ErrNone) {
		t.Errorf("without the device: %v", err)
	}
}

func TestAPINIsChosenWithThePasswordAndNotTheFirstAnyoneTries(t *testing.T) {
	t.Parallel()
	h := build(t)
	_, b, x := h.withPassword()
	for _, bad := range []string{"", "12345", "1234567", "abcdef", "123456", "654321", "111111", "121212", "123123", "012345", "567890"} {
		f := errs.Fields(h.SetPIN(h.ctx, x, goodPassword, bad, home))
		if len(f) != 1 || f[0].Field != "pin" {
			t.Errorf("PIN %q: %v", bad, f)
		}
	}
	err := h.SetPIN(h.ctx, x, "wrong", "480263", home)
	if f := errs.Fields(err); len(f) != 1 || f[0].Field != "password" {
		t.Errorf("a wrong password: %v", err)
	}
	for range 3 {
		h.SetPIN(h.ctx, x, "wrong", "480263", home)
	}
	b.ok()
	if err := h.SetPIN(h.ctx, x, "wrong", "480263", home); !errors.Is(err, ErrNone) {
		t.Errorf("the fifth: %v", err)
	}
	if _, err := b.request(); !errors.Is(err, ErrNone) {
		t.Errorf("guessing the password inside a session goes on: %v", err)
	}
}

func TestChangingThePasswordEndsTheOthersAndForgetsPINs(t *testing.T) {
	t.Parallel()
	h := build(t)
	id, b, x := h.withPassword()
	must(t, h.SetPIN(h.ctx, x, goodPassword, "480263", home))
	other, _ := h.signIn(id)
	f := errs.Fields(h.ChangePassword(h.ctx, x, "wrong", newPassword, home))
	if len(f) != 1 || f[0].Field != "current" {
		t.Errorf("a wrong current password: %v", f)
	}
	f = errs.Fields(h.ChangePassword(h.ctx, x, goodPassword, "short", home))
	if len(f) != 1 || f[0].Field != "password" {
		t.Errorf("a weak new password: %v", f)
	}
	other.ok()
	must(t, h.ChangePassword(h.ctx, x, goodPassword, newPassword, home))
	b.ok()
	if _, err := other.request(); !errors.Is(err, ErrNone) {
		t.Errorf("another session goes on: %v", err)
	}
	if has, err := h.HasPIN(h.ctx, x); has || err != nil {
		t.Error("the PIN is still there", err)
	}
}

func TestANewPasswordByLinkEndsEverySession(t *testing.T) {
	t.Parallel()
	h := build(t)
	id, b, _ := h.withPassword()
	h.clock.Add(time.Minute)
	token, err := h.tenants.Reinvite(h.ctx, id, h.clinics[0])
	must(t, err)
	b.ok()
	_, err = h.accounts.AcceptInvite(h.ctx, token, newPassword, home, "")
	must(t, err)
	h.clock.Add(time.Second)
	if _, err := b.request(); !errors.Is(err, ErrNone) {
		t.Errorf("a session from before goes on: %v", err)
	}
}
