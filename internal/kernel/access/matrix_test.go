package access

import (
	"slices"
	"strings"
	"testing"
)

// cells is the role matrix of promises §1.F, written out by hand: the word, and
// every permission it must come to. The assistant starts with nothing.
var cells = []struct {
	role  Role
	area  Area
	level Level
	held  string
}{
	{Owner, Patients, Full, patientsFull},
	{Owner, Appointments, Full, appointmentsFull},
	{Owner, Prescriptions, Full, prescriptionsFull},
	{Owner, Finances, Full, financesFull},
	{Owner, Settings, Full, settingsFull},

	{Manager, Patients, Full, patientsFull},
	{Manager, Appointments, Full, appointmentsFull},
	{Manager, Prescriptions, View, "rx.read"},
	{Manager, Finances, Full, financesFull},
	{Manager, Settings, Limited, "chamber.settings schedule.manage message.toggle"},

	{Receptionist, Patients, Basic, patientsBasic},
	{Receptionist, Appointments, Full, appointmentsFull},
	{Receptionist, Prescriptions, None, ""},
	{Receptionist, Finances, None, ""},
	{Receptionist, Settings, None, ""},

	{Nurse, Patients, Clinical, patientsBasic + " patient.view_clinical note.read vitals.write complaint.write allergy.write history.write"},
	{Nurse, Appointments, View, "appt.read"},
	{Nurse, Prescriptions, View, "rx.read"},
	{Nurse, Finances, None, ""},
	{Nurse, Settings, None, ""},

	{Assistant, Patients, Custom, ""},
	{Assistant, Appointments, Custom, ""},
	{Assistant, Prescriptions, Custom, ""},
	{Assistant, Finances, Custom, ""},
	{Assistant, Settings, None, ""},
}

const (
	patientsBasic = "patient.list patient.view_basic patient.create patient.edit patient.reveal_phone patient.scope_all"

	patientsFull = "patient.list patient.view_basic patient.view_clinical patient.create patient.edit patient.merge patient.unmerge " +
		"patient.archive patient.reveal_phone patient.reveal_id patient.view_restricted patient.scope_all " +
		"vitals.write complaint.write history.write allergy.write note.read note.write diagnosis.write lab.read lab.write " +
		"immunisation.write procedure.write clinical.amend " +
		"doc.read doc.upload doc.delete certificate.issue consent.capture"

	appointmentsFull = "appt.read appt.write appt.cancel queue.manage queue.reorder broadcast.send"

	prescriptionsFull = "rx.read rx.write rx.issue rx.amend rx.print rx.share rx.template_manage formulary.manage"

	financesFull = "invoice.create invoice.void discount.give refund.give expense.write finance.view finance.report settlement.view"

	settingsFull = "schedule.manage message.toggle staff.manage role.manage chamber.settings security.settings integration.manage " +
		"audit.view audit.export data.export data.import data.restore support.grant"

	outside = "payment.collect receipt.print message.send message.read stock.view stock.adjust"
)

func TestEveryCellOfTheMatrixHoldsExactlyItsPermissions(t *testing.T) {
	t.Parallel()
	for _, c := range cells {
		t.Run("ATZ-M."+string(c.role)+"."+string(c.area), func(t *testing.T) {
			t.Parallel()
			want := mustSet(t, c.held)
			got := Template(c.role).Intersect(AreaSet(c.area))
			if got != want {
				t.Errorf("too much: %q; missing: %q", got.Minus(want), want.Minus(got))
			}
			if l := RoleLevel(c.role, c.area); l != c.level {
				t.Errorf("the role's word is %s, promised %s", l, c.level)
			}
			if l := LevelOf(got, c.area); l != c.level && c.level != Custom {
				t.Errorf("the set amounts to %s, promised %s", l, c.level)
			}
			if custom := AreaSet(c.area); c.level == Custom && !custom.Within(Ceiling(c.role)) {
				t.Errorf("the owner cannot tick %q", custom.Minus(Ceiling(c.role)))
			}
			g := Grants{Role: c.role, Held: Template(c.role)}
			for p := range seqOf(AreaSet(c.area)) {
				if allowed := g.Require(p) == nil; allowed != want.Has(p) {
					t.Errorf("Require(%s) allowed = %v, promised %v", p, allowed, want.Has(p))
				}
			}
		})
	}
	if len(cells) != 25 {
		t.Errorf("the matrix has %d cells, promised 25", len(cells))
	}
}

