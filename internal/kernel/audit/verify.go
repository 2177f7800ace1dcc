package audit

import (
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"math/bits"
	"slices"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"kosh/internal/base/ids"
)

// MinRetention is the age under which no entry may have lost its body.
const MinRetention = 365 * 24 * time.Hour

// VerifyOptions says what the verifier brings from outside, which is what makes
// its word worth more than the file's.
type VerifyOptions struct {
	OldCheckpoint []byte // a signed checkpoint seen earlier, or nil
	Key           string // the verifier key as noted outside, or ""
}

// A Verifier checks a log, entry by entry and checkpoint by checkpoint. It stops
// at the first thing wrong. It is not safe for concurrent use.
type Verifier struct {
	report   Report
	pinned   bool
	tree     frontier
	size     int64
	last     Checkpoint // the newest that was found good
	doubt    *Problem   // the first entry since then that is not what the store kept of it
	kept     frontier   // from the doubt on, the tree as the store would have it
	old      *Checkpoint
	oldBad   bool    // the root at old.Size was another
	pruned   []int64 // times of the pruned entries
	patients map[ids.Patient]int64
	line     int64 // of the export, 0 elsewhere
}

// NewVerifier starts checking the log signed with vkey, from its first entry.
func NewVerifier(vkey string, o VerifyOptions) *Verifier {
	v := &Verifier{patients: map[ids.Patient]int64{}}
	v.report.Key = vkey
	key, err := note.NewVerifier(vkey)
	if err != nil || !canonicalKey(vkey) {
		v.fail(BadKey, -1, -1, "The log's verifier key cannot be read.")
		return v
	}
	v.report.Origin = key.Name()
	if o.Key != "" && strings.TrimSpace(o.Key) != vkey {
		v.fail(BadKey, -1, -1, "The log is signed with another key than the one given.")
		return v
	}
	v.pinned = o.Key != ""
	if o.OldCheckpoint != nil {
		cp, err := OpenCheckpoint(o.OldCheckpoint, vkey)
		if err != nil {
			v.fail(BadKey, -1, -1, "The older checkpoint does not carry a valid signature of this log's key: the keys were swapped, or it is a checkpoint of another log.")
			return v
		}
		v.old = &cp
		v.compareOld()
	}
	return v
}

// Entry takes the next entry. It returns false once something was found wrong.
func (v *Verifier) Entry(l *Leaf) bool {
	if v.report.Problem != nil {
		return false
	}
	if l.Seq > v.size {
		return v.fail(Missing, v.size, l.Seq-1, fmt.Sprintf("Entry %d follows entry %d: what stood between is missing or out of order.", l.Seq, v.size-1))
	}
	if l.Seq < v.size {
		return v.fail(Moved, v.size, v.size, fmt.Sprintf("An entry numbered %d stands in place %d: it was inserted, repeated or moved.", l.Seq, v.size))
	}
	v.hash(l)
	if v.doubt == nil && v.size > 0 && l.At <= v.report.Last {
		return v.fail(Time, v.size-1, v.size, fmt.Sprintf("Entry %d is not later than entry %d: one of them was changed or moved.", v.size, v.size-1))
	}
	if l.Pruned {
		if v.doubt == nil && int64(len(v.pruned)) != v.size {
			return v.fail(Pruned, l.Seq, l.Seq, fmt.Sprintf("Entry %d has lost its body although an earlier one has not.", l.Seq))
		}
		v.pruned = append(v.pruned, l.At)
	}
	v.size++
	if v.size == 1 {
		v.report.First = l.At
	}
	v.report.Last = l.At
	for _, p := range l.Patients {
		v.patients[p]++
	}
	v.compareOld()
	return true
}

// hash adds the leaf's hash to the tree. If the store kept another, the entry is
// in doubt, and both trees are led on until a signed root tells which is right.
func (v *Verifier) hash(l *Leaf) {
	h := l.Hash(v.report.Origin)
	kept := h
	if l.Kept != nil {
		kept = tlog.Hash{}
		copy(kept[:], l.Kept)
	}
	if v.doubt == nil && kept != h {
		v.doubt = &Problem{Kind: Edited, Seq: l.Seq, Until: l.Seq, Line: v.line, What: fmt.Sprintf(
			"Entry %d does not give the hash that was kept of it: a column, a patient it names or its body was changed, or another entry stands in its place.", l.Seq)}
		v.kept = slices.Clone(v.tree)
	}
	if v.doubt != nil {
		v.kept.push(v.size, kept)
	}
	v.tree.push(v.size, h)
}

