package crashtest

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"time"

	"kosh/internal/app"
	"kosh/internal/base/errs"
	"kosh/internal/base/ids"
	"kosh/internal/clinic/patients"
	"kosh/internal/kernel/access"
	"kosh/internal/storage/vault"
)

// orderVariable carries the parent's order to the child.
const orderVariable = "KOSH_CRASHTEST_ORDER"

// An order is what a child is to do.
type order struct {
	Dir, Key string
	Who      access.Who
	Seed     uint64
	Early    bool  // acknowledge before the commit: the positive control
	Full     int64 // let no file grow beyond so many bytes, and say what happens
}

// Lines a child prints.
const (
	lineReady   = "ready"
	lineWrote   = "wrote"   // id, seed of name and phone
	lineRead    = "read"    // patient, session
	lineRefused = "refused" // kind of act, public sentence
	lineAgain   = "again"   // there was room again, and it was used
)

// people is how many act at once.
const people = 8

// child is the process that gets killed. It never returns while its parent
// lives, unless the order is to fill the disk.
func child(text string) int {
	var o order
	if err := json.Unmarshal([]byte(text), &o); err != nil {
		return complain(err)
	}
	go func() {
		io.Copy(io.Discard, os.Stdin) // ends with the parent
		os.Exit(3)
	}()
	st, err := openStores(o.Dir, o.Key, false, slog.New(slog.DiscardHandler))
	if err != nil {
		return complain(err)
	}
	say(lineReady)
	if o.Full > 0 {
		return fill(st, o)
	}
	var wg sync.WaitGroup
	for i := range people {
		wg.Go(func() {
			if err := act(st, o, rand.New(rand.NewPCG(o.Seed, uint64(i)))); err != nil {
				complain(err)
				os.Exit(2)
			}
		})
	}
	wg.Wait()
	return 0
}

func complain(err error) int {
	fmt.Fprintln(os.Stderr, "child:", err)
	return 2
}

var out sync.Mutex

// say prints one line in one write, so that a kill leaves no half of one.
func say(words ...string) {
	out.Lock()
	defer out.Unlock()
	os.Stdout.WriteString(strings.Join(words, "\t") + "\n")
}

// act registers and opens patients for ever.
func act(st *app.Stores, o order, r *rand.Rand) error {
	var mine []ids.Patient
	for {
		if len(mine) == 0 || r.IntN(2) == 0 {
			id, err := register(st, o, r.Uint64())
			if err != nil {
				return err
			}
			mine = append(mine, id)
			continue
		}
		if err := view(st, o, mine[r.IntN(len(mine))]); err != nil {
			return err
		}
	}
}

func (o order) session() access.Who {
	who := o.Who
	who.Session = ids.New[ids.Session](time.Now())
	return who
}

func register(st *app.Stores, o order, n uint64) (id ids.Patient, err error) {
	f := patients.Form{Name: name(n), Phone: phone(n), Age: "30", Sex: "female", Notes: "note of " + name(n), Confirmed: true}
	done := func() { say(lineWrote, id.String(), fmt.Sprint(n)) }
	err = st.Vault.Update(ctx, o.session(), func(tx *vault.Tx) error {
		reg, err := patients.Register(tx, f)
		id = reg.ID
		if err == nil && o.Early {
			done()
		}
		return err
	})
	if err == nil && !o.Early {
		done()
	}
	return id, err
}

func view(st *app.Stores, o order, id ids.Patient) error {
	who := o.session()
	done := func() { say(lineRead, id.String(), who.Session.String()) }
	err := st.Vault.View(ctx, who, func(tx *vault.Tx) error {
		pt, err := tx.Patient(id)
		if err != nil {
			return err
		}
		if _, err = patients.Open(pt); err == nil && o.Early {
			done()
		}
		return err
	})
	if err == nil && !o.Early {
		done()
	}
	return err
}

// fill works until the files may not grow, says what it was told, makes room and
// says whether the work goes on.
func fill(st *app.Stores, o order) int {
	signal.Ignore(syscall.SIGXFSZ)
	var was syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_FSIZE, &was); err != nil {
		return complain(err)
	}
	full := was
	full.Cur = uint64(o.Full)
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &full); err != nil {
		return complain(err)
	}
	var last ids.Patient
	n := o.Seed
	for {
		id, err := register(st, o, n)
		if err != nil {
			say(lineRefused, "register", errs.KindOf(err).String(), errs.Public(err))
			break
		}
		last = id
		if n++; n > o.Seed+100_000 {
			return complain(errors.New("the disk never fills"))
		}
	}
	if err := view(st, o, last); err != nil {
		say(lineRefused, "view", errs.KindOf(err).String(), errs.Public(err))
	}
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &was); err != nil {
		return complain(err)
	}
	for i := range 20 {
		id, err := register(st, o, n+uint64(i)+1)
		if err == nil {
			err = view(st, o, id)
		}
		if err == nil {
			say(lineAgain)
			break
		}
		complain(err)
		time.Sleep(50 * time.Millisecond)
	}
	if err := st.Close(); err != nil {
		return complain(err)
	}
	return 0
}

// start starts a child on the site and returns what reads its lines.
func (s *site) start(o order) (*exec.Cmd, *bufio.Scanner, *strings.Builder) {
	s.t.Helper()
	o.Dir, o.Key, o.Who = s.dir, s.key, s.who
	text, err := json.Marshal(o)
	if err != nil {
		s.t.Fatal(err)
	}
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), orderVariable+"="+string(text))
	if _, err := cmd.StdinPipe(); err != nil { // open as long as the parent lives
		s.t.Fatal(err)
	}
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		s.t.Fatal(err)
	}
	said := new(strings.Builder)
	cmd.Stderr = said
	if err := cmd.Start(); err != nil {
		s.t.Fatal(err)
	}
	return cmd, bufio.NewScanner(stdout), said
}

// kill starts a child and kills it a while after it has acknowledged so many
// acts (or, if acts is negative, after its start, while it may still be opening
// what the last one left). It returns the lines the child printed.
func (s *site) kill(o order, acts int, after time.Duration) []string {
	s.t.Helper()
	cmd, lines, said := s.start(o)
	index := make(chan string, 1)
	kill := func() {
		index <- indexOf(cmd.Process.Pid)
		cmd.Process.Kill()
	}
	if acts < 0 {
		time.AfterFunc(after, kill)
	}
	var all []string
	for lines.Scan() {
		if len(all) == acts {
			time.AfterFunc(after, kill)
		}
		all = append(all, lines.Text()) // the first says that it is ready
	}
	err := cmd.Wait()
	var exit *exec.ExitError
	if !errors.As(err, &exit) || exit.Sys().(syscall.WaitStatus).Signal() != syscall.SIGKILL {
		s.t.Fatalf("the child ended by itself: %v\n%s", err, said)
	}
	if dir := <-index; dir != "" {
		s.left = append(s.left, dir)
	}
	return all
}

// indexOf returns the private directory in which a process keeps its WAL index,
// from its memory map; "" if it has none.
func indexOf(pid int) string {
	maps, _ := os.ReadFile(fmt.Sprintf("/proc/%d/maps", pid))
	for line := range strings.Lines(string(maps)) {
		if at := strings.Index(line, "/dev/shm/kosh-"); at >= 0 {
			return filepath.Dir(strings.TrimSpace(line[at:]))
		}
	}
	return ""
}
