package archtest

import (
	"fmt"
	"go/ast"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// outsideSubset lists what the two engines do not share, or read differently.
var outsideSubset = []struct {
	found *regexp.Regexp
	why   string
}{
	{word(`\w+\.\*|SELECT\s+\*|,\s*\*|RETURNING\s+\*`), "names columns by *"},
	{word(`::`), "casts with ::; write CAST(x AS T)"},
	{word(`\?`), "has a parameter that is not $N"},
	{word(`;`), "is more than one statement"},
	{word(`"`), "quotes with double quotes"},
	{word(`\bI?LIKE\b|\bGLOB\b|\bSIMILAR\b|\bREGEXP\b|~`), "matches patterns; the engines differ in case"},
	{word(`\b(NOW|GEN_RANDOM_UUID|RANDOM|DATETIME|STRFTIME|JULIANDAY|UNIXEPOCH|LAST_INSERT_ROWID|NEXTVAL|RANDOMBLOB)\s*\(|\bCURRENT_(TIME|DATE|TIMESTAMP)\b`), "asks the engine for time or chance; pass it in"},
	{word(`\b(LOWER|UPPER|INITCAP)\s*\(`), "folds case in the engine; fold in Go"},
	{word(`\b(IFNULL|NVL|IIF|GREATEST|LEAST|STRING_AGG|GROUP_CONCAT|ARRAY_AGG|TOTAL|TYPEOF|PRINTF|FORMAT|JSON\w*|HEX|UNHEX)\s*\(`), "calls a function that one engine lacks"},
	{word(`\b(MAX|MIN)\s*\([^()]*,`), "uses MAX or MIN of two values"},
	{word(`\b(ARRAY|ENUM|DOMAIN|LATERAL|EXCLUDE|DEFERRABLE|TRIGGER|SERIAL|IDENTITY|AUTOINCREMENT|ROWID|COLLATE|PRAGMA|ATTACH|VACUUM|LISTEN|NOTIFY|TRUNCATE|UNLOGGED|MATERIALIZED|TABLESAMPLE|ILIKE)\b`), "uses a word outside the subset"},
	{word(`\bFOR\s+(UPDATE|SHARE|NO\s+KEY)\b|\bSKIP\s+LOCKED\b|\bLOCK\s+TABLE\b|\bPG_\w+`), "locks or uses the server's own functions"},
	{word(`\bDISTINCT\s+ON\b`), "uses DISTINCT ON"},
	{word(`\b(OR\s+(REPLACE|IGNORE|ABORT|FAIL|ROLLBACK)|REPLACE\s+INTO)\b`), "uses OR REPLACE; write ON CONFLICT"},
	{word(`\bON\s+CONFLICT\s+DO\b`), "names no key after ON CONFLICT"},
	{word(`\(\s*[\w.]+\s*(,\s*[\w.]+\s*)+\)\s*(=|<|>|<=|>=|<>|!=|IN\b)`), "compares rows"},
	{word(`/`), "divides; do it in Go"},
	{word(`\b(NATURAL|RIGHT|FULL)\s+(OUTER\s+)?JOIN\b`), "uses a join outside the subset"},
	{word(`\bFROM\s+[a-z_]+(\s+(AS\s+)?[a-z_]+)?\s*,`), "joins with a comma"},
	{word(`\bINSERT\s+INTO\s+\w+\s+(VALUES|SELECT|DEFAULT)\b`), "inserts without naming columns"},
	{word(`\b(CREATE|ALTER|DROP|GRANT|REVOKE|SET\s+LOCAL|BEGIN|COMMIT|ROLLBACK|SAVEPOINT)\b`), "changes the schema or the transaction"},
}

func word(expr string) *regexp.Regexp { return regexp.MustCompile(`(?is)` + expr) }

var (
	quoted   = regexp.MustCompile(`'[^']*'`)
	comment  = regexp.MustCompile(`--[^\n]*`)
	anyList  = regexp.MustCompile(`= ANY\(\$\d+::(uuid|bytea|bigint|text)\[\]\)`) // the wrapper rewrites it
	sum      = word(`\bSUM\s*\(`)
	sumSafe  = word(`CAST\s*\(\s*COALESCE\s*\(\s*SUM\s*\(`)
	tenant1  = word(`\btenant_id\s*=\s*\$1\b`)
	tenantJ  = word(`\btenant_id\s*=\s*\w+\.tenant_id\b`)
	insert1  = word(`\bINSERT\s+INTO\s+\w+\s*\(\s*tenant_id\b[^)]*\)\s*(VALUES\s*\(|SELECT\s+)\s*\$1\b`)
	tableRef = word(`\b(FROM|JOIN|INTO|UPDATE)\s+([a-z_]+)`)
	nested   = word(`\bDISTINCT\s+FROM\b`)
	withName = word(`(?:\bWITH\s+(?:RECURSIVE\s+)?|\)\s*,\s*)([a-z_]+)\s+AS\s*\(`)
	written  = word(`\b(?:INSERT\s+INTO|UPDATE|DELETE\s+FROM)\s+([a-z_]+)`)
)

// A statement is one constant given to SQL.
type statement struct {
	at     string
	pkg    string
	text   string
	tenant bool // runs in a clinic's vault, where $1 is the tenant
}

// sqlMakers lists the packages with a function SQL, which only constants satisfy.
var sqlMakers = []string{"storage/database", "storage/control", "storage/vault"}

// engineChecks lists the statements to the embedded engine about itself, which
// touch no clinic's rows as such.
var engineChecks = map[string]string{
	"PRAGMA integrity_check(20)": "storage/vault",
	"PRAGMA foreign_key_check":   "storage/vault",
}

// vaultRooms lists the packages below the vault's SQL function whose own
// statements run in a clinic's vault.
var vaultRooms = []string{"storage/vault", "storage/jobs"}

// constants maps each package's string constants that stand at top level.
func constants(all []*source) map[string]map[string]ast.Expr {
	m := map[string]map[string]ast.Expr{}
	for _, s := range all {
		for _, decl := range s.file.Decls {
			gen, ok := decl.(*ast.GenDecl)
			if !ok || gen.Tok != token.CONST {
				continue
			}
			for _, spec := range gen.Specs {
				v := spec.(*ast.ValueSpec)
				for i, name := range v.Names {
					if i < len(v.Values) {
						if m[s.pkg] == nil {
							m[s.pkg] = map[string]ast.Expr{}
						}
						m[s.pkg][name.Name] = v.Values[i]
					}
				}
			}
		}
	}
	return m
}

// fold returns the text of a constant expression made of literals, named
// constants of the package, and +.
func fold(e ast.Expr, known map[string]ast.Expr, depth int) (string, bool) {
	if depth > 20 {
		return "", false
	}
	switch e := e.(type) {
	case *ast.BasicLit:
		text, err := strconv.Unquote(e.Value)
		return text, err == nil && e.Kind == token.STRING
	case *ast.ParenExpr:
		return fold(e.X, known, depth+1)
	case *ast.BinaryExpr:
		x, okX := fold(e.X, known, depth+1)
		y, okY := fold(e.Y, known, depth+1)
		return x + y, okX && okY && e.Op == token.ADD
	case *ast.Ident:
		if v, ok := known[e.Name]; ok {
			return fold(v, known, depth+1)
		}
	}
	return "", false
}

// statements finds every call of SQL; a call that cannot be read is a complaint.
func statements(all []*source) (found []statement, bad []string) {
	known := constants(all)
	for _, s := range production(all) {
		names := importNames(s)
		ast.Inspect(s.file, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok || len(call.Args) != 1 {
				return true
			}
			from := ""
			switch f := call.Fun.(type) {
			case *ast.SelectorExpr:
				if x, ok := f.X.(*ast.Ident); ok && f.Sel.Name == "SQL" {
					from = strings.TrimPrefix(names[x.Name], module+"/internal/")
				}
			case *ast.Ident:
				if f.Name == "SQL" {
					from = s.pkg
				}
			}
			if !slices.Contains(sqlMakers, from) {
				return true
			}
			text, ok := fold(call.Args[0], known[s.pkg], 0)
			if !ok {
				if !slices.Contains(sqlMakers, s.pkg) {
					bad = append(bad, s.at(call)+": a statement must be one constant, readable where it stands")
				}
				return true
			}
			tenant := from == "storage/vault" || slices.Contains(vaultRooms, s.pkg)
			found = append(found, statement{s.at(call), s.pkg, text, tenant})
			return true
		})
	}
	return found, bad
}

