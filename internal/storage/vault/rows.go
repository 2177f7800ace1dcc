package vault

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"hash"
	"sync"

	"kosh/internal/kernel/audit"
	"kosh/internal/storage/database"
	"kosh/internal/storage/schema"
)

// unhashed lists the tables whose rows no entry vouches for, and why.
var unhashed = map[string]string{
	"audit_entry":      "is the log",
	"audit_subject":    "is inside the leaves",
	"audit_tile":       "follows from the leaves",
	"audit_head":       "follows from the leaves",
	"audit_checkpoint": "is signed",
	"idempotency":      "is pruned after a day and names no record",
	"job":              "names records by identifier and changes with every attempt",
	"sequence":         "only counts up",
	"patient_token":    "is derived from the patient row and rebuilt from it",
	"draft":            "is unsent text, pruned when sent",
}

// A write is what a changing statement becomes: it also returns the rows it wrote.
type write struct {
	hashed  bool
	deletes bool
	table   *schema.Table
	query   Query
}

var writings sync.Map // statement text → *write

// writing finds the table a statement changes and adds the clause that returns
// every column of what it wrote.
func writing(q Query) (*write, error) {
	if w, ok := writings.Load(q.Text()); ok {
		return w.(*write), nil
	}
	name := q.Writes()
	t := schema.Tables(schema.Tenant)[name]
	if t == nil {
		return nil, fmt.Errorf("vault: statement changes no known table: %.120s", q.Text())
	}
	w := &write{table: t, query: q, deletes: q.Text()[0]|0x20 == 'd'}
	if _, ok := unhashed[name]; !ok {
		w.hashed = true
		w.query = database.Derived(q.Text() + " RETURNING " + t.Names())
	}
	writings.Store(q.Text(), w)
	return w, nil
}

// row describes one written row for the entry.
func (w *write) row(r Row) (audit.Row, error) {
	key, sum, err := hashRow(w.table, r)
	if err != nil {
		return audit.Row{}, err
	}
	if w.deletes {
		return audit.Row{Table: w.table.Name, Key: key}, nil
	}
	return audit.Row{Table: w.table.Name, Key: key, Hash: sum}, nil
}

// hashRow returns the row's key without the tenant, and the SHA-256 over table,
// column names and values, each with its length and kind, so that no two rows
// have the same form.
func hashRow(t *schema.Table, r Row) (key, sum []byte, err error) {
	if r.Columns() != len(t.Columns) {
		return nil, nil, fmt.Errorf("vault: %s has %d columns, the schema says %d", t.Name, r.Columns(), len(t.Columns))
	}
	h := sha256.New()
	part(h, 's', []byte("kosh/row/1"))
	part(h, 's', []byte(t.Name))
	values := make([][]byte, len(t.Columns))
	for i, c := range t.Columns {
		part(h, 's', []byte(c.Name))
		values[i] = columnValue(c, r, i)
		if values[i] == nil {
			part(h, '0', nil)
		} else {
			part(h, 'v', values[i])
		}
	}
	for _, k := range t.Key[1:] {
		v := values[t.Index(k)]
		key = binary.AppendUvarint(key, uint64(len(v)))
		key = append(key, v...)
	}
	return key, h.Sum(nil), nil
}

func columnValue(c schema.Column, r Row, i int) []byte {
	if r.IsNull(i) {
		return nil
	}
	switch c.Type {
	case "TEXT":
		return append([]byte{}, r.Text(i)...)
	case "BIGINT", "BOOLEAN":
		return binary.BigEndian.AppendUint64(nil, uint64(r.Int64(i)))
	}
	return append([]byte{}, r.Raw(i)...)
}

func part(h hash.Hash, kind byte, b []byte) {
	var head [9]byte
	head[0] = kind
	binary.BigEndian.PutUint64(head[1:], uint64(len(b)))
	h.Write(head[:])
	h.Write(b)
}
