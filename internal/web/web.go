// Package web is the staff door: it takes HTTP requests, knows who sends them,
// and hands them to the one list of routes.
//
// # What it defends against, and where
//
// The order is fixed (chain.go); each step is reached only through the ones
// before it.
//
//  1. A panic becomes a 500 that shows nothing; the log gets a scrubbed cause.
//  2. Every request has a number; it is logged once, without query, body,
//     name or address of a person.
//  3. A Host that is not configured is refused (DNS rebinding, poisoned links).
//     X-Forwarded-* is not read: there is no trusted proxy in front.
//  4. Security headers: no foreign origin, no inline code, Trusted Types, no
//     framing, no sniffing, no referrer; nothing but hashed assets is ever kept
//     by a browser or a proxy.
//  5. Size: body, header, number of fields, time.
//  6. A form from another origin is refused by http.CrossOriginProtection; the
//     session's cookies are SameSite=Strict besides, and every POST carries a
//     key that our own pages made.
//  7. Rate: by address for nobody, by session for somebody.
//  8. The session: sessions.Check says who it is, whether it is locked, and
//     whether new cookies are due. A locked session reaches the lock page,
//     unlocking and signing out, nothing else.
//  9. The route's own statement: Public, Own or Need. Need is required inside
//     the vault's transaction, so the door's gate and the data see one moment.
//
// # Compression and secrets
//
// BREACH (CVE-2013-3587) reads a secret out of the size of compressed answers
// when a stranger can make the victim's browser ask often for pages that repeat
// the stranger's text beside the secret. Here cross-site requests carry no
// session; pages repeat nothing of an address but its path; forms hold no
// long-lived token.
// As a second line, an answer is compressed only when the browser says that the
// request began in this origin or by the person's own hand (Sec-Fetch-Site),
// and never when it shows a secret (Route.Secret).
//
// # What it does not do
//
// It decides nothing about data: that is the rooms'. It does not protect a
// person whose unlocked browser somebody else uses before 15 idle minutes.
//
// Standards: OWASP ASVS 5.0 chapters 3, 4, 7; RFC 6797, 9110, 9116;
// promises SES-02, SES-08, SES-10, TRN-02, THR-01, THR-02.
package web

//go:generate go tool -modfile=../../tools/go.mod templ generate

import (
	"context"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"kosh/internal/base/clock"
	"kosh/internal/identity/accounts"
	"kosh/internal/identity/sessions"
	"kosh/internal/identity/tenants"
	"kosh/internal/security/ratelimit"
	"kosh/internal/storage/vault"
	"kosh/internal/web/page"
)

// Config is what a door stands on.
type Config struct {
	Vault    *vault.Store
	Accounts *accounts.Store
	Tenants  *tenants.Store
	Sessions *sessions.Store
	Limits   *ratelimit.Limiter
	Clock    clock.Clock
	Log      *slog.Logger
	// Hosts are the Host values this door answers to, such as localhost:8443.
	Hosts []string
	// Public is the public host name, when there is one; it turns HSTS on.
	Public string
	// SecurityContact is where a finder of a weakness writes (RFC 9116), a URL
	// or mailto:; "" is security@ the public host.
	SecurityContact string
	// Demo allows one-time links and says on every page that people are invented.
	Demo bool
	// Rates are what is let through; zero ones are the house's.
	Rates Rates
	// Ready reports why the installation cannot serve yet; nil is ready.
	Ready func(context.Context) error
}

// A Door serves the staff's pages.
type Door struct {
	cfg     Config
	house   *page.House
	routes  []page.Route
	mux     *http.ServeMux
	origin  *http.CrossOriginProtection
	hosts   map[string]bool
	rates   Rates
	public  bool
	reports atomic.Int64
	streams streams
	stop    chan struct{}
	once    sync.Once
}

// New builds the door. A route that leaves something unsaid panics: it is a
// mistake in the program.
func New(c Config) *Door {
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	d := &Door{cfg: c, mux: http.NewServeMux(), origin: http.NewCrossOriginProtection(),
		hosts: map[string]bool{}, public: c.Public != "", rates: c.Rates.filled(), stop: make(chan struct{})}
	for _, h := range append(c.Hosts, c.Public) {
		if h != "" {
			d.hosts[strings.ToLower(h)] = true
		}
	}
	d.house = d.newHouse()
	d.routes = d.list()
	for i := range d.routes {
		r := &d.routes[i]
		d.mux.Handle(r.Name(), d.serve(r))
	}
	return d
}

// Routes lists every route of the door, for the tests that must cover each.
func (d *Door) Routes() []page.Route { return d.routes }

// Reports is how many breaches of the content policy browsers have reported.
func (d *Door) Reports() int64 { return d.reports.Load() }

// Stop ends live streams so that a graceful stop does not wait for them.
func (d *Door) Stop() { d.once.Do(func() { close(d.stop) }) }

// Limits of every connection. Streams extend their own write deadline.
const (
	maxBody   = 1 << 20
	maxHeader = 32 << 10
)

// Tune sets the limits of s that only the server can keep.
func Tune(s *http.Server) {
	s.ReadHeaderTimeout = 10 * time.Second
	s.ReadTimeout = 30 * time.Second
	s.WriteTimeout = 60 * time.Second
	s.IdleTimeout = 2 * time.Minute
	s.MaxHeaderBytes = maxHeader
}
