package vault

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"time"

	"kosh/internal/base/clock"
	"kosh/internal/base/errs"
	"kosh/internal/base/ids"
	"kosh/internal/kernel/access"
	"kosh/internal/kernel/audit"
	"kosh/internal/kernel/seal"
	"kosh/internal/storage/database"
)

// A Tx is a transaction in one clinic's vault on behalf of one person.
type Tx struct {
	f      *file
	db     *database.Tx
	who    access.Who
	grants access.Grants
	write  bool
	system string // why the system acts; "" for a person
	now    time.Time

	stated  bool
	silent  string // why a view discloses nothing
	entry   audit.Entry
	named   map[ids.Patient]bool // patients the entry names
	opened  map[ids.Patient]bool // identities opened for a list and not yet shown or dropped
	rows    []audit.Row
	taken   []int64 // patient keys to give back if this does not commit
	topics  []string
	refused *refusal
	// counting is the entry that later ones like it are counted against, should
	// this transaction commit.
	counting *repeat
}

// ended keeps or takes back what a transaction left in memory: tx is nil if its
// closure never ran.
func (tx *Tx) ended(committed bool) {
	if tx == nil {
		return
	}
	if !committed {
		tx.giveBack()
	}
	tx.f.repeats.settle(tx.counting, committed)
}

// A refusal is what a DENY entry says.
type refusal struct {
	need    access.Permission // 0: a place at all
	patient ids.Patient       // as asked for; it may not exist
}

func newTx(f *file, d *database.Tx, who access.Who, write bool) *Tx {
	return &Tx{f: f, db: d, who: who, write: write, now: f.store.cfg.Clock.Now(),
		named: map[ids.Patient]bool{}}
}

// run loads the grants and calls fn; what fn left undone is an error.
func (tx *Tx) run(fn func(*Tx) error) error {
	if tx.system == "" {
		g, err := tx.f.grantsOf(tx)
		if err != nil {
			if errs.Is(err, errs.NotFound) { // signed in, but with no place here
				tx.refused = &refusal{}
			}
			return err
		}
		tx.grants = g
	}
	tx.rows, tx.stated = nil, false
	if err := fn(tx); err != nil {
		return err
	}
	if tx.refused != nil {
		return access.ErrHidden // a refusal cannot be swallowed
	}
	if !tx.stated {
		return errUnstated
	}
	if len(tx.opened) > 0 {
		return errUnshown
	}
	return nil
}

// Now is the time of the transaction, fixed at its start.
func (tx *Tx) Now() time.Time { return tx.now }

// Micros is Now as stored.
func (tx *Tx) Micros() int64 { return clock.Micros(tx.now) }

// Tenant returns the clinic.
func (tx *Tx) Tenant() ids.Tenant { return tx.f.tenant }

// Zone returns the clinic's IANA time zone.
func (tx *Tx) Zone() string { return tx.f.zone }

// Who returns the person at the door.
func (tx *Tx) Who() access.Who { return tx.who }

// Grants returns what that person may do here, read in this transaction.
func (tx *Tx) Grants() access.Grants { return tx.grants }

// System returns why the system acts, or "" for a person.
func (tx *Tx) System() string { return tx.system }

// Require returns nil if the person holds need, Forbidden if they hold another
// permission of its area, and NotFound otherwise. Every operation of a room
// begins with it.
func (tx *Tx) Require(need access.Permission) error {
	tx.stated = true
	if tx.system != "" {
		return nil
	}
	if err := tx.grants.Require(need); err != nil {
		if tx.refused == nil {
			tx.refused = &refusal{need: need}
		}
		return err
	}
	return nil
}

// Self states that an operation concerns only the person's own things, such as
// drafts, and needs no permission beyond a place in the clinic.
func (tx *Tx) Self() { tx.stated = true }

// Holds reports whether the person holds p, without stating it.
func (tx *Tx) Holds(p access.Permission) bool { return tx.system != "" || tx.grants.Held.Has(p) }

// NoDisclosure says why a view shows no record and so leaves no entry.
func (tx *Tx) NoDisclosure(why string) { tx.silent = why }

// Record puts an act on one record into the entry. patient is whose record it
// is, or zero.
func (tx *Tx) Record(verb audit.Verb, kind, id string, patient ids.Patient) {
	if tx.entry.Verb == "" || rank[verb] > rank[tx.entry.Verb] {
		tx.entry.Verb = verb
	}
	tx.entry.Records = append(tx.entry.Records, audit.Record{Kind: kind, ID: id, Verb: verb})
	if !patient.IsZero() && !tx.named[patient] {
		tx.named[patient] = true
		tx.entry.Patients = append(tx.entry.Patients, patient)
	}
}

// rank orders verbs: an entry with several is filed under the gravest.
var rank = map[audit.Verb]int{
	audit.Read: 1, audit.Auth: 2, audit.Update: 3, audit.Create: 4, audit.Admin: 5, audit.Delete: 6,
	audit.Print: 7, audit.Share: 8, audit.Reveal: 9, audit.Export: 10, audit.Alert: 11, audit.Deny: 12,
}

// Detail adds a plain fact to the entry, such as a role before and after. It
// must hold no text about a patient.
func (tx *Tx) Detail(name, value string) {
	if tx.entry.Detail == nil {
		tx.entry.Detail = map[string]string{}
	}
	tx.entry.Detail[name] = value
}

// Reason sets why the act was done, from a closed list of codes.
func (tx *Tx) Reason(code string) { tx.entry.Reason = code }

// Changed names a topic whose live pages should fetch again after the commit.
func (tx *Tx) Changed(topic string) { tx.topics = append(tx.topics, topic) }

