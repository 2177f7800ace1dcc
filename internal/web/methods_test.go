package web_test

import (
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"kosh/internal/testkit/doors"
	"kosh/internal/ui"
)

func TestOddMethodsAndBodiesDoNothingAndBreakNothing(t *testing.T) {
	t.Parallel()
	k := doors.New(t, nil)
	owner := k.As("owner", k.Clinics[0], 0)
	const urlencoded = "application/x-www-form-urlencoded"
	many := ui.FieldKey + "=" + doors.Key() + strings.Repeat("&a", 200_000)
	var fields strings.Builder
	for i := range 3_000 {
		fields.WriteString("&f" + strings.Repeat("x", i%7) + string(rune('a'+i%26)) + url.QueryEscape(string(rune(i+200))) + "=1")
	}
	bodies := []struct{ kind, body string }{
		{"multipart/form-data; boundary=x", "--x\r\nContent-Disposition: form-data; name=\"" + ui.FieldKey + "\"\r\n\r\n" + doors.Key() + "\r\n--x--\r\n"},
		{"application/json", `{"_csrf":"x"}`}, {"text/plain", ui.FieldKey + "=" + doors.Key()}, {"", ui.FieldKey + "=" + doors.Key()},
		{urlencoded, "%"}, {urlencoded, "a;b=1"}, {urlencoded, many}, {urlencoded, ui.FieldKey + "=" + doors.Key() + fields.String()},
		{urlencoded + "; charset=utf-16", "\x00a\x00=\xff"}, {"; ;", "a=b"}, {urlencoded, ui.FieldKey + "=" + strings.ToUpper(doors.Key())},
		{urlencoded, ui.FieldKey + "={" + doors.Key() + "}"}, {urlencoded, strings.Repeat("x", 1<<20+1)},
	}
	for _, r := range k.Door.Routes() {
		if stream(r) || r.NoKey != "" {
			continue
		}
		at := address(k, r)
		b := owner
		for _, m := range []string{"HEAD", "OPTIONS", "PUT", "PATCH", "DELETE", "TRACE", "CONNECT", "post", "PROPFIND"} {
			k.Clock.Add(1_100_000_000)
			a := b.Do(m, at, ui.FieldKey+"="+doors.Key(), map[string]string{"Content-Type": urlencoded, "X-HTTP-Method-Override": "POST"})
			if a.Status >= 500 || a.Status < 300 && (m != "HEAD" || r.Method == "POST" && a.Status != 200) {
				t.Errorf("%s as %s: %d", r.Name(), m, a.Status)
			}
		}
		if r.Method != "POST" {
			continue
		}
		for i, body := range bodies {
			k.Clock.Add(1_100_000_000)
			a := b.Do("POST", at, body.body, map[string]string{"Content-Type": body.kind})
			if a.Status != 400 && a.Status != 413 && a.Status != 415 {
				t.Errorf("%s with body %d (%s): %d %s", r.Name(), i, body.kind, a.Status, a.Location())
			}
		}
		// From another origin, by what each kind of browser tells.
		good := doors.Form(ui.FieldKey, doors.Key()).Encode()
		for _, from := range []map[string]string{
			{"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"}, {"Sec-Fetch-Site": "same-site", "Origin": "https://a.kosh.test"},
			{"Sec-Fetch-Site": "", "Origin": "https://evil.example"}, {"Sec-Fetch-Site": "", "Origin": "null"}, {"Sec-Fetch-Site": "", "Origin": "https://kosh.test:1"},
		} {
			k.Clock.Add(1_100_000_000)
			from["Content-Type"] = urlencoded
			if a := b.Do("POST", at, good, from); a.Status != 403 {
				t.Errorf("%s from %v: %d", r.Name(), from, a.Status)
			}
		}
	}
	if a := owner.Get("/account"); a.Status != 200 {
		t.Errorf("afterwards the session is %d", a.Status)
	}
}

func TestOddAddressesLeadNowhere(t *testing.T) {
	t.Parallel()
	k := doors.New(t, nil)
	b := k.As("owner", k.Clinics[0], 0)
	for _, at := range []string{"/assets/..%2f..%2fetc%2fpasswd", "/assets/%2e%2e/%2e%2e/go.mod", "/assets/", "/assets/.", "/assets/%00", "/%2e%2e/", "//evil.example/", "/%2f%2fevil.example",
		"/\\evil.example", "/patients/%2e%2e/staff", "/patients/../staff", "/./sign-in", "/sign-in/", "/PATIENTS", "/patients%2fnew", "/lock?back=//evil.example", "/sign-in?next=https://evil.example",
		"/sign-in?next=/%5cevil.example", "/sign-in?next=/%09/evil.example", "/patients?%zz", "/sign-in?next=%2f%2fevil.example", "/sign-in?next=/.//evil.example"} {
		r := b.Request("GET", "/", "", nil)
		u, err := url.Parse(strings.ReplaceAll(at, "%zz", "zz"))
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasPrefix(at, "//") {
			u = &url.URL{Path: at}
		}
		r.URL, r.RequestURI = u, at
		if strings.Contains(at, "%zz") {
			r.URL.RawQuery = "%zz"
		}
		w := httptest.NewRecorder()
		k.Door.ServeHTTP(w, r)
		if w.Code >= 500 || w.Code == 200 && strings.Contains(at, "assets") {
			t.Errorf("%s: %d", at, w.Code)
		}
		to, err := url.Parse(w.Header().Get("Location"))
		if err != nil || to.Host != "" || to.Scheme != "" || strings.HasPrefix(w.Header().Get("Location"), "/\\") {
			t.Errorf("%s leads to %q", at, w.Header().Get("Location"))
		}
		if strings.Contains(w.Body.String(), `href="//`) || strings.Contains(w.Body.String(), `value="//`) {
			t.Errorf("%s repeats a foreign address", at)
		}
	}
}
