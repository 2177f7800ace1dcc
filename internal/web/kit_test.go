package web_test

import (
	"context"
	"testing"

	"kosh/internal/base/contact"
	"kosh/internal/base/ids"
	"kosh/internal/clinic/practice"
	"kosh/internal/identity/accounts"
	"kosh/internal/kernel/access"
	"kosh/internal/storage/vault"
	"kosh/internal/testkit"
	"kosh/internal/testkit/doors"
)

// join hires the first clinic's nurse in the second clinic too.
func join(t *testing.T, k *doors.Kit) testkit.Person {
	t.Helper()
	nurse := k.Clinics[0].Staff["nurse"]
	k.Activate(nurse)
	email, err := contact.ParseEmail(k.Login(nurse))
	if err != nil {
		t.Fatal(err)
	}
	second := k.Clinics[1]
	_, err = k.Rooms.Tenants.AddMember(context.Background(), second.ID, accounts.Person{Name: nurse.Name, Email: email},
		func(_ context.Context, a accounts.Account) (staff ids.Staff, err error) {
			k.Do(k.Who("owner", second, 0), func(tx *vault.Tx) error {
				staff, err = practice.AddStaff(tx, practice.StaffForm{Account: a.ID, Name: nurse.Name,
					Roles: []practice.Assignment{{Chamber: second.Chambers[0], Role: access.Nurse}}})
				return err
			})
			return staff, err
		})
	if err != nil {
		t.Fatal(err)
	}
	return nurse
}
