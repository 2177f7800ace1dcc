package vault

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"time"

	"kosh/internal/base/clock"
	"kosh/internal/base/errs"
	"kosh/internal/base/ids"
	"kosh/internal/kernel/audit"
	"kosh/internal/kernel/seal"
	"kosh/internal/storage/control"
	"kosh/internal/storage/database"

	"golang.org/x/mod/sumdb/tlog"
)

type patientID = ids.Patient

// A pending entry waits for its place in the tree: number and time are given by
// the committer.
type pending struct {
	leaf audit.Leaf
	at   int64 // when the act began
}

// bodyPlace binds a sealed body to its log and salt.
func (f *file) bodyPlace(salt [16]byte) seal.Place {
	return seal.Place{Tenant: f.tenant, Table: "audit_entry", Column: "body", Row: salt[:]}
}

// compose seals an entry.
func (f *file) compose(e *audit.Entry, at int64) (*pending, error) {
	e.Zone = f.zone
	e.Patients = audit.SortPatients(e.Patients)
	plain, err := e.Encode()
	if err != nil {
		return nil, err
	}
	p := &pending{at: at}
	p.leaf = audit.Leaf{Account: e.Account, Verb: e.Verb, Outcome: e.Outcome, Patients: e.Patients}
	rand.Read(p.leaf.Salt[:])
	p.leaf.Body = f.audit.Seal(f.bodyPlace(p.leaf.Salt), plain)
	p.leaf.BodyHash = audit.BodyHash(p.leaf.Salt, p.leaf.Body)
	return p, nil
}

// finish turns what a transaction did into its entry.
func (tx *Tx) finish() (*pending, error) {
	if err := tx.db.Failed(); err != nil {
		return nil, err // it will be rolled back alone, so its entry must not be kept
	}
	if len(tx.rows) > 0 && (len(tx.entry.Records) == 0 || tx.entry.Verb == audit.Read) {
		return nil, errUnaudited
	}
	if len(tx.entry.Records) == 0 && tx.entry.Verb == "" {
		if tx.silent == "" {
			return nil, errSilent
		}
		return nil, nil
	}
	e := tx.fill(audit.OK)
	if e.Verb == audit.Read && len(tx.rows) == 0 { // such as the autosave of a draft
		again, first := tx.f.repeats.counted(e, tx.now)
		if again {
			return nil, nil
		}
		tx.counting = first
	}
	return tx.f.compose(e, tx.Micros())
}

// fill completes the entry with who, where from and why.
func (tx *Tx) fill(outcome audit.Outcome) *audit.Entry {
	e := &tx.entry
	e.V = 1
	e.Account, e.Session, e.Chamber = tx.who.Account, tx.who.Session, tx.who.Chamber
	e.Staff, e.Name, e.Role = tx.grants.Staff, tx.grants.Name, string(tx.grants.Role)
	e.IP, e.Agent = tx.who.From.IP, tx.who.From.Agent
	e.Screen, e.Purpose = tx.who.Screen, tx.who.Purpose
	e.Outcome, e.Rows = outcome, tx.rows
	if tx.system != "" {
		e.Name, e.Role = "Kosh", "system"
		if e.Reason == "" {
			e.Reason = tx.system
		}
	}
	return e
}

// checkView wants an entry or a reason for none.
func (tx *Tx) checkView() error {
	if tx.entry.Verb == "" && tx.silent == "" {
		return errSilent
	}
	return nil
}

// Accounted reports whether the transaction has an entry so far, or has said why
// it needs none. A door asks before it adds its own frame to a page.
func (tx *Tx) Accounted() bool { return tx.checkView() == nil }

// recordView makes a view's entry durable, or counts it when the same person
// was shown the same within five minutes.
func (f *file) recordView(ctx context.Context, tx *Tx) error {
	if tx.entry.Verb == "" {
		return nil
	}
	return f.recordOnce(ctx, tx.fill(audit.OK), tx.now)
}

// recordOnce makes an entry durable, or counts it against one that is.
func (f *file) recordOnce(ctx context.Context, e *audit.Entry, now time.Time) error {
	again, first := f.repeats.counted(e, now)
	if again {
		return nil
	}
	err := f.append(ctx, e, clock.Micros(now))
	f.repeats.settle(first, err == nil)
	return err
}

