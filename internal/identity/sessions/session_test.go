package sessions

import (
	"context"
	"errors"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"kosh/internal/base/errs"
	"kosh/internal/base/ids"
	"kosh/internal/storage/control"
)

func TestSES_01_AFifthSessionEndsTheOldest(t *testing.T) {
	t.Parallel()
	h := build(t)
	id := h.member("nadia")
	var open []*browser
	for range 5 {
		b, _ := h.signIn(id)
		open = append(open, b)
		h.clock.Add(time.Minute)
	}
	if _, err := open[0].request(); !errors.Is(err, ErrNone) {
		t.Errorf("the first of five is answered %v", err)
	}
	for _, b := range open[1:] {
		b.ok()
	}
	if n := h.count(id); n != MaxPerPerson {
		t.Errorf("%d sessions", n)
	}
	if !h.wrote(h.clinics[0], "AUTH OK ended: a fifth session began") {
		t.Errorf("log %v", h.entries(h.clinics[0]))
	}
}

func TestSES_01_TwentySignInsAtOnceNeverExceedFour(t *testing.T) {
	t.Parallel()
	h := build(t)
	id, other := h.member("nadia"), h.member("rahim")
	h.signIn(other)
	stop := make(chan struct{})
	most := make(chan int)
	go func() { // somebody counts all the time
		n := 0
		for {
			select {
			case <-stop:
				most <- n
				return
			default:
				n = max(n, h.count(id))
			}
		}
	}()
	var wg sync.WaitGroup
	for range 20 {
		wg.Go(func() {
			proof, err := h.accounts.Vouch(h.ctx, id, home, false)
			if err == nil {
				_, _, err = h.Begin(h.ctx, Start{Proof: proof, Tenant: h.clinics[0]})
			}
			if err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	close(stop)
	if n := <-most; n > MaxPerPerson {
		t.Errorf("%d sessions were seen at once", n)
	}
	if n := h.count(id); n != MaxPerPerson {
		t.Errorf("%d sessions in the end", n)
	}
	if n := h.count(other); n != 1 {
		t.Errorf("somebody else has %d", n)
	}
}

func TestSES_02_FifteenIdleMinutesLockAndPollingIsNoActivity(t *testing.T) {
	t.Parallel()
	h := build(t)
	b, _ := h.signIn(h.member("nadia"))
	poll := func() error {
		p := b.presented()
		p.Active = false
		_, cookies, err := h.Check(h.ctx, p)
		b.keep(cookies)
		return err
	}
	stream := func() error {
		p := b.presented()
		p.Stream = true
		_, _, err := h.Check(h.ctx, p)
		return err
	}
	for range 3 { // an hour of work
		h.clock.Add(14 * time.Minute)
		b.ok()
	}
	for range 14 { // a page left open
		h.clock.Add(time.Minute)
		must(t, poll())
		must(t, stream())
	}
	h.clock.Add(time.Minute)
	if err := poll(); !errors.Is(err, ErrLocked) {
		t.Fatalf("after 15 minutes polling is answered %v", err)
	}
	if err := stream(); !errors.Is(err, ErrLocked) {
		t.Fatalf("after 15 minutes a stream is answered %v", err)
	}
	x, err := b.request()
	if !errors.Is(err, ErrLocked) || !x.Locked() || !x.LockedAt.Equal(x.SeenAt.Add(IdleAfter)) || x.Account.IsZero() {
		t.Fatalf("a click is answered %v with %+v", err, x)
	}
	h.clock.Add(time.Hour)
	if _, err := b.request(); !errors.Is(err, ErrLocked) {
		t.Errorf("an hour later: %v", err)
	}
}

func TestSES_02_ActivityIsKeptInMemoryAndSurvivesAFlush(t *testing.T) {
	t.Parallel()
	h := build(t)
	b, x := h.signIn(h.member("nadia"))
	stored := func() (at int64) {
		must(t, h.c.View(h.ctx, func(tx *control.Tx) error {
			return tx.Get(control.SQL(`SELECT last_seen FROM session WHERE id = $1`), []any{x.ID}, &at)
		}))
		return at
	}
	h.clock.Add(10 * time.Minute)
	b.ok()
	if stored() != x.CreatedAt.UnixMicro() {
		t.Error("every request writes")
	}
	must(t, h.Flush(h.ctx))
	if stored() != h.clock.Now().UnixMicro() {
		t.Error("the flush wrote something else")
	}
	h.clock.Add(14 * time.Minute)
	b.ok()
}

func TestSES_03_TwelveHoursEndASessionHoweverBusy(t *testing.T) {
	t.Parallel()
	h := build(t)
	b, x := h.signIn(h.member("nadia"))
	for h.clock.Now().Before(x.EndsAt.Add(-10 * time.Minute)) {
		h.clock.Add(10 * time.Minute)
		b.ok()
	}
	h.clock.Set(x.EndsAt.Add(-time.Second))
	b.ok()
	thief := b.copy()
	h.clock.Set(x.EndsAt)
	if _, err := b.request(); !errors.Is(err, ErrNone) {
		t.Errorf("after 12 hours: %v", err)
	}
	if b.jar[CookieAccess] != "" || b.jar[CookieRefresh] != "" || b.jar[CookieDevice] == "" {
		t.Error("the browser keeps tokens, or forgets its device")
	}
	if _, _, err := h.Unlock(h.ctx, thief.presented(), Key{Password: goodPassword}); !errors.Is(err, ErrNone) {
		t.Errorf("unlocking it: %v", err)
	}
}

func TestSES_08_CookiesAreHostBoundOpaqueAndShortLived(t *testing.T) {
	t.Parallel()
	h := build(t)
	proof, err := h.accounts.Vouch(h.ctx, h.member("nadia"), home, false)
	must(t, err)
	_, cookies, err := h.Begin(h.ctx, Start{Proof: proof, Tenant: h.clinics[0]})
	must(t, err)
	want := map[string]time.Duration{CookieAccess: AccessFor, CookieRefresh: AbsoluteFor, CookieDevice: 400 * 24 * time.Hour}
	octets := regexp.MustCompile(`^[A-Za-z0-9._-]+$`) // RFC 6265 §4.1.1 without anything to quote
	for _, c := range cookies {
		if c.Name[:7] != "__Host-" || want[c.Name] != c.For || !octets.MatchString(c.Value) {
			t.Errorf("cookie %s for %v", c.Name, c.For)
		}
		delete(want, c.Name)
	}
	if len(want) != 0 {
		t.Errorf("missing %v", want)
	}
	var stored []string
	must(t, h.c.View(h.ctx, func(tx *control.Tx) error {
		return tx.Each(control.SQL(`SELECT hash FROM refresh`), nil, func(r control.Row) error {
			stored = append(stored, string(r.Raw(0)))
			return nil
		})
	}))
	if len(stored) != 1 || stored[0] != string(h.hashOf(cookies[1].Value)) || stored[0] == cookies[1].Value {
		t.Error("the refresh token is not stored as its hash alone")
	}
}

func TestSES_09_EndingOtherSessionsActsOnTheirNextRequest(t *testing.T) {
	t.Parallel()
	h := build(t)
	id := h.member("nadia")
	lost, _ := h.signIn(id)
	mine, x := h.signIn(id)
	third, _ := h.signIn(id)
	lost.ok()
	n, err := h.EndOthers(h.ctx, x, home)
	if err != nil || n != 2 {
		t.Fatal(n, err)
	}
	mine.ok()
	for _, b := range []*browser{lost, third} {
		if _, err := b.request(); !errors.Is(err, ErrNone) {
			t.Errorf("an ended session is answered %v", err)
		}
	}
	// One by one; not somebody else's.
	again, z := h.signIn(id)
	stranger, _ := h.signIn(h.member("rahim"))
	must(t, h.End(h.ctx, x, z.ID, home))
	wantKind(t, h.End(h.ctx, x, z.ID, home), errs.NotFound)
	wantKind(t, h.End(h.ctx, stranger.ok(), x.ID, home), errs.NotFound)
	if _, err := again.request(); !errors.Is(err, ErrNone) {
		t.Errorf("an ended session is answered %v", err)
	}
	mine.ok()
}

func TestSES_09_AnotherNodeSeesAnEndWithinASecond(t *testing.T) {
	t.Parallel()
	h := build(t)
	b, x := h.signIn(h.member("nadia"))
	other := New(h.cfg) // another process on the same store
	defer other.Close()
	check := func() error { _, _, err := other.Check(h.ctx, b.presented()); return err }
	must(t, check())
	_, err := h.SignOut(h.ctx, x, home)
	must(t, err)
	h.clock.Add(stateAge)
	if err := check(); !errors.Is(err, ErrNone) {
		t.Errorf("after %v: %v", stateAge, err)
	}
	if stateAge+sweepStep > time.Second {
		t.Error("a stream could outlive its session by more than a second")
	}
}

func TestSES_13_ALeaverIsOutOnTheNextRequestAndStreamsEnd(t *testing.T) {
	t.Parallel()
	h := build(t)
	id := h.member("nadia")
	h.join(id, "nadia", h.clinics[1])
	here, x := h.signIn(id)
	there, y := h.signInTo(id, h.clinics[1])
	gone, still := h.Watch(t.Context(), x.ID), h.Watch(t.Context(), y.ID)
	here.ok()
	must(t, h.tenants.EndMember(h.ctx, id, h.clinics[0]))
	if _, err := here.request(); !errors.Is(err, ErrNone) {
		t.Errorf("the leaver is answered %v", err)
	}
	select {
	case <-gone:
	default:
		t.Error("the stream goes on")
	}
	there.ok()
	select {
	case <-still:
		t.Error("the other clinic's stream ended")
	default:
	}
	if _, err := h.vouchTo(id, h.clinics[0]); err == nil {
		t.Error("a leaver begins a session")
	}
}

func (h *house) vouchTo(id ids.Account, tenant ids.Tenant) (Session, error) {
	proof, err := h.accounts.Vouch(h.ctx, id, home, false)
	must(h.t, err)
	x, _, err := h.Begin(h.ctx, Start{Proof: proof, Tenant: tenant})
	return x, err
}

// The row of the membership alone ends sessions, should the call that ends them
// be lost.
func TestSES_13_TheMembershipItselfIsAskedWithEverySession(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]control.Query{
		"membership ended": control.SQL(`UPDATE membership SET ended_at = 1`),
		"hired anew":       control.SQL(`UPDATE membership SET staff_id = account_id`),
		"account closed":   control.SQL(`UPDATE account SET state = 'closed'`),
		"account reset":    control.SQL(`UPDATE account SET valid_from = 9000000000000000`),
		"session ended":    control.SQL(`UPDATE session SET ended_at = 1`),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := build(t)
			b, x := h.signIn(h.member("nadia"))
			gone := h.Watch(t.Context(), x.ID)
			b.ok()
			must(t, h.c.Update(h.ctx, func(tx *control.Tx) error { _, err := tx.Exec(change); return err }))
			h.clock.Add(time.Second)
			if _, err := b.request(); !errors.Is(err, ErrNone) {
				t.Errorf("by access token: %v", err)
			}
			only := b.copy()
			delete(only.jar, CookieAccess)
			if _, err := only.request(); !errors.Is(err, ErrNone) {
				t.Errorf("by refresh token: %v", err)
			}
			select {
			case <-gone:
			case <-time.After(2 * time.Second):
				t.Error("the stream goes on")
			}
		})
	}
}

