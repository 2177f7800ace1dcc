package accounts

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"kosh/internal/base/errs"
	"kosh/internal/identity/otp"
)

func TestATN_01_ASecondFactorIsSetUpBeforeAnythingElse(t *testing.T) {
	t.Parallel()
	h := build(t)
	h.second = true
	a := h.person("owner")
	p, err := h.SignIn(h.ctx, "owner@example.com", goodPassword, home, "")
	must(t, err)
	e, err := p.Enrolment()
	must(t, err)
	again, err := p.Enrolment()
	if err != nil || again != e || !strings.HasPrefix(e.URI, "otpauth://totp/Kosh:") {
		t.Fatalf("enrolment %v, then %v, %v", e, again, err)
	}
	secret, err := otp.ParseSecret(e.Key)
	must(t, err)
	wantKind(t, p.Confirm(h.ctx, "000000"), errs.Unauthorized)
	must(t, p.Confirm(h.ctx, secret.Code(h.clock.Now())))
	codes := p.RecoveryCodes()
	if len(codes) != 10 || p.Step() != StepRecovery {
		t.Fatalf("%d recovery codes at step %s", len(codes), p.Step())
	}
	must(t, p.Kept())
	if p.RecoveryCodes() != nil {
		t.Error("recovery codes are shown twice")
	}
	proof, err := p.Finish(h.ctx)
	must(t, err)
	if !proof.Second {
		t.Error("the second factor does not count")
	}
	// The next sign-in asks for it, and the code of the set-up is used up.
	p, err = h.SignIn(h.ctx, "owner@example.com", goodPassword, home, "")
	must(t, err)
	wantKind(t, p.Code(h.ctx, secret.Code(h.clock.Now())), errs.Unauthorized)
	must(t, p.Code(h.ctx, strings.ToLower(strings.ReplaceAll(codes[3], "-", " "))))
	if s, err := h.Second(h.ctx, a.ID); err != nil || !s.On || s.Recovery != 9 {
		t.Errorf("second factor %+v, %v", s, err)
	}
	p, err = h.SignIn(h.ctx, "owner@example.com", goodPassword, home, "")
	must(t, err)
	wantKind(t, p.Code(h.ctx, codes[3]), errs.Unauthorized)
}

func TestATN_06_APersonTurnsTheSecondFactorOn(t *testing.T) {
	t.Parallel()
	h := build(t)
	a := h.person("nurse")
	e, err := h.BeginSecond(h.ctx, a.ID)
	must(t, err)
	secret, err := otp.ParseSecret(e.Key)
	must(t, err)
	_, err = h.ConfirmSecond(h.ctx, a.ID, "000000")
	wantKind(t, err, errs.Unauthorized)
	codes, err := h.ConfirmSecond(h.ctx, a.ID, secret.Code(h.clock.Now()))
	if err != nil || len(codes) != 10 {
		t.Fatal(codes, err)
	}
	p, err := h.SignIn(h.ctx, "nurse@example.com", goodPassword, home, "")
	must(t, err)
	if p.Step() != StepCode {
		t.Errorf("step %s", p.Step())
	}
	// Nobody sets a second one over it.
	if _, err := h.BeginSecond(h.ctx, a.ID); err == nil {
		_, err = h.ConfirmSecond(h.ctx, a.ID, secret.Code(h.clock.Now()))
		if err == nil {
			t.Error("a second factor is replaced without the first")
		}
	}
	must(t, h.ResetSecond(h.ctx, a.ID))
	if s, err := h.Second(h.ctx, a.ID); err != nil || s.On || s.Recovery != 0 {
		t.Errorf("after the reset %+v, %v", s, err)
	}
	if _, err := h.Resume(p.Token()); err == nil {
		t.Error("a sign-in from before the reset goes on")
	}
}

