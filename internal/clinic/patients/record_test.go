package patients_test

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"kosh/internal/base/errs"
	"kosh/internal/base/ids"
	"kosh/internal/clinic/patients"
	"kosh/internal/kernel/access"
	"kosh/internal/storage/vault"
	"kosh/internal/testkit"
)

func edit(k *testkit.Kit, who access.Who, id ids.Patient, c patients.Change) error {
	return k.Try(who, func(tx *vault.Tx) error {
		pt, err := tx.Patient(id)
		if err != nil {
			return err
		}
		return patients.Edit(pt, c)
	})
}

func reveal(k *testkit.Kit, who access.Who, id ids.Patient, f patients.Field, why patients.Reason) (value string, err error) {
	err = k.Look(who, func(tx *vault.Tx) error {
		pt, err := tx.Patient(id)
		if err != nil {
			return err
		}
		value, err = patients.Reveal(pt, f, why)
		return err
	})
	return value, err
}

func str(s string) *string { return &s }

func TestAnEditChangesWhatWasTypedAndNothingElse(t *testing.T) {
	t.Parallel()
	k := testkit.New(t)
	c := k.Clinics[0]
	desk := k.Who("receptionist", c, 0)
	r := register(k, desk, patients.Form{Name: "Rahima Khatun", Phone: "9812345623", Birth: "29/02/1992", Sex: "female", Address: "12 Lake Road", NationalID: "199023456789", Notes: "diabetic"})
	k.Audit(c)
	doctor := k.Who("owner", c, 0)
	k.Clock.Add(time.Hour)
	if err := edit(k, desk, r.ID, patients.Change{Version: 1, Name: str("Rahima Begum"), Phone: str("০৯৮৩০০১১২২৩")}); err != nil {
		t.Fatal(err)
	}
	entries := k.WantAudit(c, "UPDATE OK receptionist patient:READ patient:UPDATE")
	if e := entries[0]; e.Detail["fields"] != "name,phone" || strings.Contains(strings.Join([]string{e.Detail["fields"], e.Reason, e.Purpose}, " "), "Rahima") || len(e.Rows) != 1 {
		t.Errorf("%+v", e)
	}
	p, err := open(k, doctor, r.ID)
	if err != nil || p.Name != "Rahima Begum" || p.Phone != "98******23" || p.Birth != "1992-02-29" || p.Address != "12 Lake Road" ||
		p.Notes != "diabetic" || p.Version != 2 || p.Number != r.Number || p.Age.Years != 34 || p.Age.Estimated || !p.Updated.After(p.Registered) {
		t.Errorf("%+v, %v", p, err)
	}
	if f := find(k, desk, "345623"); len(f.Rows) != 0 {
		t.Error("found by the old phone")
	}
	if f := find(k, desk, "khatun"); len(f.Rows) != 0 {
		t.Error("found by the old name")
	}
	if f := find(k, desk, "011223"); len(f.Rows) != 1 {
		t.Error("not found by the new phone")
	}
	// Somebody saved in between: nothing is overwritten.
	if err := edit(k, doctor, r.ID, patients.Change{Version: 1, Name: str("Rahima Bibi")}); err != patients.ErrChanged {
		t.Errorf("an old version: %v", err)
	}
	// Several bad fields at once; nothing is saved.
	err = edit(k, doctor, r.ID, patients.Change{Version: 2, Name: str("😀"), Birth: str("31/04/1990"), Phone: str("12"), Sex: str("")})
	if got := strings.Join(fieldsOf(err), " "); got != "name=name.symbols phone=phone.short birth=birth.impossible sex=sex.empty" {
		t.Errorf("%s", got)
	}
	if err := edit(k, desk, r.ID, patients.Change{Version: 2, Notes: str("")}); strings.Join(fieldsOf(err), "") != "notes=notes.hidden" {
		t.Errorf("notes that one may not see are replaced: %v", err)
	}
	if err := edit(k, desk, r.ID, patients.Change{Version: 2, Age: str("9")}); strings.Join(fieldsOf(err), " ") != "guardian=guardian.empty relation=relation.empty" {
		t.Errorf("a child without a guardian: %v", err)
	}
	k.Audit(c)
	if err := edit(k, k.Who("receptionist", c, 0), r.ID, patients.Change{Version: 2, Name: str("Rahima Begum")}); err != nil {
		t.Fatal(err)
	}
	k.WantAudit(c, "READ OK receptionist patient:READ")
	if err := edit(k, k.Who("assistant", c, 0), r.ID, patients.Change{Version: 2}); !errs.Is(err, errs.Forbidden) {
		t.Errorf("an assistant edits: %v", err)
	}
	k.WantAudit(c, "DENY DENIED assistant")
}

