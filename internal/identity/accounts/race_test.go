package accounts

import (
	"strings"
	"testing"

	"kosh/internal/base/errs"
	"kosh/internal/storage/control"
)

func TestAPasswordUnderWayRevivesNothingThatWasTakenAwayMeanwhile(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		meanwhile func(h *house, a Account) error
		want      State
	}{
		"nothing happened":    {func(*house, Account) error { return nil }, Active},
		"second factor reset": {func(h *house, a Account) error { return h.ResetSecond(h.ctx, a.ID) }, Active},
		"last clinic taken away": {func(h *house, a Account) error {
			return h.c.Update(h.ctx, func(tx *control.Tx) error { return h.Shut(tx, a.ID) })
		}, Closed},
	} {
		h := build(t)
		p := h.person("nadia")
		a, err := h.Get(h.ctx, p.ID) // the change of password begins: hashing takes a while
		must(t, err)
		h.clock.Add(1000)
		must(t, c.meanwhile(h, a))
		reset, err := h.Get(h.ctx, p.ID)
		must(t, err)
		err = h.c.Update(h.ctx, func(tx *control.Tx) error { return h.storePassword(tx, a, []byte("sealed"), false) })
		if name == "nothing happened" {
			must(t, err)
		} else {
			wantKind(t, err, errs.Conflict)
		}
		now, err := h.Get(h.ctx, p.ID)
		must(t, err)
		if now.State != c.want || now.validFrom != reset.validFrom {
			t.Errorf("%s: the account is %s, sessions hold from %d, want %d", name, now.State, now.validFrom, reset.validFrom)
		}
	}
}

func TestAPersonWithTheLongestNameCanSetUpASecondFactor(t *testing.T) {
	t.Parallel()
	h := build(t)
	a, err := h.Ensure(h.ctx, Person{Name: strings.Repeat("𑄢", maxName), Email: email(t, "long@example.com")})
	must(t, err)
	e, err := h.BeginSecond(h.ctx, a.ID)
	must(t, err)
	if len(e.URI) > 1200 || !strings.Contains(e.URI, "secret=") { // a QR code of level M ends at 2331 bytes
		t.Errorf("the address has %d bytes", len(e.URI))
	}
}
