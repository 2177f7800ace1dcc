package cli

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"kosh/internal/app"
	"kosh/internal/base/clock"
	"kosh/internal/base/errs"
	"kosh/internal/demo"

	"golang.org/x/term"
)

// demoFile is what a demo directory says about itself, for scripts.
type demoFile struct {
	URL     string        `json:"url"`
	CA      string        `json:"ca"`
	Clinics []demo.Clinic `json:"clinics"`
	Users   []demo.User   `json:"users"`
}

func demoPath(dir string) string { return filepath.Join(dir, "demo.json") }

func readDemo(dir string) (f demoFile, err error) {
	b, err := os.ReadFile(demoPath(dir))
	if err != nil {
		return f, err
	}
	return f, json.Unmarshal(b, &f)
}

// write replaces the file in one step, for its owner only.
func (f demoFile) write(dir string) error {
	b, err := json.MarshalIndent(f, "", "  ")
	if err != nil {
		return err
	}
	tmp := demoPath(dir) + ".new"
	if err := os.WriteFile(tmp, append(b, '\n'), 0o600); err != nil {
		return err
	}
	return os.Rename(tmp, demoPath(dir))
}

func demoCommand(e *env, args []string) error {
	if len(args) > 0 && args[0] == "code" {
		return demoCode(e, args[1:])
	}
	f := e.flags("demo", "seed two made-up clinics and serve them on this machine")
	where := dataFlagsAt(f, "./kosh-demo")
	addr := f.String("addr", "localhost:8443", "the `HOST:PORT` to listen on, of this machine only")
	n := f.Int("patients", 500, "how many patients to invent when the directory is empty")
	seedOnly := f.Bool("seed-only", false, "seed and stop")
	measuring := f.Bool("measuring", false, "lift the limits a person has, for kosh bench")
	if _, err := parse(f, args); err != nil {
		return err
	}
	if *n < 1 || *n > 2_000_000 {
		return errs.New(errs.Invalid, "--patients wants a number from 1 to 2000000.")
	}
	if err := where.seed(e, *n); err != nil {
		return err
	}
	if *seedOnly {
		return nil
	}
	root, err := where.openRoot(e, true)
	if err != nil {
		return err
	}
	c := app.StoreConfig{Dir: *where.dir, Root: root, Clock: clock.Wall{}, Log: e.log(), Grants: app.Grants}
	if *measuring {
		c.RecordBudget = 1 << 40
	}
	s, err := app.Start(e.ctx, app.Config{StoreConfig: c, Addr: *addr, Demo: true, Measuring: *measuring})
	if err != nil {
		return err
	}
	if err := e.welcome(*where.dir, s); err != nil {
		return errors.Join(err, s.Rooms.Close(), s.Stores.Close())
	}
	return s.Serve(e.ctx)
}

// seed fills the directory, unless a demo is there already.
func (d data) seed(e *env, n int) error {
	if _, err := os.Stat(demoPath(*d.dir)); err == nil {
		fmt.Fprintf(e.out, "Using the demo in %s. Delete it, and %s, for a new one.\n", *d.dir, d.rootRef())
		return nil
	}
	if _, err := os.Stat(filepath.Join(*d.dir, "keys.db")); err == nil {
		return errs.New(errs.Conflict, "The directory "+*d.dir+" holds data that is not a finished demo. Choose another with --data, or delete it.")
	}
	if err := d.ensureRoot(e); err != nil {
		return err
	}
	root, err := d.openRoot(e, true)
	if err != nil {
		return err
	}
	now := clock.Wall{}.Now()
	moving := clock.At(now)
	c := app.StoreConfig{Dir: *d.dir, Root: root, Clock: moving, Log: e.log(), Grants: app.Grants, Create: true}
	stores, err := app.OpenStores(e.ctx, c)
	if err != nil {
		return err
	}
	rooms := app.NewRooms(stores, c, true)
	clinics, users, err := demo.Seed(e.ctx, rooms, moving, now, n, e.bar("Inventing patients"))
	fmt.Fprintln(e.out)
	if err := errors.Join(err, rooms.Close(), stores.Close()); err != nil {
		return err
	}
	return demoFile{Clinics: clinics, Users: users}.write(*d.dir)
}

