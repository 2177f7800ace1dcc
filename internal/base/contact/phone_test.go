package contact

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"unicode"

	"kosh/internal/base/errs"
)

func TestAPhoneIsReadAsPeopleTypeIt(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ typed, country, e164, national, masked string }{
		{"9812345623", "IN", "+919812345623", "9812345623", "98******23"},
		{"98123 45623", "IN", "+919812345623", "9812345623", "98******23"},
		{"098123-45623", "IN", "+919812345623", "9812345623", "98******23"},
		{"+91 98123 45623", "IN", "+919812345623", "9812345623", "98******23"},
		{"+91-(98123)-45623", "BD", "+919812345623", "9812345623", "98******23"},
		{"919812345623", "BD", "+919812345623", "9812345623", "98******23"},
		{"+91 098123 45623", "IN", "+919812345623", "9812345623", "98******23"},
		{"0091 9812345623", "IN", "+919812345623", "9812345623", "98******23"},
		{"९८१२३४५६२३", "IN", "+919812345623", "9812345623", "98******23"},
		{"৯৮১২৩৪৫৬২৩", "IN", "+919812345623", "9812345623", "98******23"},
		{"tel:+919812345623", "", "+919812345623", "9812345623", "98******23"},
		{"\u202a+91 98123\u200b45623\u202c", "IN", "+919812345623", "9812345623", "98******23"},
		{"01712345623", "BD", "+8801712345623", "01712345623", "01*******23"},
		{"1712345623", "BD", "+8801712345623", "01712345623", "01*******23"},
		{"০১৭১২-৩৪৫৬২৩", "BD", "+8801712345623", "01712345623", "01*******23"},
		{"٠١٧١٢٣٤٥٦٢٣", "BD", "+8801712345623", "01712345623", "01*******23"},
		{"8801712345623", "IN", "+8801712345623", "01712345623", "01*******23"},
		{"+880 1712 345623", "IN", "+8801712345623", "01712345623", "01*******23"},
		{"+৮৮০১৭১২৩৪৫৬২৩", "BD", "+8801712345623", "01712345623", "01*******23"},
		{"+880 01712345623", "BD", "+8801712345623", "01712345623", "01*******23"},
		{"02-9661064", "BD", "+88029661064", "029661064", "02*****64"},
		{"033 2345 6789", "IN", "+913323456789", "03323456789", "03*******89"},
		{"+44 (0)20 7946 0123", "IN", "+442079460123", "+442079460123", "+44********23"},
		{"+1 212 555 0123", "BD", "+12125550123", "+12125550123", "+12*******23"},
		{"+971 50 123 4523", "BD", "+971501234523", "+971501234523", "+97********23"},
		{"+971501234523", "", "+971501234523", "+971501234523", "+97********23"},
	} {
		t.Run(c.typed+" in "+c.country, func(t *testing.T) {
			t.Parallel()
			p, err := ParsePhone(c.typed, c.country)
			if err != nil {
				t.Fatal(err)
			}
			if p.Reveal() != c.e164 || p.RevealNational() != c.national || p.String() != c.masked {
				t.Errorf("got %q, %q, %q", p.Reveal(), p.RevealNational(), p.String())
			}
			again, err := PhoneFromStored(p.Stored())
			if err != nil || again != p {
				t.Errorf("stored form %q comes back as %q, %v", p.Stored(), again.Reveal(), err)
			}
			again, err = ParsePhone(p.RevealNational(), p.Country())
			if err != nil || again != p {
				t.Errorf("national form %q comes back as %q, %v", p.RevealNational(), again.Reveal(), err)
			}
		})
	}
}

