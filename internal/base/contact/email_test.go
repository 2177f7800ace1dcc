package contact

import (
	"strings"
	"testing"

	"kosh/internal/base/errs"
)

func TestAnEmailIsReadAsPeopleTypeIt(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ typed, want, masked string }{
		{"nadia@example.com", "nadia@example.com", "n****@e******.com"},
		{" Nadia@Example.COM ", "nadia@example.com", "n****@e******.com"},
		{"mailto:nadia@example.com", "nadia@example.com", "n****@e******.com"},
		{"\u202anadia@example.com\u202c", "nadia@example.com", "n****@e******.com"},
		{"a@b.co", "a@b.co", "*@*.co"},
		{"dr.o'neil+rx@mail.example.co.in", "dr.o'neil+rx@mail.example.co.in", "d***********@m**************.in"},
	} {
		t.Run(c.typed, func(t *testing.T) {
			t.Parallel()
			e, err := ParseEmail(c.typed)
			if err != nil {
				t.Fatal(err)
			}
			if e.Reveal() != c.want || e.String() != c.masked || e.Full() != c.want {
				t.Errorf("got %q, %q", e.Reveal(), e.String())
			}
			if again, err := EmailFromStored(e.Stored()); err != nil || again != e {
				t.Errorf("stored form comes back as %q, %v", again.Reveal(), err)
			}
		})
	}
}

func TestAnImpossibleEmailIsRefusedBesideItsField(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ typed, code string }{
		{"", "email.empty"},
		{" \u200b ", "email.empty"},
		{"nadia", "email.at"},
		{"nadia@", "email.domain"},
		{"@example.com", "email.local"},
		{"na dia@example.com", "email.letters"},
		{"nadia@exаmple.com", "email.letters"}, // Cyrillic а
		{"নাদিয়া@example.com", "email.letters"},
		{"nadia@exa\x00mple.com", "email.letters"},
		{"nadia@@example.com", "email.at"},
		{"nadia@example", "email.domain"},
		{"nadia@example..com", "email.domain"},
		{"nadia@-example.com", "email.domain"},
		{"nadia@10.0.0.1", "email.domain"},
		{"nadia@[10.0.0.1]", "email.domain"},
		{".nadia@example.com", "email.local"},
		{`"na"@example.com`, "email.local"},
		{"<nadia@example.com", "email.local"},
		{strings.Repeat("n", 65) + "@example.com", "email.long"},
		{"n@" + strings.Repeat("example.", 40) + "com", "email.long"},
		{strings.Repeat("n", 10000), "email.long"},
	} {
		t.Run(c.code+" "+c.typed[:min(len(c.typed), 20)], func(t *testing.T) {
			t.Parallel()
			e, err := ParseEmail(c.typed)
			fields := errs.Fields(err)
			if len(fields) != 1 || fields[0].Field != "email" || fields[0].Code != c.code || !e.IsZero() {
				t.Fatalf("got %v, %v; want %s", e, err, c.code)
			}
		})
	}
}

func TestTheZeroEmailIsNoAddress(t *testing.T) {
	t.Parallel()
	var e Email
	if !e.IsZero() || e.String()+e.Reveal()+e.Full()+e.Stored() != "" {
		t.Error("the zero address shows something")
	}
	if got, err := EmailFromStored(""); err != nil || got != e {
		t.Errorf("got %v, %v", got, err)
	}
}

func FuzzParseEmail(f *testing.F) {
	for _, s := range []string{"nadia@example.com", "MAILTO:a@b.co", "a@b", "İ@b.co", "\u202e@"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		e, err := ParseEmail(text)
		if err != nil {
			return
		}
		if again, err := EmailFromStored(e.Stored()); err != nil || again != e {
			t.Fatalf("stored %q: %v", e.Stored(), err)
		}
	})
}
