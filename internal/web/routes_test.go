package web_test

import (
	"context"
	"flag"
	"fmt"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"kosh/internal/kernel/audit"
	"kosh/internal/testkit"
	"kosh/internal/testkit/doors"
	"kosh/internal/web/page"
)

// expectations is what every route answers to everybody, and which entries it
// leaves: routes.tsv, reviewed line by line. Its columns are the route; roles;
// cases of the record; status and, of a redirect, where it leads; entries in the
// logs. -write draws a new one, to be reviewed.
const expectations = "testdata/routes.tsv"

var write = flag.Bool("write", false, "draw testdata/routes.tsv anew; review every line that changed")

// everybody are the columns of the promise: the roles, and somebody who is not
// signed in.
var everybody = []string{"owner", "manager", "receptionist", "nurse", "assistant", "associate", nobody}

const nobody = "nobody"

// The cases of a record. For a patient, own is one of the associate's in the
// first chamber, and other is registered by somebody else in the second.
const (
	caseNone      = "-"
	caseOwn       = "own"
	caseOther     = "other"
	caseForeign   = "foreign" // of the second clinic
	caseUnknown   = "unknown"
	caseMalformed = "malformed"

	caseRestricted = "restricted" // a patient with the restricted label
	caseWrong      = "wrong"      // a form with a wrong password
	caseElsewhere  = "elsewhere"  // a demo's link opened on another machine
)

// An expectation is one expanded line.
type expectation struct{ route, role, record string }

// An outcome is what a request came to.
type outcome struct{ status, entries string }

func TestEveryRouteAnswersEverybodyAsExpectedAndLogsIt(t *testing.T) {
	t.Parallel()
	routes := listed(t)
	want := map[expectation]outcome{}
	if !*write {
		want = readExpectations(t)
	}
	var mu sync.Mutex
	got := map[expectation]outcome{}
	t.Run("as", func(t *testing.T) {
		for _, role := range everybody {
			t.Run(role, func(t *testing.T) {
				t.Parallel()
				s := newStage(t, role)
				for _, r := range routes {
					for _, c := range casesOf(r.Name()) {
						e := expectation{r.Name(), role, c}
						o := s.play(t, e)
						mu.Lock()
						got[e] = o
						mu.Unlock()
					}
				}
			})
		}
	})
	if *write {
		writeExpectations(t, routes, got)
		return
	}
	for _, b := range compare(want, got) {
		t.Error(b)
	}
}

// listed are the routes of the door.
func listed(t *testing.T) []page.Route {
	t.Helper()
	all := doors.New(t, nil).Door.Routes()
	for _, r := range all {
		if _, ok := scripts[r.Name()]; !ok && (r.Method == "POST" || strings.Contains(r.Pattern, "{")) {
			t.Errorf("%s has no script in routes_script_test.go: say what is sent to it", r.Name())
		}
	}
	for name := range scripts {
		if !slices.ContainsFunc(all, func(r page.Route) bool { return r.Name() == name }) {
			t.Errorf("there is a script for %s and no such route", name)
		}
	}
	return all
}

// compare holds what was answered against the file, both ways.
func compare(want, got map[expectation]outcome) (bad []string) {
	for e, o := range got {
		w, ok := want[e]
		switch {
		case !ok:
			bad = append(bad, fmt.Sprintf("%s has no line for %s, %s, %s: it answered %s, %s", expectations, e.route, e.role, e.record, o.status, o.entries))
		case w != o:
			bad = append(bad, fmt.Sprintf("%s as %s, %s record:\n got %s\t%s\nwant %s\t%s", e.route, e.role, e.record, o.status, o.entries, w.status, w.entries))
		}
	}
	for e := range want {
		if _, ok := got[e]; !ok {
			bad = append(bad, fmt.Sprintf("%s has a line for %s, %s, %s, which is never asked", expectations, e.route, e.role, e.record))
		}
	}
	slices.Sort(bad)
	return bad
}

