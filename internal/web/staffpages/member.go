package staffpages

import (
	"context"
	"time"

	"kosh/internal/base/errs"
	"kosh/internal/base/ids"
	"kosh/internal/clinic/practice"
	"kosh/internal/identity/accounts"
	"kosh/internal/identity/tenants"
	"kosh/internal/kernel/access"
	"kosh/internal/storage/vault"
	"kosh/internal/ui"
	"kosh/internal/web/page"
)

// A file is what the page about one member shows.
type file struct {
	q        *page.Request
	p        person
	chambers []practice.Chamber // open ones
	roles    []access.Role      // those the viewer may give
	mayRoles bool
	problems []ui.Problem
	chamber  string // the one whose form came back
	zone     *time.Location
	now      time.Time
}

// known returns what control says of one member of the clinic, after the vault
// has said who it is; the zero member when it knows nothing.
func (o office) known(ctx context.Context, tenant ids.Tenant) ([]tenants.Member, error) {
	return o.Tenants.Members(ctx, tenant)
}

func (o office) member(q *page.Request) (*page.Answer, error) {
	id, err := page.PathID[ids.Staff](q, "id")
	if err != nil {
		return nil, err
	}
	known, err := o.known(q.Context(), q.Who().Tenant)
	if err != nil {
		return nil, err
	}
	return q.View(func(tx *vault.Tx) (*page.Answer, error) { return memberPage(q, tx, id, known, nil) })
}

func memberPage(q *page.Request, tx *vault.Tx, id ids.Staff, known []tenants.Member, problems []ui.Problem) (*page.Answer, error) {
	v, err := open1(q, tx, id, known)
	if err != nil {
		return nil, err
	}
	v.problems, v.chamber = moved(problems), q.Value("chamber")
	return q.Show(page.Page{Title: q.Lang.StaffMember(), Body: memberView(v), Toast: v.done()}), nil
}

func open1(q *page.Request, tx *vault.Tx, id ids.Staff, known []tenants.Member) (file, error) {
	m, err := practice.OfStaff(tx, id)
	if err != nil {
		return file{}, err
	}
	all, err := practice.ListChambers(tx)
	if err != nil {
		return file{}, err
	}
	v := file{q: q, p: merge(q, []practice.Member{m}, all, known)[0], chambers: open(all), zone: page.Zone(tx.Zone()), now: tx.Now(),
		roles: givable(tx.Grants()), mayRoles: tx.Holds(access.RoleManage)}
	return v, nil
}

func (v file) done() string {
	l, name := v.q.Lang, v.p.Name
	switch v.q.Done() {
	case "saved":
		return l.StaffSaved(name)
	case "renamed":
		return l.StaffRenamed()
	case "deactivated":
		return l.StaffDeactivated(name)
	case "activated":
		return l.StaffActivated(name)
	case "reset":
		return l.StaffSecondReset(name)
	}
	return ""
}

// at is the member's place in a chamber, with an empty role when there is none.
func (v file) at(c ids.Chamber) practice.Assignment {
	for _, a := range v.p.Roles {
		if a.Chamber == c {
			return a
		}
	}
	return practice.Assignment{Chamber: c}
}

func (v file) problemAt(c ids.Chamber) string {
	if v.chamber != c.String() {
		return ""
	}
	for _, p := range v.problems {
		return p.Message
	}
	return ""
}

// again shows the member's page once more because of an error.
func (o office) again(q *page.Request, id ids.Staff) (func(*vault.Tx, []ui.Problem) (*page.Answer, error), error) {
	known, err := o.known(q.Context(), q.Who().Tenant)
	return func(tx *vault.Tx, problems []ui.Problem) (*page.Answer, error) {
		return memberPage(q, tx, id, known, problems)
	}, err
}

func (o office) rename(q *page.Request) (*page.Answer, error) {
	return o.change(q, "renamed", func(tx *vault.Tx, id ids.Staff) error {
		return practice.RenameStaff(tx, id, q.Value("name"))
	})
}

