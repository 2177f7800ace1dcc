package page

import (
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"kosh/internal/base/clock"
	"kosh/internal/base/errs"
	"kosh/internal/base/ids"
	"kosh/internal/kernel/access"
	"kosh/internal/ui"
	"kosh/internal/ui/words"
)

var noon = time.Date(2026, 3, 5, 6, 0, 0, 0, time.UTC)

func good() Route {
	return Route{Method: "GET", Pattern: "/x", Public: "a test", Rate: Anonymous, Cache: NoStore,
		Handle: func(q *Request) (*Answer, error) { return q.Text(200, "ok"), nil }}
}

func TestARouteThatLeavesSomethingUnsaidStopsTheProgram(t *testing.T) {
	t.Parallel()
	Table("test", good()) // the control: a complete route is accepted
	for name, spoil := range map[string]func(*Route){
		"no need, public or own":        func(r *Route) { r.Public = "" },
		"public and own":                func(r *Route) { r.Own = "x" },
		"public and a permission":       func(r *Route) { r.Need = access.PatientList },
		"no rate":                       func(r *Route) { r.Rate = 0 },
		"a rate that is none":           func(r *Route) { r.Rate = 99 },
		"no cache rule":                 func(r *Route) { r.Cache = 0 },
		"no handler":                    func(r *Route) { r.Handle = nil },
		"a method of another kind":      func(r *Route) { r.Method = "PUT" },
		"no path":                       func(r *Route) { r.Pattern = "x" },
		"a GET without a key by reason": func(r *Route) { r.NoKey = "x" },
		"kept by all but not public":    func(r *Route) { r.Public, r.Own, r.Cache = "", "x", Immutable },
		"interactive without a person":  func(r *Route) { r.Rate = Interactive },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			defer func() {
				if recover() == nil {
					t.Error("the route was accepted")
				}
			}()
			r := good()
			spoil(&r)
			Table("test", r)
		})
	}
}

func TestABackFieldLeadsNowhereElse(t *testing.T) {
	t.Parallel()
	for _, good := range []string{"/", "/patients", "/patients/0193?done=saved", "/a%20b"} {
		if got := LocalPath(good, "/no"); got == "/no" {
			t.Errorf("%q was refused", good)
		}
	}
	for _, bad := range []string{"", "x", "//evil.example", "/\\evil.example", "\\\\evil.example", "https://evil.example", "javascript:alert(1)",
		"/\r\nSet-Cookie: a=b", "/\tx", "/" + strings.Repeat("a", 600), "///evil.example", " /x", "/\x00", "http:/x", "//", "/%zz"} {
		if got := LocalPath(bad, "/no"); got != "/no" {
			t.Errorf("%q leads to %q", bad, got)
		}
	}
	if got := LocalPath("/x#frag", ""); got != "/x" {
		t.Errorf("the fragment stays: %q", got)
	}
}

func TestEveryKindOfErrorHasItsStatus(t *testing.T) {
	t.Parallel()
	for kind, want := range map[errs.Kind]int{
		errs.Internal: 500, errs.Invalid: 422, errs.Unauthorized: 401, errs.Forbidden: 403, errs.NotFound: 404,
		errs.Conflict: 409, errs.TooMany: 429, errs.Unavailable: 503, errs.Corrupt: 500,
	} {
		if got := Status(fmt.Errorf("wrapped: %w", errs.New(kind, "x"))); got != want {
			t.Errorf("%v: %d, want %d", kind, got, want)
		}
	}
	if got := Status(errors.New("plain")); got != 500 {
		t.Errorf("an unclassified error is %d", got)
	}
	if got := Status(errNoKey); got != 400 {
		t.Errorf("a form without its key is %d", got)
	}
}

func TestTheLogGetsNoInput(t *testing.T) {
	t.Parallel()
	_, err := strconv.Atoi("01711 234567 rahima")
	for _, s := range []string{err.Error(), `bad "Rahima Khatun"`, "phone 01711-234567", "ফোন ০১৭১১২৩৪৫৬৭", "फ़ोन ९८३१०१२३४५", "key 'Rahima Khatun'"} {
		got := Scrub(s)
		for _, secret := range []string{"rahima", "Rahima", "234567", "২৩৪৫৬৭", "०१२३४५"} {
			if strings.Contains(got, secret) {
				t.Errorf("%q shows %q", got, secret)
			}
		}
	}
	if got := Scrub("vault: change in a view"); got != "vault: change in a view" {
		t.Errorf("a plain cause became %q", got)
	}
	if len(Scrub(strings.Repeat("x", 5000))) > 300 {
		t.Error("a cause is not cut")
	}
}

