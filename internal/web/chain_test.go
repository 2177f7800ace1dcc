package web

import (
	"bytes"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"kosh/internal/base/clock"
	"kosh/internal/security/ratelimit"
	"kosh/internal/web/page"
)

// closet is a door with routes of its own and no stores behind it.
func closet(log *bytes.Buffer, routes ...page.Route) *Door {
	clk := clock.At(time.Date(2026, 3, 5, 6, 0, 0, 0, time.UTC))
	d := &Door{cfg: Config{Clock: clk, Log: slog.New(slog.NewJSONHandler(log, nil)), Limits: ratelimit.New(clk, 64)}, mux: http.NewServeMux(),
		origin: http.NewCrossOriginProtection(), hosts: map[string]bool{"kosh.test": true}, rates: Rates{}.filled(), stop: make(chan struct{})}
	d.house = &page.House{Clock: clk, Log: d.cfg.Log}
	d.routes = page.Table("closet", routes...)
	for i := range d.routes {
		d.mux.Handle(d.routes[i].Name(), d.serve(&d.routes[i]))
	}
	return d
}

func route(h page.Handler) page.Route {
	return page.Route{Method: "GET", Pattern: "/x", Public: "a test", Rate: page.Anonymous, Cache: page.NoStore, Handle: h}
}

func get(d *Door) (w *httptest.ResponseRecorder, cut any) {
	r := httptest.NewRequest("GET", "/x", nil)
	r.Host = "kosh.test"
	w = httptest.NewRecorder()
	defer func() { cut = recover() }()
	d.ServeHTTP(w, r)
	return w, nil
}

func TestAPanicIsA500ThatShowsNothing(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	w, cut := get(closet(&log, route(func(q *page.Request) (*page.Answer, error) {
		q.SetCookie(&http.Cookie{Name: "__Host-half", Value: "done"})
		panic(fmt.Sprintf("reading %q of 01711234567", "Rahima Khatun"))
	})))
	if cut != nil || w.Code != 500 || strings.Contains(w.Body.String(), "Rahima") || strings.Contains(w.Body.String(), "goroutine") {
		t.Errorf("%v %d %s", cut, w.Code, w.Body)
	}
	if w.Header().Get("Set-Cookie") != "" || w.Header().Get("Content-Security-Policy") == "" {
		t.Errorf("%v", w.Header())
	}
	if s := log.String(); strings.Contains(s, "Rahima") || strings.Contains(s, "01711234567") || !strings.Contains(s, `"kind":"panic"`) || !strings.Contains(s, "chain_test.go") {
		t.Errorf("the log: %s", s)
	}
}

func TestHalfAnAnswerIsCutOff(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	_, cut := get(closet(&log, route(func(q *page.Request) (*page.Answer, error) {
		return q.Stream(func(w http.ResponseWriter) error {
			w.Write([]byte("first half"))
			panic("in the middle")
		}), nil
	})))
	if err, ok := cut.(error); !ok || !errors.Is(err, http.ErrAbortHandler) {
		t.Errorf("the connection stays open: %v", cut)
	}
	if !strings.Contains(log.String(), `"kind":"panic"`) {
		t.Errorf("the log: %s", log.String())
	}
}

func TestADeviceIsDescribedInAFewWords(t *testing.T) {
	t.Parallel()
	for ua, want := range map[string]string{
		"Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0":                                                        "Firefox on Windows",
		"Mozilla/5.0 (Linux; Android 14; SM-A155F) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/27.0 Chrome/125.0 Mobile Safari/537.36":  "Samsung Internet on Android",
		"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36 Edg/141.0.0.0":           "Edge on Windows",
		"Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1": "Safari on iPhone",
		"curl/8.5.0": "curl",
		"":           "Unknown device",
		"<script>alert(1)</script> \u202e Rahima": "Unknown device",
	} {
		if got := agent(ua); got != want {
			t.Errorf("%q is %q, want %q", ua, got, want)
		}
	}
}

func TestAPanicKeepsTheRenewedTokensOfTheSession(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	w, _ := get(closet(&log, route(func(q *page.Request) (*page.Answer, error) {
		traceOf(q.Request).keep = []string{"__Host-kosh-refresh=renewed"} // as visit leaves it
		q.SetCookie(&http.Cookie{Name: "__Host-half", Value: "done"})
		panic("after the old token was spent")
	})))
	if got := w.Header().Values("Set-Cookie"); len(got) != 1 || got[0] != "__Host-kosh-refresh=renewed" {
		t.Errorf("the browser is left with a spent token: %v", got)
	}
}
