// Package schema holds every table of every store as numbered, forward-only SQL
// files in the portable subset, one folder per store, and what is known about
// the columns: their order, and which are sealed.
//
// The files use TEXT, UUID, BYTEA, BIGINT and BOOLEAN only. For the embedded
// engine the words are mapped to SQLite's when a file is loaded; PostgreSQL
// reads them as they are. Every tenant table starts its key with tenant_id.
package schema

import (
	"embed"
	"fmt"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"

	"kosh/internal/storage/database"
)

//go:embed keys/*.sql control/*.sql tenant/*.sql columns.tsv
var files embed.FS

// A Store names one folder of migrations.
type Store string

const (
	Keys    Store = "keys"
	Control Store = "control"
	Tenant  Store = "tenant"
)

var (
	typeWord = regexp.MustCompile(`\b(UUID|BYTEA|BIGINT|BOOLEAN)\b`)
	closing  = regexp.MustCompile(`(?m)^\);`)
	sqlite   = map[string]string{"UUID": "BLOB", "BYTEA": "BLOB", "BIGINT": "INTEGER", "BOOLEAN": "INTEGER"}
)

// Steps returns the store's migrations for the embedded engine, in order.
func Steps(s Store) []database.Step {
	var steps []database.Step
	for _, name := range fileNames(s) {
		number, rest, ok := strings.Cut(path.Base(name), "_")
		version, err := strconv.Atoi(number)
		if !ok || err != nil || version != len(steps)+1 {
			panic("schema: file out of order: " + name)
		}
		steps = append(steps, database.Step{Version: version, Name: strings.TrimSuffix(rest, ".sql"), SQL: forSQLite(read(name))})
	}
	return steps
}

func forSQLite(text string) string {
	text = typeWord.ReplaceAllStringFunc(text, func(w string) string { return sqlite[w] })
	return closing.ReplaceAllString(text, ") STRICT, WITHOUT ROWID;")
}

func fileNames(s Store) []string {
	entries, err := files.ReadDir(string(s))
	if err != nil {
		panic(err)
	}
	var names []string
	for _, e := range entries {
		names = append(names, path.Join(string(s), e.Name()))
	}
	slices.Sort(names)
	return names
}

func read(name string) string {
	b, err := files.ReadFile(name)
	if err != nil {
		panic(err)
	}
	return string(b)
}

// A Table is one table as the migrations leave it.
type Table struct {
	Name    string
	Columns []Column
	Key     []string // primary key columns, in order
}

// A Column is one column of a table.
type Column struct {
	Name string
	Type string // TEXT, UUID, BYTEA, BIGINT, BOOLEAN
	Kind string // plain, sealed, index, hash, wrapped: what columns.tsv says
}

// Names returns the column names in the order of the table, joined for SQL.
func (t *Table) Names() string {
	var n []string
	for _, c := range t.Columns {
		n = append(n, c.Name)
	}
	return strings.Join(n, ", ")
}

// Index returns the position of a column, or -1.
func (t *Table) Index(column string) int {
	return slices.IndexFunc(t.Columns, func(c Column) bool { return c.Name == column })
}

var (
	createTable = regexp.MustCompile(`(?ms)^CREATE TABLE ([a-z_]+) \((.*?)^\);`)
	alterAdd    = regexp.MustCompile(`(?m)^ALTER TABLE ([a-z_]+) ADD COLUMN ([a-z_]+) ([A-Z]+)`)
	columnLine  = regexp.MustCompile(`^\s*([a-z_]+) (TEXT|UUID|BYTEA|BIGINT|BOOLEAN)\b`)
	keyLine     = regexp.MustCompile(`PRIMARY KEY \(([a-z_, ]+)\)`)
)

var tables = map[Store]func() map[string]*Table{
	Keys:    sync.OnceValue(func() map[string]*Table { return parse(Keys) }),
	Control: sync.OnceValue(func() map[string]*Table { return parse(Control) }),
	Tenant:  sync.OnceValue(func() map[string]*Table { return parse(Tenant) }),
}

// Tables returns the tables of a store by name, as the migrations leave them.
func Tables(s Store) map[string]*Table { return tables[s]() }

func parse(s Store) map[string]*Table {
	kinds := columnKinds(s)
	all := map[string]*Table{}
	for _, name := range fileNames(s) {
		text := read(name)
		for _, m := range createTable.FindAllStringSubmatch(text, -1) {
			t := &Table{Name: m[1]}
			for line := range strings.Lines(m[2]) {
				if c := columnLine.FindStringSubmatch(line); c != nil {
					t.Columns = append(t.Columns, Column{c[1], c[2], kinds[m[1]+"."+c[1]]})
				}
				if k := keyLine.FindStringSubmatch(line); k != nil {
					t.Key = strings.Split(k[1], ", ")
				}
			}
			all[t.Name] = t
		}
		for _, m := range alterAdd.FindAllStringSubmatch(text, -1) {
			t := all[m[1]]
			t.Columns = append(t.Columns, Column{m[2], m[3], kinds[m[1]+"."+m[2]]})
		}
	}
	return all
}

// columnKinds reads the committed table that says of every column whether it is
// sealed. Columns: store, table, column, kind.
func columnKinds(s Store) map[string]string {
	kinds := map[string]string{}
	for i, line := range strings.Split(strings.TrimSpace(read("columns.tsv")), "\n") {
		f := strings.Split(line, "\t")
		if len(f) != 4 {
			panic(fmt.Sprintf("schema: columns.tsv line %d: want 4 fields", i+1))
		}
		if f[0] == string(s) {
			kinds[f[1]+"."+f[2]] = f[3]
		}
	}
	return kinds
}
