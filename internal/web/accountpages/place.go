package accountpages

import (
	"kosh/internal/base/ids"
	"kosh/internal/clinic/practice"
	"kosh/internal/kernel/access"
	"kosh/internal/storage/vault"
	"kosh/internal/web/page"
)

// chamber moves the session to another chamber of the clinic, one the person
// works in. What they may do there the vault decides at the next page.
func (d desk) chamber(q *page.Request) (*page.Answer, error) {
	want, err := page.FormID[ids.Chamber](q, "chamber")
	if err != nil {
		return nil, err
	}
	_, err = q.View(func(tx *vault.Tx) (*page.Answer, error) {
		places, err := practice.Places(tx, tx.Who().Account)
		if err != nil {
			return nil, err
		}
		for _, p := range places {
			if p.Chamber == want {
				return nil, nil
			}
		}
		return nil, tx.Refuse(0, access.ErrHidden) // there is no right to ask for, only a place
	})
	if err != nil {
		return nil, err
	}
	if _, err := d.Sessions.SwitchChamber(q.Context(), q.Visit.Session, want); err != nil {
		return nil, err
	}
	return q.Redirect(back(q)), nil
}

// clinic takes the person to another of their clinics: this session ends there,
// one begins here, and both clinics' logs say so.
func (d desk) clinic(q *page.Request) (*page.Answer, error) {
	want, err := page.FormID[ids.Tenant](q, "clinic")
	if err != nil {
		return nil, err
	}
	_, cookies, err := d.Sessions.SwitchClinic(q.Context(), q.Visit.Session, want, q.Visit.Who.From)
	if err != nil {
		return nil, err
	}
	page.Keep(q.Out(), cookies)
	return q.Redirect("/"), nil
}
