package bench_test

import (
	"context"
	"io"
	"log/slog"
	"path/filepath"
	"sync/atomic"
	"testing"

	"kosh/internal/app"
	"kosh/internal/base/clock"
	"kosh/internal/bench"
	"kosh/internal/demo"
	"kosh/internal/storage/roots"
)

// served starts a measuring demo in this process with three people signed in.
func served(tb testing.TB, patients int) *bench.Target {
	tb.Helper()
	ctx := context.Background()
	dir := filepath.Join(tb.TempDir(), "data")
	if err := roots.CreateFile(dir + ".key"); err != nil {
		tb.Fatal(err)
	}
	root, err := roots.Open(dir+".key", roots.Options{Data: dir, AnyDirectory: true})
	if err != nil {
		tb.Fatal(err)
	}
	now := clock.Wall{}.Now()
	moving := clock.At(now)
	c := app.StoreConfig{Dir: dir, Root: root, Clock: moving, Grants: app.Grants, Create: true, Log: slog.New(slog.NewTextHandler(io.Discard, nil)), RecordBudget: 1 << 40}
	stores, err := app.OpenStores(ctx, c)
	if err != nil {
		tb.Fatal(err)
	}
	rooms := app.NewRooms(stores, c, true)
	_, users, err := demo.Seed(ctx, rooms, moving, now, patients, func(int, int) {})
	if err != nil {
		tb.Fatal(err)
	}
	rooms.Close()
	if err := stores.Close(); err != nil {
		tb.Fatal(err)
	}
	c.Clock, c.Create = clock.Wall{}, false
	s, err := app.Start(ctx, app.Config{StoreConfig: c, Addr: "localhost:0", Demo: true, Measuring: true})
	if err != nil {
		tb.Fatal(err)
	}
	run, stop := context.WithCancel(ctx)
	done := make(chan error, 1)
	go func() { done <- s.Serve(run) }()
	tb.Cleanup(func() { stop(); <-done })
	t, add, err := bench.NewTarget(s.URL, s.CAFile, 0, clock.Wall{})
	if err != nil {
		tb.Fatal(err)
	}
	for _, u := range users {
		if u.Clinic != users[0].Clinic || u.Role != "owner" && u.Role != "manager" && u.Role != "receptionist" {
			continue
		}
		token, err := u.Token(ctx, s.Rooms)
		if err != nil {
			tb.Fatal(err)
		}
		if err := t.SignIn(ctx, s.URL+"/demo/"+token, add); err != nil {
			tb.Fatal(err)
		}
	}
	t.Spread(16)
	if err := t.Learn(ctx, patients*8/10); err != nil {
		tb.Fatal(err)
	}
	return t
}

func TestEveryOperationOfTheBenchmarkIsAnswered(t *testing.T) {
	t.Parallel()
	target := served(t, 40)
	for _, op := range bench.Ops() {
		r, err := target.Run(context.Background(), op, 2, 50e6)
		if err != nil || r.Errors > 0 || r.N == 0 {
			t.Errorf("%s: %d answers, %d errors (%s), %v", op.Name, r.N, r.Errors, r.FirstError, err)
		}
	}
}

func BenchmarkServer(b *testing.B) {
	target := served(b, 2000)
	for _, op := range bench.Ops() {
		b.Run(op.Name, func(b *testing.B) {
			b.SetParallelism(8)
			var next atomic.Int64
			b.RunParallel(func(pb *testing.PB) {
				do := target.Caller(op, int(next.Add(1)))
				for pb.Next() {
					if err := do(context.Background()); err != nil {
						b.Error(err)
						return
					}
				}
			})
		})
	}
}
