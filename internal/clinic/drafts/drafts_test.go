package drafts_test

import (
	"fmt"
	"maps"
	"strings"
	"testing"
	"time"

	"kosh/internal/base/errs"
	"kosh/internal/base/ids"
	"kosh/internal/clinic/drafts"
	"kosh/internal/clinic/patients"
	"kosh/internal/kernel/access"
	"kosh/internal/storage/vault"
	"kosh/internal/testkit"
)

func save(k *testkit.Kit, who access.Who, version int64, text map[string]string) (next int64, err error) {
	err = k.Try(who, func(tx *vault.Tx) (err error) {
		next, err = drafts.Save(tx, "register", version, text)
		return err
	})
	return next, err
}

func load(k *testkit.Kit, who access.Who) (d drafts.Draft, found bool) {
	k.See(who, func(tx *vault.Tx) (err error) {
		d, found, err = drafts.Load(tx, "register")
		return err
	})
	return d, found
}

func TestWhatWasTypedComesBackToItsWriterAlone(t *testing.T) {
	t.Parallel()
	k := testkit.New(t)
	c := k.Clinics[0]
	desk := k.Who("receptionist", c, 0)
	text := map[string]string{"name": "Rahima Kha", "phone": "98123", "notes": "রোগী"}
	version, err := save(k, desk, 0, text)
	if err != nil || version != 1 {
		t.Fatal(version, err)
	}
	entries := k.WantAudit(c, "CREATE OK receptionist draft:CREATE")
	if entries[0].Records[0].ID != "register" || len(entries[0].Patients) != 0 {
		t.Errorf("%+v", entries[0])
	}
	text["name"] = "Rahima Khatun"
	for want := int64(2); want < 6; want++ {
		if version, err = save(k, desk, version, text); err != nil || version != want {
			t.Fatal(version, err)
		}
	}
	k.Reopen()
	d, found := load(k, k.Who("receptionist", c, 1))
	if !found || d.Version != 5 || !maps.Equal(d.Fields, text) {
		t.Errorf("%+v %v", d, found)
	}
	if _, found := load(k, k.Who("nurse", c, 0)); found {
		t.Error("the nurse reads what the receptionist typed")
	}
	if _, found := load(k, k.Who("receptionist", k.Clinics[1], 0)); found {
		t.Error("it shows in another clinic")
	}
	k.Do(desk, func(tx *vault.Tx) error { return drafts.Discard(tx, "register") })
	if _, found := load(k, desk); found {
		t.Error("a discarded draft is there")
	}
	k.WantAudit(c)
}

func TestTwoWindowsDoNotOverwriteEachOther(t *testing.T) {
	t.Parallel()
	k := testkit.New(t)
	desk := k.Who("receptionist", k.Clinics[0], 0)
	first, _ := save(k, desk, 0, map[string]string{"name": "A"})
	if _, err := save(k, desk, 0, map[string]string{"name": "B"}); err != drafts.ErrOther || !errs.Is(err, errs.Conflict) {
		t.Errorf("a second window: %v", err)
	}
	second, err := save(k, desk, first, map[string]string{"name": "C"})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := save(k, desk, first, map[string]string{"name": "D"}); err != drafts.ErrOther {
		t.Errorf("an older version: %v", err)
	}
	if d, _ := load(k, desk); d.Version != second || d.Fields["name"] != "C" {
		t.Errorf("%+v", d)
	}
	// Sent in one window, still typed in the other: the text is kept, not lost.
	k.Do(desk, func(tx *vault.Tx) error { return drafts.Discard(tx, "register") })
	if v, err := save(k, desk, second, map[string]string{"name": "E"}); err != nil || v != second+1 {
		t.Error(v, err)
	}
}

