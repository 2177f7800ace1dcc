// Package doors puts the staff door on a testkit's stores, with a real account
// for every member of staff, and is a browser for tests: cookies, forms with
// keys, the headers a browser sends. Only tests import it.
package doors

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"testing"

	"kosh/internal/app"
	"kosh/internal/base/contact"
	"kosh/internal/base/ids"
	"kosh/internal/identity/accounts"
	"kosh/internal/identity/sessions"
	"kosh/internal/kernel/access"
	"kosh/internal/security/ratelimit"
	"kosh/internal/testkit"
	"kosh/internal/web"
)

// Host is the name the door answers to; Password is everybody's who has one.
const (
	Host     = "kosh.test"
	Password = "seven quiet herons by the weir"
)

// A Kit is a testkit with people who can sign in and a door to knock at.
type Kit struct {
	*testkit.Kit
	Rooms  *app.Rooms
	Limits *ratelimit.Limiter
	Door   *web.Door
	Log    *Buffer // everything the door logged

	logins map[ids.Account]string
	mu     sync.Mutex
	active map[ids.Account]bool
}

// New builds a kit. change, if not nil, may alter the door's configuration.
func New(t testing.TB, change func(*web.Config)) *Kit {
	t.Helper()
	k := &Kit{Log: &Buffer{}, logins: map[ids.Account]string{}, active: map[ids.Account]bool{}}
	k.Kit = testkit.NewWith(t, k.account)
	k.join()
	log := slog.New(slog.NewJSONHandler(k.Log, nil))
	k.Limits = ratelimit.New(k.Clock, 1<<12)
	c := web.Config{Vault: k.Vault, Accounts: k.Rooms.Accounts, Tenants: k.Rooms.Tenants, Sessions: k.Rooms.Sessions,
		Limits: k.Limits, Clock: k.Clock, Log: log, Hosts: []string{Host}, Demo: true}
	if change != nil {
		change(&c)
	}
	k.Door = web.New(c)
	t.Cleanup(func() {
		k.Door.Stop()
		if err := k.Rooms.Close(); err != nil {
			t.Errorf("closing the rooms: %v", err)
		}
	})
	for _, c := range k.Clinics {
		k.Audit(c)
	}
	return k
}

// account makes the account of one person; testkit calls it while it hires.
func (k *Kit) account(t *testkit.Kit, name string) ids.Account {
	if k.Rooms == nil {
		k.Rooms = app.NewRooms(&app.Stores{Keys: t.Keys, Crypt: t.Crypt, Control: t.Control, Vault: t.Vault}, app.StoreConfig{Clock: t.Clock, Log: slog.New(slog.NewJSONHandler(k.Log, nil))}, true)
	}
	login := fmt.Sprintf("%s.%d@kosh.example", strings.ToLower(strings.NewReplacer(" ", "", ".", "").Replace(name)), len(k.logins))
	email, err := contact.ParseEmail(login)
	if err != nil {
		t.T.Fatal(err)
	}
	a, err := k.Rooms.Accounts.Ensure(context.Background(), accounts.Person{Name: name, Email: email})
	if err != nil {
		t.T.Fatal(err)
	}
	k.logins[a.ID] = login
	return a.ID
}

// join makes everybody a member of their clinic.
func (k *Kit) join() {
	k.T.Helper()
	for _, c := range k.Clinics {
		for _, p := range c.Staff {
			k.Join(c, p)
		}
	}
}

// Join makes somebody with an account and a place in a clinic a member of it.
func (k *Kit) Join(c *testkit.Clinic, p testkit.Person) {
	k.T.Helper()
	email, err := contact.ParseEmail(k.logins[p.Account])
	if err != nil {
		k.T.Fatal(err)
	}
	_, err = k.Rooms.Tenants.AddMember(context.Background(), c.ID, accounts.Person{Name: p.Name, Email: email},
		func(context.Context, accounts.Account) (ids.Staff, error) { return p.Staff, nil })
	if err != nil {
		k.T.Fatal(err)
	}
}

// Login is what a person signs in with.
func (k *Kit) Login(p testkit.Person) string { return k.logins[p.Account] }

// Activate gives a person the password they sign in with.
func (k *Kit) Activate(p testkit.Person) {
	k.T.Helper()
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.active[p.Account] {
		return
	}
	if err := k.Rooms.Accounts.SetPassword(context.Background(), p.Account, Password); err != nil {
		k.T.Fatal(err)
	}
	k.active[p.Account] = true
}

// Nobody is a browser without a session.
func (k *Kit) Nobody() *Browser { return newBrowser(k) }

// As is the browser of a person, under their key in Clinic.Staff, signed in to a
// chamber of a clinic. The session is minted in the process.
func (k *Kit) As(key string, c *testkit.Clinic, chamber int) *Browser {
	k.T.Helper()
	p, ok := c.Staff[key]
	if !ok {
		k.T.Fatalf("doors: no %q in %s", key, c.Name)
	}
	k.Activate(p)
	ctx := context.Background()
	b := newBrowser(k)
	proof, err := k.Rooms.Accounts.Vouch(ctx, p.Account, access.From{IP: b.Address, Agent: "Firefox on Linux"}, true)
	if err != nil {
		k.T.Fatal(err)
	}
	x, cookies, err := k.Rooms.Sessions.Begin(ctx, sessions.Start{Proof: proof, Tenant: c.ID, Chamber: c.Chambers[chamber]})
	if err != nil {
		k.T.Fatal(err)
	}
	b.Session = x
	for _, c := range cookies {
		b.cookies[c.Name] = c.Value
	}
	k.Audit(c)
	return b
}

// A Buffer is a log that tests read while the door writes.
type Buffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

// Write appends to the log.
func (b *Buffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.Write(p)
}

// String returns what was logged.
func (b *Buffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.String()
}