// statementsKept reads every statement: the portable subset for all, and the
// tenant's predicate for each table of those that run in a clinic's vault.
func statementsKept(all []*source) []string {
	found, bad := statements(all)
	for _, q := range found {
		if engineChecks[q.text] == q.pkg {
			continue
		}
		text := plain(q.text)
		for _, rule := range outsideSubset {
			if m := rule.found.FindString(strings.ReplaceAll(text, "COUNT(*)", "COUNT(1)")); m != "" {
				bad = append(bad, fmt.Sprintf("%s: the statement %s (%q): %.80s", q.at, rule.why, m, oneLine(q.text)))
			}
		}
		if len(sum.FindAllString(text, -1)) != len(sumSafe.FindAllString(text, -1)) {
			bad = append(bad, q.at+": write CAST(COALESCE(SUM(x),0) AS BIGINT)")
		}
		if q.tenant {
			if why := tenantKept(text); why != "" {
				bad = append(bad, fmt.Sprintf("%s: the statement %s: %.100s", q.at, why, oneLine(q.text)))
			}
		}
	}
	return bad
}

// plain removes comments, quoted text and the one cast that is rewritten.
func plain(text string) string {
	text = quoted.ReplaceAllString(comment.ReplaceAllString(text, ""), "''")
	return anyList.ReplaceAllString(text, "IN (1)")
}

