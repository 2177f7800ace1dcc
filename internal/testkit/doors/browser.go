package doors

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"

	"kosh/internal/base/ids"
	"kosh/internal/identity/sessions"
	"kosh/internal/testkit"
	"kosh/internal/ui"
)

// A Browser keeps cookies and sends what a browser sends. It is not safe for
// concurrent use; Clone makes another window.
type Browser struct {
	Kit     *Kit
	Address string // its IP address
	Session sessions.Session
	Headers map[string]string // sent with every request; an empty value sends none

	cookies map[string]string
}

var addresses atomic.Uint32

func newBrowser(k *Kit) *Browser {
	n := addresses.Add(1)
	return &Browser{Kit: k, Address: fmt.Sprintf("198.51.%d.%d", n/250%250, n%250+1), cookies: map[string]string{}, Headers: map[string]string{}}
}

// Clone is another window of the same browser.
func (b *Browser) Clone() *Browser {
	c := *b
	c.cookies, c.Headers = map[string]string{}, map[string]string{}
	for k, v := range b.cookies {
		c.cookies[k] = v
	}
	for k, v := range b.Headers {
		c.Headers[k] = v
	}
	return &c
}

// Cookie returns the value of a cookie the browser holds, "" for none.
func (b *Browser) Cookie(name string) string { return b.cookies[name] }

// SetCookie plants a cookie; an empty value removes it.
func (b *Browser) SetCookie(name, value string) {
	if value == "" {
		delete(b.cookies, name)
		return
	}
	b.cookies[name] = value
}

// An Answer is what came back.
type Answer struct {
	Status int
	Header http.Header
	Body   string
}

// Location is where a redirect leads.
func (a Answer) Location() string { return a.Header.Get("Location") }

// Has reports whether the body contains every one of parts.
func (a Answer) Has(parts ...string) bool {
	for _, p := range parts {
		if !strings.Contains(a.Body, p) {
			return false
		}
	}
	return true
}

// Get opens an address as a link of the same door does.
func (b *Browser) Get(path string) Answer { return b.Do("GET", path, "", nil) }

// Post sends a form, with a key unless it has one.
func (b *Browser) Post(path string, form url.Values) Answer {
	if form == nil {
		form = url.Values{}
	}
	if !form.Has(ui.FieldKey) {
		form.Set(ui.FieldKey, Key())
	}
	return b.Do("POST", path, form.Encode(), map[string]string{"Content-Type": "application/x-www-form-urlencoded"})
}

// Key is a new idempotency key.
func Key() string { return ids.New[ids.Record](testkit.Start).String() }

// Form makes a form of names and values in turn.
func Form(pairs ...string) url.Values {
	v := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		v.Add(pairs[i], pairs[i+1])
	}
	return v
}

// Request makes the request Do would send.
func (b *Browser) Request(method, path, body string, headers map[string]string) *http.Request {
	r := httptest.NewRequest(method, path, strings.NewReader(body))
	r.Host, r.RemoteAddr = Host, b.Address+":40000"
	r.Header.Set("User-Agent", "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0")
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	r.Header.Set("Sec-Fetch-Mode", "navigate")
	if method != "GET" {
		r.Header.Set("Origin", "https://"+Host)
	}
	for _, set := range []map[string]string{b.Headers, headers} {
		for k, v := range set {
			r.Header.Set(k, v)
			if v == "" {
				r.Header.Del(k)
			}
			if k == "Host" {
				r.Host = v
			}
		}
	}
	for name, v := range b.cookies {
		r.AddCookie(&http.Cookie{Name: name, Value: v})
	}
	return r
}

// Do sends a request and keeps the cookies of the answer.
func (b *Browser) Do(method, path, body string, headers map[string]string) Answer {
	w := httptest.NewRecorder()
	b.Kit.Door.ServeHTTP(w, b.Request(method, path, body, headers))
	res := w.Result()
	b.Keep(res)
	return Answer{res.StatusCode, res.Header, w.Body.String()}
}

// Keep takes the cookies of an answer, with the rules of the __Host- prefix.
func (b *Browser) Keep(res *http.Response) {
	for _, c := range res.Cookies() {
		switch {
		case strings.HasPrefix(c.Name, "__Host-") && (!c.Secure || c.Path != "/" || c.Domain != ""):
			b.Kit.T.Errorf("a browser refuses the cookie %s", c.Name)
		case c.MaxAge < 0:
			delete(b.cookies, c.Name)
		default:
			b.cookies[c.Name] = c.Value
		}
	}
}

// Follow goes where redirects lead, at most ten times.
func (b *Browser) Follow(a Answer) Answer {
	for range 10 {
		if a.Status != http.StatusSeeOther {
			return a
		}
		a = b.Get(a.Location())
	}
	b.Kit.T.Fatal("doors: too many redirects")
	return a
}