// recordDenial makes the DENY entry of a refusal durable, at most one a minute
// for the same session, screen and record.
func (f *file) recordDenial(ctx context.Context, tx *Tx) error {
	denial := *tx
	denial.entry, denial.rows = audit.Entry{Verb: audit.Deny}, nil
	denial.entry.Detail = map[string]string{"permission": tx.refused.need.String()}
	if tx.refused.need == 0 {
		denial.entry.Detail = map[string]string{"refused": "no place in this clinic or chamber"}
	}
	if !tx.refused.patient.IsZero() {
		denial.entry.Records = []audit.Record{{Kind: "patient", ID: tx.refused.patient.String(), Verb: audit.Deny}}
		if known, err := f.exists(ctx, tx.refused.patient); err != nil {
			return err
		} else if known {
			denial.entry.Patients = []ids.Patient{tx.refused.patient}
		}
	}
	return f.recordOnce(ctx, denial.fill(audit.Denied), tx.now)
}

func (f *file) exists(ctx context.Context, p ids.Patient) (bool, error) {
	var dek int64
	var a, b bool
	// Hanging up does not keep a refusal out of the log.
	err := f.db.View(context.WithoutCancel(ctx), func(tx *database.Tx) error {
		return tx.Get(selectSubject, []any{f.tenant, p, ids.Staff{}, int64(0)}, &dek, &a, &b)
	})
	if errors.Is(err, ErrNoRows) {
		return false, nil
	}
	return err == nil, err
}

// append commits one entry by itself.
func (f *file) append(ctx context.Context, e *audit.Entry, at int64) error {
	p, err := f.compose(e, at)
	if err != nil {
		return err
	}
	err = f.db.Append(context.WithoutCancel(ctx), func(*database.Tx) error {
		f.pending = append(f.pending, p)
		return nil
	})
	if err != nil {
		return errs.Wrap(errs.Unavailable, "The access log could not be written, so nothing was shown. Please try again; if it stays, tell the person who runs this system.", err)
	}
	f.topics.bump([]string{TopicLog})
	return nil
}

// beforeCommit gives every entry of the group its number and time, writes it,
// and writes the tree's new head. It runs in the committer.
func (f *file) beforeCommit(tx *database.Tx) error {
	f.next, f.nextAt = f.tree.Clone(), f.lastAt
	if len(f.pending) == 0 {
		return nil
	}
	for _, p := range f.pending {
		if p == nil {
			continue
		}
		if err := f.write(tx, p); err != nil {
			return err
		}
	}
	edge, err := f.next.MarshalBinary()
	if err != nil {
		return err
	}
	_, err = tx.Exec(upsertAuditHead, f.tenant, f.next.Size(), f.nextAt, edge)
	return err
}

func (f *file) write(tx *database.Tx, p *pending) error {
	l := &p.leaf
	l.Seq = f.next.Size()
	l.At = max(p.at, f.nextAt+1) // strictly rising per clinic
	f.nextAt = l.At
	h := l.Hash(f.origin)
	if _, err := tx.Exec(insertEntry, f.tenant, l.Seq, l.At, l.Account, string(l.Verb), string(l.Outcome), l.Salt[:], l.Body, l.BodyHash[:], h[:]); err != nil {
		return err
	}
	if err := f.writeSubjects(tx, l); err != nil {
		return err
	}
	if tile, complete := f.next.AppendTile(h); complete {
		if _, err := tx.Exec(insertTile, f.tenant, f.next.Size()/audit.TileSpan-1, tile[:]); err != nil {
			return err
		}
	}
	return nil
}

// writeSubjects files an entry under every patient it names.
func (f *file) writeSubjects(tx *database.Tx, l *audit.Leaf) error {
	switch len(l.Patients) {
	case 0:
		return nil
	case 1:
		_, err := tx.Exec(insertAuditSubject, f.tenant, l.Patients[0], l.Seq)
		return err
	}
	n, err := tx.Exec(insertAuditSubjects, f.tenant, [][]byte(IDs(l.Patients)), l.Seq)
	if err == nil && n != int64(len(l.Patients)) {
		err = fmt.Errorf("vault: an entry names %d patients, %d of them have a record", len(l.Patients), n)
	}
	return err
}

// settled keeps or drops the group's tree.
func (f *file) settled(err error) {
	clear(f.pending)
	f.pending = f.pending[:0]
	if err != nil {
		// The next group may settle without a commit: what this one would have
		// written must not be found then.
		f.next, f.nextAt = f.tree, f.lastAt
		return
	}
	if f.next.Size() <= f.tree.Size() {
		return
	}
	f.tree, f.lastAt = f.next, f.nextAt
	f.treeMu.Lock()
	f.committed, f.at = f.tree, f.lastAt
	f.treeMu.Unlock()
}

