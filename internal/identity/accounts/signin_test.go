package accounts

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"kosh/internal/base/errs"
	"kosh/internal/base/ids"
	"kosh/internal/kernel/access"
	"kosh/internal/kernel/audit"
	"kosh/internal/storage/control"
)

func TestAPersonSignsInByEMailOrPhoneHoweverItIsTyped(t *testing.T) {
	t.Parallel()
	h := build(t)
	a, err := h.Ensure(h.ctx, Person{Name: "Nadia Rahman", Email: email(t, "nadia@example.com"), Phone: phone(t, "01712345678", "BD")})
	must(t, err)
	must(t, h.SetPassword(h.ctx, a.ID, goodPassword))
	for _, login := range []string{"nadia@example.com", " NADIA@Example.com ", "01712345678", "+880 1712-345678", "০১৭১২৩৪৫৬৭৮"} {
		t.Run(login, func(t *testing.T) {
			h.clock.Add(time.Minute)
			p, err := h.SignIn(h.ctx, login, goodPassword, home, "")
			must(t, err)
			if p.Account().ID != a.ID || p.Step() != StepClinic {
				t.Errorf("account %v at step %s", p.Account().ID, p.Step())
			}
			again, err := h.Resume(p.Token())
			if err != nil || again != p {
				t.Errorf("the sign-in is not found by its token: %v", err)
			}
		})
	}
}

func TestATN_09_OnePersonIsOneAccount(t *testing.T) {
	t.Parallel()
	h := build(t)
	e, p := email(t, "nadia@example.com"), phone(t, "9812345623", "IN")
	first, err := h.Ensure(h.ctx, Person{Name: "Nadia", Email: e, Phone: p})
	must(t, err)
	for name, who := range map[string]Person{
		"by e-mail":         {Name: "N. Rahman", Email: e},
		"by phone":          {Name: "Nadia R", Phone: p},
		"by both":           {Name: "Nadia", Email: e, Phone: p},
		"with another mail": {Name: "Nadia", Email: email(t, "other@example.com"), Phone: p},
	} {
		again, err := h.Ensure(h.ctx, who)
		must(t, err)
		if again.ID != first.ID || again.Name != "Nadia" {
			t.Errorf("%s: another account, or another name", name)
		}
	}
	other, err := h.Ensure(h.ctx, Person{Name: "Rahim", Phone: phone(t, "9812345624", "IN")})
	must(t, err)
	_, err = h.Ensure(h.ctx, Person{Name: "Both", Email: e, Phone: other.Phone})
	wantKind(t, err, errs.Conflict)
	wantKind(t, h.Change(h.ctx, other, Person{Name: "Rahim", Email: e}), errs.Conflict)
	must(t, h.Change(h.ctx, other, Person{Name: "Rahim Uddin", Phone: other.Phone}))
	wantKind(t, h.Change(h.ctx, other, Person{Name: "Twice", Phone: other.Phone}), errs.Conflict)
}

// What somebody outside can see of an attempt.
func seen(p *Pending, err error) string {
	var e *errs.Error
	if errors.As(err, &e) {
		return fmt.Sprint(p != nil, e.Kind, e.Code, e.Field, e.Public)
	}
	return fmt.Sprint(p != nil, err)
}

// work is how much memory fn allocates: a password hash is 19 MiB of it, so it
// counts hashes whatever else the machine is doing. Nothing else may run.
func work(fn func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	fn()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}