func TestAnImpossiblePhoneIsRefusedBesideItsField(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ typed, country, code string }{
		{"", "IN", "phone.empty"},
		{" - ", "IN", "phone.empty"},
		{"+", "IN", "phone.empty"},
		{"981234562", "IN", "phone.short"},
		{"98123456234", "IN", "phone.long"},
		{"5812345623", "IN", "phone.prefix"},
		{"+91 00123456789", "IN", "phone.prefix"},
		{"+91 98123", "IN", "phone.short"},
		{"+91 981234562345", "IN", "phone.long"},
		{"0171234562", "BD", "phone.short"},
		{"017123456234", "BD", "phone.long"},
		{"01112345623", "BD", "phone.prefix"},
		{"9812345623", "BD", "phone.prefix"},
		{"+880 1212345678", "BD", "phone.prefix"},
		{"+880", "BD", "phone.prefix"},
		{"98l2345623", "IN", "phone.letters"},
		{"call me", "IN", "phone.letters"},
		{"98123😀45623", "IN", "phone.letters"},
		{"9812345623 ext 4", "IN", "phone.letters"},
		{"++919812345623", "IN", "phone.letters"},
		{"98+12345623", "IN", "phone.letters"},
		{"9812345623", "", "phone.country"},
		{"9812345623", "LK", "phone.country"},
		{"+999 12345678", "IN", "phone.country"},
		{"+0 12345678", "IN", "phone.country"},
		{"+210 1234567", "IN", "phone.country"},
		{"+44 12", "IN", "phone.short"},
		{"+1", "IN", "phone.short"},
		{"+44 1234567890123456", "IN", "phone.long"},
		{strings.Repeat("9", 10000), "IN", "phone.long"},
	} {
		t.Run(c.code+" "+c.typed[:min(len(c.typed), 20)], func(t *testing.T) {
			t.Parallel()
			p, err := ParsePhone(c.typed, c.country)
			fields := errs.Fields(err)
			if len(fields) != 1 || fields[0].Field != "phone" || fields[0].Code != c.code || !errs.Is(err, errs.Invalid) {
				t.Fatalf("got %v, %v; want %s", p, err, c.code)
			}
			if !p.IsZero() {
				t.Error("a number came with the error")
			}
			if len(c.typed) > 4 && strings.Contains(err.Error(), c.typed) {
				t.Error("the error repeats what was typed")
			}
		})
	}
}

type holder struct {
	Phone  Phone
	hidden Phone
	Email  Email
	secret Email
}

// leaks returns everything Go prints for v by itself.
func prints(v any) []string {
	var all []string
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%20s", "%-20v", "%.3s", "%U", "%c", "%t", "%e", "%p", "%T"} {
		all = append(all, fmt.Sprintf(verb, v))
	}
	all = append(all, fmt.Sprint(v), fmt.Sprintln(v), fmt.Errorf("failed for %v", v).Error())
	if b, err := json.Marshal(v); err == nil {
		all = append(all, string(b))
	}
	if b, err := xml.Marshal(v); err == nil {
		all = append(all, string(b))
	}
	for _, h := range []func(*bytes.Buffer) slog.Handler{
		func(b *bytes.Buffer) slog.Handler { return slog.NewTextHandler(b, nil) },
		func(b *bytes.Buffer) slog.Handler { return slog.NewJSONHandler(b, nil) },
	} {
		var b bytes.Buffer
		slog.New(h(&b)).Info("x", "v", v, slog.Group("g", "v", v))
		all = append(all, b.String())
	}
	return all
}

func TestMSK_01_NothingGoPrintsByItselfShowsMoreThanFourDigits(t *testing.T) {
	t.Parallel()
	p, err := ParsePhone("9812345623", "IN")
	if err != nil {
		t.Fatal(err)
	}
	e, err := ParseEmail("nadia@example.com")
	if err != nil {
		t.Fatal(err)
	}
	h := holder{p, p, e, e}
	// Positive control: a plain string in the same place is found.
	type open struct{ hidden string }
	if !leaking(open{p.Reveal()}) || !leaking(map[string]string{"a": e.Reveal()}) {
		t.Fatal("the check finds nothing")
	}
	for _, v := range []any{p, &p, h, &h, []Phone{p}, []Email{e}, map[string]Phone{"a": p}, map[Phone]Email{p: e}, any(e), &e, struct{ P *Phone }{&p}, fmt.Errorf("%w: %v", errs.New(errs.Invalid, "x"), p)} {
		if leaking(v) {
			t.Errorf("%T shows the value: %q", v, prints(v))
		}
	}
	if got := fmt.Sprintf("%v|%s|%q|%14s", p, e, p, p); got != `98******23|n****@e******.com|"98******23"|    98******23` {
		t.Errorf("got %s", got)
	}
	if got := fmt.Sprintf("%#v %#v", h.Phone.GoString(), h.Email.GoString()); strings.Contains(got, "12345") {
		t.Error(got)
	}
	b, err := json.Marshal(h)
	if err != nil || string(b) != `{"Phone":"98******23","Email":"n****@e******.com"}` {
		t.Errorf("JSON %s, %v", b, err)
	}
}

func leaking(v any) bool {
	for _, s := range prints(v) {
		for _, plain := range []string{"12345", "812345623", "nadia", "example"} {
			if strings.Contains(s, plain) || strings.Contains(strings.ToLower(s), fmt.Sprintf("%x", plain)) {
				return true
			}
		}
	}
	return false
}

