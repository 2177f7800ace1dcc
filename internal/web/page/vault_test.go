package page_test

import (
	"context"
	"io"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/a-h/templ"

	"kosh/internal/base/errs"
	"kosh/internal/base/ids"
	"kosh/internal/clinic/drafts"
	"kosh/internal/kernel/access"
	"kosh/internal/kernel/audit"
	"kosh/internal/storage/vault"
	"kosh/internal/testkit"
	"kosh/internal/ui"
	"kosh/internal/ui/words"
	"kosh/internal/web/page"
)

func text(s string) templ.Component {
	return templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
		_, err := io.WriteString(w, templ.EscapeString(s))
		return err
	})
}

// serve answers one request of a person on real stores.
func serve(k *testkit.Kit, who access.Who, r page.Route, method, body string, header ...string) *httptest.ResponseRecorder {
	k.T.Helper()
	house := &page.House{Vault: k.Vault, Clock: k.Clock, Menu: []page.Item{
		{Need: access.PatientList, Href: "/patients", Label: words.Lang.CommonNavPatients},
		{Need: access.StaffManage, Href: "/staff", Label: words.Lang.CommonNavStaff},
	}}
	r.Method, r.Pattern, r.Rate, r.Cache = method, "/x", page.Interactive, page.NoStore
	r = page.Table("test", r)[0]
	req := httptest.NewRequest(method, "/x", strings.NewReader(body))
	if method == "POST" {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for i := 0; i < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	out := page.NewRequest(house, &r, page.Visit{Who: who}, "abc", w, req).Serve(w)
	if out.Cause != "" {
		k.T.Log(out.Cause)
	}
	return w
}

func form(pairs ...string) string {
	s := ui.FieldKey + "=" + ids.New[ids.Record](testkit.Start).String()
	for i := 0; i < len(pairs); i += 2 {
		s += "&" + pairs[i] + "=" + pairs[i+1]
	}
	return s
}

func TestTheRoutesPermissionIsAskedBeforeTheHandlersAct(t *testing.T) {
	t.Parallel()
	k := testkit.New(t)
	clinic := k.Clinics[0]
	ran := 0
	r := page.Route{Need: access.StaffManage, NoDisclosure: "a test", Handle: func(q *page.Request) (*page.Answer, error) {
		return q.View(func(*vault.Tx) (*page.Answer, error) {
			ran++
			return q.Show(page.Page{Title: "T", Body: text("inside")}), nil
		})
	}}
	if w := serve(k, k.Who("owner", clinic, 0), r, "GET", ""); w.Code != 200 || ran != 1 || !strings.Contains(w.Body.String(), "inside") {
		t.Fatalf("control: %d", w.Code)
	}
	k.WantAudit(clinic)
	w := serve(k, k.Who("nurse", clinic, 0), r, "GET", "")
	if w.Code != 404 || ran != 1 || strings.Contains(w.Body.String(), "inside") {
		t.Errorf("%d, ran %d times", w.Code, ran)
	}
	k.WantAudit(clinic, "DENY DENIED nurse")
	r.Need = access.PatientMerge // the nurse holds other verbs of the area
	if w := serve(k, k.Who("nurse", clinic, 0), r, "GET", ""); w.Code != 403 || !strings.Contains(w.Body.String(), "merge two patient records") {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	if w := serve(k, access.Who{}, r, "GET", ""); w.Code != 303 || w.Header().Get("Location") != "/sign-in?next=%2Fx" {
		t.Errorf("nobody: %d %v", w.Code, w.Header())
	}
}

func TestAViewThatShowsARecordWithoutSayingSoIsNotAnswered(t *testing.T) {
	t.Parallel()
	k := testkit.New(t)
	who := k.Who("owner", k.Clinics[0], 0)
	show := func(q *page.Request) (*page.Answer, error) {
		return q.View(func(*vault.Tx) (*page.Answer, error) { return q.Show(page.Page{Title: "T", Body: text("secret")}), nil })
	}
	if w := serve(k, who, page.Route{Need: access.PatientList, NoDisclosure: "says why", Handle: show}, "GET", ""); w.Code != 200 {
		t.Fatalf("control: %d", w.Code)
	}
	if w := serve(k, who, page.Route{Need: access.PatientList, Handle: show}, "GET", ""); w.Code != 500 || strings.Contains(w.Body.String(), "secret") {
		t.Errorf("%d %s", w.Code, w.Body)
	}
}

func TestTheFrameComesFromTheSameTransaction(t *testing.T) {
	t.Parallel()
	k := testkit.New(t)
	clinic := k.Clinics[0]
	r := page.Route{Own: "a test", NoDisclosure: "a test", Handle: func(q *page.Request) (*page.Answer, error) {
		return q.View(func(*vault.Tx) (*page.Answer, error) {
			return q.Show(page.Page{Title: "Title", Toast: "It is done", Body: text("whole"), Fragment: text("part")}), nil
		})
	}}
	w := serve(k, k.Who("owner", clinic, 0), r, "GET", "")
	for _, want := range []string{"<title>Title · Sunrise Chamber</title>", clinic.Staff["owner"].Name, `href="/staff"`, "River chamber", "It is done", "whole"} {
		if !strings.Contains(w.Body.String(), want) {
			t.Errorf("no %q", want)
		}
	}
	if w := serve(k, k.Who("nurse", clinic, 0), r, "GET", ""); strings.Contains(w.Body.String(), `href="/staff"`) || !strings.Contains(w.Body.String(), `href="/patients"`) {
		t.Error("the nurse's menu is not the nurse's")
	}
	if w := serve(k, k.Who("owner", clinic, 0), r, "GET", "", ui.FragmentHeader, "1"); w.Body.String() != "part" {
		t.Errorf("a fragment: %s", w.Body)
	}
}

func TestSubmitDoesOnceShowsAgainAndRedirects(t *testing.T) {
	t.Parallel()
	k := testkit.New(t)
	clinic := k.Clinics[0]
	who := k.Who("owner", clinic, 0)
	done := 0
	r := page.Route{Need: access.StaffManage, NoDisclosure: "a test", Handle: func(q *page.Request) (*page.Answer, error) {
		return q.Submit(func(tx *vault.Tx) (string, error) {
			switch q.Value("name") {
			case "":
				return "", errs.Field("name", "name.empty", "Type the name.")
			case "taken":
				return "", errs.New(errs.Conflict, "Somebody was first.")
			case "broken":
				return "", errs.New(errs.Unavailable, "Not now.")
			}
			done++
			tx.Record(audit.Create, "thing", "1", ids.Patient{})
			return page.Did("/things/1", "made"), nil
		}, func(_ *vault.Tx, problems []ui.Problem) (*page.Answer, error) {
			return q.Show(page.Page{Title: "T", Body: text("AGAIN " + q.Value("name") + q.Value("note") + " " + ui.ProblemOf(problems, "name") + ui.ProblemOf(problems, ""))}), nil
		})
	}}
	one := form("name", "x")
	for range 2 {
		if w := serve(k, who, r, "POST", one); w.Code != 303 || w.Header().Get("Location") != "/things/1?done=made" {
			t.Fatalf("%d %v", w.Code, w.Header())
		}
	}
	if done != 1 {
		t.Errorf("done %d times", done)
	}
	k.WantAudit(clinic, "CREATE OK owner thing:CREATE")
	if w := serve(k, who, r, "POST", form("note", "kept%20%3Cb%3E")); w.Code != 422 || !strings.Contains(w.Body.String(), "AGAIN kept &lt;b&gt; Type the name.") {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	if w := serve(k, who, r, "POST", form("name", "taken")); w.Code != 409 || !strings.Contains(w.Body.String(), "AGAIN taken") {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	if w := serve(k, who, r, "POST", form("name", "broken")); w.Code != 503 || w.Header().Get("Retry-After") == "" || strings.Contains(w.Body.String(), "AGAIN") {
		t.Errorf("%d", w.Code)
	}
	if w := serve(k, k.Who("nurse", clinic, 0), r, "POST", form("name", "x")); w.Code != 404 || done != 1 {
		t.Errorf("without the right: %d, done %d times", w.Code, done)
	}
}

func TestASheetHoldsWhatWasTypedBeforeWhatIsStored(t *testing.T) {
	t.Parallel()
	k := testkit.New(t)
	who := k.Who("receptionist", k.Clinics[0], 0)
	r := page.Route{Own: "a test", NoDisclosure: "a test", Handle: func(q *page.Request) (*page.Answer, error) {
		return q.View(func(tx *vault.Tx) (*page.Answer, error) {
			s, err := q.Sheet(tx, "register")
			if err != nil {
				return nil, err
			}
			var note strings.Builder
			if err := s.Note(q).Render(q.Context(), &note); err != nil {
				return nil, err
			}
			return q.Show(page.Page{Title: "T", Fragment: text(s.Value("name", "stored") + "|" + note.String() + "|" + s.Attrs()["data-version"].(string))}), nil
		})
	}}
	if w := serve(k, who, r, "GET", "", ui.FragmentHeader, "1"); w.Body.String() != "stored||0" {
		t.Errorf("%s", w.Body)
	}
	k.Do(who, func(tx *vault.Tx) error {
		_, err := drafts.Save(tx, "register", 0, map[string]string{"name": "unsent"})
		return err
	})
	if w := serve(k, who, r, "GET", "", ui.FragmentHeader, "1"); !strings.HasPrefix(w.Body.String(), "unsent|") || !strings.Contains(w.Body.String(), "14:30") || !strings.HasSuffix(w.Body.String(), "|1") ||
		!strings.Contains(w.Body.String(), "/drafts/discard") {
		t.Errorf("%s", w.Body)
	}
	if w := serve(k, who, r, "POST", form("name", "typed"), ui.FragmentHeader, "1"); w.Body.String() != "typed||1" {
		t.Errorf("%s", w.Body)
	}
}
