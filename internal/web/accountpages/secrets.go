package accountpages

import (
	"time"

	"kosh/internal/base/errs"
	"kosh/internal/security/ratelimit"
	"kosh/internal/storage/vault"
	"kosh/internal/web/page"
)

var errDiffer = errs.Field("again", "password.same", "The two do not match.")

func (d desk) password(q *page.Request) (*page.Answer, error) {
	if q.Value("password") != q.Value("again") {
		return d.again(q, "password", errDiffer)
	}
	err := d.Sessions.ChangePassword(q.Context(), q.Visit.Session, q.Value("current"), q.Value("password"), q.Visit.Who.From)
	if err != nil {
		return d.again(q, "password", err)
	}
	return q.Redirect(page.Did("/account", "password")), nil
}

func (d desk) pin(q *page.Request) (*page.Answer, error) {
	if err := d.Sessions.SetPIN(q.Context(), q.Visit.Session, q.Value("password"), q.Value("pin"), q.Visit.Who.From); err != nil {
		return d.again(q, "pin", err)
	}
	return q.Redirect(page.Did("/account", "pin")), nil
}

// reauth is how often somebody signed in may be asked for their password again.
var reauth = ratelimit.Rate{Name: "reauth", N: 5, Per: 15 * time.Minute}

// recovery makes new recovery codes after password and code, and shows them in
// this answer and never again.
func (d desk) recovery(q *page.Request) (*page.Answer, error) {
	id := q.Visit.Who.Account
	if ok, _ := d.Limits.Allow(reauth, "account:"+id.String()); !ok {
		return nil, page.ErrTooMany
	}
	if err := d.Sessions.Reauth(q.Context(), q.Visit.Session, q.Value("password"), q.Visit.Who.From); err != nil {
		return d.again(q, "recovery", err)
	}
	if err := d.Accounts.CheckCode(q.Context(), id, q.Value("code"), true); err != nil {
		if errs.Is(err, errs.Unauthorized) {
			err = errs.Field("code", "signin.wrong-code", errs.Public(err))
		}
		return d.again(q, "recovery", err)
	}
	codes, err := d.Accounts.NewRecoveryCodes(q.Context(), id)
	if err != nil {
		return nil, err
	}
	return q.View(func(*vault.Tx) (*page.Answer, error) {
		return q.Show(page.Page{Title: q.Lang.SigninRecoveryTitle(), Body: codesView(q, codes)}), nil
	})
}
