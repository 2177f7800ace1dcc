package page

import (
	"context"
	"errors"

	"kosh/internal/base/errs"
	"kosh/internal/kernel/access"
	"kosh/internal/storage/vault"
	"kosh/internal/ui"
)

// enter states the route's permission as the first act of a transaction.
func (q *Request) enter(tx *vault.Tx) error {
	q.entered = true
	if q.Route.Need != 0 {
		if err := tx.Require(q.Route.Need); err != nil {
			return err
		}
	} else {
		tx.Self()
	}
	if q.Route.NoDisclosure != "" {
		tx.NoDisclosure(q.Route.NoDisclosure)
	}
	return nil
}

// View opens the vault for reading, requires the route's permission, and draws
// the page fn answers with inside the transaction. It returns when the entry
// saying what was shown is durable.
func (q *Request) View(fn func(*vault.Tx) (*Answer, error)) (*Answer, error) {
	return q.view(q.house.Vault.View, fn)
}

// ViewLog is View on a snapshot that shows every entry already written, for
// pages about the log itself.
func (q *Request) ViewLog(fn func(*vault.Tx) (*Answer, error)) (*Answer, error) {
	return q.view(q.house.Vault.ViewLog, fn)
}

// An opener is View or ViewLog of the vault.
type opener func(context.Context, access.Who, func(*vault.Tx) error) error

func (q *Request) view(open opener, fn func(*vault.Tx) (*Answer, error)) (*Answer, error) {
	var a *Answer
	err := open(q.Context(), q.Who(), func(tx *vault.Tx) (err error) {
		if err = q.enter(tx); err != nil {
			return err
		}
		if a, err = fn(tx); err != nil {
			return err
		}
		if !tx.Accounted() {
			return errUnaccounted // the frame's own reasons must not stand in for the page's
		}
		return q.draw(tx, a)
	})
	if err != nil {
		return nil, err
	}
	return a, nil
}

// Update does act once for the form's key and redirects to where it says. A
// form sent twice gets the same redirect; another form under the same key is a
// Conflict.
func (q *Request) Update(act func(*vault.Tx) (location string, err error)) (*Answer, error) {
	if q.key == "" {
		return nil, errNoKey
	}
	print := q.fingerprint()
	var location string
	err := q.house.Vault.Update(q.Context(), q.Who(), func(tx *vault.Tx) error {
		if err := q.enter(tx); err != nil {
			return err
		}
		was, done, err := tx.Replay(q.key, print)
		if err != nil || done {
			location = was
			return err
		}
		if location, err = act(tx); err != nil {
			return err
		}
		return tx.Remember(q.key, print, location)
	})
	if err != nil {
		return nil, err
	}
	return q.Redirect(location), nil
}

// Change does act without storing the form's key, for acts that recognise a
// repetition themselves, such as saving a draft under a version.
func (q *Request) Change(act func(*vault.Tx) error) error {
	return q.house.Vault.Update(q.Context(), q.Who(), func(tx *vault.Tx) error {
		if err := q.enter(tx); err != nil {
			return err
		}
		return act(tx)
	})
}

// Submit is Update for a form that can be shown again: when act finds the input
// Invalid, or somebody was first, again draws the form with the problems. The
// status is 422 or 409.
func (q *Request) Submit(act func(*vault.Tx) (string, error), again func(*vault.Tx, []ui.Problem) (*Answer, error)) (*Answer, error) {
	a, err := q.Update(act)
	if err == nil {
		return a, nil
	}
	kind := errs.KindOf(err)
	if kind != errs.Invalid && kind != errs.Conflict {
		return nil, err
	}
	return q.Again(err, again)
}

// Again draws a form once more because of err, with its sentences beside their
// fields; a sentence without a field stands on top.
func (q *Request) Again(err error, again func(*vault.Tx, []ui.Problem) (*Answer, error)) (*Answer, error) {
	problems := Problems(q.Lang, err)
	a, verr := q.View(func(tx *vault.Tx) (*Answer, error) { return again(tx, problems) })
	if verr != nil {
		return nil, verr
	}
	if a != nil && a.location == "" && a.stream == nil {
		a.status = Status(err)
	}
	return a, nil
}

// fingerprint recognises the same form sent twice: the address and every field
// but the key.
func (q *Request) fingerprint() vault.Hash {
	return vault.HashOf([]byte(q.Method + " " + q.URL.Path + "\n" + encodeWithout(q.values, ui.FieldKey)))
}

var errUnaccounted = errors.New("web: a view showed no record and neither its route nor its room says why")

var errUngated = errors.New("web: a route with a permission answered without asking the vault for it")
