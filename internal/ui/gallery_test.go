package ui_test

import (
	"context"
	"flag"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/a-h/templ"

	"kosh/internal/ui"
	"kosh/internal/ui/assets"
	"kosh/internal/ui/words"
)

// The gallery: every component and sample pages, in three languages and two
// themes, as files a browser opens:
//
//	go test ./internal/ui -run Gallery -gallery DIR
var galleryDir = flag.String("gallery", "", "write the gallery's pages to this directory")

// in renders outer with the inner components as its children.
func in(outer templ.Component, inner ...templ.Component) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		return outer.Render(templ.WithChildren(ctx, all(inner...)), w)
	})
}

func all(parts ...templ.Component) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		for _, p := range parts {
			if err := p.Render(templ.ClearChildren(ctx), w); err != nil {
				return err
			}
		}
		return nil
	})
}

func text(s string) templ.Component { return templ.Raw(templ.EscapeString(s)) }

func html(s string) templ.Component { return templ.Raw(s) }

var noon = time.Date(2026, time.November, 22, 18, 42, 0, 0, time.UTC)

func samplePage(l words.Lang, theme ui.Theme, title string) ui.Page {
	n := 0
	return ui.Page{Lang: l, Theme: theme, Title: title, Clinic: "Shapla", Place: "Family Clinic", Back: "/patients", Demo: true,
		Tokens: ui.Tokens{CSRF: "csrf-of-the-session", Key: func() string { n++; return "key-" + string(rune('a'+n%26)) }}}
}

func sampleFrame(l words.Lang, theme ui.Theme, title, at string) ui.Frame {
	f := ui.Frame{Page: samplePage(l, theme, title), User: "Sumaiya Akter", Role: l.Code("role", "receptionist"),
		Chambers: []ui.Option{{Value: "1", Label: "Dhanmondi", Selected: true}, {Value: "2", Label: "Uttara"}},
		Nav: []ui.NavItem{
			{Href: "/patients", Label: l.CommonNavPatients(), Icon: ui.IconPeople, Key: "p"},
			{Href: "/find", Label: l.CommonNavFind(), Short: l.CommonNavFindShort(), Icon: ui.IconAdd, Key: "r"},
			{Href: "/log", Label: l.CommonNavLog(), Icon: ui.IconLook, Key: "l", Second: true},
			{Href: "/staff", Label: l.CommonNavStaff(), Icon: ui.IconStaff, Key: "s", Second: true},
		}}
	for i := range f.Nav {
		f.Nav[i].Current = f.Nav[i].Href == at
	}
	return f
}

