package page

import (
	"net/http"
	"net/url"
	"strings"
	"time"

	"kosh/internal/base/ids"
	"kosh/internal/identity/sessions"
	"kosh/internal/kernel/access"
	"kosh/internal/ui"
	"kosh/internal/ui/words"
)

// A Visit is what the session at the door says. The zero Visit is nobody; Who
// then holds at most where the request came from.
type Visit struct {
	Who     access.Who
	Session sessions.Session
	Locked  bool
	Ended   bool // a session was presented that holds no more
}

// SignedIn reports whether somebody is signed in and works in a clinic.
func (v Visit) SignedIn() bool {
	return !v.Who.Account.IsZero() && !v.Who.Tenant.IsZero() && !v.Who.Session.IsZero()
}

// A Request is an HTTP request of a known person, or of nobody, to one route.
type Request struct {
	*http.Request
	Lang    words.Lang
	Theme   ui.Theme
	KeysOff bool // single-letter keys are switched off
	Visit   Visit
	Route   *Route
	// ID names the request in the log; error pages show it.
	ID string

	house   *House
	values  url.Values
	key     string
	entered bool // the vault checked the route's Need
	out     http.Header
}

// Who returns the person, with the route as the screen.
func (q *Request) Who() access.Who {
	w := q.Visit.Who
	w.Screen = q.Route.Name()
	return w
}

// Device returns the browser's device key, "" when it has none.
func (q *Request) Device() string {
	c, err := q.Cookie(sessions.CookieDevice)
	if err != nil {
		return ""
	}
	return c.Value
}

// Presented is what a request brings of a session: the three cookies and where
// it is from.
func Presented(r *http.Request, from access.From) sessions.Presented {
	get := func(name string) string {
		c, err := r.Cookie(name)
		if err != nil {
			return ""
		}
		return c.Value
	}
	return sessions.Presented{Access: get(sessions.CookieAccess), Refresh: get(sessions.CookieRefresh), Device: get(sessions.CookieDevice), From: from}
}

// Now is the house's time.
func (q *Request) Now() time.Time { return q.house.Clock.Now() }

// House returns what the door stands on.
func (q *Request) House() *House { return q.house }

// Fragment reports whether the browser code wants only the elements to replace.
func (q *Request) Fragment() bool { return q.Header.Get(ui.FragmentHeader) != "" }

// Tokens are the hidden fields of a POST form on this page; each form gets a
// key of its own.
func (q *Request) Tokens() ui.Tokens {
	return ui.Tokens{Key: func() string { return ids.New[ids.Record](q.house.Clock.Now()).String() }}
}

// Value returns a field of the form, or of the address for a GET, as typed.
// Bytes that are not UTF-8, and NUL, are replaced.
func (q *Request) Value(name string) string { return q.values.Get(name) }

// Values returns every value of a field that may come several times.
func (q *Request) Values(name string) []string { return q.values[name] }

// Checked reports whether a tick was set.
func (q *Request) Checked(name string) bool { return q.values.Get(name) != "" }

// Has reports whether the field came at all.
func (q *Request) Has(name string) bool { return q.values.Has(name) }

// Prefixed returns the fields whose name starts with prefix, without it.
func (q *Request) Prefixed(prefix string) map[string]string {
	m := map[string]string{}
	for name, v := range q.values {
		if rest, ok := strings.CutPrefix(name, prefix); ok && rest != "" {
			m[rest] = v[0]
		}
	}
	return m
}

// Key is the idempotency key the form carried; "" for a GET.
func (q *Request) Key() string { return q.key }

// PathID reads an identifier of the address. Text that is none is answered like
// a record that does not exist.
func PathID[T ~struct{ ids.UUID }](q *Request, name string) (T, error) {
	return parseID[T](q.PathValue(name))
}

// FormID reads an identifier of a field, like PathID.
func FormID[T ~struct{ ids.UUID }](q *Request, name string) (T, error) {
	return parseID[T](q.Value(name))
}

func parseID[T ~struct{ ids.UUID }](s string) (T, error) {
	id, err := ids.Parse[T](s)
	if err != nil || s == "" {
		return *new(T), access.ErrHidden
	}
	return id, nil
}

// SetCookie puts a cookie on the answer, whatever it will be, with the flags
// every cookie of the door has: host only, Secure, HttpOnly, SameSite=Strict
// unless said otherwise.
func (q *Request) SetCookie(c *http.Cookie) { SetCookie(q.out, c) }

// Out returns the headers of the answer to come.
func (q *Request) Out() http.Header { return q.out }

// Keep gives the browser the cookies of a session, or makes it forget them.
func Keep(h http.Header, cookies []sessions.Cookie) {
	for _, c := range cookies {
		age := int(c.For / time.Second)
		if c.For < 0 {
			age = -1
		}
		SetCookie(h, &http.Cookie{Name: c.Name, Value: c.Value, MaxAge: age})
	}
}

// SetCookie adds a cookie to h with the flags every cookie of the door has.
func SetCookie(h http.Header, c *http.Cookie) {
	c.Path, c.Domain, c.Secure, c.HttpOnly = "/", "", true, true
	if c.SameSite == 0 {
		c.SameSite = http.SameSiteStrictMode
	}
	h.Add("Set-Cookie", c.String())
}

// LocalPath returns s when it is an address of this door (a path, with a query
// or without), and fallback otherwise: a "back" field can send nobody elsewhere.
func LocalPath(s, fallback string) string {
	if len(s) < 1 || len(s) > 500 || s[0] != '/' || strings.HasPrefix(s, "//") || strings.ContainsAny(s, "\\\r\n\t\x00") {
		return fallback
	}
	u, err := url.Parse(s)
	if err != nil || u.IsAbs() || u.Host != "" || u.User != nil || strings.HasPrefix(u.Path, "//") {
		return fallback
	}
	u.Fragment, u.RawFragment = "", ""
	return u.String()
}
