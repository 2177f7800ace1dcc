package trail_test

import (
	"context"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"kosh/internal/base/errs"
	"kosh/internal/base/ids"
	"kosh/internal/clinic/patients"
	"kosh/internal/clinic/trail"
	"kosh/internal/kernel/access"
	"kosh/internal/kernel/audit"
	"kosh/internal/storage/vault"
	"kosh/internal/testkit"
)

func list(k *testkit.Kit, who access.Who, f trail.Filter, limit int) (p trail.Page, err error) {
	err = k.Vault.ViewLog(context.Background(), who, func(tx *vault.Tx) (err error) {
		p, err = trail.List(tx, f, limit)
		return err
	})
	return p, err
}

func mustList(k *testkit.Kit, who access.Who, f trail.Filter, limit int) trail.Page {
	k.T.Helper()
	p, err := list(k, who, f, limit)
	if err != nil {
		k.T.Fatal(err)
	}
	return p
}

func openRecord(k *testkit.Kit, who access.Who, id ids.Patient) error {
	return k.Look(who, func(tx *vault.Tx) error {
		pt, err := tx.Patient(id)
		if err != nil {
			return err
		}
		_, err = patients.Open(pt)
		return err
	})
}

// day is a small day in the first clinic: two patients registered, opened,
// revealed, refused.
func day(t *testing.T) (k *testkit.Kit, c *testkit.Clinic, a, b ids.Patient) {
	k = testkit.New(t)
	c = k.Clinics[0]
	desk := k.Who("receptionist", c, 0)
	reg := func(name, phone string) (id ids.Patient) {
		k.Do(desk, func(tx *vault.Tx) error {
			r, err := patients.Register(tx, patients.Form{Name: name, Phone: phone, Age: "30", Sex: "f"})
			id = r.ID
			return err
		})
		return id
	}
	a, b = reg("Rahima Khatun", "9812345623"), reg("Sunita Sharma", "9433098765")
	k.Clock.Add(time.Hour)
	doctor := k.Who("owner", c, 0)
	for _, id := range []ids.Patient{a, b} {
		if err := openRecord(k, doctor, id); err != nil {
			t.Fatal(err)
		}
	}
	k.Clock.Add(time.Hour)
	k.See(desk, func(tx *vault.Tx) error {
		pt, err := tx.Patient(a)
		if err != nil {
			return err
		}
		_, err = patients.Reveal(pt, patients.FieldPhone, "call")
		return err
	})
	if err := openRecord(k, k.Who("associate", c, 0), a); !errs.Is(err, errs.NotFound) {
		t.Fatal(err)
	}
	return k, c, a, b
}

func verbs(p trail.Page) (out []string) {
	for _, e := range p.Entries {
		out = append(out, string(e.Verb))
	}
	return out
}

func TestTheLogIsFilteredByPersonPatientVerbOutcomeAndTime(t *testing.T) {
	t.Parallel()
	k, c, a, b := day(t)
	owner := k.Who("owner", c, 0)
	desk, doctor := c.Staff["receptionist"], c.Staff["owner"]
	for _, test := range []struct {
		name   string
		filter trail.Filter
		want   string
	}{
		{"one patient", trail.Filter{Patient: a}, "DENY REVEAL READ CREATE"},
		{"another patient", trail.Filter{Patient: b}, "READ CREATE"},
		{"one patient and one person", trail.Filter{Patient: a, Account: desk.Account}, "REVEAL CREATE"},
		{"one person", trail.Filter{Account: desk.Account}, "REVEAL CREATE CREATE"},
		{"one verb", trail.Filter{Verb: audit.Reveal}, "REVEAL"},
		{"refusals", trail.Filter{Outcome: audit.Denied}, "DENY"},
		{"one person and one verb", trail.Filter{Account: doctor.Account, Verb: audit.Read, From: testkit.Start.Add(time.Hour), To: testkit.Start.Add(90 * time.Minute)}, "READ READ"},
		{"the first hour", trail.Filter{Verb: audit.Create, To: testkit.Start.Add(time.Hour), Account: desk.Account}, "CREATE CREATE"},
		{"the last hour", trail.Filter{From: testkit.Start.Add(2 * time.Hour), Account: desk.Account}, "REVEAL"},
		{"tomorrow", trail.Filter{From: testkit.Start.Add(24 * time.Hour)}, ""},
		{"a stranger", trail.Filter{Account: k.Clinics[1].Staff["owner"].Account}, ""},
		{"another clinic's patient", trail.Filter{Patient: ids.New[ids.Patient](testkit.Start), Verb: audit.Create}, ""},
	} {
		if got := strings.Join(verbs(mustList(k, owner, test.filter, 50)), " "); got != test.want {
			t.Errorf("%s: %s, want %s", test.name, got, test.want)
		}
	}
	if _, err := list(k, owner, trail.Filter{Verb: "DROP"}, 10); !errs.Is(err, errs.Invalid) {
		t.Errorf("an unknown verb: %v", err)
	}
}

