// Package signinpages is the way in and out: password, code, setting up the
// second factor, choosing the clinic, invitations, the demo's one-time links,
// signing out.
//
// What it guarantees, beside what accounts and sessions do:
//   - a GET shows and changes nothing: whoever opens a link from a mail, or a
//     scanner that opens it first, uses nothing up; the act is a POST;
//   - a wrong name and a wrong password are one page with one status;
//   - the sign-in in progress is a cookie of its own (SameSite=Lax, ten
//     minutes) that is exchanged for the session's at the last step and removed;
//     a cookie planted before is never promoted (session fixation);
//   - passwords and codes are never put back into a form;
//   - where one goes afterwards is a path of this door.
//
// Standards: OWASP ASVS 5.0 §6.3, §7.2.
package signinpages

import (
	"errors"
	"net/http"
	"net/url"
	"time"

	"kosh/internal/base/errs"
	"kosh/internal/identity/accounts"
	"kosh/internal/identity/sessions"
	"kosh/internal/identity/tenants"
	"kosh/internal/ui"
	"kosh/internal/web/page"
)

// Config is what the area stands on.
type Config struct {
	Accounts *accounts.Store
	Tenants  *tenants.Store
	Sessions *sessions.Store
}

// cookiePending names the sign-in in progress.
const cookiePending = "__Host-kosh-signin"

type desk struct{ Config }

// Routes lists the area's routes.
func Routes(c Config) []page.Route {
	d := desk{c}
	open := func(method, pattern, why string, h page.Handler) page.Route {
		return page.Route{Method: method, Pattern: pattern, Public: why, Rate: page.SignIn, Cache: page.NoStore, Handle: h}
	}
	secret := func(r page.Route) page.Route { r.Secret = true; return r }
	return page.Table("signin",
		open("GET", "/sign-in", "the way in", d.login),
		open("POST", "/sign-in", "the way in", d.password),
		open("GET", "/sign-in/code", "a step of the way in; the cookie of the sign-in says whose", d.code),
		open("POST", "/sign-in/code", "a step of the way in", d.checkCode),
		secret(open("GET", "/sign-in/enrol", "a step of the way in", d.enrol)),
		secret(open("POST", "/sign-in/enrol", "a step of the way in", d.confirm)),
		secret(open("GET", "/sign-in/recovery", "a step of the way in", d.recovery)),
		open("POST", "/sign-in/recovery", "a step of the way in", d.kept),
		open("GET", "/sign-in/clinic", "the last step of the way in", d.clinics),
		open("POST", "/sign-in/clinic", "the last step of the way in", d.choose),
		open("POST", "/sign-in/cancel", "ends a sign-in in progress", d.cancel),
		open("GET", "/invite/{token}", "opened from a mail; shows the form only", d.invite),
		open("POST", "/invite", "the token is what it takes", d.accept),
		open("GET", "/demo/{token}", "demo directories on this machine only; shows the form only", d.link),
		open("POST", "/demo", "the token is what it takes", d.useLink),
		page.Route{Method: "POST", Pattern: ui.PathSignOut, Own: "ends one's own session", Locked: "who cannot unlock may still leave",
			Rate: page.Interactive, Cache: page.NoStore, Handle: d.signOut},
	)
}

// next is where the person wanted to go, carried through the steps.
func next(q *page.Request) string { return page.LocalPath(q.Value("next"), "/") }

// step is the address of a step that keeps where one wanted to go.
func step(path string, q *page.Request) string {
	if n := next(q); n != "/" {
		return path + "?next=" + url.QueryEscape(n)
	}
	return path
}

func (d desk) login(q *page.Request) (*page.Answer, error) {
	if q.Visit.SignedIn() {
		return q.Redirect(next(q)), nil
	}
	told := ""
	switch q.Done() {
	case "out":
		told = q.Lang.SigninSignedOut()
	case "ended":
		told = q.Lang.SigninEnded()
	}
	return q.Gate(page.Page{Title: q.Lang.SigninTitle(), Body: loginForm(q, "", "", told)}), nil
}

