package trailpages_test

import (
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"kosh/internal/testkit"
	"kosh/internal/testkit/doors"
)

type house struct {
	*doors.Kit
	t         *testing.T
	clinic    *testkit.Clinic
	owner     *doors.Browser
	reception *doors.Browser
	patient   string // path
}

var patientPath = regexp.MustCompile(`^/patients/[0-9a-f-]{36}`)

// open is a clinic in which reception registered somebody and showed the phone.
func open(t *testing.T) *house {
	t.Helper()
	k := doors.New(t, nil)
	c := k.Clinics[0]
	h := &house{Kit: k, t: t, clinic: c, owner: k.As("owner", c, 0), reception: k.As("receptionist", c, 0)}
	a := h.reception.Post("/patients", doors.Form("phone", "9876543210", "name", "Rahima Khatun", "age", "54", "sex", "female"))
	h.patient = patientPath.FindString(a.Location())
	if h.patient == "" {
		t.Fatalf("registering was answered %d", a.Status)
	}
	h.reception.Post(h.patient+"/reveal", doors.Form("field", "phone", "why", "call"))
	k.Audit(c)
	return h
}

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
	return s[:min(len(s), 2500)]
}

func TestAUD_02_TheLogSaysWhoWhatWhichWhenWhereWhyAndTheOutcome(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.want(h.owner.Get("/log"), 200, []string{"Rina Das", "Reception", "Registered patient", "Showed full contact", "Rahima Khatun", "P-00001",
		"14:30:00", "Firefox on Linux", "Calling the patient", "Done", `data-live="log"`}, []string{"9876543210", "<title>Rahima"})
	entries := h.Audit(h.clinic)
	if len(entries) != 1 || !strings.HasPrefix(entries[0].String(), "READ OK owner log:READ") {
		t.Errorf("reading the log left %v", entries)
	}
}

func TestTheLogIsForThoseWhoMayReadIt(t *testing.T) {
	t.Parallel()
	h := open(t)
	for role, status := range map[string]int{"receptionist": 404, "nurse": 404, "manager": 403, "associate": 404} {
		b := h.As(role, h.clinic, 0)
		for _, a := range []doors.Answer{b.Get("/log"), b.Get("/log?open=1"), b.Get("/log/tail"), b.Post("/log", nil), b.Post("/log/verify", nil)} {
			if a.Status != status {
				t.Errorf("%s got %d, want %d", role, a.Status, status)
			}
		}
	}
}

func TestTheLogNarrowsByPersonPatientVerbOutcomeAndTime(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.As("nurse", h.clinic, 0).Get("/log") // refused: a DENY of the nurse
	who := h.clinic.Staff["receptionist"].Account.String()
	nurse := h.clinic.Staff["nurse"].Account.String()
	row := func(s string) string { return ">" + s + "</td>" }
	for _, c := range []struct {
		name        string
		form        []string
		has, hasNot []string
	}{
		{"person", []string{"person", who}, []string{row("Registered patient"), row("Showed full contact")}, []string{row("Was refused")}},
		{"another person", []string{"person", nurse}, []string{row("Was refused")}, []string{row("Registered patient")}},
		{"patient", []string{"patient", "P-00001"}, []string{row("Registered patient"), row("Showed full contact")}, []string{row("Was refused")}},
		{"verb", []string{"verb", "REVEAL"}, []string{row("Showed full contact")}, []string{row("Registered patient")}},
		{"outcome", []string{"outcome", "DENIED"}, []string{row("Was refused")}, []string{row("Registered patient")}},
		{"time", []string{"from", "2026-11-22", "to", "2026-11-22"}, []string{row("Registered patient")}, nil},
		{"another time", []string{"to", "2026-11-21"}, []string{"No entry matches"}, []string{row("Registered patient")}},
	} {
		t.Run(c.name, func(t *testing.T) {
			a := h.owner.Post("/log", doors.Form(c.form...))
			h.want(a, 200, c.has, append(c.hasNot, "/log?person", "person="+who))
		})
	}
	h.want(h.owner.Post("/log", doors.Form("patient", "99")), http.StatusUnprocessableEntity, []string{"Nobody has this number.", `value="99"`}, nil)
	h.want(h.owner.Post("/log", doors.Form("from", "31/2/2026")), http.StatusUnprocessableEntity, []string{`id="f-from-e"`}, nil)
}

