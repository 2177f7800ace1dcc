package vault

import (
	"context"
	"encoding/hex"
	"fmt"

	"kosh/internal/base/errs"
	"kosh/internal/base/ids"
	"kosh/internal/kernel/audit"
	"kosh/internal/storage/database"
	"kosh/internal/storage/pagecrypt"
	"kosh/internal/storage/schema"

	"golang.org/x/mod/sumdb/tlog"
)

// A Finding is one thing a check found wrong.
type Finding struct {
	Where string // file, table or entry
	What  string
}

func (f Finding) String() string { return f.Where + ": " + f.What }

// A CheckReport says what a check of one vault covered and found.
type CheckReport struct {
	Tenant   ids.Tenant
	Pages    int
	Entries  int64
	Rows     int64
	Proved   []string
	Findings []Finding
}

// Check authenticates every page, asks the engine for its own integrity and
// foreign keys, and verifies the log's tree. deep also compares every stored row
// with the last hash the log carries for it, both ways: it finds a page put back
// from before, which authenticates at its place.
func (s *Store) Check(ctx context.Context, tenant ids.Tenant, deep bool) (CheckReport, error) {
	r := CheckReport{Tenant: tenant}
	f, err := s.inspect(ctx, tenant)
	if err != nil {
		return r, err
	}
	defer s.leave(f)
	if f.refused != nil {
		r.find("vault", errs.Public(f.refused))
	} else {
		if err := f.flushRepeats(ctx, true); err != nil {
			return r, err
		}
		if err := f.checkpoint(ctx); err != nil {
			return r, err
		}
	}
	if err := f.checkPages(&r); err != nil {
		return r, err
	}
	if err := f.checkEngine(ctx, &r); err != nil {
		return r, err
	}
	report, err := f.verifyLog(ctx)
	if err != nil {
		return r, err
	}
	r.Entries = report.Entries
	if report.Problem != nil {
		r.find(fmt.Sprintf("log entry %d", report.Problem.Seq), report.Problem.What)
	} else {
		r.Proved = append(r.Proved, report.Proved...)
	}
	if deep {
		return r, f.checkRows(ctx, &r)
	}
	return r, nil
}

func (r *CheckReport) find(where, what string) {
	r.Findings = append(r.Findings, Finding{where, what})
}

func (f *file) checkPages(r *CheckReport) error {
	path := f.store.Path(f.tenant, f.keys.Generation())
	return f.db.Idle(func() error {
		if f.store.cfg.Crypt == nil {
			return nil
		}
		pages, bad, err := pagecrypt.CheckFile(path, f.keys.Ring())
		if err != nil {
			r.find(path, err.Error())
			return nil
		}
		r.Pages = pages
		for _, b := range bad {
			r.find(path, fmt.Sprint(b))
		}
		if len(bad) == 0 {
			r.Proved = append(r.Proved, fmt.Sprintf("All %d pages of the file authenticate under the clinic's page key.", pages))
		}
		return nil
	})
}

var (
	integrity   = database.SQL(`PRAGMA integrity_check(20)`)
	foreignKeys = database.SQL(`PRAGMA foreign_key_check`)
)

func (f *file) checkEngine(ctx context.Context, r *CheckReport) error {
	return f.db.ViewFresh(ctx, func(tx *database.Tx) error {
		before := len(r.Findings)
		err := tx.Each(integrity, nil, func(row Row) error {
			if s := row.Text(0); s != "ok" {
				r.find("integrity", s)
			}
			return nil
		})
		if err != nil {
			r.find("integrity", err.Error())
			return nil
		}
		err = tx.Each(foreignKeys, nil, func(row Row) error {
			r.find("table "+row.Text(0), "a row refers to a missing row of "+row.Text(2))
			return nil
		})
		if err == nil && len(r.Findings) == before {
			r.Proved = append(r.Proved, "The engine finds its structure and every foreign key in order.")
		}
		return err
	})
}

// A deep check replays the row hashes of the whole log and compares them with
// the rows as they stand, each table in a snapshot of its own together with the
// entries written until then: people go on working meanwhile.
type deep struct {
	f      *file
	r      *CheckReport
	want   map[string]map[string]lastWrite // by table and key
	next   int64                           // entries taken
	tree   audit.Tree
	tiles  []tlog.Hash
	pruned bool
}

type lastWrite struct {
	hash string // "" if it was deleted
	seq  int64
}

func (f *file) checkRows(ctx context.Context, r *CheckReport) error {
	d := &deep{f: f, r: r, want: map[string]map[string]lastWrite{}}
	before := len(r.Findings)
	size := f.committedSize()
	for l, err := range f.all(ctx, size) {
		if err != nil {
			return err
		}
		d.take(l)
	}
	d.next = size
	for name, t := range schema.Tables(schema.Tenant) {
		if _, skip := unhashed[name]; skip {
			continue
		}
		if err := f.db.ViewFresh(ctx, func(tx *database.Tx) error { return d.table(tx, t) }); err != nil {
			return err
		}
	}
	if err := f.db.ViewFresh(ctx, d.beyond); err != nil {
		return err
	}
	if len(r.Findings) == before {
		r.Proved = append(r.Proved, fmt.Sprintf("All %d rows are exactly what the log says was last written, and no row is missing.", r.Rows))
	}
	return nil
}