func (d desk) password(q *page.Request) (*page.Answer, error) {
	p, err := d.Accounts.SignIn(q.Context(), q.Value("login"), q.Value("password"), q.Visit.Who.From, q.Device())
	if err != nil {
		return again(q, err, func(problem string) page.Page {
			return page.Page{Title: q.Lang.SigninTitle(), Body: loginForm(q, q.Value("login"), problem, "")}
		})
	}
	return d.begun(q, p)
}

// begun gives the browser the cookie of its sign-in and leads to the next step.
func (d desk) begun(q *page.Request, p *accounts.Pending) (*page.Answer, error) {
	q.SetCookie(&http.Cookie{Name: cookiePending, Value: p.Token(), MaxAge: int(accounts.PendingFor / time.Second), SameSite: http.SameSiteLaxMode})
	return d.onward(q, p)
}

// onward leads to the step a sign-in waits for.
func (d desk) onward(q *page.Request, p *accounts.Pending) (*page.Answer, error) {
	switch p.Step() {
	case accounts.StepCode:
		return q.Redirect(step("/sign-in/code", q)), nil
	case accounts.StepEnrol:
		return q.Redirect(step("/sign-in/enrol", q)), nil
	case accounts.StepRecovery:
		return q.Redirect(step("/sign-in/recovery", q)), nil
	}
	all, err := d.Tenants.Of(q.Context(), p.Account().ID)
	if err != nil {
		return nil, err
	}
	if len(all) == 1 && q.Method == http.MethodPost {
		return d.enter(q, p, all[0])
	}
	return q.Redirect(step("/sign-in/clinic", q)), nil
}

// pending returns the browser's sign-in at a step. For any other step, or none,
// it returns the answer that leads there.
func (d desk) pending(q *page.Request, at accounts.Step) (*accounts.Pending, *page.Answer, error) {
	c, err := q.Cookie(cookiePending)
	if err != nil {
		return nil, q.Redirect(step("/sign-in", q)), nil
	}
	p, err := d.Accounts.Resume(c.Value)
	if errs.Is(err, errs.Unauthorized) {
		d.forget(q)
		return nil, q.Redirect(step("/sign-in", q)), nil
	}
	if err != nil {
		return nil, nil, err
	}
	if p.Step() != at {
		a, err := d.onward(q, p)
		return nil, a, err
	}
	return p, nil, nil
}

// over reports whether the browser's sign-in has ended, as after too many wrong codes.
func (d desk) over(q *page.Request) bool {
	c, err := q.Cookie(cookiePending)
	if err == nil {
		_, err = d.Accounts.Resume(c.Value)
	}
	return err != nil
}

func (d desk) forget(q *page.Request) {
	q.SetCookie(&http.Cookie{Name: cookiePending, MaxAge: -1, SameSite: http.SameSiteLaxMode})
}

func (d desk) cancel(q *page.Request) (*page.Answer, error) {
	if c, err := q.Cookie(cookiePending); err == nil {
		if p, err := d.Accounts.Resume(c.Value); err == nil {
			p.Cancel()
		}
	}
	d.forget(q)
	return q.Redirect("/sign-in"), nil
}

// again shows a form once more with one sentence, when the fault is in what was
// typed; other errors stay errors.
func again(q *page.Request, err error, form func(problem string) page.Page) (*page.Answer, error) {
	switch errs.KindOf(err) {
	case errs.Invalid, errs.Unauthorized:
		p := form(sentence(q, err))
		p.Status = http.StatusUnprocessableEntity
		return q.Gate(p), nil
	case errs.TooMany:
		p := form(sentence(q, err))
		p.Status = http.StatusTooManyRequests
		page.SetRetryAfter(q.Out(), err)
		return q.Gate(p), nil
	}
	return nil, err
}

func sentence(q *page.Request, err error) string {
	if soon, ok := errors.AsType[*accounts.TooSoon](err); ok {
		return q.Lang.SigninTooMany(soon.Seconds())
	}
	return q.Lang.Explain(err)
}
