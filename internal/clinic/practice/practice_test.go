package practice_test

import (
	"testing"

	"kosh/internal/clinic/practice"
	"kosh/internal/storage/vault"
	"kosh/internal/testkit"
)

func TestAClinicIsSetUpWithItsStaff(t *testing.T) {
	t.Parallel()
	k := testkit.New(t)
	c := k.Clinics[0]
	k.See(k.Who("owner", c, 0), func(tx *vault.Tx) error {
		all, err := practice.ListStaff(tx)
		if len(all) != 7 {
			t.Errorf("%d members", len(all))
		}
		return err
	})
	k.WantAudit(c)
}