// bar returns a progress bar that redraws one line of a terminal, at most a
// hundred times; elsewhere it says each quarter on a line of its own.
func (e *env) bar(what string) func(done, of int) {
	if f, ok := e.out.(*os.File); !ok || !term.IsTerminal(int(f.Fd())) {
		return e.quarters(what)
	}
	drawn := make(chan int, 1)
	drawn <- -1
	return func(done, of int) {
		part := done * 100 / max(of, 1)
		last := <-drawn
		if part > last {
			fmt.Fprintf(e.out, "\r%s [%-25s] %3d %%", what, strings.Repeat("=", part/4), part)
			last = part
		}
		drawn <- last
	}
}

func (e *env) quarters(what string) func(done, of int) {
	return func(done, of int) {
		for q := 1; q <= 4; q++ {
			if done == max(of*q/4, 1) {
				fmt.Fprintf(e.out, "%s: %d of %d\n", what, done, of)
				return
			}
		}
	}
}

// welcome mints the one-time links, writes demo.json and says how to get in.
func (e *env) welcome(dir string, s *app.Server) error {
	f, err := readDemo(dir)
	if err != nil {
		return err
	}
	f.URL, f.CA = s.URL, s.CAFile
	if f.CA, err = filepath.Abs(s.CAFile); err != nil {
		return err
	}
	names := map[string]string{}
	for _, c := range f.Clinics {
		names[c.ID.String()] = c.Name
	}
	for i := range f.Users {
		u := &f.Users[i]
		token, err := u.Token(e.ctx, s.Rooms)
		if err != nil {
			return fmt.Errorf("%s: %w", u.Login, err)
		}
		u.Link = s.URL + "/demo/" + token
	}
	if err := f.write(dir); err != nil {
		return err
	}
	e.tellAddress(s)
	fmt.Fprintln(e.out, "\nSign in with one click, within ten minutes, once each:")
	clinic := ""
	for _, u := range f.Users {
		if u.Clinic != clinic {
			clinic = u.Clinic
			fmt.Fprintf(e.out, "\n  %s\n", names[clinic])
		}
		fmt.Fprintf(e.out, "    %-13s %-18s %s\n", u.Role, u.Name, u.Link)
	}
	fmt.Fprintf(e.out, "\nOr with a name and password: they are in %s; kosh demo code NAME prints the\ncode of the authenticator app. Everybody here is invented. Ctrl-C stops.\n\n", demoPath(dir))
	return nil
}

// demoCode prints the present code of a demo user's authenticator.
func demoCode(e *env, args []string) error {
	f := e.flags("demo code", "print the present authenticator code of a demo user")
	dir := f.String("data", "./kosh-demo", "the demo's data `directory`")
	rest, err := parse(f, args, "USER")
	if err != nil {
		return err
	}
	d, err := readDemo(*dir)
	if err != nil {
		return errs.Wrap(errs.NotFound, "There is no demo in "+*dir+". Start one with kosh demo.", err)
	}
	for _, u := range d.Users {
		if !strings.EqualFold(u.Login, rest[0]) && !strings.EqualFold(u.Role, rest[0]) && !strings.EqualFold(u.Name, rest[0]) {
			continue
		}
		if u.TOTP == "" {
			return errs.New(errs.NotFound, u.Name+" signs in without a code.")
		}
		code, err := demo.Code(u, clock.Wall{}.Now())
		if err != nil {
			return err
		}
		fmt.Fprintln(e.out, code)
		return nil
	}
	return errs.New(errs.NotFound, "There is no such user. The file "+demoPath(*dir)+" lists them.")
}
