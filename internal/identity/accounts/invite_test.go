package accounts

import (
	"encoding/base64"
	"fmt"
	"sync"
	"testing"
	"time"

	"kosh/internal/base/clock"
	"kosh/internal/base/errs"
	"kosh/internal/base/ids"
	"kosh/internal/kernel/access"
	"kosh/internal/storage/control"

	"golang.org/x/crypto/argon2"
)

// weakHash is a hash of a former, cheaper time.
func weakHash(plain string) string {
	salt := []byte("sixteen bytes ok")
	key := argon2.IDKey([]byte(plain), salt, 1, 8192, 1, 32)
	b := base64.RawStdEncoding
	return fmt.Sprintf("$argon2id$v=19$m=8192,t=1,p=1$%s$%s", b.EncodeToString(salt), b.EncodeToString(key))
}

var clinic = ids.New[ids.Tenant](morning)

func (h *house) invited() (Account, string) {
	h.t.Helper()
	a, err := h.Ensure(h.ctx, Person{Name: "Rahim Uddin", Email: email(h.t, "rahim@example.com")})
	must(h.t, err)
	token, err := h.Invite(h.ctx, a.ID, clinic)
	must(h.t, err)
	return a, token
}

func TestAnInvitationSetsAPasswordOnce(t *testing.T) {
	t.Parallel()
	h := build(t)
	a, token := h.invited()
	_, err := h.SignIn(h.ctx, "rahim@example.com", goodPassword, home, "")
	wantKind(t, err, errs.Unauthorized)
	inv, err := h.LookInvite(h.ctx, token)
	if err != nil || inv.Account.ID != a.ID || inv.Tenant != clinic {
		t.Fatalf("%+v, %v", inv, err)
	}
	p, err := h.AcceptInvite(h.ctx, token, goodPassword, home, "")
	must(t, err)
	if p.Step() != StepClinic || p.Account().ID != a.ID {
		t.Errorf("step %s", p.Step())
	}
	for range 2 {
		_, err = h.AcceptInvite(h.ctx, token, newPassword, stranger, "")
		wantKind(t, err, errs.NotFound)
	}
	_, err = h.SignIn(h.ctx, "rahim@example.com", goodPassword, home, "")
	must(t, err)
}

func TestAnInvitationIsUsedOnceHoweverManyTryAtOnce(t *testing.T) {
	t.Parallel()
	h := build(t)
	_, token := h.invited()
	var wg sync.WaitGroup
	wins := make(chan struct{}, 4)
	for i := range 4 {
		wg.Go(func() {
			if _, err := h.AcceptInvite(h.ctx, token, fmt.Sprintf("%s %d", goodPassword, i), home, ""); err == nil {
				wins <- struct{}{}
			}
		})
	}
	wg.Wait()
	if len(wins) != 1 {
		t.Errorf("used %d times", len(wins))
	}
}

func TestALinkThatIsNotGoodIsRefused(t *testing.T) {
	t.Parallel()
	for name, spoil := range map[string]func(h *house, a Account, token string) string{
		"unknown":  func(h *house, a Account, token string) string { return newToken() },
		"empty":    func(h *house, a Account, token string) string { return "" },
		"cut":      func(h *house, a Account, token string) string { return token[:20] },
		"too old":  func(h *house, a Account, token string) string { h.clock.Add(InviteFor); return token },
		"replaced": func(h *house, a Account, token string) string { h.Invite(h.ctx, a.ID, clinic); return token },
		"for demo": func(h *house, a Account, token string) string { x, _ := h.DemoLink(h.ctx, a.ID, clinic); return x },
		"person let go": func(h *house, a Account, token string) string {
			must(h.t, h.c.Update(h.ctx, func(tx *control.Tx) error { return h.Shut(tx, a.ID) }))
			return token
		},
		"membership end": func(h *house, a Account, token string) string {
			must(h.t, h.c.Update(h.ctx, func(tx *control.Tx) error { return h.EndInvites(tx, a.ID, clinic) }))
			return token
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := build(t)
			a, token := h.invited()
			token = spoil(h, a, token)
			_, err := h.LookInvite(h.ctx, token)
			wantKind(t, err, errs.NotFound)
			_, err = h.AcceptInvite(h.ctx, token, goodPassword, home, "")
			wantKind(t, err, errs.NotFound)
		})
	}
}

