package ratelimit

import (
	"fmt"
	"net/netip"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"kosh/internal/base/clock"
)

var noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

func TestTHR_01_TheSixthSignInOfAMinuteIsRefused(t *testing.T) {
	t.Parallel()
	c := clock.At(noon)
	l := New(c, 1000)
	for i := range 5 {
		if ok, _ := l.Allow(SignIn, "account:a"); !ok {
			t.Fatalf("attempt %d refused", i+1)
		}
		c.Add(10 * time.Second)
	}
	ok, retry := l.Allow(SignIn, "account:a") // 50 s after the first
	if ok || retry != 10*time.Second {
		t.Fatalf("sixth: %v, retry %v", ok, retry)
	}
	if ok, _ := l.Allow(SignIn, "account:b"); !ok {
		t.Error("another account is refused")
	}
	if ok, _ := l.Allow(Anonymous, "account:a"); !ok {
		t.Error("another class is refused")
	}
	c.Add(retry - 1)
	if ok, _ := l.Allow(SignIn, "account:a"); ok {
		t.Error("allowed a nanosecond early")
	}
	c.Add(1)
	if ok, _ := l.Allow(SignIn, "account:a"); !ok {
		t.Error("refused after the wait it was told")
	}
	if ok, retry = l.Allow(SignIn, "account:a"); ok || retry != 10*time.Second {
		t.Errorf("then %v, retry %v", ok, retry)
	}
}

func TestARefusedActCostsNothing(t *testing.T) {
	t.Parallel()
	c := clock.At(noon)
	l := New(c, 1000)
	for range 5 {
		l.Allow(SignIn, "a")
	}
	for range 600 { // an attacker who goes on trying
		c.Add(100 * time.Millisecond)
		l.Allow(SignIn, "a")
	}
	if ok, _ := l.Allow(SignIn, "b"); !ok {
		t.Error("b is refused")
	}
	c.Set(noon.Add(time.Minute))
	l2 := New(c, 1000)
	for range 5 {
		l2.Allow(SignIn, "a")
	}
	for range 1000 {
		if ok, _ := l2.Allow(SignIn, "a"); ok {
			t.Fatal("a sixth")
		}
	}
	c.Add(time.Minute)
	if ok, _ := l2.Allow(SignIn, "a"); !ok {
		t.Error("the key stays shut after refused attempts")
	}
}

func TestAnActIsCountedForAllItsKeysOrForNone(t *testing.T) {
	t.Parallel()
	c := clock.At(noon)
	l := New(c, 1000)
	for range 5 {
		l.Allow(SignIn, "ip:1")
	}
	for range 50 {
		if ok, retry := l.Allow(SignIn, "account:a", "ip:1"); ok || retry != time.Minute {
			t.Fatalf("%v, retry %v", ok, retry)
		}
	}
	for i := range 5 {
		if ok, _ := l.Allow(SignIn, "account:a", "ip:2"); !ok {
			t.Fatalf("attempt %d: the account was charged for refused attempts", i+1)
		}
	}
	if ok, _ := l.Allow(SignIn, "account:a", "ip:3"); ok {
		t.Error("the account allows a sixth from another address")
	}
	if ok, _ := l.Allow(SignIn, "account:z", "account:z"); !ok {
		t.Error("one key twice is refused")
	}
	for range 4 {
		l.Allow(SignIn, "account:z")
	}
	if ok, _ := l.Allow(SignIn, "account:z"); ok {
		t.Error("a key named twice was counted wrongly")
	}
}

func TestABurstIsAllowedAtOnceAndThenTheRate(t *testing.T) {
	t.Parallel()
	c := clock.At(noon)
	l := New(c, 1000)
	n := 0
	for range 1000 {
		if ok, _ := l.Allow(Interactive, "s"); ok {
			n++
		}
	}
	if n != 120 {
		t.Errorf("%d at once", n)
	}
	ok, retry := l.Allow(Interactive, "s")
	if ok || retry != 100*time.Millisecond {
		t.Errorf("%v, retry %v", ok, retry)
	}
	c.Add(retry)
	if ok, _ := l.Allow(Interactive, "s"); !ok {
		t.Error("refused after the wait it was told")
	}
	c.Add(time.Hour)
	for n = 0; ; n++ {
		if ok, _ := l.Allow(Interactive, "s"); !ok {
			break
		}
	}
	if n != 120 {
		t.Errorf("%d at once after an hour", n)
	}
}