func TestRolesOutsideTheMatrixColumns(t *testing.T) {
	t.Parallel()
	columns := mustSet(t, outside)
	for role, held := range map[Role]string{
		Owner: outside, Manager: outside, Associate: outside,
		Receptionist: "message.send message.read", Nurse: "", Assistant: "",
	} {
		if got, want := Template(role).Intersect(columns), mustSet(t, held); got != want {
			t.Errorf("%s holds %q of fees, messages and stock, want %q", role, got, want)
		}
	}
}

func TestTheAssociateDoctorIsTheOwnerWithoutOtherPatientsSettingsAndStaff(t *testing.T) {
	t.Parallel()
	want := mustSet(t, "patient.scope_all "+settingsFull)
	if got := Template(Owner).Minus(Template(Associate)); got != want {
		t.Errorf("the owner holds beyond the associate %q, want %q", got, want)
	}
	if extra := Template(Associate).Minus(Template(Owner)); !extra.Empty() {
		t.Errorf("the associate holds beyond the owner %q", extra)
	}
}

func TestTheCashierTickTakesFeesAndOpensNothingInFinances(t *testing.T) {
	t.Parallel()
	if got := Cashier().String(); got != "payment.collect,receipt.print" {
		t.Errorf("the tick is %q", got)
	}
	g := Grants{Role: Receptionist, Held: Template(Receptionist).Union(Cashier())}
	if l := LevelOf(g.Held, Finances); l != None {
		t.Errorf("finances became %s", l)
	}
	if err := g.Require(FinanceView); err != ErrHidden {
		t.Errorf("a cashier asking for invoices got %v, want what an unknown page answers", err)
	}
	if err := g.Require(PaymentCollect); err != nil {
		t.Errorf("a cashier may not take a fee: %v", err)
	}
}

// The two cases the seed gives as its reason for having roles (CB:54).
func TestAReceptionistSeesNoReportsAndANurseNoPayments(t *testing.T) {
	t.Parallel()
	reception, nurse := Template(Receptionist), Template(Nurse)
	if !reception.Has(ApptWrite) || reception.Has(FinanceReport) {
		t.Error("a receptionist manages appointments, not financial reports")
	}
	if !nurse.Has(VitalsWrite) || nurse.Has(FinanceView) || nurse.Has(PaymentCollect) {
		t.Error("a nurse enters vitals and sees no payment records")
	}
}

func TestLevelOfNamesMixturesCustom(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		set  Set
		area Area
		want Level
	}{
		{Set{}, Patients, None},
		{SetOf(PatientList), Patients, Custom},
		{SetOf(RxRead, RxPrint), Prescriptions, Custom},
		{SetOf(RxRead, AuditView), Prescriptions, View},
		{SetOf(AuditView), Settings, View},
		{limited.With(StaffManage), Settings, Custom},
		{AllSet(), "cellar", None},
	} {
		if got := LevelOf(c.set, c.area); got != c.want {
			t.Errorf("%q amounts in %s to %s, want %s", c.set, c.area, got, c.want)
		}
	}
}

func TestSettingsAreTickedOnlyForRolesWithASecondFactor(t *testing.T) {
	t.Parallel()
	for _, r := range Roles() {
		if open := !Ceiling(r).Intersect(AreaSet(Settings)).Empty(); open != MFARequired(r) {
			t.Errorf("%s: settings may be ticked = %v, second factor = %v", r, open, MFARequired(r))
		}
		if !Template(r).Within(Ceiling(r)) {
			t.Errorf("%s starts above its own ceiling", r)
		}
	}
	var need []string
	for _, r := range Roles() {
		if MFARequired(r) {
			need = append(need, string(r))
		}
	}
	if !slices.Equal(need, []string{"owner", "manager", "associate"}) {
		t.Errorf("a second factor is required of %v", need)
	}
	for _, r := range []Role{"", "Owner", "root", "operator"} {
		if !Template(r).Empty() || !Ceiling(r).Empty() || RoleLevel(r, Patients) != None {
			t.Errorf("the unknown role %q holds something", r)
		}
		if _, err := ParseRole(string(r)); err == nil {
			t.Errorf("the unknown role %q was read", r)
		}
	}
}

func mustSet(t *testing.T, names string) Set {
	t.Helper()
	s, err := ParseSet(names)
	if err != nil {
		t.Fatal(err)
	}
	if n := len(strings.Fields(names)); n != s.Len() {
		t.Fatalf("%q names something twice", names)
	}
	return s
}
