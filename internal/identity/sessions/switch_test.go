package sessions

import (
	"errors"
	"testing"
	"time"

	"kosh/internal/base/errs"
	"kosh/internal/base/ids"
)

func TestSwitchingClinicTakesTheSessionAlong(t *testing.T) {
	t.Parallel()
	h := build(t)
	id := h.member("nadia")
	b, x := h.signIn(id)
	_, _, err := h.SwitchClinic(h.ctx, x, h.clinics[1], home)
	wantKind(t, err, errs.NotFound)
	b.ok()
	h.join(id, "nadia", h.clinics[1])
	h.clock.Add(time.Hour)
	_, _, err = h.SwitchClinic(h.ctx, x, h.clinics[1], home)
	must(t, err)
	_, _, err = h.SwitchClinic(h.ctx, x, h.clinics[1], home)
	if !errors.Is(err, ErrNone) {
		t.Errorf("an ended session switches: %v", err)
	}
	if _, err := b.request(); !errors.Is(err, ErrNone) {
		t.Errorf("the old one is answered %v", err)
	}
	if !h.wrote(h.clinics[0], "AUTH OK went to another clinic") || !h.wrote(h.clinics[1], "AUTH OK came from another clinic") {
		t.Errorf("logs %v, %v", h.entries(h.clinics[0]), h.entries(h.clinics[1]))
	}
}

func TestSwitchingClinicKeepsDeviceSecondFactorAndEnd(t *testing.T) {
	t.Parallel()
	h := build(t)
	id := h.member("nadia")
	h.join(id, "nadia", h.clinics[1])
	for range 4 {
		h.signIn(id)
	}
	b, x := h.signIn(id)
	h.clock.Add(time.Minute)
	y, cookies, err := h.SwitchClinic(h.ctx, x, h.clinics[1], home)
	must(t, err)
	b.keep(cookies)
	z := b.ok()
	if z.ID != y.ID || z.ID == x.ID || z.Tenant != h.clinics[1] || z.Device != x.Device || !z.EndsAt.Equal(x.EndsAt) || z.Staff == x.Staff {
		t.Errorf("from %+v to %+v", x, z)
	}
	if n := h.count(id); n != MaxPerPerson {
		t.Errorf("%d sessions", n)
	}
}

func TestSwitchingChamberIsSeenAtOnceAndEndsStreams(t *testing.T) {
	t.Parallel()
	h := build(t)
	b, x := h.signIn(h.member("nadia"))
	gone := h.Watch(t.Context(), x.ID)
	b.ok()
	chamber := ids.New[ids.Chamber](morning)
	_, err := h.SwitchChamber(h.ctx, x, chamber)
	must(t, err)
	y := b.ok()
	if y.Chamber != chamber {
		t.Error("still in the old chamber")
	}
	if who := y.Who(home, "GET /x"); who.Chamber != chamber || who.Account != x.Account || who.Tenant != x.Tenant || who.Session != x.ID || who.Device != x.Device {
		t.Errorf("who %+v", who)
	}
	select {
	case <-gone:
	default:
		t.Error("the stream of the old chamber goes on")
	}
}