func TestAnEntryAnswersWhoWhatWhichWhenWhereWhy(t *testing.T) {
	t.Parallel()
	k, c, a, _ := day(t)
	p := mustList(k, k.Who("owner", c, 0), trail.Filter{Verb: audit.Reveal, Names: true}, 10)
	if len(p.Entries) != 1 {
		t.Fatalf("%+v", p.Entries)
	}
	e := p.Entries[0]
	if e.Name != "Rina Das" || e.Role != "receptionist" || e.Staff != c.Staff["receptionist"].Staff || e.Chamber != c.Chambers[0] ||
		e.IP != "203.0.113.7" || e.Agent != "Firefox on Windows" || e.Screen != "GET /test" || e.Reason != "call" || e.Detail["field"] != "phone" ||
		e.Outcome != audit.OK || e.At.Before(testkit.Start.Add(2*time.Hour)) || e.At.After(testkit.Start.Add(2*time.Hour+time.Second)) {
		t.Errorf("%+v", e)
	}
	if row := p.Patients[a]; row.Name != "Rahima Khatun" || row.Phone != "98******23" {
		t.Errorf("%+v", p.Patients)
	}
	zone, _ := time.LoadLocation("Asia/Kolkata")
	if line := p.Line(e, zone); line != "16:30:00 REVEAL rina.das→patient/1+1 [OK]" {
		t.Error(line)
	}
}

func TestAUD_14_TheLiveTailHasOneLineAnEntry(t *testing.T) {
	t.Parallel()
	k, c, _, _ := day(t)
	p := mustList(k, k.Who("owner", c, 0), trail.Filter{Account: c.Staff["associate"].Account}, 10)
	shape := regexp.MustCompile(`^\d\d:\d\d:\d\d [A-Z]+ [^ ]+(→[a-z]+/[^ ]+)?( ×\d+)? \[(OK|WARN)\]$`)
	for _, test := range []struct {
		entry trail.Entry
		want  string
	}{
		{p.Entries[0], "11:00:00 ALERT dr.john.smith→patient/1 [WARN]"},
		{trail.Entry{At: testkit.Start, Verb: audit.Read, Outcome: audit.OK, Name: "Dr. Smith", Records: []audit.Record{{Kind: "patient", ID: p.Entries[0].Records[0].ID}}}, "09:00:00 READ dr.smith→patient/1 [OK]"},
		{trail.Entry{At: testkit.Start, Verb: audit.Update, Outcome: audit.OK, Name: "ডা. ফারহানা", Count: 3}, "09:00:00 WRITE ডা.ফারহানা ×3 [OK]"},
		{trail.Entry{At: testkit.Start, Verb: audit.Auth, Outcome: audit.Failed}, "09:00:00 AUTH unknown [WARN]"},
		{trail.Entry{At: testkit.Start, Verb: audit.Admin, Outcome: audit.OK, Name: "A", Records: []audit.Record{{Kind: "staff", ID: "01890000-0000-7000-8000-0123456789ab"}}}, "09:00:00 WRITE a→staff/456789ab [OK]"},
	} {
		got := p.Line(test.entry, time.UTC)
		if got != test.want || !shape.MatchString(got) {
			t.Errorf("%s, want %s", got, test.want)
		}
	}
}

