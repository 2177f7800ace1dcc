package staffpages_test

import (
	"net/http"
	"strings"
	"testing"

	"kosh/internal/testkit/doors"
	"kosh/internal/ui"
)

// again makes a form with one key, to be sent several times.
func again(pairs ...string) func() map[string][]string {
	key := doors.Key()
	return func() map[string][]string {
		f := doors.Form(pairs...)
		f.Set(ui.FieldKey, key)
		return f
	}
}

// helper gives the manager the rights to manage staff.
func (h *house) helper() *doors.Browser {
	h.t.Helper()
	form := doors.Form()
	for _, p := range []string{"staff.manage", "role.manage", "patient.list", "patient.view_basic", "patient.create", "patient.edit", "appointment.list", "chamber.settings"} {
		form.Add("right", p)
	}
	h.owner.Post(h.path("manager")+"/rights/"+h.chamber(0), form)
	// Somebody with a single right, so that the manager outranks them.
	h.owner.Post(h.path("nurse")+"/role", doors.Form("chamber", h.chamber(0), "role", "assistant"))
	few := doors.Form("right", "patient.list")
	h.owner.Post(h.path("nurse")+"/rights/"+h.chamber(0), few)
	return h.As("manager", h.clinic, 0)
}

func TestAFormForALinkSentAgainIsDecidedAndLoggedAgain(t *testing.T) {
	t.Parallel()
	h := open(t)
	manager, form := h.helper(), again()
	h.Audit(h.clinic)
	h.want(manager.Post(h.path("nurse")+"/link", form()), 200, []string{"/invite/"}, nil)
	if n := len(h.Audit(h.clinic)); n != 1 {
		t.Fatalf("%d entries for the first link", n)
	}
	h.want(manager.Post(h.path("nurse")+"/link", form()), 200, []string{"/invite/"}, nil)
	if n := len(h.Audit(h.clinic)); n != 1 {
		t.Errorf("%d entries for the second link", n)
	}
	a := h.owner.Post(h.path("nurse")+"/role", doors.Form("chamber", h.chamber(0), "role", "owner"))
	if a.Status != http.StatusSeeOther {
		t.Fatalf("promoting: %d", a.Status)
	}
	h.want(manager.Post(h.path("nurse")+"/link", form()), http.StatusForbidden, nil, []string{"/invite/"})
	h.want(manager.Post(h.path("nurse")+"/link", again()()), http.StatusForbidden, nil, []string{"/invite/"})
}

func TestAFormForAResetSentAgainResetsNothing(t *testing.T) {
	t.Parallel()
	h := open(t)
	manager, form := h.helper(), again()
	if a := manager.Post(h.path("nurse")+"/second", form()); a.Status != http.StatusSeeOther {
		t.Fatalf("the first: %d", a.Status)
	}
	h.owner.Post(h.path("nurse")+"/role", doors.Form("chamber", h.chamber(0), "role", "owner"))
	h.Clock.Add(1e9)
	promoted := h.As("nurse", h.clinic, 0)
	h.Clock.Add(1e9)
	manager.Post(h.path("nurse")+"/second", form())
	h.Clock.Add(1e9)
	if a := promoted.Get("/account"); a.Status != http.StatusOK {
		t.Errorf("the form of before ended the session of somebody with more rights: %d", a.Status)
	}
}

func TestAFormThatEndedAPlaceSentAgainEndsNoneGivenSince(t *testing.T) {
	t.Parallel()
	h := open(t)
	form := again("reason", "left")
	h.owner.Post(h.path("nurse")+"/deactivate", form())
	h.want(h.owner.Post(h.path("nurse")+"/reactivate", nil), 200, []string{"/invite/"}, nil)
	nurse := h.As("nurse", h.clinic, 0)
	h.owner.Post(h.path("nurse")+"/deactivate", form())
	h.Clock.Add(1e9)
	if a := nurse.Get("/account"); a.Status != http.StatusOK {
		t.Errorf("a reactivated member got %d", a.Status)
	}
}

func TestSES_14_AnOldInvitationSentAgainBringsNobodyBack(t *testing.T) {
	t.Parallel()
	h := open(t)
	form := again("name", "Puja Sen", "login", "puja@example.org", "role-"+h.chamber(0), "receptionist")
	a := h.owner.Post("/staff/invite", form())
	h.want(a, 200, []string{"Puja Sen is invited."}, nil)
	_, id, _ := strings.Cut(a.Body, `href="/staff/`)
	id, _, _ = strings.Cut(id, `"`)
	for id == "invite" || len(id) != 36 {
		_, rest, _ := strings.Cut(a.Body, `href="/staff/`+id)
		a.Body = rest
		_, id, _ = strings.Cut(rest, `href="/staff/`)
		id, _, _ = strings.Cut(id, `"`)
		if rest == "" {
			t.Fatal("no link to the new member")
		}
	}
	h.want(h.owner.Post("/staff/invite", form()), 200, []string{"/invite/"}, nil)
	if a := h.owner.Post("/staff/"+id+"/deactivate", doors.Form("reason", "left")); a.Status != http.StatusSeeOther {
		t.Fatalf("ending: %d", a.Status)
	}
	h.want(h.owner.Post("/staff/invite", form()), http.StatusConflict, nil, []string{"https://kosh.test/invite/"})
}
