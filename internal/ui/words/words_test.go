package words

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"kosh/internal/base/errs"
)

func TestLanguagesAreFoundByTheirTags(t *testing.T) {
	t.Parallel()
	for tag, want := range map[string]Lang{"en": EN, "bn-BD": BN, "HI": HI, " bn ": BN} {
		if got, ok := ParseLang(tag); !ok || got != want {
			t.Errorf("ParseLang(%q) = %v, %v", tag, got, ok)
		}
	}
	for _, tag := range []string{"", "fr", "b", "bnx"} {
		if got, ok := ParseLang(tag); ok || got != EN {
			t.Errorf("ParseLang(%q) = %v, %v; want English and false", tag, got, ok)
		}
	}
	for header, want := range map[string]Lang{"fr-FR,fr;q=0.9,hi;q=0.8,en;q=0.7": HI, "": EN, "bn-IN": BN} {
		if got := FromHeader(header); got != want {
			t.Errorf("FromHeader(%q) = %v", header, got)
		}
	}
	if Lang(9).Tag() != "en" || Lang(9).CommonSave() != "Save" {
		t.Error("a language out of range is not English")
	}
}

func TestNumbersAreGroupedByLakhAndWrittenInTheLanguagesDigits(t *testing.T) {
	t.Parallel()
	for n, want := range map[int64]string{0: "0", 7: "7", 999: "999", 1000: "1,000", 48217: "48,217", 100000: "1,00,000", 12345678: "1,23,45,678", -4500: "-4,500"} {
		if got := Group(n); got != want {
			t.Errorf("Group(%d) = %q, want %q", n, got, want)
		}
	}
	for l, want := range map[Lang]string{EN: "1,23,456", BN: "১,২৩,৪৫৬", HI: "1,23,456"} {
		if got := l.Int(123456); got != want {
			t.Errorf("%v.Int = %q, want %q", l, got, want)
		}
	}
}

func TestDatesAreWrittenInEachLanguage(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, time.November, 22, 18, 42, 7, 0, time.UTC)
	for l, want := range map[Lang][4]string{
		EN: {"22 Nov 2026", "Sunday, 22 November 2026", "18:42", "22 Nov 2026, 18:42"},
		BN: {"২২ নভে ২০২৬", "রবিবার, ২২ নভেম্বর ২০২৬", "১৮:৪২", "২২ নভে ২০২৬, ১৮:৪২"},
		HI: {"22 नव॰ 2026", "रविवार, 22 नवंबर 2026", "18:42", "22 नव॰ 2026, 18:42"},
	} {
		if got := [4]string{l.Date(at), l.LongDate(at), l.Clock(at), l.DateTime(at)}; got != want {
			t.Errorf("%v: %q, want %q", l, got, want)
		}
	}
	if Seconds(at) != "18:42:07" {
		t.Errorf("Seconds = %q", Seconds(at))
	}
	for back, want := range map[time.Duration]string{time.Hour: "17:42", 48 * time.Hour: "20 Nov, 18:42", 400 * 24 * time.Hour: "18 Oct 2025, 18:42"} {
		if got := EN.When(at.Add(-back), at); got != want {
			t.Errorf("When %v back = %q, want %q", back, got, want)
		}
	}
}

func TestAgesAreWrittenAsAClinicSaysThem(t *testing.T) {
	t.Parallel()
	day := func(y, m, d int) time.Time { return time.Date(y, time.Month(m), d, 0, 0, 0, 0, time.UTC) }
	now := day(2026, 3, 5)
	for _, c := range []struct {
		born       time.Time
		en, bn, hi string
	}{
		{day(1992, 3, 5), "34 y", "৩৪ বছর", "34 वर्ष"},
		{day(1992, 3, 6), "33 y", "৩৩ বছর", "33 वर्ष"},
		{day(2024, 3, 5), "2 y", "২ বছর", "2 वर्ष"},
		{day(2024, 3, 6), "23 mo", "২৩ মাস", "23 माह"},
		{day(2026, 2, 27), "6 d", "৬ দিন", "6 दिन"},
		{day(2026, 3, 5), "0 d", "০ দিন", "0 दिन"},
		{day(2026, 3, 6), "", "", ""},
	} {
		for l, want := range map[Lang]string{EN: c.en, BN: c.bn, HI: c.hi} {
			if got := l.Age(c.born, now); got != want {
				t.Errorf("%v: born %v: %q, want %q", l, c.born, got, want)
			}
		}
	}
}

