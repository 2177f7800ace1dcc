package access

import (
	"fmt"
	"strconv"
)

// A Permission is one verb on one kind of thing. Values are not stored; names
// are, so the order below may change. The zero value is no permission and is
// never held.
type Permission uint8

// The whole catalogue. A permission whose room is not built yet already has
// its place in the templates, so that building the room changes nobody's rights.
const (
	_ Permission = iota

	PatientList
	PatientViewBasic
	PatientViewClinical
	PatientCreate
	PatientEdit
	PatientMerge
	PatientUnmerge
	PatientArchive
	PatientRevealPhone
	PatientRevealID
	PatientViewRestricted
	PatientScopeAll

	VitalsWrite
	ComplaintWrite
	HistoryWrite
	AllergyWrite
	NoteRead
	NoteWrite
	DiagnosisWrite
	LabRead
	LabWrite
	ImmunisationWrite
	ProcedureWrite
	ClinicalAmend

	RxRead
	RxWrite
	RxIssue
	RxAmend
	RxPrint
	RxShare
	RxTemplateManage
	FormularyManage

	ApptRead
	ApptWrite
	ApptCancel
	QueueManage
	QueueReorder
	ScheduleManage
	BroadcastSend

	DocRead
	DocUpload
	DocDelete
	CertificateIssue
	ConsentCapture

	PaymentCollect
	ReceiptPrint
	InvoiceCreate
	InvoiceVoid
	DiscountGive
	RefundGive
	ExpenseWrite
	FinanceView
	FinanceReport
	SettlementView

	StockView
	StockAdjust

	MessageSend
	MessageRead
	MessageToggle

	StaffManage
	RoleManage
	ChamberSettings
	SecuritySettings
	IntegrationManage
	AuditView
	AuditExport
	DataExport
	DataImport
	DataRestore
	SupportGrant

	first = PatientList
	last  = SupportGrant
)

// An Area is a part of the clinic's work. Holding nothing in an area makes it
// invisible; holding something makes a missing verb a plain refusal.
//
// The first five are the columns of the role matrix. The other three lie
// outside it: taking a fee at the desk is not finance, and the matrix says
// nothing of messages and stock.
type Area string

// The areas.
const (
	Patients      Area = "patients"
	Appointments  Area = "appointments"
	Prescriptions Area = "prescriptions"
	Finances      Area = "finances"
	Settings      Area = "settings"
	Fees          Area = "fees"
	Messages      Area = "messages"
	Stock         Area = "stock"
)

// Areas returns every area, the five columns of the matrix first.
func Areas() []Area {
	return []Area{Patients, Appointments, Prescriptions, Finances, Settings, Fees, Messages, Stock}
}

type entry struct {
	name   string
	area   Area
	title  string // an act in plain words, without a full stop
	guards string // a sentence: what it guards, or will guard once the room stands
}

