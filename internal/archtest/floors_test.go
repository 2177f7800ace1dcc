package archtest

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
)

const module = "kosh"

// floors lists the house from the ground up. A package may import any floor
// below its own; on its own floor a room may import the rooms before it. A
// floor without rooms is one package, or a door with areas behind it.
var floors = []struct {
	name  string
	rooms []string
}{
	{"base", []string{"errs", "ids", "clock", "contact", "money", "names"}},
	{"kernel", []string{"access", "seal", "audit"}},
	{"storage", []string{"roots", "pagecrypt", "database", "schema", "keystore", "control", "vault", "jobs"}},
	{"security", []string{"ratelimit"}},
	{"identity", []string{"password", "otp", "accounts", "tenants", "sessions"}},
	{"clinic", []string{"practice", "patients", "drafts", "trail"}},
	{"ui", []string{"words", "assets"}},
	{"web", nil},
	{"app", nil},
	{"demo", nil},
	{"bench", nil},
	{"cli", nil},
	{"cmd", []string{"kosh"}},
}

// beside lists the packages that stand beside the house and who may import
// them; they may import everything below cli.
var beside = map[string][]string{
	"archtest":      {},
	"testkit":       {}, // tests only
	"testkit/doors": {}, // tests only
}

// sealed lists what a floor or room must not import although it lies below.
var sealed = map[string][]string{
	"kernel":   {"base/names"},
	"security": {"storage/pagecrypt", "storage/keystore", "storage/roots", "storage/vault"},
	"clinic":   {"storage/roots", "storage/pagecrypt", "storage/database", "storage/keystore", "storage/control", "kernel/seal"},
	"ui":       {"kernel", "storage", "security", "identity", "clinic"},
	"web":      {"storage/roots", "storage/pagecrypt", "storage/database", "storage/schema", "storage/keystore", "storage/control", "kernel/seal"},
	"cmd":      {"base", "kernel", "storage", "security", "identity", "clinic", "ui", "web", "app", "demo", "bench"},
}

// fenced lists every outside package that is not free for all, and its only
// importers. A trailing slash fences everything below. A module outside the
// standard library that has no line here may be imported by nobody.
var fenced = map[string][]string{
	"crypto/sha256": {"*", "*/*", "*/*/*"},
	"crypto/subtle": {"*", "*/*", "*/*/*"},
	"crypto/rand":   {"base/ids", "kernel/seal", "storage/roots", "storage/pagecrypt", "storage/keystore", "storage/vault", "identity/password", "identity/otp", "identity/accounts", "identity/sessions", "app"},
	"crypto/tls":    {"app", "bench", "testkit"},
	"crypto/x509":   {"app", "bench", "testkit"},
	"crypto/x509/":  {"app"},
	"crypto/":       {"base/ids", "kernel/*", "storage/roots", "storage/pagecrypt", "storage/keystore", "identity/password", "identity/otp", "identity/accounts", "identity/sessions", "app"},

	"net/http":              {"web", "web/*", "app", "bench", "testkit", "testkit/doors"},
	"net/http/":             {"app", "bench", "testkit", "testkit/doors"},
	"database/sql":          {},
	"database/sql/":         {},
	"math/rand":             {},
	"math/rand/v2":          {"demo"},
	"html/template":         {},
	"text/template":         {},
	"encoding/gob":          {},
	"encoding/xml":          {},
	"expvar":                {},
	"log":                   {},
	"os/exec":               {"cli", "testkit"},
	"plugin":                {},
	"unsafe":                {},
	"C":                     {},
	"reflect":               {},
	"go/":                   {"archtest", "ui/words/gen"},
	"testing":               {"testkit", "testkit/doors"},
	"testing/":              {"testkit", "testkit/doors"},
	"github.com/a-h/templ":  {"ui", "ui/*", "web", "web/*"},
	"github.com/a-h/templ/": {"ui", "ui/*", "web", "web/*"},

	"github.com/ncruces/go-sqlite3":  {"storage/database", "storage/pagecrypt"},
	"github.com/ncruces/go-sqlite3/": {"storage/database", "storage/pagecrypt"},
	"github.com/pressly/goose/v3":    {"storage/database"},
	"github.com/golang-jwt/jwt/v5":   {"identity/sessions"},
	"github.com/chromedp/":           {"testkit"},
	"golang.org/x/crypto/":           {"storage/roots", "identity/password"},
	"golang.org/x/mod/":              {"kernel/audit", "storage/vault"},
	"golang.org/x/sys/":              {"storage/pagecrypt", "storage/database", "app", "cli"},
	"golang.org/x/text/":             {"base/names", "storage/roots", "identity/password"},
	"golang.org/x/sync/":             {"storage/*", "app", "bench"},
	"golang.org/x/time/":             {"security/ratelimit"},
	"golang.org/x/term":              {"cli"},
	"rsc.io/qr":                      {"ui", "web/*"},
}