// Checkpoint takes a signed checkpoint, right after the last entry it covers.
func (v *Verifier) Checkpoint(signed []byte) bool {
	if v.report.Problem != nil {
		return false
	}
	from := v.last.Size
	cp, err := OpenCheckpoint(signed, v.report.Key)
	switch {
	case err != nil:
		if from == v.size {
			from = -1 // every entry so far is proved
		}
		return v.fail(BadSignature, from, v.size-1, "A checkpoint does not carry a valid signature of the log's key: it was altered, or it comes from another log or another key.")
	case cp.Size > v.size:
		return v.fail(Truncated, from, cp.Size-1, fmt.Sprintf("A signed checkpoint covers %d entries and only %d stand before it: entries were deleted.", cp.Size, v.size))
	case cp.Size < v.size:
		return v.fail(Moved, from, v.size-1, fmt.Sprintf("A signed checkpoint of %d entries stands after %d: entries were inserted, or the checkpoint was moved.", cp.Size, v.size))
	case v.doubt != nil && cp.Root == v.kept.root():
		v.doubt.Since = v.doubt.Seq // the signed root vouches for the kept hashes, so for all entries before
		v.report.Problem = v.doubt
		return false
	case v.doubt != nil && cp.Root == v.tree.root():
		v.doubt.Since = v.doubt.Seq
		v.doubt.What = fmt.Sprintf("The hash kept of entry %d was changed. The entry itself is as it was signed.", v.doubt.Seq)
		v.report.Problem = v.doubt
		return false
	case cp.Root != v.tree.root():
		if v.oldBad {
			cp.Size = min(cp.Size, v.old.Size)
		}
		return v.fail(Edited, from, cp.Size-1, fmt.Sprintf("The entries %d to %d are not those that were signed: at least one was edited, inserted, replaced or moved.", from, cp.Size-1))
	case cp.Pruned < v.last.Pruned:
		return v.fail(Pruned, cp.Pruned, v.last.Pruned-1, "A checkpoint allows less pruning than an earlier one.")
	case v.oldBad:
		return v.fork()
	}
	v.last = cp
	v.report.Checkpoints++
	return true
}

// Finish ends the check and says what it found.
func (v *Verifier) Finish() Report {
	if v.report.Problem == nil {
		v.finish()
	}
	v.report.Entries = v.size
	v.report.Pruned = int64(len(v.pruned))
	v.report.Patients = int64(len(v.patients))
	v.report.Root = v.last.Root
	v.report.Size = v.last.Size
	v.report.Signed = v.last.At
	v.tell()
	return v.report
}

func (v *Verifier) finish() {
	switch {
	case v.old != nil && v.old.Size > v.size:
		v.fail(Rollback, v.size, v.old.Size-1, fmt.Sprintf("The older checkpoint covers %d entries, this log ends after %d: it was cut back.", v.old.Size, v.size))
	case v.oldBad:
		v.fork()
	case v.report.Checkpoints == 0:
		v.fail(NotSigned, min(0, v.size-1), v.size-1, "The log is not signed: no checkpoint stands in it, so nothing shows that it was not rewritten.")
	case v.last.Size < v.size:
		v.fail(NotSigned, v.last.Size, v.size-1, fmt.Sprintf("The entries %d to %d are not signed: no checkpoint covers them.", v.last.Size, v.size-1))
	}
	if v.report.Problem != nil {
		return
	}
	if n := int64(len(v.pruned)); n > v.last.Pruned {
		v.fail(Pruned, v.last.Pruned, n-1, fmt.Sprintf("Entry %d has lost its body and the last checkpoint does not allow it.", v.last.Pruned))
		return
	}
	for seq, at := range v.pruned {
		if at > v.last.At-MinRetention.Microseconds() {
			v.fail(Pruned, int64(seq), int64(len(v.pruned)-1), fmt.Sprintf("Entry %d has lost its body before its time.", seq))
			return
		}
	}
}

// fork reports an older checkpoint that this log does not begin with although
// its own checkpoints fit: it was rewritten by someone who holds the key.
func (v *Verifier) fork() bool {
	return v.fail(Fork, 0, v.old.Size-1, fmt.Sprintf("The log does not begin with the %d entries the older checkpoint covers, although it is signed: another history was put in its place by a holder of the signing key.", v.old.Size))
}

// canonicalKey refuses the other spellings of a verifier key that the note
// package lets pass.
func canonicalKey(vkey string) bool {
	parts := strings.SplitN(vkey, "+", 3)
	if len(parts) != 3 || strings.ToLower(parts[1]) != parts[1] {
		return false
	}
	key, err := base64.StdEncoding.DecodeString(parts[2])
	return err == nil && base64.StdEncoding.EncodeToString(key) == parts[2]
}

func (v *Verifier) compareOld() {
	if v.old != nil && v.old.Size == v.size {
		v.oldBad = v.old.Root != v.tree.root()
	}
}

// fail notes the first thing wrong. Entries under the last genuine checkpoint are
// proved, so the first bad one is not before its size.
func (v *Verifier) fail(kind string, seq, until int64, what string) bool {
	switch {
	case v.report.Problem != nil:
	case v.doubt != nil && seq >= 0:
		v.doubt.Since, v.doubt.Until = v.last.Size, max(v.doubt.Seq, until)
		v.report.Problem = v.doubt
	default:
		v.report.Problem = &Problem{Kind: kind, Since: min(v.last.Size, seq), Seq: seq, Until: max(seq, until), Line: v.line, What: what}
	}
	return false
}

// A frontier is the verifier's own tree: one hash per bit of its size, of the
// largest complete subtree first (RFC 6962 §2.1).
type frontier []tlog.Hash

// push adds a leaf to a tree of size.
func (f *frontier) push(size int64, h tlog.Hash) {
	s := *f
	for range bits.TrailingZeros64(^uint64(size)) {
		top := len(s) - 1
		h = tlog.NodeHash(s[top], h)
		s = s[:top]
	}
	*f = append(s, h)
}

func (f frontier) root() tlog.Hash {
	if len(f) == 0 {
		return sha256.Sum256(nil)
	}
	h := f[len(f)-1]
	for i := len(f) - 2; i >= 0; i-- {
		h = tlog.NodeHash(f[i], h)
	}
	return h
}