// take notes what one entry wrote.
func (d *deep) take(l *audit.Leaf) {
	if tile, complete := d.tree.AppendTile(l.Hash(d.f.origin)); complete {
		d.tiles = append(d.tiles, tile)
	}
	if l.Pruned {
		d.pruned = true
		return
	}
	e, err := d.f.openBody(l.Salt, l.Body)
	if err != nil {
		d.r.find(fmt.Sprintf("log entry %d", l.Seq), "its body does not open under the clinic's audit key")
		return
	}
	if e.Account != l.Account || e.Verb != l.Verb || e.Outcome != l.Outcome {
		d.r.find(fmt.Sprintf("log entry %d", l.Seq), "its index columns do not agree with its body")
	}
	for _, row := range e.Rows {
		t := d.want[row.Table]
		if t == nil {
			t = map[string]lastWrite{}
			d.want[row.Table] = t
		}
		t[string(row.Key)] = lastWrite{string(row.Hash), l.Seq}
	}
}

// catchUp takes the entries tx shows that were not taken yet.
func (d *deep) catchUp(tx *database.Tx) error {
	var size int64
	if err := tx.Get(selectLastEntry, []any{d.f.tenant}, &size); err != nil {
		return err
	}
	for ; d.next < size; d.next = min(d.next+chunk, size) {
		part, err := d.f.leavesIn(tx, d.next, min(d.next+chunk, size))
		if err != nil {
			return err
		}
		for _, l := range part {
			d.take(l)
		}
	}
	return nil
}

func (d *deep) table(tx *database.Tx, t *schema.Table) error {
	if err := d.catchUp(tx); err != nil {
		return err
	}
	name, seen := t.Name, d.want[t.Name]
	q := database.Derived("SELECT " + t.Names() + " FROM " + name + " WHERE tenant_id = $1")
	err := tx.Each(q, []any{d.f.tenant}, func(row Row) error {
		key, sum, err := hashRow(t, row)
		if err != nil {
			return err
		}
		d.r.Rows++
		w, ok := seen[string(key)]
		switch {
		case !ok && !d.pruned:
			d.r.find("table "+name, "row "+hex.EncodeToString(key)+" stands in the table, but no entry of the log wrote it")
		case ok && w.hash == "":
			d.r.find("table "+name, fmt.Sprintf("row %x stands in the table, but entry %d deleted it", key, w.seq))
		case ok && w.hash != string(sum):
			d.r.find("table "+name, fmt.Sprintf("row %x is not what entry %d wrote: it was changed, or put back from before", key, w.seq))
		}
		delete(seen, string(key))
		return nil
	})
	for key, w := range seen {
		if w.hash != "" {
			d.r.find("table "+name, fmt.Sprintf("row %x, written by entry %d, is missing", key, w.seq))
		}
	}
	return err
}

// beyond looks where the log's own verification does not: rows of the log outside
// its numbers, hashes that only proofs use, rows of another clinic.
func (d *deep) beyond(tx *database.Tx) error {
	if err := d.catchUp(tx); err != nil {
		return err
	}
	for _, name := range []string{"audit_entry", "audit_subject"} {
		var n int64
		q := database.Derived("SELECT COUNT(*) FROM " + name + " WHERE tenant_id = $1 AND (seq < 0 OR seq >= $2)")
		if err := tx.Get(q, []any{d.f.tenant, d.next}, &n); err != nil {
			return err
		}
		if n > 0 {
			d.r.find("table "+name, fmt.Sprintf("%d rows stand outside the log, which has %d entries", n, d.next))
		}
	}
	for name := range schema.Tables(schema.Tenant) {
		var n int64
		q := database.Derived("SELECT COUNT(*) FROM " + name + " WHERE tenant_id <> $1")
		if err := tx.Get(q, []any{d.f.tenant}, &n); err != nil {
			return err
		}
		if n > 0 {
			d.r.find("table "+name, fmt.Sprintf("%d rows belong to another clinic", n))
		}
	}
	left := len(d.tiles)
	err := tx.Each(allTiles, []any{d.f.tenant}, func(row Row) error {
		n := row.Int64(0)
		left--
		if n < 0 || n >= int64(len(d.tiles)) || string(d.tiles[n][:]) != string(row.Raw(1)) {
			d.r.find("table audit_tile", fmt.Sprintf("hash %d does not follow from the entries", n))
		}
		return nil
	})
	if err == nil && left > 0 {
		d.r.find("table audit_tile", fmt.Sprintf("%d hashes are missing", left))
	}
	return err
}
