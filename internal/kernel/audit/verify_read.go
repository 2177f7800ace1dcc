package audit

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"golang.org/x/mod/sumdb/tlog"
)

// maxLine bounds a line of an export: the longest body and the most patients.
const maxLine = 16 << 20

// Verify reads an export and checks it, offline and without a secret. What is
// wrong with the log or with the file is in the report; the error is for reading.
func Verify(r io.Reader, o VerifyOptions) (Report, error) {
	in := lineReader{r: bufio.NewReaderSize(r, 64<<10)}
	v := &Verifier{}
	line, err := in.next()
	if err != nil {
		return readFailure(v, 1, err)
	}
	h := parseLine(line).Header
	switch {
	case h == nil || h.Format != exportFormat:
		v.fail(Form, -1, -1, "The file is not an export of an access log, or its first line was changed.")
		return v.Finish(), nil
	case h.V != exportVersion:
		v.fail(Form, -1, -1, fmt.Sprintf("The export has the format version %d; this program reads version %d.", h.V, exportVersion))
		return v.Finish(), nil
	}
	v = NewVerifier(h.Key, o)
	for v.report.Problem == nil {
		v.line = in.lines + 1
		line, err := in.next()
		if err != nil {
			return readFailure(v, v.line, err)
		}
		l := parseLine(line)
		switch {
		case l.Entry != nil:
			if leaf := l.Entry.leaf(); leaf != nil {
				v.Entry(leaf)
				continue
			}
			v.fail(Form, v.size, v.size, fmt.Sprintf("Line %d is not an entry in its one form.", v.line))
		case l.Checkpoint != "":
			v.Checkpoint([]byte(l.Checkpoint))
		case l.End != nil:
			return v.ended(*l.End, &in)
		default:
			v.fail(Form, v.size, v.size, fmt.Sprintf("Line %d is not a line of an export: it was changed.", v.line))
		}
	}
	return v.Finish(), nil
}

// ended checks that the end line counts right and that nothing follows it.
func (v *Verifier) ended(end exportEnd, in *lineReader) (Report, error) {
	if end.Entries != v.size || end.Checkpoints != v.report.Checkpoints {
		v.fail(Truncated, min(end.Entries, v.size), max(end.Entries, v.size)-1,
			fmt.Sprintf("The end line counts %d entries and %d checkpoints; the file has %d and %d.", end.Entries, end.Checkpoints, v.size, v.report.Checkpoints))
	}
	if _, err := in.next(); err != io.EOF {
		v.fail(Form, v.size, v.size, "The file goes on after its end line.")
	}
	return v.Finish(), nil
}

// readFailure turns what is wrong with the file into a finding, and passes on
// what is wrong with reading it.
func readFailure(v *Verifier, line int64, err error) (Report, error) {
	v.line = line
	switch {
	case err == io.EOF || err == io.ErrUnexpectedEOF:
		v.fail(Truncated, v.size, v.size, "The file ends before its end line: it was cut off.")
	case err == errLine:
		v.fail(Form, v.size, v.size, fmt.Sprintf("Line %d is longer than a line of an export can be.", line))
	default:
		return v.report, fmt.Errorf("audit: read export: %w", err)
	}
	return v.Finish(), nil
}

var errLine = errors.New("audit: line too long")

// A lineReader reads lines that end in a newline, within maxLine.
type lineReader struct {
	r     *bufio.Reader
	buf   []byte
	lines int64
}

// next returns the next line without its newline, valid until the next call. It
// returns io.EOF at the end and io.ErrUnexpectedEOF for a line without newline.
func (in *lineReader) next() ([]byte, error) {
	in.buf = in.buf[:0]
	for {
		part, err := in.r.ReadSlice('\n')
		if len(in.buf)+len(part) > maxLine {
			return nil, errLine
		}
		in.buf = append(in.buf, part...)
		switch {
		case err == nil:
			in.lines++
			return in.buf[:len(in.buf)-1], nil
		case err == io.EOF && len(in.buf) > 0:
			return nil, io.ErrUnexpectedEOF
		case err != bufio.ErrBufferFull:
			return nil, err
		}
	}
}

// parseLine reads a line that is in its one spelling and has one part; any other
// gives the empty line.
func parseLine(b []byte) exportLine {
	var l exportLine
	if json.Unmarshal(b, &l) != nil {
		return exportLine{}
	}
	// Written again it must be the same: unknown or repeated fields would be missing.
	again, err := json.Marshal(l)
	if err != nil || !bytes.Equal(again, b) {
		return exportLine{}
	}
	parts := 0
	for _, has := range []bool{l.Header != nil, l.Entry != nil, l.Checkpoint != "", l.End != nil} {
		if has {
			parts++
		}
	}
	if parts != 1 {
		return exportLine{}
	}
	return l
}

// leaf returns the entry as a leaf, or nil if its parts do not fit together.
func (e *exportEntry) leaf() *Leaf {
	l := &Leaf{Seq: e.Seq, At: e.At, Account: e.Account, Verb: e.Verb, Outcome: e.Outcome,
		Patients: e.Patients, Body: e.Body, Kept: e.Kept, Pruned: e.BodyHash != nil}
	switch {
	case !strictlySorted(e.Patients), e.Kept != nil && len(e.Kept) != tlog.HashSize:
		return nil
	case l.Pruned && (len(e.BodyHash) != len(l.BodyHash) || e.Salt != nil || e.Body != nil):
		return nil
	case !l.Pruned && len(e.Salt) != len(l.Salt):
		return nil
	}
	copy(l.Salt[:], e.Salt)
	copy(l.BodyHash[:], e.BodyHash)
	return l
}