// Not parallel: it measures.
func TestKnownAndUnknownNamesAreOneAnswerOfOneCost(t *testing.T) {
	h := build(t)
	h.person("nadia")
	_, err := h.Ensure(h.ctx, Person{Name: "Rahim", Email: email(t, "rahim@example.com")})
	must(t, err)
	closed := h.person("closed")
	must(t, h.c.Update(h.ctx, func(tx *control.Tx) error { return h.Shut(tx, closed.ID) }))

	const mebi = 1 << 20
	rows := func() int {
		f, err := h.Failures(h.ctx, morning)
		must(t, err)
		return len(f)
	}
	want := ""
	for i, name := range []string{"nadia@example.com", "nobody@example.com", "rahim@example.com", "closed@example.com", "9812345623", "not a name at all", "", strings.Repeat("x", 5000)} {
		var got string
		before := rows()
		cost := work(func() {
			got = seen(h.SignIn(h.ctx, name, "wrong "+goodPassword, access.From{IP: fmt.Sprintf("198.51.100.%d", i+1)}, ""))
		})
		if want == "" {
			want = got
		}
		if got != want {
			t.Errorf("%.20q is answered %s, another name %s", name, got, want)
		}
		if n := rows() - before; n != 1 {
			t.Errorf("%.20q leaves %d rows", name, n)
		}
		if cost < 19*mebi || cost > 21*mebi {
			t.Errorf("%.20q costs %d KiB, a hash is 19456", name, cost/1024)
		}
	}
	// Positive control: a name that is never hashed is told apart by this measure.
	if cost := work(func() { h.Find(h.ctx, "nobody@example.com") }); cost > mebi {
		t.Errorf("a look-up alone costs %d KiB", cost/1024)
	}
	_, err = h.SignIn(h.ctx, "nadia@example.com", goodPassword, home, "")
	must(t, err)
}

func TestFiveAttemptsAMinuteAndNobodyLocksAPersonOut(t *testing.T) {
	t.Parallel()
	h := build(t)
	h.person("nadia")
	p, err := h.SignIn(h.ctx, "nadia@example.com", goodPassword, home, "")
	must(t, err)
	proof, err := p.Finish(h.ctx)
	must(t, err)
	h.clock.Add(time.Hour)

	outcome := map[string][]errs.Kind{}
	for _, name := range []string{"nadia@example.com", "nobody@example.com"} {
		for i := range 7 {
			from := access.From{IP: fmt.Sprintf("198.51.100.%d", i+1)} // an address each: only the name's bucket fills
			_, err := h.SignIn(h.ctx, name, "wrong", from, "")
			outcome[name] = append(outcome[name], errs.KindOf(err))
		}
	}
	five := slices.Repeat([]errs.Kind{errs.Unauthorized}, 5)
	for name, kinds := range outcome {
		if !slices.Equal(kinds, append(five, errs.TooMany, errs.TooMany)) {
			t.Errorf("%s: %v", name, kinds)
		}
	}
	_, err = h.SignIn(h.ctx, "nadia@example.com", goodPassword, home, "")
	var wait *TooSoon
	if !errors.As(err, &wait) || wait.Seconds() < 1 || wait.Seconds() > 60 {
		t.Errorf("an unknown device is answered %v", err)
	}
	if _, err := h.SignIn(h.ctx, "nadia@example.com", goodPassword, home, proof.DeviceKey); err != nil {
		t.Errorf("the person's own device is locked out: %v", err)
	}
	// A device of one person is no way around the limit of another.
	h.person("rahim")
	for range 5 {
		h.SignIn(h.ctx, "rahim@example.com", "wrong", stranger, "")
	}
	_, err = h.SignIn(h.ctx, "rahim@example.com", "wrong", home, proof.DeviceKey)
	wantKind(t, err, errs.TooMany)
	// One address, many names.
	h.clock.Add(2 * time.Minute)
	for i := range 6 {
		_, err = h.SignIn(h.ctx, fmt.Sprintf("n%d@example.com", i), "wrong", stranger, "")
	}
	wantKind(t, err, errs.TooMany)
}

