// Package mutants proves that the tests would notice if a check were gone. Each
// line of the table takes one check out of one package (the tenant predicate,
// the own-patients rule, the entry of a view, the epoch of a log), builds the
// package without it, and demands that it compiles and that exactly the named
// test fails. The same tests on the sources as they are must pass: the positive
// control, without which a broken machine would look like good tests.
//
// A mutant never touches the tree: the build reads the altered file through
// go's -overlay, and rules about sources read a mirror of links.
//
// A line whose old text is not found exactly once is an error, so a check that
// was rewritten has to be entered here again.
package mutants

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

// A mutant is one check taken out. Files are found by their text, so that moving
// a function within its package breaks nothing.
type mutant struct {
	name string // what is no longer checked
	pkg  string // the package that is altered, below internal
	old  string // found exactly once in its sources
	new  string
	in   string // the package of the test; "" is pkg
	test string // which must fail
}

func (m mutant) tested() string {
	if m.in == "" {
		return m.pkg
	}
	return m.in
}

// least is how many mutants are promised.
const least = 16

// root is the repository's root, two levels above this package.
const root = "../.."

func TestEveryMutantIsCaughtByItsTest(t *testing.T) {
	t.Parallel()
	if len(table) < least {
		t.Errorf("%d mutants, promised %d", len(table), least)
	}
	base, err := filepath.Abs(root)
	if err != nil {
		t.Fatal(err)
	}
	slots := make(chan struct{}, 2) // builds at once
	began := time.Now()
	t.Cleanup(func() { t.Logf("%d mutants in %s", len(table), time.Since(began).Round(time.Second)) })
	for _, pkg := range slices.Sorted(maps.Keys(byTested())) {
		t.Run(pkg, func(t *testing.T) {
			t.Parallel()
			list := byTested()[pkg]
			h := harness{base: base, pkg: pkg, slots: slots}
			if !h.control(t, list) {
				return
			}
			for _, m := range list {
				t.Run(m.name, func(t *testing.T) {
					t.Parallel()
					h.try(t, m)
				})
			}
		})
	}
}

// byTested groups the table by the package of the test.
func byTested() map[string][]mutant {
	all := map[string][]mutant{}
	for _, m := range table {
		all[m.tested()] = append(all[m.tested()], m)
	}
	return all
}

// A harness runs the tests of one package.
type harness struct {
	base, pkg string
	slots     chan struct{}
}

// sourceRules is the package whose tests read sources instead of running them.
const sourceRules = "archtest"

// control demands that every named test passes on the sources as they are.
func (h harness) control(t *testing.T, list []mutant) bool {
	t.Helper()
	var names []string
	for _, m := range list {
		if !slices.Contains(names, m.test) {
			names = append(names, m.test)
		}
	}
	out, err := h.test(t, "", names)
	passed := results(out, "PASS")
	for _, n := range names {
		if !slices.Contains(passed, n) {
			t.Errorf("%s does not pass on the sources as they are", n)
			err = fmt.Errorf("control failed: %v", err)
		}
	}
	if err != nil {
		t.Errorf("%v\n%s", err, tail(out))
	}
	return err == nil
}

// try builds one mutant and demands that its test fails.
func (h harness) try(t *testing.T, m mutant) {
	file, text := h.find(t, m)
	if t.Failed() {
		return
	}
	altered := strings.Replace(text, m.old, m.new, 1)
	var out string
	var err error
	if h.pkg == sourceRules {
		out, err = h.testSources(t, file, altered, m.test)
	} else {
		out, err = h.test(t, h.overlay(t, file, altered), []string{m.test})
	}
	switch failed := results(out, "FAIL"); {
	case strings.Contains(out, "[build failed]") || strings.Contains(out, "[setup failed]"):
		t.Errorf("the mutant does not compile:\n%s", tail(out))
	case err == nil:
		t.Errorf("survived: %s passes without this check", m.test)
	case !slices.Equal(failed, []string{m.test}):
		t.Errorf("failed: %v, want %s alone: %v\n%s", failed, m.test, err, tail(out))
	}
}

