package signinpages

import (
	"net/http"

	"kosh/internal/base/errs"
	"kosh/internal/base/ids"
	"kosh/internal/identity/accounts"
	"kosh/internal/identity/tenants"
	"kosh/internal/kernel/access"
	"kosh/internal/ui"
	"kosh/internal/web/page"
)

func (d desk) code(q *page.Request) (*page.Answer, error) {
	p, a, err := d.pending(q, accounts.StepCode)
	if p == nil {
		return a, err
	}
	return q.Gate(d.codePage(q, p, "")), nil
}

func (d desk) codePage(q *page.Request, p *accounts.Pending, problem string) page.Page {
	return page.Page{Title: q.Lang.SigninTitle(), Body: codeForm(q, p.Account(), q.Value("with") == "recovery", problem)}
}

func (d desk) checkCode(q *page.Request) (*page.Answer, error) {
	p, a, err := d.pending(q, accounts.StepCode)
	if p == nil {
		return a, err
	}
	if err := p.Code(q.Context(), q.Value("code")); err != nil {
		if d.over(q) {
			d.forget(q)
			return again(q, err, func(problem string) page.Page {
				return page.Page{Title: q.Lang.SigninTitle(), Body: loginForm(q, "", problem, "")}
			})
		}
		return again(q, err, func(problem string) page.Page { return d.codePage(q, p, problem) })
	}
	return d.onward(q, p)
}

func (d desk) enrol(q *page.Request) (*page.Answer, error) {
	p, a, err := d.pending(q, accounts.StepEnrol)
	if p == nil {
		return a, err
	}
	return d.enrolPage(q, p, nil)
}

func (d desk) enrolPage(q *page.Request, p *accounts.Pending, problem error) (*page.Answer, error) {
	e, err := p.Enrolment()
	if err != nil {
		return nil, err
	}
	form := func(text string) page.Page {
		return page.Page{Title: q.Lang.SigninEnrolTitle(), Body: enrolForm(q, e, text)}
	}
	if problem != nil {
		return again(q, problem, form)
	}
	return q.Gate(form("")), nil
}

func (d desk) confirm(q *page.Request) (*page.Answer, error) {
	p, a, err := d.pending(q, accounts.StepEnrol)
	if p == nil {
		return a, err
	}
	if err := p.Confirm(q.Context(), q.Value("code")); err != nil {
		if d.over(q) {
			d.forget(q)
			return q.Redirect("/sign-in"), nil
		}
		return d.enrolPage(q, p, err)
	}
	return d.onward(q, p)
}

func (d desk) recovery(q *page.Request) (*page.Answer, error) {
	p, a, err := d.pending(q, accounts.StepRecovery)
	if p == nil {
		return a, err
	}
	return q.Gate(page.Page{Title: q.Lang.SigninRecoveryTitle(), Body: recoveryList(q, p.RecoveryCodes())}), nil
}

func (d desk) kept(q *page.Request) (*page.Answer, error) {
	p, a, err := d.pending(q, accounts.StepRecovery)
	if p == nil {
		return a, err
	}
	if err := p.Kept(); err != nil {
		return nil, err
	}
	return d.onward(q, p)
}

func (d desk) clinics(q *page.Request) (*page.Answer, error) {
	p, a, err := d.pending(q, accounts.StepClinic)
	if p == nil {
		return a, err
	}
	all, err := d.Tenants.Of(q.Context(), p.Account().ID)
	if err != nil {
		return nil, err
	}
	return q.Gate(page.Page{Title: q.Lang.SigninClinicTitle(), Body: clinicForm(q, all)}), nil
}

func clinicLead(q *page.Request, all []tenants.Clinic) string {
	if len(all) == 0 {
		return q.Lang.SigninClinicNone()
	}
	return q.Lang.SigninClinicLead()
}

func first(i int) ui.Kind {
	if i == 0 {
		return ui.Primary
	}
	return ui.Default
}

func recoveryHref(q *page.Request) string {
	href := step("/sign-in/code", q)
	if href == "/sign-in/code" {
		return href + "?with=recovery"
	}
	return href + "&with=recovery"
}

func (d desk) choose(q *page.Request) (*page.Answer, error) {
	p, a, err := d.pending(q, accounts.StepClinic)
	if p == nil {
		return a, err
	}
	want, err := page.FormID[ids.Tenant](q, "clinic")
	if err != nil {
		return nil, err
	}
	all, err := d.Tenants.Of(q.Context(), p.Account().ID)
	if err != nil {
		return nil, err
	}
	for _, c := range all {
		if c.ID == want {
			return d.enter(q, p, c)
		}
	}
	return nil, access.ErrHidden
}

// clinicOf returns the name of the clinic a link leads to; a membership that has
// ended makes the link worthless.
func (d desk) clinicOf(q *page.Request, inv accounts.Invitation) (string, error) {
	all, err := d.Tenants.Of(q.Context(), inv.Account.ID)
	if err != nil {
		return "", err
	}
	for _, c := range all {
		if c.ID == inv.Tenant {
			return c.Name, nil
		}
	}
	return "", access.ErrHidden
}

func (d desk) invite(q *page.Request) (*page.Answer, error) {
	return d.invitePage(q, q.PathValue("token"), nil)
}

func (d desk) invitePage(q *page.Request, token string, problems []ui.Problem) (*page.Answer, error) {
	inv, err := d.Accounts.LookInvite(q.Context(), token)
	if err != nil {
		return nil, err
	}
	clinic, err := d.clinicOf(q, inv)
	if err != nil {
		return nil, err
	}
	p := page.Page{Title: q.Lang.SigninInviteAccept(), Clinic: clinic,
		Body: inviteForm(q, token, clinic, inv.Account.Name, inv.Account.Login(), problems)}
	if problems != nil {
		p.Status = http.StatusUnprocessableEntity
	}
	return q.Gate(p), nil
}

var errDiffer = errs.Field("again", "password.same", "The two do not match.")

func (d desk) accept(q *page.Request) (*page.Answer, error) {
	token := q.Value("token")
	if q.Value("password") != q.Value("again") {
		return d.invitePage(q, token, page.Problems(q.Lang, errDiffer))
	}
	p, err := d.Accounts.AcceptInvite(q.Context(), token, q.Value("password"), q.Visit.Who.From, q.Device())
	if errs.Is(err, errs.Invalid) {
		return d.invitePage(q, token, page.Problems(q.Lang, err))
	}
	if err != nil {
		return nil, err
	}
	return d.begun(q, p)
}

func (d desk) link(q *page.Request) (*page.Answer, error) {
	token := q.PathValue("token")
	inv, err := d.Accounts.LookDemoLink(q.Context(), token, q.Visit.Who.From)
	if err != nil {
		return nil, err
	}
	clinic, err := d.clinicOf(q, inv)
	if err != nil {
		return nil, err
	}
	return q.Gate(page.Page{Title: q.Lang.SigninLinkTitle(), Clinic: clinic, Body: linkForm(q, token, inv.Account.Name, clinic)}), nil
}

func (d desk) useLink(q *page.Request) (*page.Answer, error) {
	p, err := d.Accounts.UseDemoLink(q.Context(), q.Value("token"), q.Visit.Who.From, q.Device())
	if err != nil {
		return nil, err
	}
	return d.begun(q, p)
}
