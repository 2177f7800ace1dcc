package database

import (
	"encoding/hex"
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"strings"

	"github.com/ncruces/go-sqlite3"
)

// A conn is one SQLite connection with its prepared statements. It is used by
// one goroutine at a time.
type conn struct {
	c      *sqlite3.Conn
	stmts  map[string]*stmt
	reason func() error

	held    bool   // a read transaction is open
	version uint64 // data version its snapshot shows
	epoch   uint64 // audit epoch its snapshot shows
}

type stmt struct {
	*sqlite3.Stmt
	arity int
	reads bool // a SELECT that changes nothing
	busy  bool
}

func openConn(cfg *Config, readonly bool) (_ *conn, err error) {
	uri := "file:" + (&url.URL{Path: cfg.Path}).EscapedPath()
	if cfg.Crypt != nil {
		uri += "?vfs=" + cfg.Crypt.Name()
	}
	c, err := sqlite3.OpenFlags(uri, sqlite3.OPEN_READWRITE|sqlite3.OPEN_CREATE|sqlite3.OPEN_URI|sqlite3.OPEN_NOFOLLOW)
	k := &conn{c: c, stmts: map[string]*stmt{}, reason: cfg.reason}
	defer func() {
		if err != nil {
			c.Close()
			err = translate(err, cfg.reason)
		}
	}()
	if err != nil {
		return nil, err
	}
	if cfg.Prepare != nil {
		if err := cfg.Prepare(c); err != nil {
			return nil, err
		}
	}
	pragmas := []string{
		"PRAGMA busy_timeout=10000", "PRAGMA temp_store=memory", "PRAGMA journal_mode=WAL", "PRAGMA synchronous=FULL",
		"PRAGMA wal_autocheckpoint=0", "PRAGMA foreign_keys=ON", "PRAGMA trusted_schema=OFF", "PRAGMA cell_size_check=ON",
		"PRAGMA cache_size=-" + strconv.Itoa(max(cfg.CacheKiB, 256)), "PRAGMA mmap_size=0",
	}
	if cfg.SecureDelete {
		pragmas = append(pragmas, "PRAGMA secure_delete=ON")
	}
	if readonly {
		pragmas = append(pragmas, "PRAGMA query_only=ON")
	}
	for _, p := range pragmas {
		if err := c.Exec(p); err != nil {
			return nil, fmt.Errorf("%s: %w", p, err)
		}
	}
	if _, err := c.Config(sqlite3.DBCONFIG_NO_CKPT_ON_CLOSE, true); err != nil {
		return nil, err
	}
	if _, err := c.Config(sqlite3.DBCONFIG_DEFENSIVE, true); err != nil {
		return nil, err
	}
	c.Limit(sqlite3.LIMIT_ATTACHED, 0)
	return k, nil
}

func (k *conn) close() error {
	for _, s := range k.stmts {
		s.Close()
	}
	return k.c.Close()
}

// plain runs a statement without parameters or results, such as BEGIN.
func (k *conn) plain(text string) error {
	s, err := k.prepare(text)
	if err != nil {
		return err
	}
	return s.Exec()
}

func (k *conn) prepare(text string) (*stmt, error) {
	if s := k.stmts[text]; s != nil {
		return s, nil
	}
	b := rebind(text)
	st, tail, err := k.c.PrepareFlags(b.text, sqlite3.PREPARE_PERSISTENT)
	if err != nil {
		return nil, fmt.Errorf("%.200s: %w", text, err)
	}
	if st == nil || strings.TrimSpace(tail) != "" {
		return nil, fmt.Errorf("database: exactly one statement expected: %.200s", text)
	}
	s := &stmt{Stmt: st, arity: b.arity, reads: selects.MatchString(b.text) && st.ReadOnly()}
	k.stmts[text] = s
	return s, nil
}

