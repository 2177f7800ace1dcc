package page

import (
	"context"
	"io"
	"net/http"
	"strconv"
	"sync"
	"time"

	"github.com/a-h/templ"

	"kosh/internal/base/ids"
	"kosh/internal/clinic/drafts"
	"kosh/internal/storage/vault"
	"kosh/internal/ui"
)

// A Sheet is a form that keeps what is typed: each field holds what came with
// this request, else what the person left unsent, else what is stored.
//
//	sheet, err := q.Sheet(tx, "register")
//	…
//	@ui.PostForm(q.Tokens(), "/patients", "form", sheet.Attrs()) {
//		@sheet.Note(q)
//		@ui.Input(ui.Field{Name: "name", Value: sheet.Value("name", "")})
//	}
//
// The act that sends the form calls drafts.Discard in its own transaction.
type Sheet struct {
	form     string
	subject  ids.Patient
	draft    drafts.Draft
	restored bool
	sent     *Request // the request that brought the fields, if one did
	zone     string
}

// Sheet loads the person's draft of a form about nobody yet.
func (q *Request) Sheet(tx *vault.Tx, form string) (Sheet, error) {
	d, found, err := drafts.Load(tx, form)
	return q.sheet(tx, form, ids.Patient{}, d, found), err
}

// SheetFor loads the person's draft of a form about a patient.
func (q *Request) SheetFor(pt *vault.PatientTx, form string) (Sheet, error) {
	d, found, err := drafts.LoadFor(pt, form)
	return q.sheet(pt.Tx, form, pt.ID, d, found), err
}

func (q *Request) sheet(tx *vault.Tx, form string, subject ids.Patient, d drafts.Draft, found bool) Sheet {
	s := Sheet{form: form, subject: subject, draft: d, restored: found, zone: tx.Zone()}
	if q.Method == http.MethodPost {
		s.sent = q
	}
	return s
}

// Restored reports whether the fields come from a draft.
func (s Sheet) Restored() bool { return s.restored && s.sent == nil }

// Value returns what field name holds; stored is what the record says.
func (s Sheet) Value(name, stored string) string {
	if s.sent != nil {
		return s.sent.Value(name)
	}
	if s.restored {
		if v, ok := s.draft.Fields[name]; ok {
			return v
		}
	}
	return stored
}

// Checked returns whether a tick is set; stored is what the record says. In a
// draft an absent tick is one taken away.
func (s Sheet) Checked(name string, stored bool) bool {
	if s.sent != nil {
		return s.sent.Checked(name)
	}
	if s.restored {
		return s.draft.Fields[name] != ""
	}
	return stored
}

// Attrs make the browser code save the form while it is typed.
func (s Sheet) Attrs() templ.Attributes {
	subject := ""
	if !s.subject.IsZero() {
		subject = s.subject.String()
	}
	return templ.Attributes{"data-draft": s.form, "data-subject": subject, "data-version": strconv.FormatInt(s.draft.Version, 10)}
}

// Note says that unsent text is back, and offers to discard it. It stands
// outside the form.
func (s Sheet) Note(q *Request) templ.Component {
	if !s.Restored() {
		return templ.NopComponent
	}
	at := q.Lang.When(s.draft.Updated.In(Zone(s.zone)), q.Now().In(Zone(s.zone)))
	discard := within(ui.PostButton(q.Tokens(), ui.PathDrafts+"/discard", ui.Btn{Label: q.Lang.CommonDraftDiscard(), Small: true, Kind: ui.Quiet}),
		templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
			for _, f := range [][2]string{{"form", s.form}, {"back", q.here()}} {
				if err := ui.Value(f[0], f[1]).Render(ctx, w); err != nil {
					return err
				}
			}
			return nil
		}))
	return within(ui.Note(ui.Info, q.Lang.CommonDraftRestored(at)), discard)
}

var zones sync.Map // name to *time.Location: reading one costs a file

// Zone returns a clinic's time zone; UTC when the name is unknown to this
// machine.
func Zone(name string) *time.Location {
	if z, ok := zones.Load(name); ok {
		return z.(*time.Location)
	}
	z, err := time.LoadLocation(name)
	if err != nil {
		return time.UTC
	}
	zones.Store(name, z)
	return z
}
