package web

import (
	"net"
	"net/http"
	"net/netip"
	"strings"
	"time"

	"kosh/internal/security/ratelimit"
	"kosh/internal/web/page"
)

// Rates are what the door lets through; a zero Rate is the house's.
type Rates struct {
	Anonymous   ratelimit.Rate // per address
	SignIn      ratelimit.Rate // per address: pages and steps of the way in; attempts are counted by accounts
	Interactive ratelimit.Rate // per session
}

func (r Rates) filled() Rates {
	if r.Anonymous.N == 0 {
		r.Anonymous = ratelimit.Anonymous
	}
	if r.SignIn.N == 0 {
		r.SignIn = ratelimit.Rate{Name: "sign-in pages", N: 60, Per: time.Minute}
	}
	if r.Interactive.N == 0 {
		r.Interactive = ratelimit.Interactive
	}
	return r
}

// admit takes one request from the bucket of a route's class. A signed-in
// person has a bucket of their own on every page but those of the way in, so
// that a waiting room's shared address does not stop the clinic.
func (d *Door) admit(r *http.Request, class page.Rate, v page.Visit) error {
	var ok bool
	var wait time.Duration
	switch {
	case class == page.Unlimited:
		return nil
	case class != page.SignIn && v.SignedIn():
		ok, wait = d.cfg.Limits.Allow(d.rates.Interactive, "session:"+v.Who.Session.String())
	case class == page.SignIn:
		ok, wait = d.cfg.Limits.Allow(d.rates.SignIn, addressKey(r))
	default:
		ok, wait = d.cfg.Limits.Allow(d.rates.Anonymous, addressKey(r))
	}
	if ok {
		return nil
	}
	return page.TooSoon(wait)
}

// address is the other end of the connection. X-Forwarded-For and its like are
// anybody's text and are not read.
func address(r *http.Request) netip.Addr {
	a, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return netip.Addr{}
	}
	return a.Addr().Unmap().WithZone("")
}

func addressKey(r *http.Request) string { return "ip:" + ratelimit.IPKey(address(r)) }

// hostname is a Host value without its port.
func hostname(host string) string {
	if h, _, err := net.SplitHostPort(host); err == nil {
		return h
	}
	return strings.Trim(host, "[]")
}

// agent is a short description of a browser, such as "Firefox on Windows": what
// the access log and the list of sessions show. It is never used to decide.
func agent(ua string) string {
	pick := func(fallback string, pairs ...string) string {
		for i := 0; i < len(pairs); i += 2 {
			if strings.Contains(ua, pairs[i]) {
				return pairs[i+1]
			}
		}
		return fallback
	}
	browser := pick("", "Edg/", "Edge", "OPR/", "Opera", "SamsungBrowser", "Samsung Internet", "Firefox/", "Firefox",
		"HeadlessChrome", "Chrome", "Chrome/", "Chrome", "CriOS", "Chrome", "FxiOS", "Firefox", "Safari/", "Safari", "curl/", "curl", "Go-http-client", "Kosh")
	system := pick("", "Windows", "Windows", "Android", "Android", "iPhone", "iPhone", "iPad", "iPad", "CrOS", "ChromeOS",
		"Macintosh", "Mac", "Linux", "Linux")
	switch {
	case browser == "" && system == "":
		return "Unknown device"
	case system == "":
		return browser
	case browser == "":
		return system
	}
	return browser + " on " + system
}
