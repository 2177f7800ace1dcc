package ui_test

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"kosh/internal/base/errs"
	"kosh/internal/ui"
	"kosh/internal/ui/words"
)

// eachSample runs check on every sample page in every language and theme.
func eachSample(t *testing.T, check func(t *testing.T, l words.Lang, theme ui.Theme, body string)) {
	t.Helper()
	for name, page := range samples {
		for _, l := range words.All {
			for _, theme := range []ui.Theme{ui.Light, ui.Dark, ui.Auto} {
				t.Run(fmt.Sprintf("%s %s %s", name, l, theme), func(t *testing.T) {
					t.Parallel()
					check(t, l, theme, render(t, page(l, theme)))
				})
			}
		}
	}
}

func TestPagesSayTheirLanguageAndThemeFromTheServer(t *testing.T) {
	t.Parallel()
	eachSample(t, func(t *testing.T, l words.Lang, theme ui.Theme, body string) {
		if want := fmt.Sprintf(`<html lang="%s" data-theme="%s">`, l.Tag(), theme); !strings.Contains(body, want) {
			t.Errorf("no %s", want)
		}
		if strings.Count(body, `<main id="main"`) != 1 || strings.Count(body, "<h1") != 1 {
			t.Error("a page has one main and one h1")
		}
	})
}

var (
	inlineScript = regexp.MustCompile(`(?i)<script(?:[^>]*\bsrc=)?[^>]*>[^<]`)
	handler      = regexp.MustCompile(`(?i)\son[a-z]+\s*=`)
	styled       = regexp.MustCompile(`(?i)\sstyle\s*=|<style`)
	foreign      = regexp.MustCompile(`(?:src|href|action)="(?:https?:)?//`)
)

func TestPagesHaveNothingAStrictPolicyForbids(t *testing.T) {
	t.Parallel()
	forbidden := map[string]*regexp.Regexp{"an inline script": inlineScript, "a handler attribute": handler, "a style": styled, "a foreign address": foreign}
	for what, planted := range map[string]string{"an inline script": "<script>x</script>", "a handler attribute": `<a onclick="x">`, "a style": `<p style="x">`, "a foreign address": `<img src="//x">`} {
		if !forbidden[what].MatchString(planted) {
			t.Fatalf("the check for %s finds nothing", what)
		}
	}
	eachSample(t, func(t *testing.T, _ words.Lang, _ ui.Theme, body string) {
		for what, pattern := range forbidden {
			if found := pattern.FindString(body); found != "" {
				t.Errorf("%s: %q", what, found)
			}
		}
	})
}

var (
	idAttr    = regexp.MustCompile(`\sid="([^"]*)"`)
	control   = regexp.MustCompile(`<(?:input|select|textarea)\b[^>]*>`)
	typeAttr  = regexp.MustCompile(`type="(hidden|radio|checkbox)"`)
	described = regexp.MustCompile(`aria-(?:describedby|labelledby)="([^"]*)"`)
	postForm  = regexp.MustCompile(`(?s)<form method="post".*?</form>`)
)

func TestEveryControlHasALabelAndEveryIdIsUnique(t *testing.T) {
	t.Parallel()
	eachSample(t, func(t *testing.T, _ words.Lang, _ ui.Theme, body string) {
		ids := map[string]bool{}
		for _, m := range idAttr.FindAllStringSubmatch(body, -1) {
			if ids[m[1]] || m[1] == "" {
				t.Errorf("id %q twice or empty", m[1])
			}
			ids[m[1]] = true
		}
		for _, c := range control.FindAllString(body, -1) {
			if typeAttr.MatchString(c) || strings.Contains(c, "aria-label=") {
				continue // hidden, labelled by itself, or inside its label
			}
			m := idAttr.FindStringSubmatch(c)
			if m == nil || !strings.Contains(body, `for="`+m[1]+`"`) {
				t.Errorf("no label for %s", c)
			}
		}
		for _, m := range described.FindAllStringSubmatch(body, -1) {
			for id := range strings.FieldsSeq(m[1]) {
				if !ids[id] {
					t.Errorf("%q names an id that is not there", m[0])
				}
			}
		}
	})
}

func TestEveryPostFormCarriesItsTokensWithAKeyOfItsOwn(t *testing.T) {
	t.Parallel()
	key := regexp.MustCompile(`name="` + ui.FieldKey + `" value="([^"]+)"`)
	eachSample(t, func(t *testing.T, _ words.Lang, _ ui.Theme, body string) {
		forms := postForm.FindAllString(body, -1)
		if len(forms) == 0 {
			t.Fatal("no POST form found")
		}
		seen := map[string]bool{}
		for _, f := range forms {
			m := key.FindStringSubmatch(f)
			if m == nil || seen[m[1]] || !strings.Contains(f, `name="`+ui.FieldCSRF+`" value="csrf-of-the-session"`) {
				t.Errorf("tokens missing or a key used twice in %.160s", f)
				continue
			}
			seen[m[1]] = true
		}
	})
}

