package web_test

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"kosh/internal/base/ids"
	"kosh/internal/identity/sessions"
	"kosh/internal/testkit/doors"
	"kosh/internal/ui/assets"
	"kosh/internal/web"
	"kosh/internal/web/page"
)

// address fills the wildcards of a pattern with an identifier nobody has.
func address(k *doors.Kit, r page.Route) string {
	path := strings.ReplaceAll(r.Pattern, "{$}", "")
	for {
		a, rest, found := strings.Cut(path, "{")
		if !found {
			return path
		}
		_, b, _ := strings.Cut(rest, "}")
		path = a + ids.New[ids.Record](k.Clock.Now()).String() + b
	}
}

// stream reports whether a route keeps the line open, which a recorder cannot end.
func stream(r page.Route) bool { return r.Pattern == "/live" }

// visitor returns a browser that may ask for a route: each has its own, so that
// one that signs out or locks does not disturb the next.
func visitor(k *doors.Kit, r page.Route) *doors.Browser {
	if r.Public != "" {
		return k.Nobody()
	}
	return k.As("owner", k.Clinics[0], 0)
}

func TestEveryRouteHasTheHeadersOfTheDoor(t *testing.T) {
	t.Parallel()
	k := doors.New(t, nil)
	person := k.As("owner", k.Clinics[0], 0)
	for _, r := range k.Door.Routes() {
		if stream(r) {
			continue
		}
		b := person.Clone()
		if r.Public != "" {
			b = k.Nobody()
		}
		var a doors.Answer
		if r.Method == "GET" {
			a = b.Get(address(k, r))
		} else {
			a = b.Do("POST", address(k, r), "", nil) // without a key: answered, not done
		}
		for name, want := range map[string]string{
			"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer", "X-Frame-Options": "DENY",
			"Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Resource-Policy": "same-origin", "Cache-Control": "no-store",
		} {
			if got := a.Header.Get(name); got != want {
				t.Errorf("%s (%d): %s is %q", r.Name(), a.Status, name, got)
			}
		}
		csp := a.Header.Get("Content-Security-Policy")
		for _, want := range []string{"default-src 'none'", "script-src 'self'", "style-src 'self'", "form-action 'self'", "frame-ancestors 'none'", "base-uri 'none'",
			"require-trusted-types-for 'script'", "trusted-types kosh", "report-to csp", "report-uri /csp-report"} {
			if !strings.Contains(csp, want) {
				t.Errorf("%s: policy without %s", r.Name(), want)
			}
		}
		if strings.Contains(csp, "unsafe") || strings.Contains(csp, "*") || strings.Contains(csp, "http") {
			t.Errorf("%s: policy %q", r.Name(), csp)
		}
		if a.Header.Get("Strict-Transport-Security") != "" {
			t.Errorf("%s: HSTS without a public host would poison localhost", r.Name())
		}
		if a.Status >= 500 {
			t.Errorf("%s: %d", r.Name(), a.Status)
		}
		if strings.Contains(a.Body, "<script>") || strings.Contains(a.Body, "style=\"") || strings.Contains(a.Body, "onclick") {
			t.Errorf("%s has inline code", r.Name())
		}
	}
}

func TestHSTSWithAPublicHost(t *testing.T) {
	t.Parallel()
	k := doors.New(t, func(c *web.Config) { c.Public = "clinic.example" })
	a := k.Nobody().Do("GET", "/sign-in", "", map[string]string{"Host": "clinic.example"})
	if a.Status != 200 || !strings.HasPrefix(a.Header.Get("Strict-Transport-Security"), "max-age=63072000") {
		t.Errorf("%d %v", a.Status, a.Header)
	}
}