func TestAUD_08_ARecordSaysWhoOpenedIt(t *testing.T) {
	t.Parallel()
	k, c, a, _ := day(t)
	k.See(k.Who("manager", c, 0), func(tx *vault.Tx) error { // one list names both
		_, err := patients.Find(tx, patients.Query{})
		return err
	})
	ofRecord := func(who access.Who) (p trail.Page, err error) {
		err = k.Vault.ViewLog(context.Background(), who, func(tx *vault.Tx) error {
			pt, err := tx.Patient(a)
			if err != nil {
				return err
			}
			p, err = trail.OfRecord(pt, 0, 50)
			return err
		})
		return p, err
	}
	p, err := ofRecord(k.Who("receptionist", c, 0))
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(verbs(p), " "); got != "READ DENY REVEAL READ CREATE" {
		t.Errorf("%s", got)
	}
	for _, e := range p.Entries {
		if e.IP != "" || e.Agent != "" {
			t.Errorf("a receptionist sees where from: %+v", e)
		}
		for _, r := range e.Records {
			if r.Kind == "patient" && r.ID != a.String() {
				t.Errorf("another patient shows in a record's own log: %+v", e)
			}
		}
	}
	if p, err = ofRecord(k.Who("owner", c, 0)); err != nil || p.Entries[0].IP == "" {
		t.Errorf("the owner does not see where from: %+v %v", p.Entries, err)
	}
	if _, err = ofRecord(k.Who("associate", c, 0)); !errs.Is(err, errs.NotFound) {
		t.Errorf("a doctor of others: %v", err)
	}
	if _, err = ofRecord(k.Who("owner", k.Clinics[1], 0)); !errs.Is(err, errs.NotFound) {
		t.Errorf("another clinic: %v", err)
	}
}

func TestReadingTheLogIsForItsHoldersAndIsInTheLog(t *testing.T) {
	t.Parallel()
	k, c, a, _ := day(t)
	k.Audit(c)
	for _, key := range []string{"receptionist", "nurse", "assistant", "associate"} {
		if _, err := list(k, k.Who(key, c, 0), trail.Filter{}, 10); !errs.Is(err, errs.NotFound) {
			t.Errorf("%s: %v", key, err)
		}
	}
	if _, err := list(k, k.Who("manager", c, 0), trail.Filter{}, 10); !errs.Is(err, errs.Forbidden) {
		t.Errorf("manager: %v", err)
	}
	k.WantAudit(c, "DENY DENIED receptionist", "DENY DENIED nurse", "DENY DENIED assistant", "DENY DENIED associate", "DENY DENIED manager")
	mustList(k, k.Who("owner", c, 0), trail.Filter{Patient: a}, 10)
	entries := k.WantAudit(c, "READ OK owner log:READ")
	if !slices.Equal(entries[0].Patients, []ids.Patient{a}) {
		t.Errorf("looking at a patient's log does not name the patient: %+v", entries[0])
	}
	// A live page asks again and again and does not fill the log it shows.
	owner := k.Who("owner", c, 0)
	for range 10 {
		mustList(k, owner, trail.Filter{}, 10)
	}
	k.WantAudit(c, "READ OK owner log:READ")
}

func TestPagesOfTheLogMeetWithoutGapOrOverlap(t *testing.T) {
	t.Parallel()
	k, c, _, _ := day(t)
	owner := k.Who("owner", c, 0)
	mustList(k, owner, trail.Filter{}, 1) // the reader's own entry is written once
	whole := mustList(k, owner, trail.Filter{}, 0)
	var seen []int64
	f := trail.Filter{}
	for {
		p := mustList(k, owner, f, 4)
		for _, e := range p.Entries {
			seen = append(seen, e.Seq)
		}
		if f.Before = p.Next; p.Next == 0 {
			break
		}
	}
	var want []int64
	for _, e := range whole.Entries {
		want = append(want, e.Seq)
	}
	if !slices.Equal(seen, want) || want[0] != int64(len(want)-1) {
		t.Errorf("%v, want %v", seen, want)
	}
	if p := mustList(k, owner, trail.Filter{Least: want[0]}, 10); len(p.Entries) != 1 || p.Entries[0].Seq != want[0] {
		t.Errorf("what is new: %+v", p.Entries)
	}
}

func TestTheStateOfTheLogIsTold(t *testing.T) {
	t.Parallel()
	k, c, _, _ := day(t)
	status := func() (s trail.Status) {
		err := k.Vault.ViewLog(context.Background(), k.Who("owner", c, 0), func(tx *vault.Tx) (err error) {
			s, err = trail.OfLog(tx)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	before := status()
	if before.Size < 6 || before.Signed != 0 && before.Root == "" {
		t.Errorf("%+v", before)
	}
	k.Reopen() // closing signs
	s := status()
	if s.Signed < before.Size || !regexp.MustCompile(`^[A-Za-z0-9+/]{12}$`).MatchString(s.Root) || s.SignedAt.IsZero() || s.LastAt.IsZero() {
		t.Errorf("%+v", s)
	}
	if err := k.Look(k.Who("manager", c, 0), func(tx *vault.Tx) error { _, err := trail.OfLog(tx); return err }); err == nil {
		t.Error("the manager is told")
	}
}