func TestSES_15_RecordsAreKeptNinetyDaysAndNoLonger(t *testing.T) {
	t.Parallel()
	h := build(t)
	id := h.member("nadia")
	b, _ := h.signIn(id)
	h.signIn(id) // never signed out: ends by itself after 12 hours
	_, err := h.SignOut(h.ctx, b.ok(), home)
	must(t, err)
	rows := func(q control.Query) (n int) {
		must(t, h.c.View(h.ctx, func(tx *control.Tx) error { return tx.Get(q, nil, &n) }))
		return n
	}
	sessions, tokens := control.SQL(`SELECT COUNT(*) FROM session`), control.SQL(`SELECT COUNT(*) FROM refresh`)
	h.clock.Set(morning.Add(KeptFor))
	must(t, h.Purge(h.ctx))
	if s, r := rows(sessions), rows(tokens); s != 2 || r != 0 {
		t.Errorf("on the 90th day %d sessions and %d tokens", s, r)
	}
	h.clock.Add(time.Second)
	must(t, h.Purge(h.ctx))
	if s := rows(sessions); s != 1 {
		t.Errorf("a second later %d sessions", s)
	}
	h.clock.Add(AbsoluteFor)
	must(t, h.Purge(h.ctx))
	if s := rows(sessions); s != 0 {
		t.Errorf("12 hours later %d sessions", s)
	}
}

