package web

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"
	"slices"
	"strings"

	"kosh/internal/base/errs"
	"kosh/internal/base/ids"
	"kosh/internal/web/page"
)

// A trace collects what the log says of one request.
type trace struct {
	id     string
	route  string
	visit  page.Visit
	out    page.Outcome
	keep   []string // cookies that are due whatever the answer is
	wrote  bool
	cut    bool // the answer had begun when the handler failed
	status int
}

type traceKey struct{}

func traceOf(r *http.Request) *trace { return r.Context().Value(traceKey{}).(*trace) }

// recorder notices whether an answer has begun.
type recorder struct {
	http.ResponseWriter
	t *trace
}

func (w *recorder) WriteHeader(status int) {
	w.t.wrote = true
	if w.t.status == 0 {
		w.t.status = status
	}
	w.ResponseWriter.WriteHeader(status)
}

func (w *recorder) Write(b []byte) (int, error) {
	if !w.t.wrote {
		w.WriteHeader(http.StatusOK)
	}
	return w.ResponseWriter.Write(b)
}

// Unwrap lets http.ResponseController reach the connection.
func (w *recorder) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// ServeHTTP takes one request through the chain; the order is the security
// argument of the package.
func (d *Door) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	began := d.cfg.Clock.Now()
	t := &trace{id: ids.New[ids.Record](began).Short(), route: "none"}
	rec := &recorder{w, t}
	r = r.WithContext(context.WithValue(r.Context(), traceKey{}, t))
	defer func() {
		p := recover()
		if p != nil {
			d.panicked(rec, r, p)
		}
		d.log(r, t, began)
		if p != nil && t.cut {
			panic(http.ErrAbortHandler) // half an answer must not look whole
		}
	}()
	d.headers(rec.Header())
	if !d.hostKnown(r) {
		d.refuse(rec, r, page.Refuse(http.StatusMisdirectedRequest, errs.New(errs.NotFound, "There is no such host here.")))
		return
	}
	r.Body = http.MaxBytesReader(rec, r.Body, maxBody)
	d.find(rec, r)
}

// find finds the route, or answers that there is none, or not with this method.
func (d *Door) find(w http.ResponseWriter, r *http.Request) {
	if _, pattern := d.mux.Handler(r); pattern != "" {
		d.mux.ServeHTTP(w, r) // sets the path values
		return
	}
	for _, m := range []string{http.MethodGet, http.MethodPost} {
		probe := &http.Request{Method: m, URL: r.URL, Host: r.Host}
		if _, other := d.mux.Handler(probe); other != "" && m != r.Method {
			w.Header().Set("Allow", m)
			d.refuse(w, r, page.Refuse(http.StatusMethodNotAllowed, errs.New(errs.NotFound, "This address cannot be used that way.")))
			return
		}
	}
	d.refuse(w, r, errs.New(errs.NotFound, "There is nothing here that you can open."))
}

// nowhere is the route of a request that has none.
var nowhere = &page.Route{Area: "door", Method: "GET", Pattern: "/", Public: "says that there is nothing", Rate: page.Anonymous, Cache: page.NoStore}

// refuse answers a request that reached no route.
func (d *Door) refuse(w http.ResponseWriter, r *http.Request, err error) {
	t := traceOf(r)
	q := page.NewRequest(d.house, nowhere, t.visit, t.id, w, r)
	if lerr := d.admit(r, page.Anonymous, t.visit); lerr != nil {
		err = lerr
	}
	t.out = q.Fail(w, err)
}

// serve is the part of the chain that knows the route.
func (d *Door) serve(route *page.Route) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		t := traceOf(r)
		t.route = route.Name()
		fail := func(err error) {
			t.out = page.NewRequest(d.house, route, t.visit, t.id, w, r).Fail(w, err)
		}
		if route.AnyOrigin == "" && d.origin.Check(r) != nil {
			fail(page.ErrOrigin)
			return
		}
		visit, err := d.visit(w, r, route)
		t.keep = slices.Clone(w.Header()["Set-Cookie"])
		if err != nil {
			fail(err)
			return
		}
		t.visit = visit
		if err := d.admit(r, route.Rate, visit); err != nil {
			fail(err)
			return
		}
		q := page.NewRequest(d.house, route, visit, t.id, w, r)
		if route.Public == "" && !visit.SignedIn() && landed(r) {
			t.out = q.Land(w)
			return
		}
		t.out = q.Serve(w)
	})
}

func (d *Door) panicked(w http.ResponseWriter, r *http.Request, p any) {
	t := traceOf(r)
	d.cfg.Log.Error("panic", "id", t.id, "route", t.route, "value", page.Scrub(fmt.Sprint(p)), "stack", string(debug.Stack()))
	t.out = page.Outcome{Status: http.StatusInternalServerError, Kind: "panic"}
	if t.wrote {
		t.cut = true
		return
	}
	h := w.Header()
	h.Del("Set-Cookie") // the handler's; a renewed token without its cookie would end the session
	for _, c := range t.keep {
		h.Add("Set-Cookie", c)
	}
	h.Del("Content-Encoding")
	t.out = page.NewRequest(d.house, nowhere, page.Visit{}, t.id, w, r).Fail(w, errs.New(errs.Internal, ""))
	t.out.Kind = "panic"
}

// log writes the one line of a request. The route is its pattern, so no record's
// identifier is in it; identifiers of clinic and session are cut short.
func (d *Door) log(r *http.Request, t *trace, began interface{ UnixMicro() int64 }) {
	level := slog.LevelInfo
	if t.status >= 500 || t.out.Status >= 500 {
		level = slog.LevelError
	}
	status := t.out.Status
	if status == 0 {
		status = t.status
	}
	attrs := []slog.Attr{
		slog.String("id", t.id), slog.String("method", method(r.Method)), slog.String("route", t.route),
		slog.Int("status", status), slog.Int64("us", d.cfg.Clock.Now().UnixMicro()-began.UnixMicro()),
	}
	if t.out.Kind != "" {
		attrs = append(attrs, slog.String("kind", t.out.Kind))
	}
	if t.out.Cause != "" {
		attrs = append(attrs, slog.String("cause", t.out.Cause))
	}
	if !t.visit.Who.Session.IsZero() {
		attrs = append(attrs, slog.String("tenant", t.visit.Who.Tenant.Short()), slog.String("session", t.visit.Who.Session.Short()))
	}
	d.cfg.Log.LogAttrs(context.WithoutCancel(r.Context()), level, "request", attrs...)
}

// method is the request's, when it is one of the standard: anything else is the
// sender's text and does not belong in a log.
func method(m string) string {
	switch m {
	case "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT":
		return m
	}
	return "other"
}

// landed reports whether a link elsewhere led here: the browser then sends no
// session cookie although there may be one.
func landed(r *http.Request) bool {
	site := r.Header.Get("Sec-Fetch-Site")
	return r.Method == http.MethodGet && (site == "cross-site" || site == "same-site") &&
		strings.EqualFold(r.Header.Get("Sec-Fetch-Mode"), "navigate")
}
