package archtest

import (
	"fmt"
	"go/ast"
	"iter"
	"path"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// reserved lists functions of packages with their only users. An empty list
// means nobody.
var reserved = []struct {
	pkg   string
	names []string
	who   []string
	why   string
}{
	{"time", []string{"Now", "Since", "Until"}, []string{"base/clock"}, "base/clock is the only reader of the wall clock"},
	{"os", []string{"Exit"}, []string{"cli", "cmd/kosh", "testkit", "ui/words/gen"}, "only the program's door ends the program"},
	{"os", []string{"Getenv", "LookupEnv", "Environ"}, []string{"cli", "testkit"}, "nothing is configured behind the operator's back"},
	{"net/http", []string{"Get", "Post", "PostForm", "Head", "DefaultClient", "DefaultServeMux", "Handle", "HandleFunc", "ListenAndServe", "ListenAndServeTLS"}, nil, "the global client, router and server have no limits"},
	{"github.com/a-h/templ", []string{"Raw", "SafeURL", "SafeCSS", "ComponentScript", "JSUnsafeFuncCall", "UnsafeAttributes"}, []string{"ui"}, "only ui may mark text as trusted"},
	{"kosh/internal/storage/database", []string{"Derived"}, []string{"storage/vault", "storage/schema"}, "SQL is constant"},
}

// systemCallers lists who opens a clinic's vault without a person, and for what.
var systemCallers = map[string]string{
	"storage/vault":     "provisions a clinic",
	"storage/jobs":      "claims and ends the clinic's own jobs",
	"identity/accounts": "writes sign-ins and failures into the clinic's log",
	"identity/sessions": "writes ends of sessions into the clinic's log",
	"identity/tenants":  "provisions a clinic and its first owner",
	"app":               "signs checkpoints, runs jobs and checks vaults",
	"testkit":           "provisions the clinics of tests",
	"demo":              "provisions the demonstration's clinics",
}

// ungated lists the operations of clinic rooms that do not begin by requiring a
// permission, and why that is right.
var ungated = map[string]string{
	"practice.Grants":       "answers what a person may do; the vault calls it before there is anything to require",
	"practice.OfClinic":     "tells any member the name of the clinic they work in (tx.Self)",
	"practice.Country":      "tells any member the country, by which telephone numbers are read (tx.Self)",
	"practice.ListChambers": "tells any member the clinic's chambers (tx.Self)",
	"practice.Places":       "tells a person their own chambers; anybody else's need staff.manage",
	"practice.Roles":        "tells the sign-in who needs a second factor, through Places",
	"practice.Names":        "tells any member who their colleagues are and were (tx.Self)",
	"drafts.Save":           "keeps the person's own unsent text (tx.Self)",
	"drafts.SaveFor":        "keeps the person's own unsent text about a patient opened for them (tx.Self)",
	"drafts.Load":           "returns the person's own unsent text (tx.Self)",
	"drafts.LoadFor":        "returns the person's own unsent text about a patient opened for them (tx.Self)",
	"drafts.Discard":        "forgets the person's own unsent text (tx.Self)",
	"drafts.List":           "lists the person's own unsent forms (tx.Self)",
	"drafts.Prune":          "is refused to persons; housekeeping only",
	"practice.Next":         "numbers a record inside another room's operation, which has required",
}

func reservedKept(all []*source) []string {
	var bad []string
	for _, s := range production(all) {
		names := importNames(s)
		ast.Inspect(s.file, func(n ast.Node) bool {
			sel, ok := n.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			x, ok := sel.X.(*ast.Ident)
			if !ok {
				return true
			}
			for _, r := range reserved {
				if names[x.Name] == r.pkg && slices.Contains(r.names, sel.Sel.Name) && !slices.Contains(r.who, s.pkg) {
					bad = append(bad, fmt.Sprintf("%s: %s uses %s.%s: %s", s.at(sel), s.pkg, r.pkg, sel.Sel.Name, r.why))
				}
			}
			return true
		})
		for _, im := range s.file.Imports {
			if im.Name != nil && im.Name.Name == "." {
				bad = append(bad, s.at(im)+": a dot import hides where a name comes from")
			}
		}
	}
	return bad
}

// importNames maps a file's names of imported packages to their paths.
func importNames(s *source) map[string]string {
	names := map[string]string{}
	for _, im := range s.file.Imports {
		p, _ := strconv.Unquote(im.Path.Value)
		name := path.Base(p)
		if im.Name != nil {
			name = im.Name.Name
		}
		names[name] = p
	}
	return names
}

// systemListed wants every use of AsSystem, called or not, to be listed.
func systemListed(all []*source) []string {
	var bad []string
	for _, s := range production(all) {
		ast.Inspect(s.file, func(n ast.Node) bool {
			sel, ok := n.(*ast.SelectorExpr)
			if ok && sel.Sel.Name == "AsSystem" && systemCallers[s.pkg] == "" {
				bad = append(bad, fmt.Sprintf("%s: %s opens a vault without a person; list it in systemCallers with its reason", s.at(sel), s.pkg))
			}
			return true
		})
	}
	return bad
}

// operationsRequire demands that each exported function of a clinical room that
// is handed a transaction begins by requiring a permission, itself or through
// the one unexported function it is a name for.
func operationsRequire(all []*source) []string {
	var bad []string
	helpers := map[string]*ast.FuncDecl{}
	for _, s := range production(all) {
		for fn := range functions(s) {
			helpers[s.pkg+"."+fn.Name.Name] = fn
		}
	}
	for _, s := range production(all) {
		for fn := range functions(s) {
			tx, name := transaction(fn), path.Base(s.pkg)+"."+fn.Name.Name
			if !within("clinic", s.pkg) || !fn.Name.IsExported() || tx == "" || ungated[name] != "" || beginsWithRequire(fn, tx) {
				continue
			}
			if to := helpers[s.pkg+"."+delegate(fn, tx)]; to != nil && beginsWithRequire(to, transaction(to)) {
				continue
			}
			bad = append(bad, fmt.Sprintf("%s: %s does not begin with %s.Require and return its error", s.at(fn), name, tx))
		}
	}
	return bad
}

// TestTheExceptionsAreStillNeeded keeps a reason from outliving what it excuses.
func TestTheExceptionsAreStillNeeded(t *testing.T) {
	t.Parallel()
	all, err := house()
	if err != nil {
		t.Fatal(err)
	}
	exported := map[string]bool{}
	for _, s := range production(all) {
		for fn := range functions(s) {
			if tx := transaction(fn); within("clinic", s.pkg) && tx != "" && !beginsWithRequire(fn, tx) {
				exported[path.Base(s.pkg)+"."+fn.Name.Name] = true
			}
		}
	}
	for name := range ungated {
		if !exported[name] {
			t.Errorf("ungated names %s, which needs no exception or does not exist", name)
		}
	}
}

// functions yields a file's functions and methods that have a body.
func functions(s *source) iter.Seq[*ast.FuncDecl] {
	return func(yield func(*ast.FuncDecl) bool) {
		for _, decl := range s.file.Decls {
			if fn, ok := decl.(*ast.FuncDecl); ok && fn.Body != nil && !yield(fn) {
				return
			}
		}
	}
}

// delegate returns the unexported function that is all fn returns, given tx first.
func delegate(fn *ast.FuncDecl, tx string) string {
	if len(fn.Body.List) != 1 {
		return ""
	}
	ret, ok := fn.Body.List[0].(*ast.ReturnStmt)
	if !ok || len(ret.Results) != 1 {
		return ""
	}
	call, ok := ret.Results[0].(*ast.CallExpr)
	if !ok || len(call.Args) == 0 {
		return ""
	}
	to, ok := call.Fun.(*ast.Ident)
	first, isName := call.Args[0].(*ast.Ident)
	if !ok || !isName || first.Name != tx || to.IsExported() {
		return ""
	}
	return to.Name
}

// transaction returns the name of fn's parameter of type *vault.Tx or
// *vault.PatientTx, "_" if it has none, and "" if there is no such parameter.
func transaction(fn *ast.FuncDecl) string {
	for _, p := range fn.Type.Params.List {
		star, ok := p.Type.(*ast.StarExpr)
		if !ok {
			continue
		}
		sel, ok := star.X.(*ast.SelectorExpr)
		if !ok || sel.Sel.Name != "Tx" && sel.Sel.Name != "PatientTx" {
			continue
		}
		if len(p.Names) == 0 {
			return "_"
		}
		return p.Names[0].Name
	}
	return ""
}

// beginsWithRequire wants
//
//	if err := tx.Require(…); err != nil { return …, err }
//
// before anything is called or returned; choosing which permission to require
// may come first.
func beginsWithRequire(fn *ast.FuncDecl, tx string) bool {
	for _, stmt := range fn.Body.List {
		if requires(stmt, tx) {
			return true
		}
		if acts(stmt) {
			return false
		}
	}
	return false
}

// acts reports whether a statement calls or returns.
func acts(stmt ast.Stmt) bool {
	found := false
	ast.Inspect(stmt, func(n ast.Node) bool {
		switch n.(type) {
		case *ast.CallExpr, *ast.ReturnStmt, *ast.SendStmt, *ast.GoStmt, *ast.DeferStmt:
			found = true
		}
		return !found
	})
	return found
}

func requires(stmt ast.Stmt, tx string) bool {
	first, ok := stmt.(*ast.IfStmt)
	if !ok {
		ret, ok := stmt.(*ast.ReturnStmt)
		return ok && len(ret.Results) == 1 && isRequire(ret.Results[0], tx)
	}
	set, ok := first.Init.(*ast.AssignStmt)
	if !ok || len(set.Rhs) != 1 || !isRequire(set.Rhs[0], tx) || len(first.Body.List) == 0 {
		return false
	}
	cond, ok := first.Cond.(*ast.BinaryExpr)
	if !ok || cond.Op.String() != "!=" {
		return false
	}
	ret, ok := first.Body.List[len(first.Body.List)-1].(*ast.ReturnStmt)
	if !ok || len(ret.Results) == 0 {
		return false
	}
	last, ok := ret.Results[len(ret.Results)-1].(*ast.Ident)
	return ok && last.Name != "nil"
}

func isRequire(e ast.Expr, tx string) bool {
	call, ok := e.(*ast.CallExpr)
	if !ok {
		return false
	}
	sel, ok := call.Fun.(*ast.SelectorExpr)
	if !ok || sel.Sel.Name != "Require" {
		return false
	}
	x, ok := sel.X.(*ast.Ident)
	return ok && x.Name == tx
}

// noInit wants nothing to happen before main.
func noInit(all []*source) []string {
	var bad []string
	for _, s := range production(all) {
		for _, decl := range s.file.Decls {
			if fn, ok := decl.(*ast.FuncDecl); ok && fn.Recv == nil && fn.Name.Name == "init" && !s.generated {
				bad = append(bad, s.at(fn)+": init runs behind everybody's back; call it from app")
			}
		}
	}
	return bad
}

// testsRun wants no test to be left out: no skipping, no focus on the machine.
func testsRun(all []*source) []string {
	var bad []string
	for _, s := range all {
		if !s.test || s.pkg == "archtest" {
			continue
		}
		ast.Inspect(s.file, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			sel, ok := call.Fun.(*ast.SelectorExpr)
			if ok && slices.Contains([]string{"Skip", "Skipf", "SkipNow"}, sel.Sel.Name) {
				if x, ok := sel.X.(*ast.Ident); ok && slices.Contains([]string{"t", "b", "f", "tb"}, x.Name) {
					bad = append(bad, s.at(call)+": a skipped test proves nothing")
				}
			}
			return true
		})
	}
	return bad
}

