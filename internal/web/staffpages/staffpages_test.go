package staffpages_test

import (
	"net/http"
	"regexp"
	"strings"
	"testing"

	"kosh/internal/testkit"
	"kosh/internal/testkit/doors"
)

type house struct {
	*doors.Kit
	t      *testing.T
	clinic *testkit.Clinic
	owner  *doors.Browser
}

func open(t *testing.T) *house {
	t.Helper()
	k := doors.New(t, nil)
	c := k.Clinics[0]
	return &house{k, t, c, k.As("owner", c, 0)}
}

func (h *house) path(key string) string { return "/staff/" + h.clinic.Staff[key].Staff.String() }

func (h *house) chamber(i int) string { return h.clinic.Chambers[i].String() }

func (h *house) want(a doors.Answer, status int, has, hasNot []string) {
	h.t.Helper()
	if a.Status != status {
		h.t.Errorf("status %d, want %d", a.Status, status)
	}
	for _, s := range has {
		if !strings.Contains(a.Body, s) {
			h.t.Errorf("the page lacks %q:\n%s", s, words(a.Body))
		}
	}
	for _, s := range hasNot {
		if strings.Contains(a.Body, s) {
			h.t.Errorf("the page has %q", s)
		}
	}
}

var tags = regexp.MustCompile(`<[^>]*>|\s+`)

func words(body string) string {
	if _, main, ok := strings.Cut(body, "<main"); ok {
		body = main
	}
	s := strings.Join(strings.Fields(tags.ReplaceAllString(body, " ")), " ")
	return s[:min(len(s), 1200)]
}

func TestATN_13_TheListShowsRolesAndTheLastSignIn(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.want(h.owner.Get("/staff"), 200, []string{"Rina Das", "Anil Gupta", "Reception + cashier", "River chamber: Reception", "Never", "7 people work here",
		h.path("nurse")}, []string{"@kosh.example"[1:] + "x"})
	h.WantAudit(h.clinic)
	for _, role := range []string{"receptionist", "nurse", "assistant", "associate"} {
		if a := h.As(role, h.clinic, 0).Get("/staff"); a.Status != http.StatusNotFound {
			t.Errorf("%s got %d for the list of staff", role, a.Status)
		}
	}
	if a := h.As("manager", h.clinic, 0).Get("/staff"); a.Status != http.StatusForbidden {
		t.Errorf("a manager got %d for the list of staff", a.Status)
	}
}

var link = regexp.MustCompile(`https://kosh\.test(/invite/[A-Za-z0-9_-]{43,})`)

func TestAnInvitationIsShownOnceAndWorks(t *testing.T) {
	t.Parallel()
	h := open(t)
	form := doors.Form("name", "Puja Sen", "login", "puja@example.org", "role-"+h.chamber(0), "receptionist", "cashier-"+h.chamber(0), "1")
	a := h.owner.Post("/staff/invite", form)
	h.want(a, 200, []string{"Puja Sen is invited.", "It is shown once."}, nil)
	shown, found := a, link.FindStringSubmatch(a.Body)
	if found == nil {
		t.Fatalf("there is no link: %s", words(a.Body))
	}
	if a.Header.Get("Cache-Control") != "no-store" || a.Header.Get("Content-Encoding") != "" {
		t.Errorf("a link is kept or compressed: %v", a.Header)
	}
	entries := h.WantAudit(h.clinic, "ADMIN OK owner staff:ADMIN")
	if d := entries[0].Detail["after "+h.clinic.Chambers[0].Short()]; !strings.Contains(d, "receptionist +payment.collect,receipt.print") {
		t.Errorf("the entry does not say which rights were given: %v", entries[0].Detail)
	}
	h.want(h.owner.Get("/staff"), 200, []string{"Puja Sen", "Invited", "8 people work here"}, []string{found[1]})

	visitor := h.Nobody()
	h.want(visitor.Get(found[1]), 200, []string{"Puja Sen"}, nil)
	a = visitor.Post("/invite", doors.Form("token", strings.TrimPrefix(found[1], "/invite/"), "password", doors.Password, "again", doors.Password))
	if a.Status != http.StatusSeeOther {
		t.Errorf("accepting was answered %d: %s", a.Status, words(a.Body))
	}
	page := regexp.MustCompile(`/staff/[0-9a-f-]{36}`).FindString(shown.Body)
	h.want(h.owner.Get(page), 200, []string{"Puja Sen", "Active"}, []string{"Invited"})
}

func TestAnInvitationThatCannotBeAcceptedComesBackAsTyped(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.want(h.owner.Post("/staff/invite", doors.Form("name", "", "login", "not an address @", "role-"+h.chamber(0), "")), http.StatusUnprocessableEntity,
		[]string{`id="f-name-e"`, `id="f-login-e"`, `id="f-role-e"`, `value="not an address @"`}, nil)
	h.want(h.owner.Post("/staff/invite", doors.Form("name", "Rina Das", "login", h.Login(h.clinic.Staff["receptionist"]), "role-"+h.chamber(0), "nurse")),
		http.StatusConflict, []string{`id="f-login-e"`}, nil)
	h.WantAudit(h.clinic)
}