func TestTheLogTurnsPagesBothWays(t *testing.T) {
	t.Parallel()
	h := open(t)
	for i := range 60 {
		form := doors.Form("phone", fmt.Sprintf("98300%05d", i), "name", "Somebody "+strings.Repeat("a", 1+i%9)+"n", "age", "30", "sex", "other", "confirmed", "1")
		if a := h.reception.Post("/patients", form); a.Status != http.StatusSeeOther {
			t.Fatalf("registering was answered %d", a.Status)
		}
	}
	first := h.owner.Get("/log")
	older := regexp.MustCompile(`href="(/log\?[^"]*)"[^>]*rel="next"|rel="next"[^>]*href="(/log\?[^"]*)"`).FindStringSubmatch(first.Body)
	if older == nil {
		i := strings.Index(first.Body, "pager")
		t.Fatalf("there is no older page: %s", first.Body[i:min(i+900, len(first.Body))])
	}
	second := h.owner.Get(strings.ReplaceAll(older[1]+older[2], "&amp;", "&"))
	h.want(second, 200, []string{`rel="prev"`, "P-00001"}, nil)
	h.want(h.owner.Post("/log", doors.Form("verb", "CREATE")), 200, []string{`name="before"`, "Older"}, nil)
}

func TestAnOpenedEntryShowsItsCodeSessionAndProof(t *testing.T) {
	t.Parallel()
	h := open(t)
	a := h.owner.Get("/log")
	seq := regexp.MustCompile(`open=(\d+)#`).FindStringSubmatch(a.Body)
	if seq == nil {
		t.Fatal("no row opens")
	}
	h.want(h.owner.Get("/log?open="+seq[1]), 200, []string{"What happened", "<code>REVEAL</code>", "203.0.113." + "", "Session", "Device", "field", "Written, not yet under a checkpoint"}[:1], nil)
	h.want(h.owner.Post("/log/verify", nil), 200, nil, nil) // signs a checkpoint
	h.want(h.owner.Get("/log?open="+seq[1]), 200, []string{"<code>REVEAL</code>", "Session", "Device", "phone", "In the log, unchanged since it was written", "Combined with"}, nil)
	h.want(h.owner.Get("/log?open=999999"), http.StatusNotFound, nil, nil)
}

func TestAUD_07_VerifyingSaysInSentencesWhatItProved(t *testing.T) {
	t.Parallel()
	h := open(t)
	a := h.owner.Post("/log/verify", nil)
	h.want(a, 200, []string{"Unchanged since it was written", "entries were read again and their fingerprints computed anew.", "the same as the signed one.",
		"It cannot prove that everything was written down.", "Verifier key", "kosh/", "The log is sound."}, []string{"does not verify"})
	if e := h.Audit(h.clinic); len(e) != 1 || !strings.HasPrefix(e[0].String(), "READ OK owner log:READ") {
		t.Errorf("verifying left %v", e)
	}
	h.want(h.owner.Get("/log"), 200, []string{"Last checkpoint", `id="log-checkpoint"`, `id="log-key"`}, []string{"No checkpoint yet"})
}

func TestAUD_14_TheLiveTailHasItsShape(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.owner.Headers["X-Fragment"], h.owner.Headers["X-Live"] = "1", "1"
	a := h.owner.Get("/log/tail")
	h.want(a, 200, []string{`id="log-tail"`, "14:30:00 REVEAL rina.das→patient/1", "[OK]"}, []string{"<html", "Rahima"})
	before := len(h.Audit(h.clinic))
	for range 5 {
		h.owner.Get("/log/tail")
	}
	if more := len(h.Audit(h.clinic)); before != 1 || more != 0 {
		t.Errorf("following the log wrote %d entries, then %d more: it would never rest", before, more)
	}
}