func TestAHostNobodyConfiguredIsRefused(t *testing.T) {
	t.Parallel()
	k := doors.New(t, nil)
	if a := k.Nobody().Get("/sign-in"); a.Status != 200 {
		t.Fatalf("control: %d", a.Status)
	}
	for _, host := range []string{"evil.example", "kosh.test.evil.example", "kosh.test:8443", "127.0.0.1", "", "kosh.test@evil.example"} {
		if a := k.Nobody().Do("GET", "/sign-in", "", map[string]string{"Host": host}); a.Status != http.StatusMisdirectedRequest {
			t.Errorf("host %q: %d", host, a.Status)
		}
	}
	a := k.Nobody().Do("GET", "/account", "", map[string]string{"X-Forwarded-Host": "evil.example", "Forwarded": "host=evil.example", "X-Forwarded-For": "10.0.0.1"})
	if strings.Contains(a.Location()+a.Body, "evil") {
		t.Errorf("a forwarded host is repeated: %s", a.Location())
	}
}

func TestCSRFMatrix(t *testing.T) {
	t.Parallel()
	k := doors.New(t, nil)
	form := map[string]string{"Content-Type": "application/x-www-form-urlencoded"}
	with := func(pairs ...string) map[string]string {
		m := map[string]string{}
		for n, v := range form {
			m[n] = v
		}
		for i := 0; i < len(pairs); i += 2 {
			m[pairs[i]] = pairs[i+1]
		}
		return m
	}
	person := k.As("owner", k.Clinics[1], 0) // the controls below have sessions of another
	for _, r := range k.Door.Routes() {
		if r.Method != "POST" {
			continue
		}
		b, path := person, address(k, r)
		if r.Public != "" {
			b = k.Nobody()
		}
		body := doors.Form("_key", doors.Key()).Encode()
		for name, c := range map[string]struct {
			body    string
			headers map[string]string
			status  int
		}{
			"from another site":                 {body, with("Sec-Fetch-Site", "cross-site", "Origin", "https://evil.example"), 403},
			"from a sister host":                {body, with("Sec-Fetch-Site", "same-site", "Origin", "https://x.kosh.test"), 403},
			"an old browser, another origin":    {body, with("Sec-Fetch-Site", "", "Origin", "https://evil.example"), 403},
			"from a sandbox":                    {body, with("Sec-Fetch-Site", "cross-site", "Origin", "null"), 403},
			"without a key":                     {"a=b", form, 400},
			"as text, which needs no preflight": {body, with("Content-Type", "text/plain"), 415},
		} {
			if r.AnyOrigin != "" && c.status == 403 || r.NoKey != "" && c.status != 403 {
				continue
			}
			if a := b.Do("POST", path, c.body, c.headers); a.Status != c.status {
				t.Errorf("%s %s: %d, want %d", r.Name(), name, a.Status, c.status)
			}
		}
		// The control: the same form from here is neither refused nor incomplete.
		own := visitor(k, r)
		if a := own.Post(path, nil); a.Status == 403 || a.Status == 400 || a.Status == 415 {
			t.Errorf("%s from here: %d", r.Name(), a.Status)
		}
	}
	if a := person.Get("/account"); a.Status != 200 {
		t.Errorf("one of the refused forms was done: %d", a.Status)
	}
}

func TestAGetChangesNothing(t *testing.T) {
	t.Parallel()
	k := doors.New(t, nil)
	b := k.As("owner", k.Clinics[0], 0)
	k.Audit(k.Clinics[0])
	for _, r := range k.Door.Routes() {
		if r.Method != "GET" || stream(r) {
			continue
		}
		b.Get(address(k, r))
		b.Do("HEAD", address(k, r), "", nil)
	}
	for _, e := range k.Audit(k.Clinics[0]) {
		if e.Verb != "READ" && e.Verb != "DENY" {
			t.Errorf("a GET wrote %s", e)
		}
	}
	if a := b.Get("/account"); a.Status != 200 {
		t.Errorf("a GET ended the session: %d", a.Status)
	}
	for _, r := range k.Door.Routes() {
		if r.Method != "POST" || r.Pattern == "/sign-in" {
			continue
		}
		a := b.Get(address(k, r))
		if a.Status == 405 && a.Header.Get("Allow") != "POST" {
			t.Errorf("%s: Allow %q", r.Name(), a.Header.Get("Allow"))
		}
	}
}

