package web_test

import (
	"bufio"
	"context"
	"html"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"kosh/internal/base/ids"
	"kosh/internal/clinic/practice"
	"kosh/internal/identity/sessions"
	"kosh/internal/storage/vault"
	"kosh/internal/testkit/doors"
)

func TestSES_02_LockShowsNothingAndUnlockLeadsBack(t *testing.T) {
	t.Parallel()
	k := doors.New(t, nil)
	nurse := k.Clinics[0].Staff["nurse"]
	b := k.As("nurse", k.Clinics[0], 0)
	if a := b.Get("/account"); a.Status != 200 { // the control: it is reachable before
		t.Fatalf("%d", a.Status)
	}
	a := b.Post("/lock", doors.Form("back", "/account"))
	if a.Location() != "/lock?back=%2Faccount" {
		t.Fatalf("%d %s", a.Status, a.Location())
	}
	if a = b.Follow(a); a.Status != 200 || !a.Has(nurse.Name, "Sunrise Chamber, Main chamber", `value="/account"`) {
		t.Fatalf("the lock page: %d %s", a.Status, a.Body)
	}
	if a.Has("class=\"shell\"") {
		t.Error("the lock page stands in the shell")
	}
	for _, path := range []string{"/", "/account"} {
		if a := b.Get(path); a.Status != 303 || !strings.HasPrefix(a.Location(), "/lock") {
			t.Errorf("%s while locked: %d %s", path, a.Status, a.Location())
		}
	}
	for path, form := range map[string][]string{"/chamber": {"chamber", "x"}, "/drafts": {"form", "f", "version", "0", "f.a", "b"}, "/account/password": nil} {
		if a := b.Post(path, doors.Form(form...)); a.Status != 303 || !strings.HasPrefix(a.Location(), "/lock") {
			t.Errorf("%s while locked: %d %s", path, a.Status, a.Location())
		}
	}
	if a := b.Do("GET", "/live?topic=log", "", map[string]string{"Accept": "text/event-stream"}); a.Status != http.StatusLocked {
		t.Errorf("a stream while locked: %d", a.Status)
	}
	if a := b.Post("/unlock", doors.Form("password", "wrong", "back", "/account")); a.Status != 422 || !a.Has("4 tries left") || a.Has("wrong\"") {
		t.Errorf("a wrong password: %d %s", a.Status, a.Body)
	}
	if a := b.Post("/unlock", doors.Form("back", "/account")); a.Status != 422 {
		t.Errorf("no password: %d", a.Status)
	}
	before := b.Cookie(sessions.CookieRefresh)
	a = b.Post("/unlock", doors.Form("password", doors.Password, "back", "/account"))
	if a.Location() != "/account" || b.Cookie(sessions.CookieRefresh) == before {
		t.Fatalf("%d %s", a.Status, a.Location())
	}
	if a = b.Follow(a); a.Status != 200 {
		t.Errorf("after unlocking: %d", a.Status)
	}
}

func TestSES_02_FifteenIdleMinutesLockAndPollingIsNoActivity(t *testing.T) {
	t.Parallel()
	k := doors.New(t, nil)
	b := k.As("nurse", k.Clinics[0], 0)
	for range 3 {
		k.Clock.Add(5 * time.Minute)
		b.Do("GET", "/account", "", map[string]string{"X-Live": "1", "X-Fragment": "1"})
	}
	a := b.Get("/account")
	if a.Location() != "/lock?back=%2Faccount" {
		t.Fatalf("%d %s", a.Status, a.Location())
	}
	if a = b.Follow(a); !a.Has("15 minutes without activity") {
		t.Errorf("%s", a.Body)
	}
	active := k.As("assistant", k.Clinics[0], 0)
	for range 6 {
		k.Clock.Add(5 * time.Minute)
		if a := active.Get("/account"); a.Status != 200 {
			t.Fatalf("somebody active was locked: %d", a.Status)
		}
	}
}

func TestFiveWrongUnlocksEndTheSession(t *testing.T) {
	t.Parallel()
	k := doors.New(t, nil)
	b := k.As("nurse", k.Clinics[0], 0)
	b.Post("/lock", nil)
	for range 4 {
		if a := b.Post("/unlock", doors.Form("password", "wrong")); a.Status != 422 {
			t.Fatalf("%d", a.Status)
		}
	}
	if a := b.Post("/unlock", doors.Form("password", "wrong")); a.Location() != "/sign-in?done=ended" {
		t.Fatalf("%d %s", a.Status, a.Location())
	}
	if a := b.Post("/unlock", doors.Form("password", doors.Password)); !strings.HasPrefix(a.Location(), "/sign-in") {
		t.Errorf("%d %s", a.Status, a.Location())
	}
}

