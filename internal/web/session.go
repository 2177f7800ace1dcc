package web

import (
	"errors"
	"net/http"

	"kosh/internal/base/errs"
	"kosh/internal/identity/sessions"
	"kosh/internal/kernel/access"
	"kosh/internal/ui"
	"kosh/internal/web/page"
)

// visit finds out who sends r. Cookies that are due are set on the answer to
// come, whatever it is. An error means that it could not be found out, not that
// it is nobody.
func (d *Door) visit(w http.ResponseWriter, r *http.Request, route *page.Route) (page.Visit, error) {
	v := page.Visit{Who: access.Who{From: access.From{IP: address(r).String(), Agent: agent(r.UserAgent())}}}
	if route.Cache == page.Immutable || route.Rate == page.Unlimited {
		return v, nil // the same for everybody
	}
	p := page.Presented(r, v.Who.From)
	p.Stream = route.Background != ""
	p.Active = !p.Stream && r.Header.Get(ui.LiveHeader) == ""
	if p.Access == "" && p.Refresh == "" {
		return v, nil
	}
	s, cookies, err := d.cfg.Sessions.Check(r.Context(), p)
	page.Keep(w.Header(), cookies)
	switch {
	case errors.Is(err, sessions.ErrLocked):
		v.Locked = true
	case errs.Is(err, errs.Unauthorized):
		v.Ended = true
		return v, nil
	case err != nil:
		return v, err
	}
	v.Session, v.Who = s, s.Who(v.Who.From, "")
	return v, nil
}