func TestTimeSinceIsToldInOneUnit(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 3, 5, 12, 0, 0, 0, time.UTC)
	for back, want := range map[time.Duration]string{
		20 * time.Second: "just now", time.Minute: "1 minute ago", 59 * time.Minute: "59 minutes ago",
		3 * time.Hour: "3 hours ago", 25 * time.Hour: "1 day ago", 8 * 24 * time.Hour: "25 Feb 2026",
	} {
		if got := EN.Ago(now.Add(-back), now); got != want {
			t.Errorf("%v back: %q, want %q", back, got, want)
		}
	}
}

func TestPluralsFollowTheLanguage(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		n    int
		want string
	}{{0, "0 people found"}, {1, "1 person found"}, {2, "2 people found"}} {
		if got := EN.PatientsFound(c.n); got != c.want {
			t.Errorf("%d: %q", c.n, got)
		}
	}
	if got := HI.CommonHoursAgo(0); got != "0 घंटा पहले" {
		t.Errorf("Hindi counts 0 as one: %q", got)
	}
	if got := BN.PatientsFound(3); got != "৩ জন পাওয়া গেছে" {
		t.Errorf("Bangla: %q", got)
	}
}

func TestAValueThatLooksLikeAPlaceholderStaysAsItIs(t *testing.T) {
	t.Parallel()
	if got := EN.PatientsRegistered("{{.Code}}", "P-1"); got != "{{.Code}} is registered, number P-1." {
		t.Errorf("got %q", got)
	}
}

func TestErrorsAreExplainedInTheLanguageOfThePage(t *testing.T) {
	t.Parallel()
	known := errs.Field("phone", "phone.short", "too short")
	unknown := errs.Field("x", "no.such.code", "A sentence of its own.")
	if got := BN.Explain(fmt.Errorf("wrapped: %w", known)); got != BN.Error("phone.short", "") || got == "" {
		t.Errorf("known code: %q", got)
	}
	if got := EN.Explain(unknown); got != "A sentence of its own." {
		t.Errorf("English, unknown code: %q", got)
	}
	if got := HI.Explain(unknown); got != HI.Error("kind.invalid", "") {
		t.Errorf("Hindi, unknown code: %q", got)
	}
	if got := EN.Explain(errors.New("private cause")); strings.Contains(got, "private") || got == "" {
		t.Errorf("an unclassified error shows %q", got)
	}
	if got := EN.Error("no.such.code", "fallback"); got != "fallback" {
		t.Errorf("Error = %q", got)
	}
	for k := errs.Internal; k <= errs.Corrupt; k++ {
		if HI.Error("kind."+k.String(), "") == "" {
			t.Errorf("the kind %v has no sentence", k)
		}
	}
}

func TestStoredCodesHaveWords(t *testing.T) {
	t.Parallel()
	if got := BN.Act("READ", "patient"); got != "রোগী খুলেছেন" {
		t.Errorf("Act = %q", got)
	}
	if got := EN.Act("PRINT", "receipt"); got != "Printed" {
		t.Errorf("a kind without words of its own: %q", got)
	}
	if got := EN.Code("role", "made-up"); got != "made-up" {
		t.Errorf("an unknown code: %q", got)
	}
}

// Bangla and Hindi must be in their own script: an English text left in their
// catalogs would pass the check for missing ones.
func TestTranslationsAreInTheirOwnScript(t *testing.T) {
	t.Parallel()
	blocks := map[Lang][2]rune{BN: {'ঀ', '৿'}, HI: {'ऀ', 'ॿ'}}
	for _, table := range []map[string][3]string{errorTexts, codeTexts} {
		for code, texts := range table {
			for l, block := range blocks {
				if !strings.ContainsFunc(texts[l], func(r rune) bool { return r >= block[0] && r <= block[1] }) {
					t.Errorf("%s in %v: %q", code, l, texts[l])
				}
			}
		}
	}
}