func TestTextIsEscapedWhereverItStands(t *testing.T) {
	t.Parallel()
	const evil = `"><script>alert(1)</script><b x='`
	f := ui.Field{Name: "n", Label: evil, Value: evil, Hint: evil, Error: evil}
	for name, body := range map[string]string{
		"input": render(t, ui.Input(f)), "select": render(t, ui.Select(f, []ui.Option{{Value: evil, Label: evil}})),
		"segmented": render(t, ui.Segmented(f, []ui.Option{{Value: evil, Label: evil}})),
		"row":       render(t, ui.HitRow(ui.Hit{Href: "javascript:alert(1)", Name: evil, Other: evil, Facts: []string{evil}})),
		"toast":     render(t, ui.Toast(ui.OK, evil)), "avatar": render(t, ui.Avatar("< >", true)),
		"mask": render(t, ui.Masked(words.EN, ui.Mask{ID: "m", Masked: evil, Action: "javascript:x", Ask: evil})),
		"qr":   render(t, ui.QR("x", evil)),
	} {
		if strings.Contains(body, "<script") || strings.Contains(body, "<b x=") || strings.Contains(body, `="javascript:`) {
			t.Errorf("%s: %s", name, body)
		}
	}
}

func TestAFieldKeepsWhatWasTypedAndSaysWhatIsWrongBesideIt(t *testing.T) {
	t.Parallel()
	body := render(t, ui.Input(ui.Field{Name: "phone", Label: "Phone", Value: "0181x", Hint: "digits", Error: "no letters"}))
	for _, want := range []string{`value="0181x"`, `aria-invalid="true"`, `aria-describedby="f-phone-e f-phone-h"`, `id="f-phone-e"`, `for="f-phone"`, `autocomplete="off"`} {
		if !strings.Contains(body, want) {
			t.Errorf("no %s in %s", want, body)
		}
	}
}

func TestErrorsBecomeProblemsInThePagesLanguage(t *testing.T) {
	t.Parallel()
	err := errors.Join(errs.Field("phone", "phone.short", "x"), errs.Field("name", "name.empty", "y"))
	got := ui.Problems(words.BN, err)
	if len(got) != 2 || got[0].Field != "phone" || got[0].Message != words.BN.Error("phone.short", "") {
		t.Fatalf("%+v", got)
	}
	if ui.ProblemOf(got, "name") != words.BN.Error("name.empty", "") || ui.ProblemOf(got, "age") != "" {
		t.Error("ProblemOf finds the wrong message")
	}
	body := render(t, ui.ErrorSummary(words.EN, got))
	if !strings.Contains(body, `href="#f-phone"`) || !strings.Contains(body, `role="alert"`) {
		t.Errorf("%s", body)
	}
	if render(t, ui.ErrorSummary(words.EN, nil)) != "" {
		t.Error("a summary of nothing is not empty")
	}
}

func TestAMaskedValueShowsOnlyTheMaskUntilItIsRevealed(t *testing.T) {
	t.Parallel()
	m := ui.Mask{ID: "c", Label: "Phone", Masked: "01*******06", Action: "/reveal", Ask: "Show"}
	if body := render(t, ui.Masked(words.EN, m)); !strings.Contains(body, "01*******06") || !strings.Contains(body, `action="/reveal"`) {
		t.Error(body)
	}
	m.Action = ""
	if body := render(t, ui.Masked(words.EN, m)); strings.Contains(body, "<form") {
		t.Error("a form for somebody who may not reveal")
	}
	m.Full, m.Href = "01819447206", "tel:+8801819447206"
	if body := render(t, ui.Masked(words.EN, m)); !strings.Contains(body, `href="tel:+8801819447206"`) || strings.Contains(body, "01*******06") {
		t.Error(body)
	}
}

func TestTablesStateTheirRolesForScreensThatStackThem(t *testing.T) {
	t.Parallel()
	body := render(t, in(ui.Table(ui.Grid{Caption: "c", Cols: []ui.Col{{Label: "When"}}}), in(ui.Row("", true), ui.CellText("When", "now"))))
	for _, want := range []string{`role="table"`, `role="rowgroup"`, `role="columnheader"`, `role="row"`, `role="cell" data-label="When"`} {
		if !strings.Contains(body, want) {
			t.Errorf("no %s", want)
		}
	}
}

func TestTheThemeOfACookieIsOneOfThree(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]ui.Theme{"dark": ui.Dark, "light": ui.Light, "auto": ui.Auto, "": ui.Auto, `"><x`: ui.Auto} {
		if got := ui.ParseTheme(in); got != want {
			t.Errorf("ParseTheme(%q) = %q", in, got)
		}
	}
	page := ui.Page{Theme: `"><script>`}
	if body := render(t, ui.Gate(page, nil)); !strings.Contains(body, `data-theme="auto"`) {
		t.Error("an unknown theme reaches the page")
	}
}
