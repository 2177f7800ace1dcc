package demo

import (
	"fmt"
	"math/rand/v2"
	"time"
)

// A name is one spelling in each script. All are common given and family names
// put together by chance; no list of real people was used.
type name struct{ latin, bangla, devanagari string }

var (
	women = []name{
		{"Ayesha", "আয়েশা", "आयशा"}, {"Fatema", "ফাতেমা", "फातिमा"}, {"Nusrat", "নুসরাত", "नुसरत"}, {"Sharmin", "শারমিন", "शर्मिन"},
		{"Rehana", "রেহানা", "रेहाना"}, {"Salma", "সালমা", "सलमा"}, {"Taslima", "তসলিমা", "तस्लीमा"}, {"Jahanara", "জাহানারা", "जहाँआरा"},
		{"Priya", "প্রিয়া", "प्रिया"}, {"Anjali", "অঞ্জলি", "अंजलि"}, {"Sunita", "সুনীতা", "सुनीता"}, {"Lakshmi", "লক্ষ্মী", "लक्ष्मी"},
		{"Kavita", "কবিতা", "कविता"}, {"Meena", "মীনা", "मीना"}, {"Pooja", "পূজা", "पूजा"}, {"Shanti", "শান্তি", "शांति"},
		{"Sultana", "সুলতানা", "सुल्ताना"}, {"Ruma", "রুমা", "रूमा"}, {"Moushumi", "মৌসুমী", "मौसमी"}, {"Nasrin", "নাসরিন", "नसरीन"},
	}
	men = []name{
		{"Mohammad", "মোহাম্মদ", "मोहम्मद"}, {"Abdul", "আব্দুল", "अब्दुल"}, {"Rafiq", "রফিক", "रफीक"}, {"Kamal", "কামাল", "कमाल"},
		{"Jamal", "জামাল", "जमाल"}, {"Hasan", "হাসান", "हसन"}, {"Anwar", "আনোয়ার", "अनवर"}, {"Shafiq", "শফিক", "शफीक"},
		{"Rahul", "রাহুল", "राहुल"}, {"Amit", "অমিত", "अमित"}, {"Suresh", "সুরেশ", "सुरेश"}, {"Ramesh", "রমেশ", "रमेश"},
		{"Vikram", "বিক্রম", "विक्रम"}, {"Arjun", "অর্জুন", "अर्जुन"}, {"Sanjay", "সঞ্জয়", "संजय"}, {"Gopal", "গোপাল", "गोपाल"},
		{"Tanvir", "তানভীর", "तनवीर"}, {"Imran", "ইমরান", "इमरान"}, {"Subrata", "সুব্রত", "सुब्रत"}, {"Biswajit", "বিশ্বজিৎ", "विश्वजीत"},
	}
	families = []name{
		{"Rahman", "রহমান", "रहमान"}, {"Hossain", "হোসেন", "हुसैन"}, {"Chowdhury", "চৌধুরী", "चौधरी"}, {"Begum", "বেগম", "बेगम"},
		{"Islam", "ইসলাম", "इस्लाम"}, {"Ahmed", "আহমেদ", "अहमद"}, {"Khatun", "খাতুন", "खातून"}, {"Akter", "আক্তার", "अख्तर"},
		{"Das", "দাস", "दास"}, {"Roy", "রায়", "राय"}, {"Sen", "সেন", "सेन"}, {"Ghosh", "ঘোষ", "घोष"},
		{"Banerjee", "ব্যানার্জী", "बनर्जी"}, {"Mukherjee", "মুখার্জী", "मुखर्जी"}, {"Sharma", "শর্মা", "शर्मा"}, {"Verma", "ভার্মা", "वर्मा"},
		{"Gupta", "গুপ্ত", "गुप्ता"}, {"Singh", "সিং", "सिंह"}, {"Yadav", "যাদব", "यादव"}, {"Mondal", "মণ্ডল", "मंडल"},
		{"Sarkar", "সরকার", "सरकार"}, {"Biswas", "বিশ্বাস", "विश्वास"}, {"Siddiqui", "সিদ্দিকী", "सिद्दीकी"}, {"Talukder", "তালুকদার", "तालुकदार"},
	}
	areas = []string{"Mirpur 10", "Dhanmondi", "Uttara Sector 7", "Gulshan 2", "Mohammadpur", "Banani", "Tejgaon", "Old Town", "Station Road", "Lake Side"}
	notes = []string{
		"Prefers the morning.", "Hard of hearing on the left side.", "Comes with a daughter.", "Walks with a stick; ground floor, please.",
		"Wants a call before the follow-up.", "Speaks Hindi only.", "Brings papers from another clinic.",
	}
	relations = []string{"mother", "father", "grandmother", "uncle"}
)

// A person is one made-up patient.
type person struct {
	name     string
	phone    string // as typed at the counter
	birth    time.Time
	age      int // of an age-only birth; -1 if birth is known
	sex      string
	guardian string
	relation string
	address  string
	note     string
}

// people makes n patients for a country, the same ones for the same seed. About
// a quarter share a family phone, a sixth are minors, a third know only an age.
type people struct {
	r       *rand.Rand
	country string
	now     time.Time
	phones  []string // of families met so far
}

func newPeople(seed uint64, country string, now time.Time) *people {
	return &people{r: rand.New(rand.NewPCG(seed, 0x6b6f7368)), country: country, now: now}
}

func pick[T any](r *rand.Rand, list []T) T { return list[r.IntN(len(list))] }

func (p *people) next() person {
	var x person
	given, family := pick(p.r, men), pick(p.r, families)
	x.sex = "male"
	if p.r.IntN(2) == 0 {
		given, x.sex = pick(p.r, women), "female"
	}
	x.name = p.spell(given, family)
	x.phone = p.phone()
	age := p.age()
	x.age = -1
	if p.r.IntN(3) == 0 {
		x.age = age
	} else {
		x.birth = p.now.AddDate(-age, -p.r.IntN(11), -p.r.IntN(27))
	}
	if age < 18 {
		x.guardian = p.spell(pick(p.r, women), family)
		x.relation = pick(p.r, relations)
	}
	if p.r.IntN(2) == 0 {
		x.address = fmt.Sprintf("House %d, %s", 1+p.r.IntN(90), pick(p.r, areas))
	}
	if p.r.IntN(6) == 0 {
		x.note = pick(p.r, notes)
	}
	return x
}

// spell writes a name the way a receptionist of the country would: mostly in
// Latin letters, often in the local script.
func (p *people) spell(given, family name) string {
	local := func(n name) string { return n.devanagari }
	if p.country == "BD" {
		local = func(n name) string { return n.bangla }
	}
	switch p.r.IntN(10) {
	case 0, 1, 2:
		return local(given) + " " + local(family)
	case 3:
		other := func(n name) string { return n.bangla }
		if p.country == "BD" {
			other = func(n name) string { return n.devanagari }
		}
		return other(given) + " " + other(family)
	}
	return given.latin + " " + family.latin
}

func (p *people) age() int {
	if p.r.IntN(6) == 0 {
		return p.r.IntN(17)
	}
	return 18 + p.r.IntN(65)
}

// phone is new, or that of a family already there.
func (p *people) phone() string {
	if len(p.phones) > 0 && p.r.IntN(4) == 0 {
		return pick(p.r, p.phones)
	}
	var s string
	if p.country == "BD" {
		s = fmt.Sprintf("01%d%08d", 3+p.r.IntN(7), p.r.IntN(1e8))
	} else {
		s = fmt.Sprintf("9%09d", p.r.IntN(1e9))
	}
	p.phones = append(p.phones, s)
	return s
}
