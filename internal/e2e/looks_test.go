//go:build browser

package e2e

import (
	_ "embed"
	"fmt"
	"strings"
	"testing"

	. "github.com/chromedp/chromedp"
)

//go:embed testdata/axe.min.js
var axe string

// violations runs axe-core over the page, outside the reach of its policy.
func (b *tab) violations() []string {
	b.t.Helper()
	if _, err := Run(b.ctx, Evaluate[bool]("!!window.axe")); err != nil {
		b.t.Fatal(err)
	}
	if !js[bool](b, "!!window.axe") {
		js[bool](b, axe+";true")
	}
	return js[[]string](b, `axe.run(document, {runOnly: ["wcag2a","wcag2aa","wcag21a","wcag21aa","wcag22aa","best-practice"]})
		.then(r => r.violations.map(v => v.impact + " " + v.id + " ×" + v.nodes.length + ": " + v.nodes.slice(0, 3).map(n => n.html.slice(0, 160) + " — " + n.failureSummary.replaceAll("\n", " ").slice(0, 200)).join(" | ")))`)
}

// TestAxeFindsAPlantedFault is the control of the tests below.
func TestAxeFindsAPlantedFault(t *testing.T) {
	st := newStage(t, 10)
	b := st.tab(t)
	b.open("/sign-in")
	js[bool](b, `(() => { const i = document.createElement("img"); i.src = "/x.png"; document.body.append(i); return true })()`)
	if len(b.violations()) == 0 {
		t.Fatal("an image without a text alternative was not found")
	}
}

// pages is every page somebody can come to, by the role that looks.
func (st *stage) pages(b *tab) []string {
	b.open("/patients")
	b.until("patients", "document.querySelector(\"a[href^='/patients/0']\")")
	id := js[string](b, `document.querySelector("a[href^='/patients/0']").getAttribute("href")`)
	b.open("/staff")
	member := js[string](b, `[...document.querySelectorAll("a[href^='/staff/0']")].find(a => a.innerText.includes("Shanti")).getAttribute("href")`)
	b.open("/chambers")
	chamber := js[string](b, `document.querySelector("a[href^='/chambers/0']").getAttribute("href")`)
	rights := member + "/rights/" + strings.TrimPrefix(chamber, "/chambers/")
	return []string{"/patients", "/patients/new", id, id + "/edit", id + "/log", "/staff", "/staff/invite", member, rights, member + "/deactivate", "/chambers", "/chambers/new", chamber, "/log", "/account", "/nothing-here"}
}

// TestEveryPageIsCleanInEveryLookAndLanguage: axe finds nothing, nothing comes
// from elsewhere, no policy is broken, nothing scrolls sideways.
func TestEveryPageIsCleanInEveryLookAndLanguage(t *testing.T) {
	st := newStage(t, 40)
	first := st.tab(t)
	st.enter(first, "farhana")
	list := st.pages(first)
	t.Run("looks", func(t *testing.T) {
		for _, lang := range []string{"en", "bn", "hi"} {
			t.Run(lang, func(t *testing.T) {
				t.Parallel()
				public, inside := st.tab(t), st.tab(t)
				st.enter(inside, "farhana")
				public.language(lang)
				inside.language(lang)
				for _, scheme := range []string{"light", "dark"} {
					public.scheme(scheme)
					inside.scheme(scheme)
					look(public, "/sign-in", lang, scheme)
					for _, path := range list {
						look(inside, path, lang, scheme)
					}
				}
			})
		}
	})
	if n := st.server.Reports(); n != 0 {
		t.Errorf("browsers reported %d breaches of the content policy", n)
	}
}

// language chooses a language the way a person does.
func (b *tab) language(lang string) {
	b.t.Helper()
	b.open("/sign-in")
	ok := js[bool](b, fmt.Sprintf(`(() => {
		for (const f of document.querySelectorAll("form[action='/language']")) {
			const b = f.querySelector("button[name='lang'][value='%[1]s']");
			if (b) { b.click(); return true; }
			const v = f.querySelector("[name='lang'][value='%[1]s']");
			if (v) { f.requestSubmit(); return true; }
		}
		return false })()`, lang))
	if !ok {
		b.t.Fatalf("no way to choose %s on %s", lang, b.path())
	}
	b.until("the language", fmt.Sprintf("document.documentElement.lang.startsWith(%q)", lang))
}

func look(b *tab, path, lang, scheme string) {
	b.t.Helper()
	name := strings.Trim(strings.ReplaceAll(path, "/", "-"), "-")
	for _, area := range []string{"patients-", "staff-", "chambers-"} {
		if rest, ok := strings.CutPrefix(name, area); ok && len(rest) >= 36 {
			name = strings.TrimSuffix(area, "s-") + "-one" + rest[36:]
		}
	}
	for _, size := range []struct {
		name string
		w, h int64
	}{{"desktop", 1366, 768}, {"phone", 390, 844}} {
		// The phone's layout does not depend on colour: it is looked at in one
		// theme of each language.
		if size.name == "phone" && (lang == "bn") != (scheme == "dark") {
			continue
		}
		b.do(EmulateViewport(size.w, size.h))
		b.open(path)
		b.until("the page", "document.readyState === 'complete'")
		where := fmt.Sprintf("%s, %s, %s, %s", path, lang, scheme, size.name)
		b.clean(where)
		b.shoot(fmt.Sprintf("%s.%s.%s.%s", name, size.name, scheme, lang))
	}
}

// clean wants nothing from axe, nothing from elsewhere, and no sideways scroll.
func (b *tab) clean(where string) {
	b.t.Helper()
	if v := b.violations(); len(v) > 0 {
		b.t.Errorf("%s:\n  %s", where, strings.Join(v, "\n  "))
	}
	if w := js[int](b, "document.documentElement.scrollWidth - document.documentElement.clientWidth"); w > 0 {
		b.t.Errorf("%s: scrolls sideways by %d px", where, w)
	}
	foreign := js[[]string](b, `performance.getEntriesByType("resource").map(r => r.name).filter(n => !n.startsWith(location.origin))`)
	if len(foreign) > 0 {
		b.t.Errorf("%s: loads %v", where, foreign)
	}
}
