package patients_test

import (
	"fmt"
	"strings"
	"testing"

	"kosh/internal/base/errs"
	"kosh/internal/base/ids"
	"kosh/internal/clinic/patients"
	"kosh/internal/kernel/access"
	"kosh/internal/storage/vault"
	"kosh/internal/testkit"
)

// form is a good form about an adult.
func form(name, phone string) patients.Form {
	return patients.Form{Name: name, Phone: phone, Age: "40", Sex: "female"}
}

func register(k *testkit.Kit, who access.Who, f patients.Form) patients.Registered {
	k.T.Helper()
	var r patients.Registered
	k.Do(who, func(tx *vault.Tx) (err error) {
		f.Confirmed = true
		r, err = patients.Register(tx, f)
		return err
	})
	return r
}

func find(k *testkit.Kit, who access.Who, text string) patients.Found {
	k.T.Helper()
	var f patients.Found
	k.See(who, func(tx *vault.Tx) (err error) {
		f, err = patients.Find(tx, patients.Query{Text: text})
		return err
	})
	return f
}

func open(k *testkit.Kit, who access.Who, id ids.Patient) (patients.Profile, error) {
	var p patients.Profile
	err := k.Look(who, func(tx *vault.Tx) error {
		pt, err := tx.Patient(id)
		if err != nil {
			return err
		}
		p, err = patients.Open(pt)
		return err
	})
	return p, err
}

func numbers(f patients.Found) (out []int64) {
	for _, r := range f.Rows {
		out = append(out, r.Number)
	}
	return out
}

func TestARegisteredPatientIsFoundByWhatPeopleType(t *testing.T) {
	t.Parallel()
	k := testkit.New(t)
	c := k.Clinics[0]
	desk := k.Who("receptionist", c, 0)
	rahima := register(k, desk, patients.Form{Name: "Rahima Khatun", Phone: "98123 45623", Age: "34", Sex: "female", NationalID: "1990-2345 6789"})
	choudhury := register(k, desk, form("Anup Chowdhury", "+91 98300 11223"))
	mohammad := register(k, desk, form("মোঃ আব্দুল করিম", "9433012345"))
	sharma := register(k, desk, form("सुनीता शर्मा", "9433098765"))
	k.WantAudit(c, "CREATE OK receptionist patient:CREATE", "CREATE OK receptionist patient:CREATE",
		"CREATE OK receptionist patient:CREATE", "CREATE OK receptionist patient:CREATE")

	for _, test := range []struct {
		typed string
		want  patients.Registered
	}{
		{"rahima", rahima}, {"Rohima Khatun", rahima}, {"RAH", rahima}, {"রহিমা", rahima}, {"रहीमा खातून", rahima}, {"khatun rah", rahima},
		{"5623", rahima}, {"45623", rahima}, {"345623", rahima}, {"9812345623", rahima}, {"+91 98123-45623", rahima}, {"৫৬২৩", rahima}, {"०५६२३", patients.Registered{}},
		{"09812345623", rahima}, {"199023456789", rahima}, {"1990 2345 6789", rahima},
		{"chaudhuri", choudhury}, {"চৌধুরী", choudhury}, {"anup chaudhary", choudhury},
		{"md abdul karim", mohammad}, {"Mohammad Abdul Karim", mohammad}, {"abdul kareem", mohammad}, {"karim", mohammad},
		{"sunita", sharma}, {"Suneeta Sharma", sharma}, {"সুনীতা", sharma},
		{fmt.Sprint(rahima.Number), rahima},
	} {
		f := find(k, desk, test.typed)
		if test.want.ID.IsZero() {
			if len(f.Rows) != 0 {
				t.Errorf("%q found %v, want nobody", test.typed, numbers(f))
			}
			continue
		}
		if len(f.Rows) == 0 || f.Rows[0].ID != test.want.ID {
			t.Errorf("%q found %v, want %d first", test.typed, numbers(f), test.want.Number)
		}
	}
	for _, e := range k.Audit(c) {
		if got := e.String(); !strings.HasPrefix(got, "READ OK receptionist patient:READ") {
			t.Errorf("a search left %q", got)
		}
	}
	if f := find(k, desk, "r"); !f.Short || len(f.Rows) != 0 {
		t.Errorf("one letter: %+v", f)
	}
	if f := find(k, desk, "zzyzx"); len(f.Rows) != 0 {
		t.Errorf("nobody: %v", numbers(f))
	}
	k.WantAudit(c)
	if f := find(k, desk, " "); !f.Recent || len(f.Rows) != 4 || f.Rows[0].ID != sharma.ID {
		t.Errorf("recent: %v", numbers(f))
	}
	k.WantAudit(c, "READ OK receptionist patient:READ patient:READ patient:READ patient:READ")
}

