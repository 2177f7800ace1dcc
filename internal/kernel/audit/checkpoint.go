package audit

import (
	"bytes"
	"crypto/ed25519"
	"encoding/base64"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"kosh/internal/base/errs"
)

// A Checkpoint says what a log held at a time. Signed, it is a C2SP
// tlog-checkpoint (https://c2sp.org/tlog-checkpoint) in a C2SP signed-note:
// origin, size and base64 root, each a line, then "at" and, if any entry was
// pruned, "pruned" as extension lines.
type Checkpoint struct {
	Origin string
	Size   int64
	Root   tlog.Hash
	At     int64 // UTC microseconds; not before the last entry it covers
	Pruned int64 // the entries [0, Pruned) may have lost their bodies
}

// maxNote bounds a signed checkpoint, cosignatures of witnesses included.
const maxNote = 64 << 10

// text returns the signed text.
func (c *Checkpoint) text() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n%d\n%s\nat %d\n", c.Origin, c.Size, base64.StdEncoding.EncodeToString(c.Root[:]), c.At)
	if c.Pruned != 0 {
		fmt.Fprintf(&b, "pruned %d\n", c.Pruned)
	}
	return b.String()
}

func (c *Checkpoint) valid() bool {
	return c.Size >= 0 && c.Size < 1<<maxLevel && c.At >= 0 && c.Pruned >= 0 && c.Pruned <= c.Size
}

// A Signer signs the checkpoints of one log with Ed25519. It is safe for
// concurrent use.
type Signer struct {
	origin string
	vkey   string
	hash   uint32
	key    ed25519.PrivateKey
}

// NewSigner returns the signer of the log origin from its 32-byte seed. The
// origin must be a C2SP key name: no white space, no plus sign.
func NewSigner(origin string, seed [32]byte) (*Signer, error) {
	key := ed25519.NewKeyFromSeed(seed[:])
	vkey, err := note.NewEd25519VerifierKey(origin, key.Public().(ed25519.PublicKey))
	if err != nil {
		return nil, err
	}
	v, err := note.NewVerifier(vkey)
	if err != nil {
		return nil, fmt.Errorf("audit: origin %q cannot name a key: %w", origin, err)
	}
	return &Signer{origin: origin, vkey: vkey, hash: v.KeyHash(), key: key}, nil
}

// VerifierKey returns the public key as a C2SP verifier key, origin+hash+key.
func (s *Signer) VerifierKey() string { return s.vkey }

// Origin returns the log the signer signs for.
func (s *Signer) Origin() string { return s.origin }

func (s *Signer) String() string { return "signer of " + s.origin }

// GoString keeps %#v from printing the key.
func (s *Signer) GoString() string { return s.String() }

// noteSigner adapts a Signer to the note package.
type noteSigner struct{ s *Signer }

func (n noteSigner) Name() string                    { return n.s.origin }
func (n noteSigner) KeyHash() uint32                 { return n.s.hash }
func (n noteSigner) Sign(msg []byte) ([]byte, error) { return ed25519.Sign(n.s.key, msg), nil }

// Sign returns the signed note of cp, whose origin must be the signer's.
func (s *Signer) Sign(cp Checkpoint) ([]byte, error) {
	if cp.Origin != s.origin || !cp.valid() {
		return nil, errors.New("audit: not a checkpoint of this log")
	}
	return note.Sign(&note.Note{Text: cp.text()}, noteSigner{s})
}

// OpenCheckpoint checks the signature of a note with the verifier key and reads
// the checkpoint. It accepts one spelling of each checkpoint, and signatures of
// others beside the log's own. Errors are of kind errs.Corrupt.
func OpenCheckpoint(signed []byte, vkey string) (Checkpoint, error) {
	cp, err := openCheckpoint(signed, vkey)
	if err != nil {
		return Checkpoint{}, errs.Wrap(errs.Corrupt, "A checkpoint of the access log is not genuine.", err)
	}
	return cp, nil
}

func openCheckpoint(signed []byte, vkey string) (Checkpoint, error) {
	if len(signed) > maxNote {
		return Checkpoint{}, errors.New("audit: checkpoint too long")
	}
	v, err := note.NewVerifier(vkey)
	if err != nil {
		return Checkpoint{}, fmt.Errorf("audit: verifier key: %w", err)
	}
	n, err := note.Open(signed, note.VerifierList(v))
	if err != nil {
		return Checkpoint{}, fmt.Errorf("audit: checkpoint: %w", err)
	}
	if !canonicalSignatures(n, signed) {
		return Checkpoint{}, errors.New("audit: checkpoint: signature lines are not in their one form")
	}
	cp, err := parseCheckpoint(n.Text)
	if err != nil {
		return Checkpoint{}, err
	}
	if cp.Origin != v.Name() {
		return Checkpoint{}, errors.New("audit: checkpoint of another log")
	}
	return cp, nil
}

// canonicalSignatures refuses base64 with stray bits and repeated lines, which
// the note package lets pass.
func canonicalSignatures(n *note.Note, signed []byte) bool {
	sigs := append(n.Sigs, n.UnverifiedSigs...)
	for _, s := range sigs {
		if _, err := base64.StdEncoding.Strict().DecodeString(s.Base64); err != nil {
			return false
		}
	}
	lines := bytes.Count(signed[len(n.Text):], []byte("\n")) - 1
	return lines == len(sigs)
}

var errCheckpoint = errors.New("audit: not a checkpoint")

func parseCheckpoint(text string) (Checkpoint, error) {
	lines := strings.Split(text, "\n")
	if len(lines) != 5 && len(lines) != 6 {
		return Checkpoint{}, errCheckpoint
	}
	root, err := tlog.ParseHash(lines[2])
	if err != nil {
		return Checkpoint{}, errCheckpoint
	}
	cp := Checkpoint{Origin: lines[0], Root: root, Size: number(lines[1])}
	at, _ := strings.CutPrefix(lines[3], "at ")
	cp.At = number(at)
	if len(lines) == 6 {
		pruned, _ := strings.CutPrefix(lines[4], "pruned ")
		cp.Pruned = number(pruned)
	}
	// Written again it must be the same text: one spelling for each number and hash.
	if !cp.valid() || cp.text() != text {
		return Checkpoint{}, errCheckpoint
	}
	return cp, nil
}

// number returns the number in s, or -1.
func number(s string) int64 {
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil {
		return -1
	}
	return n
}