func TestAMaskedPhoneNeverBecomesANumberAgain(t *testing.T) {
	t.Parallel()
	var h holder
	if err := json.Unmarshal([]byte(`{"Phone":"98******23"}`), &h); err == nil {
		t.Error("JSON was read into a Phone")
	}
	if err := json.Unmarshal([]byte(`{"Email":"n****@e******.com"}`), &h); err == nil {
		t.Error("JSON was read into an Email")
	}
	for _, s := range []string{"98******23", "9812345623", "+91", "+0123456789", "+9198123456231111", "+91981234562a", "+91 9812345623", "+৯১৯৮১২৩৪৫৬২৩", "+9112345"} {
		if p, err := PhoneFromStored(s); !errs.Is(err, errs.Corrupt) || !p.IsZero() {
			t.Errorf("PhoneFromStored(%q) = %v, %v", s, p, err)
		}
	}
	for _, s := range []string{"n****@e******.com.", "Nadia@example.com", "nadia", " nadia@example.com"} {
		if e, err := EmailFromStored(s); !errs.Is(err, errs.Corrupt) || !e.IsZero() {
			t.Errorf("EmailFromStored(%q) = %v, %v", s, e, err)
		}
	}
}

func TestTheZeroPhoneIsNoNumber(t *testing.T) {
	t.Parallel()
	var p Phone
	if !p.IsZero() || p.String()+p.Reveal()+p.RevealNational()+p.Full()+p.Last4()+p.Last6()+p.Country()+p.Stored() != "" {
		t.Error("the zero phone shows something")
	}
	if got, err := PhoneFromStored(""); err != nil || got != p {
		t.Errorf("got %v, %v", got, err)
	}
	if p.EndsWith("") || p.EndsWith("3") {
		t.Error("no number ends in something")
	}
}

func TestAPhoneIsFoundByItsTail(t *testing.T) {
	t.Parallel()
	p, err := ParsePhone("01712345623", "BD")
	if err != nil {
		t.Fatal(err)
	}
	if p.Full() != "+8801712345623" || p.Last4() != "5623" || p.Last6() != "345623" {
		t.Errorf("got %s %s %s", p.Full(), p.Last4(), p.Last6())
	}
	for digits, want := range map[string]bool{"5623": true, "45623": true, "01712345623": true, "5624": false, "8801712345623": false, "": false} {
		if p.EndsWith(digits) != want {
			t.Errorf("EndsWith(%q) = %v", digits, !want)
		}
	}
	for typed, want := range map[string]string{"৫৬২৩": "5623", "56-23": "5623", "+91 98": "9198", "५६ २३": "5623", "56a": "", "rahim": "", " ": "", "": ""} {
		if got, ok := Digits(typed); ok != (want != "") || ok && got != want {
			t.Errorf("Digits(%q) = %q, %v", typed, got, ok)
		}
	}
}

func TestEveryDecimalDigitOfUnicodeIsRead(t *testing.T) {
	t.Parallel()
	for _, zero := range []rune{0x660, 0x6f0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xff10, 0x1d7ce, 0x1d7d8, 0x11066} {
		for i := range rune(10) {
			if got := LatinDigits(string(zero + i)); got != string('0'+i) {
				t.Errorf("U+%04X = %q, want %d", zero+i, got, i)
			}
		}
	}
	for r := rune(0x80); r <= unicode.MaxRune; r++ {
		if unicode.Is(unicode.Nd, r) {
			if got := LatinDigits(string(r)); len(got) != 1 || got[0] < '0' || got[0] > '9' {
				t.Fatalf("U+%04X = %q", r, got)
			}
		}
	}
}

func FuzzParsePhone(f *testing.F) {
	for _, s := range []string{"9812345623", "+91 98123 45623", "০১৭১২৩৪৫৬২৩", "+44 (0)20 7946 0123", "0091", "(0)(0)", "\u202e12", "+880", "tel:", "+९"} {
		f.Add(s, "IN")
		f.Add(s, "BD")
	}
	f.Fuzz(func(t *testing.T, text, country string) {
		p, err := ParsePhone(text, country)
		if err != nil {
			if len(errs.Fields(err)) != 1 || !p.IsZero() {
				t.Fatalf("error %v, phone %v", err, p)
			}
			return
		}
		again, err := PhoneFromStored(p.Stored())
		if err != nil || again != p {
			t.Fatalf("stored %q: %v", p.Stored(), err)
		}
		if again, err = ParsePhone(p.Reveal(), ""); err != nil || again != p {
			t.Fatalf("%q parses to %q, %v", p.Reveal(), again.Reveal(), err)
		}
		if again, err = ParsePhone(p.RevealNational(), p.Country()); err != nil || again != p {
			t.Fatalf("%q parses to %q, %v", p.RevealNational(), again.Reveal(), err)
		}
		masked := strings.TrimPrefix(p.String(), "+")
		if len(strings.ReplaceAll(masked, "*", "")) != 4 {
			t.Fatalf("mask %q", p)
		}
	})
}