func findPage(l words.Lang, theme ui.Theme) templ.Component {
	f := sampleFrame(l, theme, l.PatientsFindTitle(), "/find")
	f.Find, f.FindWide = "01819 447206", true
	sexes := []ui.Option{{Value: "female", Label: l.PatientsSexFemale(), Selected: true}, {Value: "male", Label: l.PatientsSexMale()}, {Value: "other", Label: l.PatientsSexOther()}}
	problems := []ui.Problem{{Field: "age", Message: l.Error("age.bad", "")}}
	hits := in(ui.Rows(l.PatientsOnPhone(3, "01*******06")),
		ui.HitRow(ui.Hit{Href: "/patients/1", Name: "Shirin Akhter", Other: "শিরিন আখতার", OtherLang: "bn", Facts: []string{l.CommonAgeYears(41), l.PatientsSexFemale(), "P-00917", l.PatientsLastSeen(l.DayMonth(noon))}, Key: "1"}),
		ui.HitRow(ui.Hit{Href: "/patients/2", Name: "जहाँगीर आलम", Lang: "hi", Facts: []string{l.CommonAgeYears(47), l.PatientsSexMale(), "P-00918"}, Key: "2"}),
		ui.HitRow(ui.Hit{Href: "/patients/3", Name: "তানভীর আলম", Lang: "bn", Facts: []string{l.CommonAgeYears(9), l.PatientsSexMale(), "P-01102", l.PatientsChildOf("Shirin Akhter")}, Key: "3", Tag: ui.Pill(ui.Info, "", l.PatientsMinor())}),
	)
	form := in(ui.PostForm(f.Tokens, "/patients", "form", templ.Attributes{"data-draft": "patient.register"}),
		ui.ErrorSummary(l, problems),
		ui.Input(ui.Field{Name: "phone", Label: l.PatientsPhone(), Value: "01819 447206", Type: "tel", InputMode: "tel", Required: true}),
		ui.Input(ui.Field{Name: "name", Label: l.PatientsName(), Value: "Shireen Akter", Required: true, Autofocus: true}),
		in(ui.Note(ui.Warn, l.PatientsDuplicateMaybe("Shirin Akhter")), text(" "+l.PatientsDuplicatePhone()+" "+l.PatientsDuplicateSounds()+" "+l.PatientsDuplicateAge(1)),
			html(`<div class="acts">`), ui.Button(ui.Btn{Label: l.PatientsDuplicateSame(), Small: true, Name: "same", Value: "1"}), ui.Button(ui.Btn{Label: l.PatientsDuplicateOther(), Small: true, Name: "other", Value: "1"}), html(`</div>`)),
		ui.Input(ui.Field{Name: "age", Label: l.PatientsAgeOrBirth(), Value: "4o", Hint: l.PatientsAgeOrBirthHint(), Error: ui.ProblemOf(problems, "age"), Required: true, Attrs: templ.Attributes{"data-helper": "age"}}),
		ui.Segmented(ui.Field{Name: "sex", Label: l.PatientsSex()}, sexes),
		in(ui.FormFoot(), ui.Button(ui.Btn{Label: l.PatientsRegister(), Kind: ui.Primary, Large: true, Key: "↵"}), ui.SavedState(l.CommonSavedDraft(l.Clock(noon)))),
	)
	return in(ui.Shell(f),
		in(ui.Head(l.PatientsFindTitle(), l.PatientsFound(3))),
		in(ui.Columns(),
			in(ui.Column(),
				in(ui.Card("found", l.PatientsOnPhone(3, "01*******06")), hits,
					ui.Legend([]ui.Shortcut{{Keys: []string{"J", "K"}, Does: l.CommonKeysMove()}, {Keys: []string{"↵"}, Does: l.CommonKeysOpen()}, {Keys: []string{"N"}, Does: l.CommonKeysRegister()}}))),
			in(ui.Column(), in(ui.Card("register", l.PatientsSomeoneNew()), form))))
}

func patientPage(l words.Lang, theme ui.Theme) templ.Component {
	f := sampleFrame(l, theme, l.CommonNavPatients(), "/patients")
	f.Toast = l.PatientsRegistered("Rahima Khatun", "P-01284")
	why := []ui.Option{{Value: "call", Label: l.PatientsRevealWhyCall()}, {Value: "report", Label: l.PatientsRevealWhyReport()}}
	fact := func(term, value string) templ.Component { return in(ui.Fact(term), text(value)) }
	return in(ui.Shell(f),
		in(ui.PatientHead("Rahima Khatun", "রহিমা খাতুন", "bn", l.CommonAgeYears(54), l.PatientsSexFemale(), "P-01284"),
			ui.LinkButton("/patients/1/edit", ui.Btn{Label: l.CommonEdit(), Icon: ui.IconPen, Key: "e"})),
		in(ui.Columns(),
			in(ui.Column(),
				in(ui.Card("identity", l.PatientsIdentity()), in(ui.Pad(), in(ui.Facts(),
					fact(l.PatientsName(), "Rahima Khatun"), fact(l.PatientsBirth(), l.Date(time.Date(1972, 3, 5, 0, 0, 0, 0, time.UTC))), fact(l.PatientsSex(), l.PatientsSexFemale()),
					fact(l.PatientsGuardian(), "—"), fact(l.PatientsAddress(), "House 14, Road 7, Dhanmondi, Dhaka"), fact(l.PatientsBlood(), "B+"),
					fact(l.PatientsNotes(), "Hard of hearing, speak to her daughter.")))),
				in(ui.Card("looked", l.PatientsLooked(), l.PatientsLookedLead()), in(ui.Timeline(),
					in(ui.Event(l.Clock(noon), l.Act("READ", "patient")), html("<p>Sumaiya Akter · "+l.Code("role", "receptionist")+"</p>")),
					in(ui.Event(l.When(noon.Add(-26*time.Hour), noon), l.Act("REVEAL", "patient")), html("<p>Shila Biswas · "+l.PatientsRevealWhyCall()+"</p>")),
					in(ui.Event(l.When(noon.Add(-30*time.Hour), noon), l.Act("CREATE", "patient")), html("<p>Sumaiya Akter</p>"))))),
			in(ui.Column(),
				in(ui.Card("contacts", l.PatientsContacts()), in(ui.Pad(), in(ui.Facts(),
					in(ui.Fact(l.PatientsPhone()), ui.Masked(l, ui.Mask{ID: "c-1", Label: l.PatientsPhone(), Masked: "01*******18", Action: "/patients/1/reveal", Ask: l.PatientsRevealPhone(), Why: why, Tokens: f.Tokens, Error: l.Error("reason.empty", "")})),
					in(ui.Fact(l.PatientsPhoneOther()), ui.Masked(l, ui.Mask{ID: "c-2", Label: l.PatientsPhoneOther(), Full: "+91 98310 44523", Note: l.PatientsRevealShown()})),
					in(ui.Fact(l.PatientsNationalId()), ui.Masked(l, ui.Mask{ID: "c-3", Masked: "19*************7"})))),
				),
				in(ui.Card("family", l.PatientsFamily()), in(ui.Rows(l.PatientsFamily()), ui.HitRow(ui.Hit{Href: "/patients/9", Name: "সালমা আক্তার", Lang: "bn", Facts: []string{l.CommonAgeYears(29), "P-01219"}}))))))
}

