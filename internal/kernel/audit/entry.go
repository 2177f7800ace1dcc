package audit

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"unicode/utf8"

	"kosh/internal/base/errs"
	"kosh/internal/base/ids"
)

// EntryVersion is the version Encode writes and the newest DecodeEntry reads.
const EntryVersion = 1

// MaxBody is the longest encoded entry, in bytes; about 30,000 records.
const MaxBody = 4 << 20

// MaxPatients is the most patients one leaf may name; a longer disclosure is
// several entries.
const MaxPatients = 1 << 16

// A Record is something the act touched. An empty Verb means the entry's.
type Record struct {
	Kind string `json:"kind"` // "patient", "prescription"
	ID   string `json:"id"`
	Verb Verb   `json:"verb,omitzero"`
}

// A Row is a stored row a change wrote: SHA-256 of the row as stored, or no hash
// if it was deleted. With it an old page put back is found.
type Row struct {
	Table string `json:"table"`
	Key   []byte `json:"key"`
	Hash  []byte `json:"hash,omitempty"`
}

// An Entry is the body of a leaf: who, what, which, where from, why and with
// what result. It holds ids and staff; text about a patient does not belong here
// unless sealed under that patient's key.
type Entry struct {
	V        int               `json:"v"` // 0 is written as EntryVersion
	Account  ids.Account       `json:"account,omitzero"`
	Staff    ids.Staff         `json:"staff,omitzero"`
	Name     string            `json:"name,omitzero"` // as it was then
	Role     string            `json:"role,omitzero"` // as it was then
	Chamber  ids.Chamber       `json:"chamber,omitzero"`
	Session  ids.Session       `json:"session,omitzero"`
	IP       string            `json:"ip,omitzero"`
	Agent    string            `json:"agent,omitzero"`
	Verb     Verb              `json:"verb"`
	Outcome  Outcome           `json:"outcome"`
	Screen   string            `json:"screen,omitzero"` // route pattern
	Purpose  string            `json:"purpose,omitzero"`
	Reason   string            `json:"reason,omitzero"`
	Zone     string            `json:"zone,omitzero"` // IANA zone of the clinic
	Records  []Record          `json:"records,omitempty"`
	Patients []ids.Patient     `json:"patients,omitempty"`
	Rows     []Row             `json:"rows,omitempty"`
	Count    int               `json:"count,omitzero"` // like acts within minutes told as one
	Detail   map[string]string `json:"detail,omitempty"`
}

// Encode returns the canonical form: compact JSON, fields in the order of the
// type, empty ones left out, detail sorted, text that is not UTF-8 replaced. It
// returns an errs.Invalid for an unknown verb or outcome and for an entry over
// MaxBody or MaxPatients.
func (e *Entry) Encode() ([]byte, error) {
	v := e.V
	if v == 0 {
		v = EntryVersion
	}
	if v != EntryVersion || !e.Verb.Valid() || !e.Outcome.Valid() || len(e.Patients) > MaxPatients || e.Count < 0 {
		return nil, errs.Wrap(errs.Invalid, "The access log entry cannot be written as it is.",
			fmt.Errorf("audit: entry v %d verb %q outcome %q count %d with %d patients", e.V, e.Verb, e.Outcome, e.Count, len(e.Patients)))
	}
	b := make([]byte, 0, 640+80*len(e.Records)+40*len(e.Patients)+160*len(e.Rows))
	b = strconv.AppendInt(append(b, `{"v":`...), int64(v), 10)
	b = appendID(b, `,"account":`, e.Account.UUID)
	b = appendID(b, `,"staff":`, e.Staff.UUID)
	b = appendField(b, `,"name":`, e.Name)
	b = appendField(b, `,"role":`, e.Role)
	b = appendID(b, `,"chamber":`, e.Chamber.UUID)
	b = appendID(b, `,"session":`, e.Session.UUID)
	b = appendField(b, `,"ip":`, e.IP)
	b = appendField(b, `,"agent":`, e.Agent)
	b = appendField(b, `,"verb":`, string(e.Verb))
	b = appendField(b, `,"outcome":`, string(e.Outcome))
	b = appendField(b, `,"screen":`, e.Screen)
	b = appendField(b, `,"purpose":`, e.Purpose)
	b = appendField(b, `,"reason":`, e.Reason)
	b = appendField(b, `,"zone":`, e.Zone)
	b = e.appendLists(b)
	if e.Count != 0 {
		b = strconv.AppendInt(append(b, `,"count":`...), int64(e.Count), 10)
	}
	b = append(appendDetail(b, e.Detail), '}')
	if len(b) > MaxBody {
		return nil, errs.Wrap(errs.Invalid, "The access log entry is too long.", fmt.Errorf("audit: entry of %d bytes", len(b)))
	}
	return b, nil
}