// run binds args and calls row for each result.
func (k *conn) run(q Query, args []any, row func(Row) error) error {
	s, err := k.prepare(q.text)
	if err != nil {
		return err
	}
	if len(args) != s.arity {
		return fmt.Errorf("database: %d arguments for %d parameters: %.200s", len(args), s.arity, q.text)
	}
	if s.busy {
		return fmt.Errorf("database: statement is being read by an outer loop: %.200s", q.text)
	}
	for i, a := range args {
		if err := bind(s.Stmt, i+1, a); err != nil {
			return fmt.Errorf("%w in argument %d of %.200s", err, i+1, q.text)
		}
	}
	if row == nil {
		return s.Exec()
	}
	s.busy = true
	// However row ends, by a panic too: an open statement keeps its snapshot.
	defer func() { s.busy = false; s.Reset() }()
	for s.Step() {
		if err := row(Row{s.Stmt}); err != nil {
			return err
		}
	}
	return s.Err()
}

type blob interface {
	IsZero() bool
	Bytes() []byte
}

var errArgument = errors.New("database: argument type not allowed")

// bind sets one parameter. A zero identifier is NULL; a list is JSON for json_each.
func bind(s *sqlite3.Stmt, n int, a any) error {
	switch a := a.(type) {
	case nil:
		return s.BindNull(n)
	case int64:
		return s.BindInt64(n, a)
	case int:
		return s.BindInt64(n, int64(a))
	case bool:
		return s.BindBool(n, a)
	case string:
		return s.BindText(n, a)
	case []byte:
		if a == nil {
			return s.BindNull(n)
		}
		return s.BindBlob(n, a)
	case blob:
		if a.IsZero() {
			return s.BindNull(n)
		}
		return s.BindBlob(n, a.Bytes())
	case [][]byte:
		var j strings.Builder
		j.WriteByte('[')
		for i, b := range a {
			if i > 0 {
				j.WriteByte(',')
			}
			j.WriteByte('"')
			j.WriteString(hex.EncodeToString(b))
			j.WriteByte('"')
		}
		j.WriteByte(']')
		return s.BindText(n, j.String())
	case []int64:
		var j strings.Builder
		j.WriteByte('[')
		for i, v := range a {
			if i > 0 {
				j.WriteByte(',')
			}
			j.WriteString(strconv.FormatInt(v, 10))
		}
		j.WriteByte(']')
		return s.BindText(n, j.String())
	}
	return fmt.Errorf("%w: %T", errArgument, a)
}

// A Row is one result row, valid until the callback returns.
type Row struct{ s *sqlite3.Stmt }

// Int64 returns a BIGINT column, 0 if NULL.
func (r Row) Int64(i int) int64 { return r.s.ColumnInt64(i) }

// Text returns a TEXT column, "" if NULL.
func (r Row) Text(i int) string { return r.s.ColumnText(i) }

// Raw returns a BYTEA or UUID column without copying: valid until the callback
// returns. NULL is nil.
func (r Row) Raw(i int) []byte {
	if r.IsNull(i) {
		return nil
	}
	return r.s.ColumnRawBlob(i)
}

// IsNull reports whether a column is NULL.
func (r Row) IsNull(i int) bool { return r.s.ColumnType(i) == sqlite3.NULL }

// Columns returns the number of columns.
func (r Row) Columns() int { return r.s.ColumnCount() }

// Scan copies the columns in order. Destinations: *int64 *int *bool *string
// *[]byte, or a type with SetBytes and SetNull.
func (r Row) Scan(dst ...any) error {
	if n := r.s.ColumnCount(); n != len(dst) {
		return fmt.Errorf("database: %d columns for %d destinations: %.200s", n, len(dst), r.s.SQL())
	}
	for i, d := range dst {
		switch d := d.(type) {
		case *int64:
			*d = r.s.ColumnInt64(i)
		case *int:
			*d = int(r.s.ColumnInt64(i))
		case *bool:
			*d = r.s.ColumnBool(i)
		case *string:
			*d = r.s.ColumnText(i)
		case *[]byte:
			*d = append([]byte(nil), r.Raw(i)...)
		case interface {
			SetBytes([]byte) error
			SetNull()
		}:
			b := r.Raw(i)
			if b == nil {
				d.SetNull()
			} else if err := d.SetBytes(b); err != nil {
				return err
			}
		default:
			return fmt.Errorf("database: cannot scan into %T", d)
		}
	}
	return nil
}
