package web_test

import (
	"context"
	"fmt"
	"path"
	"testing"

	"kosh/internal/base/contact"
	"kosh/internal/base/ids"
	"kosh/internal/clinic/patients"
	"kosh/internal/clinic/practice"
	"kosh/internal/identity/accounts"
	"kosh/internal/identity/otp"
	"kosh/internal/kernel/access"
	"kosh/internal/storage/vault"
	"kosh/internal/testkit"
	"kosh/internal/testkit/doors"
	"kosh/internal/ui/assets"
)

// A script says what is sent to a route: which record its path or form names,
// and a form that would be accepted.
type script struct {
	cases  []string
	target func(x *scene, record string) string
	before func(x *scene)          // what must be so before
	form   func(x *scene) []string // names and values
	after  func(x *scene)          // what must be put back
	query  string
	alone  bool // the owner's success changes the stage for all others
}

// A scene is one request being made.
type scene struct {
	*stage
	t      *testing.T
	record string
	target string
	code   string // of the second factor
	b      *doors.Browser
}

var (
	records   = []string{caseOwn, caseOther, caseForeign, caseUnknown, caseMalformed}
	secrets   = []string{caseOwn, caseWrong}
	links     = []string{caseOwn, caseForeign, caseUnknown, caseMalformed}
	demoLinks = []string{caseOwn, caseForeign, caseElsewhere, caseUnknown, caseMalformed}
	one       = []string{caseOwn, caseUnknown}
	charts    = []string{caseOwn, caseOther, caseRestricted, caseForeign, caseUnknown, caseMalformed}
)

func form(pairs ...string) func(*scene) []string { return func(*scene) []string { return pairs } }

// of is a script about a sort of record.
func of(target func(*scene, string) string, pairs ...string) script {
	return script{cases: records, target: target, form: form(pairs...)}
}

// chart is a script about a patient.
func chart(pairs ...string) script {
	return script{cases: charts, target: (*scene).patient, form: form(pairs...)}
}

var (
	staff = (*scene).staff
	room  = (*scene).chamber
)

