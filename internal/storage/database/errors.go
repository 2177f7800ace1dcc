package database

import (
	"errors"
	"fmt"

	"kosh/internal/base/errs"

	"github.com/ncruces/go-sqlite3"
)

// ErrUnique is returned by a statement that would have made a second row with
// the same key. It marks the transaction failed; statements that expect it use
// ON CONFLICT.
var ErrUnique = errors.New("database: a row with this key exists")

// ErrClosed is returned by a store that has been closed.
var ErrClosed = errs.New(errs.Unavailable, "Kosh is stopping. Please try again in a moment.")

// ErrNoRows is returned by Get when nothing matched.
var ErrNoRows = errors.New("database: no row")

// translate sorts an engine error into a kind. reason, if not nil, is what the
// encrypted file itself had to say, which SQLite reduces to a number.
func translate(err error, reason func() error) error {
	if err == nil {
		return nil
	}
	var why error
	if reason != nil {
		why = reason()
	}
	var e *sqlite3.Error
	if !errors.As(err, &e) {
		var code sqlite3.ErrorCode
		if !errors.As(err, &code) {
			return err
		}
	}
	is := func(c error) bool { return errors.Is(err, c) }
	switch {
	case errs.Is(why, errs.Corrupt):
		return errs.Wrap(errs.Corrupt, errs.Public(why)+" Nothing was read from it. Tell the person who runs this system: kosh vault check names the place.", errors.Join(why, err))
	case is(sqlite3.CONSTRAINT_UNIQUE), is(sqlite3.CONSTRAINT_PRIMARYKEY):
		return fmt.Errorf("%w: %w", ErrUnique, err)
	case is(sqlite3.FULL):
		return errs.Wrap(errs.Unavailable, "The disk is full. Nothing was saved. Free some space, then try again.", err)
	case is(sqlite3.IOERR_DATA), is(sqlite3.CORRUPT), is(sqlite3.NOTADB):
		return errs.Wrap(errs.Corrupt, "Stored data is damaged and was not read. Tell the person who runs this system: kosh vault check names the place.", errors.Join(why, err))
	case is(sqlite3.CANTOPEN), is(sqlite3.IOERR):
		return errs.Wrap(errs.Unavailable, "The store cannot be read or written. Nothing was saved. See that its disk is there, has room and may be written, then try again.", errors.Join(why, err))
	case is(sqlite3.BUSY), is(sqlite3.LOCKED):
		return errs.Wrap(errs.Unavailable, "The store is busy. Nothing was saved. Please try again.", err)
	}
	return err
}