func TestATN_07_APasswordIsRefusedBesideItsFieldAndTheLinkStaysGood(t *testing.T) {
	t.Parallel()
	h := build(t)
	a, token := h.invited()
	for _, bad := range []string{"", "short", "passwordpassword", "aaaaaaaaaaaaaaaa", "Rahim Uddin is here", "rahim@example.com!!"} {
		_, err := h.AcceptInvite(h.ctx, token, bad, home, "")
		f := errs.Fields(err)
		if len(f) != 1 || f[0].Field != "password" {
			t.Errorf("%q is answered %v", bad, err)
		}
		if err := h.SetPassword(h.ctx, a.ID, bad); err == nil {
			t.Errorf("%q is set", bad)
		}
	}
	_, err := h.AcceptInvite(h.ctx, token, goodPassword, home, "")
	must(t, err)
	if err := h.ReplacePassword(h.ctx, a.ID, "short"); err == nil {
		t.Error("a short password replaces a long one")
	}
	must(t, h.ReplacePassword(h.ctx, a.ID, newPassword))
	if ok, err := h.CheckPassword(h.ctx, a.ID, newPassword); !ok || err != nil {
		t.Error("the new password is not taken", err)
	}
	if ok, _ := h.CheckPassword(h.ctx, a.ID, goodPassword); ok {
		t.Error("the old password is taken")
	}
}

func TestANewPasswordByLinkKeepsTheSecondFactor(t *testing.T) {
	t.Parallel()
	h := build(t)
	a, _ := h.enrolled("owner")
	token, err := h.Invite(h.ctx, a.ID, clinic)
	must(t, err)
	p, err := h.AcceptInvite(h.ctx, token, newPassword, home, "")
	must(t, err)
	if p.Step() != StepCode {
		t.Errorf("step %s", p.Step())
	}
}

func TestADemoLinkWorksOnceFromThisMachineInADemo(t *testing.T) {
	t.Parallel()
	h := build(t)
	h.second = true
	a := h.person("owner")
	loopback := access.From{IP: "::1"}
	link := func() string {
		token, err := h.DemoLink(h.ctx, a.ID, clinic)
		must(t, err)
		return token
	}
	token := link()
	_, err := h.UseDemoLink(h.ctx, token, home, "")
	wantKind(t, err, errs.NotFound)
	_, err = h.LookDemoLink(h.ctx, token, home)
	wantKind(t, err, errs.NotFound)
	inv, err := h.LookDemoLink(h.ctx, token, loopback)
	if err != nil || inv.Account.ID != a.ID {
		t.Fatal(inv, err)
	}
	p, err := h.UseDemoLink(h.ctx, token, loopback, "")
	must(t, err)
	if proof, err := p.Finish(h.ctx); err != nil || !proof.Second {
		t.Error(proof, err)
	}
	_, err = h.UseDemoLink(h.ctx, token, loopback, "")
	wantKind(t, err, errs.NotFound)
	old := link()
	h.clock.Add(DemoLinkFor)
	_, err = h.UseDemoLink(h.ctx, old, loopback, "")
	wantKind(t, err, errs.NotFound)

	fresh := link()
	real := New(Config{Control: h.c, Clock: clock.At(h.clock.Now())}) // a server that is no demo
	defer real.Close()
	_, err = real.UseDemoLink(h.ctx, fresh, loopback, "")
	wantKind(t, err, errs.NotFound)
	_, err = real.DemoLink(h.ctx, a.ID, clinic)
	wantKind(t, err, errs.Forbidden)
	_, err = real.SetSecond(h.ctx, a.ID)
	wantKind(t, err, errs.Forbidden)
}

func TestSES_14_APersonLetGoHasNoCredentialLeft(t *testing.T) {
	t.Parallel()
	h := build(t)
	a, secret := h.enrolled("owner")
	codes, err := h.NewRecoveryCodes(h.ctx, a.ID)
	must(t, err)
	p, err := h.SignIn(h.ctx, "owner@example.com", goodPassword, home, "")
	must(t, err)
	must(t, p.Code(h.ctx, secret.Code(h.clock.Now())))
	proof, err := p.Finish(h.ctx)
	must(t, err)
	open, err := h.SignIn(h.ctx, "owner@example.com", goodPassword, home, proof.DeviceKey)
	must(t, err)
	demo, err := h.DemoLink(h.ctx, a.ID, clinic)
	must(t, err)

	must(t, h.c.Update(h.ctx, func(tx *control.Tx) error { return h.Shut(tx, a.ID) }))
	h.clock.Add(time.Minute)
	if _, err := h.SignIn(h.ctx, "owner@example.com", goodPassword, home, proof.DeviceKey); !errs.Is(err, errs.Unauthorized) {
		t.Errorf("the password is answered %v", err)
	}
	if err := open.Code(h.ctx, secret.Code(h.clock.Now())); err == nil {
		t.Error("a sign-in in progress goes on")
	}
	if h.CheckCode(h.ctx, a.ID, secret.Code(h.clock.Now()), true) == nil || h.CheckCode(h.ctx, a.ID, codes[0], true) == nil {
		t.Error("a code is taken")
	}
	if _, err := h.UseDemoLink(h.ctx, demo, access.From{IP: "127.0.0.1"}, ""); err == nil {
		t.Error("a link is good")
	}
	got, err := h.Get(h.ctx, a.ID)
	if err != nil || got.State != Closed {
		t.Errorf("state %s, %v", got.State, err)
	}
}