func TestADraftAboutAPatientIsForWhoMayOpenThePatient(t *testing.T) {
	t.Parallel()
	k := testkit.New(t)
	c := k.Clinics[0]
	doctor := k.Who("associate", c, 0)
	var id ids.Patient
	k.Do(doctor, func(tx *vault.Tx) error {
		r, err := patients.Register(tx, patients.Form{Name: "Rahima", Phone: "9812345623", Age: "30", Sex: "f"})
		id = r.ID
		return err
	})
	k.Audit(c)
	form := "edit/" + id.String()
	saveFor := func(who access.Who, version int64) (next int64, err error) {
		err = k.Try(who, func(tx *vault.Tx) error {
			pt, err := tx.Patient(id)
			if err != nil {
				return err
			}
			next, err = drafts.SaveFor(pt, form, version, map[string]string{"notes": "headache since Monday"})
			return err
		})
		return next, err
	}
	version, err := saveFor(doctor, 0)
	if err != nil {
		t.Fatal(err)
	}
	k.WantAudit(c, "CREATE OK associate patient:READ draft:CREATE")
	for range 20 {
		if version, err = saveFor(doctor, version); err != nil {
			t.Fatal(err)
		}
	}
	k.WantAudit(c, "READ OK associate patient:READ") // and no more for five minutes
	if _, err := saveFor(k.Who("associate2", c, 0), 0); !errs.Is(err, errs.NotFound) {
		t.Errorf("another doctor's patient: %v", err)
	}
	if _, err := saveFor(k.Who("owner", k.Clinics[1], 0), 0); !errs.Is(err, errs.NotFound) {
		t.Errorf("another clinic's patient: %v", err)
	}
	k.See(doctor, func(tx *vault.Tx) error {
		if _, found, err := drafts.Load(tx, form); found || err != nil {
			t.Errorf("it opens without the patient: %v %v", found, err)
		}
		pt, err := tx.Patient(id)
		if err != nil {
			return err
		}
		d, found, err := drafts.LoadFor(pt, form)
		if !found || d.Fields["notes"] != "headache since Monday" {
			t.Errorf("%+v %v", d, found)
		}
		return err
	})
	k.See(doctor, func(tx *vault.Tx) error {
		all, err := drafts.List(tx)
		if len(all) != 1 || all[0].Form != form || all[0].Patient != id {
			t.Errorf("%+v", all)
		}
		return err
	})
}

func TestDraftsAreBounded(t *testing.T) {
	t.Parallel()
	k := testkit.New(t)
	desk := k.Who("receptionist", k.Clinics[0], 0)
	for name, text := range map[string]map[string]string{
		"long": {"notes": strings.Repeat("x", drafts.MaxBytes)},
		"many": func() map[string]string {
			m := map[string]string{}
			for i := range drafts.MaxFields + 1 {
				m[strings.Repeat("f", i+1)] = ""
			}
			return m
		}(),
	} {
		if _, err := save(k, desk, 0, text); !errs.Is(err, errs.Invalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := save(k, desk, 0, map[string]string{"n": "x"}); err != nil {
		t.Fatal(err)
	}
	k.Clock.Add(drafts.KeepFor + time.Hour)
	prune := func(tx *vault.Tx) error { return drafts.Prune(tx) }
	if err := k.Try(desk, prune); !errs.Is(err, errs.NotFound) {
		t.Errorf("a person prunes: %v", err)
	}
	if err := k.Vault.AsSystem(k.Clinics[0].ID, "housekeeping").Update(t.Context(), prune); err != nil {
		t.Fatal(err)
	}
	if _, found := load(k, desk); found {
		t.Error("an old draft is kept")
	}
}

func TestAFormsNameIsACodeAndAPersonHasAFewDrafts(t *testing.T) {
	t.Parallel()
	k := testkit.New(t)
	desk := k.Who("receptionist", k.Clinics[0], 0)
	put := func(form string) error {
		return k.Try(desk, func(tx *vault.Tx) error {
			_, err := drafts.Save(tx, form, 0, map[string]string{"name": "x"})
			return err
		})
	}
	for _, form := range []string{"Rahima Khatun 01711234567", "Register", "edit/রহিমা", "a\nb"} {
		if err := put(form); !errs.Is(err, errs.Invalid) {
			t.Errorf("%q: %v", form, err)
		}
	}
	for i := range drafts.MaxDrafts {
		if err := put(fmt.Sprintf("form/%d", i)); err != nil {
			t.Fatalf("%d: %v", i, err)
		}
	}
	if err := put("one-more"); !errs.Is(err, errs.Invalid) {
		t.Errorf("one more than allowed: %v", err)
	}
	if _, err := save(k, k.Who("nurse", k.Clinics[0], 0), 0, map[string]string{"name": "x"}); err != nil {
		t.Errorf("somebody else: %v", err)
	}
}