func TestATN_11_EveryFailureIsARowWithAddressAndTime(t *testing.T) {
	t.Parallel()
	h := build(t)
	a := h.person("nadia")
	h.SignIn(h.ctx, "nadia@example.com", "wrong", stranger, "")
	h.clock.Add(time.Second)
	h.SignIn(h.ctx, "nobody@example.com", "wrong", stranger, "")
	all, err := h.Failures(h.ctx, morning)
	must(t, err)
	if len(all) != 2 {
		t.Fatalf("%d rows", len(all))
	}
	if f := all[0]; f.Account != a.ID || f.From != stranger || !f.At.Equal(morning) || f.What != "password" || f.Login != "n****@e******.com" {
		t.Errorf("known: %+v", f)
	}
	if f := all[1]; !f.Account.IsZero() || f.From != stranger || !f.At.Equal(morning.Add(time.Second)) {
		t.Errorf("unknown: %+v", f)
	}
	if n := h.entries(audit.Failed); n != 1 {
		t.Fatalf("the clinics' logs have %d entries", n)
	}
	if e := h.told[0]; e.Verb != audit.Auth || e.IP != stranger.IP || e.Account != a.ID || e.Detail["at"] != morning.Format(time.RFC3339) {
		t.Errorf("entry %+v", e)
	}
}

func TestATN_11_RefusedAttemptsAreNotedOnceAMinute(t *testing.T) {
	t.Parallel()
	h := build(t)
	for i := range 40 {
		h.SignIn(h.ctx, "nobody@example.com", "wrong", stranger, "")
		if i == 30 {
			h.clock.Add(10 * time.Second) // the same minute
		}
	}
	what := map[string]int{}
	all, err := h.Failures(h.ctx, morning)
	must(t, err)
	for _, f := range all {
		what[f.What]++
	}
	if what["password"] != 5 || what["refused"] != 1 {
		t.Errorf("rows %v", what)
	}
}

func TestATN_11_AFailureReachesTheClinicsAlsoAfterTheirLogsFailed(t *testing.T) {
	t.Parallel()
	h := build(t)
	h.person("nadia")
	h.mu.Lock()
	h.broken = errors.New("disk full")
	h.mu.Unlock()
	h.SignIn(h.ctx, "nadia@example.com", "wrong", stranger, "")
	if err := h.Deliver(h.ctx); err == nil {
		t.Fatal("a log that cannot be written is not noticed")
	}
	h.mu.Lock()
	h.broken = nil
	h.mu.Unlock()
	must(t, h.Store.Close())
	h.Store = New(h.cfg) // the next start
	if n := h.entries(audit.Failed); n != 1 {
		t.Errorf("%d entries", n)
	}
	if n := h.entries(audit.Failed); n != 1 {
		t.Errorf("told %d times", n)
	}
}

func TestATN_12_RepeatedFailuresRaiseAFlag(t *testing.T) {
	t.Parallel()
	h := build(t)
	a := h.person("nadia")
	for i := range 20 {
		h.clock.Add(15 * time.Second)
		from := access.From{IP: fmt.Sprintf("198.51.100.%d", i)}
		if i < 5 {
			h.SignIn(h.ctx, "nadia@example.com", "wrong", from, "")
		} else { // the same without the hash
			must(t, h.fail(h.ctx, a.ID, h.readLogin("nadia@example.com"), from, "password"))
		}
		events, err := h.Events(h.ctx, a.ID, morning)
		must(t, err)
		if want := i / 4; i < 8 && len(events) != min(want, 1) {
			t.Fatalf("%d events after %d failures", len(events), i+1)
		}
	}
	events, err := h.Events(h.ctx, a.ID, morning)
	must(t, err)
	if len(events) != 2 || events[0].Level != Medium || events[1].Level != High || events[1].Kind != "signin.repeated" {
		t.Fatalf("events %+v", events)
	}
	if n := h.entries(audit.Warn); n != 2 {
		t.Errorf("the clinics' logs have %d alerts", n)
	}
	for range 5 { // an unknown name is flagged for the operator
		h.SignIn(h.ctx, "nobody@example.com", "wrong", stranger, "")
	}
	all, err := h.Events(h.ctx, ids.Account{}, morning)
	must(t, err)
	if len(all) != 3 {
		t.Errorf("%d events in all", len(all))
	}
}