func TestTheComparisonOfRoutesCanFail(t *testing.T) {
	t.Parallel()
	read := expectation{"GET /patients/{id}", "nurse", caseOwn}
	good := outcome{"200", "READ OK patient:READ"}
	for name, c := range map[string]struct {
		got  map[expectation]outcome
		says string // "": silence
	}{
		"as expected":         {map[expectation]outcome{read: good}, ""},
		"another status":      {map[expectation]outcome{read: {"404", good.entries}}, "404"},
		"no entry":            {map[expectation]outcome{read: {"200", "-"}}, "want 200"},
		"one entry too many":  {map[expectation]outcome{read: {"200", good.entries + "; " + good.entries}}, "got 200"},
		"a route not in it":   {map[expectation]outcome{read: good, {"GET /new", "nurse", caseNone}: good}, "no line for GET /new"},
		"a line for no route": {nil, "never asked"},
	} {
		got := strings.Join(compare(map[expectation]outcome{read: good}, c.got), "\n")
		if c.says == "" && got != "" || !strings.Contains(got, c.says) {
			t.Errorf("%s: %q, want %q", name, got, c.says)
		}
	}
}

// readExpectations expands the file.
func readExpectations(t *testing.T) map[expectation]outcome {
	t.Helper()
	text, err := os.ReadFile(expectations)
	if err != nil {
		t.Fatal(err)
	}
	all := map[expectation]outcome{}
	n := 0
	for line := range strings.Lines(string(text)) {
		n++
		line = strings.TrimRight(line, "\n")
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		f := strings.Split(line, "\t")
		if len(f) != 5 {
			t.Fatalf("%s:%d: %d columns instead of 5", expectations, n, len(f))
		}
		for _, role := range strings.Split(f[1], ",") {
			for _, c := range strings.Split(f[2], ",") {
				e := expectation{f[0], role, c}
				if _, twice := all[e]; twice {
					t.Errorf("%s:%d: %s, %s, %s stands twice", expectations, n, e.route, role, c)
				}
				all[e] = outcome{f[3], f[4]}
			}
		}
	}
	return all
}

// writeExpectations draws the file: one line for those who get the same.
func writeExpectations(t *testing.T, routes []page.Route, got map[expectation]outcome) {
	t.Helper()
	var b strings.Builder
	b.WriteString("# What every route answers, and the entries it leaves in the logs; checked by routes_test.go.\n")
	b.WriteString("# Drawn with: go test ./internal/web -run TestEveryRoute -write, and then reviewed line by line.\n")
	b.WriteString("# route\troles\trecord\tstatus\tentries\n")
	for _, r := range routes {
		cases := casesOf(r.Name())
		groups := map[string][]string{} // what all cases come to → roles
		var order []string
		for _, role := range everybody {
			key := ""
			for _, c := range cases {
				o := got[expectation{r.Name(), role, c}]
				key += o.status + "\t" + o.entries + "\n"
			}
			if groups[key] == nil {
				order = append(order, key)
			}
			groups[key] = append(groups[key], role)
		}
		for _, key := range order {
			roles := groups[key]
			for len(cases) > 0 {
				o := got[expectation{r.Name(), roles[0], cases[0]}]
				var same, rest []string
				for _, c := range cases {
					if got[expectation{r.Name(), roles[0], c}] == o {
						same = append(same, c)
					} else {
						rest = append(rest, c)
					}
				}
				fmt.Fprintf(&b, "%s\t%s\t%s\t%s\t%s\n", r.Name(), strings.Join(roles, ","), strings.Join(same, ","), o.status, o.entries)
				cases = rest
			}
			cases = casesOf(r.Name())
		}
	}
	if err := os.WriteFile(expectations, []byte(b.String()), 0o644); err != nil {
		t.Fatal(err)
	}
	t.Errorf("%s was drawn anew; review it, then run without -write", expectations)
}

// A stage is an installation on which one role acts, request after request, each
// in a session of its own.
type stage struct {
	k    *doors.Kit
	role string
	n    int
}

func newStage(t *testing.T, role string) *stage {
	t.Helper()
	s := &stage{k: doors.New(t, nil), role: role}
	x := &scene{stage: s}
	x.patient(caseOwn) // so that no list is empty
	x.patient(caseOther)
	return s
}

func (s *stage) clinic() *testkit.Clinic { return s.k.Clinics[0] }

