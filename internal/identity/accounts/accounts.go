// Package accounts knows people: who may sign in, what proves it, and on which
// devices they are known. One person has one account, reached by an e-mail
// address or a phone number, and may belong to many clinics; which ones is for
// identity/tenants to say.
//
// # What it defends
//
// Somebody who guesses passwords or codes, who wants to know whether a person
// has an account, who replays a code or a link, who holds half of what a sign-in
// needs, or who owns a copy of the control store.
//
// # What it guarantees
//
//   - A name nobody has and a wrong password are one answer: the same error, the
//     same work (one look-up, one password hash, one commit), the same limits.
//     What happens to the logs of clinics happens after the answer.
//   - A sign-in in progress (Pending) reaches nothing. It lives in memory, for
//     ten minutes, in the browser that began it; only its last step yields a
//     Proof, once, and only a Proof begins a session.
//   - A person of whom a second factor is asked has no way around it but setting
//     one up, which needs the password of that same sign-in.
//   - A code counts once, also under a race; a person has ten wrong ones a day,
//     beyond which only devices known to be theirs may try, and those fifty.
//   - Five attempts a minute per account and per address, counted apart for each
//     known device, so that a stranger cannot lock a person out.
//   - Every failure is a row in control before the answer leaves; those of a known
//     account reach the log of each of its clinics, also after a crash.
//   - Passwords are stored as Argon2id hashes, sealed for their person; recovery
//     codes as salted hashes, sealed; links as keyed hashes, bound to their person;
//     names and addresses sealed. Writing to the store without its keys moves no
//     credential from one person to another.
//
// # What it does not do
//
// It does not know sessions, roles or clinics. It cannot help a person whose
// password and device are both in other hands. Known and unknown names take the
// same kinds of work, not the same number of microseconds.
//
// Standards: NIST SP 800-63B-4 §3 (passwords, look-up secrets, TOTP), OWASP ASVS
// 5.0 chapter 6, HIPAA 45 CFR §164.312(d).
package accounts

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"kosh/internal/base/clock"
	"kosh/internal/base/ids"
	"kosh/internal/identity/password"
	"kosh/internal/kernel/audit"
	"kosh/internal/security/ratelimit"
	"kosh/internal/storage/control"
)

// Config is what a Store stands on. Control and Clock are required.
type Config struct {
	Control *control.Store
	Clock   clock.Clock
	Log     *slog.Logger

	// NeedsSecond says whether a clinic of the account asks for a second factor:
	// handed in by app, from the roles the person has. nil asks everybody.
	NeedsSecond func(ctx context.Context, account ids.Account) (bool, error)

	// Tell writes e to the log of each clinic of an account: handed in by app
	// (tenants.Store.Tell). It may be called twice for one event, after a crash.
	Tell func(ctx context.Context, account ids.Account, e audit.Entry) error

	// Hasher bounds how many passwords are hashed at once; a process needs one.
	// nil makes one of two.
	Hasher *password.Hasher
	// Limits counts attempts; nil makes one.
	Limits *ratelimit.Limiter

	// DemoLinks allows links that sign in without a password, on loopback only.
	// For demo directories.
	DemoLinks bool
}

// A Store holds accounts and the sign-ins in progress. It is safe for
// concurrent use.
type Store struct {
	cfg    Config
	c      *control.Store
	clock  clock.Clock
	log    *slog.Logger
	limits *ratelimit.Limiter
	hasher *password.Hasher

	mu      sync.Mutex
	pending map[[32]byte]*Pending
	enrols  map[ids.Account]enrolling
	refused map[[32]byte]int64 // which refusals of this minute were written
	minute  int64

	telling sync.Mutex
	kick    chan struct{}
	start   sync.Once
	stop    chan struct{}
	done    sync.WaitGroup
}

// New returns a store. Clinics are told what they were not told yet from the first
// sign-in on, when the rooms handed in as functions stand.
func New(cfg Config) *Store {
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	if cfg.Hasher == nil {
		cfg.Hasher = password.New(2)
	}
	if cfg.Limits == nil {
		cfg.Limits = ratelimit.New(cfg.Clock, 20_000)
	}
	s := &Store{
		cfg: cfg, c: cfg.Control, clock: cfg.Clock, log: cfg.Log, limits: cfg.Limits, hasher: cfg.Hasher,
		pending: map[[32]byte]*Pending{}, enrols: map[ids.Account]enrolling{}, refused: map[[32]byte]int64{},
		kick: make(chan struct{}, 1), stop: make(chan struct{}),
	}
	return s
}

// Close stops telling. What was not told is told after the next start.
func (s *Store) Close() error {
	s.start.Do(func() {}) // from here on it does not start
	close(s.stop)
	s.done.Wait()
	return nil
}

func (s *Store) now() time.Time { return s.clock.Now() }

func (s *Store) micros() int64 { return s.clock.Now().UnixMicro() }