func TestATN_13_TheLastSignInIsKept(t *testing.T) {
	t.Parallel()
	h := build(t)
	a := h.person("nadia")
	if !a.SignedInAt.IsZero() {
		t.Fatal("signed in before the first time")
	}
	for i := range 2 {
		p, err := h.SignIn(h.ctx, "nadia@example.com", goodPassword, home, "")
		must(t, err)
		proof, err := p.Finish(h.ctx)
		must(t, err)
		if (i == 0) != proof.Before.IsZero() {
			t.Errorf("sign-in %d: the one before was at %v", i, proof.Before)
		}
		a, err = h.Get(h.ctx, a.ID)
		must(t, err)
		if !a.SignedInAt.Equal(h.clock.Now()) || a.SignedInBy != home {
			t.Errorf("kept %v from %v", a.SignedInAt, a.SignedInBy)
		}
		h.clock.Add(time.Hour)
	}
}

func TestAHalfFinishedSignInYieldsNothing(t *testing.T) {
	t.Parallel()
	h := build(t)
	h.second = true
	_, secret := h.enrolled("coded")
	h.person("plain")
	h.clock.Add(time.Minute)
	coded, err := h.SignIn(h.ctx, "coded@example.com", goodPassword, home, "")
	must(t, err)
	plain, err := h.SignIn(h.ctx, "plain@example.com", goodPassword, home, "")
	must(t, err)
	for name, step := range map[string]func() error{
		"finishing before the code":      func() error { _, err := coded.Finish(h.ctx); return err },
		"finishing before the enrolment": func() error { _, err := plain.Finish(h.ctx); return err },
		"enrolling instead of a code":    func() error { _, err := coded.Enrolment(); return err },
		"confirming instead of a code":   func() error { return coded.Confirm(h.ctx, "123456") },
		"a code instead of enrolling":    func() error { return plain.Code(h.ctx, "123456") },
		"confirming what was not shown":  func() error { return plain.Confirm(h.ctx, "123456") },
		"keeping what was not made":      func() error { return plain.Kept() },
		"a made-up proof":                func() error { return Proof{}.Take(h.clock.Now()) },
	} {
		if step() == nil {
			t.Errorf("%s works", name)
		}
	}
	if coded.Step() != StepCode || plain.Step() != StepEnrol {
		t.Fatal("steps moved")
	}
	must(t, coded.Code(h.ctx, secret.Code(h.clock.Now())))
	proof, err := coded.Finish(h.ctx)
	must(t, err)
	if !proof.Second || proof.Method != "password+totp" {
		t.Errorf("proof %+v", proof)
	}
	if _, err := coded.Finish(h.ctx); err == nil {
		t.Error("a sign-in finishes twice")
	}
	if _, err := h.Resume(coded.Token()); err == nil {
		t.Error("a finished sign-in is still there")
	}
	must(t, proof.Take(h.clock.Now()))
	if proof.Take(h.clock.Now()) == nil {
		t.Error("a proof is taken twice")
	}
	h.clock.Add(PendingFor)
	if _, err := h.Resume(plain.Token()); err == nil {
		t.Error("a sign-in outlives ten minutes")
	}
	if _, err := plain.Enrolment(); err == nil {
		t.Error("an old sign-in goes on")
	}
}

func TestSES_12_ADeviceIsKnownByWhatTheServerGaveIt(t *testing.T) {
	t.Parallel()
	h := build(t)
	a := h.person("nadia")
	h.person("rahim")
	in := func(login, device string) Proof {
		t.Helper()
		h.clock.Add(time.Minute)
		p, err := h.SignIn(h.ctx, login+"@example.com", goodPassword, home, device)
		must(t, err)
		proof, err := p.Finish(h.ctx)
		must(t, err)
		return proof
	}
	first := in("nadia", "")
	if !first.NewDevice || first.DeviceKey == "" {
		t.Fatalf("first %+v", first)
	}
	if again := in("nadia", first.DeviceKey); again.NewDevice || again.DeviceKey != "" || again.Device != first.Device {
		t.Errorf("the same browser again: %+v", again)
	}
	if other := in("rahim", first.DeviceKey); !other.NewDevice || other.Device != first.Device {
		t.Errorf("somebody else on it: %+v", other)
	}
	id, key, _ := strings.Cut(first.DeviceKey, ".")
	for name, forged := range map[string]string{
		"no key": id, "an empty key": id + ".", "another key": id + "." + newToken(), "half the key": id + "." + key[:20],
		"another device": ids.New[ids.Device](morning).String() + "." + key, "noise": "\x00;=", "upper case": strings.ToUpper(id) + "." + key,
	} {
		if got, err := h.Device(h.ctx, forged); err != nil || !got.IsZero() {
			t.Errorf("%s is device %v, %v", name, got, err)
		}
	}
	if got, err := h.Device(h.ctx, first.DeviceKey); err != nil || got != first.Device {
		t.Errorf("the key itself: %v, %v", got, err)
	}
	in("nadia", "forged")
	events, err := h.Events(h.ctx, a.ID, morning)
	must(t, err)
	if len(events) != 1 || events[0].Kind != "device.new" {
		t.Errorf("events of the first person: %+v", events)
	}
}