func logPage(l words.Lang, theme ui.Theme) templ.Component {
	f := sampleFrame(l, theme, l.TrailTitle(), "/log")
	f.User, f.Role = "Dr Farhana Rahman", l.Code("role", "owner")
	row := func(open bool, when, who, role, act, rec, lang, no, where, why string, tone ui.Tone, out string) templ.Component {
		return in(ui.Row("", open), ui.CellText(l.TrailWhen(), when),
			in(ui.Cell(l.TrailWho()), html("<b>"+who+"</b> "+role)), ui.CellText(l.TrailWhat(), act),
			in(ui.Cell(l.TrailRecord()), html(`<a href="/log?entry=1" lang="`+lang+`">`+rec+"</a> "+no)), ui.CellText(l.TrailWhere(), where), ui.CellText(l.TrailWhy(), why),
			in(ui.Cell(l.TrailOutcome()), ui.State(tone, out)))
	}
	ok, no := l.Code("outcome", "OK"), l.Code("outcome", "DENIED")
	return in(ui.Shell(f),
		in(ui.Head(l.TrailTitle(), l.TrailCount(48217, l.Date(time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC)))), ui.PostButton(f.Tokens, "/log/verify", ui.Btn{Label: l.TrailVerify(), Kind: ui.Primary, Icon: ui.IconShield})),
		in(ui.Box("log", l.TrailCaption()),
			in(ui.Facing(ui.OK), html("<span><b>"+l.TrailVerifyEntries(l.Clock(noon), 47961)+"</b></span><span>"+l.TrailCheckpoint()+" <b>"+l.TrailCheckpointAt(48217, l.Clock(noon))+"</b></span><span>"+l.TrailRoot()+" <code>7f3a 91c2 0be4</code></span>")),
			in(ui.Filters("/log", l.TrailFilters(), l.TrailFilterApply()),
				ui.Select(ui.Field{Name: "who", Label: l.TrailWho()}, []ui.Option{{Label: l.CommonEveryone()}, {Value: "1", Label: "Sumaiya Akter"}}),
				ui.Select(ui.Field{Name: "verb", Label: l.TrailFilterVerb()}, []ui.Option{{Label: l.CommonAny()}, {Value: "READ", Label: l.Code("verb", "READ")}}),
				ui.Input(ui.Field{Name: "patient", Label: l.TrailFilterPatient()}),
				ui.Input(ui.Field{Name: "from", Label: l.TrailFilterFrom(), Type: "date", Value: "2026-11-22"}),
				ui.Input(ui.Field{Name: "to", Label: l.TrailFilterTo(), Type: "date", Value: "2026-11-22"})),
			in(ui.Table(ui.Grid{ID: "entries", Caption: l.TrailCaption(), Dense: true, Cols: []ui.Col{{Label: l.TrailWhen(), Class: "w-t"}, {Label: l.TrailWho(), Class: "w-l"}, {Label: l.TrailWhat(), Class: "w-m"}, {Label: l.TrailRecord(), Class: "w-l"}, {Label: l.TrailWhere(), Class: "w-m"}, {Label: l.TrailWhy()}, {Label: l.TrailOutcome(), Class: "w-s"}}}),
				row(false, "18:44:51", "Shila Biswas", l.Code("role", "nurse"), l.Act("UPDATE", "patient"), "Nasima Begum", "en", "P-00644", "10.0.4.21", l.TrailNoReason(), ui.OK, ok),
				row(true, "18:40:17", "Sumaiya Akter", l.Code("role", "receptionist"), l.Act("REVEAL", "patient"), "Rezaul Karim", "en", "P-00310", "Front desk PC", l.PatientsRevealWhyReport(), ui.OK, ok),
				in(ui.Detail("7"),
					html("<section><h2>"+l.TrailEntryTitle()+"</h2>"), in(ui.Facts(), in(ui.Fact(l.TrailEntry()), text("48,203 · REVEAL · contact.phone")), in(ui.Fact(l.TrailDevice()), text("Chromium on Linux, 10.0.4.21"))), html("</section><section><h2>"+l.TrailEntryProof()+"</h2>"),
					in(ui.Steps(true), in(ui.Step(), html(l.TrailEntryLeaf("9c41 e07b"))), in(ui.Step(), text(l.TrailEntryPath(16, "7f3a 91c2"))), in(ui.Step(), text(l.TrailVerifySigned(l.Clock(noon))))), html("</section>")),
				row(false, "18:22:09", "Imran Hossain", l.Code("role", "assistant"), l.Act("DENY", "patient"), "Selina Parvin", "en", "P-00058", "Own phone", l.TrailNoReason(), ui.Danger, no),
				row(false, "18:05:33", "Sumaiya Akter", l.Code("role", "receptionist"), l.Act("CREATE", "patient"), "सुनीता देवी", "hi", "P-01391", "Front desk PC", l.TrailNoReason(), ui.OK, ok),
				row(false, "17:55:46", "Sumaiya Akter", l.Code("role", "receptionist"), l.Act("READ", "patient"), "সালমা আক্তার", "bn", "P-01219", "Front desk PC", l.TrailNoReason(), ui.OK, ok)),
			ui.Pager(l, ui.Pages{Newer: "/log?a=1", Older: "/log?a=2", Text: l.CommonShown(50, 48217)}),
			ui.Legend([]ui.Shortcut{{Keys: []string{"J", "K"}, Does: l.CommonKeysMove()}, {Keys: []string{"↵"}, Does: l.CommonKeysOpen()}})),
		html("<br>"),
		in(ui.Card("tail", l.TrailLiveTitle(), l.TrailLiveLead()), in(ui.Live("tail-lines", "log", "/log/tail"), ui.Tail(l.TrailLiveTitle(), []string{"13:04:22 READ dr.smith→patient/1234 [OK]", "13:04:19 DENY imran→patient/0058 [DENIED]"}))))
}

