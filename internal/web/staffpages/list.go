package staffpages

import (
	"time"

	"kosh/internal/base/ids"
	"kosh/internal/clinic/practice"
	"kosh/internal/identity/accounts"
	"kosh/internal/identity/tenants"
	"kosh/internal/kernel/access"
	"kosh/internal/storage/vault"
	"kosh/internal/ui"
	"kosh/internal/ui/words"
	"kosh/internal/web/page"
)

// A person is a member of staff as both stores know them.
type person struct {
	practice.Member
	account accounts.Account // zero when control does not know the membership
	second  accounts.Second
	places  []place
	self    bool
}

// A place is a role in one chamber.
type place struct {
	practice.Assignment
	chamber practice.Chamber
}

func (p person) state(l words.Lang) (ui.Tone, string) {
	switch {
	case !p.Active:
		return ui.Danger, l.StaffStateOff()
	case p.account.State != accounts.Active:
		return ui.Warn, l.StaffStateInvited()
	}
	return ui.OK, l.StaffStateActive()
}

// secondState says whether the second factor stands; a dash for roles that need
// none and have none.
func (p person) secondState(l words.Lang) (ui.Tone, string) {
	if p.second.On {
		return ui.OK, l.StaffSecondOn()
	}
	for _, r := range p.Roles {
		if access.MFARequired(r.Role) {
			return ui.Warn, l.StaffSecondMissing()
		}
	}
	return ui.Plain, l.StaffSecondNone()
}

func lastSeen(l words.Lang, p person, z *time.Location, now time.Time) string {
	if p.account.SignedInAt.IsZero() {
		return l.StaffNever()
	}
	return l.When(p.account.SignedInAt.In(z), now.In(z))
}

// roleText is a role with what was added to it.
func roleText(l words.Lang, a practice.Assignment) string {
	s := l.Code("role", string(a.Role))
	extra := a.Extra
	if a.Role != "" && access.Cashier().Within(extra) {
		s, extra = s+" + "+l.StaffCashier(), extra.Minus(access.Cashier())
	}
	if n := extra.Len(); n > 0 {
		s += " +" + l.Int(n)
	}
	if n := a.Less.Len(); n > 0 {
		s += " −" + l.Int(n)
	}
	return s
}

// merge joins what the vault says with what control says; the vault decides.
func merge(q *page.Request, list []practice.Member, chambers []practice.Chamber, known []tenants.Member) []person {
	byAccount := map[ids.Account]tenants.Member{}
	for _, m := range known {
		byAccount[m.Account.ID] = m
	}
	var all []person
	for _, m := range list {
		k := byAccount[m.Account]
		p := person{Member: m, account: k.Account, second: k.Second, self: m.Account == q.Visit.Who.Account}
		for _, c := range chambers {
			for _, r := range m.Roles {
				if r.Chamber == c.ID {
					p.places = append(p.places, place{r, c})
				}
			}
		}
		all = append(all, p)
	}
	return all
}

// A roster is what the list shows.
type roster struct {
	q      *page.Request
	people []person
	many   bool // several chambers
	zone   *time.Location
	now    time.Time
	active int
}

// list shows everybody, those who left last.
func (o office) list(q *page.Request) (*page.Answer, error) {
	known, err := o.Tenants.Members(q.Context(), q.Who().Tenant)
	if err != nil {
		return nil, err
	}
	return q.View(func(tx *vault.Tx) (*page.Answer, error) {
		people, chambers, err := o.everybody(q, tx, known)
		if err != nil {
			return nil, err
		}
		v := roster{q: q, many: len(chambers) > 1, zone: page.Zone(tx.Zone()), now: tx.Now()}
		for _, here := range []bool{true, false} {
			for _, p := range people {
				if p.Active == here {
					v.people = append(v.people, p)
				}
			}
			if here {
				v.active = len(v.people)
			}
		}
		return q.Show(page.Page{Title: q.Lang.StaffTitle(), Body: listView(v)}), nil
	})
}

func (o office) everybody(q *page.Request, tx *vault.Tx, known []tenants.Member) ([]person, []practice.Chamber, error) {
	list, err := practice.ListStaff(tx)
	if err != nil {
		return nil, nil, err
	}
	chambers, err := practice.ListChambers(tx)
	return merge(q, list, chambers, known), chambers, err
}
