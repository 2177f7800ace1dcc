package page

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"kosh/internal/base/ids"
	"kosh/internal/clinic/practice"
	"kosh/internal/storage/vault"
	"kosh/internal/ui"
)

// A Page is what a handler shows.
type Page struct {
	// Title is translated and holds nothing personal: browsers remember it.
	Title string
	Body  templ.Component
	// Fragment is what the browser code gets instead of the whole page:
	// elements with the ids of those they replace. nil sends the whole page,
	// which the code understands too.
	Fragment templ.Component
	Status   int    // 200 unless said
	Toast    string // what just happened, in words
	ToastIs  ui.Tone
	Find     string // what the find box holds
	FindWide bool   // this is the find page
	Foot     templ.Component
	Clinic   string // on a page before the door, when it is known
	Place    string // small, under the clinic
}

// An Answer is what a handler returns. Make one with Show, Gate, Redirect,
// Text or Stream.
type Answer struct {
	status   int
	kind     string // Content-Type
	body     []byte
	ready    bool // body is complete
	page     *Page
	gate     bool
	location string
	stream   func(http.ResponseWriter) error
}

// Show answers with a page inside the shell. It is for the closure of View,
// which draws the frame from the same transaction.
func (q *Request) Show(p Page) *Answer { return &Answer{page: &p} }

// Gate answers with a page before the door: sign-in, lock, errors.
func (q *Request) Gate(p Page) *Answer { return &Answer{page: &p, gate: true} }

// Redirect answers a form that was done: 303 to a path of this door.
func (q *Request) Redirect(location string) *Answer {
	return &Answer{status: http.StatusSeeOther, location: LocalPath(location, "/"), ready: true}
}

// Location is where an answer of Redirect or Update leads, "" for any other.
func (a *Answer) Location() string { return a.location }

// Text answers with plain text.
func (q *Request) Text(status int, text string) *Answer {
	return &Answer{status: status, kind: "text/plain; charset=utf-8", body: []byte(text), ready: true}
}

// Empty answers without a body.
func (q *Request) Empty(status int) *Answer { return &Answer{status: status, ready: true} }

// Stream hands the connection to write: live updates and assets. The headers of
// the door are already set; write sets its own and the status.
func (q *Request) Stream(write func(http.ResponseWriter) error) *Answer {
	return &Answer{stream: write, ready: true}
}

// Did returns location with a word for what was done, which the page after it
// finds in Request.Done. It is a code, never text.
func Did(location, code string) string {
	sep := "?"
	if strings.Contains(location, "?") {
		sep = "&"
	}
	return location + sep + "done=" + code
}

// Done returns the code that Did put into the address, or "".
func (q *Request) Done() string {
	if q.Method != http.MethodGet {
		return ""
	}
	return q.values.Get("done")
}

var errNotDrawn = errors.New("web: a page in the shell was not shown through View")

// pageOf is what every page says about itself.
func (q *Request) pageOf(p *Page) ui.Page {
	return ui.Page{Lang: q.Lang, Theme: q.Theme, Title: p.Title, Clinic: p.Clinic, Place: p.Place,
		Back: q.here(), Tokens: q.Tokens(), Demo: q.house.Demo}
}

// here is the address of this page for forms that come back to it: the path,
// and where it leads itself. Nothing else of an address is ever repeated in a
// page. A POST that showed a form again knows only what it carried.
func (q *Request) here() string {
	if q.Method == http.MethodPost {
		return LocalPath(q.values.Get("back"), "/")
	}
	on, query := url.Values{}, q.URL.Query()
	for _, name := range []string{"next", "back"} {
		if to := LocalPath(query.Get(name), ""); to != "" {
			on.Set(name, to)
		}
	}
	path := LocalPath(q.URL.EscapedPath(), "/")
	if len(on) == 0 {
		return path
	}
	return LocalPath(path+"?"+on.Encode(), path)
}