// find returns the file that holds what is taken out.
func (h harness) find(t *testing.T, m mutant) (file, text string) {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(h.base, "internal", filepath.FromSlash(m.pkg), "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	places := 0
	for _, n := range names {
		b, err := os.ReadFile(n)
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasSuffix(n, "_test.go") || !strings.Contains(string(b), m.old) {
			continue
		}
		places += strings.Count(string(b), m.old)
		file, text = n, string(b)
	}
	if places != 1 || file == "" {
		t.Errorf("the text to take out stands %d times in %s; write the line anew:\n%s", places, m.pkg, m.old)
	}
	return file, text
}

// overlay writes the altered file and what tells go to read it.
func (h harness) overlay(t *testing.T, file, altered string) string {
	t.Helper()
	dir := t.TempDir()
	src := filepath.Join(dir, filepath.Base(file))
	plan, err := json.Marshal(map[string]map[string]string{"Replace": {file: src}})
	if err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(dir, "overlay.json")
	for path, b := range map[string][]byte{src: []byte(altered), name: plan} {
		if err := os.WriteFile(path, b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return name
}

// test runs named tests of the package, altered by overlay unless it is "".
func (h harness) test(t *testing.T, overlay string, names []string) (string, error) {
	t.Helper()
	args := []string{"test", "-vet=off", "-v", "-timeout=90s", "-run", "^(" + strings.Join(names, "|") + ")$"}
	if overlay != "" {
		args = append(args, "-count=1", "-overlay", overlay)
	}
	return h.run(t, h.base, "go", append(args, "./internal/"+h.pkg)...)
}

// testSources runs one test of the source rules in a mirror of the tree in which
// one file is altered.
func (h harness) testSources(t *testing.T, file, altered, test string) (string, error) {
	t.Helper()
	mirror := t.TempDir()
	h.mirror(t, mirror, file, altered)
	bin := filepath.Join(t.TempDir(), "rules")
	if out, err := h.run(t, h.base, "go", "test", "-vet=off", "-c", "-o", bin, "./internal/"+h.pkg); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return h.run(t, filepath.Join(mirror, "internal", h.pkg), bin, "-test.v", "-test.run", "^"+test+"$")
}

// mirror links every file below internal into dir, except the altered one.
func (h harness) mirror(t *testing.T, dir, file, altered string) {
	t.Helper()
	from := filepath.Join(h.base, "internal")
	err := filepath.WalkDir(from, func(p string, d os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name, err := filepath.Rel(h.base, p)
		if err != nil {
			return err
		}
		to := filepath.Join(dir, name)
		switch {
		case d.IsDir() && d.Name() == "testdata":
			return filepath.SkipDir
		case d.IsDir():
			return os.MkdirAll(to, 0o700)
		case p == file:
			return os.WriteFile(to, []byte(altered), 0o600)
		}
		return os.Symlink(p, to)
	})
	if err != nil {
		t.Fatal(err)
	}
}

// run runs a program when there is a slot for it.
func (h harness) run(t *testing.T, dir, name string, args ...string) (string, error) {
	t.Helper()
	h.slots <- struct{}{}
	defer func() { <-h.slots }()
	ctx, cancel := context.WithTimeout(t.Context(), 4*time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Dir = dir
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	err := cmd.Run()
	return out.String(), err
}

var result = regexp.MustCompile(`(?m)^--- (PASS|FAIL): (\w+) `)

// results returns the top-level tests of an output that ended as how.
func results(out, how string) []string {
	var names []string
	for _, m := range result.FindAllStringSubmatch(out, -1) {
		if m[1] == how {
			names = append(names, m[2])
		}
	}
	return names
}

// tail is the end of an output, where the reason stands.
func tail(out string) string {
	const most = 3000
	return out[max(0, len(out)-most):]
}
