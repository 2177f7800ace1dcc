package jobs_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"kosh/internal/base/errs"
	"kosh/internal/base/ids"
	"kosh/internal/storage/jobs"
	"kosh/internal/storage/vault"
	"kosh/internal/testkit"
)

// A bench collects what handlers were asked to do.
type bench struct {
	mu   sync.Mutex
	done []string
	fail map[string]int // payload → how often still
}

func (b *bench) handle(_ context.Context, _ ids.Tenant, payload string) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.done = append(b.done, payload)
	if b.fail[payload] != 0 {
		b.fail[payload]--
		return errs.New(errs.Unavailable, "Not now.")
	}
	return nil
}

func runner(k *testkit.Kit, b *bench) *jobs.Runner {
	return jobs.NewRunner(jobs.Config{Vault: k.Vault, Control: k.Control, Clock: k.Clock, Handlers: map[string]jobs.Handler{
		"write": b.handle,
		"panic": func(context.Context, ids.Tenant, string) error { panic("a mistake") },
	}})
}

func enqueue(k *testkit.Kit, c *testkit.Clinic, kind, payload string, in time.Duration) {
	k.T.Helper()
	err := k.Vault.AsSystem(c.ID, "test").Update(context.Background(), func(tx *vault.Tx) error {
		tx.Self()
		tx.NoDisclosure("a test")
		return jobs.Enqueue(tx, jobs.New{Kind: kind, Dedupe: payload, Payload: payload, Due: tx.Now().Add(in)})
	})
	if err != nil {
		k.T.Fatal(err)
	}
}

func once(t *testing.T, r *jobs.Runner) {
	t.Helper()
	if err := r.Once(t.Context()); err != nil {
		t.Fatal(err)
	}
}

func dead(k *testkit.Kit, c *testkit.Clinic) (all []jobs.Dead) {
	k.T.Helper()
	err := k.Vault.AsSystem(c.ID, "test").View(context.Background(), func(tx *vault.Tx) (err error) {
		all, err = jobs.ListDead(tx)
		return err
	})
	if err != nil {
		k.T.Fatal(err)
	}
	return all
}

func TestAJobIsDoneWhenItIsDueAndOnce(t *testing.T) {
	t.Parallel()
	k := testkit.New(t)
	a, other := k.Clinics[0], k.Clinics[1]
	b := &bench{}
	r := runner(k, b)
	enqueue(k, a, "write", "later", time.Hour)
	enqueue(k, a, "write", "now", 0)
	enqueue(k, a, "write", "now", 0)
	enqueue(k, other, "write", "elsewhere", 0)
	once(t, r)
	once(t, r)
	slices.Sort(b.done)
	if want := []string{"elsewhere", "now"}; !slices.Equal(b.done, want) {
		t.Fatalf("%v, want %v", b.done, want)
	}
	k.Clock.Add(59 * time.Minute)
	once(t, r)
	if len(b.done) != 2 {
		t.Fatalf("done before its time: %v", b.done)
	}
	k.Clock.Add(time.Minute)
	once(t, r)
	if len(b.done) != 3 || b.done[2] != "later" {
		t.Fatalf("%v", b.done)
	}
	enqueue(k, a, "write", "now", 0) // its key is held for 30 days
	once(t, r)
	k.Clock.Add(31 * 24 * time.Hour)
	enqueue(k, a, "write", "wake", 0)
	once(t, r) // prunes
	enqueue(k, a, "write", "now", 0)
	once(t, r)
	if want := []string{"wake", "now"}; !slices.Equal(b.done[3:], want) {
		t.Errorf("%v, want %v", b.done[3:], want)
	}
}

func TestAJobOfAChangeThatDidNotCommitIsNotThere(t *testing.T) {
	t.Parallel()
	k := testkit.New(t)
	b := &bench{}
	failed := errors.New("changed its mind")
	err := k.Vault.AsSystem(k.Clinics[0].ID, "test").Update(t.Context(), func(tx *vault.Tx) error {
		tx.Self()
		return errors.Join(jobs.Enqueue(tx, jobs.New{Kind: "write", Dedupe: "x", Payload: "x", Due: tx.Now()}), failed)
	})
	if !errors.Is(err, failed) {
		t.Fatal(err)
	}
	r := runner(k, b)
	due, _ := k.Control.Due(t.Context(), k.Clock.Now().UnixMicro())
	if len(due) != 1 {
		t.Error("the wake-up was not written before the commit")
	}
	once(t, r)
	if len(b.done) != 0 {
		t.Errorf("%v", b.done)
	}
	if due, _ := k.Control.Due(t.Context(), k.Clock.Now().UnixMicro()); len(due) != 0 {
		t.Error("an idle clinic is woken for ever")
	}
}

