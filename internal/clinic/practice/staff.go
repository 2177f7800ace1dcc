package practice

import (
	"time"

	"kosh/internal/base/errs"
	"kosh/internal/base/ids"
	"kosh/internal/kernel/access"
	"kosh/internal/kernel/audit"
	"kosh/internal/storage/jobs"
	"kosh/internal/storage/vault"
)

// A StaffForm is what a person types about a new member. The account exists.
type StaffForm struct {
	Account ids.Account
	Name    string
	Roles   []Assignment // at least one
}

// AddStaff makes a person a member with a role in one or more chambers. Errors
// beyond those of access.CanGrant: field errors of the name and roles; Conflict
// when the account is a member already.
func AddStaff(tx *vault.Tx, f StaffForm) (ids.Staff, error) {
	if err := tx.Require(access.StaffManage); err != nil {
		return ids.Staff{}, err
	}
	if f.Account.IsZero() {
		return ids.Staff{}, errs.Field("account", "account.empty", "Choose whom to add.")
	}
	if len(f.Roles) == 0 {
		return ids.Staff{}, errs.Field("role", "role.empty", "Choose a role.")
	}
	switch _, err := memberOf(tx, f.Account); {
	case err == nil:
		return ids.Staff{}, &errs.Error{Kind: errs.Conflict, Field: "account", Code: "staff.member", Public: "This person is already a member of this clinic."}
	case err != access.ErrHidden:
		return ids.Staff{}, err
	}
	id, err := insertMember(tx, f.Account, f.Name)
	if err != nil {
		return id, err
	}
	for i, a := range f.Roles {
		for _, earlier := range f.Roles[:i] {
			if earlier.Chamber == a.Chamber {
				return id, errs.Field("role", "role.twice", "A person has one role in a chamber.")
			}
		}
		if err := assign(tx, id, a); err != nil {
			return id, err
		}
	}
	return id, nil
}

func insertMember(tx *vault.Tx, account ids.Account, name string) (ids.Staff, error) {
	name, err := cleanName("name", name)
	if err != nil {
		return ids.Staff{}, err
	}
	m := member{id: ids.New[ids.Staff](tx.Now()), account: account, version: 1, active: true, created: tx.Micros()}
	if m.profile, err = staffDoc.SealClinic(tx, m.id, 1, staffProfile{Name: name}); err != nil {
		return m.id, err
	}
	tx.Record(audit.Admin, "staff", m.id.String(), ids.Patient{})
	tx.Changed(TopicStaff)
	_, err = tx.Exec(insertStaff, m.id, m.account, m.version, m.active, m.created, m.ended, m.profile, tx.MAC(m.parts()...))
	return m.id, err
}

// SetRole gives a member the place a in one chamber, changes it, or with an
// empty Role takes it away. The entry says what was held before and after.
// Nobody gives more than they hold in that chamber, nobody changes their own
// rights, and the last owner cannot be demoted (Conflict).
func SetRole(tx *vault.Tx, staff ids.Staff, a Assignment) error {
	if err := tx.Require(access.RoleManage); err != nil {
		return err
	}
	tx.Record(audit.Admin, "staff", staff.String(), ids.Patient{})
	return assign(tx, staff, a)
}

// Tick changes single rights of a member in one chamber and leaves the role.
func Tick(tx *vault.Tx, staff ids.Staff, chamber ids.Chamber, extra, less access.Set) error {
	if err := tx.Require(access.RoleManage); err != nil {
		return err
	}
	roles, err := rolesOf(tx, staff)
	if err != nil {
		return err
	}
	was, ok := inChamber(roles, chamber)
	if !ok {
		return access.ErrHidden
	}
	return SetRole(tx, staff, Assignment{Chamber: chamber, Role: was.Role, Extra: extra, Less: less})
}

