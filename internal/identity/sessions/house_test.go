package sessions

import (
	"bytes"
	"context"
	"crypto/aes"
	"crypto/cipher"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"kosh/internal/base/clock"
	"kosh/internal/base/contact"
	"kosh/internal/base/errs"
	"kosh/internal/base/ids"
	"kosh/internal/identity/accounts"
	"kosh/internal/identity/password"
	"kosh/internal/identity/tenants"
	"kosh/internal/kernel/access"
	"kosh/internal/kernel/audit"
	"kosh/internal/storage/control"
	"kosh/internal/storage/keystore"
	"kosh/internal/storage/pagecrypt"
)

// testRoot wraps with AES-GCM under a fixed key.
type testRoot struct{}

func (testRoot) aead() cipher.AEAD {
	b, _ := aes.NewCipher(bytes.Repeat([]byte{7}, 32))
	a, _ := cipher.NewGCMWithRandomNonce(b)
	return a
}
func (r testRoot) Wrap(plain, aad []byte) ([]byte, error) {
	return r.aead().Seal(nil, nil, plain, aad), nil
}
func (r testRoot) Unwrap(wrapped, aad []byte) ([]byte, error) {
	return r.aead().Open(nil, nil, wrapped, aad)
}
func (testRoot) Name() string { return "test" }

const (
	goodPassword = "marble otter gingham 41 lantern"
	newPassword  = "velvet anchor thistle 77 copper"
)

var (
	morning = time.Date(2026, 3, 2, 4, 0, 0, 0, time.UTC)
	home    = access.From{IP: "203.0.113.7", Agent: "Firefox on Linux"}
	thief   = access.From{IP: "198.51.100.9", Agent: "curl"}
)

// A house is a sessions store over a real control store, with two clinics.
type house struct {
	*Store
	t        testing.TB
	ctx      context.Context
	clock    *clock.Manual
	c        *control.Store
	accounts *accounts.Store
	tenants  *tenants.Store
	clinics  [2]ids.Tenant

	mu     sync.Mutex
	log    map[ids.Tenant][]audit.Entry
	broken error
	second atomic.Bool
}

func build(t testing.TB) *house {
	t.Helper()
	h := &house{t: t, ctx: t.Context(), clock: clock.At(morning), log: map[ids.Tenant][]audit.Entry{}}
	dir := t.TempDir()
	keys, err := keystore.Open(filepath.Join(dir, "keys.db"), testRoot{}, h.clock)
	must(t, err)
	must(t, keys.Provision(h.ctx, keystore.System))
	system, err := keys.Tenant(h.ctx, keystore.System)
	must(t, err)
	crypt, err := pagecrypt.New(pagecrypt.Options{Now: h.clock.Now, CachePages: 1024,
		Ring: func(string) (pagecrypt.Ring, error) { return system.Ring(), nil }})
	must(t, err)
	system.AllowNew(true)
	h.c, err = control.Open(filepath.Join(dir, control.FileName), crypt, system, h.clock)
	must(t, err)
	system.AllowNew(false)
	hasher := password.New(2)
	h.accounts = accounts.New(accounts.Config{Control: h.c, Clock: h.clock, Hasher: hasher,
		NeedsSecond: func(context.Context, ids.Account) (bool, error) { return false, nil },
		Tell:        func(ctx context.Context, a ids.Account, e audit.Entry) error { return h.tenants.Tell(ctx, a, e) }})
	h.tenants = tenants.New(tenants.Config{Control: h.c, Accounts: h.accounts, Log: h.write,
		Ended: func(ctx context.Context, a ids.Account, c ids.Tenant) error { return h.EndMember(ctx, a, c) },
		Provision: func(ctx context.Context, c control.Clinic, _ ids.Account) (ids.Staff, error) {
			c.State = "open"
			return ids.New[ids.Staff](h.clock.Now()), h.c.AddClinic(ctx, c)
		}})
	h.Store = New(Config{Control: h.c, Clock: h.clock, Accounts: h.accounts, Tenants: h.tenants, Hasher: hasher, Log: h.write,
		NeedsSecond: func(context.Context, ids.Account, ids.Tenant) (bool, error) { return h.second.Load(), nil }})
	t.Cleanup(func() {
		if err := errors.Join(h.Store.Close(), h.accounts.Close(), h.c.Close(), crypt.Close(), keys.Close()); err != nil {
			t.Error(err)
		}
	})
	owner := h.person("owner")
	for i := range h.clinics {
		c, err := h.tenants.Provision(h.ctx, tenants.NewClinic{Name: fmt.Sprintf("Clinic %d", i), Country: "IN", Zone: "Asia/Kolkata"}, owner)
		must(t, err)
		h.clinics[i] = c.ID
	}
	return h
}