// tenantKept wants one tenant predicate for each table a statement touches: a
// comparison with $1, a join on another table's tenant_id, or $1 as the first
// value of an insert.
func tenantKept(text string) string {
	var made []string
	for _, m := range withName.FindAllStringSubmatch(text, -1) {
		made = append(made, strings.ToLower(m[1]))
	}
	tables := 0
	for _, m := range tableRef.FindAllStringSubmatch(nested.ReplaceAllString(text, ""), -1) {
		if name := strings.ToLower(m[2]); name != "set" && name != "select" && !slices.Contains(made, name) {
			tables++
		}
	}
	direct := len(tenant1.FindAllString(text, -1)) + len(insert1.FindAllString(text, -1))
	switch all := direct + len(tenantJ.FindAllString(text, -1)); {
	case direct == 0:
		return "does not use $1, the tenant"
	case all < tables:
		return fmt.Sprintf("touches %d tables and names the tenant for %d", tables, all)
	}
	return ""
}

func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }

// oneWriter lets every table be changed from one room only; any room may read.
func oneWriter(all []*source) []string {
	found, bad := statements(all)
	owner := map[string]string{}
	for _, q := range found {
		store := map[bool]string{true: "vault", false: "control or keys"}[q.tenant]
		for _, m := range written.FindAllStringSubmatch(plain(q.text), -1) {
			table := strings.ToLower(m[1])
			if table == "set" {
				continue
			}
			key := table + " of the " + store
			if was, ok := owner[key]; ok && was != q.pkg {
				bad = append(bad, fmt.Sprintf("%s: %s changes table %s, which belongs to %s", q.at, q.pkg, key, was))
				continue
			}
			owner[key] = q.pkg
		}
	}
	return bad
}

// sqlOnlyAsStatements wants no SQL to hide in strings that are not given to SQL.
func sqlOnlyAsStatements(all []*source) []string {
	found, _ := statements(all)
	given := map[string]bool{}
	for _, q := range found {
		given[q.text] = true
	}
	looks := regexp.MustCompile(`(?s)^\s*(SELECT\s.+\sFROM\s|INSERT\s+INTO\s+\w+|UPDATE\s+\w+\s+SET\s|DELETE\s+FROM\s+\w+)`)
	var bad []string
	for _, s := range production(all) {
		if s.pkg == "archtest" || s.pkg == "storage/database" || s.pkg == "storage/schema" {
			continue
		}
		ast.Inspect(s.file, func(n ast.Node) bool {
			lit, ok := n.(*ast.BasicLit)
			if !ok || lit.Kind != token.STRING {
				return true
			}
			text, err := strconv.Unquote(lit.Value)
			if err == nil && looks.MatchString(text) && !given[text] && !s.derives(lit) {
				bad = append(bad, fmt.Sprintf("%s: SQL outside SQL(…): %.80s", s.at(lit), oneLine(text)))
			}
			return true
		})
	}
	return bad
}