var scripts = map[string]script{
	"GET /assets/{name}": {cases: one, target: (*scene).asset},
	"POST /csp-report":   {},
	"GET /live":          {query: "?topic=patients"},

	"GET /{$}":               {},
	"POST /sign-in":          {cases: []string{caseOwn, caseWrong, caseUnknown}, form: func(x *scene) []string { return []string{"login", x.login(), "password", x.password()} }},
	"POST /sign-in/code":     {form: form("code", "123456")},
	"POST /sign-in/enrol":    {form: form("code", "123456")},
	"POST /sign-in/recovery": {},
	"POST /sign-in/clinic":   {form: func(x *scene) []string { return []string{"clinic", x.clinic().ID.String()} }},
	"POST /sign-in/cancel":   {},
	"GET /invite/{token}":    {cases: links, target: (*scene).invitation},
	"POST /invite": {cases: links, target: (*scene).invitation, form: func(x *scene) []string {
		return []string{"token", x.target, "password", "forty amber lanterns in fog", "again", "forty amber lanterns in fog"}
	}},
	"GET /demo/{token}": {cases: demoLinks, target: (*scene).demoLink, before: (*scene).moveHere},
	"POST /demo":        {cases: demoLinks, target: (*scene).demoLink, before: (*scene).moveHere, form: func(x *scene) []string { return []string{"token", x.target} }},
	"POST /sign-out":    {},

	"POST /find":     {form: form("q", "Rahima")},
	"POST /patients": {form: func(x *scene) []string { return x.newPatient() }},

	"GET /patients/{id}":               chart(),
	"GET /patients/{id}/log":           chart(),
	"GET /patients/{id}/edit":          chart(),
	"POST /patients/{id}/reveal":       chart("field", "phone", "why", "call"),
	"POST /patients/{id}/reveal-id":    chart("why", "identity"),
	"POST /patients/{id}/edit":         chart("version", "1", "name", "Rahima Begum", "age", "41", "sex", "female"),
	"POST /patients/{id}/archive":      chart("version", "1"),
	"POST /patients/{id}/unarchive":    {cases: charts, target: (*scene).patient, before: (*scene).archive, form: form("version", "2")},
	"POST /patients/{id}/restrict":     chart("on", "1"),
	"GET /staff/{id}":                  of(staff),
	"GET /staff/{id}/deactivate":       of(staff),
	"GET /staff/{id}/rights/{chamber}": of(staff),
	"POST /staff/{id}/name":            of(staff, "name", "Another Name"),
	"POST /staff/{id}/role": {cases: records, target: staff, form: func(x *scene) []string {
		return []string{"chamber", x.clinic().Chambers[0].String(), "role", "receptionist"}
	}},
	"POST /staff/{id}/rights/{chamber}": of(staff, "right", access.PatientList.String()),
	"POST /staff/{id}/link":             of(staff),
	"POST /staff/{id}/second":           of(staff),
	"POST /staff/{id}/deactivate":       of(staff, "reason", "left"),
	"POST /staff/{id}/reactivate":       {cases: records, target: (*scene).leaver},
	"POST /staff/invite": {form: func(x *scene) []string {
		return []string{"name", "New Colleague", "login", x.newLogin(), "role-" + x.clinic().Chambers[0].String(), "nurse"}
	}},
	"POST /chambers":                    {form: func(x *scene) []string { return []string{"name", fmt.Sprint("Chamber ", x.n)} }},
	"GET /chambers/{id}":                of(room),
	"POST /chambers/{id}":               {cases: records, target: room, alone: true, form: form("version", "1", "name", "Renamed")},
	"POST /chambers/{id}/close":         {cases: records, target: room, alone: true, form: form("version", "1")},
	"POST /account/sessions/{id}/end":   {cases: records, target: (*scene).session},
	"POST /account/sessions/end-others": {before: (*scene).another},
	"POST /account/password": {cases: secrets, after: (*scene).usualPassword, form: func(x *scene) []string {
		return []string{"current", x.password(), "password", "forty amber lanterns in fog", "again", "forty amber lanterns in fog"}
	}},
	"POST /account/pin":         {cases: secrets, form: func(x *scene) []string { return []string{"password", x.password(), "pin", "583016"} }},
	"POST /account/recovery":    {cases: secrets, before: (*scene).enrolled, form: func(x *scene) []string { return []string{"password", x.password(), "code", x.code} }},
	"POST /account/preferences": {form: form("lang", "bn", "theme", "dark", "keys", "off")},
	"POST /log":                 {}, "POST /log/verify": {},
	"POST /lock":    {},
	"POST /unlock":  {cases: secrets, before: (*scene).lock, form: func(x *scene) []string { return []string{"password", x.password()} }},
	"POST /chamber": {cases: records, target: room, form: func(x *scene) []string { return []string{"chamber", x.target} }},
	"POST /clinic":  {cases: links, target: (*scene).tenant, form: func(x *scene) []string { return []string{"clinic", x.target} }},
	"POST /drafts": {cases: charts, target: (*scene).patient, form: func(x *scene) []string {
		return []string{"form", "edit/" + x.target, "subject", x.target, "version", "0", "f.name", "R"}
	}},
	"POST /drafts/discard": {form: form("form", "register")},
	"POST /language":       {form: form("lang", "hi")},
	"POST /theme":          {form: form("theme", "dark")},
	"POST /keys":           {form: form("keys", "off")},
}

const noID = "not-an-id"

// login is the person's own, or nobody's.
func (x *scene) login() string {
	if x.record == caseUnknown {
		return "who.is.this@kosh.example"
	}
	p := x.clinic().Staff[x.key()]
	x.k.Activate(p)
	return x.k.Login(p)
}

func (x *scene) password() string {
	if x.record == caseWrong {
		return "six loud geese at the gate"
	}
	return doors.Password
}

