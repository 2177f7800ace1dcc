package patients_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"kosh/internal/clinic/patients"
	"kosh/internal/storage/vault"
	"kosh/internal/testkit"
)

// spellings of one word each: what is registered under one of them is to be
// found by any other.
var spellings = [][]string{
	{"Rahima", "Roheema", "Rohima", "রহিমা", "रहीमा"},
	{"Karim", "Kareem", "করিম", "करीम"},
	{"Abdul", "Abdool", "আব্দুল", "अब्दुल"},
	{"Sunita", "Suneeta", "সুনীতা", "सुनीता"},
	{"Farhana", "Farhanah", "ফারহানা", "फरहाना"},
	{"Shabnam", "Sabnam", "শবনম", "शबनम"},
	{"Jahanara", "Jahanaara", "জাহানারা", "जहानारा"},
	{"Lakshmi", "Laxmi", "লক্ষ্মী", "लक्ष्मी"},
	{"Bikash", "Vikash", "বিকাশ", "विकाश"},
	{"Nasrin", "Nasreen", "নাসরিন", "नसरीन"},
	{"Priya", "Priyaa", "প্রিয়া", "प्रिया"},
	{"Swapna", "Shwapna", "স্বপ্না", "स्वप्ना"},
	{"Zahid", "Jahid", "জাহিদ", "ज़ाहिद"},
	{"Tanvir", "Tanveer", "তানভীর", "तनवीर"},
	{"Gita", "Geeta", "গীতা", "गीता"},
	{"Rakesh", "Raakesh", "রাকেশ", "राकेश"},
	{"Imran", "Emran", "ইমরান", "इमरान"},
	{"Subrata", "Subroto", "সুব্রত", "सुब्रत"},
}

var surnames = [][]string{
	{"Khatun", "Khatoon", "খাতুন", "खातून"},
	{"Rahman", "Rahaman", "Rehman", "রহমান", "रहमान"},
	{"Chowdhury", "Choudhury", "Chaudhuri", "চৌধুরী", "चौधरी"},
	{"Hossain", "Hussain", "Hosen", "হোসেন", "हुसैन"},
	{"Sharma", "Sarma", "শর্মা", "शर्मा"},
	{"Sarkar", "Sarker", "সরকার", "सरकार"},
	{"Begum", "Begam", "বেগম", "बेगम"},
	{"Das", "Dass", "দাস", "दास"},
	{"Mukherjee", "Mukerjee", "মুখার্জি", "मुखर्जी"},
	{"Biswas", "Bishwas", "বিশ্বাস", "विश्वास"},
	{"Ahmed", "Ahmad", "আহমেদ", "अहमद"},
	{"Akter", "Akhtar", "আক্তার", "अख़्तर"},
}

func TestAPatientIsFoundUnderAnySpellingAndScript(t *testing.T) {
	t.Parallel()
	k := testkit.New(t)
	who := k.Who("receptionist", k.Clinics[0], 0)
	pick := func(of []string, n int) string { return of[n%len(of)] }
	type person struct {
		patients.Registered
		first, last []string
		phone       string
	}
	var people []person
	k.Do(who, func(tx *vault.Tx) error {
		people = nil
		for n := range 300 {
			p := person{first: spellings[n%len(spellings)], last: surnames[n*5%len(surnames)], phone: fmt.Sprintf("98%08d", 12345678+n*104729)}
			name := pick(p.first, n/3) + " " + pick(p.last, n/7)
			if n%6 == 0 {
				name = "Md. " + name
			}
			r, err := patients.Register(tx, patients.Form{Name: name, Phone: p.phone, Age: "30", Sex: "other", Confirmed: true})
			if err != nil {
				return fmt.Errorf("%s: %w", name, err)
			}
			p.Registered = r
			people = append(people, p)
		}
		return nil
	})
	found, asked := 0, 0
	var missed []string
	k.See(who, func(tx *vault.Tx) error {
		hits := func(typed string, p person) bool {
			f, err := patients.Find(tx, patients.Query{Text: typed})
			if err != nil {
				t.Fatalf("%q: %v", typed, err)
			}
			return slices.ContainsFunc(f.Rows, func(r patients.Row) bool { return r.ID == p.ID })
		}
		for n, p := range people {
			for _, typed := range []string{
				pick(p.first, n/3+1) + " " + pick(p.last, n/7+2),
				pick(p.first, n/3+2) + " " + pick(p.last, n/7+3),
				strings.ToUpper(pick(p.last, n/7)) + " " + pick(p.first, n/3),
			} {
				if asked++; hits(typed, p) {
					found++
				} else {
					missed = append(missed, typed)
				}
			}
			for _, typed := range []string{p.phone, p.phone[6:], p.phone[4:], fmt.Sprint(p.Number)} {
				if !hits(typed, p) { // exact ways never miss
					t.Errorf("%q does not find patient %d", typed, p.Number)
				}
			}
		}
		return nil
	})
	t.Logf("found %d of %d; missed %q", found, asked, missed)
	if recall := 100 * found / asked; recall < 95 {
		t.Errorf("found %d of %d (%d %%), want 95 %%; missed %q", found, asked, recall, missed[:min(len(missed), 20)])
	}
}

func TestWhatIsLookedForInAFullClinicIsNotCrowdedOut(t *testing.T) {
	t.Parallel()
	k := testkit.New(t)
	who := k.Who("receptionist", k.Clinics[0], 0)
	rare := register(k, who, patients.Form{Name: "Rohtash Raybagi", Phone: "9433012345", Age: "30", Sex: "m"})
	k.Do(who, func(tx *vault.Tx) error {
		for n := range 600 { // every one begins or sounds like the one looked for
			name := []string{"Rohit Roy", "Rahat Ray", "Rohima Raha", "Ruhi Rai"}[n%4]
			if _, err := patients.Register(tx, patients.Form{Name: name, Phone: fmt.Sprintf("98%08d", n), Age: "30", Sex: "m", Confirmed: true}); err != nil {
				return err
			}
		}
		return nil
	})
	for _, typed := range []string{"rohtash", "rohtash raybagi", "raybagi", "রোহতাশ", "5", "2345", "1"} {
		f := find(k, who, typed)
		if typed == "5" {
			continue // another's number
		}
		if len(f.Rows) == 0 || f.Rows[0].ID != rare.ID {
			t.Errorf("%q: %d rows, not the one looked for", typed, len(f.Rows))
		}
	}
	for _, typed := range []string{"roh", "rohi", "ray", "rohima raha"} {
		if f := find(k, who, typed); len(f.Rows) != patients.MaxRows || !f.More {
			t.Errorf("%q: %d rows, more %v", typed, len(f.Rows), f.More)
		}
	}
}
