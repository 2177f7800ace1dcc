package schema

import (
	"regexp"
	"strings"
	"testing"
)

func TestEveryColumnSaysWhetherItIsSealed(t *testing.T) {
	t.Parallel()
	allowed := map[string]bool{"plain": true, "sealed": true, "index": true, "hash": true, "wrapped": true}
	for _, s := range []Store{Keys, Control, Tenant} {
		kinds := columnKinds(s)
		for _, table := range Tables(s) {
			for _, c := range table.Columns {
				if !allowed[c.Kind] {
					t.Errorf("columns.tsv: %s %s.%s has kind %q", s, table.Name, c.Name, c.Kind)
				}
				if c.Kind != "plain" && c.Type != "BYTEA" {
					t.Errorf("%s.%s is %s and not BYTEA", table.Name, c.Name, c.Kind)
				}
				delete(kinds, table.Name+"."+c.Name)
			}
		}
		for left := range kinds {
			t.Errorf("columns.tsv names %s %s, which no migration makes", s, left)
		}
	}
}

// A column of bytes that is not sealed, hashed, wrapped or an index would be
// plaintext nobody declared.
func TestNoBytesAreStoredPlain(t *testing.T) {
	t.Parallel()
	for _, s := range []Store{Keys, Control, Tenant} {
		for _, table := range Tables(s) {
			for _, c := range table.Columns {
				if c.Type == "BYTEA" && c.Kind == "plain" {
					t.Errorf("%s.%s: BYTEA declared plain", table.Name, c.Name)
				}
			}
		}
	}
}

func TestTenantTablesStartEveryKeyWithTheTenant(t *testing.T) {
	t.Parallel()
	index := regexp.MustCompile(`(?m)^CREATE (?:UNIQUE )?INDEX \w+ ON \w+ \(([a-z_]+)`)
	foreign := regexp.MustCompile(`FOREIGN KEY \(([a-z_]+)[^)]*\) REFERENCES \w+ \(([a-z_]+)`)
	for _, table := range Tables(Tenant) {
		if len(table.Key) == 0 || table.Key[0] != "tenant_id" || table.Columns[0].Name != "tenant_id" {
			t.Errorf("%s: primary key %v, first column %s", table.Name, table.Key, table.Columns[0].Name)
		}
	}
	for _, name := range fileNames(Tenant) {
		text := read(name)
		for _, m := range index.FindAllStringSubmatch(text, -1) {
			if m[1] != "tenant_id" {
				t.Errorf("%s: %s", name, m[0])
			}
		}
		for _, m := range foreign.FindAllStringSubmatch(text, -1) {
			if m[1] != "tenant_id" || m[2] != "tenant_id" {
				t.Errorf("%s: %s", name, m[0])
			}
		}
	}
}

func TestMigrationsKeepToThePortableSubset(t *testing.T) {
	t.Parallel()
	banned := regexp.MustCompile(`(?i)\b(SERIAL|IDENTITY|AUTOINCREMENT|DEFAULT|TIMESTAMP|TIMESTAMPTZ|JSONB?|NUMERIC|INTEGER|VARCHAR|BLOB|TRIGGER|ENUM|DOMAIN|DEFERRABLE|EXCLUDE|ARRAY|CHECK|STRICT|ROWID|PRAGMA)\b|::`)
	for _, s := range []Store{Keys, Control, Tenant} {
		for _, name := range fileNames(s) {
			for i, line := range strings.Split(read(name), "\n") {
				if line, _, _ = strings.Cut(line, "--"); banned.MatchString(line) {
					t.Errorf("%s:%d: %s", name, i+1, strings.TrimSpace(line))
				}
			}
		}
	}
}

func TestTheEmbeddedEngineGetsStrictTables(t *testing.T) {
	t.Parallel()
	for _, step := range Steps(Tenant) {
		if n, m := strings.Count(step.SQL, "CREATE TABLE"), strings.Count(step.SQL, "STRICT"); n != m {
			t.Errorf("%s: %d tables, %d strict", step.Name, n, m)
		}
	}
}
