package tenants

import (
	"bytes"
	"context"
	"crypto/aes"
	"crypto/cipher"
	"errors"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"kosh/internal/base/clock"
	"kosh/internal/base/contact"
	"kosh/internal/base/errs"
	"kosh/internal/base/ids"
	"kosh/internal/identity/accounts"
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

const goodPassword = "marble otter gingham 41 lantern"

var (
	morning = time.Date(2026, 3, 2, 4, 0, 0, 0, time.UTC)
	home    = access.From{IP: "203.0.113.7", Agent: "Firefox on Linux"}
)

// A house is two clinics over a real control store.
type house struct {
	*Store
	t        *testing.T
	ctx      context.Context
	clock    *clock.Manual
	c        *control.Store
	accounts *accounts.Store
	clinics  [2]ids.Tenant
	owner    accounts.Account
	log      map[ids.Tenant][]audit.Entry
	ended    []string
	refuse   error // of the vault
}

func build(t *testing.T) *house {
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
	h.accounts = accounts.New(accounts.Config{Control: h.c, Clock: h.clock,
		NeedsSecond: func(context.Context, ids.Account) (bool, error) { return false, nil }})
	h.Store = New(Config{Control: h.c, Accounts: h.accounts,
		Log: func(_ context.Context, tenant ids.Tenant, e audit.Entry) error {
			h.log[tenant] = append(h.log[tenant], e)
			return nil
		},
		Ended: func(_ context.Context, a ids.Account, c ids.Tenant) error {
			h.ended = append(h.ended, a.String()+c.String())
			return nil
		},
		Provision: func(ctx context.Context, c control.Clinic, _ ids.Account) (ids.Staff, error) {
			if h.refuse != nil {
				return ids.Staff{}, h.refuse
			}
			c.State = "open"
			return ids.New[ids.Staff](h.clock.Now()), h.c.AddClinic(ctx, c)
		}})
	t.Cleanup(func() {
		if err := errors.Join(h.accounts.Close(), h.c.Close(), crypt.Close(), keys.Close()); err != nil {
			t.Error(err)
		}
	})
	h.owner, err = h.accounts.Ensure(h.ctx, h.who("owner"))
	must(t, err)
	for i, name := range []string{"Sunrise", "Padma"} {
		h.clock.Add(time.Second)
		c, err := h.Provision(h.ctx, NewClinic{Name: name, Country: "IN", Zone: "Asia/Kolkata"}, h.owner.ID)
		must(t, err)
		h.clinics[i] = c.ID
	}
	return h
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func wantKind(t *testing.T, err error, k errs.Kind) {
	t.Helper()
	if !errs.Is(err, k) {
		t.Fatalf("got %v, want %v", err, k)
	}
}

func (h *house) who(local string) accounts.Person {
	h.t.Helper()
	e, err := contact.ParseEmail(local + "@example.com")
	must(h.t, err)
	return accounts.Person{Name: "Nadia Rahman", Email: e}
}

func (h *house) add(local string, clinic int) (Added, error) {
	return h.AddMember(h.ctx, h.clinics[clinic], h.who(local), func(context.Context, accounts.Account) (ids.Staff, error) {
		return ids.New[ids.Staff](h.clock.Now()), h.refuse
	})
}

func (h *house) member(local string, clinic int) Added {
	h.t.Helper()
	h.clock.Add(time.Second)
	a, err := h.add(local, clinic)
	must(h.t, err)
	return a
}

func (h *house) names(id ids.Account) (all []string) {
	h.t.Helper()
	clinics, err := h.Of(h.ctx, id)
	must(h.t, err)
	for _, c := range clinics {
		all = append(all, c.Name)
	}
	return all
}

func TestAPersonChoosesAmongTheirOwnOpenClinics(t *testing.T) {
	t.Parallel()
	h := build(t)
	if got := h.names(h.owner.ID); !slices.Equal(got, []string{"Sunrise", "Padma"}) {
		t.Errorf("the owner's clinics are %v", got)
	}
	a := h.member("nadia", 1)
	if got := h.names(a.Account.ID); !slices.Equal(got, []string{"Padma"}) {
		t.Errorf("hers are %v", got)
	}
	staff, err := h.Staff(h.ctx, a.Account.ID, h.clinics[1])
	if err != nil || staff != a.Staff {
		t.Error(staff, err)
	}
	_, err = h.Staff(h.ctx, a.Account.ID, h.clinics[0])
	wantKind(t, err, errs.NotFound)
	must(t, h.c.SetState(h.ctx, h.clinics[1], "closed"))
	if got := h.names(a.Account.ID); got != nil {
		t.Errorf("a closed clinic may be chosen: %v", got)
	}
}

func TestATN_10_AnInvitationIsForAPersonWithoutAPassword(t *testing.T) {
	t.Parallel()
	h := build(t)
	first := h.member("nadia", 0)
	if first.Invite == "" {
		t.Fatal("nobody can begin")
	}
	p, err := h.accounts.AcceptInvite(h.ctx, first.Invite, goodPassword, home, "")
	must(t, err)
	if p.Account().ID != first.Account.ID {
		t.Error("another account")
	}
	second := h.member("nadia", 1)
	if second.Invite != "" || second.Account.ID != first.Account.ID {
		t.Error("a second clinic may choose the password of somebody who has one")
	}
	if got := h.names(first.Account.ID); !slices.Equal(got, []string{"Sunrise", "Padma"}) {
		t.Errorf("clinics %v", got)
	}
}

func TestOneClinicCannotTakeOverAnothersPeople(t *testing.T) {
	t.Parallel()
	h := build(t)
	a := h.member("nadia", 0)
	_, err := h.accounts.AcceptInvite(h.ctx, a.Invite, goodPassword, home, "")
	must(t, err)
	// Positive control: alone in the clinic, its owner may.
	token, err := h.Reinvite(h.ctx, a.Account.ID, h.clinics[0])
	if err != nil || token == "" {
		t.Fatal(err)
	}
	must(t, h.ResetSecond(h.ctx, a.Account.ID, h.clinics[0]))
	_, err = h.Reinvite(h.ctx, a.Account.ID, h.clinics[1])
	wantKind(t, err, errs.NotFound) // not theirs at all
	wantKind(t, h.ResetSecond(h.ctx, a.Account.ID, h.clinics[1]), errs.NotFound)

	h.member("nadia", 1)
	for _, c := range h.clinics {
		_, err = h.Reinvite(h.ctx, a.Account.ID, c)
		wantKind(t, err, errs.Conflict)
		wantKind(t, h.ResetSecond(h.ctx, a.Account.ID, c), errs.Conflict)
	}
}

func TestAPersonWhoNeverBeganIsInOneClinicOnly(t *testing.T) {
	t.Parallel()
	h := build(t)
	// Whoever holds a link chooses the password, and so is the person in each of
	// their clinics: a second clinic must not get one, nor wait behind the first.
	b := h.member("rahim", 0)
	asked := false
	_, err := h.AddMember(h.ctx, h.clinics[1], h.who("rahim"), func(context.Context, accounts.Account) (ids.Staff, error) {
		asked = true
		return ids.New[ids.Staff](h.clock.Now()), nil
	})
	wantKind(t, err, errs.Conflict)
	if asked {
		t.Error("the vault of the second clinic has a place for them")
	}
	if got := h.names(b.Account.ID); !slices.Equal(got, []string{"Sunrise"}) {
		t.Errorf("clinics %v", got)
	}
	// Written at the same moment by both, neither can hand out a link.
	must(t, h.join(h.ctx, b.Account.ID, h.clinics[1], ids.New[ids.Staff](h.clock.Now())))
	for _, c := range h.clinics {
		_, err = h.Reinvite(h.ctx, b.Account.ID, c)
		wantKind(t, err, errs.Conflict)
	}
	must(t, h.EndMember(h.ctx, b.Account.ID, h.clinics[1]))
	// Alone, the clinic that invited may send the link again; then the other may add them.
	again, err := h.Reinvite(h.ctx, b.Account.ID, h.clinics[0])
	must(t, err)
	if _, err := h.accounts.LookInvite(h.ctx, b.Invite); err == nil {
		t.Error("the older link is still good")
	}
	_, err = h.accounts.AcceptInvite(h.ctx, again, goodPassword, home, "")
	must(t, err)
	if second := h.member("rahim", 1); second.Invite != "" {
		t.Error("a link for somebody who has a password")
	}
}

func TestSES_14_EndingAMembershipTakesEverythingThatCameWithIt(t *testing.T) {
	t.Parallel()
	h := build(t)
	a := h.member("nadia", 0)
	must(t, h.accounts.SetPassword(h.ctx, a.Account.ID, goodPassword))
	h.member("nadia", 1)
	must(t, h.EndMember(h.ctx, a.Account.ID, h.clinics[0]))
	if _, err := h.accounts.LookInvite(h.ctx, a.Invite); err == nil {
		t.Error("the invitation is still good")
	}
	if len(h.ended) != 1 || h.ended[0] != a.Account.ID.String()+h.clinics[0].String() {
		t.Errorf("sessions ended: %v", h.ended)
	}
	if got := h.names(a.Account.ID); !slices.Equal(got, []string{"Padma"}) {
		t.Errorf("clinics %v", got)
	}
	must(t, h.EndMember(h.ctx, a.Account.ID, h.clinics[1]))
	must(t, h.EndMember(h.ctx, a.Account.ID, h.clinics[1])) // again is no error
	account, err := h.accounts.Get(h.ctx, a.Account.ID)
	must(t, err)
	has, err := h.accounts.HasPassword(h.ctx, a.Account.ID)
	if err != nil || has || account.State != accounts.Closed {
		t.Errorf("state %s, password %v, %v", account.State, has, err)
	}
	back := h.member("nadia", 0) // hired anew
	if back.Account.ID != a.Account.ID || back.Invite == "" || back.Staff == a.Staff {
		t.Errorf("back as %+v", back)
	}
	_, err = h.accounts.AcceptInvite(h.ctx, back.Invite, goodPassword, home, "")
	must(t, err)
}

func TestARefusalOfTheVaultLeavesNobodyAbleToSignIn(t *testing.T) {
	t.Parallel()
	h := build(t)
	h.refuse = errs.New(errs.Forbidden, "no")
	_, err := h.add("nadia", 0)
	wantKind(t, err, errs.Forbidden)
	a, err := h.accounts.Find(h.ctx, "nadia@example.com")
	must(t, err)
	if got := h.names(a.ID); got != nil || a.State != accounts.Invited {
		t.Errorf("clinics %v, state %s", got, a.State)
	}
	if _, err := h.Provision(h.ctx, NewClinic{Name: "Third", Country: "IN", Zone: "Asia/Kolkata"}, h.owner.ID); err == nil {
		t.Error("a clinic without a vault")
	}
	h.refuse = nil
	if again := h.member("nadia", 0); again.Account.ID != a.ID || again.Invite == "" {
		t.Error("asking again does not go on from there")
	}
}

func TestATN_13_AnOwnerSeesWhoSignsInAndHow(t *testing.T) {
	t.Parallel()
	h := build(t)
	a := h.member("nadia", 0)
	p, err := h.accounts.AcceptInvite(h.ctx, a.Invite, goodPassword, home, "")
	must(t, err)
	h.clock.Add(time.Minute)
	_, err = p.Finish(h.ctx)
	must(t, err)
	b := h.member("rahim", 0)
	must(t, h.EndMember(h.ctx, b.Account.ID, h.clinics[0]))
	all, err := h.Members(h.ctx, h.clinics[0])
	must(t, err)
	if len(all) != 3 {
		t.Fatalf("%d people", len(all))
	}
	m := all[1]
	if m.Account.Name != "Nadia Rahman" || m.Account.Login() != "n****@e******.com" || !m.Account.SignedInAt.Equal(morning.Add(time.Minute+3*time.Second)) ||
		m.Account.SignedInBy != home || m.Second.On || !m.Ended.IsZero() {
		t.Errorf("%+v", m)
	}
	if all[2].Ended.IsZero() {
		t.Error("who left is shown as being here")
	}
}

func TestATN_12_AnOwnerSeesTheEventsOfTheirPeopleOnly(t *testing.T) {
	t.Parallel()
	h := build(t)
	a, b := h.member("nadia", 0), h.member("rahim", 1)
	for _, e := range []accounts.Event{
		{Level: accounts.Medium, Kind: "signin.repeated", Account: a.Account.ID},
		{Level: accounts.High, Kind: "refresh.reuse", Account: h.owner.ID, Tenant: h.clinics[1]},
		{Level: accounts.Low, Kind: "device.new", Account: b.Account.ID},
		{Level: accounts.Medium, Kind: "signin.repeated"},
	} {
		must(t, h.accounts.Raise(h.ctx, e))
	}
	for i, want := range []int{1, 2} {
		got, err := h.Events(h.ctx, h.clinics[i], morning)
		if err != nil || len(got) != want {
			t.Errorf("clinic %d sees %d events, %v", i, len(got), err)
		}
	}
	must(t, h.Tell(h.ctx, h.owner.ID, audit.Entry{Verb: audit.Auth, Outcome: audit.Failed}))
	for _, c := range h.clinics {
		if len(h.log[c]) != 1 || h.log[c][0].Staff.IsZero() {
			t.Errorf("a clinic's log has %v", h.log[c])
		}
	}
}