func TestAPinOpensTheLockOfItsDevice(t *testing.T) {
	t.Parallel()
	k := doors.New(t, nil)
	b := k.As("nurse", k.Clinics[0], 0)
	for name, c := range map[string]struct{ password, pin, has string }{
		"too simple":     {doors.Password, "123456", "Choose another"},
		"too short":      {doors.Password, "4821", "six digits"},
		"wrong password": {"wrong", "482917", "password"},
	} {
		if a := b.Post("/account/pin", doors.Form("password", c.password, "pin", c.pin)); a.Status != 422 || !a.Has(c.has, `class="fld__e"`) {
			t.Errorf("%s: %d", name, a.Status)
		}
	}
	if a := b.Post("/account/pin", doors.Form("password", doors.Password, "pin", "৪৮২৯১৭")); a.Location() != "/account?done=pin" {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
	if a := b.Get("/account?done=pin"); !a.Has("Your PIN for this device is set.") {
		t.Error("it does not say so")
	}
	b.Post("/lock", nil)
	if a := b.Get("/lock"); !a.Has(`name="pin"`) {
		t.Error("the lock page does not ask for it")
	}
	if a := b.Post("/unlock", doors.Form("pin", "111111")); a.Status != 422 {
		t.Errorf("a wrong PIN: %d", a.Status)
	}
	if a := b.Post("/unlock", doors.Form("pin", "482917")); a.Location() != "/" {
		t.Errorf("%d %s", a.Status, a.Body)
	}
}

func TestSES_09_EndingOtherSessionsIsFeltAtOnce(t *testing.T) {
	t.Parallel()
	k := doors.New(t, nil)
	clinic := k.Clinics[0]
	here, lost, third := k.As("nurse", clinic, 0), k.As("nurse", clinic, 0), k.As("nurse", clinic, 0)
	foreign := k.As("assistant", clinic, 0)
	a := here.Get("/account")
	if strings.Count(a.Body, "/account/sessions/") < 3 || !a.Has(lost.Session.ID.String(), "3 sessions") {
		t.Fatalf("%s", a.Body)
	}
	if a := here.Post("/account/sessions/"+foreign.Session.ID.String()+"/end", nil); a.Status != 404 {
		t.Errorf("somebody else's session: %d", a.Status)
	}
	if a := foreign.Get("/account"); a.Status != 200 {
		t.Errorf("somebody else's session ended: %d", a.Status)
	}
	if a := here.Post("/account/sessions/"+lost.Session.ID.String()+"/end", nil); a.Status != 303 {
		t.Fatalf("%d", a.Status)
	}
	if a := lost.Get("/account"); a.Location() != "/sign-in?done=ended&next=%2Faccount" {
		t.Errorf("%d %s", a.Status, a.Location())
	}
	if lost.Cookie(sessions.CookieAccess) != "" {
		t.Error("the browser keeps its cookies")
	}
	if a := third.Get("/account"); a.Status != 200 {
		t.Errorf("the third: %d", a.Status)
	}
	if a := here.Post("/account/sessions/end-others", nil); a.Status != 303 {
		t.Fatalf("%d", a.Status)
	}
	if a := third.Get("/account"); a.Status != 303 {
		t.Errorf("the third, ended: %d", a.Status)
	}
}

func TestChangingThePasswordAsksForTheOldOne(t *testing.T) {
	t.Parallel()
	k := doors.New(t, nil)
	b, other := k.As("nurse", k.Clinics[0], 0), k.As("nurse", k.Clinics[0], 0)
	const next = "eleven small boats at noon"
	for name, form := range map[string][]string{
		"wrong current": {"current", "wrong", "password", next, "again", next},
		"not the same":  {"current", doors.Password, "password", next, "again", next + "!"},
		"too short":     {"current", doors.Password, "password", "short", "again", "short"},
	} {
		if a := b.Post("/account/password", doors.Form(form...)); a.Status != 422 || !a.Has(`class="fld__e"`) || a.Has(html.EscapeString(next)) {
			t.Errorf("%s: %d", name, a.Status)
		}
	}
	if a := b.Post("/account/password", doors.Form("current", doors.Password, "password", next, "again", next)); a.Location() != "/account?done=password" {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
	if a := other.Get("/account"); a.Status != 303 {
		t.Errorf("the other session goes on: %d", a.Status)
	}
	if a := b.Get("/account"); a.Status != 200 {
		t.Errorf("this session ended: %d", a.Status)
	}
}

func TestWhoeverLosesTheirPlaceIsOutAtTheNextRequest(t *testing.T) {
	t.Parallel()
	k := doors.New(t, nil)
	clinic := k.Clinics[0]
	b := k.As("nurse", clinic, 0)
	k.Do(k.Who("owner", clinic, 0), func(tx *vault.Tx) error { return practice.Deactivate(tx, clinic.Staff["nurse"].Staff) })
	if a := b.Get("/account"); a.Status != 404 || a.Has(clinic.Staff["nurse"].Name) {
		t.Errorf("by the vault's row alone: %d", a.Status)
	}
	if err := k.Rooms.Tenants.EndMember(context.Background(), clinic.Staff["nurse"].Account, clinic.ID); err != nil {
		t.Fatal(err)
	}
	if a := b.Get("/account"); !strings.HasPrefix(a.Location(), "/sign-in") {
		t.Errorf("with the membership: %d", a.Status)
	}
}

func TestSwitchingTheChamberAmongOnesOwn(t *testing.T) {
	t.Parallel()
	k := doors.New(t, nil)
	clinic := k.Clinics[0]
	b := k.As("receptionist", clinic, 0)
	if a := b.Get("/account"); !a.Has(`<option value="` + clinic.Chambers[1].String() + `">`) {
		t.Error("the switcher does not offer the second chamber")
	}
	if a := b.Post("/chamber", doors.Form("chamber", clinic.Chambers[1].String(), "back", "/account")); a.Location() != "/account" {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
	if a := b.Get("/account"); !a.Has(`<option value="` + clinic.Chambers[1].String() + `" selected>`) {
		t.Error("the second chamber is not the present one")
	}
	nurse := k.As("nurse", clinic, 0)
	for _, chamber := range []string{clinic.Chambers[1].String(), k.Clinics[1].Chambers[0].String(), "x", ""} {
		if a := nurse.Post("/chamber", doors.Form("chamber", chamber)); a.Status != 404 {
			t.Errorf("chamber %q: %d", chamber, a.Status)
		}
	}
}

func TestHowPagesLookIsRememberedAndDrawnByTheServer(t *testing.T) {
	t.Parallel()
	k := doors.New(t, nil)
	b := k.As("nurse", k.Clinics[0], 0)
	b.Post("/language", doors.Form("lang", "bn", "back", "/account"))
	b.Post("/theme", doors.Form("theme", "dark"))
	b.Post("/keys", doors.Form("keys", "off"))
	if a := b.Get("/account"); !a.Has(`<html lang="bn"`, `data-theme="dark"`, `data-keys="off"`, "পাসওয়ার্ড বদলান") {
		t.Errorf("%.400s", a.Body)
	}
	b.Post("/language", doors.Form("lang", "xx"))
	if a := b.Get("/account"); !a.Has(`<html lang="bn"`) {
		t.Error("an unknown language changed something")
	}
	b.Post("/account/preferences", doors.Form("lang", "hi", "theme", "auto", "keys", "on"))
	if a := b.Get("/account"); !a.Has(`<html lang="hi"`, `data-theme="auto"`, `data-keys="on"`) {
		t.Errorf("%.400s", a.Body)
	}
	nobody := k.Nobody()
	nobody.Headers["Accept-Language"] = "hi-IN,hi;q=0.9,en;q=0.5"
	if a := nobody.Get("/sign-in"); !a.Has(`<html lang="hi"`) {
		t.Error("the browser's language is not the first choice")
	}
}

func TestADraftIsKeptAndItsClashTold(t *testing.T) {
	t.Parallel()
	k := doors.New(t, nil)
	b := k.As("receptionist", k.Clinics[0], 0)
	save := func(version, text string) doors.Answer {
		return b.Post("/drafts", doors.Form("form", "register", "subject", "", "version", version, "f.name", text))
	}
	a := save("0", "Rahi")
	if a.Status != 200 || a.Header.Get("X-Draft-Version") != "1" || !a.Has("14:30") {
		t.Fatalf("%d %v %s", a.Status, a.Header, a.Body)
	}
	if a = save("1", "Rahima"); a.Header.Get("X-Draft-Version") != "2" {
		t.Errorf("%d %v", a.Status, a.Header)
	}
	if a = save("0", "another window"); a.Status != 409 || a.Body == "" {
		t.Errorf("%d %s", a.Status, a.Body)
	}
	for _, bad := range []string{"", "-1", "x", "99999999999999999999"} {
		if a = save(bad, "x"); a.Status != 422 {
			t.Errorf("version %q: %d", bad, a.Status)
		}
	}
	if a := b.Post("/drafts", doors.Form("form", "edit", "subject", ids.New[ids.Patient](k.Clock.Now()).String(), "version", "0", "f.name", "x")); a.Status != 404 {
		t.Errorf("about a patient who does not exist: %d", a.Status)
	}
	b.Post("/lock", nil)
	if a := b.Get("/lock"); !a.Has("Your draft is safe.", "14:30") || a.Has("Rahima") {
		t.Errorf("the lock page: %s", a.Body)
	}
	b.Post("/unlock", doors.Form("password", doors.Password))
	if a := b.Post("/drafts/discard", doors.Form("form", "register", "back", "/account")); a.Location() != "/account" {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
	b.Post("/lock", nil)
	if a := b.Get("/lock"); a.Has("Your draft is safe.") {
		t.Error("a discarded draft is still there")
	}
}

func TestALiveStreamCarriesNamesAndEndsWithTheSession(t *testing.T) {
	t.Parallel()
	k := doors.New(t, nil)
	clinic := k.Clinics[0]
	b := k.As("nurse", clinic, 0)
	server := httptest.NewServer(k.Door)
	defer server.Close()
	open := func() *http.Response {
		r := b.Request("GET", "/live?topic="+practice.TopicStaff, "", map[string]string{"Accept": "text/event-stream"})
		ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
		t.Cleanup(cancel)
		r = r.WithContext(ctx)
		r.RequestURI, r.URL.Scheme, r.URL.Host = "", "http", strings.TrimPrefix(server.URL, "http://")
		res, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { res.Body.Close() })
		return res
	}
	res := open()
	if res.StatusCode != 200 || res.Header.Get("Content-Type") != "text/event-stream" || len(res.Cookies()) != 0 {
		t.Fatalf("%d %v", res.StatusCode, res.Header)
	}
	lines := bufio.NewReader(res.Body)
	k.Do(k.Who("owner", clinic, 0), func(tx *vault.Tx) error { return practice.Deactivate(tx, clinic.Staff["assistant"].Staff) })
	for {
		line, err := lines.ReadString('\n')
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasPrefix(line, "data: ") {
			if len(line) > len("data: staff:12345\n") || !strings.HasPrefix(line, "data: staff:") {
				t.Errorf("%q", line)
			}
			break
		}
	}
	began := time.Now()
	b.Clone().Post("/lock", nil)
	if _, err := io.Copy(io.Discard, lines); err != nil {
		t.Errorf("the stream broke: %v", err)
	}
	if d := time.Since(began); d > time.Second {
		t.Errorf("it ended after %v", d)
	}
	if res := open(); res.StatusCode != http.StatusLocked {
		t.Errorf("opened anew while locked: %d", res.StatusCode)
	}
}

func TestTokensAreRenewedInWhateverAnswerComesButNotByAStream(t *testing.T) {
	t.Parallel()
	k := doors.New(t, nil)
	b := k.As("nurse", k.Clinics[0], 0)
	k.Clock.Add(sessions.AccessFor + time.Second)
	a := b.Clone().Do("GET", "/live?topic=staff", "", map[string]string{"Accept": "text/event-stream"})
	if a.Status != 200 || len(a.Header.Values("Set-Cookie")) != 0 {
		t.Errorf("a stream: %d %v", a.Status, a.Header.Values("Set-Cookie"))
	}
	before := b.Cookie(sessions.CookieRefresh)
	a = b.Post("/account/sessions/"+ids.New[ids.Session](k.Clock.Now()).String()+"/end", nil)
	if a.Status != 404 || b.Cookie(sessions.CookieRefresh) == before {
		t.Errorf("an answer that refuses: %d, %v", a.Status, a.Header.Values("Set-Cookie"))
	}
	if a := b.Get("/account"); a.Status != 200 || len(a.Header.Values("Set-Cookie")) != 0 {
		t.Errorf("the next: %d %v", a.Status, a.Header.Values("Set-Cookie"))
	}
}

func TestTheThirteenthStreamOfASessionIsRefused(t *testing.T) {
	t.Parallel()
	k := doors.New(t, nil)
	b := k.As("nurse", k.Clinics[0], 0)
	server := httptest.NewServer(k.Door)
	defer server.Close()
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	for i := range 13 {
		r := b.Request("GET", "/live?topic="+practice.TopicStaff, "", map[string]string{"Accept": "text/event-stream"}).WithContext(ctx)
		r.RequestURI, r.URL.Scheme, r.URL.Host = "", "http", strings.TrimPrefix(server.URL, "http://")
		res, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		defer res.Body.Close()
		if want := map[bool]int{false: 200, true: 429}[i == 12]; res.StatusCode != want {
			t.Errorf("stream %d: %d", i+1, res.StatusCode)
		}
	}
}