var catalogue = [...]entry{
	PatientList:           {"patient.list", Patients, "find and list patients", "Guards search and every list that shows patients' names."},
	PatientViewBasic:      {"patient.view_basic", Patients, "open a patient's identity", "Guards identity: name, age, sex, number, masked contacts, guardian."},
	PatientViewClinical:   {"patient.view_clinical", Patients, "open a patient's chart", "Guards the clinical chart: problems, allergies, vitals and past visits."},
	PatientCreate:         {"patient.create", Patients, "register a patient", "Guards registering a new patient."},
	PatientEdit:           {"patient.edit", Patients, "change a patient's identity", "Guards changing names, contacts, birth, sex and guardian."},
	PatientMerge:          {"patient.merge", Patients, "merge two patient records", "Guards joining two records of one person."},
	PatientUnmerge:        {"patient.unmerge", Patients, "undo a merge of patient records", "Guards taking a merge apart again."},
	PatientArchive:        {"patient.archive", Patients, "archive a patient", "Guards hiding a patient from daily lists; nothing is erased by it."},
	PatientRevealPhone:    {"patient.reveal_phone", Patients, "see a patient's whole phone number", "Guards showing unmasked phone, e-mail and address, with a reason, each time logged."},
	PatientRevealID:       {"patient.reveal_id", Patients, "see a patient's whole identity number", "Guards showing an unmasked national or health identity number, with a reason, each time logged."},
	PatientViewRestricted: {"patient.view_restricted", Patients, "open a restricted patient", "Guards patients under the restricted label, such as colleagues and public persons."},
	PatientScopeAll:       {"patient.scope_all", Patients, "see patients of all doctors", "Lifts the own-patients rule; without it only patients under one's care exist."},

	VitalsWrite:       {"vitals.write", Patients, "record vitals and ready a patient", "Guards vitals, and calling and readying a patient for the doctor."},
	ComplaintWrite:    {"complaint.write", Patients, "record complaints", "Guards writing what the patient complains of, and since when."},
	HistoryWrite:      {"history.write", Patients, "record medical history", "Guards writing past, family and social history and current medicines."},
	AllergyWrite:      {"allergy.write", Patients, "record allergies", "Guards writing and striking out allergies."},
	NoteRead:          {"note.read", Patients, "read visit notes", "Guards reading the notes of visits."},
	NoteWrite:         {"note.write", Patients, "write visit notes", "Guards writing findings, advice and follow-up of a visit."},
	DiagnosisWrite:    {"diagnosis.write", Patients, "record diagnoses", "Guards writing diagnoses and the problem list."},
	LabRead:           {"lab.read", Patients, "read test results", "Guards orders and results of investigations."},
	LabWrite:          {"lab.write", Patients, "order tests and record results", "Guards ordering investigations and entering results."},
	ImmunisationWrite: {"immunisation.write", Patients, "record immunisations", "Guards writing vaccines given and due."},
	ProcedureWrite:    {"procedure.write", Patients, "record procedures", "Guards writing procedures done in the clinic."},
	ClinicalAmend:     {"clinical.amend", Patients, "amend a finished visit", "Guards amending locked clinical records; the original stays."},

	RxRead:           {"rx.read", Prescriptions, "read prescriptions", "Guards reading prescriptions and previewing their print."},
	RxWrite:          {"rx.write", Prescriptions, "write prescriptions", "Guards drafting a prescription."},
	RxIssue:          {"rx.issue", Prescriptions, "issue prescriptions", "Guards turning a draft into a numbered, unchangeable prescription."},
	RxAmend:          {"rx.amend", Prescriptions, "correct an issued prescription", "Guards issuing a new version of a prescription; the old one stays."},
	RxPrint:          {"rx.print", Prescriptions, "print prescriptions", "Guards printing a prescription."},
	RxShare:          {"rx.share", Prescriptions, "share prescriptions", "Guards sending a prescription out of the clinic."},
	RxTemplateManage: {"rx.template_manage", Prescriptions, "manage prescription templates", "Guards sets of medicines kept for reuse."},
	FormularyManage:  {"formulary.manage", Prescriptions, "manage the formulary", "Guards the clinic's own list of medicines."},

	ApptRead:       {"appt.read", Appointments, "see appointments and the queue", "Guards reading the board, appointments and the queue."},
	ApptWrite:      {"appt.write", Appointments, "book and move appointments", "Guards booking, walk-ins and moving an appointment."},
	ApptCancel:     {"appt.cancel", Appointments, "cancel appointments", "Guards cancelling and marking no-shows."},
	QueueManage:    {"queue.manage", Appointments, "manage the queue", "Guards arrival, pausing, transferring and closing a doctor's session."},
	QueueReorder:   {"queue.reorder", Appointments, "change the order of the queue", "Guards priority, swapping and reinstating, with a reason."},
	ScheduleManage: {"schedule.manage", Settings, "manage schedules", "Guards doctors' hours, slots and leave."},
	BroadcastSend:  {"broadcast.send", Appointments, "announce a delay to waiting patients", "Guards one message to everybody in a queue."},

	DocRead:          {"doc.read", Patients, "read documents", "Guards scans, photographs and other files of a patient."},
	DocUpload:        {"doc.upload", Patients, "add documents", "Guards adding files to a patient."},
	DocDelete:        {"doc.delete", Patients, "remove documents", "Guards removing a file from a patient, with a reason."},
	CertificateIssue: {"certificate.issue", Patients, "issue certificates", "Guards medical certificates and referral letters."},
	ConsentCapture:   {"consent.capture", Patients, "record consents", "Guards recording and withdrawing a patient's consent."},

	PaymentCollect: {"payment.collect", Fees, "take fees", "Guards taking a fee at the desk, and one's own shift's cash."},
	ReceiptPrint:   {"receipt.print", Fees, "print receipts", "Guards printing the receipt of a fee taken."},
	InvoiceCreate:  {"invoice.create", Finances, "make invoices", "Guards making an invoice."},
	InvoiceVoid:    {"invoice.void", Finances, "void invoices", "Guards voiding an invoice; its number stays."},
	DiscountGive:   {"discount.give", Finances, "give discounts", "Guards reducing a fee, with a reason."},
	RefundGive:     {"refund.give", Finances, "give refunds", "Guards paying back, with a reason."},
	ExpenseWrite:   {"expense.write", Finances, "record expenses", "Guards recording what the clinic spends."},
	FinanceView:    {"finance.view", Finances, "see invoices and payments", "Guards lists of invoices, payments, dues and expenses."},
	FinanceReport:  {"finance.report", Finances, "see financial reports", "Guards sums of income and expense over time."},
	SettlementView: {"settlement.view", Finances, "see doctors' settlements", "Guards what the clinic owes to each doctor."},

	StockView:   {"stock.view", Stock, "see the stock", "Guards reading what is in stock and what expires."},
	StockAdjust: {"stock.adjust", Stock, "change the stock", "Guards receiving, using up and correcting stock."},

	MessageSend:   {"message.send", Messages, "send messages to patients", "Guards sending a message to one patient."},
	MessageRead:   {"message.read", Messages, "read messages", "Guards reading what was sent to and came from a patient."},
	MessageToggle: {"message.toggle", Settings, "switch kinds of messages on and off", "Guards which kinds of messages the clinic sends at all, and their wording."},

	StaffManage:       {"staff.manage", Settings, "manage staff", "Guards inviting, changing and deactivating members of staff."},
	RoleManage:        {"role.manage", Settings, "manage roles", "Guards giving and taking roles and single rights."},
	ChamberSettings:   {"chamber.settings", Settings, "change the chamber's profile", "Guards a chamber's name, address, letterhead and hours."},
	SecuritySettings:  {"security.settings", Settings, "change security settings", "Guards access zones, session rules, second factors and keys."},
	IntegrationManage: {"integration.manage", Settings, "manage integrations", "Guards connections to other services and their credentials."},
	AuditView:         {"audit.view", Settings, "read the access log", "Guards the clinic's access log and its verification."},
	AuditExport:       {"audit.export", Settings, "export the access log", "Guards taking the access log out of the clinic."},
	DataExport:        {"data.export", Settings, "export data", "Guards taking lists or the whole clinic out, after a second factor and a reason."},
	DataImport:        {"data.import", Settings, "import data", "Guards bringing in lists or a clinic file."},
	DataRestore:       {"data.restore", Settings, "restore data", "Guards bringing back an earlier state from a backup."},
	SupportGrant:      {"support.grant", Settings, "let support in", "Guards granting the operator a look: scoped, timed and logged."},
}