// key is whose place in the clinic the role has; who is not signed in borrows
// the nurse's name.
func (s *stage) key() string {
	if s.role == nobody {
		return "nurse"
	}
	return s.role
}

// play sends one request and tells what came of it.
func (s *stage) play(t *testing.T, e expectation) outcome {
	t.Helper()
	sc := scripts[e.route]
	if sc.alone && s.role == "owner" && (e.record == caseOwn || e.record == caseOther) {
		s = newStage(t, s.role) // it takes away what the others need
	}
	s.n++
	x := &scene{stage: s, t: t, record: e.record}
	s.alone(t)
	if sc.target != nil {
		x.target = sc.target(x, e.record)
	}
	x.b = s.k.Nobody()
	if s.role != nobody {
		s.k.Clock.Add(time.Second)
		x.b = s.k.As(s.role, s.clinic(), 0)
	}
	if sc.before != nil {
		sc.before(x)
	}
	method, path, _ := strings.Cut(e.route, " ")
	path = strings.NewReplacer("{$}", "", "{id}", x.target, "{name}", x.target, "{token}", x.target, "{chamber}", s.clinic().Chambers[0].String()).Replace(path)
	s.settle(t)
	var a doors.Answer
	if method == "GET" {
		a = x.b.Get(path + sc.query)
	} else {
		var fields []string
		if sc.form != nil {
			fields = sc.form(x)
		}
		a = x.b.Post(path, doors.Form(fields...))
	}
	o := outcome{status(a), s.settle(t)}
	if sc.after != nil {
		sc.after(x)
	}
	return o
}

// alone ends every session the person still has.
func (s *stage) alone(t *testing.T) {
	t.Helper()
	if err := s.k.Rooms.Sessions.EndAccount(context.Background(), s.clinic().Staff[s.key()].Account); err != nil {
		t.Fatal(err)
	}
}

var (
	anID    = regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}`)
	anAsset = regexp.MustCompile(`%2F`)
)

// status is the answer's, and of a redirect where it leads.
func status(a doors.Answer) string {
	s := fmt.Sprint(a.Status)
	if to := a.Location(); to != "" {
		s += " " + anID.ReplaceAllString(anAsset.ReplaceAllString(to, "/"), "{id}")
	}
	return s
}

// settle tells the entries written to both logs since it was last asked; those
// of the second clinic are marked.
func (s *stage) settle(t *testing.T) string {
	t.Helper()
	if err := s.k.Rooms.Accounts.Deliver(context.Background()); err != nil {
		t.Fatal(err)
	}
	var all []string
	for i, c := range s.k.Clinics {
		for _, e := range s.k.Audit(c) {
			line := told(e)
			if e.Account != c.Staff[s.key()].Account {
				line += " by another"
			}
			if i > 0 {
				line += " IN THE OTHER CLINIC"
			}
			all = append(all, line)
		}
	}
	if len(all) == 0 {
		return "-"
	}
	return strings.Join(all, "; ")
}

// told is an entry as the file has it: verb, outcome, the sorts of records, and
// what the entry says beside.
func told(e testkit.Entry) string {
	s := string(e.Verb) + " " + string(e.Outcome)
	seen := map[string]bool{}
	for _, r := range e.Records {
		k := r.Kind + ":" + string(r.Verb)
		if !seen[k] {
			s += " " + k
		}
		seen[k] = true
	}
	var beside []string
	for _, name := range slices.Sorted(maps.Keys(e.Detail)) {
		if e.Detail[name] != "" && (name == "permission" && e.Verb == audit.Deny || name == "event") {
			beside = append(beside, e.Detail[name])
		}
	}
	if e.Reason != "" && e.Verb != audit.Auth && e.Verb != audit.Alert {
		beside = append(beside, e.Reason)
	}
	if e.Count > 0 {
		beside = append(beside, "counted")
	}
	if beside != nil {
		s += " (" + strings.Join(beside, ", ") + ")"
	}
	return s
}

// casesOf are the cases a route can meet.
func casesOf(route string) []string {
	if c := scripts[route].cases; c != nil {
		return c
	}
	return []string{caseNone}
}