func TestAFailingJobWaitsLongerEachTimeAndThenIsDead(t *testing.T) {
	t.Parallel()
	k := testkit.New(t)
	c := k.Clinics[0]
	b := &bench{fail: map[string]int{"bad": 100, "shaky": 2}}
	r := runner(k, b)
	enqueue(k, c, "write", "bad", 0)
	enqueue(k, c, "write", "shaky", 0)
	enqueue(k, c, "panic", "p", 0)
	enqueue(k, c, "unknown", "u", 0)
	once(t, r)
	before := len(b.done)
	once(t, r)
	if len(b.done) != before {
		t.Error("tried again at once")
	}
	for n := int64(1); n < jobs.MaxAttempts; n++ {
		k.Clock.Add(jobs.Backoff(n))
		once(t, r)
	}
	count := map[string]int{}
	for _, d := range b.done {
		count[d]++
	}
	if count["bad"] != jobs.MaxAttempts || count["shaky"] != 3 {
		t.Errorf("%v", count)
	}
	var got []string
	for _, d := range dead(k, c) {
		got = append(got, fmt.Sprint(d.Kind, " ", d.Payload, " ", d.Attempts, " ", d.Problem))
	}
	slices.Sort(got)
	if want := []string{"panic p 10 internal", "unknown u 10 unavailable", "write bad 10 unavailable"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	b.fail["bad"] = 0
	err := k.Vault.AsSystem(c.ID, "test").Update(t.Context(), func(tx *vault.Tx) error { return jobs.Revive(tx, deadWith(tx, t, "bad")) })
	if err != nil {
		t.Fatal(err)
	}
	once(t, r)
	if len(dead(k, c)) != 2 {
		t.Error("a revived job is not done")
	}
}

func deadWith(tx *vault.Tx, t *testing.T, payload string) (id ids.Job) {
	all, err := jobs.ListDead(tx)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range all {
		if d.Payload == payload {
			id = d.ID
		}
	}
	return id
}

func TestAWorkerThatLostItsLeaseChangesNothing(t *testing.T) {
	t.Parallel()
	k := testkit.New(t)
	c := k.Clinics[0]
	inside, leave := make(chan bool), make(chan error)
	slow := jobs.NewRunner(jobs.Config{Vault: k.Vault, Control: k.Control, Clock: k.Clock, Handlers: map[string]jobs.Handler{
		"write": func(context.Context, ids.Tenant, string) error { inside <- true; return <-leave },
	}})
	enqueue(k, c, "write", "x", 0)
	finished := make(chan error)
	go func() { finished <- slow.Once(context.Background()) }()
	<-inside
	b := &bench{}
	quick := runner(k, b)
	once(t, quick)
	if len(b.done) != 0 {
		t.Fatal("two workers on one job")
	}
	k.Clock.Add(2 * time.Minute) // the lease is over
	once(t, quick)
	if len(b.done) != 1 {
		t.Fatal("a job whose worker died is lost")
	}
	leave <- errs.New(errs.Unavailable, "Too late.") // it must not send the job round again
	if err := <-finished; err != nil {
		t.Fatal(err)
	}
	k.Clock.Add(time.Hour)
	once(t, quick)
	if len(b.done) != 1 || len(dead(k, c)) != 0 {
		t.Errorf("%v", b.done)
	}
}

func TestJobsSurviveARestartAndStopWaitsForTheOneAtWork(t *testing.T) {
	t.Parallel()
	k := testkit.New(t)
	enqueue(k, k.Clinics[0], "write", "x", 0)
	k.Reopen()
	started, ended := make(chan bool), make(chan bool, 1)
	r := jobs.NewRunner(jobs.Config{Vault: k.Vault, Control: k.Control, Clock: k.Clock, Poll: time.Millisecond, Handlers: map[string]jobs.Handler{
		"write": func(ctx context.Context, _ ids.Tenant, _ string) error {
			started <- true
			time.Sleep(20 * time.Millisecond)
			ended <- ctx.Err() == nil
			return nil
		},
	}})
	r.Start()
	<-started
	r.Stop()
	select {
	case whole := <-ended:
		if !whole {
			t.Error("the job was cut off")
		}
	default:
		t.Error("Stop left a job running")
	}
	b := &bench{}
	k.Clock.Add(time.Hour)
	once(t, runner(k, b))
	if len(b.done) != 0 {
		t.Error("the finished job was not recorded")
	}
}

func TestAPersonSeesNoJobs(t *testing.T) {
	t.Parallel()
	k := testkit.New(t)
	err := k.Look(k.Who("owner", k.Clinics[0], 0), func(tx *vault.Tx) error { _, err := jobs.ListDead(tx); return err })
	if !errs.Is(err, errs.NotFound) {
		t.Error(err)
	}
}