// usualPassword makes the person's password what it was.
func (x *scene) usualPassword() {
	if err := x.k.Rooms.Accounts.SetPassword(context.Background(), x.clinic().Staff[x.key()].Account, doors.Password); err != nil {
		x.t.Fatal(err)
	}
}

// another signs the same person in elsewhere.
func (x *scene) another() { x.k.As(x.key(), x.clinic(), 0) }

// lock locks the session.
func (x *scene) lock() {
	if x.role != nobody {
		x.b.Post("/lock", nil)
	}
}

// enrolled gives the person a second factor and reads its code.
func (x *scene) enrolled() {
	key, err := x.k.Rooms.Accounts.SetSecond(context.Background(), x.clinic().Staff[x.key()].Account)
	if err != nil {
		x.t.Fatal(err)
	}
	secret, err := otp.ParseSecret(key)
	if err != nil {
		x.t.Fatal(err)
	}
	x.code = secret.Code(x.k.Clock.Now())
}

// moveHere makes the browser one of this machine, which a demo's links want.
func (x *scene) moveHere() {
	if x.record != caseElsewhere {
		x.b.Address = "127.0.0.1"
	}
}

func (x *scene) newLogin() string { return fmt.Sprintf("new.%d.%s@kosh.example", x.n, x.role) }

func (x *scene) newPatient() []string {
	return []string{"name", "Rahima Khatun", "phone", fmt.Sprintf("98%08d", x.n), "age", "40", "sex", "female", "confirmed", "1"}
}

// patient registers one for the case and returns its identifier.
func (x *scene) patient(record string) string {
	x.k.T.Helper()
	who := x.k.Who("associate", x.clinic(), 0)
	switch record {
	case caseOther:
		who = x.k.Who("receptionist", x.clinic(), 1)
	case caseRestricted:
		who = x.k.Who("receptionist", x.clinic(), 0)
	case caseForeign:
		who = x.k.Who("receptionist", x.k.Clinics[1], 0)
	case caseUnknown:
		return ids.New[ids.Patient](x.k.Clock.Now()).String()
	case caseMalformed:
		return noID
	}
	x.n++
	var id ids.Patient
	phone := fmt.Sprintf("97%08d", x.n)
	if record == caseForeign {
		phone = fmt.Sprintf("017%08d", x.n)
	}
	x.k.Do(who, func(tx *vault.Tx) error {
		r, err := patients.Register(tx, patients.Form{Name: "Rahima Khatun", Phone: phone, Age: "40", Sex: "female",
			Address: "12 Lake Road", NationalID: fmt.Sprint(199000000000 + x.n), Confirmed: true})
		id = r.ID
		return err
	})
	if record == caseRestricted {
		x.k.Do(x.k.Who("owner", x.clinic(), 0), func(tx *vault.Tx) error {
			pt, err := tx.Patient(id)
			if err != nil {
				return err
			}
			return pt.Restrict(true)
		})
	}
	return id.String()
}

// archive archives the scene's patient, where there is one.
func (x *scene) archive() {
	id, err := ids.Parse[ids.Patient](x.target)
	if err != nil || x.record == caseUnknown {
		return
	}
	clinic := x.clinic()
	if x.record == caseForeign {
		clinic = x.k.Clinics[1]
	}
	x.k.Do(x.k.Who("owner", clinic, 0), func(tx *vault.Tx) error {
		pt, err := tx.Patient(id)
		if err != nil {
			return err
		}
		return patients.Archive(pt, 1)
	})
}

