package vault

import (
	"context"
	"io"
	"iter"

	"kosh/internal/base/ids"
	"kosh/internal/kernel/access"
	"kosh/internal/kernel/audit"
	"kosh/internal/storage/database"
)

// chunk is how many entries are read in one snapshot, so that a long check does
// not hold one against the checkpointer.
const chunk = 2000

// leaves reads the stored entries [from, to) with the patients each one names.
func (f *file) leaves(ctx context.Context, from, to int64) (out []*audit.Leaf, err error) {
	err = f.db.ViewFresh(ctx, func(tx *database.Tx) error {
		out, err = f.leavesIn(tx, from, to)
		return err
	})
	return out, err
}

func (f *file) leavesIn(tx *database.Tx, from, to int64) ([]*audit.Leaf, error) {
	var out []*audit.Leaf
	err := func() error {
		err := tx.Each(selectEntries, []any{f.tenant, from, to}, func(r Row) error {
			l := &audit.Leaf{Seq: r.Int64(0), At: r.Int64(1), Verb: audit.Verb(r.Text(3)), Outcome: audit.Outcome(r.Text(4))}
			if b := r.Raw(2); b != nil {
				if err := l.Account.SetBytes(b); err != nil {
					return err
				}
			}
			if r.IsNull(6) {
				l.Pruned = true
				copy(l.BodyHash[:], r.Raw(7))
			} else {
				copy(l.Salt[:], r.Raw(5))
				l.Body = append([]byte(nil), r.Raw(6)...)
				l.BodyHash = audit.BodyHash(l.Salt, l.Body)
			}
			l.Kept = append([]byte(nil), r.Raw(8)...)
			out = append(out, l)
			return nil
		})
		if err != nil {
			return err
		}
		at := 0
		return tx.Each(selectEntrySubjects, []any{f.tenant, from, to}, func(r Row) error {
			seq := r.Int64(0)
			for at < len(out) && out[at].Seq < seq {
				at++
			}
			p, err := ids.From[ids.Patient](r.Raw(1))
			if err != nil {
				return err
			}
			if at < len(out) && out[at].Seq == seq {
				out[at].Patients = append(out[at].Patients, p)
			}
			return nil
		})
	}()
	return out, err
}

// all yields every committed entry up to size, in order.
func (f *file) all(ctx context.Context, size int64) iter.Seq2[*audit.Leaf, error] {
	return func(yield func(*audit.Leaf, error) bool) {
		for from := int64(0); from < size; from += chunk {
			part, err := f.leaves(ctx, from, min(from+chunk, size))
			if err != nil {
				yield(nil, err)
				return
			}
			for _, l := range part {
				if !yield(l, nil) {
					return
				}
			}
		}
	}
}

type signedNote struct {
	size int64
	note []byte
}

func (f *file) checkpoints(ctx context.Context) (notes []signedNote, err error) {
	err = f.db.ViewFresh(ctx, func(tx *database.Tx) error {
		return tx.Each(selectCheckpoints, []any{f.tenant}, func(r Row) error {
			notes = append(notes, signedNote{r.Int64(0), []byte(r.Text(1))})
			return nil
		})
	})
	return notes, err
}

// A LogReport is what a verification proved, and the state of the log.
type LogReport struct {
	audit.Report
	VerifierKey string
	Checkpoint  string // the newest signed note
}

// VerifyLog checks the clinic's whole log against its signed checkpoints: every
// stored entry is hashed again. Needs audit.view; the check itself is an entry.
func (s *Store) VerifyLog(ctx context.Context, who access.Who) (LogReport, error) {
	err := s.Update(ctx, who, func(tx *Tx) error {
		if err := tx.Require(access.AuditView); err != nil {
			return err
		}
		tx.Record(audit.Read, "log", "verify", ids.Patient{})
		return nil
	})
	if err != nil {
		return LogReport{}, err
	}
	f, err := s.acquire(ctx, who.Tenant)
	if err != nil {
		return LogReport{}, err
	}
	defer s.leave(f)
	if err := f.checkpoint(ctx); err != nil {
		return LogReport{}, err
	}
	return f.verifyLog(ctx)
}

// signedSize is how much of the log a checkpoint covers: a check ends there,
// because entries go on being written while it runs.
func (f *file) signedSize() int64 {
	f.treeMu.Lock()
	defer f.treeMu.Unlock()
	if f.refused != nil {
		return f.committed.Size()
	}
	return f.signed
}

func (f *file) committedSize() int64 {
	f.treeMu.Lock()
	defer f.treeMu.Unlock()
	return f.committed.Size()
}

