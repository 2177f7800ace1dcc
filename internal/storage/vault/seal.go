package vault

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"strconv"
	"strings"
	"sync"

	"kosh/internal/base/errs"
	"kosh/internal/kernel/audit"
	"kosh/internal/kernel/seal"
	"kosh/internal/storage/database"
	"kosh/internal/storage/schema"
)

// A Sealed value is what a sealed column holds. It says nothing when printed.
type Sealed struct{ b []byte }

func (s Sealed) IsZero() bool   { return s.b == nil }
func (s Sealed) Bytes() []byte  { return s.b }
func (s Sealed) String() string { return "sealed" }
func (s *Sealed) SetNull()      { s.b = nil }
func (s *Sealed) SetBytes(b []byte) error {
	s.b = append([]byte(nil), b...)
	return nil
}

// A Token is a value of the blind index.
type Token struct{ b []byte }

func (t Token) IsZero() bool   { return t.b == nil }
func (t Token) Bytes() []byte  { return t.b }
func (t Token) String() string { return "token" }

// Token returns the blind index of an exact value: 16 bytes, equal for equal text of one kind.
func (tx *Tx) Token(kind, text string) Token { return Token{tx.f.index.Token(kind, text, 16)} }

// Bits returns a blind index cut to few bits, for values whose frequency would
// tell something: several texts share it.
func (tx *Tx) Bits(kind, text string, bits int) Token {
	return Token{tx.f.index.Bits(kind, text, bits)}
}

// A Doc declares one sealed column: what a room keeps there and in which version
// of its form. T is private to the room and holds real values.
type Doc[T any] struct {
	Table, Column string
	Version       int
	// Identity marks what a list may show; other documents open with a PatientTx only.
	Identity bool
	// Upgrade decodes an older version; nil if there never was one.
	Upgrade func(version int, body []byte) (T, error)
}

type envelope struct {
	V    int             `json:"v"`
	Body json.RawMessage `json:"b"`
}

func (d Doc[T]) place(tx *Tx, row []byte, version int64) seal.Place {
	return seal.Place{Tenant: tx.f.tenant, Table: d.Table, Column: d.Column, Row: row, Version: version}
}

// Seal seals v under the patient's key for one version of one row.
func (d Doc[T]) Seal(pt *PatientTx, row interface{ Bytes() []byte }, version int64, v T) (Sealed, error) {
	plain, err := d.encode(v)
	if err != nil {
		return Sealed{}, err
	}
	p := d.place(pt.Tx, row.Bytes(), version)
	p.Patient = pt.ID
	return Sealed{pt.key.Seal(p, plain)}, nil
}

// Open opens what Seal sealed. Another patient's, row's or version's value is Corrupt.
func (d Doc[T]) Open(pt *PatientTx, row interface{ Bytes() []byte }, version int64, s Sealed) (T, error) {
	p := d.place(pt.Tx, row.Bytes(), version)
	p.Patient = pt.ID
	return d.open(pt.key, p, s)
}

// OpenIdentity opens a document of a patient in a list, who must then be shown or dropped.
func (d Doc[T]) OpenIdentity(s *Subject, row interface{ Bytes() []byte }, version int64, v Sealed) (T, error) {
	if !d.Identity {
		var none T
		return none, fmt.Errorf("vault: %s.%s is not for lists", d.Table, d.Column)
	}
	if s.tx.opened == nil {
		s.tx.opened = map[patientID]bool{}
	}
	if !s.tx.named[s.ID] {
		s.tx.opened[s.ID] = true
	}
	p := d.place(s.tx, row.Bytes(), version)
	p.Patient = s.ID
	return d.open(s.key, p, v)
}

// SealClinic seals v under the clinic's own key, for rows that are about no patient.
func (d Doc[T]) SealClinic(tx *Tx, row interface{ Bytes() []byte }, version int64, v T) (Sealed, error) {
	plain, err := d.encode(v)
	if err != nil {
		return Sealed{}, err
	}
	return Sealed{tx.f.data.Seal(d.place(tx, row.Bytes(), version), plain)}, nil
}

// OpenClinic opens what SealClinic sealed.
func (d Doc[T]) OpenClinic(tx *Tx, row interface{ Bytes() []byte }, version int64, s Sealed) (T, error) {
	return d.open(tx.f.data, d.place(tx, row.Bytes(), version), s)
}

func (d Doc[T]) encode(v T) ([]byte, error) {
	body, err := json.Marshal(v)
	if err != nil {
		return nil, fmt.Errorf("vault: %s.%s: %w", d.Table, d.Column, err)
	}
	return append(append(d.opening(), body...), '}'), nil
}

// opening is how an encoded document of the current version begins; its body and
// one brace follow. Known by it, a document is decoded once and not twice.
func (d Doc[T]) opening() []byte {
	return append(strconv.AppendInt([]byte(`{"v":`), int64(d.Version), 10), `,"b":`...)
}

func (d Doc[T]) open(key *seal.Key, p seal.Place, s Sealed) (v T, err error) {
	plain, err := key.Open(p, s.b)
	if err != nil {
		return v, errs.Wrap(errs.Corrupt, "A stored record does not authenticate: it was damaged or moved. It was not read; tell the person who runs this system.",
			fmt.Errorf("%s.%s: %w", d.Table, d.Column, err))
	}
	if body, ok := bytes.CutPrefix(plain, d.opening()); ok && len(body) > 0 {
		if err := json.Unmarshal(body[:len(body)-1], &v); err != nil {
			return v, d.unreadable(err)
		}
		return v, nil
	}
	var e envelope
	if err := json.Unmarshal(plain, &e); err != nil {
		return v, d.unreadable(err)
	}
	switch {
	case e.V > d.Version:
		return v, errs.New(errs.Unavailable, "This record was written by a newer Kosh. Install the newer version to read it.")
	case e.V < d.Version:
		if d.Upgrade == nil {
			return v, fmt.Errorf("vault: %s.%s: no decoder for version %d", d.Table, d.Column, e.V)
		}
		return d.Upgrade(e.V, e.Body)
	}
	if err := json.Unmarshal(e.Body, &v); err != nil {
		return v, d.unreadable(err)
	}
	return v, nil
}

// unreadable keeps of a decoder's error what is no part of the record: it would
// quote the value it could not read.
func (d Doc[T]) unreadable(err error) error {
	var kind *json.UnmarshalTypeError
	if errors.As(err, &kind) {
		return fmt.Errorf("vault: %s.%s: the document does not fit %s", d.Table, d.Column, kind.Type)
	}
	return fmt.Errorf("vault: %s.%s: the document does not decode (%T)", d.Table, d.Column, err)
}

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
	if t == nil || strings.HasPrefix(name, "audit_") { // the log is the committer's
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