func TestATZ_08_ARoleIsChangedInOneChamberAndFeltAtOnce(t *testing.T) {
	t.Parallel()
	h := open(t)
	nurse := h.As("nurse", h.clinic, 0)
	h.want(nurse.Get("/patients"), 200, nil, nil)
	a := h.owner.Post(h.path("nurse")+"/role", doors.Form("chamber", h.chamber(0), "role", "assistant"))
	h.want(h.owner.Follow(a), 200, []string{"Saved. It holds from the next click of Sabina Yasmin."}, nil)
	entries := h.WantAudit(h.clinic, "ADMIN OK owner staff:ADMIN")
	short := h.clinic.Chambers[0].Short()
	if d := entries[0].Detail; d["before "+short] != "nurse" || d["after "+short] != "assistant" {
		t.Errorf("the entry says %v", d)
	}
	if a := nurse.Get("/patients"); a.Status != http.StatusNotFound {
		t.Errorf("after the change the former nurse got %d", a.Status)
	}
}

func TestTheCashiersTickAddsFeesAndStaysWithOtherTicks(t *testing.T) {
	t.Parallel()
	h := open(t)
	path := h.path("nurse")
	rights := path + "/rights/" + h.chamber(0)
	h.want(h.owner.Get(rights), 200, []string{`value="vitals.write" checked`, `value="rx.issue"`, "data-back"}, []string{`value="rx.issue" checked`})
	form := doors.Form()
	for _, p := range []string{"patient.list", "patient.view_basic", "vitals.write", "lab.read"} {
		form.Add("right", p)
	}
	h.owner.Follow(h.owner.Post(rights, form))
	h.owner.Post(path+"/role", doors.Form("chamber", h.chamber(0), "role", "nurse", "cashier", "on"))
	a := h.owner.Get(rights)
	h.want(a, 200, []string{`value="lab.read" checked`, `value="payment.collect" checked`, `value="vitals.write" checked`}, []string{`value="note.read" checked`})
	h.owner.Post(path+"/role", doors.Form("chamber", h.chamber(0), "role", "nurse"))
	h.want(h.owner.Get(rights), 200, []string{`value="lab.read" checked`}, []string{`value="payment.collect" checked`})
	if a := h.owner.Get(h.path("owner") + "/rights/" + h.chamber(0)); a.Status != http.StatusNotFound {
		t.Errorf("the ticks of an owner were answered %d", a.Status)
	}
}

func TestATZ_05_RightsAboveOnesOwnAreNotGiven(t *testing.T) {
	t.Parallel()
	h := open(t)
	form := doors.Form()
	for _, p := range []string{"staff.manage", "role.manage", "patient.list", "chamber.settings"} {
		form.Add("right", p)
	}
	h.owner.Post(h.path("manager")+"/rights/"+h.chamber(0), form)
	manager := h.As("manager", h.clinic, 0)
	h.want(manager.Get("/staff/invite"), 200, nil, []string{`value="owner"`, `value="associate"`})
	for name, c := range map[string]struct {
		a    doors.Answer
		want int
	}{
		"raising oneself":             {manager.Post(h.path("manager")+"/role", doors.Form("chamber", h.chamber(0), "role", "owner")), 403},
		"ending the owner":            {manager.Post(h.path("owner")+"/deactivate", doors.Form("reason", "left")), 403},
		"a link of the owner":         {manager.Post(h.path("owner")+"/link", nil), 403},
		"the owner's second factor":   {manager.Post(h.path("owner")+"/second", nil), 403},
		"a link of oneself":           {manager.Post(h.path("manager")+"/link", nil), 403},
		"making a receptionist owner": {manager.Post(h.path("receptionist")+"/role", doors.Form("chamber", h.chamber(0), "role", "owner")), 403},
	} {
		if c.a.Status != c.want {
			t.Errorf("%s was answered %d, want %d", name, c.a.Status, c.want)
		}
	}
}

