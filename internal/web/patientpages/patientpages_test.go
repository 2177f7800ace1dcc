package patientpages_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"kosh/internal/testkit"
	"kosh/internal/testkit/doors"
)

// A desk is a clinic with somebody at reception.
type desk struct {
	*doors.Kit
	t       *testing.T
	clinic  *testkit.Clinic
	browser *doors.Browser
}

func open(t *testing.T, role string) *desk {
	t.Helper()
	k := doors.New(t, nil)
	c := k.Clinics[0]
	return &desk{k, t, c, k.As(role, c, 0)}
}

// as is somebody else at the same clinic.
func (d *desk) as(role string) *doors.Browser { return d.As(role, d.clinic, 0) }

// person is a form that can be accepted, with some fields changed.
func person(pairs ...string) url.Values {
	v := doors.Form("phone", "98765 43210", "name", "Rahima Khatun", "age", "54", "sex", "female")
	for i := 0; i+1 < len(pairs); i += 2 {
		v.Set(pairs[i], pairs[i+1])
	}
	return v
}

var patientPath = regexp.MustCompile(`^/patients/[0-9a-f-]{36}`)

// register adds somebody and returns the path of their page.
func (d *desk) register(pairs ...string) string {
	d.t.Helper()
	a := d.browser.Post("/patients", person(pairs...))
	path := patientPath.FindString(a.Location())
	if a.Status != http.StatusSeeOther || path == "" {
		d.t.Fatalf("registering answered %d to %q:\n%s", a.Status, a.Location(), words(a.Body))
	}
	d.Audit(d.clinic)
	return path
}

// want checks an answer: status, what is in it, and what is not.
func (d *desk) want(a doors.Answer, status int, has, hasNot []string) {
	d.t.Helper()
	if a.Status != status {
		d.t.Errorf("status %d, want %d:\n%s", a.Status, status, words(a.Body))
	}
	for _, s := range has {
		if !strings.Contains(a.Body, s) {
			d.t.Errorf("the page lacks %q:\n%s", s, words(a.Body))
		}
	}
	for _, s := range hasNot {
		if strings.Contains(a.Body, s) {
			d.t.Errorf("the page has %q", s)
		}
	}
}

var tags = regexp.MustCompile(`<[^>]*>|\s+`)

// words is the text of a page, for messages of tests.
func words(body string) string {
	_, main, ok := strings.Cut(body, "<main")
	if !ok {
		main = body
	}
	s := strings.Join(strings.Fields(tags.ReplaceAllString(main, " ")), " ")
	return s[:min(len(s), 1500)]
}

func TestTheFirstPageIsFindOrRegister(t *testing.T) {
	t.Parallel()
	d := open(t, "receptionist")
	a := d.browser.Follow(d.browser.Get("/"))
	d.want(a, 200, []string{"Find or register", `action="/find"`, `action="/patients"`, `data-typeahead`, `data-draft="register"`, "No patient yet"}, nil)
	d.WantAudit(d.clinic)
}

func TestAPatientIsRegisteredOnceAndOpened(t *testing.T) {
	t.Parallel()
	d := open(t, "receptionist")
	form := person("_key", doors.Key())
	a := d.browser.Post("/patients", form)
	if !patientPath.MatchString(a.Location()) || strings.Contains(a.Location(), "Rahima") {
		t.Fatalf("registering led to %q", a.Location())
	}
	d.WantAudit(d.clinic, "CREATE OK receptionist patient:CREATE")
	if again := d.browser.Post("/patients", form); again.Location() != a.Location() {
		t.Errorf("the same form sent twice led to %q and %q", a.Location(), again.Location())
	}
	d.WantAudit(d.clinic)
	form.Set("name", "Somebody Else")
	if other := d.browser.Post("/patients", form); other.Status != http.StatusConflict {
		t.Errorf("another form under the same key was answered %d", other.Status)
	}
	d.WantAudit(d.clinic)

	opened := d.browser.Get(a.Location())
	d.want(opened, 200, []string{"Rahima Khatun is registered, number P-00001.", "54 y", "Female", "98******10", "P-00001"},
		[]string{"9876543210", "98765 43210", "<title>Rahima"})
	d.WantAudit(d.clinic, "READ OK receptionist patient:READ")
}