func TestAddressesThatAreNone(t *testing.T) {
	t.Parallel()
	k := doors.New(t, nil)
	b := k.As("owner", k.Clinics[0], 0)
	want := b.Get("/nothing")
	if want.Status != 404 || !want.Has("Not found") {
		t.Fatalf("%d %s", want.Status, want.Body)
	}
	for _, path := range []string{"/account/x", "/../etc/passwd", "/assets/../web.go", "/assets/", "/assets/app.js", "/%2e%2e/", "/.git/config", "/account/%00", "//evil.example/"} {
		if a := b.Get(path); a.Status != 404 && a.Status != 301 && a.Status != 307 || strings.Contains(a.Location(), "evil.example") && strings.HasPrefix(a.Location(), "//") {
			t.Errorf("%s: %d %s", path, a.Status, a.Location())
		}
	}
	for _, m := range []string{"PUT", "DELETE", "PATCH", "TRACE", "OPTIONS", "CONNECT", "PROPFIND", "x"} {
		if a := b.Do(m, "/account", "", nil); a.Status != 405 && a.Status != 404 && a.Status != 403 {
			t.Errorf("%s: %d", m, a.Status)
		}
	}
}

func TestABodyThatIsTooLargeIsRefused(t *testing.T) {
	t.Parallel()
	k := doors.New(t, nil)
	b := k.As("owner", k.Clinics[0], 0)
	if a := b.Post("/drafts", url.Values{"form": {"f"}, "version": {"0"}, "f.a": {strings.Repeat("x", 1<<20)}}); a.Status != 413 {
		t.Errorf("%d", a.Status)
	}
}

func TestHealthSecurityTextAndReports(t *testing.T) {
	t.Parallel()
	k := doors.New(t, nil)
	b := k.Nobody()
	if a := b.Get("/healthz"); a.Status != 200 || a.Body != "ok\n" {
		t.Errorf("%d %q", a.Status, a.Body)
	}
	if a := b.Get("/readyz"); a.Status != 200 {
		t.Errorf("%d %q", a.Status, a.Body)
	}
	a := b.Get("/.well-known/security.txt")
	if a.Status != 200 || !a.Has("Contact: mailto:security@kosh.test\n", "Expires: 2027-05-22T00:00:00Z\n") {
		t.Errorf("%d %s", a.Status, a.Body)
	}
	report := map[string]string{"Content-Type": "application/reports+json", "Sec-Fetch-Site": "cross-site"}
	if a := b.Do("POST", "/csp-report", `[{"body":{"blockedURL":"https://evil.example/?name=Rahima"}}]`, report); a.Status != 204 || k.Door.Reports() != 1 {
		t.Errorf("%d, %d reports", a.Status, k.Door.Reports())
	}
	if strings.Contains(k.Log.String(), "Rahima") {
		t.Error("a report is logged")
	}
}

func TestAssetsAreKeptForEver(t *testing.T) {
	t.Parallel()
	k := doors.New(t, nil)
	b := k.Nobody()
	css := assets.URL("app.css")
	a := b.Do("GET", css, "", map[string]string{"Accept-Encoding": "gzip"})
	if a.Status != 200 || a.Header.Get("Cache-Control") != "public, max-age=31536000, immutable" || a.Header.Get("Content-Encoding") != "gzip" ||
		a.Header.Get("Content-Length") != strconv.Itoa(len(a.Body)) || a.Header.Get("Content-Type") != "text/css; charset=utf-8" {
		t.Errorf("%d %v", a.Status, a.Header)
	}
	if again := b.Do("GET", css, "", map[string]string{"If-None-Match": a.Header.Get("ETag")}); again.Status != 304 || again.Body != "" {
		t.Errorf("%d", again.Status)
	}
	for range 100 { // assets and health cost nothing and count for nothing
		if a := b.Get(css); a.Status != 200 {
			t.Fatalf("%d", a.Status)
		}
	}
}