func signInPage(l words.Lang, theme ui.Theme) templ.Component {
	p := samplePage(l, theme, l.SigninTitle())
	return in(ui.Gate(p, nil), in(ui.GateCard(l.SigninTitle(), l.SigninLead()),
		in(ui.PostForm(p.Tokens, "/sign-in", "", nil),
			ui.ErrorSummary(l, []ui.Problem{{Message: l.SigninWrong()}}),
			ui.Input(ui.Field{Name: "login", Label: l.SigninLogin(), Complete: "username", Value: "sumaiya@shapla.example", Autofocus: true, Required: true}),
			ui.Input(ui.Field{Name: "password", Label: l.SigninPassword(), Type: "password", Complete: "current-password", Required: true}),
			ui.Button(ui.Btn{Label: l.SigninSubmit(), Kind: ui.Primary, Large: true, Full: true, Key: "↵"}))))
}

func enrolPage(l words.Lang, theme ui.Theme) templ.Component {
	p := samplePage(l, theme, l.SigninEnrolTitle())
	aside := all(ui.QR("otpauth://totp/Shapla:sumaiya?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=Shapla", l.SigninEnrolQr()), html("<p>"+l.SigninEnrolManual()+"</p><code>JBSW Y3DP EHPK 3PXP</code>"))
	return in(ui.Gate(p, nil), in(ui.GateCardWide(l.SigninEnrolTitle(), l.SigninEnrolLead(), aside),
		ui.Done("Sumaiya Akter", "sumaiya@shapla.example", false),
		in(ui.Steps(false), in(ui.Step(), text(l.SigninEnrolStepApp())), in(ui.Step(), text(l.SigninEnrolStepScan())), in(ui.Step(), text(l.SigninEnrolStepCode()))),
		in(ui.PostForm(p.Tokens, "/enrol", "", nil),
			ui.Input(ui.Field{Name: "code", Label: l.SigninCode(), Hint: l.SigninCodeHint(), Complete: "one-time-code", InputMode: "numeric", Class: "otp", Max: 9, Value: "482"}),
			ui.Button(ui.Btn{Label: l.SigninEnrolSubmit(), Kind: ui.Primary, Large: true, Full: true}))))
}

