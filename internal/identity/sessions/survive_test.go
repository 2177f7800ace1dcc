package sessions

import (
	"errors"
	"testing"

	"kosh/internal/base/ids"
	"kosh/internal/kernel/access"
)

// recover gives a person a new password by a link, as the owner of the clinic
// lets them after a theft.
func (h *house) recover(id ids.Account) {
	h.t.Helper()
	token, err := h.accounts.Invite(h.ctx, id, h.clinics[0])
	must(h.t, err)
	_, err = h.accounts.AcceptInvite(h.ctx, token, newPassword, access.From{IP: "203.0.113.8"}, "")
	must(h.t, err)
}

func TestSES_14_ASessionThatWasResetCannotGoToAnotherClinicToStayAlive(t *testing.T) {
	t.Parallel()
	h := build(t)
	id := h.member("nadia")
	h.join(id, "nadia", h.clinics[1])
	b, _ := h.signIn(id)
	x := b.ok() // what a request found a moment ago is still believed
	h.clock.Add(1000)
	h.recover(id)
	_, cookies, err := h.SwitchClinic(h.ctx, x, h.clinics[1], thief)
	if !errors.Is(err, ErrNone) {
		t.Errorf("a session from before the new password goes to another clinic: %v", err)
	}
	b.keep(cookies)
	h.clock.Add(stateAge)
	if _, err := b.request(); !errors.Is(err, ErrNone) {
		t.Errorf("it is alive there: %v", err)
	}
}

func TestAProofFromBeforeANewPasswordBeginsNothing(t *testing.T) {
	t.Parallel()
	h := build(t)
	id := h.member("nadia")
	proof, err := h.accounts.Vouch(h.ctx, id, thief, true)
	must(t, err)
	h.clock.Add(1000)
	h.recover(id)
	_, cookies, err := h.Begin(h.ctx, Start{Proof: proof, Tenant: h.clinics[0]})
	b := &browser{h: h, jar: map[string]string{}, at: thief}
	b.keep(cookies)
	if _, failed := b.request(); err == nil && failed == nil {
		t.Error("it began a session")
	}
}

func TestAPINDoesNotOutliveTheWayItsPersonSignedIn(t *testing.T) {
	t.Parallel()
	h := build(t)
	id, b, x := h.withPassword()
	must(t, h.SetPIN(h.ctx, x, goodPassword, "480263", home))
	must(t, h.Lock(h.ctx, x))
	if _, err := b.unlock(Key{PIN: "480263"}); err != nil {
		t.Fatalf("control: %v", err)
	}
	h.clock.Add(1000)
	h.recover(id)
	y := x // the same browser, signed in anew
	if has, err := h.HasPIN(h.ctx, y); has || err != nil {
		t.Errorf("the PIN from before the new password is there: %v", err)
	}
	ok, err := h.checkPIN(h.ctx, y, "480263")
	if ok || err != nil {
		t.Errorf("it opens: %v", err)
	}
}
