package web_test

import (
	"context"
	"html"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"kosh/internal/identity/otp"
	"kosh/internal/identity/sessions"
	"kosh/internal/testkit/doors"
)

// cookie finds a cookie that an answer sets.
func cookie(a doors.Answer, name string) (string, bool) {
	for _, c := range a.Header.Values("Set-Cookie") {
		if strings.HasPrefix(c, name+"=") {
			return c, true
		}
	}
	return "", false
}

var shownKey = regexp.MustCompile(`<code id="enrol-key">([^<]+)</code>`)

func secretOf(t *testing.T, a doors.Answer) otp.Secret {
	t.Helper()
	m := shownKey.FindStringSubmatch(a.Body)
	if m == nil {
		t.Fatalf("no key in %s", a.Body)
	}
	s, err := otp.ParseSecret(html.UnescapeString(m[1]))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestSignInWithPasswordEnrolmentAndThenWithACode(t *testing.T) {
	t.Parallel()
	k := doors.New(t, nil)
	clinic := k.Clinics[0]
	owner := clinic.Staff["owner"]
	k.Activate(owner)
	b := k.Nobody()
	if a := b.Get("/"); a.Location() != "/sign-in" {
		t.Fatalf("%d %s", a.Status, a.Location())
	}
	a := b.Post("/sign-in", doors.Form("login", k.Login(owner), "password", doors.Password, "next", "/account"))
	if a.Status != 303 || a.Location() != "/sign-in/enrol?next=%2Faccount" {
		t.Fatalf("%d %s", a.Status, a.Location())
	}
	if c, _ := cookie(a, "__Host-kosh-signin"); !strings.Contains(c, "SameSite=Lax") || !strings.Contains(c, "HttpOnly") || !strings.Contains(c, "Secure") {
		t.Errorf("the cookie of the sign-in: %q", c)
	}
	if b.Get("/account").Location() == "" {
		t.Error("a sign-in in progress reaches a page")
	}
	secret := secretOf(t, b.Follow(a))
	if a = b.Post("/sign-in/enrol", doors.Form("code", "000000")); a.Status != 422 || len(a.Body) == 0 {
		t.Errorf("a wrong code: %d", a.Status)
	}
	a = b.Post("/sign-in/enrol", doors.Form("code", secret.Code(k.Clock.Now()), "next", "/account"))
	if a.Location() != "/sign-in/recovery?next=%2Faccount" {
		t.Fatalf("%d %s", a.Status, a.Location())
	}
	if a = b.Follow(a); strings.Count(a.Body, "<code>") != 10 || a.Header.Get("Content-Encoding") != "" {
		t.Errorf("recovery codes: %d, %v", strings.Count(a.Body, "<code>"), a.Header)
	}
	a = b.Post("/sign-in/recovery", doors.Form("next", "/account"))
	if a.Location() != "/account" {
		t.Fatalf("%d %s", a.Status, a.Location())
	}
	for _, name := range []string{sessions.CookieAccess, sessions.CookieRefresh, sessions.CookieDevice} {
		c, ok := cookie(a, name)
		if !ok {
			t.Errorf("no cookie %s", name)
		}
		for _, flag := range []string{"Path=/", "HttpOnly", "Secure", "SameSite=Strict"} {
			if !strings.Contains(c, flag) {
				t.Errorf("%s lacks %s (SES-08): %q", name, flag, c)
			}
		}
		if strings.Contains(c, "Domain") {
			t.Errorf("%s goes to other hosts: %q", name, c)
		}
	}
	if b.Cookie("__Host-kosh-signin") != "" {
		t.Error("the cookie of the sign-in stays")
	}
	if a = b.Follow(a); a.Status != 200 || !a.Has(owner.Name, "Sunrise Chamber", "Main chamber") {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
	entries := k.Audit(clinic)
	if len(entries) == 0 || entries[len(entries)-1].Detail["event"] != "sign-in" {
		t.Errorf("the clinic's log does not say so: %v", entries)
	}

	// Signing out, and in again with a code.
	a = b.Post("/sign-out", nil)
	if a.Location() != "/sign-in?done=out" || a.Header.Get("Clear-Site-Data") == "" {
		t.Fatalf("%d %s %v", a.Status, a.Location(), a.Header)
	}
	if b.Cookie(sessions.CookieAccess) != "" || b.Cookie(sessions.CookieRefresh) != "" || b.Cookie(sessions.CookieDevice) == "" {
		t.Error("cookies after signing out")
	}
	if a = b.Get("/account"); a.Location() != "/sign-in?next=%2Faccount" {
		t.Errorf("after signing out: %d %s", a.Status, a.Location())
	}
	k.Clock.Add(time.Minute)
	a = b.Post("/sign-in", doors.Form("login", k.Login(owner), "password", doors.Password))
	if a.Location() != "/sign-in/code" {
		t.Fatalf("%d %s", a.Status, a.Location())
	}
	if a = b.Get("/sign-in/code"); !a.Has(owner.Name, `autocomplete="one-time-code"`) || a.Has(k.Login(owner)) {
		t.Errorf("the page of the code: %s", a.Body)
	}
	if a = b.Post("/sign-in/code", doors.Form("code", secret.Code(k.Clock.Now()))); a.Location() != "/" {
		t.Fatalf("%d %s", a.Status, a.Location())
	}
	if a = b.Follow(a); a.Status != 200 {
		t.Errorf("%d", a.Status)
	}
}

func TestARoleThatNeedsNoSecondStepSignsInAtOnce(t *testing.T) {
	t.Parallel()
	k := doors.New(t, nil)
	nurse := k.Clinics[0].Staff["nurse"]
	k.Activate(nurse)
	b := k.Nobody()
	a := b.Post("/sign-in", doors.Form("login", k.Login(nurse), "password", doors.Password))
	if a.Location() != "/" {
		t.Fatalf("%d %s %s", a.Status, a.Location(), a.Body)
	}
	if a = b.Follow(a); a.Status != 200 || !a.Has(nurse.Name) {
		t.Errorf("%d", a.Status)
	}
}

func TestWrongNameAndWrongPasswordAreOnePage(t *testing.T) {
	t.Parallel()
	k := doors.New(t, nil)
	nurse := k.Clinics[0].Staff["nurse"]
	k.Activate(nurse)
	invited := k.Clinics[0].Staff["manager"] // has no password yet
	page := func(login string) doors.Answer {
		a := k.Nobody().Post("/sign-in", doors.Form("login", login, "password", "not the one"))
		a.Body = strings.ReplaceAll(a.Body, html.EscapeString(login), "LOGIN")
		a.Body = regexp.MustCompile(`value="[0-9a-f-]{36}"`).ReplaceAllString(a.Body, "KEY")
		return a
	}
	want := page(k.Login(nurse))
	if want.Status != 422 || !strings.Contains(want.Body, "LOGIN") || strings.Contains(want.Body, "not the one") {
		t.Fatalf("%d %s", want.Status, want.Body)
	}
	for _, login := range []string{"nobody@kosh.example", k.Login(invited), "01711234567", "<script>"} {
		got := page(login)
		if got.Status != want.Status || got.Body != want.Body || len(got.Header) != len(want.Header) {
			t.Errorf("%s: %d\n%s\nwant\n%s", login, got.Status, got.Body, want.Body)
		}
	}
}

func TestTHR_01_TheSixthAttemptInAMinuteWaits(t *testing.T) {
	t.Parallel()
	k := doors.New(t, nil)
	nurse := k.Clinics[0].Staff["nurse"]
	k.Activate(nurse)
	b := k.Nobody()
	for i := range 5 {
		if a := b.Post("/sign-in", doors.Form("login", k.Login(nurse), "password", "wrong")); a.Status != 422 {
			t.Fatalf("attempt %d: %d", i+1, a.Status)
		}
	}
	a := b.Post("/sign-in", doors.Form("login", k.Login(nurse), "password", doors.Password))
	if a.Status != 429 || a.Header.Get("Retry-After") == "" || a.Header.Get("Retry-After") == "0" {
		t.Fatalf("%d %v", a.Status, a.Header)
	}
	if !a.Has(html.EscapeString(k.Login(nurse))) {
		t.Error("what was typed is lost")
	}
	k.Clock.Add(61 * time.Second)
	if a := b.Post("/sign-in", doors.Form("login", k.Login(nurse), "password", doors.Password)); a.Location() != "/" {
		t.Errorf("after a minute: %d", a.Status)
	}
}

func TestSessionFixation(t *testing.T) {
	t.Parallel()
	k := doors.New(t, nil)
	clinic := k.Clinics[0]
	nurse, attacker := clinic.Staff["nurse"], k.As("assistant", clinic, 0)
	k.Activate(nurse)
	// The control: the attacker's own cookies open the attacker's session.
	if a := attacker.Get("/account"); a.Status != 200 {
		t.Fatalf("control: %d", a.Status)
	}
	victim := k.Nobody()
	for _, name := range []string{sessions.CookieAccess, sessions.CookieRefresh, sessions.CookieDevice} {
		victim.SetCookie(name, attacker.Cookie(name))
	}
	victim.SetCookie("__Host-kosh-signin", "planted")
	a := victim.Post("/sign-in", doors.Form("login", k.Login(nurse), "password", doors.Password))
	if a.Location() != "/" {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
	if victim.Cookie(sessions.CookieAccess) == attacker.Cookie(sessions.CookieAccess) || victim.Cookie(sessions.CookieRefresh) == attacker.Cookie(sessions.CookieRefresh) {
		t.Error("a planted cookie was promoted")
	}
	if a := victim.Get("/account"); !a.Has(nurse.Name) {
		t.Errorf("whose account is it? %d", a.Status)
	}
	if a := attacker.Get("/account"); a.Has(nurse.Name) {
		t.Error("the planted session is the victim's")
	}
}

func TestAfterwardsOneGoesNowhereElse(t *testing.T) {
	t.Parallel()
	k := doors.New(t, nil)
	nurse := k.Clinics[0].Staff["nurse"]
	k.Activate(nurse)
	for _, next := range []string{"https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", "\thttps://evil.example"} {
		k.Clock.Add(time.Minute)
		b := k.Nobody()
		a := b.Post("/sign-in", doors.Form("login", k.Login(nurse), "password", doors.Password, "next", next))
		if a.Location() != "/" {
			t.Errorf("next %q leads to %q", next, a.Location())
		}
		if a := b.Post("/language", doors.Form("lang", "bn", "back", next)); a.Location() != "/" {
			t.Errorf("back %q leads to %q", next, a.Location())
		}
		if a := k.Nobody().Get("/sign-in?next=" + url.QueryEscape(next)); strings.Contains(a.Body, "evil") {
			t.Errorf("the page repeats %q", next)
		}
	}
}

func TestAnInvitationIsUsedByAPostAndOnce(t *testing.T) {
	t.Parallel()
	k := doors.New(t, nil)
	clinic := k.Clinics[0]
	who := clinic.Staff["nurse"]
	token, err := k.Rooms.Accounts.Invite(context.Background(), who.Account, clinic.ID)
	if err != nil {
		t.Fatal(err)
	}
	b := k.Nobody()
	for range 3 { // a mail scanner may open it any number of times
		if a := k.Nobody().Get("/invite/" + token); a.Status != 200 || !a.Has(who.Name, clinic.Name) {
			t.Fatalf("%d %s", a.Status, a.Body)
		}
	}
	for name, c := range map[string]struct{ password, again string }{
		"too short": {"shrt9", "shrt9"}, "different": {"a long enough sentence", "another long sentence"}, "empty": {"", ""},
	} {
		if a := b.Post("/invite", doors.Form("token", token, "password", c.password, "again", c.again)); a.Status != 422 || c.password != "" && a.Has(c.password) {
			t.Errorf("%s: %d", name, a.Status)
		}
	}
	a := b.Post("/invite", doors.Form("token", token, "password", "a boat under the old bridge", "again", "a boat under the old bridge"))
	if a.Location() != "/" {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
	if a = b.Follow(a); !a.Has(who.Name) {
		t.Errorf("%d", a.Status)
	}
	if a := k.Nobody().Get("/invite/" + token); a.Status != 404 {
		t.Errorf("a used link: %d", a.Status)
	}
	if a := k.Nobody().Post("/invite", doors.Form("token", token, "password", "a boat under the old bridge", "again", "a boat under the old bridge")); a.Status != 404 {
		t.Errorf("a used link: %d", a.Status)
	}
}

func TestADemoLinkWorksOnceAndOnThisMachineOnly(t *testing.T) {
	t.Parallel()
	k := doors.New(t, nil)
	clinic := k.Clinics[0]
	who := clinic.Staff["receptionist"]
	k.Activate(who)
	token, err := k.Rooms.Accounts.DemoLink(context.Background(), who.Account, clinic.ID)
	if err != nil {
		t.Fatal(err)
	}
	if a := k.Nobody().Get("/demo/" + token); a.Status != 404 {
		t.Errorf("from elsewhere: %d", a.Status)
	}
	b := k.Nobody()
	b.Address = "127.0.0.1"
	if a := b.Get("/demo/" + token); a.Status != 200 || !a.Has(who.Name) {
		t.Fatalf("%d", a.Status)
	}
	a := b.Post("/demo", doors.Form("token", token))
	if a = b.Follow(a); a.Status != 200 || !a.Has(who.Name) {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
	if a := b.Post("/demo", doors.Form("token", token)); a.Status != http.StatusNotFound {
		t.Errorf("twice: %d", a.Status)
	}
}

func TestOneWithTwoClinicsChooses(t *testing.T) {
	t.Parallel()
	k := doors.New(t, nil)
	both := join(t, k)
	b := k.Nobody()
	a := b.Post("/sign-in", doors.Form("login", k.Login(both), "password", doors.Password))
	if a.Location() != "/sign-in/clinic" {
		t.Fatalf("%d %s %s", a.Status, a.Location(), a.Body)
	}
	if a = b.Follow(a); !a.Has(k.Clinics[0].Name, k.Clinics[1].Name) {
		t.Fatal(a.Body)
	}
	if a := b.Post("/sign-in/clinic", doors.Form("clinic", "01890000-0000-7000-8000-000000000000")); a.Status != 404 {
		t.Errorf("an unknown clinic: %d", a.Status)
	}
	a = b.Post("/sign-in/clinic", doors.Form("clinic", k.Clinics[1].ID.String()))
	if a = b.Follow(a); a.Status != 200 || !a.Has(k.Clinics[1].Name) {
		t.Fatalf("%d", a.Status)
	}
	a = b.Post("/clinic", doors.Form("clinic", k.Clinics[0].ID.String()))
	if a = b.Follow(a); a.Status != 200 || !a.Has("<title>", k.Clinics[0].Name) {
		t.Errorf("switching: %d", a.Status)
	}
	if a := b.Post("/clinic", doors.Form("clinic", "01890000-0000-7000-8000-000000000000")); a.Status != 404 {
		t.Errorf("switching to an unknown clinic: %d", a.Status)
	}
}

func TestALinkFromElsewhereLandsOnAPageOfItsOwn(t *testing.T) {
	t.Parallel()
	k := doors.New(t, nil)
	b := k.As("nurse", k.Clinics[0], 0)
	from := map[string]string{"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}
	outside := k.Nobody() // Strict cookies do not come with such a request
	a := outside.Do("GET", "/account", "", from)
	if a.Status != 200 || !a.Has(`href="/account"`) {
		t.Errorf("%d %s", a.Status, a.Body)
	}
	if a := b.Get("/account"); a.Status != 200 {
		t.Errorf("following it: %d", a.Status)
	}
}