// Exec runs a changing statement and keeps the hash of every row it wrote for
// the entry. It returns the number of rows.
func (tx *Tx) Exec(q Query, args ...any) (int64, error) {
	bound, err := tx.bind(q, args)
	if err != nil {
		return 0, err
	}
	w, err := writing(q)
	if err != nil {
		return 0, err
	}
	if !w.hashed {
		return tx.db.Exec(q, bound...)
	}
	if !tx.write {
		return 0, errors.New("vault: change in a view")
	}
	n := int64(0)
	err = tx.db.Each(w.query, bound, func(r Row) error {
		n++
		row, err := w.row(r)
		if err != nil {
			return err
		}
		tx.rows = append(tx.rows, row)
		return nil
	})
	return n, err
}

// Get scans the first result into dst; ErrNoRows if there is none.
func (tx *Tx) Get(q Query, args []any, dst ...any) error {
	bound, err := tx.reading(q, args)
	if err != nil {
		return err
	}
	return tx.db.Get(q, bound, dst...)
}

// Each calls fn for every result.
func (tx *Tx) Each(q Query, args []any, fn func(Row) error) error {
	bound, err := tx.reading(q, args)
	if err != nil {
		return err
	}
	return tx.db.Each(q, bound, fn)
}

// reading is bind for queries that only read: a change that did not go through
// Exec would leave its rows out of the entry.
func (tx *Tx) reading(q Query, args []any) ([]any, error) {
	if err := tx.db.OnlyReads(q); err != nil {
		return nil, err
	}
	return tx.bind(q, args)
}

// bind puts the tenant first and refuses bytes that are neither sealed nor a
// token nor an identifier, so plaintext cannot reach a sealed column.
func (tx *Tx) bind(_ Query, args []any) ([]any, error) {
	bound := make([]any, 0, len(args)+1)
	bound = append(bound, tx.f.tenant)
	for i, a := range args {
		switch v := a.(type) {
		case nil, int, int64, bool, string, Sealed, Token, Hash:
			bound = append(bound, v)
		case []Token:
			list := make([][]byte, len(v))
			for j, t := range v {
				list[j] = t.b
			}
			bound = append(bound, list)
		case Identifiers:
			bound = append(bound, [][]byte(v))
		case []int64:
			bound = append(bound, v)
		case interface {
			IsZero() bool
			Bytes() []byte
			String() string
		}:
			bound = append(bound, v) // an identifier
		default:
			return nil, fmt.Errorf("vault: argument $%d: %T is not allowed", i+2, a)
		}
	}
	return bound, nil
}

// Identifiers is a list argument for = ANY($n::uuid[]).
type Identifiers [][]byte

// IDs makes a list argument of identifiers.
func IDs[T interface{ Bytes() []byte }](list []T) Identifiers {
	out := make(Identifiers, len(list))
	for i, id := range list {
		out[i] = id.Bytes()
	}
	return out
}

// A Hash is a stored hash or MAC.
type Hash struct{ b []byte }

// HashOf returns the SHA-256 of a form, for recognising one sent twice.
func HashOf(b []byte) Hash { h := sha256.Sum256(b); return Hash{h[:]} }

func (h Hash) IsZero() bool  { return h.b == nil }
func (h Hash) Bytes() []byte { return h.b }
func (h *Hash) SetNull()     { h.b = nil }
func (h *Hash) SetBytes(b []byte) error {
	h.b = append([]byte(nil), b...)
	return nil
}

// MAC binds plain columns of a row under the clinic's MAC key: staff and role
// rows carry one.
func (tx *Tx) MAC(parts ...[]byte) Hash {
	m := seal.MAC(tx.f.mac, parts...)
	return Hash{m[:]}
}

// Matches reports whether h is the MAC of parts, in constant time.
func (tx *Tx) Matches(h Hash, parts ...[]byte) bool {
	m := seal.MAC(tx.f.mac, parts...)
	return seal.EqualMAC(m[:], h.b)
}

// giveBack returns the patient keys of a transaction that did not commit.
func (tx *Tx) giveBack() {
	for _, n := range tx.taken {
		tx.f.keys.GiveBack(n)
	}
	tx.taken = nil
}

// Replay looks whether a form with this key was already done by this person. It
// returns where its answer is; a different form under the same key is a Conflict.
func (tx *Tx) Replay(key string, request Hash) (location string, done bool, err error) {
	var was Hash
	err = tx.Get(selectIdempotent, []any{tx.who.Account, key}, &was, &location)
	if errors.Is(err, ErrNoRows) {
		return "", false, nil
	}
	if err != nil {
		return "", false, err
	}
	if !tx.Matches(was, formPart, request.b) {
		return "", false, errs.New(errs.Conflict, "This form was already sent with other contents. Reload the page and try again.")
	}
	tx.stated = true
	tx.NoDisclosure("repeats a form already done")
	return location, true, nil
}

// Remember stores, with the change, where the answer to the form is.
func (tx *Tx) Remember(key string, request Hash, location string) error {
	_, err := tx.Exec(insertIdempotent, tx.who.Account, key, tx.MAC(formPart, request.b), location, tx.Micros())
	return err
}

// formPart begins the MAC of a form. A bare hash would let whoever holds a copy
// of the table test guesses at what was typed.
var formPart = []byte("form")

// PruneForms forgets forms done more than a day ago.
func (tx *Tx) PruneForms() error {
	tx.stated = true
	tx.NoDisclosure("forgets forms done")
	_, err := tx.Exec(pruneIdempotent, tx.now.Add(-24*time.Hour).UnixMicro())
	return err
}

// Refuse makes err, a refusal a room decided by a rule of its own (such as
// giving more rights than one has), a DENY entry that names need. It returns err.
func (tx *Tx) Refuse(need access.Permission, err error) error {
	if tx.refused == nil && tx.system == "" {
		tx.refused = &refusal{need: need}
	}
	return err
}