// role gives a member a role in one chamber, changes it, or takes it away. The
// cashier's tick stands beside it because it is what a desk changes most; other
// single rights stay when the role stays.
func (o office) role(q *page.Request) (*page.Answer, error) {
	chamber, err := page.FormID[ids.Chamber](q, "chamber")
	if err != nil {
		return nil, err
	}
	return o.change(q, "saved", func(tx *vault.Tx, id ids.Staff) error {
		m, err := practice.OfStaff(tx, id)
		if err != nil {
			return err
		}
		a := practice.Assignment{Chamber: chamber, Role: access.Role(q.Value("role"))}
		for _, was := range m.Roles {
			if was.Chamber == chamber && was.Role == a.Role {
				a = was
			}
		}
		if a.Role != "" && a.Role != access.Owner {
			a = withCashier(a, q.Checked("cashier"))
		}
		return practice.SetRole(tx, id, a)
	})
}

// change does one act on a member and comes back to their page.
func (o office) change(q *page.Request, done string, act func(*vault.Tx, ids.Staff) error) (*page.Answer, error) {
	id, err := page.PathID[ids.Staff](q, "id")
	if err != nil {
		return nil, err
	}
	again, err := o.again(q, id)
	if err != nil {
		return nil, err
	}
	return q.Submit(func(tx *vault.Tx) (string, error) {
		return page.Did("/staff/"+id.String(), done), act(tx, id)
	}, again)
}

// A rightsPage is every right of one member in one chamber.
type rightsPage struct {
	q        *page.Request
	m        practice.Member
	chamber  practice.Chamber
	at       practice.Assignment
	held     access.Set // as ticked
	open     access.Set // those the viewer may change
	problems []ui.Problem
}

func (o office) rights(q *page.Request) (*page.Answer, error) {
	return q.View(func(tx *vault.Tx) (*page.Answer, error) { return showRights(q, tx, nil) })
}

func showRights(q *page.Request, tx *vault.Tx, problems []ui.Problem) (*page.Answer, error) {
	v, err := rightsOf(q, tx)
	if err != nil {
		return nil, err
	}
	if v.problems = problems; problems != nil {
		v.held = ticked(q, v)
	}
	return q.Show(page.Page{Title: q.Lang.StaffRightsTitle(), Body: rightsView(v)}), nil
}

func rightsOf(q *page.Request, tx *vault.Tx) (rightsPage, error) {
	v := rightsPage{q: q}
	id, err := page.PathID[ids.Staff](q, "id")
	if err != nil {
		return v, err
	}
	chamber, err := page.PathID[ids.Chamber](q, "chamber")
	if err != nil {
		return v, err
	}
	if v.m, err = practice.OfStaff(tx, id); err != nil {
		return v, err
	}
	chambers, err := practice.ListChambers(tx)
	if err != nil {
		return v, err
	}
	for _, c := range chambers {
		if c.ID == chamber {
			v.chamber = c
		}
	}
	for _, a := range v.m.Roles {
		if a.Chamber == chamber && v.chamber.Open {
			v.at, v.held = a, a.Held()
			v.open = access.Ceiling(a.Role).Intersect(tx.Grants().Held)
		}
	}
	if v.at.Role == "" || v.at.Role == access.Owner {
		return v, access.ErrHidden // an owner holds every right; there is nothing to tick
	}
	return v, nil
}

// ticked reads the form: what the viewer may not change stays as it was.
func ticked(q *page.Request, v rightsPage) access.Set {
	held := v.at.Held().Minus(v.open)
	for _, name := range q.Values("right") {
		if p, err := access.Parse(name); err == nil && v.open.Has(p) {
			held = held.With(p)
		}
	}
	return held
}

