package vault

import (
	"context"
	"encoding/hex"
	"fmt"

	"kosh/internal/base/errs"
	"kosh/internal/base/ids"
	"kosh/internal/storage/database"
	"kosh/internal/storage/pagecrypt"
	"kosh/internal/storage/schema"
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

// checkRows replays the row hashes of the whole log and compares them with the
// rows as they stand.
func (f *file) checkRows(ctx context.Context, r *CheckReport) error {
	type last struct {
		hash string
		seq  int64
	}
	want := map[string]map[string]last{}
	f.treeMu.Lock()
	size := f.committed.Size()
	f.treeMu.Unlock()
	pruned := false
	for l, err := range f.all(ctx, size) {
		if err != nil {
			return err
		}
		if l.Pruned {
			pruned = true
			continue
		}
		e, err := f.openBody(l.Salt, l.Body)
		if err != nil {
			r.find(fmt.Sprintf("log entry %d", l.Seq), "its body does not open under the clinic's audit key")
			continue
		}
		if e.Account != l.Account || e.Verb != l.Verb || e.Outcome != l.Outcome {
			r.find(fmt.Sprintf("log entry %d", l.Seq), "its index columns do not agree with its body")
		}
		for _, row := range e.Rows {
			t := want[row.Table]
			if t == nil {
				t = map[string]last{}
				want[row.Table] = t
			}
			t[string(row.Key)] = last{string(row.Hash), l.Seq}
		}
	}
	before := len(r.Findings)
	for name, t := range schema.Tables(schema.Tenant) {
		if _, skip := unhashed[name]; skip {
			continue
		}
		seen := want[name]
		err := f.rowsOf(ctx, t, func(key, hash []byte) {
			r.Rows++
			w, ok := seen[string(key)]
			switch {
			case !ok && !pruned:
				r.find("table "+name, "row "+hex.EncodeToString(key)+" stands in the table, but no entry of the log wrote it")
			case ok && w.hash == "":
				r.find("table "+name, fmt.Sprintf("row %x stands in the table, but entry %d deleted it", key, w.seq))
			case ok && w.hash != string(hash):
				r.find("table "+name, fmt.Sprintf("row %x is not what entry %d wrote: it was changed, or put back from before", key, w.seq))
			}
			delete(seen, string(key))
		})
		if err != nil {
			return err
		}
		for key, w := range seen {
			if w.hash != "" {
				r.find("table "+name, fmt.Sprintf("row %x, written by entry %d, is missing", key, w.seq))
			}
		}
	}
	if len(r.Findings) == before {
		r.Proved = append(r.Proved, fmt.Sprintf("All %d rows are exactly what the log says was last written, and no row is missing.", r.Rows))
	}
	return nil
}

func (f *file) rowsOf(ctx context.Context, t *schema.Table, fn func(key, hash []byte)) error {
	q := database.Derived("SELECT " + t.Names() + " FROM " + t.Name + " WHERE tenant_id = $1")
	return f.db.ViewFresh(ctx, func(tx *database.Tx) error {
		return tx.Each(q, []any{f.tenant}, func(row Row) error {
			key, sum, err := hashRow(t, row)
			if err == nil {
				fn(key, sum)
			}
			return err
		})
	})
}