func TestAFormThatCannotBeAcceptedComesBackAsTyped(t *testing.T) {
	t.Parallel()
	d := open(t, "receptionist")
	for _, c := range []struct {
		name   string
		form   url.Values
		beside []string // fields with an error
	}{
		{"everything at once", person("phone", "12", "name", "12345", "age", "31/2/1990", "sex", ""), []string{"phone", "name", "age", "sex"}},
		{"nothing", person("phone", "", "name", "", "age", "", "sex", ""), []string{"phone", "name", "age", "sex"}},
		{"a child without a guardian", person("age", "6"), []string{"guardian", "relation"}},
		{"a birth date ahead", person("age", "1/1/2990"), []string{"age"}},
		{"a name of ten thousand characters", person("name", strings.Repeat("ক", 10000)), []string{"name"}},
		{"emoji", person("name", "Rahima 😀"), []string{"name"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			a := d.browser.Post("/patients", c.form)
			if a.Status != http.StatusUnprocessableEntity {
				t.Errorf("status %d, want 422", a.Status)
			}
			for _, field := range c.beside {
				if !strings.Contains(a.Body, `id="f-`+field+`-e"`) {
					t.Errorf("no error stands beside %s: %s", field, words(a.Body))
				}
			}
			for name := range c.form {
				if typed := c.form.Get(name); name != "_key" && name != "sex" && typed != "" && len(typed) < 200 && !strings.Contains(a.Body, typed) {
					t.Errorf("what was typed as %s is lost: %q", name, typed)
				}
			}
		})
	}
}

func TestDigitsOfAnyScriptAndCountryCodesAreAPhone(t *testing.T) {
	t.Parallel()
	d := open(t, "receptionist")
	d.register("phone", "৯৮৭৬৫ ৪৩২১১", "name", "Bela Bose")
	d.register("phone", "+8801712345678", "name", "Karim Uddin", "confirmed", "1")
	a := d.browser.Post("/find", doors.Form("q", "543211"))
	d.want(a, 200, []string{"Bela Bose"}, []string{"Karim Uddin"})
	a = d.browser.Post("/find", doors.Form("q", "০১৭১২৩৪৫৬৭৮"))
	d.want(a, 200, []string{"Karim Uddin", "01*******78"}, []string{"Bela Bose"})
}

func TestALikelyDuplicateIsShownBeforeSaving(t *testing.T) {
	t.Parallel()
	d := open(t, "receptionist")
	first := d.register("name", "Shirin Akhter", "age", "41")
	a := d.browser.Post("/patients", person("name", "Shireen Akter", "age", "40"))
	d.want(a, http.StatusConflict, []string{"Shirin Akhter", "Same phone.", "Name sounds the same.", "Same person", "Someone else", first, `value="Shireen Akter"`},
		[]string{"9876543210"})
	d.WantAudit(d.clinic, "READ OK receptionist patient:READ")
	a = d.browser.Post("/patients", person("name", "Shireen Akter", "age", "40", "confirmed", "1"))
	if a.Status != http.StatusSeeOther {
		t.Errorf("somebody else was answered %d", a.Status)
	}
	d.WantAudit(d.clinic, "CREATE OK receptionist patient:CREATE")
}

