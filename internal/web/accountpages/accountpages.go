// Package accountpages is what concerns the person alone: where they are signed
// in, what proves them, the lock, the place they work in, how pages look, and
// the text they have not sent.
//
// Every route here is Own: it needs a session and no permission, and reaches
// only what belongs to that session's account. What it guarantees, beside what
// sessions and drafts do:
//   - the lock page shows the person's name, the clinic and the time of the last
//     saved draft, and nothing about patients; a locked session reaches it,
//     unlocking and signing out, and no other page;
//   - passwords, PINs and codes are never put back into a form, and recovery
//     codes are shown in one answer only;
//   - a form's text is saved without the person's doing and never shown to
//     anybody else.
//
// Promises SES-01, SES-02, SES-09, SES-11.
package accountpages

import (
	"net/http"
	"time"

	"kosh/internal/base/errs"
	"kosh/internal/base/ids"
	"kosh/internal/identity/accounts"
	"kosh/internal/identity/sessions"
	"kosh/internal/identity/tenants"
	"kosh/internal/kernel/access"
	"kosh/internal/security/ratelimit"
	"kosh/internal/storage/vault"
	"kosh/internal/ui"
	"kosh/internal/ui/words"
	"kosh/internal/web/page"
)

// Config is what the area stands on.
type Config struct {
	Accounts *accounts.Store
	Tenants  *tenants.Store
	Sessions *sessions.Store
	Limits   *ratelimit.Limiter
}

type desk struct{ Config }

// Routes lists the area's routes.
func Routes(c Config) []page.Route {
	d := desk{c}
	own := func(method, pattern, why string, h page.Handler) page.Route {
		return page.Route{Method: method, Pattern: pattern, Own: why, Rate: page.Interactive, Cache: page.NoStore, Handle: h, NoDisclosure: "shows the person's own account only"}
	}
	locked := func(r page.Route, why string) page.Route { r.Locked = why; return r }
	looks := func(pattern string, h page.Handler) page.Route {
		return page.Route{Method: "POST", Pattern: pattern, Public: "how pages look, also before signing in", Rate: page.Anonymous, Cache: page.NoStore, Handle: h}
	}
	recovery := own("POST", "/account/recovery", "one's own recovery codes, after password and code", d.recovery)
	recovery.Secret = true
	return page.Table("account",
		own("GET", "/account", "one's own account", d.account),
		own("POST", "/account/sessions/{id}/end", "ends one's own session elsewhere", d.endOne),
		own("POST", "/account/sessions/end-others", "ends one's own sessions elsewhere", d.endOthers),
		own("POST", "/account/password", "one's own password, after the old one", d.password),
		own("POST", "/account/pin", "one's own PIN, after the password", d.pin),
		recovery,
		own("POST", "/account/preferences", "how one's own pages look", d.preferences),
		locked(own("POST", ui.PathLock, "locks one's own session", d.lock), "it is locked already"),
		locked(own("GET", ui.PathLock, "one's own lock page", d.lockPage), "the lock page itself"),
		locked(own("POST", "/unlock", "one's own session, after PIN or password", d.unlock), "the way out of the lock"),
		own("POST", ui.PathChamber, "where one works now, among one's own chambers", d.chamber),
		own("POST", "/clinic", "which clinic one works in now, among one's own", d.clinic),
		own("POST", ui.PathDrafts, "one's own unsent text", d.saveDraft),
		own("POST", ui.PathDrafts+"/discard", "one's own unsent text", d.discardDraft),
		looks(ui.PathLanguage, setLanguage),
		looks(ui.PathTheme, setTheme),
		looks(ui.PathKeys, setKeys),
	)
}

// back is where a form leads to afterwards.
func back(q *page.Request) string { return page.LocalPath(q.Value("back"), "/") }

// A view is what the account page shows.
type view struct {
	account  accounts.Account
	second   accounts.Second
	sessions []sessions.Listed
	clinics  []tenants.Clinic
	zone     *time.Location
	now      time.Time
	form     string // which form came back
	problems []ui.Problem
}

// problem returns the sentence beside a field of a form.
func (v view) problem(form, field string) string {
	if form != v.form {
		return ""
	}
	return ui.ProblemOf(v.problems, field)
}

func (v view) when(l words.Lang, t time.Time) string { return l.When(t.In(v.zone), v.now.In(v.zone)) }

func (d desk) load(q *page.Request) (v view, err error) {
	id := q.Visit.Who.Account
	if v.account, err = d.Accounts.Get(q.Context(), id); err != nil {
		return v, err
	}
	if v.second, err = d.Accounts.Second(q.Context(), id); err != nil {
		return v, err
	}
	if v.sessions, err = d.Sessions.List(q.Context(), q.Visit.Session); err != nil {
		return v, err
	}
	if v.clinics, err = d.Tenants.Of(q.Context(), id); err != nil {
		return v, err
	}
	v.zone, v.now = time.UTC, q.Now()
	for _, c := range v.clinics {
		if c.ID == q.Visit.Who.Tenant {
			v.zone = page.Zone(c.Zone)
		}
	}
	return v, nil
}

func (d desk) account(q *page.Request) (*page.Answer, error) {
	v, err := d.load(q)
	if err != nil {
		return nil, err
	}
	return d.show(q, v)
}

func (d desk) show(q *page.Request, v view) (*page.Answer, error) {
	return q.View(func(*vault.Tx) (*page.Answer, error) {
		p := page.Page{Title: q.Lang.AccountTitle(), Toast: told(q, v), Body: accountView(q, v)}
		if v.problems != nil {
			p.Status = http.StatusUnprocessableEntity
		}
		return q.Show(p), nil
	})
}

func told(q *page.Request, v view) string {
	switch q.Done() {
	case "ended":
		return q.Lang.AccountSessionEnded()
	case "others":
		return q.Lang.AccountSessionOnly()
	case "password":
		return q.Lang.AccountPasswordChanged()
	case "pin":
		return q.Lang.AccountPinSaved()
	case "preferences":
		return q.Lang.AccountPreferencesSaved()
	}
	return ""
}

// again shows the account page with what one form got wrong.
func (d desk) again(q *page.Request, form string, problem error) (*page.Answer, error) {
	if !errs.Is(problem, errs.Invalid) {
		return nil, problem
	}
	v, err := d.load(q)
	if err != nil {
		return nil, err
	}
	v.form, v.problems = form, page.Problems(q.Lang, problem)
	return d.show(q, v)
}

func (d desk) endOne(q *page.Request) (*page.Answer, error) {
	id, err := page.PathID[ids.Session](q, "id")
	if err != nil {
		return nil, err
	}
	if id == q.Visit.Who.Session {
		return nil, access.ErrHidden // the one at hand is signed out, not ended from afar
	}
	if err := d.Sessions.End(q.Context(), q.Visit.Session, id, q.Visit.Who.From); err != nil {
		return nil, err
	}
	return q.Redirect(page.Did("/account", "ended")), nil
}

func (d desk) endOthers(q *page.Request) (*page.Answer, error) {
	if _, err := d.Sessions.EndOthers(q.Context(), q.Visit.Session, q.Visit.Who.From); err != nil {
		return nil, err
	}
	return q.Redirect(page.Did("/account", "others")), nil
}
