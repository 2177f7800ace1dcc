package access

import (
	"kosh/internal/base/errs"
	"kosh/internal/base/ids"
)

// Rights are a role and what is held under it, in one chamber. The zero value
// is somebody without a place there.
type Rights struct {
	Role Role
	Held Set
}

// CanGrant decides whether granter may change the rights of the member of
// staff to from was to will. It returns nil, or
//
//   - what Require(RoleManage) returns;
//   - Forbidden for a change of one's own rights, in either direction: nobody
//     raises themselves, and nobody locks themselves out;
//   - Forbidden when to holds, or would hold, more than granter, or when a role
//     of owner is given or taken by anybody but an owner;
//   - Invalid for an unknown role, for bits that are no permission, and for
//     rights above the role's Ceiling.
//
// Taking every right away is a change to the zero Rights.
func CanGrant(granter Grants, to ids.Staff, was, will Rights) error {
	if err := granter.Require(RoleManage); err != nil {
		return err
	}
	switch {
	case !will.Held.Within(AllSet()):
		return errs.Field("rights", "rights.unknown", "Choose from the listed rights.")
	case to == granter.Staff:
		return forbidden("staff.self", "Nobody changes their own rights. Ask another owner of the clinic.")
	case (was.Role == Owner || will.Role == Owner) && granter.Role != Owner:
		return forbidden("staff.owner", "Only an owner of the clinic may give or take the role of owner.")
	case !was.Held.Within(granter.Held):
		return forbidden("staff.above", "This person holds rights that you do not hold, so you cannot change them.")
	case !will.Held.Within(granter.Held):
		missing := will.Held.Minus(granter.Held).List()[0]
		return forbidden("staff.above", "You cannot give a right that you do not hold yourself: "+missing.Title()+".")
	case will == Rights{}:
		return nil
	}
	if _, err := ParseRole(string(will.Role)); err != nil {
		return &errs.Error{Kind: errs.Invalid, Field: "role", Code: "role.unknown", Public: "Choose one of the listed roles.", Cause: err}
	}
	if over := will.Held.Minus(Ceiling(will.Role)); !over.Empty() {
		return errs.Field("rights", "rights.ceiling", "This role cannot include: "+over.List()[0].Title()+".")
	}
	return nil
}

func forbidden(code, sentence string) error {
	return &errs.Error{Kind: errs.Forbidden, Code: code, Public: sentence}
}
