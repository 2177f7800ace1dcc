package accounts

import (
	"bytes"
	"context"
	"crypto/aes"
	"crypto/cipher"
	"errors"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"kosh/internal/base/clock"
	"kosh/internal/base/contact"
	"kosh/internal/base/errs"
	"kosh/internal/base/ids"
	"kosh/internal/identity/otp"
	"kosh/internal/identity/password"
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
	morning  = time.Date(2026, 3, 2, 4, 0, 0, 0, time.UTC)
	home     = access.From{IP: "203.0.113.7", Agent: "Firefox on Linux"}
	stranger = access.From{IP: "198.51.100.9", Agent: "curl"}
)

// A house is an accounts store over a real control store.
type house struct {
	*Store
	t     *testing.T
	ctx   context.Context
	clock *clock.Manual
	c     *control.Store

	mu     sync.Mutex
	told   []audit.Entry
	second bool // clinics ask for a second factor
	broken error
}

func build(t *testing.T) *house {
	t.Helper()
	h := &house{t: t, ctx: t.Context(), clock: clock.At(morning)}
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
	h.Store = New(Config{Control: h.c, Clock: h.clock, DemoLinks: true,
		NeedsSecond: func(context.Context, ids.Account) (bool, error) { return h.second, nil },
		Tell: func(_ context.Context, _ ids.Account, e audit.Entry) error {
			h.mu.Lock()
			defer h.mu.Unlock()
			if h.broken == nil {
				h.told = append(h.told, e)
			}
			return h.broken
		}})
	t.Cleanup(func() {
		if err := errors.Join(h.Store.Close(), h.c.Close(), crypt.Close(), keys.Close()); err != nil {
			t.Error(err)
		}
	})
	return h
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// wantKind fails unless err is of kind k.
func wantKind(t *testing.T, err error, k errs.Kind) {
	t.Helper()
	if !errs.Is(err, k) {
		t.Fatalf("got %v, want %v", err, k)
	}
}

func email(t *testing.T, text string) contact.Email {
	t.Helper()
	e, err := contact.ParseEmail(text)
	must(t, err)
	return e
}

func phone(t *testing.T, text, country string) contact.Phone {
	t.Helper()
	p, err := contact.ParsePhone(text, country)
	must(t, err)
	return p
}

// person makes an account with a password; its login is local@example.com.
func (h *house) person(local string) Account {
	h.t.Helper()
	a, err := h.Ensure(h.ctx, Person{Name: "Nadia Rahman", Email: email(h.t, local+"@example.com")})
	must(h.t, err)
	phc, err := goodHash()
	must(h.t, err)
	sealed := h.c.Seal("credential", "secret", credentialRow(a.ID, "password"), []byte(phc))
	must(h.t, h.c.Update(h.ctx, func(tx *control.Tx) error { return h.storePassword(tx, a, sealed, false) }))
	return a
}

// goodHash is goodPassword hashed once for all tests.
var goodHash = sync.OnceValues(func() (string, error) { return password.New(1).Hash(context.Background(), goodPassword) })

// enrolled is person with a second factor.
func (h *house) enrolled(local string) (Account, otp.Secret) {
	h.t.Helper()
	a := h.person(local)
	key, err := h.SetSecond(h.ctx, a.ID)
	must(h.t, err)
	secret, err := otp.ParseSecret(key)
	must(h.t, err)
	return a, secret
}

func (h *house) entries(outcome audit.Outcome) (n int) {
	h.t.Helper()
	must(h.t, h.Deliver(h.ctx))
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, e := range h.told {
		if e.Outcome == outcome {
			n++
		}
	}
	return n
}
