package staffpages

import (
	"context"
	"errors"
	"strings"

	"kosh/internal/base/contact"
	"kosh/internal/base/errs"
	"kosh/internal/base/ids"
	"kosh/internal/clinic/practice"
	"kosh/internal/identity/accounts"
	"kosh/internal/kernel/access"
	"kosh/internal/storage/vault"
	"kosh/internal/ui"
	"kosh/internal/web/page"
)

// An inviting is the form for a new colleague as it stands.
type inviting struct {
	q        *page.Request
	chambers []practice.Chamber // open ones
	roles    []access.Role      // those the person may give
	problems []ui.Problem
}

// givable lists the roles somebody may give: none with more rights than theirs.
func givable(g access.Grants) []access.Role {
	var all []access.Role
	for _, r := range access.Roles() {
		if (r != access.Owner || g.Role == access.Owner) && access.Template(r).Within(g.Held) {
			all = append(all, r)
		}
	}
	return all
}

func inviteForm(q *page.Request, tx *vault.Tx, problems []ui.Problem) (*page.Answer, error) {
	v := inviting{q: q, roles: givable(tx.Grants()), problems: moved(problems)}
	all, err := practice.ListChambers(tx)
	if err != nil {
		return nil, err
	}
	v.chambers = open(all)
	return q.Show(page.Page{Title: q.Lang.StaffInviteTitle(), Body: inviteView(v)}), nil
}

// moved puts errors beside the fields this form has.
func moved(problems []ui.Problem) []ui.Problem {
	for i := range problems {
		switch problems[i].Field {
		case "account":
			problems[i].Field = "login"
		case "rights", "chamber":
			problems[i].Field = "role"
		}
	}
	return problems
}

func open(all []practice.Chamber) []practice.Chamber {
	var some []practice.Chamber
	for _, c := range all {
		if c.Open {
			some = append(some, c)
		}
	}
	return some
}

func (o office) blank(q *page.Request) (*page.Answer, error) {
	return q.View(func(tx *vault.Tx) (*page.Answer, error) { return inviteForm(q, tx, nil) })
}

// invite makes a colleague a member, in this order:
//
//  1. the right to do so is asked and the form read, in the vault
//  2. the account is made, or found by e-mail or phone, in control: it has no
//     credential and no rights yet
//  3. the place with its roles is written in the vault, with the entry
//  4. membership and link follow in control
//
// The same form sent twice adds one member and shows a link that works; the
// older one no longer does. For the second link the vault is asked again.
func (o office) invite(q *page.Request) (*page.Answer, error) {
	var who accounts.Person
	var roles []practice.Assignment
	_, err := q.View(func(tx *vault.Tx) (_ *page.Answer, err error) {
		country, err := practice.Country(tx)
		if err != nil {
			return nil, err
		}
		var failed error
		who, failed = readPerson(q, country)
		chambers, err := practice.ListChambers(tx)
		if err != nil {
			return nil, err
		}
		roles = readRoles(q, open(chambers))
		if len(roles) == 0 {
			failed = errors.Join(failed, errs.Field("role", "role.empty", "Choose a role."))
		}
		return q.Empty(204), failed
	})
	if err == nil {
		return o.add(q, who, roles)
	}
	return o.inviteAgain(q, err)
}

func (o office) inviteAgain(q *page.Request, err error) (*page.Answer, error) {
	if kind := errs.KindOf(err); kind != errs.Invalid && kind != errs.Conflict {
		return nil, err
	}
	return q.Again(err, func(tx *vault.Tx, problems []ui.Problem) (*page.Answer, error) { return inviteForm(q, tx, problems) })
}

func (o office) add(q *page.Request, who accounts.Person, roles []practice.Assignment) (*page.Answer, error) {
	added, err := o.Tenants.AddMember(q.Context(), q.Who().Tenant, who, func(_ context.Context, a accounts.Account) (ids.Staff, error) {
		var staff ids.Staff
		acted := false
		answer, err := q.Update(func(tx *vault.Tx) (string, error) {
			acted = true
			id, err := practice.AddStaff(tx, practice.StaffForm{Account: a.ID, Name: who.Name, Roles: roles})
			return "/staff/" + id.String(), err
		})
		if err == nil {
			staff, err = ids.Parse[ids.Staff](strings.TrimPrefix(answer.Location(), "/staff/"))
		}
		if err == nil && !acted {
			err = newLink(q, staff)
		}
		return staff, err
	})
	if err != nil {
		return o.inviteAgain(q, err)
	}
	return showLink(q, added.Staff, added.Invite, q.Lang.StaffInviteSent(who.Name))
}

// showLink answers with the one-time link, or, for somebody who signs in
// already, with how they find this clinic.
func showLink(q *page.Request, staff ids.Staff, token, toast string) (*page.Answer, error) {
	return q.View(func(*vault.Tx) (*page.Answer, error) {
		v := handing{q: q, staff: staff}
		if token != "" {
			v.link = "https://" + q.Host + "/invite/" + token
		}
		return q.Show(page.Page{Title: q.Lang.StaffInviteTitle(), Body: linkView(v), Toast: toast}), nil
	})
}

// A handing is the page that shows a link once.
type handing struct {
	q     *page.Request
	staff ids.Staff
	link  string
}

// readPerson reads name and login; an error of an e-mail or a phone stands
// beside the one field that takes both.
func readPerson(q *page.Request, country string) (accounts.Person, error) {
	p := accounts.Person{Name: strings.TrimSpace(q.Value("name"))}
	login := strings.TrimSpace(q.Value("login"))
	var failed error
	if p.Name == "" {
		failed = errs.Field("name", "name.empty", "Write the person's name.")
	}
	var err error
	switch {
	case login == "":
		err = errs.Field("login", "login.empty", "Write an e-mail address or a phone number.")
	case strings.Contains(login, "@"):
		p.Email, err = contact.ParseEmail(login)
	default:
		p.Phone, err = contact.ParsePhone(login, country)
	}
	return p, errors.Join(failed, atLogin(err))
}

func atLogin(err error) error {
	if e, ok := errors.AsType[*errs.Error](err); ok {
		at := *e
		at.Field = "login"
		return &at
	}
	return err
}

// readRoles reads a role and the cashier's tick for each chamber.
func readRoles(q *page.Request, chambers []practice.Chamber) []practice.Assignment {
	var all []practice.Assignment
	for _, c := range chambers {
		if role := access.Role(q.Value("role-" + c.ID.String())); role != "" {
			all = append(all, withCashier(practice.Assignment{Chamber: c.ID, Role: role}, q.Checked("cashier-"+c.ID.String())))
		}
	}
	return all
}

// withCashier adds the cashier's rights to a role that lacks them; a tick beside
// a role that has them changes nothing.
func withCashier(a practice.Assignment, on bool) practice.Assignment {
	switch {
	case on && a.Role != access.Owner:
		a.Extra = a.Extra.Union(access.Cashier())
	case !on:
		a.Extra = a.Extra.Minus(access.Cashier())
	}
	return a
}