func TestSearchFindsByPhoneNumberNameAndCard(t *testing.T) {
	t.Parallel()
	d := open(t, "receptionist")
	path := d.register("name", "শিরিন আখতার", "phone", "9830012345")
	d.register("name", "Jahangir Alam", "phone", "9830012345", "sex", "male", "confirmed", "1")
	d.register("name", "Tanvir Sen", "phone", "9830099999", "sex", "male")
	for _, c := range []struct {
		typed       string
		has, hasNot []string
	}{
		{"2345", []string{"2 people use 98******45", "শিরিন আখতার", "Jahangir Alam", `data-key="1"`, `data-key="2"`}, []string{"Tanvir Sen", "9830012345"}},
		{"shirin", []string{"শিরিন আখতার", `lang="bn"`, `value="shirin"`}, []string{"Jahangir Alam"}},
		{"P-00003", []string{"Tanvir Sen"}, []string{"Jahangir Alam"}},
		{"zzzz nobody", []string{"Nobody found", `value="zzzz nobody"`}, []string{"Tanvir Sen"}},
	} {
		a := d.browser.Post("/find", doors.Form("q", c.typed))
		d.want(a, 200, c.has, c.hasNot)
	}
	a := d.browser.Post("/find", doors.Form("q", "98300 99998"))
	d.want(a, 200, []string{`name="phone"`, `value="98300 99998"`}, nil)
	a = d.browser.Post("/find", doors.Form("q", "shirin", "go", "1"))
	if a.Location() != path {
		t.Errorf("Enter on the only one found led to %q, want %q", a.Location(), path)
	}
}

func TestTypingAsksForFragmentsOnly(t *testing.T) {
	t.Parallel()
	d := open(t, "receptionist")
	d.register("name", "Tanvir Sen", "sex", "male")
	d.browser.Headers["X-Fragment"] = "1"
	a := d.browser.Post("/find", doors.Form("q", "tanv"))
	d.want(a, 200, []string{`id="found"`, `id="register"`, "Tanvir Sen"}, []string{"<html", `id="main"`})
	d.WantAudit(d.clinic, "READ OK receptionist patient:READ")
}

func TestMSK_04_AContactIsShownOnceWithAReasonAndLogged(t *testing.T) {
	t.Parallel()
	d := open(t, "receptionist")
	path := d.register()
	a := d.browser.Post(path+"/reveal", doors.Form("field", "phone", "why", ""))
	d.want(a, http.StatusUnprocessableEntity, []string{"98******10"}, []string{"9876543210"})
	d.Audit(d.clinic)
	a = d.browser.Post(path+"/reveal", doors.Form("field", "phone", "why", "call"))
	d.want(a, 200, []string{"9876543210"}, nil)
	entries := d.WantAudit(d.clinic, "REVEAL OK receptionist patient:READ patient:REVEAL")
	if e := entries[0]; e.Reason != "call" || e.Detail["field"] != "phone" || strings.Contains(e.String(), "98765") {
		t.Errorf("the entry says %q %v", e.Reason, e.Detail)
	}
	d.want(d.browser.Get(path), 200, []string{"98******10"}, []string{"9876543210"})
	d.browser.Headers["X-Fragment"] = "1"
	a = d.browser.Post(path+"/reveal", doors.Form("field", "phone", "why", "call"))
	d.want(a, 200, []string{`id="c-phone"`, "9876543210"}, []string{"<html", "Rahima"})
	if a.Header.Get("Content-Encoding") != "" || a.Header.Get("Cache-Control") != "no-store" {
		t.Errorf("a shown contact is compressed or kept: %v", a.Header)
	}
}

func TestMSK_04_APersonShowsThirtyContactsAnHourAndNoMore(t *testing.T) {
	t.Parallel()
	d := open(t, "receptionist")
	path := d.register()
	reveal := func(b *doors.Browser) doors.Answer {
		d.Clock.Add(time.Second)
		return b.Post(path+"/reveal", doors.Form("field", "phone", "why", "call"))
	}
	for i := range 30 {
		if a := reveal(d.browser); a.Status != 200 || !a.Has("9876543210") {
			t.Fatalf("%d: %d", i, a.Status)
		}
	}
	for _, b := range []*doors.Browser{d.browser, d.as("receptionist")} { // also in a second session
		if a := reveal(b); a.Status != http.StatusTooManyRequests || a.Has("9876543210") || a.Header.Get("Retry-After") == "" {
			t.Errorf("the next one: %d %v", a.Status, a.Header)
		}
	}
	if a := reveal(d.as("owner")); a.Status != 200 {
		t.Errorf("somebody else: %d", a.Status)
	}
	d.Clock.Add(time.Hour)
	if a := reveal(d.as("receptionist")); a.Status != 200 {
		t.Errorf("an hour later: %d", a.Status)
	}
}