// derives reports whether a literal is an argument of database.Derived, whose
// callers are reserved.
func (s *source) derives(lit *ast.BasicLit) bool {
	found := false
	ast.Inspect(s.file, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok {
			return !found
		}
		if sel, ok := call.Fun.(*ast.SelectorExpr); ok && sel.Sel.Name == "Derived" && lit.Pos() >= call.Pos() && lit.End() <= call.End() {
			found = true
		}
		return !found
	})
	return found
}

var (
	createTable = word(`CREATE TABLE (\w+) \((.*?)\n\);`)
	columnLine  = word(`^([a-z_]+) (\w+)(.*)$`)
	keyLine     = word(`^(PRIMARY KEY|UNIQUE|FOREIGN KEY) \(([\w, ]+)\)(?: REFERENCES \w+ \(([\w, ]+)\))?$`)
	indexLine   = word(`^CREATE (?:UNIQUE )?INDEX \w+ ON \w+ \(([\w, ]+)\)( WHERE .*)?$`)
	fiveTypes   = []string{"TEXT", "UUID", "BYTEA", "BIGINT", "BOOLEAN"}
)

// tablesKept reads a schema file: five types, no defaults made by the engine,
// and, in a clinic's store, every key and index starting with the tenant.
func tablesKept(name, text string) []string {
	var bad []string
	complain := func(format string, a ...any) { bad = append(bad, name+": "+fmt.Sprintf(format, a...)) }
	clinic := strings.Contains(name, "/tenant/")
	text = comment.ReplaceAllString(text, "")
	for _, m := range createTable.FindAllStringSubmatch(text, -1) {
		table, keyed := m[1], false
		for line := range strings.SplitSeq(m[2], "\n") {
			line = strings.TrimSuffix(strings.TrimSpace(line), ",")
			if k := keyLine.FindStringSubmatch(line); k != nil {
				keyed = keyed || strings.EqualFold(k[1], "PRIMARY KEY")
				for _, list := range k[2:] {
					if clinic && list != "" && !startsWithTenant(list) {
						complain("%s: the key (%s) does not start with tenant_id", table, list)
					}
				}
			} else if c := columnLine.FindStringSubmatch(line); c != nil {
				if !slices.Contains(fiveTypes, c[2]) {
					complain("%s.%s has the type %s, which is not one of five", table, c[1], c[2])
				}
				if rest := strings.TrimSpace(c[3]); rest != "" && rest != "NOT NULL" {
					complain("%s.%s says %q; a column is a type and NOT NULL", table, c[1], rest)
				}
			} else if line != "" {
				complain("%s: cannot read %q", table, line)
			}
		}
		if !keyed {
			complain("%s has no primary key", table)
		}
	}
	for stmt := range strings.SplitSeq(createTable.ReplaceAllString(text, ""), ";") {
		stmt = oneLine(stmt)
		m := indexLine.FindStringSubmatch(stmt)
		switch {
		case stmt == "":
		case m == nil:
			complain("cannot read %q", stmt)
		case clinic && !startsWithTenant(m[1]):
			complain("the index (%s) does not start with tenant_id", m[1])
		}
	}
	return bad
}

func startsWithTenant(list string) bool {
	return strings.TrimSpace(strings.Split(list, ",")[0]) == "tenant_id"
}

func TestStatements(t *testing.T)             { t.Parallel(); check(t, statementsKept) }
func TestOneWriter(t *testing.T)              { t.Parallel(); check(t, oneWriter) }
func TestNoSQLOutsideStatements(t *testing.T) { t.Parallel(); check(t, sqlOnlyAsStatements) }

func TestSchema(t *testing.T) {
	t.Parallel()
	n := 0
	dir := path.Join(root, "internal/storage/schema")
	err := filepath.WalkDir(dir, func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(p, ".sql") {
			return err
		}
		n++
		text, err := os.ReadFile(p)
		if err != nil {
			return err
		}
		name := strings.TrimPrefix(filepath.ToSlash(p), "../../")
		for _, c := range tablesKept(name, string(text)) {
			t.Error(c)
		}
		return nil
	})
	if err != nil || n == 0 {
		t.Fatalf("%d schema files, %v", n, err)
	}
}