func (f *file) verifyLog(ctx context.Context) (LogReport, error) {
	out := LogReport{VerifierKey: f.signer.VerifierKey()}
	o := audit.VerifyOptions{Key: f.signer.VerifierKey()}
	kept, err := f.store.cfg.Control.Checkpoint(ctx, f.tenant)
	if err != nil {
		return out, err
	}
	if kept.Size > 0 {
		o.OldCheckpoint = []byte(kept.Note)
	}
	// In this order, because checkpoints go on being signed: what is kept outside
	// and what is covered must both have their note among those read last.
	size := max(f.signedSize(), min(kept.Size, f.committedSize()))
	notes, err := f.checkpoints(ctx)
	if err != nil {
		return out, err
	}
	v := audit.NewVerifier(f.signer.VerifierKey(), o)
	next := 0
	for l, err := range f.all(ctx, size) {
		if err != nil {
			return out, err
		}
		for next < len(notes) && notes[next].size <= l.Seq {
			v.Checkpoint(notes[next].note)
			next++
		}
		if !v.Entry(l) {
			break
		}
	}
	for ; next < len(notes) && notes[next].size <= size; next++ {
		v.Checkpoint(notes[next].note)
	}
	if len(notes) > 0 {
		out.Checkpoint = string(notes[len(notes)-1].note)
	}
	out.Report = v.Finish()
	return out, nil
}

// LogState is the size of a clinic's log and its newest signed checkpoint.
type LogState struct {
	Size        int64
	LastAt      int64 // µs
	SignedSize  int64
	SignedAt    int64
	Checkpoint  string
	VerifierKey string
}

// LogState returns the state of the log, for a page that has already required
// audit.view in this transaction.
func (tx *Tx) LogState() (LogState, error) {
	if err := tx.Require(access.AuditView); err != nil {
		return LogState{}, err
	}
	st := LogState{VerifierKey: tx.f.signer.VerifierKey()}
	tx.f.treeMu.Lock()
	st.Size, st.LastAt = tx.f.committed.Size(), tx.f.at
	tx.f.treeMu.Unlock()
	err := tx.Get(lastCheckpoint, nil, &st.SignedSize, &st.SignedAt, &st.Checkpoint)
	if err == ErrNoRows {
		err = nil
	}
	return st, err
}

// An EntryProof places one entry in the signed log.
type EntryProof struct {
	Seq      int64
	Leaf     string // its fingerprint, base64
	Covered  bool   // a checkpoint covers it; what follows is empty otherwise
	Path     int    // neighbouring fingerprints combined with it
	Size     int64  // of the log when it was signed
	Root     string // signed, base64
	SignedAt int64  // µs
	Holds    bool   // the entry as stored leads to the signed root
}

// ProveEntry hashes an entry as it is stored and checks that it is part of what
// the newest checkpoint signed (RFC 6962 §2.1.1). Needs audit.view; NotFound for
// an entry there is not.
func (s *Store) ProveEntry(ctx context.Context, who access.Who, seq int64) (EntryProof, error) {
	p := EntryProof{Seq: seq}
	var note string
	err := s.ViewLog(ctx, who, func(tx *Tx) error {
		if err := tx.Require(access.AuditView); err != nil {
			return err
		}
		tx.NoDisclosure("computes fingerprints of the log")
		err := tx.Get(lastCheckpoint, nil, &p.Size, &p.SignedAt, &note)
		if err == ErrNoRows {
			err = nil
		}
		return err
	})
	if err != nil {
		return p, err
	}
	f, err := s.acquire(ctx, who.Tenant)
	if err != nil {
		return p, err
	}
	defer s.leave(f)
	l, err := f.leaves(ctx, seq, seq+1)
	if err != nil {
		return p, err
	}
	if seq < 0 || len(l) != 1 {
		return p, access.ErrHidden
	}
	return p, f.place(ctx, &p, l[0], note)
}

// place checks a leaf against a signed note.
func (f *file) place(ctx context.Context, p *EntryProof, l *audit.Leaf, note string) error {
	leaf := l.Hash(f.origin)
	p.Leaf = leaf.String()
	if p.Seq >= p.Size {
		p.Size, p.SignedAt = 0, 0
		return nil
	}
	cp, err := audit.OpenCheckpoint([]byte(note), f.signer.VerifierKey())
	if err != nil {
		return err
	}
	proof, err := audit.ProveInclusion(p.Seq, cp.Size, f.hashes(ctx))
	if err != nil {
		return err
	}
	p.Covered, p.Path, p.Root = true, len(proof), cp.Root.String()
	p.Holds = audit.CheckInclusion(proof, p.Seq, leaf, cp.Size, cp.Root) == nil
	return nil
}

// Export writes the clinic's log for an auditor: entries as stored and signed
// checkpoints, verifiable without keys. The EXPORT entry is durable before the
// first byte.
func (y *System) Export(ctx context.Context, w io.Writer) error {
	f, err := y.s.acquire(ctx, y.tenant)
	if err != nil {
		return err
	}
	defer y.s.leave(f)
	e := audit.Entry{V: 1, Verb: audit.Export, Outcome: audit.OK, Reason: y.reason, Name: "Kosh", Role: "system",
		Records: []audit.Record{{Kind: "log", ID: y.tenant.String(), Verb: audit.Export}}}
	if err := f.append(ctx, &e, y.s.cfg.Clock.Now().UnixMicro()); err != nil {
		return err
	}
	if err := f.checkpoint(ctx); err != nil {
		return err
	}
	size := f.signedSize() // before the notes, of which one covers it
	notes, err := f.checkpoints(ctx)
	if err != nil {
		return err
	}
	return audit.WriteExport(w, f.signer.VerifierKey(), f.all(ctx, size), func(yield func([]byte, error) bool) {
		for _, n := range notes {
			if n.size <= size && !yield(n.note, nil) {
				return
			}
		}
	})
}