func TestASessionThatCannotBeLoggedDoesNotBegin(t *testing.T) {
	t.Parallel()
	h := build(t)
	id := h.member("nadia")
	h.mu.Lock()
	h.broken = errors.New("disk full")
	h.mu.Unlock()
	_, err := h.vouchTo(id, h.clinics[0])
	wantKind(t, err, errs.Unavailable)
	if n := h.count(id); n != 0 {
		t.Errorf("%d sessions", n)
	}
	h.mu.Lock()
	h.broken = nil
	h.mu.Unlock()
	h.signIn(id)
	got := slices.DeleteFunc(h.entries(h.clinics[0]), func(line string) bool { return !strings.HasPrefix(line, "AUTH") })
	if !slices.Equal(got, []string{"AUTH OK sign-in"}) {
		t.Errorf("log %v", got)
	}
}

func TestATN_01_WhoNeedsASecondFactorGetsNoSessionWithoutIt(t *testing.T) {
	t.Parallel()
	h := build(t)
	id := h.member("nadia")
	h.promote()
	_, err := h.vouchTo(id, h.clinics[0])
	wantKind(t, err, errs.Forbidden)
	proof, err := h.accounts.Vouch(h.ctx, id, home, true)
	must(t, err)
	x, _, err := h.Begin(h.ctx, Start{Proof: proof, Tenant: h.clinics[0]})
	if err != nil || !x.Second {
		t.Fatal(x, err)
	}
	_, _, err = h.Begin(h.ctx, Start{Proof: proof, Tenant: h.clinics[0]})
	wantKind(t, err, errs.Unauthorized) // a proof begins one session
	h.cfg.NeedsSecond = nil
	_, err = h.vouchTo(id, h.clinics[0])
	wantKind(t, err, errs.Forbidden) // nobody told us who needs it: everybody
}