var byName = func() map[string]Permission {
	m := make(map[string]Permission, len(catalogue))
	for p := first; p <= last; p++ {
		m[catalogue[p].name] = p
	}
	return m
}()

var byArea = func() map[Area]Set {
	m := map[Area]Set{}
	for p := first; p <= last; p++ {
		m[catalogue[p].area] = m[catalogue[p].area].With(p)
	}
	return m
}()

// All returns the catalogue in order.
func All() []Permission { return AllSet().List() }

// AllSet returns the set of every permission.
func AllSet() Set {
	var s Set
	for _, a := range byArea {
		s = s.Union(a)
	}
	return s
}

// AreaSet returns every permission of an area; an unknown area has none.
func AreaSet(a Area) Set { return byArea[a] }

// Parse reads a name such as "patient.list". Any other text is an error.
func Parse(name string) (Permission, error) {
	p, ok := byName[name]
	if !ok {
		return 0, fmt.Errorf("no such permission: %s", strconv.Quote(name[:min(len(name), 40)]))
	}
	return p, nil
}

func (p Permission) valid() bool { return p >= first && p <= last }

// String returns the name, such as "patient.list", under which a permission is
// stored and logged; it is empty for no permission.
func (p Permission) String() string { return p.entry().name }

// Area returns the area p belongs to.
func (p Permission) Area() Area { return p.entry().area }

// Title names the act in plain English words, such as "register a patient";
// doors translate by String.
func (p Permission) Title() string { return p.entry().title }

// Guards says in a sentence what p stands before.
func (p Permission) Guards() string { return p.entry().guards }

func (p Permission) entry() entry {
	if !p.valid() {
		return entry{}
	}
	return catalogue[p]
}

// MarshalText returns the name; no permission has none and is refused.
func (p Permission) MarshalText() ([]byte, error) {
	if !p.valid() {
		return nil, fmt.Errorf("not a permission: %d", uint8(p))
	}
	return []byte(p.String()), nil
}

// UnmarshalText reads the form of String.
func (p *Permission) UnmarshalText(text []byte) error {
	q, err := Parse(string(text))
	if err != nil {
		return err
	}
	*p = q
	return nil
}