func request(t *testing.T, r Route, method, target, body string, header ...string) (*Request, *httptest.ResponseRecorder) {
	t.Helper()
	w := httptest.NewRecorder()
	req := httptest.NewRequest(method, target, strings.NewReader(body))
	if method == "POST" {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for i := 0; i < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	r.Area = "test"
	return NewRequest(&House{Clock: clock.At(noon)}, &r, Visit{}, "abc", w, req), w
}

func key() string { return ui.FieldKey + "=" + ids.New[ids.Record](noon).String() }

func TestAPostCarriesAKeyOrIsRefused(t *testing.T) {
	t.Parallel()
	r := good()
	r.Method = "POST"
	for name, c := range map[string]struct {
		body   string
		header []string
		status int
	}{
		"with a key":           {key() + "&a=b", nil, 200},
		"without":              {"a=b", nil, 400},
		"with another word":    {ui.FieldKey + "=1", nil, 400},
		"with an empty one":    {ui.FieldKey + "=", nil, 400},
		"as JSON":              {`{"_key":"x"}`, []string{"Content-Type", "application/json"}, 415},
		"as plain text":        {key(), []string{"Content-Type", "text/plain"}, 415},
		"without a type":       {key(), []string{"Content-Type", ""}, 415},
		"with a broken escape": {key() + "&a=%zz", nil, 400},
		"with 2000 fields":     {key() + strings.Repeat("&a", 1) + many(2000), nil, 400},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			q, w := request(t, r, "POST", "/x", c.body, c.header...)
			q.Serve(w)
			if w.Code != c.status {
				t.Errorf("%d, want %d", w.Code, c.status)
			}
		})
	}
}

func many(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "&f%d=1", i)
	}
	return b.String()
}

func TestTheKeyInTheAddressDoesNotCount(t *testing.T) {
	t.Parallel()
	r := good()
	r.Method = "POST"
	q, w := request(t, r, "POST", "/x?"+key(), "a=b")
	if q.Serve(w); w.Code != 400 {
		t.Errorf("a key in the address was taken: %d", w.Code)
	}
}

func TestValuesAreTextThatAStoreTakes(t *testing.T) {
	t.Parallel()
	r := good()
	r.Method = "POST"
	var got string
	r.Handle = func(q *Request) (*Answer, error) { got = q.Value("a"); return q.Empty(204), nil }
	q, w := request(t, r, "POST", "/x", key()+"&a=%ff%00%e0%a6%b0")
	q.Serve(w)
	if got != "\uFFFD\uFFFDর" {
		t.Errorf("%q", got)
	}
}

func TestARouteWithAPermissionThatNeverAskedTheVaultIsNotAnswered(t *testing.T) {
	t.Parallel()
	r := good()
	r.Public, r.Need = "", access.PatientList
	q, w := request(t, r, "GET", "/x", "")
	q.Visit.Who = access.Who{Account: ids.New[ids.Account](noon), Tenant: ids.New[ids.Tenant](noon), Session: ids.New[ids.Session](noon)}
	if q.Serve(w); w.Code != 500 || strings.Contains(w.Body.String(), "ok") {
		t.Errorf("%d %s", w.Code, w.Body)
	}
}

func TestAnErrorPageShowsNothingOfTheInside(t *testing.T) {
	t.Parallel()
	for _, l := range words.All {
		r := good()
		r.Handle = func(*Request) (*Answer, error) {
			return nil, errs.Wrap(errs.Internal, "", errors.New("sql: table patient at /srv/kosh"))
		}
		q, w := request(t, r, "GET", "/x", "", "Accept-Language", l.Tag())
		out := q.Serve(w)
		b := w.Body.String()
		if w.Code != 500 || strings.Contains(b, "sql") || strings.Contains(b, "/srv") || !strings.Contains(b, l.CommonError500Title()) || !strings.Contains(b, "abc") {
			t.Errorf("%v: %d %s", l, w.Code, b)
		}
		if !strings.Contains(out.Cause, "sql") {
			t.Errorf("the log does not get the cause: %+v", out)
		}
		if w.Header().Get("Cache-Control") != "no-store" {
			t.Error("an error page may be kept")
		}
	}
}