// assign checks and writes one assignment.
func assign(tx *vault.Tx, staff ids.Staff, a Assignment) error {
	if _, err := loadMember(tx, staff); err != nil {
		return err
	}
	c, err := chamber(tx, a.Chamber)
	if err != nil {
		return err
	}
	if !c.Open && a.Role != "" {
		return errs.Field("chamber", "chamber.closed", "This chamber is closed.")
	}
	if a.Role == access.Owner && (!a.Extra.Empty() || !a.Less.Empty()) {
		return errs.Field("rights", "rights.owner", "An owner holds every right.")
	}
	roles, err := rolesOf(tx, staff)
	if err != nil {
		return err
	}
	was, had := inChamber(roles, a.Chamber)
	a = a.normal()
	if err := mayAssign(tx, staff, c, was.Assignment, a); err != nil {
		return err
	}
	if was.Role == access.Owner && a.Role != access.Owner {
		if err := keepsOwner(tx, staff, a.Chamber); err != nil {
			return err
		}
	}
	tx.Detail("before "+a.Chamber.Short(), was.String())
	tx.Detail("after "+a.Chamber.Short(), a.String())
	tx.Changed(TopicStaff)
	return writeAssignment(tx, role{staff, was.version, a}, had)
}

// mayAssign asks access.CanGrant with what the giver holds in that very chamber.
func mayAssign(tx *vault.Tx, staff ids.Staff, c Chamber, was, will Assignment) error {
	if tx.System() != "" {
		if _, err := access.ParseRole(string(will.Role)); err != nil && will.Role != "" {
			return errs.Field("role", "role.unknown", "Choose one of the listed roles.")
		}
		return nil
	}
	giver := tx.Grants()
	if giver.Chamber != c.ID && giver.Role != access.Owner {
		there, err := grantsIn(tx, giver.Staff, c.ID)
		if errs.Is(err, errs.NotFound) {
			return tx.Refuse(access.RoleManage, err)
		}
		if err != nil {
			return err
		}
		giver = there
	}
	err := access.CanGrant(giver, staff, was.rights(), will.rights())
	if errs.Is(err, errs.Forbidden) || errs.Is(err, errs.NotFound) {
		return tx.Refuse(access.RoleManage, err)
	}
	return err
}

// keepsOwner refuses to leave the clinic without an active owner, should the
// role of owner of one member in one chamber (or, with no chamber, everywhere)
// go away.
func keepsOwner(tx *vault.Tx, leaving ids.Staff, chamber ids.Chamber) error {
	members, err := members(tx)
	if err != nil {
		return err
	}
	for _, m := range members {
		for _, r := range m.Roles {
			goes := m.ID == leaving && (chamber.IsZero() || r.Chamber == chamber)
			if m.Active && r.Role == access.Owner && !goes {
				return nil
			}
		}
	}
	return &errs.Error{Kind: errs.Conflict, Code: "owner.last", Public: "A clinic keeps at least one owner. Make somebody else an owner first."}
}

func writeAssignment(tx *vault.Tx, r role, had bool) error {
	switch {
	case r.Role == "" && !had:
		return errs.Field("role", "role.empty", "Choose a role.")
	case r.Role == "":
		_, err := tx.Exec(deleteRole, r.staff, r.Chamber)
		return err
	case !had:
		r.version = 1
		return insertAssignment(tx, r)
	}
	was := r.version
	r.version++
	n, err := tx.Exec(updateRole, r.staff, r.Chamber, r.version, string(r.Role), r.Extra.String(), r.Less.String(), tx.MAC(r.parts()...), was)
	return changed(n, err)
}

func insertAssignment(tx *vault.Tx, r role) error {
	_, err := tx.Exec(insertRole, r.staff, r.Chamber, r.version, string(r.Role), r.Extra.String(), r.Less.String(), tx.MAC(r.parts()...))
	return err
}

