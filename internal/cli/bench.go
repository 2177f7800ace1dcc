package cli

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"kosh/internal/base/clock"
	"kosh/internal/bench"
)

func benchCommand(e *env, args []string) error {
	f := e.flags("bench", "seed a demo, serve it in a process of its own and measure it over HTTPS")
	dir := f.String("data", "", "the demo's data `directory`; default is a temporary one")
	n := f.Int("patients", 11000, "patients in the first clinic and the second together")
	d := f.Duration("time", 4*time.Second, "how long each row is measured")
	if _, err := parse(f, args); err != nil {
		return err
	}
	if *dir == "" {
		tmp, err := os.MkdirTemp("", "kosh-bench-")
		if err != nil {
			return err
		}
		defer os.RemoveAll(tmp)
		*dir = filepath.Join(tmp, "data")
	}
	at := clock.Wall{}.Now()
	seed := exec.CommandContext(e.ctx, os.Args[0], "demo", "--seed-only", "--data", *dir, "--patients", fmt.Sprint(*n))
	seed.Stdout, seed.Stderr = e.out, e.err
	if err := seed.Run(); err != nil {
		return fmt.Errorf("seeding: %w", err)
	}
	fmt.Fprintf(e.out, "seeding %d patients: %.1f s\n", *n, clock.Wall{}.Now().Sub(at).Seconds())
	sync, err := bench.SyncTime(*dir, clock.Wall{})
	if err != nil {
		return err
	}
	b := &benchmark{e: e, dir: *dir}
	if err := b.start(); err != nil {
		return err
	}
	defer b.stop()
	fmt.Fprintf(e.out, "start to first answer: %d ms; resident after start: %d MB; fdatasync median: %d µs\n\n",
		b.started.Milliseconds(), b.resident>>20, sync.Microseconds())
	return b.measure(*n, *d)
}

// benchmark is a server process and what is known of it.
type benchmark struct {
	e        *env
	dir      string
	server   *exec.Cmd
	started  time.Duration
	resident int64
	target   *bench.Target
	add      func(string) error
}

// start runs the server and waits for its first answer.
func (b *benchmark) start() error {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	addr := l.Addr().String()
	l.Close()
	b.server = exec.CommandContext(b.e.ctx, os.Args[0], "demo", "--measuring", "--data", b.dir, "--addr", addr)
	b.server.Cancel = func() error { return b.server.Process.Signal(syscall.SIGTERM) }
	out, err := b.server.StdoutPipe()
	if err != nil {
		return err
	}
	b.server.Stderr = io.Discard
	at := clock.Wall{}.Now()
	if err := b.server.Start(); err != nil {
		return err
	}
	lines := bufio.NewScanner(out)
	for lines.Scan() && !strings.HasPrefix(lines.Text(), "Kosh is at") {
	}
	if err := lines.Err(); err != nil {
		return err
	}
	for lines.Scan() && !strings.HasPrefix(lines.Text(), "Or with a name") {
	}
	go io.Copy(io.Discard, out)
	f, err := readDemo(b.dir)
	if err != nil {
		return err
	}
	b.target, b.add, err = bench.NewTarget(f.URL, f.CA, b.server.Process.Pid, clock.Wall{})
	if err != nil {
		return err
	}
	if err := b.target.Healthy(b.e.ctx); err != nil {
		return err
	}
	b.started = clock.Wall{}.Now().Sub(at)
	b.resident, err = b.target.Resident()
	return err
}

func (b *benchmark) stop() {
	if b.server != nil && b.server.Process != nil {
		b.server.Process.Signal(syscall.SIGTERM)
		b.server.Wait()
	}
}

// callers is how many browsers ask at once in the second half of the table.
const callers = 16

func (b *benchmark) measure(n int, d time.Duration) error {
	f, err := readDemo(b.dir)
	if err != nil {
		return err
	}
	for _, u := range f.Users {
		if u.Clinic != f.Clinics[0].ID.String() || u.Role != "owner" && u.Role != "manager" && u.Role != "receptionist" {
			continue
		}
		if err := b.target.SignIn(b.e.ctx, u.Link, b.add); err != nil {
			return fmt.Errorf("%s: %w", u.Login, err)
		}
	}
	b.target.Spread(callers)
	if err := b.target.Learn(b.e.ctx, n*8/10); err != nil {
		return err
	}
	fmt.Fprintf(b.e.out, "| operation | callers | p50 ms | p99 ms | req/s | server CPU µs/request | errors |\n|---|---|---|---|---|---|---|\n")
	var last bench.Result
	for _, op := range bench.Ops() {
		for _, c := range []int{1, callers} {
			r, err := b.target.Run(b.e.ctx, op, c, d)
			if err != nil {
				return err
			}
			fmt.Fprintf(b.e.out, "| %s | %d | %.2f | %.2f | %.0f | %d | %d |\n", r.Op, r.Callers,
				ms(r.P50), ms(r.P99), r.PerSecond, r.CPU.Microseconds(), r.Errors)
			if r.Errors > 0 {
				fmt.Fprintf(b.e.out, "first error: %s\n", r.FirstError)
			}
			last = r
		}
	}
	fmt.Fprintf(b.e.out, "\nresident after the load: %d MB\n", last.RSS>>20)
	if errors.Is(b.e.ctx.Err(), context.Canceled) {
		return b.e.ctx.Err()
	}
	return nil
}

func ms(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