// loadTree reads the tree's head and refuses a log that does not fit it.
func (f *file) loadTree(ctx context.Context) error {
	var size, at, last int64
	var edge []byte
	err := f.db.View(ctx, func(tx *database.Tx) error {
		err := tx.Get(selectAuditHead, []any{f.tenant}, &size, &at, &edge)
		if err != nil && !errors.Is(err, ErrNoRows) {
			return err
		}
		return tx.Get(selectLastEntry, []any{f.tenant}, &last)
	})
	if err != nil {
		return err
	}
	if size > 0 {
		if err := f.tree.UnmarshalBinary(edge); err != nil {
			return errs.Wrap(errs.Corrupt, "The head of this clinic's log is damaged. Run kosh vault check.", err)
		}
	}
	f.lastAt, f.next, f.nextAt = at, f.tree, at
	f.committed, f.at = f.tree, at
	if f.tree.Size() != size || last != size {
		return errs.New(errs.Corrupt, fmt.Sprintf("This clinic's log has %d entries, its head says %d. Run kosh vault check.", last, size))
	}
	// Entries appended to a false edge would spoil the log for ever.
	if root, err := audit.RootAt(size, f.hashes(ctx)); err != nil || root != f.tree.Root() {
		return errs.New(errs.Corrupt, "The head of this clinic's log does not fit its entries. Run kosh vault check.")
	}
	return nil
}

// checkpoint signs the log's size and root when there is something new, and
// keeps the note in the vault and outside it.
func (f *file) checkpoint(ctx context.Context) error {
	f.treeMu.Lock()
	tree, signed, last := f.committed, f.signed, f.at
	f.treeMu.Unlock()
	if tree.Size() <= signed {
		return nil
	}
	at := max(clock.Micros(f.store.cfg.Clock.Now()), last) // the clock may have been put back
	note, err := f.signer.Sign(audit.Checkpoint{Origin: f.origin, Size: tree.Size(), Root: tree.Root(), At: at})
	if err != nil {
		return err
	}
	err = f.db.Append(ctx, func(tx *database.Tx) error {
		_, err := tx.Exec(insertCheckpoint, f.tenant, tree.Size(), at, string(note))
		return err
	})
	if err != nil {
		return err
	}
	if err := f.store.cfg.Control.KeepCheckpoint(ctx, f.tenant, control.Checkpoint{Size: tree.Size(), At: at, Note: string(note)}); err != nil {
		return err
	}
	f.treeMu.Lock()
	f.signed = max(f.signed, tree.Size())
	f.treeMu.Unlock()
	return nil
}

// hashes reads the stored leaf and tile hashes of the committed log.
func (f *file) hashes(ctx context.Context) audit.HashReader { return storedHashes{ctx, f} }

type storedHashes struct {
	ctx context.Context
	f   *file
}

func (s storedHashes) Leaves(from, to int64) ([]tlog.Hash, error) {
	return s.read(selectLeaves, from, to)
}

func (s storedHashes) Tiles(from, to int64) ([]tlog.Hash, error) {
	return s.read(selectTiles, from, to)
}

func (s storedHashes) read(q Query, from, to int64) (out []tlog.Hash, err error) {
	err = s.f.db.ViewFresh(s.ctx, func(tx *database.Tx) error {
		return tx.Each(q, []any{s.f.tenant, from, to}, func(r Row) error {
			var h tlog.Hash
			if copy(h[:], r.Raw(0)) != len(h) {
				return errs.New(errs.Corrupt, "A stored hash of the log is damaged.")
			}
			out = append(out, h)
			return nil
		})
	})
	return out, err
}

// OpenBody opens a stored entry's body for a page about the log.
func (tx *Tx) OpenBody(salt Hash, body Sealed) (*audit.Entry, error) {
	if len(salt.b) != 16 {
		return nil, errs.New(errs.Corrupt, "A stored entry of the log is damaged.")
	}
	return tx.f.openBody([16]byte(salt.b), body.b)
}

func (f *file) openBody(salt [16]byte, body []byte) (*audit.Entry, error) {
	plain, err := f.audit.Open(f.bodyPlace(salt), body)
	if err != nil {
		return nil, errs.Wrap(errs.Corrupt, "A stored entry of the log does not authenticate.", err)
	}
	return audit.DecodeEntry(plain)
}