// Deactivate ends a member's place in the clinic. It is felt by their next
// request; the job EndSessions then ends their sessions. What they did stays.
func Deactivate(tx *vault.Tx, staff ids.Staff) error {
	if err := tx.Require(access.StaffManage); err != nil {
		return err
	}
	m, err := outranked(tx, staff)
	if err != nil {
		return err
	}
	if !m.active {
		return changed(0, nil)
	}
	if err := keepsOwner(tx, staff, ids.Chamber{}); err != nil {
		return err
	}
	if err := setActive(tx, m, false); err != nil {
		return err
	}
	return jobs.Enqueue(tx, jobs.New{
		Kind: EndSessions, Dedupe: m.id.String() + "/" + tx.Now().Format(time.RFC3339Nano),
		Payload: m.account.String(), Due: tx.Now(),
	})
}

// Reactivate gives a member their place back, with the roles they had.
func Reactivate(tx *vault.Tx, staff ids.Staff) error {
	if err := tx.Require(access.StaffManage); err != nil {
		return err
	}
	m, err := outranked(tx, staff)
	if err != nil {
		return err
	}
	if m.active {
		return changed(0, nil)
	}
	return setActive(tx, m, true)
}

// outranked returns a member whom the person may deactivate: not themselves,
// not an owner unless they are one, nobody with more rights in any chamber.
func outranked(tx *vault.Tx, staff ids.Staff) (member, error) {
	m, err := loadMember(tx, staff)
	if err != nil || tx.System() != "" {
		return m, err
	}
	g := tx.Grants()
	if g.Staff == staff {
		return m, tx.Refuse(access.StaffManage, &errs.Error{Kind: errs.Forbidden, Code: "own-rights", Public: "Nobody ends or changes their own place. Ask another owner of the clinic."})
	}
	roles, err := rolesOf(tx, staff)
	if err != nil {
		return m, err
	}
	for _, r := range roles {
		if g.Role != access.Owner && (r.Role == access.Owner || !r.Held().Within(g.Held)) {
			return m, tx.Refuse(access.StaffManage, &errs.Error{Kind: errs.Forbidden, Code: "above-own", Public: "This person holds rights that you do not hold. Ask an owner of the clinic."})
		}
	}
	return m, nil
}

func setActive(tx *vault.Tx, m member, active bool) error {
	name, err := m.name(tx)
	if err != nil {
		return err
	}
	tx.Record(audit.Admin, "staff", m.id.String(), ids.Patient{})
	tx.Detail("before", activeWord(m.active))
	tx.Detail("after", activeWord(active))
	tx.Changed(TopicStaff)
	m.active, m.ended = active, 0
	if !active {
		m.ended = tx.Micros()
	}
	return writeMember(tx, m, name)
}

func activeWord(active bool) string {
	if active {
		return "active"
	}
	return "inactive"
}

// writeMember writes m, read at its version, as the next one.
func writeMember(tx *vault.Tx, m member, name string) (err error) {
	was := m.version
	m.version++
	if m.profile, err = staffDoc.SealClinic(tx, m.id, m.version, staffProfile{Name: name}); err != nil {
		return err
	}
	n, err := tx.Exec(updateStaff, m.id, m.version, m.active, m.ended, m.profile, tx.MAC(m.parts()...), was)
	return changed(n, err)
}

// RenameStaff changes how a member's name is shown from now on; entries in the
// log keep the name of their time.
func RenameStaff(tx *vault.Tx, staff ids.Staff, name string) error {
	if err := tx.Require(access.StaffManage); err != nil {
		return err
	}
	who := outranked // a name is what later entries of the log say
	if tx.Grants().Staff == staff {
		who = loadMember
	}
	m, err := who(tx, staff)
	if err != nil {
		return err
	}
	if name, err = cleanName("name", name); err != nil {
		return err
	}
	tx.Record(audit.Update, "staff", staff.String(), ids.Patient{})
	tx.Changed(TopicStaff)
	return writeMember(tx, m, name)
}