// draw renders a page in the shell into memory, inside the transaction whose
// grants make its menu.
func (q *Request) draw(tx *vault.Tx, a *Answer) error {
	if a == nil || a.page == nil || a.gate || a.ready {
		return nil
	}
	p := a.page
	if q.Fragment() && p.Fragment != nil {
		return a.render(q.Context(), p.Fragment)
	}
	clinic, err := practice.OfClinic(tx)
	if err != nil {
		return err
	}
	p.Clinic = clinic.Name
	g := tx.Grants()
	chambers, err := q.chambers(tx, g.Chamber)
	if err != nil {
		return err
	}
	for _, c := range chambers {
		if c.Selected {
			p.Place = c.Label
		}
	}
	f := ui.Frame{Page: q.pageOf(p), Find: p.Find, FindWide: p.FindWide, KeysOff: q.KeysOff,
		Idle: q.house.Idle, Toast: p.Toast, ToastIs: p.ToastIs, Chambers: chambers}
	f.User, f.Role = g.Name, q.Lang.Code("role", string(g.Role))
	f.Nav = Menu(q.house.Menu, g.Held, q.Lang, q.URL.Path)
	return a.render(templ.WithChildren(q.Context(), p.Body), ui.Shell(f))
}

// chambers lists where the person works, the present place selected.
func (q *Request) chambers(tx *vault.Tx, here ids.Chamber) ([]ui.Option, error) {
	places, err := practice.Places(tx, tx.Who().Account)
	if err != nil {
		return nil, err
	}
	var all []ui.Option
	for _, p := range places {
		all = append(all, ui.Option{Value: p.Chamber.String(), Label: p.Name, Selected: p.Chamber == here})
	}
	return all, nil
}

// finish renders what needs no transaction.
func (q *Request) finish(a *Answer) error {
	if a == nil {
		return errors.New("web: a handler answered nothing")
	}
	if a.ready {
		return nil
	}
	if !a.gate {
		return errNotDrawn
	}
	if q.Fragment() && a.page.Fragment != nil {
		return a.render(q.Context(), a.page.Fragment)
	}
	foot := a.page.Foot
	if foot == nil {
		foot = q.promise()
	}
	return a.render(templ.WithChildren(q.Context(), a.page.Body), ui.Gate(q.pageOf(a.page), foot))
}

// promise is the line under a page before the door: which address this is, so
// that people learn to look. The door has checked that the host is its own.
func (q *Request) promise() templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		if _, err := io.WriteString(w, "<p>"); err != nil {
			return err
		}
		if err := ui.Draw(ui.IconShield).Render(ctx, w); err != nil {
			return err
		}
		_, err := io.WriteString(w, templ.EscapeString(q.Lang.CommonPromisePlace(q.Host)+" "+q.Lang.CommonPromiseDevices())+"</p>")
		return err
	})
}

func (a *Answer) render(ctx context.Context, c templ.Component) error {
	var b bytes.Buffer
	if err := c.Render(ctx, &b); err != nil {
		return err
	}
	a.body, a.kind, a.ready = b.Bytes(), "text/html; charset=utf-8", true
	if a.status == 0 {
		a.status = a.page.Status
	}
	return nil
}

// send writes a finished answer.
func (q *Request) send(w http.ResponseWriter, a *Answer) (int, error) {
	h := w.Header()
	if q.Route.Cache != Immutable {
		h.Set("Cache-Control", "no-store")
	}
	if a.stream != nil {
		return http.StatusOK, a.stream(w)
	}
	if q.mayCompress(a) {
		a.body = compress(a.body)
		h.Set("Content-Encoding", "gzip")
	}
	if a.status == 0 {
		a.status = http.StatusOK
	}
	if a.location != "" {
		h.Set("Location", a.location)
	}
	if a.kind != "" {
		h.Set("Content-Type", a.kind)
	}
	if a.status != http.StatusNoContent {
		h.Set("Content-Length", strconv.Itoa(len(a.body)))
	}
	w.WriteHeader(a.status)
	_, err := w.Write(a.body)
	return a.status, err
}