func TestMSK_04_AMaskedFieldIsRevealedWithAReasonAndAnEntry(t *testing.T) {
	t.Parallel()
	k := testkit.New(t)
	c := k.Clinics[0]
	desk := k.Who("receptionist", c, 0)
	r := register(k, desk, patients.Form{Name: "Rahima Khatun", Phone: "9812345623", Age: "34", Sex: "f", Address: "12 Lake Road", NationalID: "1990 2345 6789"})
	k.Audit(c)
	for _, test := range []struct {
		who    string
		field  patients.Field
		reason patients.Reason
		want   string
		kind   errs.Kind
		entry  string
	}{
		{"receptionist", patients.FieldPhone, "call", "9812345623", 0, "REVEAL OK receptionist patient:READ patient:REVEAL"},
		{"receptionist", patients.FieldAddress, "billing", "12 Lake Road", 0, "REVEAL OK receptionist patient:READ patient:REVEAL"},
		{"receptionist", patients.FieldNationalID, "identity", "", errs.Forbidden, "DENY DENIED receptionist"},
		{"owner", patients.FieldNationalID, "identity", "199023456789", 0, "REVEAL OK owner patient:READ patient:REVEAL"},
		{"owner", patients.FieldPhone, "", "", errs.Invalid, ""},
		{"owner", patients.FieldPhone, "curiosity", "", errs.Invalid, ""},
		{"owner", "name", "call", "", errs.Invalid, ""},
		{"assistant", patients.FieldPhone, "call", "", errs.Forbidden, "DENY DENIED assistant"},
		{"associate", patients.FieldPhone, "call", "", errs.NotFound, "DENY DENIED associate patient:DENY"},
	} {
		value, err := reveal(k, k.Who(test.who, c, 0), r.ID, test.field, test.reason)
		if value != test.want || test.kind != errs.Internal && !errs.Is(err, test.kind) || test.kind == errs.Internal && err != nil {
			t.Errorf("%s %s %q: %q, %v", test.who, test.field, test.reason, value, err)
		}
		var want []string
		if test.entry != "" {
			want = []string{test.entry}
		}
		entries := k.WantAudit(c, want...)
		if test.want == "" {
			continue
		}
		if e := entries[0]; e.Detail["field"] != string(test.field) || e.Reason != string(test.reason) || !slices.Equal(e.Patients, []ids.Patient{r.ID}) {
			t.Errorf("%+v", e)
		}
	}
	// Every reveal is told, also the same one again.
	who := k.Who("receptionist", c, 0)
	for range 3 {
		if _, err := reveal(k, who, r.ID, patients.FieldPhone, "call"); err != nil {
			t.Fatal(err)
		}
	}
	if n := len(k.Audit(c)); n != 3 {
		t.Errorf("%d entries for three reveals", n)
	}
}

func TestATZ_04_ADoctorSeesOwnPatientsOnly(t *testing.T) {
	t.Parallel()
	k := testkit.New(t)
	c := k.Clinics[0]
	mine, theirs := k.Who("associate", c, 0), k.Who("associate2", c, 0)
	r := register(k, mine, form("Rahima Khatun", "9812345623"))
	for range 120 { // enough of others to fill every limit
		register(k, theirs, form("Rahima Khatun", "9812345623"))
	}
	desk := register(k, k.Who("receptionist", c, 0), form("Rahima Khatun", "9812345623"))
	for _, typed := range []string{"rahima", "rahima khatun", "rah", "5623", "345623", "9812345623", "", "1"} {
		f := find(k, mine, typed)
		if len(f.Rows) != 1 || f.Rows[0].ID != r.ID {
			t.Errorf("%q shows %d rows", typed, len(f.Rows))
		}
	}
	if f := find(k, mine, fmt.Sprint(desk.Number)); len(f.Rows) != 0 {
		t.Errorf("the number of another doctor's patient shows %v", f.Rows)
	}
	k.Audit(c)
	if _, err := open(k, mine, desk.ID); !errs.Is(err, errs.NotFound) {
		t.Errorf("another doctor's patient: %v", err)
	}
	k.WantAudit(c, "DENY DENIED associate patient:DENY")
	if err := edit(k, mine, desk.ID, patients.Change{Version: 1, Name: str("X Y")}); !errs.Is(err, errs.NotFound) {
		t.Errorf("another doctor's patient is edited: %v", err)
	}
	if p, err := open(k, mine, r.ID); err != nil || p.Name != "Rahima Khatun" {
		t.Errorf("%v %v", p, err)
	}
	if f := find(k, k.Who("owner", c, 0), "rahima"); len(f.Rows) != patients.MaxRows || !f.More {
		t.Errorf("the owner sees %d, more %v", len(f.Rows), f.More)
	}
	k.See(mine, func(tx *vault.Tx) error {
		d, err := patients.Duplicates(tx, form("Rahima Khatun", "9812345623"))
		if len(d) != 1 || d[0].ID != r.ID {
			t.Errorf("duplicates show %d of others", len(d))
		}
		return err
	})
}

