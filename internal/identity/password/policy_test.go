package password

import (
	"strings"
	"testing"

	"kosh/internal/base/errs"
)

// choices are passwords and the code each is refused with, if it is.
var choices = []struct{ plain, code string }{
	{good, ""},
	{"correct horse battery staple", ""},
	{"xkvqpwzrtbnm", ""},
	{"tr0ub4dor&3-pelican", ""},
	{"kettle-harbour-nine-socks", ""},
	{"নদী পাহাড় ছাতা মোরগ", ""},
	{"गिलहरी छतरी पतंग जूता", ""},
	{strings.Repeat("mango tractor violet ladder ", 4), ""},
	{"83026471950268", ""},

	{"", "password.short"},
	{"Ab1$Ab1$Ab1", "password.short"},
	{"নদীপাহাড়", "password.short"},
	{strings.Repeat("xkvqpwzrtb", 13), "password.long"},
	{strings.Repeat("x", 100_000), "password.long"},
	{"mango\x00tractor violet", "password.control"},
	{"mango tractor\nviolet", "password.control"},

	{"password1234", "password.common"},
	{"Password@1234", "password.common"},
	{"P@ssw0rd2024!", "password.common"},
	{"Clinic2024!!!", "password.common"},
	{"clinicdoctor2024", "password.common"},
	{"qwertyuiop12", "password.common"},
	{"1q2w3e4r5t6y", "password.common"},
	{"123456789012", "password.common"},
	{"abcdefghijkl", "password.common"},
	{"aaaaaaaaaaaaaaaaaa", "password.common"},
	{"abcabcabcabcabc", "password.common"},
	{"xkvxkvxkvxkv", "password.common"},
	{"mohammad12345", "password.common"},
	{"Mohammad@2024", "password.common"},
	{"rahimkarim1990", "password.common"},
	{"iloveyou12345", "password.common"},
	{"bangladesh1971", "password.common"},
	{"jaishreeram108", "password.common"},
	{"bismillah786786", "password.common"},
	{"admin@1234567", "password.common"},
	{"welcome@2026#", "password.common"},
	{"মোহাম্মদ২০২৪", "password.common"},
	{"বাংলাদেশ১৯৭১", "password.common"},
	{"محمد2024محمد2024", "password.common"},

	{"nadia-kettle-harbour-socks", "password.personal"},
	{"kettleN4d1aharbour", "password.personal"},
	{"harbour kettle RAHMAN socks", "password.personal"},
	{"greenlife kettle harbour", "password.personal"},
	{"kettle harbour রহমান socks", "password.personal"},
	{"kettle 9812345623 harbour", "password.personal"},
	{"kettle ৯৮১২৩৪৫৬২৩ harbour", "password.personal"},
	{"kettle সুজন harbour socks", "password.personal"},
}

func TestATN_07_APasswordNeedsLengthAndNothingOfComposition(t *testing.T) {
	t.Parallel()
	about := []string{"Dr. Nadia Rahman", "nadia.r@greenlife-clinic.com", "Green Life Clinic", "+919812345623", "মোঃ সুজন মিয়া"}
	for _, c := range choices {
		about := about
		if c.code != "password.personal" {
			about = []string{"Tulika Hembram", "th@example.org"}
		}
		err := Check(c.plain, about...)
		if c.code == "" {
			if err != nil {
				t.Errorf("Check(%.40q) = %v (%d bits)", c.plain, err, cost(c.plain))
			}
			continue
		}
		f := errs.Fields(err)
		if len(f) != 1 || f[0].Field != "password" || f[0].Code != c.code {
			t.Errorf("Check(%.40q) = %v, want %s (%d bits)", c.plain, err, c.code, cost(c.plain))
			continue
		}
		if c.plain != "" && strings.Contains(err.Error(), c.plain) {
			t.Error("the sentence repeats the password")
		}
	}
}

func TestTheDictionaryIsOwnAndLocal(t *testing.T) {
	t.Parallel()
	if len(dictionary) < 500 {
		t.Errorf("%d words", len(dictionary))
	}
	for w := range dictionary {
		if w != strings.ToLower(w) {
			t.Errorf("%q is not in lower case and is never found", w)
		}
	}
	for _, w := range []string{"password", "clinic", "mohammad", "rahman", "banerjee", "dhaka", "মোহাম্মদ", "डॉक्टर"} {
		if !dictionary[w] {
			t.Errorf("%q is missing", w)
		}
	}
}

func FuzzCheck(f *testing.F) {
	f.Add("P@ssw0rd2024!", "Nadia Rahman")
	f.Add("মোহাম্মদ২০২৪", "মোহাম্মদ")
	f.Add("\xff", "")
	f.Fuzz(func(t *testing.T, plain, about string) {
		if err := Check(plain, about); err != nil && len(errs.Fields(err)) != 1 {
			t.Fatal(err)
		}
		if len(plain) < minLength && Check(plain) == nil {
			t.Fatalf("%q is accepted", plain)
		}
	})
}