func TestSES_13_DeactivatingIsFeltOnTheNextRequestAndReversible(t *testing.T) {
	t.Parallel()
	h := open(t)
	nurse := h.As("nurse", h.clinic, 0)
	path := h.path("nurse")
	h.want(h.owner.Get(path+"/deactivate"), 200, []string{"Deactivate Sabina Yasmin?", "Their sessions end at once", "Reason"}, []string{"<title>Sabina"})
	h.want(h.owner.Post(path+"/deactivate", doors.Form("reason", "")), http.StatusUnprocessableEntity, []string{`id="f-reason-e"`}, nil)
	if nurse.Get("/patients").Status != 200 {
		t.Error("a nurse still there is refused")
	}
	h.Audit(h.clinic)
	a := h.owner.Post(path+"/deactivate", doors.Form("reason", "left"))
	h.want(h.owner.Follow(a), 200, []string{"Sabina Yasmin is deactivated.", "Activate again"}, nil)
	first := h.Audit(h.clinic)[0]
	if first.String() != "ADMIN OK owner staff:ADMIN" || first.Reason != "left" || first.Detail["after"] != "inactive" {
		t.Errorf("the entry is %q, %q, %v", first, first.Reason, first.Detail)
	}
	if a := nurse.Get("/patients"); a.Status == 200 || strings.Contains(a.Body, "Find or register") {
		t.Errorf("after it the nurse got %d", a.Status)
	}
	a = h.owner.Post(path+"/reactivate", nil)
	h.want(a, 200, []string{"https://kosh.test/invite/"}, nil) // the last clinic took every credential away
	h.want(h.owner.Get(path), 200, []string{"Invited"}, []string{"Activate again"})
}

func TestTheLastOwnerIsKept(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.want(h.owner.Post(h.path("owner")+"/deactivate", doors.Form("reason", "left")), http.StatusForbidden, nil, nil)
	h.want(h.owner.Get(h.path("owner")), 200, []string{"Dr. Meera Rao"}, []string{h.path("owner") + "/role", "Deactivate"})
}

func TestANewLinkAndAResetAreLogged(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.want(h.owner.Post(h.path("nurse")+"/link", nil), 200, []string{"https://kosh.test/invite/"}, nil)
	if e := h.WantAudit(h.clinic, "ADMIN OK owner staff:ADMIN"); len(e) > 0 && e[0].Detail["credential"] != "new-link" {
		t.Errorf("the entry says %v", e[0].Detail)
	}
	a := h.owner.Follow(h.owner.Post(h.path("associate")+"/second", nil))
	h.want(a, 200, []string{"sets up a new second step at the next sign-in."}, nil)
	if e := h.Audit(h.clinic); len(e) == 0 || e[0].Detail["credential"] != "reset-second" {
		t.Errorf("the log says %v", e)
	}
}

func TestTEN_02_StaffOfAnotherClinicDoNotExist(t *testing.T) {
	t.Parallel()
	h := open(t)
	abroad := h.As("owner", h.Clinics[1], 0)
	for _, end := range []string{"", "/deactivate", "/rights/" + h.chamber(0)} {
		if a := abroad.Get(h.path("nurse") + end); a.Status != http.StatusNotFound {
			t.Errorf("GET %s of another clinic's nurse: %d", end, a.Status)
		}
	}
	for _, end := range []string{"/name", "/role", "/link", "/second", "/deactivate", "/reactivate", "/rights/" + h.chamber(0)} {
		a := abroad.Post(h.path("nurse")+end, doors.Form("chamber", h.chamber(0), "role", "nurse", "name", "X Y", "reason", "left"))
		if a.Status != http.StatusNotFound {
			t.Errorf("POST %s of another clinic's nurse: %d", end, a.Status)
		}
	}
}

func TestChambersAreAddedChangedAndClosed(t *testing.T) {
	t.Parallel()
	h := open(t)
	a := h.owner.Post("/chambers", doors.Form("name", "Lake chamber", "address", "1 Lake Road"))
	h.want(h.owner.Follow(a), 200, []string{"Lake chamber", "1 Lake Road", "The chamber is open."}, nil)
	h.WantAudit(h.clinic, "CREATE OK owner chamber:CREATE")
	h.want(h.owner.Post("/chambers", doors.Form("name", "")), http.StatusUnprocessableEntity, []string{`id="f-name-e"`}, nil)
	river := "/chambers/" + h.chamber(1)
	manager := h.As("manager", h.clinic, 0)
	h.want(manager.Follow(manager.Post(river, doors.Form("name", "Brook chamber", "version", "1"))), 200, []string{"Brook chamber"}, []string{"/chambers/new"})
	h.want(manager.Post(river, doors.Form("name", "Stream chamber", "version", "1")), http.StatusConflict, []string{`value="Stream chamber"`}, nil)
	if a := manager.Post(river+"/close", doors.Form("version", "2")); a.Status != http.StatusForbidden {
		t.Errorf("a manager closing a chamber was answered %d", a.Status)
	}
	reception := h.As("receptionist", h.clinic, 1)
	h.Audit(h.clinic)
	h.want(h.owner.Follow(h.owner.Post(river+"/close", doors.Form("version", "2"))), 200, []string{"Closed"}, nil)
	h.WantAudit(h.clinic, "ADMIN OK owner chamber:ADMIN")
	if a := reception.Get("/patients"); a.Status == 200 {
		t.Error("work goes on in a closed chamber")
	}
}