func lockPage(l words.Lang, theme ui.Theme) templ.Component {
	p := samplePage(l, theme, l.CommonNavLock())
	return in(ui.Gate(p, ui.LockFoot(l)), in(ui.LockCard(l.SigninLockTitle(l.Clock(noon)), l.SigninLockIdle(15)),
		in(ui.Note(ui.OK, l.SigninLockDraft()), text(" "+l.SigninLockDraftAt(l.Clock(noon)))),
		ui.Done("Dr Farhana Rahman", "Shapla, Dhanmondi", true),
		in(ui.PostForm(p.Tokens, "/unlock", "", nil),
			ui.Input(ui.Field{Name: "password", Label: l.SigninLockPassword(), Type: "password", Complete: "current-password", Autofocus: true}),
			ui.Button(ui.Btn{Label: l.SigninLockUnlock(), Kind: ui.Primary, Large: true, Full: true, Key: "↵"})),
		html(`<div class="lock__f">`), ui.PostButton(p.Tokens, "/sign-out", ui.Btn{Label: l.SigninSomeoneElse(), Kind: ui.Quiet}), ui.PostButton(p.Tokens, "/sign-out", ui.Btn{Label: l.CommonSignOut(), Kind: ui.Quiet}), html(`</div>`)))
}

func ruinPage(l words.Lang, theme ui.Theme) templ.Component {
	p := samplePage(l, theme, l.CommonError404Title())
	return in(ui.Gate(p, nil), in(ui.Ruin(l, l.CommonError500Title(), l.CommonError500Text(), "7F3A-91C2"), ui.LinkButton("/", ui.Btn{Label: l.CommonErrorHome(), Kind: ui.Primary})))
}