func TestAnIdentityNumberIsForThoseWhoMayRevealIt(t *testing.T) {
	t.Parallel()
	d := open(t, "receptionist")
	path := d.register("national_id", "1234 5678 9012", "address", "14 Lake Road")
	d.want(d.browser.Get(path), 200, []string{"12********12", "******"}, []string{"123456789012", "14 Lake Road", "/reveal-id"})
	a := d.browser.Post(path+"/reveal-id", doors.Form("why", "identity"))
	d.want(a, http.StatusForbidden, nil, []string{"123456789012"})
	a = d.as("owner").Post(path+"/reveal-id", doors.Form("why", "identity"))
	d.want(a, 200, []string{"123456789012"}, nil)
}

func TestAnEditKeepsWhatIsMaskedAndShowsAClash(t *testing.T) {
	t.Parallel()
	d := open(t, "receptionist")
	path := d.register()
	d.want(d.browser.Get(path+"/edit"), 200, []string{`value="Rahima Khatun"`, "98******10", `name="version" value="1"`, `data-draft="edit/`}, []string{"9876543210"})
	d.Audit(d.clinic)
	edit := func(version, name string) doors.Answer {
		return d.browser.Post(path+"/edit", doors.Form("version", version, "name", name, "phone", "", "age", "54", "sex", "female"))
	}
	a := edit("1", "Rahima Bibi")
	d.want(d.browser.Follow(a), 200, []string{"Rahima Bibi", "98******10", "The changes are saved."}, nil)
	entries := d.Audit(d.clinic)
	if e := entries[0]; e.String() != "UPDATE OK receptionist patient:READ patient:UPDATE" || e.Detail["fields"] != "name" {
		t.Errorf("the entry is %q with %v", e, e.Detail)
	}
	a = edit("1", "Rahima Begum")
	d.want(a, http.StatusConflict, []string{`value="Rahima Begum"`, "Stored now: Rahima Bibi", `name="version" value="2"`, "Somebody changed this patient meanwhile"}, nil)
	a = d.browser.Post(path+"/edit", doors.Form("version", "2", "name", "", "phone", "1", "age", "54", "sex", "female"))
	d.want(a, http.StatusUnprocessableEntity, []string{`id="f-name-e"`, `id="f-phone-e"`}, nil)
}

func TestArchivingHidesAndBringsBack(t *testing.T) {
	t.Parallel()
	d := open(t, "receptionist")
	path := d.register()
	if a := d.browser.Post(path+"/archive", doors.Form("version", "1")); a.Status != http.StatusForbidden {
		t.Errorf("a receptionist archiving was answered %d", a.Status)
	}
	manager := d.as("manager")
	d.want(manager.Follow(manager.Post(path+"/archive", doors.Form("version", "1"))), 200, []string{"Archived", "Bring back"}, nil)
	d.want(d.browser.Post("/find", doors.Form("q", "rahima")), 200, []string{"Nobody found"}, nil)
	if a := manager.Post(path+"/archive", doors.Form("version", "1")); a.Status != http.StatusConflict {
		t.Errorf("archiving an older version was answered %d", a.Status)
	}
	d.want(manager.Follow(manager.Post(path+"/unarchive", doors.Form("version", "2"))), 200, []string{"Back in lists and searches."}, nil)
}

func TestARestrictedPatientIsGoneForThoseWhoMayNotSee(t *testing.T) {
	t.Parallel()
	d := open(t, "receptionist")
	path := d.register()
	owner := d.as("owner")
	d.want(owner.Follow(owner.Post(path+"/restrict", doors.Form("on", "1"))), 200, []string{"Restricted", "Lift the restriction"}, nil)
	d.want(d.browser.Get(path), http.StatusNotFound, nil, []string{"Rahima"})
	d.want(d.browser.Post("/find", doors.Form("q", "rahima")), 200, []string{"Nobody found"}, nil)
	owner.Post(path+"/restrict", doors.Form("on", "0"))
	d.want(d.browser.Get(path), 200, []string{"Rahima Khatun"}, nil)
}