func TestMSK_01_ContactsAreMaskedEverywhere(t *testing.T) {
	t.Parallel()
	k := testkit.New(t)
	for i, phone := range []string{"9812345623", "01712345623"} {
		c := k.Clinics[i]
		desk := k.Who("receptionist", c, 0)
		r := register(k, desk, patients.Form{Name: "Rahima Khatun", Phone: phone, Age: "34", Sex: "f", Address: "12 Lake Road", NationalID: "1990 2345 6789", Notes: "diabetic"})
		want := []string{"98******23", "01*******23"}[i]
		if f := find(k, desk, "rahima"); len(f.Rows) != 1 || f.Rows[0].Phone != want {
			t.Errorf("list: %+v, want phone %s", f.Rows, want)
		}
		p, err := open(k, desk, r.ID)
		if err != nil || p.Phone != want || p.Address != "******" || p.NationalID != "19********89" || p.Notes != "" || !p.HasNotes {
			t.Errorf("profile at the desk: %+v, %v", p, err)
		}
		p, err = open(k, k.Who("owner", c, 0), r.ID)
		if err != nil || p.Phone != want || p.Address != "12 Lake Road" || p.NationalID != "19********89" || p.Notes != "diabetic" {
			t.Errorf("profile for the doctor: %+v, %v", p, err)
		}
	}
}

// fieldsOf lists the field errors as field=code.
func fieldsOf(err error) (out []string) {
	for _, e := range errs.Fields(err) {
		out = append(out, e.Field+"="+e.Code)
	}
	return out
}

