package access

import (
	"encoding/json"
	"iter"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"kosh/internal/base/errs"
	"kosh/internal/base/ids"
)

func seqOf(s Set) iter.Seq[Permission] { return slices.Values(s.List()) }

func TestATZ_01_TheCatalogueHasSeventyPermissionsThatExplainThemselves(t *testing.T) {
	t.Parallel()
	name := regexp.MustCompile(`^[a-z]+\.[a-z_]+$`)
	seen := map[string]bool{}
	for _, p := range All() {
		if !name.MatchString(p.String()) || seen[p.String()] {
			t.Errorf("%q is not a new name", p)
		}
		seen[p.String()] = true
		if back, err := Parse(p.String()); err != nil || back != p {
			t.Errorf("%s reads back as %v, %v", p, back, err)
		}
		if p.Title() == "" || strings.HasSuffix(p.Title(), ".") {
			t.Errorf("%s has no title", p)
		}
		if g := p.Guards(); !strings.HasSuffix(g, ".") || len(g) < 20 {
			t.Errorf("%s does not say what it guards: %q", p, g)
		}
		if !slices.Contains(Areas(), p.Area()) {
			t.Errorf("%s has no area", p)
		}
	}
	if len(seen) != 70 {
		t.Errorf("the catalogue has %d permissions, promised 70", len(seen))
	}
}

func TestNothingIsHeldByDefault(t *testing.T) {
	t.Parallel()
	var g Grants
	for p := range 256 {
		if g.Require(Permission(p)) != ErrHidden {
			t.Errorf("nobody was answered about permission %d", p)
		}
	}
	all := Grants{Held: Set{^uint64(0), ^uint64(0)}}
	for _, p := range []Permission{0, last + 1, 127, 128, 200, 255} {
		if all.Require(p) != ErrHidden || all.Held.Has(p) {
			t.Errorf("%d is no permission, yet a set of all bits holds it", p)
		}
		if p.String() != "" || p.Guards() != "" || p.Area() != "" {
			t.Errorf("%d is no permission, yet it has words", p)
		}
		if SetOf(p) != (Set{}) || AllSet().Without(p) != AllSet() {
			t.Errorf("%d is no permission, yet it changed a set", p)
		}
		if _, err := p.MarshalText(); err == nil {
			t.Errorf("%d is no permission, yet it was written", p)
		}
	}
	if all.Held.Len() != 128 || len(all.Held.List()) != 70 {
		t.Error("a set of all bits lists more than the catalogue")
	}
}

func TestARefusalTellsOnlyThoseWhoAreInTheArea(t *testing.T) {
	t.Parallel()
	nurse := Grants{Role: Nurse, Held: Template(Nurse)}
	for _, c := range []struct {
		need Permission
		kind errs.Kind
	}{
		{RxRead, 255},
		{RxWrite, errs.Forbidden},
		{PatientMerge, errs.Forbidden},
		{FinanceView, errs.NotFound},
		{StaffManage, errs.NotFound},
	} {
		err := nurse.Require(c.need)
		switch {
		case c.kind == 255 && err != nil:
			t.Errorf("a nurse was refused %s: %v", c.need, err)
		case c.kind == errs.NotFound && err != ErrHidden:
			t.Errorf("a nurse asking for %s got %v, want the answer of an unknown record", c.need, err)
		case c.kind == errs.Forbidden && !strings.Contains(errs.Public(err), c.need.Title()):
			t.Errorf("a nurse refused %s is told %q", c.need, errs.Public(err))
		case c.kind != 255 && !errs.Is(err, c.kind):
			t.Errorf("a nurse asking for %s got %v, want %v", c.need, err, c.kind)
		}
		if nurse.Holds(c.need) != (err == nil) {
			t.Errorf("Holds and Require differ on %s", c.need)
		}
	}
}