// A deterministic walk through irregular times: in every span of Per the acts
// allowed are at most N + Burst, and a refusal's wait is enough.
func TestNoSpanHoldsMoreThanTheRate(t *testing.T) {
	t.Parallel()
	for _, class := range []Rate{SignIn, Anonymous, Reveal, Interactive, {"odd", 7, time.Second, 3}, {"one", 1, time.Minute, 0}, {"bursty", 3, time.Minute, 50}} {
		t.Run(class.Name, func(t *testing.T) {
			t.Parallel()
			c := clock.At(noon)
			l := New(c, 100)
			var times []time.Time
			state := uint64(1)
			for range 20000 {
				state = state*6364136223846793005 + 1442695040888963407
				step := time.Duration(state>>33) % (2 * class.Per / time.Duration(class.N))
				if state>>60 != 0 { // mostly in a rush
					step /= 50
				}
				c.Add(step)
				ok, retry := l.Allow(class, "k")
				if ok != (retry == 0) {
					t.Fatalf("%v with wait %v", ok, retry)
				}
				if ok {
					times = append(times, c.Now())
				} else if state>>62 == 3 {
					c.Add(retry)
					if ok, _ := l.Allow(class, "k"); !ok {
						t.Fatal("refused after the wait it was told")
					}
					times = append(times, c.Now())
				}
			}
			from := 0
			for i, at := range times {
				for !times[from].After(at.Add(-class.Per)) {
					from++
				}
				if i-from+1 > class.N+class.Burst {
					t.Fatalf("%d in %v", i-from+1, class.Per)
				}
			}
			if len(times) < class.N {
				t.Errorf("only %d allowed", len(times))
			}
		})
	}
}

func TestAClockSetBackDoesNotOpenTheWindow(t *testing.T) {
	t.Parallel()
	for _, class := range []Rate{SignIn, {"burst", 5, time.Minute, 5}} {
		c := clock.At(noon)
		l := New(c, 100)
		for range 5 {
			l.Allow(class, "k")
		}
		c.Add(-time.Hour)
		for range 20 {
			if ok, _ := l.Allow(class, "k"); ok {
				t.Fatalf("%s: allowed after the clock went back", class.Name)
			}
		}
	}
}

func TestMemoryIsBoundedAndOneClassCannotPushOutAnother(t *testing.T) {
	t.Parallel()
	l := New(clock.At(noon), 1000)
	for range 5 {
		l.Allow(SignIn, "account:victim")
	}
	for i := range 50_000 {
		l.Allow(Anonymous, fmt.Sprint("ip:", i))
	}
	if n := l.Len(); n > 2000 {
		t.Errorf("%d keys remembered", n)
	}
	if ok, _ := l.Allow(SignIn, "account:victim"); ok {
		t.Error("a flood of another class made it forget")
	}
	for i := range 900 {
		l.Allow(SignIn, fmt.Sprint("account:", i))
	}
	if ok, _ := l.Allow(SignIn, "account:victim"); ok {
		t.Error("it forgets within its capacity")
	}
}

func TestARateOfNothingAllowsNothing(t *testing.T) {
	t.Parallel()
	l := New(clock.At(noon), 0)
	for _, class := range []Rate{{}, {Name: "x", N: 5}, {Name: "x", Per: time.Second}, {Name: "x", N: -1, Per: time.Second, Burst: 3}} {
		if ok, retry := l.Allow(class, "k"); ok || retry <= 0 {
			t.Errorf("%+v: %v, %v", class, ok, retry)
		}
	}
	if ok, _ := l.Allow(SignIn); ok {
		t.Error("an act without a key is allowed")
	}
}

func TestManyAtOnceGetNoMoreThanOne(t *testing.T) {
	t.Parallel()
	l := New(clock.At(noon), 1000)
	var allowed atomic.Int64
	var wg sync.WaitGroup
	for i := range 20 {
		wg.Go(func() {
			for j := range 100 {
				if ok, _ := l.Allow(SignIn, "account:a", fmt.Sprint("ip:", i*100+j)); ok {
					allowed.Add(1)
				}
			}
		})
	}
	wg.Wait()
	if allowed.Load() != 5 {
		t.Errorf("%d allowed", allowed.Load())
	}
}

func TestAnAddressIsLimitedByWhatOneCustomerHas(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"203.0.113.7": "203.0.113.7", "::ffff:203.0.113.7": "203.0.113.7",
		"2001:db8:1:2:3:4:5:6": "2001:db8:1:2::/64", "2001:db8:1:2:ffff::1": "2001:db8:1:2::/64", "fe80::1%eth0": "fe80::/64",
	} {
		if got := IPKey(netip.MustParseAddr(in)); got != want {
			t.Errorf("IPKey(%s) = %s, want %s", in, got, want)
		}
	}
	if IPKey(netip.Addr{}) == "" {
		t.Error("no address has no key")
	}
}

func BenchmarkAllow(b *testing.B) {
	l := New(clock.Wall{}, 100_000)
	b.ReportAllocs()
	for b.Loop() {
		l.Allow(Interactive, "session")
	}
}
