package web_test

import (
	"net/url"
	"strings"
	"testing"

	"kosh/internal/testkit/doors"
)

// hostile are values that broke programs before.
var hostile = []string{
	"", " ", "0", "-1", "99999999999999999999", "true", "null", "NaN", "../../etc/passwd", "%00", "\x00", "\xff\xfe", "' OR 1=1 --", "<script>alert(1)</script>",
	"{{.}}", "${7*7}", "\r\nSet-Cookie: a=b", "রহিমা", "रहीमा", "\u202eevil", "\u200b", "👩🏽‍⚕️", "e\u0301", "00000000-0000-0000-0000-000000000000",
	"01890000-0000-7000-8000-000000000000", "31/02/2020", "99/99/9999", "১২/১৩/১৯৯০", "javascript:alert(1)", "//evil.example", "=1+1", "+88017112345678901234",
	strings.Repeat("x", 10_000), strings.Repeat("র", 10_000), strings.Repeat("🩺", 3_000),
}

// names are fields that forms of the door read, and some that they do not.
var names = []string{"login", "password", "code", "with", "next", "back", "clinic", "chamber", "token", "again", "current", "pin", "lang", "theme", "keys",
	"form", "subject", "version", "f.name", "f.", "q", "name", "phone", "age", "sex", "id", "tenant_id", "account", "role", "why", "reason", "_csrf"}

func TestNoFormHoweverFilledIsA500(t *testing.T) {
	t.Parallel()
	k := doors.New(t, nil)
	n, turn := 0, 0
	for _, r := range k.Door.Routes() {
		if r.Method != "POST" {
			continue
		}
		turn++
		b := visitor(k, r)
		for i, v := range hostile {
			if (i+turn)%every != 0 {
				continue
			}
			form := url.Values{}
			for j, name := range names {
				form.Add(name, hostile[(i+j*7)%len(hostile)])
			}
			form.Set(names[i%len(names)], v)
			a := b.Post(address(k, r), form)
			n++
			if a.Status >= 500 && a.Status != 503 {
				t.Errorf("%s with %.40q: %d", r.Name(), v, a.Status)
			}
			if strings.Contains(a.Body, "<script>alert") || a.Header.Get("Set-Cookie") == "a=b" {
				t.Errorf("%s repeats %.40q as it came", r.Name(), v)
			}
			if l := a.Location(); l != "" && (l[0] != '/' || strings.HasPrefix(l, "//")) {
				t.Errorf("%s leads to %q", r.Name(), l)
			}
			k.Clock.Add(1e9)
		}
	}
	for _, r := range k.Door.Routes() {
		if r.Method != "GET" || stream(r) {
			continue
		}
		turn++
		b := visitor(k, r)
		for i, v := range hostile {
			if (i+turn)%every != 0 {
				continue
			}
			query := url.Values{}
			for _, name := range names {
				query.Set(name, v)
			}
			if a := b.Get(address(k, r) + "?" + query.Encode()); a.Status >= 500 && a.Status != 503 {
				t.Errorf("%s with %.40q: %d", r.Name(), v, a.Status)
			}
			path := strings.ReplaceAll(r.Pattern, "{$}", "")
			if at := strings.IndexByte(path, '{'); at >= 0 {
				if a := b.Get(path[:at] + url.PathEscape(v) + path[strings.IndexByte(path, '}')+1:]); a.Status >= 500 {
					t.Errorf("%s as %.40q: %d", r.Name(), v, a.Status)
				}
			}
			k.Clock.Add(1e9)
		}
	}
	if n < 5*len(hostile) {
		t.Errorf("only %d forms were sent", n)
	}
}
