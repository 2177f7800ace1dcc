package audit

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"slices"

	"golang.org/x/mod/sumdb/tlog"

	"kosh/internal/base/ids"
)

// A Verb is what was done to a record.
type Verb string

// The verbs. DENY is an act refused, ALERT one that was noticed.
const (
	Read   Verb = "READ"
	Create Verb = "CREATE"
	Update Verb = "UPDATE"
	Delete Verb = "DELETE"
	Export Verb = "EXPORT"
	Print  Verb = "PRINT"
	Share  Verb = "SHARE"
	Reveal Verb = "REVEAL"
	Auth   Verb = "AUTH"
	Deny   Verb = "DENY"
	Alert  Verb = "ALERT"
	Admin  Verb = "ADMIN"
)

// Verbs lists every verb, in the order they are shown.
func Verbs() []Verb {
	return []Verb{Read, Create, Update, Delete, Export, Print, Share, Reveal, Auth, Deny, Alert, Admin}
}

// Valid reports whether v is a verb.
func (v Verb) Valid() bool {
	switch v {
	case Read, Create, Update, Delete, Export, Print, Share, Reveal, Auth, Deny, Alert, Admin:
		return true
	}
	return false
}

// An Outcome is how the act ended.
type Outcome string

// The outcomes.
const (
	OK     Outcome = "OK"
	Denied Outcome = "DENIED"
	Failed Outcome = "FAILED"
	Warn   Outcome = "WARN"
)

// Outcomes lists every outcome.
func Outcomes() []Outcome { return []Outcome{OK, Denied, Failed, Warn} }

// Valid reports whether o is an outcome.
func (o Outcome) Valid() bool { return o == OK || o == Denied || o == Failed || o == Warn }

// A Leaf is an entry as it is stored: the columns the log is searched by, in
// plain, and the sealed body.
//
// Patients must be read back from the subject index (the rows that answer "who
// opened this record"), not from a copy: the hash then proves the index.
type Leaf struct {
	Seq      int64 // place in the log, from 0, without gaps
	At       int64 // UTC microseconds, strictly rising
	Account  ids.Account
	Verb     Verb
	Outcome  Outcome
	Patients []ids.Patient // a set: order and repetition do not matter
	Salt     [16]byte      // random
	Body     []byte        // sealed Entry
	BodyHash [32]byte      // BodyHash(Salt, Body); read only when Pruned
	Pruned   bool          // body and salt are gone, BodyHash remains
	Kept     []byte        // the leaf hash as the store keeps it, or nil; names a bad entry, proves nothing
}

const (
	leafDomain = "kosh/audit/leaf/v1\n"
	bodyDomain = "kosh/audit/body/v1\n"
)

// BodyHash is SHA-256 over domain, salt and body: what remains of a pruned entry.
func BodyHash(salt [16]byte, body []byte) [32]byte {
	h := sha256.New()
	var head [len(bodyDomain) + 16]byte
	copy(head[:], bodyDomain)
	copy(head[len(bodyDomain):], salt[:])
	h.Write(head[:])
	h.Write(body)
	return [32]byte(h.Sum(head[:0]))
}

// Hash returns the leaf's hash in the log origin: the RFC 6962 §2.1 leaf hash
// over domain, origin, seq, at, account, verb, outcome, the sorted patients and
// the hash of salt and body. It is computed from the body itself unless the leaf
// is pruned; BodyHash is not trusted otherwise.
func (l *Leaf) Hash(origin string) tlog.Hash {
	body := l.BodyHash
	if !l.Pruned {
		body = BodyHash(l.Salt, l.Body)
	}
	patients := SortPatients(l.Patients)
	var stack [512]byte
	b := append(stack[:0], leafDomain...)
	b = appendText(b, origin)
	b = binary.BigEndian.AppendUint64(b, uint64(l.Seq))
	b = binary.BigEndian.AppendUint64(b, uint64(l.At))
	b = append(b, l.Account.UUID[:]...)
	b = appendText(b, string(l.Verb))
	b = appendText(b, string(l.Outcome))
	b = binary.AppendUvarint(b, uint64(len(patients)))
	for i := range patients {
		b = append(b, patients[i].UUID[:]...)
	}
	return tlog.RecordHash(append(b, body[:]...))
}

func appendText(b []byte, s string) []byte {
	return append(binary.AppendUvarint(b, uint64(len(s))), s...)
}

// SortPatients returns the set sorted and without repetition: ps itself if it is
// so already, else a copy.
func SortPatients(ps []ids.Patient) []ids.Patient {
	if strictlySorted(ps) {
		return ps
	}
	ps = slices.Clone(ps)
	slices.SortFunc(ps, comparePatients)
	return slices.Compact(ps)
}

func strictlySorted(ps []ids.Patient) bool {
	for i := 1; i < len(ps); i++ {
		if comparePatients(ps[i-1], ps[i]) >= 0 {
			return false
		}
	}
	return true
}

func comparePatients(a, b ids.Patient) int { return bytes.Compare(a.UUID[:], b.UUID[:]) }

// Origin names the log of a clinic, in its leaves and checkpoints.
func Origin(tenant ids.Tenant) string { return "kosh/audit/" + tenant.String() }

// PlatformOrigin names the log of every clinic's checkpoints.
const PlatformOrigin = "kosh/platform"