func TestTHR_02_StrangersShareABucketAndPeopleHaveTheirOwn(t *testing.T) {
	t.Parallel()
	k := doors.New(t, nil)
	stranger := k.Nobody()
	var last doors.Answer
	n := 0
	for ; n < 200; n++ {
		if last = stranger.Get("/nothing"); last.Status == 429 {
			break
		}
	}
	if n != 60 || last.Header.Get("Retry-After") == "" {
		t.Errorf("the %dth request of a minute: %d %v", n+1, last.Status, last.Header)
	}
	person := k.As("owner", k.Clinics[0], 0)
	person.Address = stranger.Address // the same waiting room
	if a := person.Get("/account"); a.Status != 200 {
		t.Errorf("a signed-in person behind the same address: %d", a.Status)
	}
	if a := stranger.Get("/sign-in"); a.Status != 200 {
		t.Errorf("the way in from there: %d", a.Status)
	}
	k.Clock.Add(time.Minute)
	if a := stranger.Get("/nothing"); a.Status != 404 {
		t.Errorf("a minute later: %d", a.Status)
	}
}

func TestTheLogNamesNobody(t *testing.T) {
	t.Parallel()
	k := doors.New(t, nil)
	clinic := k.Clinics[0]
	b := k.As("nurse", clinic, 0)
	secret := "Rahima-Khatun-01711234567"
	b.Get("/account?q=" + secret)
	b.Get("/" + secret)
	b.Post("/drafts", doors.Form("form", secret, "version", "x", "f.name", secret))
	b.Post("/sign-in", doors.Form("login", secret+"@kosh.example", "password", secret))
	b.Get("/invite/" + secret)
	b.Do(secret, "/account", "", nil)
	b.Do("GET", "/account", "", map[string]string{"User-Agent": secret, "Referer": "https://kosh.test/" + secret, "Cookie": "x=" + secret})
	log := k.Log.String()
	for _, s := range []string{secret, "Rahima", "01711234567", clinic.Staff["nurse"].Name, clinic.Name, k.Login(clinic.Staff["nurse"]),
		b.Cookie(sessions.CookieAccess), b.Cookie(sessions.CookieRefresh), b.Session.ID.String(), clinic.ID.String()} {
		if strings.Contains(log, s) {
			t.Errorf("the log has %q", s)
		}
	}
	if !strings.Contains(log, `"route":"POST /drafts"`) || !strings.Contains(log, b.Session.ID.Short()) {
		t.Errorf("the log does not say enough:\n%s", log)
	}
}

func TestBackAfterSigningOutShowsNothing(t *testing.T) {
	t.Parallel()
	k := doors.New(t, nil)
	b := k.As("nurse", k.Clinics[0], 0)
	before := b.Clone() // a window that still holds the cookies
	if a := b.Get("/account"); a.Header.Get("Cache-Control") != "no-store" {
		t.Errorf("a page may be kept: %q", a.Header.Get("Cache-Control"))
	}
	a := b.Post("/sign-out", nil)
	if a.Header.Get("Clear-Site-Data") != `"cache", "storage"` {
		t.Errorf("%v", a.Header)
	}
	for _, w := range []*doors.Browser{b, before} {
		if a := w.Get("/account"); !strings.HasPrefix(a.Location(), "/sign-in") || a.Has(k.Clinics[0].Staff["nurse"].Name) {
			t.Errorf("%d %s", a.Status, a.Location())
		}
	}
}

func TestAFormSentTwiceIsDoneOnceAndAnotherUnderItsKeyIsRefused(t *testing.T) {
	t.Parallel()
	k := doors.New(t, nil)
	b := k.As("receptionist", k.Clinics[0], 0)
	b.Post("/drafts", doors.Form("form", "register", "version", "0", "f.name", "x"))
	key := doors.Key()
	first := b.Post("/drafts/discard", doors.Form("_key", key, "form", "register", "back", "/account"))
	again := b.Post("/drafts/discard", doors.Form("_key", key, "form", "register", "back", "/account"))
	if first.Status != 303 || again.Status != 303 || first.Location() != again.Location() {
		t.Errorf("%d %s, then %d %s", first.Status, first.Location(), again.Status, again.Location())
	}
	if a := b.Post("/drafts/discard", doors.Form("_key", key, "form", "other", "back", "/account")); a.Status != 409 {
		t.Errorf("another form under the same key: %d", a.Status)
	}
}