func (h *house) write(_ context.Context, tenant ids.Tenant, e audit.Entry) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.broken == nil {
		h.log[tenant] = append(h.log[tenant], e)
	}
	return h.broken
}

// promote makes every role ask for a second factor.
func (h *house) promote() { h.second.Store(true) }

// entries returns the AUTH entries of a clinic's log: outcome and event.
func (h *house) entries(tenant ids.Tenant) (all []string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, e := range h.log[tenant] {
		all = append(all, string(e.Verb)+" "+string(e.Outcome)+" "+e.Detail["event"])
	}
	return all
}

func (h *house) wrote(tenant ids.Tenant, line string) bool {
	return slices.Contains(h.entries(tenant), line)
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func wantKind(t testing.TB, err error, k errs.Kind) {
	t.Helper()
	if !errs.Is(err, k) {
		t.Fatalf("got %v, want %v", err, k)
	}
}

// person makes an account without a password: hashing is not what most tests are about.
func (h *house) person(local string) ids.Account {
	h.t.Helper()
	e, err := contact.ParseEmail(local + "@example.com")
	must(h.t, err)
	a, err := h.accounts.Ensure(h.ctx, accounts.Person{Name: "Nadia Rahman", Email: e})
	must(h.t, err)
	must(h.t, h.c.Update(h.ctx, func(tx *control.Tx) error {
		_, err := tx.Exec(control.SQL(`UPDATE account SET state = 'active' WHERE id = $1`), a.ID)
		return err
	}))
	return a.ID
}

// member makes a person of the first clinic.
func (h *house) member(local string) ids.Account {
	h.t.Helper()
	id := h.person(local)
	h.join(id, local, h.clinics[0])
	return id
}

func (h *house) join(id ids.Account, local string, tenant ids.Tenant) {
	h.t.Helper()
	e, err := contact.ParseEmail(local + "@example.com")
	must(h.t, err)
	added, err := h.tenants.AddMember(h.ctx, tenant, accounts.Person{Name: "Nadia Rahman", Email: e},
		func(context.Context, accounts.Account) (ids.Staff, error) {
			return ids.New[ids.Staff](h.clock.Now()), nil
		})
	must(h.t, err)
	if added.Account.ID != id {
		h.t.Fatal("another account")
	}
}

// A browser holds cookies as a browser does.
type browser struct {
	h   *house
	jar map[string]string
	at  access.From
}

func (b *browser) keep(cookies []Cookie) {
	for _, c := range cookies {
		if c.For < 0 {
			delete(b.jar, c.Name)
		} else {
			b.jar[c.Name] = c.Value
		}
	}
}

func (b *browser) presented() Presented {
	return Presented{Access: b.jar[CookieAccess], Refresh: b.jar[CookieRefresh], Device: b.jar[CookieDevice], From: b.at, Active: true}
}

// copy is what a thief has who copied every cookie.
func (b *browser) copy() *browser {
	c := &browser{h: b.h, jar: map[string]string{}, at: b.at}
	for k, v := range b.jar {
		c.jar[k] = v
	}
	return c
}

// request does what the middleware does with a request.
func (b *browser) request() (Session, error) {
	x, cookies, err := b.h.Check(b.h.ctx, b.presented())
	b.keep(cookies)
	return x, err
}

func (b *browser) ok() Session {
	b.h.t.Helper()
	x, err := b.request()
	must(b.h.t, err)
	return x
}

// signIn begins a session of a person in the first clinic, on a new device.
func (h *house) signIn(id ids.Account) (*browser, Session) {
	h.t.Helper()
	return h.signInTo(id, h.clinics[0])
}

func (h *house) signInTo(id ids.Account, tenant ids.Tenant) (*browser, Session) {
	h.t.Helper()
	proof, err := h.accounts.Vouch(h.ctx, id, home, false)
	must(h.t, err)
	x, cookies, err := h.Begin(h.ctx, Start{Proof: proof, Tenant: tenant, Chamber: ids.New[ids.Chamber](h.clock.Now())})
	must(h.t, err)
	b := &browser{h: h, jar: map[string]string{}, at: home}
	b.keep(cookies)
	return b, x
}

// count is how many sessions of a person hold.
func (h *house) count(id ids.Account) int {
	h.t.Helper()
	all, err := h.List(h.ctx, Session{Account: id})
	must(h.t, err)
	return len(all)
}
