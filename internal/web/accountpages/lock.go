package accountpages

import (
	"errors"
	"net/http"

	"kosh/internal/base/errs"
	"kosh/internal/clinic/drafts"
	"kosh/internal/clinic/practice"
	"kosh/internal/identity/sessions"
	"kosh/internal/storage/vault"
	"kosh/internal/ui"
	"kosh/internal/web/page"
)

// A lockState is what the lock page says.
type lockState struct {
	at, why  string // when and why it was locked
	name     string
	place    string // clinic and chamber
	draft    string // when unsent text was last saved; "" for none
	pin      bool   // there is a PIN on this device
	field    string // the field the problem stands beside
	sentence string
}

func (v lockState) problemOf(field string) string {
	if field == v.field {
		return v.sentence
	}
	return ""
}

func (d desk) lock(q *page.Request) (*page.Answer, error) {
	if !q.Visit.Locked {
		if err := d.Sessions.Lock(q.Context(), q.Visit.Session); err != nil {
			return nil, err
		}
	}
	return q.Redirect(page.LockPath(back(q))), nil
}

func (d desk) lockPage(q *page.Request) (*page.Answer, error) {
	if !q.Visit.Locked {
		return q.Redirect(back(q)), nil
	}
	return d.showLock(q, "", "", http.StatusOK)
}

// showLock draws the lock page. It reads the person's own name and places and
// the times of their drafts, nothing else.
func (d desk) showLock(q *page.Request, field, sentence string, status int) (*page.Answer, error) {
	x := q.Visit.Session
	pin, err := d.Sessions.HasPIN(q.Context(), x)
	if err != nil {
		return nil, err
	}
	return q.View(func(tx *vault.Tx) (*page.Answer, error) {
		zone := page.Zone(tx.Zone())
		v := lockState{at: q.Lang.Clock(x.LockedAt.In(zone)), why: q.Lang.SigninLockHand(), name: tx.Grants().Name, pin: pin, field: field, sentence: sentence}
		if idle := x.LockedAt.Sub(x.SeenAt); idle >= sessions.IdleAfter {
			v.why = q.Lang.SigninLockIdle(int(idle.Minutes()))
		}
		unsent, err := drafts.List(tx)
		if err != nil {
			return nil, err
		}
		if len(unsent) > 0 {
			v.draft = q.Lang.When(unsent[0].Updated.In(zone), q.Now().In(zone))
		}
		clinic, err := practice.OfClinic(tx)
		if err != nil {
			return nil, err
		}
		chamber, err := hereIn(tx)
		v.place = clinic.Name + ", " + chamber
		return q.Gate(page.Page{Title: q.Lang.CommonNavLock(), Status: status, Clinic: clinic.Name, Body: lockView(q, v), Foot: ui.LockFoot(q.Lang)}), err
	})
}

// hereIn returns the name of the chamber the session works in.
func hereIn(tx *vault.Tx) (string, error) {
	places, err := practice.Places(tx, tx.Who().Account)
	for _, p := range places {
		if p.Chamber == tx.Grants().Chamber {
			return p.Name, err
		}
	}
	return "", err
}

func (d desk) unlock(q *page.Request) (*page.Answer, error) {
	if !q.Visit.Locked {
		return q.Redirect(back(q)), nil
	}
	key, field := sessions.Key{Password: q.Value("password")}, "password"
	if q.Has("pin") {
		key, field = sessions.Key{PIN: q.Value("pin")}, "pin"
	}
	if key == (sessions.Key{}) {
		return d.showLock(q, field, q.Lang.Error("required", "This is needed."), http.StatusUnprocessableEntity)
	}
	_, cookies, err := d.Sessions.Unlock(q.Context(), page.Presented(q.Request, q.Visit.Who.From), key)
	page.Keep(q.Out(), cookies)
	if left, ok := errors.AsType[*sessions.TriesLeft](err); ok {
		if left.N == 0 {
			return q.Redirect(page.Did("/sign-in", "ended")), nil
		}
		wrong := q.Lang.Error(field+".wrong", "This is not right.")
		return d.showLock(q, field, wrong+" "+q.Lang.SigninLockTries(left.N), http.StatusUnprocessableEntity)
	}
	if errs.Is(err, errs.Unauthorized) {
		return q.Redirect(page.Did("/sign-in", "ended")), nil
	}
	if err != nil {
		return nil, err
	}
	return q.Redirect(back(q)), nil
}