func TestCRY_10_AnOutdatedHashIsReplacedAtSignIn(t *testing.T) {
	t.Parallel()
	h := build(t)
	a := h.person("nadia")
	read := func() (sealed []byte) {
		must(t, h.c.View(h.ctx, func(tx *control.Tx) error {
			var step, at int64
			return tx.Get(selectCredential, []any{a.ID, "password"}, &sealed, &step, &at)
		}))
		return sealed
	}
	store := func(phc string) {
		sealed := h.c.Seal("credential", "secret", credentialRow(a.ID, "password"), []byte(phc))
		must(t, h.c.Update(h.ctx, func(tx *control.Tx) error {
			_, err := tx.Exec(upsertCredential, a.ID, "password", sealed, 0, 0)
			return err
		}))
	}
	store(weakHash(goodPassword))
	_, err := h.SignIn(h.ctx, "nadia@example.com", goodPassword, home, "")
	must(t, err)
	phc, err := h.c.Open("credential", "secret", credentialRow(a.ID, "password"), read())
	must(t, err)
	if !strings.Contains(string(phc), "m=19456,t=2,p=1") {
		t.Errorf("still %.40s", phc)
	}
	before := read()
	_, err = h.SignIn(h.ctx, "nadia@example.com", goodPassword, home, "")
	must(t, err)
	if string(before) != string(read()) {
		t.Error("a current hash is replaced")
	}
}

func TestTheControlStoreHoldsNoNameAddressPasswordOrSecret(t *testing.T) {
	t.Parallel()
	h := build(t)
	_, secret := h.enrolled("canarybird")
	h.SignIn(h.ctx, "canarybird@example.com", "wrong", access.From{IP: "192.0.2.77", Agent: "CanaryBrowser"}, "")
	rows := 0
	for _, q := range []control.Query{
		control.SQL(`SELECT id, state, email_token, phone_token, profile, signed_in_from FROM account`),
		control.SQL(`SELECT account_id, kind, secret FROM credential`),
		control.SQL(`SELECT id, what, login_token, from_where FROM signin_failure`),
	} {
		must(t, h.c.View(h.ctx, func(tx *control.Tx) error {
			return tx.Each(q, nil, func(r control.Row) error {
				rows++
				for i := range r.Columns() {
					for _, canary := range []string{"canarybird", "Nadia", "192.0.2.77", "CanaryBrowser", goodPassword, "argon2", string(secret)} {
						if strings.Contains(string(r.Raw(i)), canary) {
							t.Errorf("%q stands in column %d of %s", canary, i, q.Text())
						}
					}
				}
				return nil
			})
		}))
	}
	if rows < 4 {
		t.Errorf("only %d rows were looked at", rows)
	}
}

func TestASignInIsRefusedWhenItCannotBeRecorded(t *testing.T) {
	t.Parallel()
	h := build(t)
	h.person("nadia")
	ctx, cancel := context.WithCancel(h.ctx)
	cancel()
	if p, err := h.SignIn(ctx, "nadia@example.com", "wrong", home, ""); err == nil || p != nil {
		t.Error("an unrecorded failure is answered as usual")
	}
}
