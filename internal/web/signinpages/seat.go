package signinpages

import (
	"kosh/internal/base/errs"
	"kosh/internal/base/ids"
	"kosh/internal/identity/accounts"
	"kosh/internal/identity/sessions"
	"kosh/internal/identity/tenants"
	"kosh/internal/web/page"
)

// enter is the last step: the sign-in is finished, a session begins in the
// clinic, its cookies replace that of the sign-in. Whatever session the browser
// had before ends, and no value it sent becomes part of the new one.
func (d desk) enter(q *page.Request, p *accounts.Pending, c tenants.Clinic) (*page.Answer, error) {
	proof, err := p.Finish(q.Context())
	if err != nil {
		return nil, err
	}
	_, cookies, err := d.Sessions.Begin(q.Context(), sessions.Start{Proof: proof, Tenant: c.ID, Chamber: ids.Chamber{}})
	d.forget(q)
	if errs.Is(err, errs.Forbidden) {
		return again(q, errs.New(errs.Invalid, errs.Public(err)), func(problem string) page.Page {
			return page.Page{Title: q.Lang.SigninTitle(), Body: loginForm(q, "", problem, "")}
		})
	}
	if err != nil {
		return nil, err
	}
	if q.Visit.SignedIn() {
		if _, err := d.Sessions.SignOut(q.Context(), q.Visit.Session, q.Visit.Who.From); err != nil {
			return nil, err
		}
	}
	page.Keep(q.Out(), cookies)
	return q.Redirect(next(q)), nil
}

// signOut ends the session and makes the browser forget what it may hold. The
// cookies are named one by one: language, theme and the key of the device stay.
func (d desk) signOut(q *page.Request) (*page.Answer, error) {
	cookies, err := d.Sessions.SignOut(q.Context(), q.Visit.Session, q.Visit.Who.From)
	if err != nil {
		return nil, err
	}
	page.Keep(q.Out(), cookies)
	q.Out().Set("Clear-Site-Data", `"cache", "storage"`)
	a := q.Redirect(page.Did("/sign-in", "out"))
	return a, nil
}
