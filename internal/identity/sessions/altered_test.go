package sessions

import (
	"testing"
	"time"

	"kosh/internal/storage/control"
)

// Somebody who can write to the store and has none of its keys.
func TestARowAlteredInTheStoreIsNobodysSession(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]control.Query{
		"another account": control.SQL(`UPDATE session SET account_id = (SELECT account_id FROM session ORDER BY id DESC LIMIT 1), staff_id = (SELECT staff_id FROM session ORDER BY id DESC LIMIT 1)`),
		"another clinic":  control.SQL(`UPDATE session SET tenant_id = m.tenant_id, staff_id = m.staff_id FROM membership AS m WHERE m.account_id = session.account_id AND m.tenant_id <> session.tenant_id`),
		"a longer life":   control.SQL(`UPDATE session SET ends_at = ends_at + 86400000000`),
		"a later start":   control.SQL(`UPDATE session SET created_at = created_at + 1`),
		"a second factor": control.SQL(`UPDATE session SET second = TRUE`),
		"another device":  control.SQL(`UPDATE session SET device_id = (SELECT device_id FROM session ORDER BY id DESC LIMIT 1)`),
		"another key":     control.SQL(`UPDATE device SET key_hash = (SELECT d.key_hash FROM device AS d JOIN session AS s ON s.device_id = d.id ORDER BY s.id DESC LIMIT 1)`),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := build(t)
			attacker, victim := h.member("attacker"), h.member("owner2")
			h.join(attacker, "attacker", h.clinics[1])
			b, _ := h.signIn(attacker)
			h.clock.Add(time.Second)
			v, _ := h.signIn(victim)
			b.ok()
			must(t, h.c.Update(h.ctx, func(tx *control.Tx) error {
				n, err := tx.Exec(change)
				if n == 0 {
					t.Error("nothing was altered")
				}
				return err
			}))
			h.clock.Add(time.Second)
			for cookie, jar := range map[string]Presented{
				"own cookies": b.presented(),
				"a mixture":   {Refresh: v.jar[CookieRefresh], Device: b.jar[CookieDevice]},
			} {
				x, _, err := h.Check(h.ctx, jar)
				if err == nil || !x.ID.IsZero() {
					t.Errorf("%s: %+v, %v", cookie, x, err)
				}
			}
		})
	}
}