func staffPage(l words.Lang, theme ui.Theme) templ.Component {
	f := sampleFrame(l, theme, l.StaffTitle(), "/staff")
	row := func(name, role string, state templ.Component) templ.Component {
		return in(ui.Row("", false), in(ui.Cell(l.StaffName()), html(`<a href="/staff/1">`+name+`</a>`)), ui.CellText(l.StaffRole(), role), in(ui.Cell(l.StaffState()), state), ui.CellText(l.StaffLastSeen(), l.Ago(noon.Add(-2*time.Hour), noon)))
	}
	rights := []ui.Option{}
	for _, p := range []string{"patient.list", "patient.create", "patient.edit", "patient.reveal_phone", "payment.collect", "audit.view"} {
		rights = append(rights, ui.Option{Value: p, Label: l.Code("permission", p), Selected: p != "audit.view"})
	}
	return in(ui.Shell(f),
		in(ui.Head(l.StaffTitle(), l.StaffCount(7)), ui.LinkButton("/staff/invite", ui.Btn{Label: l.StaffInvite(), Kind: ui.Primary, Icon: ui.IconPlus, Key: "n"})),
		in(ui.Columns(),
			in(ui.Column(),
				in(ui.Box("staff", l.StaffTitle()),
					in(ui.Stats(), ui.Stat(l.StaffStateActive(), l.Int(7), "", ui.Plain), ui.Stat(l.StaffStateInvited(), l.Int(1), l.Ago(noon.Add(-50*time.Hour), noon), ui.Plain), ui.Stat(l.StaffSecondMissing(), l.Int(1), "Dr Arif", ui.Warn))),
				in(ui.Box("people", l.StaffName()), in(ui.Table(ui.Grid{Caption: l.StaffTitle(), Cols: []ui.Col{{Label: l.StaffName()}, {Label: l.StaffRole()}, {Label: l.StaffState()}, {Label: l.StaffLastSeen()}}}),
					row("Dr Farhana Rahman", l.Code("role", "owner"), ui.State(ui.OK, l.StaffStateActive())),
					row("Dr Arif Chowdhury", l.Code("role", "associate"), ui.State(ui.Warn, l.StaffSecondMissing())),
					row("Imran Hossain", l.Code("role", "assistant"), ui.State(ui.Plain, l.StaffStateOff())))),
				in(ui.Box("none", l.StaffEmpty()), in(ui.Empty(ui.IconStaff, l.StaffEmpty(), l.StaffEmptyHint()), ui.LinkButton("/staff/invite", ui.Btn{Label: l.StaffInvite()})))),
			in(ui.Column(), in(ui.Card("role", l.StaffRoleChange(), "Sumaiya Akter"), in(ui.PostForm(f.Tokens, "/staff/1", "form", nil),
				ui.Select(ui.Field{Name: "role", Label: l.StaffRole(), Hint: l.StaffPermissionsLead()}, []ui.Option{{Value: "receptionist", Label: l.Code("role", "receptionist")}}),
				ui.Ticks(ui.Field{Name: "rights", Label: l.StaffPermissions()}, rights),
				ui.Tick(ui.Field{Name: "sure", Label: l.SigninRecoveryKept()}, true),
				ui.Input(ui.Field{Name: "reason", Label: l.StaffDeactivateReason(), Optional: l.CommonOptional(), Rows: 2, Value: "মাতৃত্বকালীন ছুটি", Lang: "bn"}),
				in(ui.FormFoot(), ui.Button(ui.Btn{Label: l.CommonSaveChanges(), Kind: ui.Primary}), ui.Button(ui.Btn{Label: l.StaffDeactivate(), Kind: ui.Destroying, Name: "off", Value: "1"}))), html("<hr>"),
				in(ui.Pad(), in(ui.Note(ui.Info, ""), text(l.StaffInviteLink())), in(ui.Note(ui.Danger, l.TrailVerifyBad()+"."), text(" "+l.TrailVerifyBadEntry(48203))), ui.Or(l.CommonOr()), html("<p>"), ui.Pill(ui.Danger, ui.IconAlert, l.PatientsRestricted()), html(" "), ui.Pill(ui.Plain, "", "Plain"), html(" "), ui.Kbd("g"), html("</p>"))))))
}

var samples = map[string]func(words.Lang, ui.Theme) templ.Component{
	"find": findPage, "patient": patientPage, "log": logPage, "signin": signInPage, "enrol": enrolPage, "lock": lockPage, "error": ruinPage, "staff": staffPage,
}

func render(t *testing.T, c templ.Component) string {
	t.Helper()
	var b strings.Builder
	if err := c.Render(context.Background(), &b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestGalleryPagesAreWrittenForLooking(t *testing.T) {
	if *galleryDir == "" {
		return
	}
	for name, page := range samples {
		for _, l := range words.All {
			for _, theme := range []ui.Theme{ui.Light, ui.Dark} {
				file := filepath.Join(*galleryDir, name+"-"+l.Tag()+"-"+string(theme)+".html")
				body := strings.ReplaceAll(render(t, page(l, theme)), assets.Prefix, "assets/")
				if err := os.WriteFile(file, []byte(body), 0o600); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	dir := filepath.Join(*galleryDir, "assets")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	for _, name := range assets.Names() {
		f, _ := assets.Asset(assets.URL(name))
		body := []byte(strings.ReplaceAll(string(f.Body), "url("+assets.Prefix, "url("))
		if err := os.WriteFile(filepath.Join(dir, filepath.Base(f.URL)), body, 0o600); err != nil {
			t.Fatal(err)
		}
	}
}