// hire adds a nurse for the case: in the first chamber, in the second, or in the
// other clinic.
func (x *scene) hire(record string) accountPlace {
	x.k.T.Helper()
	clinic, chamber := x.clinic(), 0
	switch record {
	case caseOther:
		chamber = 1
	case caseForeign:
		clinic = x.k.Clinics[1]
	}
	x.n++
	email, err := contact.ParseEmail(fmt.Sprintf("hired.%d.%s@kosh.example", x.n, x.role))
	if err != nil {
		x.k.T.Fatal(err)
	}
	p := accountPlace{clinic: clinic}
	added, err := x.k.Rooms.Tenants.AddMember(context.Background(), clinic.ID, accounts.Person{Name: "Hired Nurse", Email: email},
		func(_ context.Context, a accounts.Account) (ids.Staff, error) {
			var id ids.Staff
			x.k.Do(x.k.Who("owner", clinic, 0), func(tx *vault.Tx) (err error) {
				id, err = practice.AddStaff(tx, practice.StaffForm{Account: a.ID, Name: a.Name,
					Roles: []practice.Assignment{{Chamber: clinic.Chambers[chamber], Role: access.Nurse}}})
				return err
			})
			return id, nil
		})
	if err != nil {
		x.k.T.Fatal(err)
	}
	p.account, p.staff, p.invite = added.Account.ID, added.Staff, added.Invite
	return p
}

// An accountPlace is somebody newly hired.
type accountPlace struct {
	account ids.Account
	staff   ids.Staff
	clinic  *testkit.Clinic
	invite  string
}

func (x *scene) staff(record string) string {
	switch record {
	case caseUnknown:
		return ids.New[ids.Staff](x.k.Clock.Now()).String()
	case caseMalformed:
		return noID
	}
	return x.hire(record).staff.String()
}

// leaver is somebody who was deactivated.
func (x *scene) leaver(record string) string {
	if record == caseUnknown || record == caseMalformed {
		return x.staff(record)
	}
	p := x.hire(record)
	x.k.Do(x.k.Who("owner", p.clinic, 0), func(tx *vault.Tx) error { return practice.Deactivate(tx, p.staff) })
	if err := x.k.Rooms.Tenants.EndMember(context.Background(), p.account, p.clinic.ID); err != nil {
		x.k.T.Fatal(err)
	}
	return p.staff.String()
}

func (x *scene) chamber(record string) string {
	switch record {
	case caseOwn:
		return x.clinic().Chambers[0].String()
	case caseOther:
		return x.clinic().Chambers[1].String()
	case caseForeign:
		return x.k.Clinics[1].Chambers[0].String()
	case caseUnknown:
		return ids.New[ids.Chamber](x.k.Clock.Now()).String()
	}
	return noID
}

func (x *scene) tenant(record string) string {
	switch record {
	case caseOwn:
		return x.clinic().ID.String()
	case caseForeign:
		return x.k.Clinics[1].ID.String()
	case caseUnknown:
		return ids.New[ids.Tenant](x.k.Clock.Now()).String()
	}
	return noID
}

// session is another one of the same person, a colleague's, or one of the other
// clinic's.
func (x *scene) session(record string) string {
	switch record {
	case caseOwn:
		return x.k.As(x.key(), x.clinic(), 0).Session.ID.String()
	case caseOther:
		return x.k.As("associate2", x.clinic(), 0).Session.ID.String()
	case caseForeign:
		return x.k.As("nurse", x.k.Clinics[1], 0).Session.ID.String()
	case caseUnknown:
		return ids.New[ids.Session](x.k.Clock.Now()).String()
	}
	return noID
}

// invitation is the token of a link that was mailed.
func (x *scene) invitation(record string) string {
	switch record {
	case caseUnknown:
		return "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
	case caseMalformed:
		return noID
	}
	return x.hire(record).invite
}

// demoLink is the token of a one-time link.
func (x *scene) demoLink(record string) string {
	if record == caseUnknown || record == caseMalformed {
		return x.invitation(record)
	}
	p := x.hire(record)
	x.k.Activate(testkit.Person{Account: p.account})
	token, err := x.k.Rooms.Accounts.DemoLink(context.Background(), p.account, p.clinic.ID)
	if err != nil {
		x.k.T.Fatal(err)
	}
	return token
}

func (x *scene) asset(record string) string {
	if record == caseUnknown {
		return "app.000000000000.css"
	}
	return path.Base(assets.URL("app.css"))
}