func (e *Entry) appendLists(b []byte) []byte {
	for i := range e.Records {
		r := &e.Records[i]
		b = append(b, listHead(i, `,"records":[{"kind":`, `,{"kind":`)...)
		b = appendString(b, r.Kind)
		b = appendString(append(b, `,"id":`...), r.ID)
		b = append(appendField(b, `,"verb":`, string(r.Verb)), '}')
	}
	b = closeList(b, len(e.Records))
	for i := range e.Patients {
		b = append(b, listHead(i, `,"patients":["`, `,"`)...)
		b = append(appendUUID(b, e.Patients[i].UUID), '"')
	}
	b = closeList(b, len(e.Patients))
	for i := range e.Rows {
		r := &e.Rows[i]
		b = append(b, listHead(i, `,"rows":[{"table":`, `,{"table":`)...)
		b = appendString(b, r.Table)
		b = append(b, `,"key":"`...)
		b = base64.StdEncoding.AppendEncode(b, r.Key)
		if len(r.Hash) != 0 {
			b = append(b, `","hash":"`...)
			b = base64.StdEncoding.AppendEncode(b, r.Hash)
		}
		b = append(b, `"}`...)
	}
	return closeList(b, len(e.Rows))
}

func listHead(i int, first, next string) string {
	if i == 0 {
		return first
	}
	return next
}

func closeList(b []byte, n int) []byte {
	if n == 0 {
		return b
	}
	return append(b, ']')
}

func appendDetail(b []byte, detail map[string]string) []byte {
	if len(detail) == 0 {
		return b
	}
	for i, k := range slices.Sorted(maps.Keys(detail)) {
		b = append(b, listHead(i, `,"detail":{`, `,`)...)
		b = appendString(b, k)
		b = appendString(append(b, ':'), detail[k])
	}
	return append(b, '}')
}

func appendField(b []byte, name, s string) []byte {
	if s == "" {
		return b
	}
	return appendString(append(b, name...), s)
}

func appendID(b []byte, name string, u ids.UUID) []byte {
	if u.IsZero() {
		return b
	}
	b = append(append(b, name...), '"')
	return append(appendUUID(b, u), '"')
}

// appendUUID appends the canonical form; the zero id is empty, as ids writes it.
func appendUUID(b []byte, u ids.UUID) []byte {
	if u.IsZero() {
		return b
	}
	b = append(hex.AppendEncode(b, u[0:4]), '-')
	b = append(hex.AppendEncode(b, u[4:6]), '-')
	b = append(hex.AppendEncode(b, u[6:8]), '-')
	b = append(hex.AppendEncode(b, u[8:10]), '-')
	return hex.AppendEncode(b, u[10:16])
}

// appendString appends s as a JSON string, escaping only what RFC 8259 §7 asks.
func appendString(b []byte, s string) []byte {
	b = append(b, '"')
	start := 0
	for i := 0; i < len(s); {
		c := s[i]
		if c >= 0x20 && c != '"' && c != '\\' && c < utf8.RuneSelf {
			i++
			continue
		}
		if c >= utf8.RuneSelf {
			r, n := utf8.DecodeRuneInString(s[i:])
			if r != utf8.RuneError || n != 1 {
				i += n
				continue
			}
			b = append(append(b, s[start:i]...), "\ufffd"...)
		} else if c == '"' || c == '\\' {
			b = append(append(b, s[start:i]...), '\\', c)
		} else {
			b = append(append(b, s[start:i]...), `\u00`...)
			b = hex.AppendEncode(b, []byte{c})
		}
		i++
		start = i
	}
	return append(append(b, s[start:]...), '"')
}

var errEntry = errors.New("audit: not an entry in its canonical form")

// DecodeEntry accepts exactly what Encode makes. It returns an errs.Corrupt for
// anything else, and an errs.Unavailable for an entry of a newer version.
func DecodeEntry(b []byte) (*Entry, error) {
	// Every version begins with its number.
	var v int
	if n, _ := fmt.Sscanf(string(b[:min(len(b), 16)]), `{"v":%d`, &v); n == 1 && v > EntryVersion {
		return nil, errs.Wrap(errs.Unavailable, "This access log entry was written by a newer version of Kosh. Update Kosh to read it.",
			fmt.Errorf("audit: entry version %d, newest known is %d", v, EntryVersion))
	}
	e := new(Entry)
	if err := json.Unmarshal(b, e); err != nil {
		return nil, damaged(err)
	}
	// Written again it must be the same: unknown or repeated fields would be missing.
	again, err := e.Encode()
	if err != nil || !bytes.Equal(again, b) {
		return nil, damaged(errEntry)
	}
	return e, nil
}

func damaged(cause error) error {
	return errs.Wrap(errs.Corrupt, "An entry of the access log is damaged.", cause)
}