func TestOneCodeSignsInOnceHoweverManyTryAtOnce(t *testing.T) {
	t.Parallel()
	h := build(t)
	a, secret := h.enrolled("owner")
	code := secret.Code(h.clock.Now())
	// Positive control: without the step that is kept, the code is right every time.
	for range 2 {
		if _, ok := otp.Verify(secret, code, h.clock.Now(), 0); !ok {
			t.Fatal("the attack has nothing to attack")
		}
	}
	var wg sync.WaitGroup
	wins := make(chan struct{}, 16)
	for range 16 {
		wg.Go(func() {
			if h.CheckCode(h.ctx, a.ID, code, true) == nil {
				wins <- struct{}{}
			}
		})
	}
	wg.Wait()
	if len(wins) != 1 {
		t.Errorf("one code was good %d times", len(wins))
	}
	h.clock.Add(30 * time.Second)
	must(t, h.CheckCode(h.ctx, a.ID, secret.Code(h.clock.Now()), true))
}

func TestOneRecoveryCodeSignsInOnceHoweverManyTryAtOnce(t *testing.T) {
	t.Parallel()
	h := build(t)
	a, _ := h.enrolled("owner")
	codes, err := h.NewRecoveryCodes(h.ctx, a.ID)
	must(t, err)
	var wg sync.WaitGroup
	wins := make(chan struct{}, 16)
	for range 16 {
		wg.Go(func() {
			if h.CheckCode(h.ctx, a.ID, codes[0], true) == nil {
				wins <- struct{}{}
			}
		})
	}
	wg.Wait()
	if len(wins) != 1 {
		t.Errorf("one code was good %d times", len(wins))
	}
	must(t, h.CheckCode(h.ctx, a.ID, codes[1], true))
}

func TestTenWrongCodesADayAndThenOnlyKnownDevices(t *testing.T) {
	t.Parallel()
	h := build(t)
	a, secret := h.enrolled("owner")
	wrong := func(i int) string { return fmt.Sprintf("%06d", (i*7919+1)%1000000) }
	var mu sync.Mutex
	kinds := map[errs.Kind]int{}
	var wg sync.WaitGroup
	for i := range 40 { // in parallel, to race past the count
		wg.Go(func() {
			err := h.CheckCode(h.ctx, a.ID, wrong(i), false)
			mu.Lock()
			defer mu.Unlock()
			kinds[errs.KindOf(err)]++
		})
	}
	wg.Wait()
	if kinds[errs.Unauthorized] != 10 || kinds[errs.TooMany] != 30 {
		t.Errorf("40 wrong codes: %v", kinds)
	}
	good := secret.Code(h.clock.Now())
	wantKind(t, h.CheckCode(h.ctx, a.ID, good, false), errs.TooMany)
	must(t, h.CheckCode(h.ctx, a.ID, good, true))
	for i := range 40 {
		wantKind(t, h.CheckCode(h.ctx, a.ID, wrong(i), true), errs.Unauthorized)
	}
	wantKind(t, h.CheckCode(h.ctx, a.ID, wrong(1), true), errs.TooMany)
	events, err := h.Events(h.ctx, a.ID, morning)
	must(t, err)
	if !slices.ContainsFunc(events, func(e Event) bool { return e.Kind == "code.limit" && e.Level == High }) {
		t.Errorf("events %+v", events)
	}
	h.clock.Add(24 * time.Hour)
	must(t, h.CheckCode(h.ctx, a.ID, secret.Code(h.clock.Now()), false))
}

func TestFiveWrongCodesEndASignIn(t *testing.T) {
	t.Parallel()
	h := build(t)
	_, secret := h.enrolled("owner")
	p, err := h.SignIn(h.ctx, "owner@example.com", goodPassword, home, "")
	must(t, err)
	for range 5 {
		wantKind(t, p.Code(h.ctx, "000000"), errs.Unauthorized)
	}
	if err := p.Code(h.ctx, secret.Code(h.clock.Now())); !errors.Is(err, ErrOver) {
		t.Errorf("a sixth code is answered %v", err)
	}
	all, err := h.Failures(h.ctx, morning)
	must(t, err)
	if len(all) != 5 || all[0].What != "code" {
		t.Errorf("%d failures", len(all))
	}
}