func TestTooManyAndUnavailableSayWhenToComeBack(t *testing.T) {
	t.Parallel()
	for _, err := range []error{errs.New(errs.TooMany, "x"), errs.New(errs.Unavailable, "x"), &errs.Error{Kind: errs.TooMany, Cause: wait(7)}} {
		r := good()
		r.Handle = func(*Request) (*Answer, error) { return nil, err }
		q, w := request(t, r, "GET", "/x", "")
		q.Serve(w)
		want := "60"
		if strings.Contains(err.Error(), "seven") {
			want = "7"
		}
		if w.Header().Get("Retry-After") != want {
			t.Errorf("%v: Retry-After %q, want %s", err, w.Header().Get("Retry-After"), want)
		}
	}
}

type wait int

func (wait) Error() string  { return "seven" }
func (w wait) Seconds() int { return int(w) }

func TestCompressionOnlyForRequestsThatBeganHere(t *testing.T) {
	t.Parallel()
	body := strings.Repeat("<p>text</p>", 500)
	for name, c := range map[string]struct {
		site   string
		secret bool
		want   bool
	}{
		"from here":                {"same-origin", false, true},
		"typed by hand":            {"none", false, true},
		"from elsewhere":           {"cross-site", false, false},
		"from a sister":            {"same-site", false, false},
		"not said":                 {"", false, false},
		"a secret, even from here": {"same-origin", true, false},
	} {
		r := good()
		r.Secret = c.secret
		r.Handle = func(q *Request) (*Answer, error) {
			return &Answer{kind: "text/html; charset=utf-8", body: []byte(body), ready: true}, nil
		}
		q, w := request(t, r, "GET", "/x", "", "Accept-Encoding", "br, gzip", "Sec-Fetch-Site", c.site)
		q.Serve(w)
		if got := w.Header().Get("Content-Encoding") == "gzip"; got != c.want {
			t.Errorf("%s: compressed is %v", name, got)
		}
	}
	for accept, want := range map[string]bool{"gzip": true, "gzip;q=0": false, "br": false, "br, GZIP;q=0.5": true, "": false} {
		if AcceptsGzip(accept) != want {
			t.Errorf("%q: %v", accept, !want)
		}
	}
}

func TestMenuShowsWhatIsHeldAndMarksTheDeepest(t *testing.T) {
	t.Parallel()
	label := func(words.Lang) string { return "x" }
	items := []Item{
		{Need: access.PatientList, Href: "/patients", Label: label},
		{Need: access.PatientCreate, Href: "/patients/new", Label: label},
		{Need: access.StaffManage, Href: "/staff", Label: label},
	}
	nav := Menu(items, access.SetOf(access.PatientList, access.PatientCreate), words.EN, "/patients/new")
	if len(nav) != 2 || nav[0].Current || !nav[1].Current {
		t.Errorf("%+v", nav)
	}
	if nav = Menu(items, access.SetOf(access.PatientList), words.EN, "/patients/0193"); len(nav) != 1 || !nav[0].Current {
		t.Errorf("%+v", nav)
	}
	if nav = Menu(items, access.SetOf(access.PatientList), words.EN, "/patientsx"); nav[0].Current {
		t.Error("/patientsx is not below /patients")
	}
}

func TestEveryCookieIsStrictSecureAndUnreadableForScripts(t *testing.T) {
	t.Parallel()
	h := http.Header{}
	SetCookie(h, &http.Cookie{Name: "__Host-a", Value: "b", Domain: "evil.example", Path: "/x"})
	got := h.Get("Set-Cookie")
	for _, flag := range []string{"Path=/", "HttpOnly", "Secure", "SameSite=Strict"} {
		if !strings.Contains(got, flag) {
			t.Errorf("%q lacks %s", got, flag)
		}
	}
	if strings.Contains(got, "Domain") || strings.Contains(got, "/x") {
		t.Errorf("%q", got)
	}
}