func TestAskingAllocatesNothing(t *testing.T) {
	g := Grants{Held: AllSet()}
	if n := testing.AllocsPerRun(100, func() {
		for p := first; p <= last; p++ {
			if g.Require(p) != nil {
				t.Fail()
			}
		}
	}); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func TestASetIsReadStrictlyAndWrittenSorted(t *testing.T) {
	t.Parallel()
	s, err := ParseSet(" rx.read,  patient.list\nappt.read ,")
	if err != nil || s.String() != "appt.read,patient.list,rx.read" {
		t.Fatalf("%q, %v", s, err)
	}
	for _, bad := range []string{"patient.list,patient.lst", "PATIENT.LIST", "*", "patient.*", "patient.list;rx.read", "\x00", "patient.list\u00a0rx.read"} {
		got := s
		if err := got.UnmarshalText([]byte(bad)); err == nil || got != s {
			t.Errorf("%q was read as %q, %v", bad, got, err)
		}
	}
	var into struct {
		Held Set
		Need Permission
	}
	text, err := json.Marshal(map[string]any{"Held": s, "Need": RxRead})
	if err != nil || string(text) != `{"Held":"appt.read,patient.list,rx.read","Need":"rx.read"}` {
		t.Fatalf("%s, %v", text, err)
	}
	if err := json.Unmarshal(text, &into); err != nil || into.Held != s || into.Need != RxRead {
		t.Fatalf("%+v, %v", into, err)
	}
	if err := json.Unmarshal([]byte(`{"Need":"rx.reed"}`), &into); err == nil {
		t.Error("a permission that does not exist was read")
	}
}

func TestSetsObeyTheLawsOfSets(t *testing.T) {
	t.Parallel()
	sets := []Set{{}, AllSet(), basic, clinical, limited, reading, Template(Nurse), SetOf(PatientList), SetOf(SupportGrant)}
	for _, a := range sets {
		for _, b := range sets {
			u, i := a.Union(b), a.Intersect(b)
			if u.Len()+i.Len() != a.Len()+b.Len() || !i.Within(a) || !a.Within(u) ||
				a.Minus(b).Union(i) != a || !a.Minus(b).Intersect(b).Empty() ||
				a.Without(b.List()...) != a.Minus(b) || a.With(b.List()...) != u || a.Within(b) != (u == b) {
				t.Errorf("%q and %q", a, b)
			}
		}
		if back, err := ParseSet(a.String()); err != nil || back != a {
			t.Errorf("%q reads back as %q, %v", a, back, err)
		}
	}
}

func TestATZ_05_RightsAreGivenDownwardOnly(t *testing.T) {
	t.Parallel()
	at := time.UnixMilli(0)
	self, other := ids.New[ids.Staff](at), ids.New[ids.Staff](at)
	of := func(r Role) Rights { return Rights{r, Template(r)} }
	as := func(r Role, more ...Permission) Grants {
		return Grants{Staff: self, Role: r, Held: Template(r).With(more...)}
	}
	manager := as(Manager, StaffManage, RoleManage)
	for _, c := range []struct {
		name      string
		by        Grants
		to        ids.Staff
		was, will Rights
		code      string // "" means granted
	}{
		{"an owner appoints a nurse", as(Owner), other, Rights{}, of(Nurse), ""},
		{"an owner appoints another owner", as(Owner), other, of(Associate), of(Owner), ""},
		{"an owner dismisses", as(Owner), other, of(Manager), Rights{}, ""},
		{"an owner gives the cashier tick", as(Owner), other, of(Receptionist), Rights{Receptionist, Template(Receptionist).Union(Cashier())}, ""},
		{"a manager with the right appoints a receptionist", manager, other, Rights{}, of(Receptionist), ""},
		{"a manager without the right appoints nobody", as(Manager), other, Rights{}, of(Receptionist), "forbidden.role.manage"},
		{"a receptionist does not even see staff", as(Receptionist), other, Rights{}, of(Nurse), "not-found"},
		{"a nurse does not raise herself", as(Nurse), self, of(Nurse), of(Owner), "not-found"},
		{"a manager does not raise himself", manager, self, of(Manager), of(Owner), "staff.self"},
		{"an owner does not lock herself out", as(Owner), self, of(Owner), Rights{}, "staff.self"},
		{"a manager does not give what she lacks", manager, other, of(Nurse), Rights{Nurse, Template(Nurse).With(RxIssue)}, "staff.above"},
		{"a manager does not make an associate", manager, other, of(Nurse), of(Associate), "staff.above"},
		{"a manager does not strip an associate", manager, other, of(Associate), of(Nurse), "staff.above"},
		{"a manager does not make an owner in name only", manager, other, of(Nurse), Rights{Owner, SetOf(PatientList)}, "staff.owner"},
		{"a manager with every right is still no owner", as(Manager, All()...), other, of(Owner), of(Nurse), "staff.owner"},
		{"nobody gives a nurse the settings", as(Owner), other, of(Nurse), Rights{Nurse, Template(Nurse).With(DataExport)}, "rights.ceiling"},
		{"nobody gives a role that is not listed", as(Owner), other, of(Nurse), Rights{"root", SetOf(PatientList)}, "role.unknown"},
		{"nobody gives rights without a role", as(Owner), other, of(Nurse), Rights{"", SetOf(PatientList)}, "role.unknown"},
		{"nobody gives bits outside the catalogue", as(Owner), other, of(Nurse), Rights{Nurse, Set{0, 1 << 63}}, "rights.unknown"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			err := CanGrant(c.by, c.to, c.was, c.will)
			if got := codeOf(err); got != c.code {
				t.Errorf("answered %q (%v), want %q", got, err, c.code)
			}
			if err != nil && errs.Public(err) == "" {
				t.Error("the refusal says nothing")
			}
		})
	}
}

func codeOf(err error) string {
	if e, ok := err.(*errs.Error); ok {
		return e.Code
	}
	return ""
}

func TestEveryAreaIsNamedOnceAndTogetherTheyAreTheCatalogue(t *testing.T) {
	t.Parallel()
	var all Set
	n := 0
	for _, a := range Areas() {
		all, n = all.Union(AreaSet(a)), n+AreaSet(a).Len()
	}
	if all != AllSet() || n != len(All()) {
		t.Errorf("%d permissions in areas, %d in the catalogue", n, len(All()))
	}
}

func FuzzASetReadsBackAsItWasWritten(f *testing.F) {
	f.Add("patient.list,rx.read")
	f.Add("")
	f.Add("patient.list patient.list\t,,")
	f.Fuzz(func(t *testing.T, text string) {
		s, err := ParseSet(text)
		if err != nil {
			return
		}
		if back, err := ParseSet(s.String()); err != nil || back != s {
			t.Fatalf("%q became %q", s, back)
		}
		if !s.Within(AllSet()) {
			t.Fatalf("%q holds bits outside the catalogue", text)
		}
	})
}
