package database

import (
	"context"
	"errors"
	"fmt"
)

// A Tx is one transaction, or one savepoint of the writer's transaction. It is
// valid until the closure it was handed to returns.
type Tx struct {
	ctx    context.Context
	k      *conn
	write  bool
	failed error
	done   bool
}

var errDone = errors.New("database: transaction used after its closure returned")

type inside struct{}

// Context returns the context the closure must use: it carries the mark that
// refuses opening a second transaction inside this one.
func (tx *Tx) Context() context.Context { return context.WithValue(tx.ctx, inside{}, true) }

// Inside reports whether ctx belongs to a closure of a transaction.
func Inside(ctx context.Context) bool { return ctx.Value(inside{}) != nil }

// Version returns the data version the snapshot of a view shows.
func (tx *Tx) Version() uint64 { return tx.k.version }

// Failed returns why the transaction can only roll back, or nil. Who keeps notes
// of a closure beside the transaction asks before keeping them.
func (tx *Tx) Failed() error { return tx.failed }

// OnlyReads returns an error unless q is a query that changes nothing, whatever
// it begins with: for callers whose changes must go through Exec.
func (tx *Tx) OnlyReads(q Query) error {
	if tx.done {
		return tx.fail(errDone)
	}
	s, err := tx.k.prepare(q.text)
	if err != nil {
		return tx.fail(translate(err, tx.k.reason))
	}
	if !s.reads {
		return tx.fail(fmt.Errorf("database: not a query that only reads: %.200s", q.text))
	}
	return nil
}

// Exec runs a changing statement and returns the number of rows it changed.
// Any error marks the transaction failed: it can then only roll back.
func (tx *Tx) Exec(q Query, args ...any) (int64, error) {
	if !tx.write {
		return 0, tx.fail(errors.New("database: change in a view"))
	}
	if err := tx.run(q, args, nil); err != nil {
		return 0, err
	}
	return tx.k.c.Changes(), nil
}

// Each calls row for every result of q. row may run other statements, but not q
// itself.
func (tx *Tx) Each(q Query, args []any, row func(Row) error) error {
	return tx.run(q, args, row)
}

// Get scans the first row into dst; ErrNoRows if there is none.
func (tx *Tx) Get(q Query, args []any, dst ...any) error {
	found := false
	err := tx.run(q, args, func(r Row) error {
		if found {
			return nil
		}
		found = true
		return r.Scan(dst...)
	})
	if err == nil && !found {
		return ErrNoRows
	}
	return err
}

func (tx *Tx) run(q Query, args []any, row func(Row) error) error {
	if tx.done {
		return errDone
	}
	if tx.failed != nil {
		return fmt.Errorf("database: transaction failed before: %w", tx.failed)
	}
	if !tx.write && q.Writes() != "" {
		return tx.fail(errors.New("database: change in a view"))
	}
	var fromRow error
	if row != nil {
		inner := row
		row = func(r Row) error { fromRow = inner(r); return fromRow }
	}
	if err := tx.k.run(q, args, row); err != nil {
		if fromRow != nil && errors.Is(err, fromRow) {
			return err // the caller's own error, not the engine's
		}
		return tx.fail(translate(err, tx.k.reason))
	}
	return nil
}

func (tx *Tx) fail(err error) error {
	if tx.failed == nil {
		tx.failed = err
	}
	return err
}