func TestFamiliesOnOnePhoneAreListed(t *testing.T) {
	t.Parallel()
	d := open(t, "receptionist")
	mother := d.register()
	child := d.register("name", "Rafi Hasan", "age", "6", "sex", "male", "guardian", "Rahima Khatun", "relation", "mother", "confirmed", "1")
	d.want(d.browser.Get(mother), 200, []string{"On the same phone", "Rafi Hasan", child}, nil)
	d.WantAudit(d.clinic, "READ OK receptionist patient:READ patient:READ")
	d.want(d.browser.Get(child), 200, []string{"Minor", "Mother", "Rahima Khatun"}, nil)
}

func TestWhoLookedIsShownWithTheRecord(t *testing.T) {
	t.Parallel()
	d := open(t, "receptionist")
	path := d.register()
	d.browser.Post(path+"/reveal", doors.Form("field", "phone", "why", "call"))
	owner := d.as("owner")
	d.want(owner.Get(path), 200, []string{"Who looked", "Rina Das", "Registered patient"}, nil)
	d.want(owner.Get(path+"/log"), 200, []string{"Rina Das", "Firefox on Linux", "Registered patient", "Showed full contact", "Calling the patient"}, []string{"<title>Rahima"})
	d.want(d.browser.Get(path+"/log"), 200, []string{"Rina Das"}, []string{"Firefox on Linux"})
}

var anyID = regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f-]{27}`) // the address itself, and keys of forms

func TestTEN_02_AnothersPatientAndNoPatientAreOneAnswer(t *testing.T) {
	t.Parallel()
	d := open(t, "receptionist")
	path := d.register()
	abroad := d.As("receptionist", d.Clinics[1], 0)
	unknown := "/patients/01934f00-0000-7000-8000-000000000000"
	for _, method := range []string{"GET", "GET edit", "GET log", "POST edit", "POST reveal"} {
		verb, end, _ := strings.Cut(method, " ")
		if end != "" {
			end = "/" + end
		}
		ask := func(p string) doors.Answer {
			if verb == "GET" {
				return abroad.Get(p + end)
			}
			return abroad.Post(p+end, person("why", "call", "version", "1"))
		}
		foreign, none := ask(path), ask(unknown)
		if foreign.Status != http.StatusNotFound || none.Status != http.StatusNotFound || anyID.ReplaceAllString(foreign.Body, "") != anyID.ReplaceAllString(none.Body, "") {
			t.Errorf("%s: %d and %d, or different pages", method, foreign.Status, none.Status)
		}
	}
}

func TestUnsentTextComesBackAfterALock(t *testing.T) {
	t.Parallel()
	d := open(t, "receptionist")
	a := d.browser.Post("/drafts", doors.Form("form", "register", "subject", "", "version", "0", "f.name", "Unsent Ullah", "f.phone", "98301"))
	if a.Status != 200 {
		t.Fatalf("saving a draft was answered %d: %s", a.Status, words(a.Body))
	}
	d.want(d.browser.Get("/patients"), 200, []string{`value="Unsent Ullah"`, `data-version="1"`, "Discard it", "data-touched"}, nil)
	d.want(d.browser.Post("/find", doors.Form("q", "somebody")), 200, []string{`value="Unsent Ullah"`}, nil)
	d.register("name", "Unsent Ullah")
	d.want(d.browser.Get("/patients"), 200, nil, []string{`value="Unsent Ullah"`, "Discard it"})
}

func TestThePagesSpeakThreeLanguages(t *testing.T) {
	t.Parallel()
	d := open(t, "receptionist")
	path := d.register()
	for lang, has := range map[string]string{"bn": "কে দেখেছেন", "hi": "किसने देखा"} {
		d.browser.SetCookie("__Host-kosh-lang", lang)
		d.want(d.browser.Get(path), 200, []string{`<html lang="` + lang + `"`, has, "98******10", `lang="en"`}, nil)
		d.want(d.browser.Get("/patients"), 200, []string{`<html lang="` + lang + `"`}, []string{"Someone new"})
	}
}
