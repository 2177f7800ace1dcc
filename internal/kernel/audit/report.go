package audit

import (
	"encoding/base64"
	"fmt"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/tlog"
)

// The kinds of Problem.
const (
	Form         = "form"      // the file is not an export in its one form
	BadKey       = "key"       // another key than the one noted outside, or none
	BadSignature = "signature" // a checkpoint is not genuine
	Missing      = "missing"   // a gap in the numbers
	Moved        = "moved"     // inserted, repeated or out of order
	Edited       = "edited"    // entries are not those that were signed
	Time         = "time"      // times do not rise
	Truncated    = "truncated" // entries or lines at the end are gone
	Rollback     = "rollback"  // ends before the older checkpoint
	Fork         = "fork"      // does not begin with the older checkpoint
	Pruned       = "pruned"    // bodies are gone that should be there
	NotSigned    = "not signed"
)

// A Problem is the first thing wrong with a log. Seq is the first entry that
// shows it, -1 if it is not about entries. Entries before Since are proved good;
// whoever changed entries and what the store kept of them may have begun
// anywhere from Since to Until.
type Problem struct {
	Kind              string
	Since, Seq, Until int64
	Line              int64 // of the export; 0 elsewhere
	What              string
}

// A Report says what a check proved, in words, and the first thing wrong.
type Report struct {
	Origin      string
	Key         string
	Entries     int64
	Checkpoints int64 // genuine ones
	Pruned      int64 // entries without body
	Patients    int64 // named by at least one entry
	First, Last int64 // times of the first and last entry, UTC microseconds
	Size        int64 // of the last genuine checkpoint
	Root        tlog.Hash
	Signed      int64    // when it was signed
	Proved      []string // sentences
	Open        []string // what this check could not show, and what would
	Problem     *Problem // nil if the log is sound
}

// Sound reports whether nothing was found wrong.
func (r *Report) Sound() bool { return r.Problem == nil }

// String returns the report as text: numbered sentences, then the verdict.
func (r *Report) String() string {
	var b strings.Builder
	for i, s := range r.Proved {
		fmt.Fprintf(&b, "%d. %s\n", i+1, s)
	}
	for _, s := range r.Open {
		fmt.Fprintf(&b, "Not shown: %s\n", s)
	}
	if r.Problem == nil {
		b.WriteString("The log is sound.\n")
		return b.String()
	}
	b.WriteString("THE LOG IS NOT SOUND. " + r.Problem.What + "\n")
	switch p := r.Problem; {
	case p.Seq < 0:
	case p.Until > p.Seq && p.Seq == p.Since:
		fmt.Fprintf(&b, "First bad entry: one of %d to %d.\n", p.Since, p.Until)
	case p.Until > p.Since:
		fmt.Fprintf(&b, "First bad entry: %d is the first to show it; only those before %d are proved good.\n", p.Seq, p.Since)
	default:
		fmt.Fprintf(&b, "First bad entry: %d.\n", p.Seq)
	}
	return b.String()
}

// tell writes the sentences. What a failed check says is proved up to the last
// genuine checkpoint.
func (v *Verifier) tell() {
	r := &v.report
	r.Proved, r.Open = nil, nil
	if r.Checkpoints == 0 {
		return
	}
	if v.pinned {
		r.proved("The log %s is signed with the key you gave.", r.Origin)
	} else {
		r.proved("The log %s is signed throughout with one key, %s.", r.Origin, r.Key)
		r.open("whose key that is. Compare it with the one written down when the clinic was set up, or give that one.")
	}
	r.proved("%s checkpoints carry a valid signature; the last covers %s entries, was signed at %s, and has the root %s.",
		count(r.Checkpoints), count(r.Size), moment(r.Signed), base64.StdEncoding.EncodeToString(r.Root[:]))
	if r.Size > 0 {
		r.proved("The entries 0 to %d are those that were signed: time, account, verb, outcome, patients and sealed body of each give that root, so none was edited, deleted, inserted or moved.", r.Size-1)
	}
	if r.Problem != nil {
		return
	}
	if r.Entries > 0 {
		r.proved("Their numbers have no gap and their times strictly rise, from %s to %s.", moment(r.First), moment(r.Last))
		var mentions int64
		for _, n := range v.patients {
			mentions += n
		}
		r.proved("The index of patients, made again from the entries, agrees: %s patients, %s mentions.", count(r.Patients), count(mentions))
	}
	if r.Pruned > 0 {
		r.proved("The bodies of the entries 0 to %d were removed by the rules of retention, as the last checkpoint says; their hashes are still part of the proof.", r.Pruned-1)
	}
	if v.old != nil {
		r.proved("The log begins with the %s entries of the older checkpoint, signed at %s: it was neither cut back nor replaced since.", count(v.old.Size), moment(v.old.At))
	} else {
		r.open("that the log was not cut back to an earlier checkpoint, or replaced by a holder of its key. Keep the last checkpoint outside and give it next time.")
	}
	r.open("an act that was never written to the log.")
}

func (r *Report) proved(format string, args ...any) {
	r.Proved = append(r.Proved, fmt.Sprintf(format, args...))
}

func (r *Report) open(s string) { r.Open = append(r.Open, s) }

func moment(us int64) string {
	return time.UnixMicro(us).UTC().Format("2006-01-02 15:04:05.000000 UTC")
}

// count writes n with its thousands apart.
func count(n int64) string {
	s := fmt.Sprint(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}
