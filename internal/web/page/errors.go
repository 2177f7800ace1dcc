package page

import (
	"errors"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"time"

	"github.com/a-h/templ"

	"kosh/internal/base/errs"
	"kosh/internal/ui"
	"kosh/internal/ui/words"
)

// A httpError is a refusal of the frame itself, before any room was asked.
type httpError struct {
	status int
	err    error
}

func (e *httpError) Error() string { return http.StatusText(e.status) }
func (e *httpError) Unwrap() error { return e.err }

// Refuse makes err answer with status instead of that of its kind.
func Refuse(status int, err error) error { return &httpError{status, err} }

var (
	errNoKey   = Refuse(http.StatusBadRequest, &errs.Error{Kind: errs.Invalid, Code: "csrf", Public: "This form is too old. Open the page again."})
	errForm    = Refuse(http.StatusBadRequest, &errs.Error{Kind: errs.Invalid, Code: "characters", Public: "This form cannot be read."})
	errLarge   = Refuse(http.StatusRequestEntityTooLarge, &errs.Error{Kind: errs.Invalid, Code: "body.large", Public: "This is too large to send."})
	errMedia   = Refuse(http.StatusUnsupportedMediaType, &errs.Error{Kind: errs.Invalid, Code: "characters", Public: "This form cannot be read."})
	errSignIn  = &errs.Error{Kind: errs.Unauthorized, Code: "kind.unauthorized", Public: "Please sign in."}
	errLocked  = Refuse(http.StatusLocked, &errs.Error{Kind: errs.Unauthorized, Code: "session.locked", Public: "This session is locked."})
	ErrOrigin  = Refuse(http.StatusForbidden, &errs.Error{Kind: errs.Forbidden, Code: "csrf", Public: "This form came from elsewhere."})
	ErrTooMany = &errs.Error{Kind: errs.TooMany, Code: "rate.wait", Public: "Too many requests. Wait a minute and try again."}
)

// Status maps an error to an HTTP status; it is the only such map of the door.
func Status(err error) int {
	if h, ok := errors.AsType[*httpError](err); ok {
		return h.status
	}
	switch errs.KindOf(err) {
	case errs.Invalid:
		return http.StatusUnprocessableEntity
	case errs.Unauthorized:
		return http.StatusUnauthorized
	case errs.Forbidden:
		return http.StatusForbidden
	case errs.NotFound:
		return http.StatusNotFound
	case errs.Conflict:
		return http.StatusConflict
	case errs.TooMany:
		return http.StatusTooManyRequests
	case errs.Unavailable:
		return http.StatusServiceUnavailable
	}
	return http.StatusInternalServerError
}

// Problems translates the sentences of err: those of fields, else the one.
func Problems(l words.Lang, err error) []ui.Problem {
	if all := ui.Problems(l, err); len(all) > 0 {
		return all
	}
	return []ui.Problem{{Message: l.Explain(err)}}
}

// A tooSoon is the cause of a refusal by rate; RetryAfter reads it.
type tooSoon struct{ wait time.Duration }

func (t *tooSoon) Error() string { return "wait " + strconv.Itoa(t.Seconds()) + " s" }

func (t *tooSoon) Seconds() int { return int((t.wait + time.Second - 1) / time.Second) }

// TooSoon refuses what was asked too often; wait is until it may be asked again.
func TooSoon(wait time.Duration) error {
	return &errs.Error{Kind: errs.TooMany, Code: "rate.wait", Public: "Too many requests. Wait a minute and try again.", Cause: &tooSoon{wait}}
}

// RetryAfter returns how long the caller of a refused request should wait.
func RetryAfter(err error) time.Duration {
	var w interface{ Seconds() int }
	if errors.As(err, &w) {
		return time.Duration(max(w.Seconds(), 1)) * time.Second
	}
	return time.Minute
}

// SetRetryAfter says in h when to come back.
func SetRetryAfter(h http.Header, err error) {
	h.Set("Retry-After", strconv.Itoa(int(RetryAfter(err).Seconds())))
}

// fail turns an error into its answer: a page in the person's language that
// shows nothing of the inside. Whoever is not signed in is sent to the sign-in,
// and comes back after it.
func (q *Request) fail(err error) *Answer {
	status := Status(err)
	l := q.Lang
	if status == http.StatusUnauthorized && !q.stream() {
		return q.Redirect(q.signInPath())
	}
	if status == http.StatusTooManyRequests || status == http.StatusServiceUnavailable {
		SetRetryAfter(q.out, err)
	}
	title, text := l.Explain(err), ""
	code := ""
	switch status {
	case http.StatusForbidden:
		title, text = l.CommonError403Title(), l.Explain(err)
	case http.StatusNotFound:
		title, text = l.CommonError404Title(), l.CommonError404Text()
	case http.StatusMethodNotAllowed:
		title, text = l.CommonError405Title(), ""
	case http.StatusConflict:
		title, text = l.CommonError409Title(), l.Explain(err)
	case http.StatusTooManyRequests:
		title, text = l.CommonError429Title(), l.CommonError429Text(int(RetryAfter(err).Seconds()))
	case http.StatusInternalServerError:
		title, text, code = l.CommonError500Title(), l.CommonError500Text(), q.ID
	case http.StatusServiceUnavailable:
		title, text, code = l.CommonError503Title(), l.CommonError503Text(), q.ID
	}
	if q.Fragment() {
		return q.failFragment(status, title, text)
	}
	home := ui.LinkButton("/", ui.Btn{Label: l.CommonErrorHome(), Kind: ui.Primary})
	a := q.Gate(Page{Title: title, Status: status, Foot: templ.NopComponent, Body: within(ui.Ruin(l, title, text, code), home)})
	if rerr := q.finish(a); rerr != nil {
		return q.Text(status, title)
	}
	return a
}

// failFragment says what went wrong in the line every page keeps for it.
func (q *Request) failFragment(status int, title, text string) *Answer {
	a := &Answer{page: &Page{Status: status}}
	if text == "" {
		text = title
	}
	if err := a.render(q.Context(), ui.Toast(ui.Danger, text)); err != nil {
		return q.Text(status, text)
	}
	return a
}

// signInPath is where somebody who is not signed in goes, and how they come
// back: only to a page they asked for, never to a form's target.
func (q *Request) signInPath() string {
	v := url.Values{}
	if at := q.origin(); at != "/" && q.Method == http.MethodGet {
		v.Set("next", at)
	}
	if q.Visit.Ended {
		v.Set("done", "ended")
	}
	if len(v) == 0 {
		return "/sign-in"
	}
	return "/sign-in?" + v.Encode()
}

var (
	quoted = regexp.MustCompile("\"[^\"]*\"|'[^']*'|`[^`]*`")
	digits = regexp.MustCompile(`[0-9০-৯०-९][0-9০-৯०-९ -]{4,}`)
)

// Scrub cuts what could be personal out of an error's text for the log: quoted
// input and long runs of digits. Rooms put neither into causes; a parser of the
// standard library does.
func Scrub(s string) string {
	s = digits.ReplaceAllString(quoted.ReplaceAllString(s, "…"), "…")
	if len(s) > 300 {
		s = s[:300]
	}
	return s
}
