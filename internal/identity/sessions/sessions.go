// Package sessions is what keeps a person signed in, and what ends it.
//
// # What it defends
//
// Somebody who holds a copied, old or forged token; who keeps using a session
// that was ended, locked or lost; who sits down at a screen that was left.
//
// # What it guarantees
//
//   - The session's row in control is the truth. Tokens only name it; each
//     request looks at a state at most one second old (at once in the process
//     that changed it), and the row is read together with the account and the
//     membership, so ending any of them ends the session.
//   - The access token is a JWT (RFC 7519, RFC 9068 typ at+jwt), Ed25519 and
//     nothing else, five minutes, with exactly the header it is signed with.
//   - The refresh token is 256 bits, stored hashed, good for one renewal. Its
//     child is an HMAC of it, so parallel requests get the same child; the parent
//     is taken again for ten seconds and until the child is used. Any later use,
//     or use from another device, ends the session and raises a HIGH event
//     (RFC 9700 §4.14.2).
//   - Every token is good only with the device key of the browser it was given to.
//   - Who, where, on which device, since and until when is bound into the row by
//     encryption, and refresh tokens are hashed with a key: writing to the store
//     without its keys makes nobody's session somebody else's.
//   - At most four sessions a person; 15 minutes without activity lock a session,
//     12 hours end it. Polling and streams are no activity. A locked session
//     renews nothing and reaches nothing but unlocking: a password, or a PIN that
//     means something only inside that session, five tries.
//   - A session whose beginning cannot be written to its clinic's log does not begin.
//
// # What it does not do
//
// It does not decide what a person may do: the vault does, for every
// transaction. It cannot tell a thief who has the whole browser, with all
// cookies, from its owner; it can be ended from elsewhere.
//
// Standards: NIST SP 800-63B-4 §5 (sessions), OWASP ASVS 5.0 chapter 7.
package sessions

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"kosh/internal/base/clock"
	"kosh/internal/base/errs"
	"kosh/internal/base/ids"
	"kosh/internal/identity/accounts"
	"kosh/internal/identity/password"
	"kosh/internal/identity/tenants"
	"kosh/internal/kernel/access"
	"kosh/internal/kernel/audit"
	"kosh/internal/storage/control"
)

// The limits of a session.
const (
	MaxPerPerson = 4
	AccessFor    = 5 * time.Minute
	IdleAfter    = 15 * time.Minute
	AbsoluteFor  = 12 * time.Hour
	KeptFor      = 90 * 24 * time.Hour // after its end (SES-15)
	MaxTries     = 5                   // of unlocking

	grace     = 10 * time.Second       // a spent refresh token may come again
	stateAge  = 700 * time.Millisecond // of what a request is judged by
	sweepStep = 250 * time.Millisecond // with stateAge, what another node ended is over within a second
	flushStep = 30 * time.Second
	purgeStep = time.Hour
)

// The cookies' names. They are set with Path=/, Secure, HttpOnly, SameSite=Strict
// and no Domain, as the prefix demands.
const (
	CookieAccess  = "__Host-kosh-access"
	CookieRefresh = "__Host-kosh-refresh"
	CookieDevice  = "__Host-kosh-device"
)

// A Cookie is a value for the browser to keep. For is how long; negative means
// forget it.
type Cookie struct {
	Name, Value string
	For         time.Duration
}

var (
	// ErrNone is returned when nothing presented names a session that holds.
	ErrNone error = &errs.Error{Kind: errs.Unauthorized, Code: "session.none", Public: "Please sign in."}
	// ErrLocked is returned, together with the session, while it is locked.
	ErrLocked error = &errs.Error{Kind: errs.Unauthorized, Code: "session.locked", Public: "The screen is locked. Unlock it to go on."}
)

