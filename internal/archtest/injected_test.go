package archtest

import (
	"fmt"
	"strings"
	"testing"
)

// injected violations: each rule is run over a source that breaks it, and must
// say so; and over its mended twin, and must be silent.
var injected = []violation{
	{"a room imports a higher floor", floorsKept, "internal/kernel/seal/x.go",
		`package seal; import _ "kosh/internal/storage/vault"`, "higher floor",
		`package seal; import _ "kosh/internal/base/ids"`},
	{"a room imports a later room of its floor", floorsKept, "internal/clinic/practice/x.go",
		`package practice; import _ "kosh/internal/clinic/patients"`, "comes after it",
		`package practice; import _ "kosh/internal/storage/vault"`},
	{"a room imports itself", floorsKept, "internal/clinic/practice/x.go",
		`package practice; import _ "kosh/internal/clinic/practice"`, "comes after it", ""},
	{"a clinic room opens the database", floorsKept, "internal/clinic/patients/x.go",
		`package patients; import _ "kosh/internal/storage/database"`, "sealed off",
		`package patients; import _ "kosh/internal/clinic/practice"`},
	{"a clinic room seals by itself", floorsKept, "internal/clinic/trail/x.go",
		`package trail; import _ "kosh/internal/kernel/seal"`, "sealed off", `package trail; import _ "kosh/internal/kernel/audit"`},
	{"a door opens the control store", floorsKept, "internal/web/x.go",
		`package web; import _ "kosh/internal/storage/control"`, "sealed off", `package web; import _ "kosh/internal/identity/sessions"`},
	{"an area opens the database", floorsKept, "internal/web/patientpages/x.go",
		`package patientpages; import _ "kosh/internal/storage/database"`, "sealed off",
		`package patientpages; import _ "kosh/internal/web/page"`},
	{"an area imports another area", floorsKept, "internal/web/patientpages/x.go",
		`package patientpages; import _ "kosh/internal/web/trailpages"`, "another area", `package patientpages; import _ "kosh/internal/clinic/patients"`},
	{"an area imports its door", floorsKept, "internal/web/patientpages/x.go",
		`package patientpages; import _ "kosh/internal/web"`, "another area", ""},
	{"the design system knows a domain type", floorsKept, "internal/ui/x.go",
		`package ui; import _ "kosh/internal/kernel/access"`, "sealed off", `package ui; import _ "kosh/internal/ui/words"`},
	{"a package has no place", floorsKept, "internal/util/x.go", `package util`, "no place", ""},
	{"a room lies too deep", floorsKept, "internal/clinic/patients/rules/x.go", `package rules`, "no place", ""},
	{"a floor gets a package of its own below nothing", floorsKept, "internal/storage/cache/x.go", `package cache`, "no place", ""},
	{"the program uses the test kit", floorsKept, "internal/app/x.go",
		`package app; import _ "kosh/internal/testkit"`, "beside the house", `package app; import _ "kosh/internal/web"`},
	{"main grows", floorsKept, "cmd/kosh/main.go",
		`package main; import _ "kosh/internal/app"`, "sealed off", `package main; import _ "kosh/internal/cli"`},

	{"a room uses the driver", fencesKept, "internal/storage/vault/x.go",
		`package vault; import _ "github.com/ncruces/go-sqlite3/driver"`, "fenced", `package vault; import _ "slices"`},
	{"a room uses database/sql", fencesKept, "internal/storage/database/x.go", `package database; import _ "database/sql"`, "fenced", ""},
	{"a room encrypts by itself", fencesKept, "internal/clinic/patients/x.go",
		`package patients; import _ "crypto/aes"`, "fenced", `package patients; import _ "crypto/sha256"`},
	{"a room draws keys", fencesKept, "internal/web/x.go", `package web; import _ "crypto/rand"`, "fenced", `package web; import _ "crypto/subtle"`},
	{"a room speaks TLS", fencesKept, "internal/web/x.go", `package web; import _ "crypto/tls"`, "fenced", `package web; import _ "net/http"`},
	{"a room serves HTTP", fencesKept, "internal/clinic/patients/x.go", `package patients; import _ "net/http"`, "fenced", ""},
	{"somebody throws weak dice", fencesKept, "internal/identity/otp/x.go",
		`package otp; import _ "math/rand/v2"`, "fenced", `package otp; import _ "crypto/rand"`},
	{"the demo throws old dice", fencesKept, "internal/demo/x.go", `package demo; import _ "math/rand"`, "fenced", `package demo; import _ "math/rand/v2"`},
	{"somebody is unsafe", fencesKept, "internal/storage/pagecrypt/x.go", `package pagecrypt; import _ "unsafe"`, "fenced", ""},
	{"somebody uses cgo", fencesKept, "internal/storage/pagecrypt/x.go", `package pagecrypt; import "C"`, "fenced", ""},
	{"somebody uses templates of text", fencesKept, "internal/ui/x.go",
		`package ui; import _ "html/template"`, "fenced", `package ui; import _ "github.com/a-h/templ"`},
	{"somebody starts programs", fencesKept, "internal/app/x.go", `package app; import _ "os/exec"`, "fenced", ""},
	{"a room draws components", fencesKept, "internal/clinic/patients/x.go", `package patients; import _ "github.com/a-h/templ"`, "fenced", ""},
	{"a new module slips in", fencesKept, "internal/app/x.go", `package app; import _ "example.org/kit"`, "not among", ""},

	{"somebody reads the wall clock", reservedKept, "internal/app/x.go",
		`package app; import "time"; var x = time.Now`, "wall clock", `package app; import "time"; var x = time.Second`},
	{"somebody reads it under another name", reservedKept, "internal/app/x.go",
		`package app; import clock "time"; func f(t clock.Time) clock.Duration { return clock.Since(t) }`, "wall clock", ""},
	{"somebody hides names", reservedKept, "internal/app/x.go", `package app; import . "time"; var x = Now()`, "dot import", ""},
	{"somebody uses the global client", reservedKept, "internal/web/x.go",
		`package web; import "net/http"; var c = http.DefaultClient`, "no limits", `package web; import "net/http"; var c http.Client`},
	{"an area trusts text", reservedKept, "internal/web/patientpages/x.go",
		`package patientpages; import "github.com/a-h/templ"; var x = templ.Raw("<b>")`, "trusted", ""},
	{"a room makes SQL at run time", reservedKept, "internal/clinic/patients/x.go",
		`package patients; import "kosh/internal/storage/database"; var x = database.Derived("a")`, "constant", ""},
	{"a room ends the program", reservedKept, "internal/app/x.go", `package app; import "os"; func f() { os.Exit(1) }`, "ends the program", ""},

	{"a door does system work", systemListed, "internal/web/x.go",
		`package web; func f(s S) { s.AsSystem(t, "why").View(nil) }`, "without a person",
		`package web; func f(s S) { s.View(who, nil) }`},
	{"a door keeps system work for later", systemListed, "internal/web/x.go", `package web; func f(s S) { g := s.AsSystem; g() }`, "without a person", ""},

	{"an operation does not require", operationsRequire, "internal/clinic/patients/x.go",
		`package patients; func Find(tx *vault.Tx) error { return nil }`, "Find does not begin",
		`package patients; func Find(tx *vault.Tx) error { if err := tx.Require(access.PatientList); err != nil { return err }; return nil }`},
	{"an operation requires too late", operationsRequire, "internal/clinic/patients/x.go",
		`package patients; func Find(tx *vault.Tx) error { n := load(tx); if err := tx.Require(p); err != nil { return err }; return f(n) }`, "Find does not begin",
		`package patients; func Find(tx *vault.Tx, f int) error { p := A; if f > 1 { p = B }; if err := tx.Require(p); err != nil { return err }; return nil }`},
	{"an operation has a way around", operationsRequire, "internal/clinic/patients/x.go",
		`package patients; func Find(tx *vault.Tx, f int) error { if f > 1 { return nil }; if err := tx.Require(p); err != nil { return err }; return nil }`, "Find does not begin", ""},
	{"an operation leaves it to somebody who does not", operationsRequire, "internal/clinic/patients/x.go",
		`package patients; func Find(tx *vault.Tx) error { return find(tx, 1) }; func find(tx *vault.Tx, n int) error { return nil }`, "Find does not begin",
		`package patients; func Find(tx *vault.Tx) error { return find(tx, 1) }; func find(tx *vault.Tx, n int) error { if err := tx.Require(p); err != nil { return err }; return nil }`},
	{"an operation requires and forgets the answer", operationsRequire, "internal/clinic/patients/x.go",
		`package patients; func Find(tx *vault.Tx) error { _ = tx.Require(p); return nil }`, "Find does not begin", ""},
	{"an operation requires and swallows the answer", operationsRequire, "internal/clinic/patients/x.go",
		`package patients; func Find(tx *vault.Tx) error { if err := tx.Require(p); err != nil { return nil }; return nil }`, "Find does not begin", ""},
	{"an operation requires the other way round", operationsRequire, "internal/clinic/patients/x.go",
		`package patients; func Find(tx *vault.Tx) error { if err := tx.Require(p); err == nil { return err }; return nil }`, "Find does not begin", ""},
	{"an operation asks somebody else", operationsRequire, "internal/clinic/patients/x.go",
		`package patients; func Find(pt *vault.PatientTx, g G) error { if err := g.Require(p); err != nil { return err }; return nil }`, "Find does not begin",
		`package patients; func Find(pt *vault.PatientTx, g G) (int, error) { if err := pt.Require(p); err != nil { return 0, err }; return 1, nil }`},
	{"a method does not require", operationsRequire, "internal/clinic/patients/x.go",
		`package patients; func (r Room) Find(tx *vault.Tx) error { return nil }`, "Find does not begin", ""},

	{"a package initialises itself", noInit, "internal/app/x.go", `package app; func init() {}`, "init runs", `package app; func (x T) init() {}`},
	{"a test is skipped", testsRun, "internal/app/x_test.go", `package app; func TestA(t *testing.T) { t.Skip("later") }`, "proves nothing", `package app; func TestA(t *testing.T) {}`},
	{"a package says nothing", documented, "internal/app/x.go", "// Helpers.\npackage app", "no package comment", "// Package app builds the house.\npackage app"},
	{"a kernel room does not argue", documented, "internal/kernel/seal/x.go", "// Package seal seals.\npackage seal", "too short", ""},

	{"a file is too long", sizesKept, "internal/app/x.go", "package app\n" + strings.Repeat("\n", 601), "602", "package app\n" + strings.Repeat("\n", 500)},
	{"a function is too long", sizesKept, "internal/app/x.go",
		"package app\nfunc f() {" + strings.Repeat("\n", 81) + "}", "f has 82 lines", "package app\nfunc f() {" + strings.Repeat("\n", 70) + "}"},
	{"the kernel is too long", kernelKept, "internal/kernel/seal/x.go", "package seal\n" + strings.Repeat("\n", 4001), "the limit is 4000", "package seal\n"},

	sqlCase("no tenant", "SELECT a FROM patient WHERE id = $2", "does not use $1", "SELECT a FROM patient WHERE tenant_id = $1 AND id = $2"),
	sqlCase("another number as the tenant", "SELECT a FROM patient WHERE tenant_id = $10", "does not use $1", ""),
	sqlCase("the tenant of one table only", "SELECT p.a FROM patient p JOIN care c ON c.patient_id = p.id WHERE p.tenant_id = $1", "names the tenant for 1",
		"SELECT p.a FROM patient p JOIN care c ON c.tenant_id = p.tenant_id AND c.patient_id = p.id WHERE p.tenant_id = $1"),
	sqlCase("no tenant in a subquery", "SELECT a FROM patient WHERE tenant_id = $1 AND EXISTS (SELECT 1 FROM care WHERE patient_id = $2)", "names the tenant for 1", ""),
	sqlCase("the tenant in a string only", "SELECT a FROM patient WHERE name = 'tenant_id = $1'", "does not use $1", ""),
	sqlCase("the tenant in a comment only", "SELECT a FROM patient -- tenant_id = $1\n WHERE id = $2", "does not use $1", ""),
	sqlCase("an insert for a chosen tenant", "INSERT INTO patient (tenant_id, id) VALUES ($2, $1)", "does not use $1", "INSERT INTO patient (tenant_id, id) VALUES ($1, $2)"),
	sqlCase("an update of everybody", "UPDATE patient SET a = $1", "does not use $1", "UPDATE patient SET a = $2 WHERE tenant_id = $1"),
	sqlCase("a deletion of everybody", "DELETE FROM patient", "does not use $1", "DELETE FROM patient WHERE tenant_id = $1 AND id = $2"),
	sqlCase("a star", "SELECT * FROM patient WHERE tenant_id = $1", "names columns by *", "SELECT COUNT(*) FROM patient WHERE tenant_id = $1"),
	sqlCase("a table's star", "SELECT p.* FROM patient p WHERE p.tenant_id = $1", "names columns by *", ""),
	sqlCase("an insert without columns", "INSERT INTO patient VALUES ($1, $2)", "without naming columns", ""),
	sqlCase("a cast", "SELECT a::text FROM patient WHERE tenant_id = $1", "casts with ::", "SELECT CAST(a AS TEXT) FROM patient WHERE tenant_id = $1 AND id = ANY($2::uuid[])"),
	sqlCase("a pattern", "SELECT a FROM patient WHERE tenant_id = $1 AND name ILIKE $2", "matches patterns", ""),
	sqlCase("the engine's time", "SELECT a FROM patient WHERE tenant_id = $1 AND at < now()", "time or chance", ""),
	sqlCase("a lock", "SELECT a FROM patient WHERE tenant_id = $1 FOR UPDATE", "locks", ""),
	sqlCase("one row a group", "SELECT DISTINCT ON (a) a, b FROM patient WHERE tenant_id = $1", "DISTINCT ON", "SELECT DISTINCT a, b FROM patient WHERE tenant_id = $1"),
	sqlCase("a comparison of rows", "SELECT a FROM patient WHERE tenant_id = $1 AND (a, b) > ($2, $3)", "compares rows", ""),
	sqlCase("a division", "SELECT a / 2 FROM patient WHERE tenant_id = $1", "divides", ""),
	sqlCase("a sum that may be nothing", "SELECT SUM(a) FROM patient WHERE tenant_id = $1", "COALESCE", "SELECT CAST(COALESCE(SUM(a),0) AS BIGINT) FROM patient WHERE tenant_id = $1"),
	sqlCase("two statements", "SELECT a FROM patient WHERE tenant_id = $1; DROP TABLE patient", "more than one", ""),
	sqlCase("a comma join", "SELECT a FROM patient p, care c WHERE p.tenant_id = $1 AND c.tenant_id = $1", "comma", ""),
	sqlCase("an upsert that replaces", "INSERT OR REPLACE INTO patient (tenant_id, id) VALUES ($1, $2)", "OR REPLACE", ""),
	sqlCase("an upsert on any key", "INSERT INTO patient (tenant_id, id) VALUES ($1, $2) ON CONFLICT DO NOTHING", "names no key", ""),
	sqlCase("the parameters of one engine", "SELECT a FROM patient WHERE tenant_id = $1 AND id = ?", "not $N", ""),
	{"a statement made of a variable", statementsKept, "internal/clinic/patients/x.go",
		vaultSQL + "var name = `patient`; var q = vault.SQL(`SELECT a FROM ` + name)", "one constant",
		vaultSQL + "const where = ` WHERE tenant_id = $1`; var q = vault.SQL(`SELECT a FROM patient` + where)"},
	{"a statement made by a function", statementsKept, "internal/clinic/patients/x.go",
		vaultSQL + "var q = vault.SQL(build())", "one constant", ""},
	{"a statement under another import name", statementsKept, "internal/clinic/patients/x.go",
		"package patients; import v \"kosh/internal/storage/vault\"; var q = v.SQL(`SELECT a FROM patient`)", "does not use $1", ""},
	{"a control statement outside the subset", statementsKept, "internal/storage/control/x.go",
		"package control; import \"kosh/internal/storage/database\"; var q = database.SQL(`SELECT * FROM tenant`)", "names columns by *",
		"package control; import \"kosh/internal/storage/database\"; var q = database.SQL(`SELECT id FROM tenant`)"},
	{"SQL in a plain string", sqlOnlyAsStatements, "internal/clinic/patients/x.go",
		"package patients; var q = `SELECT a FROM patient WHERE id = 1`", "outside SQL", "package patients; var q = `Select a patient from the list.`"},
}