func TestBadInputIsNamedBesideEveryField(t *testing.T) {
	t.Parallel()
	k := testkit.New(t)
	good := patients.Form{Name: "Rahima Khatun", Phone: "9812345623", Age: "34", Sex: "female"}
	with := func(change func(*patients.Form)) patients.Form {
		f := good
		change(&f)
		return f
	}
	for _, test := range []struct {
		name string
		form patients.Form
		want string // field=code of every error, "" for none
	}{
		{"good", good, ""},
		{"everything missing", patients.Form{}, "name=name.empty phone=phone.empty age=age.empty sex=sex.empty"},
		{"10,000 characters", with(func(f *patients.Form) { f.Name = strings.Repeat("a", 10_000) }), "name=name.long"},
		{"emoji", with(func(f *patients.Form) { f.Name = "Rahima 😀" }), "name=name.symbols"},
		{"bidi marks are dropped", with(func(f *patients.Form) { f.Name = "Rahima\u202e Khatun" }), ""},
		{"digits for a name", with(func(f *patients.Form) { f.Name = "12345" }), "name=name.digits"},
		{"nine digits", with(func(f *patients.Form) { f.Phone = "981234562" }), "phone=phone.short"},
		{"eleven digits", with(func(f *patients.Form) { f.Phone = "98123456234" }), "phone=phone.long"},
		{"eleven with a zero", with(func(f *patients.Form) { f.Phone = "09812345623" }), ""},
		{"another country", with(func(f *patients.Form) { f.Phone = "+880 1712 345678" }), ""},
		{"Bangla digits", with(func(f *patients.Form) { f.Phone = "৯৮১২৩৪৫৬২৩"; f.Age = "৩৪" }), ""},
		{"letters in a phone", with(func(f *patients.Form) { f.Phone = "98123 ABCDE" }), "phone=phone.letters"},
		{"the mask typed back", with(func(f *patients.Form) { f.Phone = "98******23"; f.Address = "******"; f.NationalID = "19********89" }), "phone=phone.letters address=address.masked national_id=national_id.letters"},
		{"no phone", with(func(f *patients.Form) { f.Phone = ""; f.NoPhone = true }), ""},
		{"no such day", with(func(f *patients.Form) { f.Age = ""; f.Birth = "30/02/1990" }), "birth=birth.impossible"},
		{"no leap year", with(func(f *patients.Form) { f.Age = ""; f.Birth = "29/02/1900" }), "birth=birth.impossible"},
		{"leap day", with(func(f *patients.Form) { f.Age = ""; f.Birth = "29-02-2000" }), ""},
		{"month 13", with(func(f *patients.Form) { f.Age = ""; f.Birth = "1990-13-01" }), "birth=birth.impossible"},
		{"tomorrow", with(func(f *patients.Form) { f.Age = ""; f.Birth = "23/11/2026" }), "birth=birth.future"},
		{"1800", with(func(f *patients.Form) { f.Age = ""; f.Birth = "1800" }), "birth=birth.range"},
		{"words for a date", with(func(f *patients.Form) { f.Age = ""; f.Birth = "last year" }), "birth=birth.form"},
		{"a long date", with(func(f *patients.Form) { f.Age = ""; f.Birth = strings.Repeat("1", 10_000) }), "birth=birth.form"},
		{"131", with(func(f *patients.Form) { f.Age = "131" }), "age=age.range"},
		{"130", with(func(f *patients.Form) { f.Age = "130" }), ""},
		{"minus one", with(func(f *patients.Form) { f.Age = "-1" }), "age=age.number"},
		{"huge", with(func(f *patients.Form) { f.Age = strings.Repeat("9", 5000) }), "age=age.range"},
		{"half", with(func(f *patients.Form) { f.Age = "1.5" }), "age=age.number"},
		{"both agree", with(func(f *patients.Form) { f.Birth = "1992" }), ""},
		{"both differ", with(func(f *patients.Form) { f.Birth = "1962" }), "age=age.differs"},
		{"another sex", with(func(f *patients.Form) { f.Sex = "x" }), "sex=sex.empty"},
		{"a child alone", with(func(f *patients.Form) { f.Age = "17" }), "guardian=guardian.empty relation=relation.empty"},
		{"a child with a mother", with(func(f *patients.Form) { f.Age = "8m"; f.Guardian = "Amina"; f.Relation = "mother" }), ""},
		{"a relation made up", with(func(f *patients.Form) { f.Age = "8"; f.Guardian = "Amina"; f.Relation = "friend" }), "relation=relation.empty"},
		{"18 needs nobody", with(func(f *patients.Form) { f.Age = "18" }), ""},
		{"long notes", with(func(f *patients.Form) { f.Notes = strings.Repeat("ন", 4001) }), "notes=notes.long"},
		{"4,000 characters of notes", with(func(f *patients.Form) { f.Notes = strings.Repeat("ন", 4000) }), ""},
		{"long address", with(func(f *patients.Form) { f.Address = strings.Repeat("x", 501) }), "address=address.long"},
		{"bytes that are no text", with(func(f *patients.Form) { f.Notes = "\xff\xfe" }), "notes=notes.text"},
		{"everything wrong", patients.Form{Name: "😀", Phone: "1", Age: "x", Sex: "x", NationalID: "12", Notes: strings.Repeat("x", 5000)},
			"name=name.symbols phone=phone.short age=age.number sex=sex.empty national_id=national_id.short notes=notes.long"},
	} {
		test.form.Confirmed = true
		err := k.Try(k.Who("receptionist", k.Clinics[0], 0), func(tx *vault.Tx) error {
			_, err := patients.Register(tx, test.form)
			return err
		})
		if got := strings.Join(fieldsOf(err), " "); got != test.want {
			t.Errorf("%s: %s, want %s (%v)", test.name, got, test.want, err)
		}
		if err != nil && !errs.Is(err, errs.Invalid) {
			t.Errorf("%s: %v", test.name, err)
		}
	}
}
