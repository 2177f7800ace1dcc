package page

import (
	"context"
	"io"
	"net/http"
	"net/url"

	"github.com/a-h/templ"

	"kosh/internal/base/errs"
	"kosh/internal/ui"
	"kosh/internal/ui/words"
)

// within draws outer with inner as its children.
func within(outer, inner templ.Component) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		return outer.Render(templ.WithChildren(ctx, inner), w)
	})
}

// Names of the cookies that hold how pages look. They are read by the server
// only, so that nothing changes after a page is drawn.
const (
	CookieLang  = "__Host-kosh-lang"
	CookieTheme = "__Host-kosh-theme"
	CookieKeys  = "__Host-kosh-keys"
)

// An Outcome is what became of a request, for the log.
type Outcome struct {
	Status int
	Kind   string // of the error, or ""
	Cause  string // scrubbed, only when the fault is ours
}

// NewRequest makes the request of route for a visitor; w's headers are those of
// the answer to come.
func NewRequest(house *House, route *Route, visit Visit, id string, w http.ResponseWriter, r *http.Request) *Request {
	q := &Request{Request: r, house: house, Route: route, Visit: visit, ID: id, out: w.Header()}
	q.Lang = words.FromHeader(r.Header.Get("Accept-Language"))
	if c, err := r.Cookie(CookieLang); err == nil {
		if l, ok := words.ParseLang(c.Value); ok {
			q.Lang = l
		}
	}
	if c, err := r.Cookie(CookieTheme); err == nil {
		q.Theme = ui.ParseTheme(c.Value)
	}
	if c, err := r.Cookie(CookieKeys); err == nil {
		q.KeysOff = c.Value == "off"
	}
	return q
}

// Serve answers q: who may come, what the form says, the handler, the page. It
// writes to w last, when nothing can fail any more but the connection.
func (q *Request) Serve(w http.ResponseWriter) Outcome {
	a, err := q.answer()
	return q.conclude(w, a, err)
}

// Fail answers q with an error that stopped it before its handler.
func (q *Request) Fail(w http.ResponseWriter, err error) Outcome { return q.conclude(w, nil, err) }

func (q *Request) answer() (*Answer, error) {
	if q.Route.Public == "" {
		switch {
		case !q.Visit.SignedIn():
			return nil, errSignIn
		case q.Visit.Locked && q.Route.Locked == "":
			return q.locked()
		}
	}
	if err := q.parse(); err != nil {
		return nil, err
	}
	a, err := q.Route.Handle(q)
	if err != nil {
		return nil, err
	}
	if q.Route.Need != 0 && !q.entered {
		return nil, errUngated
	}
	return a, q.finish(a)
}

// locked leads to the lock page; the browser code follows there from a fragment
// too, so that what was on show goes. A stream is refused with 423.
func (q *Request) locked() (*Answer, error) {
	if q.stream() {
		return nil, errLocked
	}
	return q.Redirect(LockPath(q.origin())), nil
}

// stream reports whether a browser asks for live updates.
func (q *Request) stream() bool { return q.Header.Get("Accept") == "text/event-stream" }

// origin is the page a person was on: of a fragment or form only the page that
// carries it knows, so these lead to the start page unless they say.
func (q *Request) origin() string {
	if q.Fragment() {
		return "/"
	}
	return q.here()
}

// LockPath is the lock page that leads back to path.
func LockPath(path string) string {
	if path == "/" || path == "" {
		return ui.PathLock
	}
	return ui.PathLock + "?back=" + url.QueryEscape(path)
}

// Land answers somebody whom a link elsewhere led here: the session's cookies,
// being SameSite=Strict, did not come with the request, and will when the person
// follows this page's own link.
func (q *Request) Land(w http.ResponseWriter) Outcome {
	on := ui.LinkButton(q.here(), ui.Btn{Label: q.Lang.CommonContinue(), Kind: ui.Primary, Large: true, Full: true, Attrs: templ.Attributes{"autofocus": true}})
	a := q.Gate(Page{Title: q.Lang.SigninLandingTitle(), Body: within(ui.GateCard(q.Lang.SigninLandingTitle(), q.Lang.SigninLandingLead()), on)})
	err := q.finish(a)
	return q.conclude(w, a, err)
}

func (q *Request) conclude(w http.ResponseWriter, a *Answer, err error) Outcome {
	var out Outcome
	if err != nil {
		out.Kind = errs.KindOf(err).String()
		if s := Status(err); s >= 500 {
			out.Cause = Scrub(err.Error())
		}
		a = q.fail(err)
	}
	var werr error
	out.Status, werr = q.send(w, a)
	if werr != nil && out.Kind == "" {
		out.Kind = "unsent"
	}
	return out
}