func TestAnotherClinicsPatientDoesNotExist(t *testing.T) {
	t.Parallel()
	k := testkit.New(t)
	a, b := k.Clinics[0], k.Clinics[1]
	r := register(k, k.Who("owner", a, 0), form("Rahima Khatun", "9812345623"))
	k.Audit(a)
	stranger := k.Who("owner", b, 0)
	_, foreign := open(k, stranger, r.ID)
	_, unknown := open(k, k.Who("owner", b, 0), ids.New[ids.Patient](k.Clock.Now()))
	if foreign == nil || unknown == nil || foreign.Error() != unknown.Error() || !errs.Is(foreign, errs.NotFound) {
		t.Errorf("foreign %v, unknown %v: not the same", foreign, unknown)
	}
	entries := k.WantAudit(b, "DENY DENIED owner patient:DENY", "DENY DENIED owner patient:DENY")
	if len(entries[0].Patients) != 0 {
		t.Error("a foreign patient is in this clinic's index")
	}
	for _, typed := range []string{"rahima", "5623", "1", ""} {
		if f := find(k, stranger, typed); len(f.Rows) != 0 {
			t.Errorf("%q shows another clinic's patient", typed)
		}
	}
	if err := edit(k, stranger, r.ID, patients.Change{Version: 1}); err == nil || err.Error() != foreign.Error() {
		t.Errorf("edit: %v", err)
	}
	if _, err := reveal(k, stranger, r.ID, patients.FieldPhone, "call"); err == nil || err.Error() != foreign.Error() {
		t.Errorf("reveal: %v", err)
	}
	k.WantAudit(a)
}

func TestALikelyDuplicateIsShownBeforeSaving(t *testing.T) {
	t.Parallel()
	k := testkit.New(t)
	c := k.Clinics[0]
	desk := k.Who("receptionist", c, 0)
	with := func(name, phone, age string) patients.Form {
		f := form(name, phone)
		f.Age = age
		if age < "18" {
			f.Guardian, f.Relation = "Rahima Khatun", "mother"
		}
		return f
	}
	mother := register(k, desk, with("Rahima Khatun", "9812345623", "34"))
	k.Audit(c)
	for _, test := range []struct {
		name string
		form patients.Form
		want string // how the mother is a likely duplicate
	}{
		{"the same again", with("Rahima Khatun", "98123 45623", "34"), "phone name"},
		{"another spelling and phone", with("Roheema Khatoon", "9830011223", "36"), "name"},
		{"in Bangla, words turned round", with("খাতুন রহিমা", "9830011223", "33"), "name"},
		{"with Mosammat", with("Mst. Rahima Khatun", "9830011223", "34"), "name"},
		{"her child on her phone", with("Karim Sheikh", "+91 9812345623", "12"), "phone"},
		{"the same name, another age", with("Rahima Khatun", "9830011223", "40"), ""},
		{"half the name", with("Rahima Begum", "9830011223", "34"), ""},
	} {
		var all []patients.Duplicate
		k.See(desk, func(tx *vault.Tx) (err error) { all, err = patients.Duplicates(tx, test.form); return err })
		got := ""
		for _, d := range all {
			if d.ID == mother.ID && d.SamePhone {
				got += " phone"
			}
			if d.ID == mother.ID && d.SameName {
				got += " name"
			}
		}
		if got = strings.TrimSpace(got); got != test.want {
			t.Errorf("%s: %q, want %q", test.name, got, test.want)
		}
		err := k.Try(desk, func(tx *vault.Tx) error {
			_, err := patients.Register(tx, test.form)
			if err == nil {
				return errs.New(errs.Invalid, "rolled back")
			}
			return err
		})
		if refused := err == patients.ErrDuplicate; refused != (test.want != "") {
			t.Errorf("%s: %v", test.name, err)
		}
	}
	for _, e := range k.Audit(c) {
		if e.String() != "READ OK receptionist patient:READ" {
			t.Errorf("%s", e)
		}
	}
}