// tick changes single rights against the role's own.
func (o office) tick(q *page.Request) (*page.Answer, error) {
	return q.Submit(func(tx *vault.Tx) (string, error) {
		v, err := rightsOf(q, tx)
		if err != nil {
			return "", err
		}
		held, own := ticked(q, v), access.Template(v.at.Role)
		err = practice.Tick(tx, v.m.ID, v.chamber.ID, held.Minus(own), own.Minus(held))
		return page.Did("/staff/"+v.m.ID.String(), "saved"), err
	}, func(tx *vault.Tx, problems []ui.Problem) (*page.Answer, error) { return showRights(q, tx, problems) })
}

// link makes a new one-time link for somebody who never used theirs, or forgot
// the password. The same form sent again makes another one, which is decided and
// written as the first was.
func (o office) link(q *page.Request) (*page.Answer, error) {
	id, err := page.PathID[ids.Staff](q, "id")
	if err != nil {
		return nil, err
	}
	if err := newLink(q, id); err != nil {
		return o.memberAgain(q, id, err)
	}
	account, err := o.accountOf(q, id)
	if err != nil {
		return nil, err
	}
	token, err := o.Tenants.Reinvite(q.Context(), account, q.Who().Tenant)
	if err != nil {
		return o.memberAgain(q, id, err)
	}
	return showLink(q, id, token, "")
}

// newLink asks the vault whether the person may give a member a link now, and
// writes that they do.
func newLink(q *page.Request, id ids.Staff) error {
	return q.Change(func(tx *vault.Tx) error {
		_, err := practice.Credential(tx, id, practice.NewLink)
		return err
	})
}

// resetSecond lets the next sign-in of a member set up a new second factor. Sent
// again it does nothing: who has set up a new one since keeps it.
func (o office) resetSecond(q *page.Request) (*page.Answer, error) {
	id, err := page.PathID[ids.Staff](q, "id")
	if err != nil {
		return nil, err
	}
	acted := false
	var account ids.Account
	a, err := q.Update(func(tx *vault.Tx) (_ string, err error) {
		acted = true
		account, err = practice.Credential(tx, id, practice.ResetSecond)
		return page.Did("/staff/"+id.String(), "reset"), err
	})
	if err == nil && acted {
		err = o.Tenants.ResetSecond(q.Context(), account, q.Who().Tenant)
	}
	if err != nil {
		return o.memberAgain(q, id, err)
	}
	return a, nil
}

func (o office) accountOf(q *page.Request, id ids.Staff) (account ids.Account, err error) {
	_, err = q.View(func(tx *vault.Tx) (*page.Answer, error) {
		m, err := practice.OfStaff(tx, id)
		account = m.Account
		return q.Empty(204), err
	})
	return account, err
}

// memberAgain shows the member's page with a sentence that is no field's.
func (o office) memberAgain(q *page.Request, id ids.Staff, err error) (*page.Answer, error) {
	if kind := errs.KindOf(err); kind != errs.Conflict && kind != errs.Invalid || id.IsZero() {
		return nil, err
	}
	again, failed := o.again(q, id)
	if failed != nil {
		return nil, failed
	}
	return q.Again(err, again)
}

// personOf is what an account is reached by.
func personOf(a accounts.Account) accounts.Person {
	return accounts.Person{Name: a.Name, Email: a.Email, Phone: a.Phone}
}

// editable reports whether the viewer may change this member's roles at all.
func (v file) editable() bool { return v.mayRoles && v.p.Active && !v.p.self }

func (v file) rightsCount(c practice.Chamber) string {
	if n := v.at(c.ID).Held().Len(); n > 0 {
		return v.q.Lang.StaffPermissionsCount(n)
	}
	return ""
}

func (v file) roleText(c practice.Chamber) string {
	if a := v.at(c.ID); a.Role != "" {
		return roleText(v.q.Lang, a)
	}
	return v.q.Lang.StaffRoleNone()
}

// general are the errors that stand on top: those of no field of this page.
func (v file) general() []ui.Problem {
	if v.chamber != "" || ui.ProblemOf(v.problems, "name") != "" {
		return nil
	}
	return v.problems
}

func (v file) shownName() string {
	if v.q.Has("name") {
		return v.q.Value("name")
	}
	return v.p.Name
}