// A source is one Go file: where it stands, and its syntax.
type source struct {
	path      string // from the root of the repository, with slashes
	pkg       string // directory, without internal/
	text      string
	file      *ast.File
	set       *token.FileSet
	test      bool
	generated bool
}

// root is the repository's root, two levels above this package.
const root = "../.."

func parse(name, text string) (*source, error) {
	s := &source{path: name, text: text, set: token.NewFileSet(), test: strings.HasSuffix(name, "_test.go")}
	s.pkg = strings.TrimPrefix(path.Dir(name), "internal/")
	f, err := parser.ParseFile(s.set, name, text, parser.ParseComments)
	if err != nil {
		return nil, err
	}
	s.file, s.generated = f, ast.IsGenerated(f)
	return s, nil
}

// house reads every Go file of the repository once.
var house = sync.OnceValues(func() ([]*source, error) {
	var all []*source
	err := filepath.WalkDir(root, func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name, _ := filepath.Rel(root, p)
		name = filepath.ToSlash(name)
		if d.IsDir() {
			if passedOver(name) {
				return fs.SkipDir
			}
			return nil
		}
		if !strings.HasSuffix(name, ".go") || !strings.Contains(name, "/") {
			return nil
		}
		text, err := os.ReadFile(p)
		if err != nil {
			return err
		}
		s, err := parse(name, string(text))
		if err != nil {
			return err
		}
		all = append(all, s)
		return nil
	})
	return all, err
})

// passedOver reports whether a directory holds nothing of the house's own.
func passedOver(dir string) bool {
	base := path.Base(dir)
	return dir != "." && (strings.HasPrefix(base, ".") && base != ".ci" || base == "testdata" || base == "node_modules" || dir == "tools" || dir == "tmp" || strings.HasPrefix(dir, "kosh-demo"))
}

// check runs a rule over the house.
func check(t *testing.T, rule func([]*source) []string) {
	t.Helper()
	all, err := house()
	if err != nil {
		t.Fatal(err)
	}
	if len(all) < 20 {
		t.Fatalf("only %d files found; the test looks in the wrong place", len(all))
	}
	for _, c := range rule(all) {
		t.Error(c)
	}
}

// production returns the files that are built into the program.
func production(all []*source) []*source {
	return slices.DeleteFunc(slices.Clone(all), func(s *source) bool { return s.test })
}

// at gives a place in a file for a complaint.
func (s *source) at(n ast.Node) string { return s.set.Position(n.Pos()).String() }

func (s *source) imports() []string {
	var all []string
	for _, im := range s.file.Imports {
		all = append(all, strings.Trim(im.Path.Value, `"`))
	}
	return all
}

// A place is a floor and a position on it.
type place struct{ floor, room int }

const (
	behindDoor = -1      // a package behind a door, such as an area of web
	roof       = 1 << 20 // a floor's own package, above its rooms
)

func locate(pkg string) (place, bool) {
	floor, room, _ := strings.Cut(pkg, "/")
	for i, f := range floors {
		switch {
		case f.name != floor:
			continue
		case room == "":
			return place{i, roof}, true
		case f.rooms == nil:
			return place{i, behindDoor}, floor == "web"
		default:
			r := slices.Index(f.rooms, room)
			return place{i, r}, r >= 0
		}
	}
	return place{}, false
}