const vaultSQL = "package patients; import \"kosh/internal/storage/vault\"; "

type violation struct {
	name   string
	rule   func([]*source) []string
	path   string
	broken string
	want   string // part of the complaint
	mended string // "" when there is nothing lawful to write instead
}

func sqlCase(name, broken, want, mended string) violation {
	v := violation{"SQL: " + name, statementsKept, "internal/clinic/patients/x.go", vaultSQL + "var q = vault.SQL(`" + broken + "`)", want, ""}
	if mended != "" {
		v.mended = vaultSQL + "var q = vault.SQL(`" + mended + "`)"
	}
	return v
}

func TestEveryRuleCanFail(t *testing.T) {
	t.Parallel()
	for _, c := range injected {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			run := func(text string) string {
				s, err := parse(c.path, text)
				if err != nil {
					t.Fatal(err)
				}
				return strings.Join(c.rule([]*source{s}), "\n")
			}
			if got := run(c.broken); !strings.Contains(got, c.want) {
				t.Errorf("the violation was not found; complaints: %q", got)
			}
			if c.mended != "" {
				if got := run(c.mended); got != "" {
					t.Errorf("the lawful form was refused: %s", got)
				}
			}
		})
	}
}

func TestTheRulesOverSeveralFilesCanFail(t *testing.T) {
	t.Parallel()
	var two, many []*source
	for _, pkg := range []string{"patients", "practice"} {
		s, err := parse("internal/clinic/"+pkg+"/x.go", "package "+pkg+"; import \"kosh/internal/storage/vault\"; var q = vault.SQL(`UPDATE staff SET a = $2 WHERE tenant_id = $1`)")
		if err != nil {
			t.Fatal(err)
		}
		two = append(two, s)
	}
	if got := oneWriter(two); len(got) != 1 || !strings.Contains(got[0], "belongs to") {
		t.Errorf("two writers of one table: %q", got)
	}
	if got := oneWriter(two[:1]); got != nil {
		t.Errorf("one writer of a table: %q", got)
	}
	for i := range packageFiles + 1 {
		s, err := parse(fmt.Sprintf("internal/app/x%d.go", i), "package app")
		if err != nil {
			t.Fatal(err)
		}
		many = append(many, s)
	}
	if got := sizesKept(many); len(got) != 1 {
		t.Errorf("13 files in a package: %q", got)
	}
	if got := sizesKept(many[1:]); got != nil {
		t.Errorf("12 files in a package: %q", got)
	}
}

