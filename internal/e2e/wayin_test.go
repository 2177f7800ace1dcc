//go:build browser

package e2e

import (
	"fmt"
	"testing"

	. "github.com/chromedp/chromedp"

	"kosh/internal/base/clock"
	"kosh/internal/demo"
)

// both looks at the page where it stands, light and dark, on a desk and on a
// phone: a step of the way in cannot be opened anew without going through it.
func (b *tab) both(name, lang string) {
	b.t.Helper()
	for _, scheme := range []string{"light", "dark"} {
		b.scheme(scheme)
		b.clean(fmt.Sprintf("%s, %s, %s", name, lang, scheme))
		b.shoot(fmt.Sprintf("%s.desktop.%s.%s", name, scheme, lang))
	}
	b.do(EmulateViewport(390, 844))
	b.clean(fmt.Sprintf("%s, %s, phone", name, lang))
	b.shoot(fmt.Sprintf("%s.phone.dark.%s", name, lang))
	b.do(EmulateViewport(1366, 768))
}

// TestTheWayInIsCleanInEveryLookAndLanguage goes through every step: setting up
// the second factor, recovery codes, the code, the lock, an invitation, a wrong
// password; and the answer of a verification.
func TestTheWayInIsCleanInEveryLookAndLanguage(t *testing.T) {
	st := newStage(t, 20)
	for lang, who := range map[string]string{"en": "farhana", "bn": "imran", "hi": "nasrin"} {
		b := st.tab(t)
		b.language(lang)
		u := st.users[who]
		account, err := st.server.Accounts.Find(b.ctx, u.Login)
		if err != nil {
			t.Fatal(err)
		}
		if err := st.server.Accounts.ResetSecond(b.ctx, account.ID); err != nil {
			t.Fatal(err)
		}
		password := func() {
			b.open("/sign-in")
			b.fill("#f-login", u.Login)
			b.fill("#f-password", u.Password)
			b.submit("#f-password")
		}
		password()
		b.until("setting up", "location.pathname === '/sign-in/enrol'")
		b.both("enrol", lang)
		code, err := demo.Code(demo.User{TOTP: js[string](b, "document.querySelector('#enrol-key').innerText.replace(/\\s/g, '')")}, clock.Wall{}.Now())
		if err != nil {
			t.Fatal(err)
		}
		b.fill("#f-code", code)
		b.submit("#f-code")
		b.until("recovery codes", "location.pathname === '/sign-in/recovery'")
		b.both("recovery", lang)
		b.press("form[action='/sign-in/recovery'] button")
		b.until("the first page", "location.pathname === '/patients'")
		b.leave(func() {
			js[bool](b, `(() => { document.querySelector("form[action='/lock']").requestSubmit(); return true })()`)
		})
		b.until("the lock", "location.pathname === '/lock'")
		b.both("lock", lang)
		b.leave(func() {
			js[bool](b, `(() => { document.querySelector("form[action='/sign-out']").requestSubmit(); return true })()`)
		})
		b.both("signed-out", lang)
		password()
		b.until("the code", "location.pathname === '/sign-in/code'")
		b.both("code", lang)
		b.fill("#f-code", "000000")
		b.submit("#f-code")
		b.both("code-wrong", lang)
		b.open("/invite/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")
		b.both("invite-over", lang)

		owner := st.tab(t)
		owner.language(lang)
		st.enter(owner, "farhana")
		owner.open("/log")
		owner.press("form[action='/log/verify'] button")
		owner.both("verified", lang)
	}
	if n := st.server.Reports(); n != 0 {
		t.Errorf("browsers reported %d breaches of the content policy", n)
	}
}