// generator reports whether a package is a generator run by go generate: a main
// package in a room's gen directory, which nothing imports.
func generator(s *source) bool { return path.Base(s.pkg) == "gen" && s.file.Name.Name == "main" }

// floorsKept is the one rule.
func floorsKept(all []*source) []string {
	var bad []string
	for _, s := range production(all) {
		if _, ok := beside[s.pkg]; ok {
			continue
		}
		self := strings.TrimSuffix(s.pkg, "/gen")
		if !generator(s) {
			self = s.pkg
		}
		from, ok := locate(self)
		if strings.Count(self, "/") > 1 || !ok {
			bad = append(bad, s.path+": "+s.pkg+" has no place in the house; add it to floors")
			continue
		}
		for _, im := range s.imports() {
			to, inside := strings.CutPrefix(im, module+"/internal/")
			if why := climbs(self, from, to); inside && why != "" {
				bad = append(bad, s.path+": "+s.pkg+" imports "+to+", which "+why)
			}
		}
	}
	return bad
}

// climbs says why pkg, standing at from, may not import to; "" if it may.
func climbs(pkg string, from place, to string) string {
	if _, ok := beside[to]; ok {
		return "stands beside the house"
	}
	at, ok := locate(to)
	same := at.floor == from.floor
	switch {
	case !ok:
		return "has no place in the house"
	case at.floor > from.floor:
		return "is on a higher floor"
	case same && from.room == behindDoor && to != "web/page":
		return "is another area of the same door; areas share only web/page"
	case same && from.room != behindDoor && from.room != roof && at.room >= from.room:
		return "comes after it on the same floor"
	}
	for who, what := range sealed {
		if within(who, pkg) && slices.ContainsFunc(what, func(w string) bool { return within(w, to) }) {
			return "is sealed off from it"
		}
	}
	return ""
}

// within reports whether pkg is dir or lies below it.
func within(dir, pkg string) bool { return pkg == dir || strings.HasPrefix(pkg, dir+"/") }

// fencesKept keeps outside packages with their only importers.
func fencesKept(all []*source) []string {
	var bad []string
	for _, s := range production(all) {
		for _, im := range s.imports() {
			if within(module, im) {
				continue
			}
			who, known := fence(im)
			std := !strings.Contains(strings.Split(im, "/")[0], ".")
			switch {
			case !known && !std:
				bad = append(bad, s.path+": "+s.pkg+" imports "+im+", which is not among the outside packages of the house")
			case known && !slices.ContainsFunc(who, func(w string) bool { ok, _ := path.Match(w, s.pkg); return ok }):
				bad = append(bad, s.path+": "+s.pkg+" imports "+im+", which is fenced")
			}
		}
	}
	return bad
}

// fence returns the longest line of fenced that covers an import.
func fence(im string) (who []string, known bool) {
	longest := 0
	for f, w := range fenced {
		if (im == f || strings.HasSuffix(f, "/") && strings.HasPrefix(im, f)) && len(f) > longest {
			who, known, longest = w, true, len(f)
		}
	}
	return who, known
}

func TestFloors(t *testing.T) { t.Parallel(); check(t, floorsKept) }
func TestFences(t *testing.T) { t.Parallel(); check(t, fencesKept) }

// TestTheTablesNameWhatExistsOnce keeps a line from outliving its subject by a typo.
func TestTheTablesNameWhatExistsOnce(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, f := range floors {
		for _, r := range append([]string{""}, f.rooms...) {
			name := strings.TrimSuffix(f.name+"/"+r, "/")
			if seen[name] {
				t.Errorf("%s stands twice in floors", name)
			}
			seen[name] = true
		}
	}
	for who, what := range sealed {
		for _, name := range append([]string{who}, what...) {
			if !seen[name] {
				t.Errorf("sealed names %s, which is not in floors", name)
			}
		}
	}
	for what, who := range fenced {
		for _, w := range who {
			if _, ok := beside[w]; !ok && !seen[w] && !strings.Contains(w, "*") && !strings.HasSuffix(w, "/gen") {
				t.Errorf("the fence of %s names %s, which is not in floors", what, w)
			}
		}
	}
}
