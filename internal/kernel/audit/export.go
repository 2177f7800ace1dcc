package audit

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"iter"
	"strings"

	"kosh/internal/base/ids"
)

// An export is JSON lines: a header, then entries from 0 on with each checkpoint
// right after the last entry it covers, then an end line with the counts. Each
// line has one spelling. Nothing in it needs a secret to be checked.
type exportLine struct {
	Header     *exportHeader `json:"header,omitempty"`
	Entry      *exportEntry  `json:"entry,omitempty"`
	Checkpoint string        `json:"checkpoint,omitempty"` // a signed note
	End        *exportEnd    `json:"end,omitempty"`
}

type exportHeader struct {
	Format string `json:"format"`
	V      int    `json:"v"`
	Key    string `json:"key"` // C2SP verifier key; its name is the log's origin
}

const (
	exportFormat  = "kosh audit export"
	exportVersion = 1
)

type exportEntry struct {
	Seq      int64         `json:"seq"`
	At       int64         `json:"at"` // UTC microseconds
	Account  ids.Account   `json:"account,omitzero"`
	Verb     Verb          `json:"verb"`
	Outcome  Outcome       `json:"outcome"`
	Patients []ids.Patient `json:"patients,omitempty"` // sorted
	Salt     []byte        `json:"salt,omitempty"`     // 16 bytes
	Body     []byte        `json:"body,omitempty"`     // sealed
	BodyHash []byte        `json:"bodyhash,omitempty"` // of a pruned entry, instead of salt and body
	Kept     []byte        `json:"leaf,omitempty"`     // the leaf hash as the store keeps it
}

type exportEnd struct {
	Entries     int64 `json:"entries"`
	Checkpoints int64 `json:"checkpoints"`
}

// An ExportWriter writes an export. It writes what it is given, sound or not: a
// damaged log must be exportable, so that the damage can be shown.
type ExportWriter struct {
	w   *bufio.Writer
	end exportEnd
	err error
}

// NewExportWriter starts the export of the log whose verifier key is vkey.
func NewExportWriter(w io.Writer, vkey string) *ExportWriter {
	x := &ExportWriter{w: bufio.NewWriterSize(w, 64<<10)}
	x.line(exportLine{Header: &exportHeader{Format: exportFormat, V: exportVersion, Key: vkey}})
	return x
}

func (x *ExportWriter) line(l exportLine) error {
	if x.err != nil {
		return x.err
	}
	b, err := json.Marshal(l)
	if err == nil {
		_, err = x.w.Write(append(b, '\n'))
	}
	x.err = err
	return err
}

// Entry writes the next entry, as stored.
func (x *ExportWriter) Entry(l *Leaf) error {
	e := &exportEntry{Seq: l.Seq, At: l.At, Account: l.Account, Verb: l.Verb, Outcome: l.Outcome,
		Patients: SortPatients(l.Patients), Kept: l.Kept}
	if l.Pruned {
		e.BodyHash = l.BodyHash[:]
	} else {
		e.Salt, e.Body = l.Salt[:], l.Body
	}
	x.end.Entries++
	return x.line(exportLine{Entry: e})
}

// Checkpoint writes a signed checkpoint. It belongs right after the last entry
// it covers.
func (x *ExportWriter) Checkpoint(signed []byte) error {
	x.end.Checkpoints++
	return x.line(exportLine{Checkpoint: string(signed)})
}

// Close writes the end line. The underlying writer stays open.
func (x *ExportWriter) Close() error {
	if err := x.line(exportLine{End: &x.end}); err != nil {
		return err
	}
	return x.w.Flush()
}

// WriteExport writes a whole export: leaves by seq, signed checkpoints by size,
// each put in its place.
func WriteExport(w io.Writer, vkey string, leaves iter.Seq2[*Leaf, error], checkpoints iter.Seq2[[]byte, error]) error {
	x := NewExportWriter(w, vkey)
	if err := inOrder(leaves, checkpoints, x.Entry, x.Checkpoint); err != nil {
		return err
	}
	return x.Close()
}

// CheckLog checks a log as it is stored, without a file between: leaves by seq,
// signed checkpoints by size. The error is the store's.
func CheckLog(vkey string, leaves iter.Seq2[*Leaf, error], checkpoints iter.Seq2[[]byte, error], o VerifyOptions) (Report, error) {
	v := NewVerifier(vkey, o)
	found := func(sound bool) error {
		if !sound {
			return errFound
		}
		return nil
	}
	err := inOrder(leaves, checkpoints,
		func(l *Leaf) error { return found(v.Entry(l)) },
		func(signed []byte) error { return found(v.Checkpoint(signed)) })
	if err == errFound {
		err = nil
	}
	return v.Finish(), err
}

var errFound = errors.New("audit: something is wrong with the log")

// inOrder hands over leaves with each checkpoint after the last entry it states
// to cover.
func inOrder(leaves iter.Seq2[*Leaf, error], checkpoints iter.Seq2[[]byte, error], entry func(*Leaf) error, checkpoint func([]byte) error) error {
	next, stop := iter.Pull2(checkpoints)
	defer stop()
	signed, err, more := next()
	upTo := func(size int64) error {
		for more && err == nil && claimedSize(signed) <= size {
			if err = checkpoint(signed); err == nil {
				signed, err, more = next()
			}
		}
		return err
	}
	for l, lerr := range leaves {
		if lerr != nil {
			return lerr
		}
		if err := upTo(l.Seq); err != nil {
			return err
		}
		if err := entry(l); err != nil {
			return err
		}
	}
	return upTo(1 << maxLevel)
}

// claimedSize is the size a signed note states, unchecked; -1 if it states none.
func claimedSize(signed []byte) int64 {
	_, rest, _ := bytes.Cut(signed, []byte("\n"))
	size, _, _ := strings.Cut(string(rest[:min(len(rest), 20)]), "\n")
	return number(size)
}