func TestAFamilyOnOnePhoneIsNormal(t *testing.T) {
	t.Parallel()
	k := testkit.New(t)
	c := k.Clinics[1]
	desk := k.Who("receptionist", c, 0)
	var family []ids.Patient
	for _, f := range []patients.Form{
		{Name: "Rahima Khatun", Phone: "01712345678", Age: "34", Sex: "f"},
		{Name: "Karim Sheikh", Phone: "+8801712345678", Age: "40", Sex: "m"},
		{Name: "Tuhin Sheikh", Phone: "০১৭১২৩৪৫৬৭৮", Age: "8", Sex: "m", Guardian: "Karim Sheikh", Relation: "father"},
		{Name: "Baby Sheikh", Phone: "1712345678", Age: "20d", Sex: "f", Guardian: "Rahima Khatun", Relation: "mother"},
	} {
		k.Clock.Add(time.Minute)
		family = append(family, register(k, desk, f).ID)
	}
	slices.Reverse(family) // found the newest first
	for _, typed := range []string{"5678", "345678", "01712345678", "1712345678", "+8801712345678", "8801712345678", "০১৭১২৩৪৫৬৭৮"} {
		var got []ids.Patient
		for _, r := range find(k, desk, typed).Rows {
			got = append(got, r.ID)
			if r.Phone != "01*******78" {
				t.Errorf("%s", r.Phone)
			}
		}
		if !slices.Equal(got, family) {
			t.Errorf("%q finds %d of %d", typed, len(got), len(family))
		}
	}
	if f := find(k, desk, "tuhin"); len(f.Rows) != 1 || f.Rows[0].Age.Years != 8 || !f.Rows[0].Age.Estimated {
		t.Errorf("%+v", f.Rows)
	}
	if p, err := open(k, desk, family[0]); err != nil || !p.Minor || p.Guardian != "Rahima Khatun" || p.Relation != "mother" || p.Age.Years != 0 || p.Birth != "2026-11" {
		t.Errorf("%+v %v", p, err)
	}
}

func TestAnArchivedPatientIsFoundByNumberOnly(t *testing.T) {
	t.Parallel()
	k := testkit.New(t)
	c := k.Clinics[0]
	owner := k.Who("owner", c, 0)
	r := register(k, owner, form("Rahima Khatun", "9812345623"))
	k.Audit(c)
	state := func(who access.Who, fn func(*vault.PatientTx, int64) error, version int64) error {
		return k.Try(who, func(tx *vault.Tx) error {
			pt, err := tx.Patient(r.ID)
			if err != nil {
				return err
			}
			return fn(pt, version)
		})
	}
	if err := state(k.Who("receptionist", c, 0), patients.Archive, 1); !errs.Is(err, errs.Forbidden) {
		t.Errorf("the desk archives: %v", err)
	}
	if err := state(owner, patients.Archive, 1); err != nil {
		t.Fatal(err)
	}
	k.WantAudit(c, "DENY DENIED receptionist", "UPDATE OK owner patient:READ patient:UPDATE")
	for _, typed := range []string{"rahima", "5623", "9812345623", ""} {
		if f := find(k, owner, typed); len(f.Rows) != 0 {
			t.Errorf("%q finds an archived patient", typed)
		}
	}
	if f := find(k, owner, "1"); len(f.Rows) != 1 || f.Rows[0].State != patients.Archived {
		t.Errorf("by number: %+v", f.Rows)
	}
	if err := state(owner, patients.Unarchive, 1); err != patients.ErrChanged {
		t.Errorf("an old version: %v", err)
	}
	if err := state(owner, patients.Unarchive, 2); err != nil {
		t.Fatal(err)
	}
	if f := find(k, owner, "rahima"); len(f.Rows) != 1 {
		t.Error("not back")
	}
}

func TestNumbersAreGivenOnceUnderLoad(t *testing.T) {
	t.Parallel()
	k := testkit.New(t)
	c := k.Clinics[0]
	var mu sync.Mutex
	seen := map[int64]bool{}
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for range 10 {
				r := register(k, k.Who("receptionist", c, 0), form("Rahima Khatun", "9812345623"))
				mu.Lock()
				if seen[r.Number] {
					t.Errorf("%d is given twice", r.Number)
				}
				seen[r.Number] = true
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	if len(seen) != 40 || !seen[1] || !seen[40] {
		t.Errorf("%d numbers", len(seen))
	}
}

func TestARestrictedPatientIsForThoseWhoMay(t *testing.T) {
	t.Parallel()
	k := testkit.New(t)
	c := k.Clinics[0]
	owner, desk := k.Who("owner", c, 0), k.Who("receptionist", c, 0)
	r := register(k, desk, form("Rahima Khatun", "9812345623"))
	k.Do(owner, func(tx *vault.Tx) error {
		pt, err := tx.Patient(r.ID)
		if err != nil {
			return err
		}
		return pt.Restrict(true)
	})
	if _, err := open(k, desk, r.ID); !errs.Is(err, errs.NotFound) {
		t.Errorf("the desk opens a restricted patient: %v", err)
	}
	if f := find(k, desk, "rahima"); len(f.Rows) != 0 {
		t.Error("the desk finds a restricted patient")
	}
	if f := find(k, owner, "rahima"); len(f.Rows) != 1 || !f.Rows[0].Restricted {
		t.Errorf("%+v", f.Rows)
	}
}