func TestATN_01_ARoleThatNeedsASecondFactorEndsSessionsWithoutIt(t *testing.T) {
	t.Parallel()
	h := build(t)
	id := h.member("nadia")
	b, x := h.signIn(id)
	proof, err := h.accounts.Vouch(h.ctx, id, home, true)
	must(t, err)
	y, _, err := h.Begin(h.ctx, Start{Proof: proof, Tenant: h.clinics[0]})
	must(t, err)
	gone, still := h.Watch(t.Context(), x.ID), h.Watch(t.Context(), y.ID)
	b.ok()
	h.promote()
	h.clock.Add(time.Second)
	if _, err := b.request(); !errors.Is(err, ErrNone) {
		t.Errorf("answered %v", err)
	}
	select {
	case <-gone:
	case <-time.After(2 * time.Second):
		t.Error("the stream goes on")
	}
	select {
	case <-still:
		t.Error("a session with a second factor ended")
	default:
	}
}

func TestAStreamEndsWhenTheSessionIsIdleAndItsWatcherIsForgotten(t *testing.T) {
	t.Parallel()
	h := build(t)
	b, x := h.signIn(h.member("nadia"))
	b.ok()
	ctx, cancel := context.WithCancel(h.ctx)
	h.Watch(ctx, x.ID)
	cancel()
	deadline := time.Now().Add(2 * time.Second)
	for left := 1; left > 0 && time.Now().Before(deadline); {
		h.Store.mu.Lock()
		left = len(h.watched)
		h.Store.mu.Unlock()
	}
	if len(h.watched) != 0 {
		t.Error("a closed stream is still watched")
	}
	gone := h.Watch(h.ctx, x.ID)
	h.clock.Add(IdleAfter)
	select {
	case <-gone:
	case <-time.After(2 * time.Second):
		t.Error("the stream outlives the lock")
	}
	_, err := b.request()
	if !errors.Is(err, ErrLocked) {
		t.Error(err)
	}
	select {
	case <-h.Watch(h.ctx, x.ID): // opened on a locked session
	case <-time.After(2 * time.Second):
		t.Error("a stream opens on a locked session")
	}
}

func TestTheAccountPageListsWhatHolds(t *testing.T) {
	t.Parallel()
	h := build(t)
	id := h.member("nadia")
	_, first := h.signIn(id)
	h.clock.Add(time.Minute)
	b, second := h.signIn(id)
	must(t, h.Lock(h.ctx, first))
	h.clock.Add(time.Minute)
	b.ok()
	all, err := h.List(h.ctx, second)
	must(t, err)
	if len(all) != 2 || all[0].ID != second.ID || !all[0].This || all[1].This || !all[1].Locked() ||
		all[0].DeviceName != home.Agent || all[0].From != home || !all[0].SeenAt.Equal(h.clock.Now()) {
		t.Errorf("%+v", all)
	}
}

// A request of somebody at work: cached token, state read every 700 ms.
func BenchmarkCheck(b *testing.B) {
	h := build(b)
	who, _ := h.signIn(h.member("nadia"))
	p := who.presented()
	for b.Loop() {
		if _, _, err := h.Check(h.ctx, p); err != nil {
			b.Fatal(err)
		}
	}
}

// The first request after the state has grown old.
func BenchmarkCheckReadingTheRow(b *testing.B) {
	h := build(b)
	who, x := h.signIn(h.member("nadia"))
	p := who.presented()
	for b.Loop() {
		h.changed(x.ID)
		if _, _, err := h.Check(h.ctx, p); err != nil {
			b.Fatal(err)
		}
	}
}
