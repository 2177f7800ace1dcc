// Package access decides what a person may do. It is pure: no storage, no
// clock, no state. The whole decision is one set of bits and one question.
//
// # What it defends
//
// A member of staff who wants more than their place in the clinic gives them:
// a right they never had, a right they lost a second ago, a colleague's right,
// or a right they try to give themselves.
//
// # What it guarantees
//
//   - Nothing is allowed by default. The zero Set, the zero Grants, the zero
//     Permission and an unknown Role allow nothing.
//   - One closed catalogue. A Permission is a number that only this package
//     names; text that is not in the catalogue is refused when it is read, so a
//     misspelt or outdated name in a stored row cannot silently mean something.
//   - One question. Grants.Require is the only decision; it looks at nothing but
//     the set the vault loaded as the first statement of the same transaction
//     that holds the data, so a right taken away is gone in that transaction.
//   - Two refusals. A person who holds some right of the permission's Area is
//     told in plain words what is missing (Forbidden). A person who holds none
//     gets ErrHidden, the very error of a record that does not exist, so a
//     refusal does not tell what there is to be refused.
//   - The templates are the matrix of five roles and five areas, read literally
//     (see Template); 25 tests compare them cell by cell, written out by hand.
//   - Rights are given downward only: CanGrant refuses more than the giver
//     holds, any change of one's own rights, any change to somebody who holds
//     more, and rights outside a role's Ceiling.
//
// # What it does not do
//
// It does not know patients. Which patients a person may see (the own-patients
// rule, the restricted label) is decided by the vault when it opens one; the
// permissions PatientScopeAll and PatientViewRestricted are only its inputs. It
// does not identify anybody: a Who is what a session says, and the vault alone
// turns it into Grants. It does not check the second factor; MFARequired says
// for whom the sign-in must.
//
// Standards: HIPAA 45 CFR §164.308(a)(4) and §164.312(a)(1) (access
// management and control); OWASP ASVS 5.0 chapter 8 (authorisation).
package access

import (
	"kosh/internal/base/errs"
	"kosh/internal/base/ids"
)

// Who is what a session says about the person at the door. It is an identity,
// not a right: only the vault turns it into Grants.
type Who struct {
	Account ids.Account
	Tenant  ids.Tenant
	Chamber ids.Chamber
	Session ids.Session
	Device  ids.Device
	From    From
	Screen  string // the route's pattern, such as "GET /patients/{id}", set by the door
	Purpose string // the reason the person stated; "" means it follows from the context
}

// From is where a request came from, as the audit log keeps it.
type From struct {
	IP    string // address of the client, textual form
	Agent string // short description of the device, such as "Firefox on Windows"
}

// Grants are the rights of one member of staff in one chamber, as found by the
// vault in the transaction they are used in. The zero value holds nothing.
type Grants struct {
	Staff   ids.Staff
	Name    string // as shown in the log
	Role    Role
	Chamber ids.Chamber
	Held    Set
}

// ErrHidden is the one answer for a record that does not exist, belongs to
// somebody else, or lies in an area the person has nothing in. Whoever refuses
// for one of these reasons returns this very value, so the answers are identical.
var ErrHidden error = &errs.Error{
	Kind:   errs.NotFound,
	Code:   "not-found",
	Public: "There is nothing here that you can open.",
}

// Require returns nil when p is held, a Forbidden error naming the missing
// right when another one of its area is held, and ErrHidden otherwise. It is
// the authoritative check of every operation. It does not allocate on success.
func (g Grants) Require(p Permission) error {
	if g.Held.Has(p) {
		return nil
	}
	return refuse(g.Held, p)
}

// Holds reports whether p is held, for menus and optional parts of a page; it
// never replaces Require.
func (g Grants) Holds(p Permission) bool { return g.Held.Has(p) }

// refuse words the refusal of p for somebody who holds held.
func refuse(held Set, p Permission) error {
	if !p.valid() || held.Intersect(AreaSet(p.Area())).Empty() {
		return ErrHidden
	}
	return &errs.Error{
		Kind:   errs.Forbidden,
		Code:   "forbidden." + p.String(),
		Public: "Your role in this chamber does not include this: " + p.Title() + ". The owner of the clinic can change that.",
	}
}
