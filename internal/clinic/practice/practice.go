// Package practice is who works where, and with which rights: the clinic, its
// chambers, its staff and their role in each chamber.
//
// It is the only room that decides rights. What it guarantees:
//   - Grants answers, as the first statement of every transaction, what a person
//     may do in one chamber; a member who is inactive, a chamber that is closed
//     and a chamber one has no role in all give access.ErrHidden, the very answer
//     of a record that does not exist;
//   - staff and role rows carry a MAC over their plain columns, so that a row
//     written past the program (a role raised in the file, a row moved to another
//     person or chamber) gives no rights but an error of kind errs.Corrupt;
//   - rights are given downward only (access.CanGrant, in the chamber they are
//     given for); nobody changes their own; the clinic always keeps one active
//     owner;
//   - every change of rights is in the log with what was held before and after.
//
// An owner is an owner in every chamber. A deactivated member loses everything
// with the commit; ending their sessions is a job, because sessions are in
// another store.
//
// What it does not do: it knows no passwords and no sessions. An older row put
// back together with its own MAC authenticates; the deep check finds it.
package practice

import (
	"encoding/binary"
	"errors"

	"kosh/internal/base/errs"
	"kosh/internal/base/ids"
	"kosh/internal/kernel/access"
	"kosh/internal/storage/vault"
)

// EndSessions is the kind of the job that ends every session of the account in
// its payload. Its handler belongs to identity.
const EndSessions = "end-sessions"

// Topics of live pages.
const (
	TopicStaff    = "staff"
	TopicChambers = "chambers"
)

// An Assignment is a member's place in one chamber: a role, and single rights
// ticked on (Extra) and off (Less) against the role's template. An empty Role is
// no place.
type Assignment struct {
	Chamber ids.Chamber
	Role    access.Role
	Extra   access.Set
	Less    access.Set
}

// Held returns the rights an assignment amounts to.
func (a Assignment) Held() access.Set {
	if a.Role == "" {
		return access.Set{}
	}
	return access.Template(a.Role).Union(a.Extra).Minus(a.Less)
}

func (a Assignment) rights() access.Rights {
	if a.Role == "" {
		return access.Rights{}
	}
	return access.Rights{Role: a.Role, Held: a.Held()}
}

// normal drops ticks that change nothing, so that one set of rights has one form.
func (a Assignment) normal() Assignment {
	template := access.Template(a.Role)
	a.Extra, a.Less = a.Extra.Minus(template), a.Less.Intersect(template)
	return a
}

// String is the form in the log: "receptionist +payment.collect -patient.create".
func (a Assignment) String() string {
	if a.Role == "" {
		return "none"
	}
	s := string(a.Role)
	if !a.Extra.Empty() {
		s += " +" + a.Extra.String()
	}
	if !a.Less.Empty() {
		s += " -" + a.Less.String()
	}
	return s
}

// The stored documents. Their field names are on disk: never rename one.
type (
	clinicProfile struct {
		Name string `json:"name"`
	}
	chamberProfile struct {
		Name    string `json:"name"`
		Address string `json:"address,omitempty"`
		Phone   string `json:"phone,omitempty"` // as printed on paper, free text
	}
	staffProfile struct {
		Name string `json:"name"`
	}
)

var (
	clinicDoc  = vault.Doc[clinicProfile]{Table: "clinic", Column: "profile", Version: 1}
	chamberDoc = vault.Doc[chamberProfile]{Table: "chamber", Column: "profile", Version: 1}
	staffDoc   = vault.Doc[staffProfile]{Table: "staff", Column: "profile", Version: 1}
)

// A member is a staff row as stored, authenticated.
type member struct {
	id      ids.Staff
	account ids.Account
	version int64
	active  bool
	created int64
	ended   int64
	profile vault.Sealed
}

func (m *member) parts() [][]byte {
	active := []byte{0}
	if m.active {
		active[0] = 1
	}
	return [][]byte{[]byte("staff"), m.id.Bytes(), m.account.Bytes(), be64(m.version), active, be64(m.created), be64(m.ended)}
}

// name opens the member's name.
func (m *member) name(tx *vault.Tx) (string, error) {
	p, err := staffDoc.OpenClinic(tx, m.id, m.version, m.profile)
	return p.Name, err
}

// A role is a staff_role row as stored, authenticated.
type role struct {
	staff   ids.Staff
	version int64
	Assignment
}

func (r *role) parts() [][]byte {
	return [][]byte{[]byte("staff_role"), r.staff.Bytes(), r.Chamber.Bytes(), be64(r.version),
		[]byte(r.Role), []byte(r.Extra.String()), []byte(r.Less.String())}
}

func be64(n int64) []byte { return binary.BigEndian.AppendUint64(nil, uint64(n)) }

var errForged = errs.New(errs.Corrupt, "A staff record was changed outside Kosh and is not trusted. Tell the person who runs this system.")

func scanMember(tx *vault.Tx, scan func(...any) error) (m member, err error) {
	var mac vault.Hash
	if err := scan(&m.id, &m.account, &m.version, &m.active, &m.created, &m.ended, &m.profile, &mac); err != nil {
		return m, err
	}
	if !tx.Matches(mac, m.parts()...) {
		return m, errForged
	}
	return m, nil
}

func loadMember(tx *vault.Tx, id ids.Staff) (member, error) {
	m, err := scanMember(tx, func(dst ...any) error { return tx.Get(selectStaff, []any{id}, dst...) })
	return m, hidden(err)
}

func memberOf(tx *vault.Tx, account ids.Account) (member, error) {
	m, err := scanMember(tx, func(dst ...any) error { return tx.Get(selectStaffOf, []any{account}, dst...) })
	return m, hidden(err)
}

// hidden turns "no row" into the answer for what one may not see.
func hidden(err error) error {
	if errors.Is(err, vault.ErrNoRows) {
		return access.ErrHidden
	}
	return err
}

func scanRole(tx *vault.Tx, row vault.Row) (r role, err error) {
	var name, extra, less string
	var mac vault.Hash
	if err := row.Scan(&r.staff, &r.Chamber, &r.version, &name, &extra, &less, &mac); err != nil {
		return r, err
	}
	r.Role = access.Role(name)
	if r.Extra, err = access.ParseSet(extra); err != nil {
		return r, errs.Wrap(errs.Corrupt, "A stored right is unknown to this version of Kosh.", err)
	}
	if r.Less, err = access.ParseSet(less); err != nil {
		return r, errs.Wrap(errs.Corrupt, "A stored right is unknown to this version of Kosh.", err)
	}
	if !tx.Matches(mac, r.parts()...) {
		return r, errForged
	}
	return r, nil
}

func rolesOf(tx *vault.Tx, staff ids.Staff) ([]role, error) {
	var all []role
	err := tx.Each(selectRoles, []any{staff}, func(row vault.Row) error {
		r, err := scanRole(tx, row)
		all = append(all, r)
		return err
	})
	return all, err
}

func owns(roles []role) bool {
	for _, r := range roles {
		if r.Role == access.Owner {
			return true
		}
	}
	return false
}

func inChamber(roles []role, c ids.Chamber) (role, bool) {
	for _, r := range roles {
		if r.Chamber == c {
			return r, true
		}
	}
	return role{}, false
}