// Config is what a Store stands on.
type Config struct {
	Control  *control.Store
	Clock    clock.Clock
	Accounts *accounts.Store
	Tenants  *tenants.Store
	Hasher   *password.Hasher // shared with accounts; nil makes one of two
	Slog     *slog.Logger
	// Log writes an entry to a clinic's log: vault.Store.AsSystem(tenant, …).Log.
	Log func(ctx context.Context, tenant ids.Tenant, e audit.Entry) error
	// NeedsSecond says whether a person's roles in a clinic ask for a second
	// factor. nil asks everybody.
	NeedsSecond func(ctx context.Context, account ids.Account, tenant ids.Tenant) (bool, error)
	// Chamber picks the chamber a person starts in when none was chosen, from
	// clinic/practice. It may be nil.
	Chamber func(ctx context.Context, account ids.Account, tenant ids.Tenant, staff ids.Staff) (ids.Chamber, error)
}

// A Store holds the sessions of one installation. It is safe for concurrent use.
type Store struct {
	cfg    Config
	c      *control.Store
	clock  clock.Clock
	tokens *tokens
	renew  [32]byte

	mu      sync.Mutex
	states  map[ids.Session]state
	version uint64 // of states: bumped by every change
	seen    map[ids.Session]int64
	watched map[ids.Session][]*watcher

	stop chan struct{}
	done sync.WaitGroup
}

// New returns a store and starts its housekeeping.
func New(cfg Config) *Store {
	if cfg.Slog == nil {
		cfg.Slog = slog.New(slog.DiscardHandler)
	}
	if cfg.Hasher == nil {
		cfg.Hasher = password.New(2)
	}
	s := &Store{
		cfg: cfg, c: cfg.Control, clock: cfg.Clock,
		tokens: newTokens(cfg.Control.Secret("access-token"), cfg.Clock), renew: cfg.Control.Secret("refresh-token"),
		states: map[ids.Session]state{}, seen: map[ids.Session]int64{}, watched: map[ids.Session][]*watcher{},
		stop: make(chan struct{}),
	}
	s.done.Add(1)
	go s.housekeeping()
	return s
}

// Close writes what is only in memory and stops.
func (s *Store) Close() error {
	close(s.stop)
	s.done.Wait()
	return s.Flush(context.Background())
}

// A Session is one signed-in browser.
type Session struct {
	ID        ids.Session
	Account   ids.Account
	Tenant    ids.Tenant
	Chamber   ids.Chamber
	Staff     ids.Staff
	Device    ids.Device
	Second    bool // a second factor was given
	CreatedAt time.Time
	SeenAt    time.Time // last activity
	EndsAt    time.Time
	LockedAt  time.Time // zero unless locked
	EndedAt   time.Time // zero unless ended
	Reason    string    // why it ended
	Tries     int       // wrong unlocks in a row
	From      access.From
}

// Who is what the vault is told about the person at the door. screen is the
// route's pattern.
func (s Session) Who(from access.From, screen string) access.Who {
	return access.Who{Account: s.Account, Tenant: s.Tenant, Chamber: s.Chamber, Session: s.ID, Device: s.Device, From: from, Screen: screen}
}

// Locked reports whether the screen is locked.
func (s Session) Locked() bool { return !s.LockedAt.IsZero() }

// Forget is what a browser is given when its session is over. The device key
// stays: the device is still known.
func Forget() []Cookie {
	return []Cookie{{Name: CookieAccess, For: -1}, {Name: CookieRefresh, For: -1}}
}

func (s *Store) entry(x Session, from access.From, outcome audit.Outcome, event string) audit.Entry {
	return audit.Entry{Account: x.Account, Staff: x.Staff, Chamber: x.Chamber, Session: x.ID, IP: from.IP, Agent: from.Agent,
		Verb: audit.Auth, Outcome: outcome, Detail: map[string]string{"event": event}}
}

// note writes an entry about something that has happened already; that it could
// not be written is logged, not undone.
func (s *Store) note(ctx context.Context, x Session, from access.From, outcome audit.Outcome, event string) {
	if err := s.cfg.Log(context.WithoutCancel(ctx), x.Tenant, s.entry(x, from, outcome, event)); err != nil {
		s.cfg.Slog.Error("writing a session's end to the access log", "session", x.ID, "event", event, "error", err)
	}
}