func TestTheRulesOverTextCanFail(t *testing.T) {
	t.Parallel()
	const tree = "# Kosh\n\n## The house\n\nIts floors:\n\n```\ncmd/kosh  the program\ninternal/\n  base/  plain values\n    ids  identifiers\n```\n\n## More\n"
	packages := []string{"cmd/kosh", "internal/base/ids"}
	table := func(columns string) string {
		return "-- A note.\nCREATE TABLE x (\n" + columns + "\n);\nCREATE INDEX x_a ON x (tenant_id, a);\n"
	}
	const name = "internal/storage/schema/tenant/0001_x.sql"
	only := func(p string) bool { return p == "docs/a.md" }
	for _, c := range []struct {
		name string
		got  []string
		want string // "": silence
	}{
		{"a true tree", treeKept(tree, packages), ""},
		{"no tree", treeKept("# Kosh\n", packages), "no fenced tree"},
		{"a package the tree lacks", treeKept(tree, append(packages, "internal/base/errs")), "lacks internal/base/errs"},
		{"a package the tree invents", treeKept(tree, packages[:1]), "names internal"},
		{"a package without a purpose", treeKept(strings.Replace(tree, "ids  identifiers", "ids", 1), packages), "no purpose"},

		{"a lawful table", tablesKept(name, table("    tenant_id UUID NOT NULL,\n    a BIGINT,\n    PRIMARY KEY (tenant_id, a),\n    FOREIGN KEY (tenant_id, a) REFERENCES y (tenant_id, id)")), ""},
		{"a sixth type", tablesKept(name, table("    tenant_id UUID NOT NULL,\n    a JSONB NOT NULL,\n    PRIMARY KEY (tenant_id)")), "JSONB"},
		{"a default", tablesKept(name, table("    tenant_id UUID NOT NULL,\n    a BIGINT NOT NULL DEFAULT 1,\n    PRIMARY KEY (tenant_id)")), "DEFAULT"},
		{"a key without the tenant", tablesKept(name, table("    tenant_id UUID NOT NULL,\n    a BIGINT NOT NULL,\n    PRIMARY KEY (a)")), "does not start"},
		{"a reference without the tenant", tablesKept(name, table("    tenant_id UUID NOT NULL,\n    a BIGINT,\n    PRIMARY KEY (tenant_id),\n    FOREIGN KEY (tenant_id, a) REFERENCES y (id)")), "does not start"},
		{"an index without the tenant", tablesKept(name, "CREATE INDEX x_a ON x (a);"), "does not start"},
		{"no key", tablesKept(name, table("    tenant_id UUID NOT NULL")), "no primary key"},
		{"a trigger", tablesKept(name, "CREATE TRIGGER t AFTER INSERT ON x;"), "cannot read"},

		{"plain words", wordsKept("a.md", "Tamper-evident, end-to-end tests, at /patients/{id}, /works."), ""},
		{"a claim", wordsKept("a.md", "It is\nTamper proof."), "a.md:2"},
		{"a claim of encryption", wordsKept("a.md", "All data is end-to-end encrypted."), "TLS is not that"},
		{"a claim of purity", wordsKept("a.md", "We have never been breached."), "nobody can promise"},
		{"a certificate nobody gave", wordsKept("a.md", "It is HIPAA compliant."), "certified"},
		{"a path of a machine", wordsKept("a.go", `x := "/work/main/x"`), "somebody's machine"},
		{"an unfinished line", wordsKept("a.go", "// TODO: later"), "unfinished"},

		{"a documented module", dependenciesKept("require (\n\texample.org/a v1.0.0\n\texample.org/b v1.0.0 // indirect\n)", "tool (\n\texample.org/c/cmd/c\n)", "| `example.org/a` | x |\n| `example.org/c` | y |\n"), ""},
		{"an undocumented module", dependenciesKept("require (\n\texample.org/a v1.0.0\n)", "", ""), "no line for example.org/a"},
		{"an undocumented tool", dependenciesKept("", "tool (\n\texample.org/c/cmd/c\n)", ""), "no line for the tool"},
		{"a module nobody needs", dependenciesKept("require example.org/b v1.0.0 // indirect\n", "", "| `example.org/b` | x |\n"), "not required directly"},

		{"a link that leads", linksKept("docs/b.md", "[a](a.md#x) [b](https://example.org) [c](#c)", only), ""},
		{"a link that does not", linksKept("docs/b.md", "[a](gone.md)", only), "leads nowhere"},
	} {
		got := strings.Join(c.got, "\n")
		if c.want == "" && got != "" || !strings.Contains(got, c.want) {
			t.Errorf("%s: complaints %q, want %q", c.name, got, c.want)
		}
	}
}
