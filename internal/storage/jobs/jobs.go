// Package jobs keeps work for later in the vault, in the same transaction as
// the change that asks for it, and runs it.
//
// A job is done at least once: its handler may run again after a crash, a lost
// lease or an error, and must bear that. One dedupe key of a kind is enqueued
// once. A worker claims a job with a lease and an attempt number; what it reports
// counts only while it holds that attempt, so a worker that was slow cannot undo
// what another did. After ten failed attempts a job is dead: it stays, listed by
// Dead, until a person revives it.
//
// The clinic's wake-up time is written to the control store before the vault
// commits, because two stores share no transaction: a wake-up for a job that did
// not commit does no harm, a job without a wake-up would sleep for ever.
//
// Payloads hold identifiers only. A failed job keeps the kind of its error, not
// its text.
package jobs

import (
	"time"

	"kosh/internal/base/clock"
	"kosh/internal/base/ids"
	"kosh/internal/storage/vault"
)

// A New job.
type New struct {
	Kind    string
	Dedupe  string // the same work has the same key
	Payload string // identifiers, no personal data
	Due     time.Time
}

// Enqueue stores a job with the caller's change. A job with the same kind and
// dedupe key, done within 30 days or not yet, makes it do nothing. The caller
// has stated its permission.
func Enqueue(tx *vault.Tx, j New) error {
	if err := tx.Wake(j.Due); err != nil {
		return err
	}
	_, err := tx.Exec(insertJob, ids.New[ids.Job](tx.Now()), j.Kind, j.Dedupe, j.Payload, clock.Micros(j.Due), tx.Micros())
	return err
}

// A Dead job has failed as often as it may.
type Dead struct {
	ID       ids.Job
	Kind     string
	Payload  string
	Attempts int64
	Problem  string // kind of the last error
	Created  time.Time
	Failed   time.Time
}

// ListDead returns the dead jobs of a clinic. System work and the self-check.
func ListDead(tx *vault.Tx) ([]Dead, error) {
	if err := systemOnly(tx); err != nil {
		return nil, err
	}
	var all []Dead
	err := tx.Each(deadJobs, nil, func(r vault.Row) error {
		var d Dead
		var created, failed int64
		err := r.Scan(&d.ID, &d.Kind, &d.Payload, &d.Attempts, &d.Problem, &created, &failed)
		d.Created, d.Failed = clock.FromMicros(created), clock.FromMicros(failed)
		all = append(all, d)
		return err
	})
	return all, err
}

// Revive lets a dead job start again.
func Revive(tx *vault.Tx, id ids.Job) error {
	if err := systemOnly(tx); err != nil {
		return err
	}
	if err := tx.Wake(tx.Now()); err != nil {
		return err
	}
	_, err := tx.Exec(reviveJob, id, tx.Micros())
	return err
}
