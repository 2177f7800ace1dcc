package staffpages

import (
	"context"
	"slices"

	"kosh/internal/base/errs"
	"kosh/internal/base/ids"
	"kosh/internal/clinic/practice"
	"kosh/internal/identity/accounts"
	"kosh/internal/identity/tenants"
	"kosh/internal/storage/vault"
	"kosh/internal/ui"
	"kosh/internal/web/page"
)

// reasons are why a place ends, in the order they are offered: codes in the log.
var reasons = []string{"left", "leave", "trust", "mistake"}

// A leaving is the page that says what deactivating does, before it is done.
type leaving struct {
	q        *page.Request
	m        practice.Member
	problems []ui.Problem
}

func (o office) askDeactivate(q *page.Request) (*page.Answer, error) {
	return q.View(func(tx *vault.Tx) (*page.Answer, error) { return leavingPage(q, tx, nil) })
}

func leavingPage(q *page.Request, tx *vault.Tx, problems []ui.Problem) (*page.Answer, error) {
	id, err := page.PathID[ids.Staff](q, "id")
	if err != nil {
		return nil, err
	}
	v := leaving{q: q, problems: problems}
	if v.m, err = practice.OfStaff(tx, id); err != nil {
		return nil, err
	}
	return q.Show(page.Page{Title: q.Lang.StaffDeactivate(), Body: leavingView(v)}), nil
}

// deactivate ends a member's place: the vault's commit is felt by their next
// request, control then ends sessions, open links and, with the last clinic,
// every credential.
func (o office) deactivate(q *page.Request) (*page.Answer, error) {
	id, err := page.PathID[ids.Staff](q, "id")
	if err != nil {
		return nil, err
	}
	acted := false
	a, err := q.Submit(func(tx *vault.Tx) (string, error) {
		acted = true
		reason := q.Value("reason")
		if !slices.Contains(reasons, reason) {
			return "", errs.Field("reason", "reason.empty", "Say why; it is written in the access log.")
		}
		if err := practice.Deactivate(tx, id); err != nil {
			return "", err
		}
		tx.Reason(reason)
		return page.Did("/staff/"+id.String(), "deactivated"), nil
	}, func(tx *vault.Tx, problems []ui.Problem) (*page.Answer, error) { return leavingPage(q, tx, problems) })
	if err != nil || a.Location() == "" || !acted {
		return a, err // sent again, it ends no place given since
	}
	account, err := o.accountOf(q, id)
	if err != nil {
		return nil, err
	}
	return a, o.Tenants.EndMember(q.Context(), account, q.Who().Tenant)
}

// reactivate gives a member their place back, with the roles they had. Who lost
// every credential with the last clinic gets a new link.
func (o office) reactivate(q *page.Request) (*page.Answer, error) {
	id, err := page.PathID[ids.Staff](q, "id")
	if err != nil {
		return nil, err
	}
	account, err := o.accountOf(q, id)
	if err != nil {
		return nil, err
	}
	a, err := o.Accounts.Get(q.Context(), account)
	if err != nil {
		return nil, err
	}
	added, err := o.rejoin(q, id, a)
	if err != nil {
		return o.memberAgain(q, id, err)
	}
	if added.Invite == "" {
		return q.Redirect(page.Did("/staff/"+id.String(), "activated")), nil
	}
	return showLink(q, id, added.Invite, q.Lang.StaffActivated(a.Name))
}

func (o office) rejoin(q *page.Request, id ids.Staff, a accounts.Account) (tenants.Added, error) {
	return o.Tenants.AddMember(q.Context(), q.Who().Tenant, personOf(a), func(context.Context, accounts.Account) (ids.Staff, error) {
		acted := false
		_, err := q.Update(func(tx *vault.Tx) (string, error) {
			acted = true
			return page.Did("/staff/"+id.String(), "activated"), practice.Reactivate(tx, id)
		})
		if err == nil && !acted {
			err = newLink(q, id)
		}
		return id, err
	})
}
