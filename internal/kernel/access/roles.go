package access

import (
	"fmt"
	"strconv"
)

// A Role is a named template of rights, given per chamber. What a member of
// staff holds is stored as a Set; the role says where it started and how far
// it may be stretched.
type Role string

// The five roles of the matrix, and the doctor who works for the owner.
const (
	Owner        Role = "owner" // the doctor the clinic belongs to
	Manager      Role = "manager"
	Receptionist Role = "receptionist"
	Nurse        Role = "nurse"
	Assistant    Role = "assistant"
	Associate    Role = "associate" // an employed or visiting doctor: own patients only
)

// Roles returns every role, the five of the matrix first.
func Roles() []Role {
	return []Role{Owner, Manager, Receptionist, Nurse, Assistant, Associate}
}

// ParseRole reads a role's name. Any other text is an error.
func ParseRole(name string) (Role, error) {
	if _, ok := matrix[Role(name)]; !ok {
		return "", fmt.Errorf("no such role: %s", strconv.Quote(name[:min(len(name), 40)]))
	}
	return Role(name), nil
}

// A Level is a word of the role matrix.
type Level string

// The words of the matrix. View reads, and writes, prints and exports nothing.
const (
	None     Level = "None"     // the area does not exist for the person
	Full     Level = "Full"     // every verb of the area
	View     Level = "View"     // reading only
	Basic    Level = "Basic"    // patients: identity with masked contacts, no clinical content
	Clinical Level = "Clinical" // patients: Basic, reading notes, writing vitals, complaints, allergies, history
	Limited  Level = "Limited"  // settings: chamber profile, schedules, message switches
	Custom   Level = "Custom"   // starts with nothing; the owner ticks
)

// matrix is the table of five roles and five areas as it was promised; the
// columns after the fifth lie outside that table and follow the role's work.
// The associate differs from the owner by PatientScopeAll and the settings.
var matrix = map[Role]map[Area]Level{
	Owner:        {Patients: Full, Appointments: Full, Prescriptions: Full, Finances: Full, Settings: Full, Fees: Full, Messages: Full, Stock: Full},
	Manager:      {Patients: Full, Appointments: Full, Prescriptions: View, Finances: Full, Settings: Limited, Fees: Full, Messages: Full, Stock: Full},
	Receptionist: {Patients: Basic, Appointments: Full, Prescriptions: None, Finances: None, Settings: None, Fees: None, Messages: Full, Stock: None},
	Nurse:        {Patients: Clinical, Appointments: View, Prescriptions: View, Finances: None, Settings: None, Fees: None, Messages: None, Stock: None},
	Assistant:    {Patients: Custom, Appointments: Custom, Prescriptions: Custom, Finances: Custom, Settings: None, Fees: Custom, Messages: Custom, Stock: Custom},
	Associate:    {Patients: Full, Appointments: Full, Prescriptions: Full, Finances: Full, Settings: None, Fees: Full, Messages: Full, Stock: Full},
}

var (
	basic = SetOf(PatientList, PatientViewBasic, PatientCreate, PatientEdit, PatientRevealPhone, PatientScopeAll)

	clinical = basic.With(PatientViewClinical, NoteRead, VitalsWrite, ComplaintWrite, AllergyWrite, HistoryWrite)

	limited = SetOf(ChamberSettings, ScheduleManage, MessageToggle)

	reading = SetOf(PatientList, PatientViewBasic, PatientViewClinical, NoteRead, LabRead, DocRead,
		ApptRead, RxRead, FinanceView, FinanceReport, SettlementView, MessageRead, StockView, AuditView)
)

// levelSet returns what a word of the matrix means in an area.
func levelSet(a Area, l Level) Set {
	all := AreaSet(a)
	switch l {
	case Full:
		return all
	case View:
		return all.Intersect(reading)
	case Basic:
		return all.Intersect(basic)
	case Clinical:
		return all.Intersect(clinical)
	case Limited:
		return all.Intersect(limited)
	}
	return Set{}
}

// Cashier is the "+ cashier" tick for somebody at the desk: taking fees and
// printing their receipts. It opens nothing in Finances.
func Cashier() Set { return SetOf(PaymentCollect, ReceiptPrint) }

// Template returns the rights a role starts with; an unknown role has none.
func Template(r Role) Set {
	var s Set
	for a, l := range matrix[r] {
		s = s.Union(levelSet(a, l))
	}
	if r == Associate {
		s = s.Without(PatientScopeAll)
	}
	return s
}

// Ceiling returns the rights that may be ticked for a role, its own included.
// Settings are open only to roles that must sign in with a second factor.
func Ceiling(r Role) Set {
	switch {
	case MFARequired(r):
		return AllSet()
	case matrix[r] != nil:
		return AllSet().Minus(AreaSet(Settings))
	}
	return Set{}
}

// MFARequired reports whether a role must sign in with a second factor: owner,
// manager and every doctor. (The operator, who has no role in a clinic, must too.)
func MFARequired(r Role) bool { return r == Owner || r == Manager || r == Associate }

// RoleLevel returns the word of the matrix for a role in an area.
func RoleLevel(r Role, a Area) Level {
	if l, ok := matrix[r][a]; ok {
		return l
	}
	return None
}

// LevelOf names what a set amounts to in an area with a word of the matrix;
// any mixture the matrix has no word for is Custom.
func LevelOf(s Set, a Area) Level {
	held := s.Intersect(AreaSet(a))
	if held.Empty() {
		return None
	}
	for _, l := range []Level{Full, View, Basic, Clinical, Limited} {
		if held == levelSet(a, l) {
			return l
		}
	}
	return Custom
}