// documented wants a package sentence from every room, and an argument from
// every room of the kernel.
func documented(all []*source) []string {
	docs, first := map[string]string{}, map[string]*source{}
	var order []string
	for _, s := range production(all) {
		if first[s.pkg] == nil {
			first[s.pkg] = s
			order = append(order, s.pkg)
		}
		if s.file.Doc != nil && !s.generated {
			docs[s.pkg] += s.file.Doc.Text()
		}
	}
	var bad []string
	for _, pkg := range order {
		want := "Package " + first[pkg].file.Name.Name + " "
		if first[pkg].file.Name.Name == "main" {
			want = "Command " + path.Base(pkg) + " "
		}
		argued := within("kernel", pkg) || pkg == "storage/pagecrypt"
		switch {
		case !strings.HasPrefix(docs[pkg], want):
			bad = append(bad, fmt.Sprintf("%s: no package comment beginning %q", pkg, want))
		case argued && strings.Count(docs[pkg], "\n") < 15:
			bad = append(bad, pkg+": the package comment is too short for a security argument")
		}
	}
	return bad
}

func TestReservedCalls(t *testing.T)          { t.Parallel(); check(t, reservedKept) }
func TestSystemCallers(t *testing.T)          { t.Parallel(); check(t, systemListed) }
func TestEveryOperationRequires(t *testing.T) { t.Parallel(); check(t, operationsRequire) }
func TestNoInit(t *testing.T)                 { t.Parallel(); check(t, noInit) }
func TestEveryTestRuns(t *testing.T)          { t.Parallel(); check(t, testsRun) }
func TestDoc(t *testing.T)                    { t.Parallel(); check(t, documented) }
