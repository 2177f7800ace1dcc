// Package bench measures a running server from outside, over TLS, as browsers
// use it: sign-in, reading a patient, searching, registering. The server is
// another process; its processor time is read from the system, not asked for.
//
// The client shares the machine with the server, so requests per second are a
// floor. Every answer is checked: a status other than the one expected is an
// error and is counted, not measured.
package bench

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"regexp"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"kosh/internal/base/clock"
	"kosh/internal/base/ids"
)

// A Target is a signed-in server and what is known of its data.
type Target struct {
	URL      string
	PID      int // of the server on this machine; 0 measures no processor time
	Patients []string
	sessions []*session
	clock    clock.Clock
	pool     *x509.CertPool
	probe    *http.Client
}

// A session is one signed-in browser.
type session struct {
	client  *http.Client
	base    string
	cookies string
}

// NewTarget trusts the certificate authority in caFile.
func NewTarget(base, caFile string, pid int, clk clock.Clock) (*Target, func(cookies string) error, error) {
	pem, err := os.ReadFile(caFile)
	if err != nil {
		return nil, nil, err
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(pem) {
		return nil, nil, fmt.Errorf("%s holds no certificate", caFile)
	}
	t := &Target{URL: base, PID: pid, clock: clk, pool: pool, probe: newClient(pool)}
	add := func(cookies string) error {
		t.sessions = append(t.sessions, &session{client: newClient(pool), base: base, cookies: cookies})
		return nil
	}
	return t, add, nil
}

func newClient(pool *x509.CertPool) *http.Client {
	return &http.Client{
		Timeout:       30 * time.Second,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		Transport: &http.Transport{
			TLSClientConfig:     &tls.Config{RootCAs: pool, MinVersion: tls.VersionTLS13},
			MaxIdleConnsPerHost: 64, DisableCompression: true,
		},
	}
}

// send does one request with the session's cookies and returns status and body.
func (s *session) send(ctx context.Context, method, path string, form url.Values, fragment bool) (int, []byte, error) {
	var body io.Reader
	if form != nil {
		body = strings.NewReader(form.Encode())
	}
	req, err := http.NewRequestWithContext(ctx, method, s.base+path, body)
	if err != nil {
		return 0, nil, err
	}
	if form != nil {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	if fragment {
		req.Header.Set("X-Fragment", "1")
	}
	req.Header.Set("Cookie", s.cookies)
	req.Header.Set("Sec-Fetch-Site", "same-origin")
	resp, err := s.client.Do(req)
	if err != nil {
		return 0, nil, err
	}
	defer resp.Body.Close()
	s.keep(resp.Cookies())
	b, err := io.ReadAll(resp.Body)
	return resp.StatusCode, b, err
}

// keep replaces cookies the server renewed. A session is used by one worker.
func (s *session) keep(set []*http.Cookie) {
	for _, c := range set {
		var all []string
		for part := range strings.SplitSeq(s.cookies, "; ") {
			if part != "" && !strings.HasPrefix(part, c.Name+"=") {
				all = append(all, part)
			}
		}
		if c.MaxAge >= 0 && c.Value != "" {
			all = append(all, c.Name+"="+c.Value)
		}
		s.cookies = strings.Join(all, "; ")
	}
}

// SignIn opens a browser with a one-time link: the page, then its form.
func (t *Target) SignIn(ctx context.Context, link string, add func(string) error) error {
	if err := add(""); err != nil {
		return err
	}
	s := t.sessions[len(t.sessions)-1]
	path := strings.TrimPrefix(link, t.URL)
	status, body, err := s.send(ctx, "GET", path, nil, false)
	if err != nil || status != http.StatusOK {
		return fmt.Errorf("opening the sign-in link: status %d, %v", status, err)
	}
	status, _, err = s.send(ctx, "POST", "/demo", hiddenFields(body, "/demo"), false)
	if err != nil || status != http.StatusSeeOther {
		return fmt.Errorf("signing in: status %d, %v", status, err)
	}
	status, _, err = s.send(ctx, "GET", "/patients", nil, false)
	if err != nil || status != http.StatusOK {
		return fmt.Errorf("first page: status %d, %v", status, err)
	}
	return nil
}

var (
	formTag  = regexp.MustCompile(`(?s)<form[^>]*method="post"[^>]*action="([^"]+)"[^>]*>(.*?)</form>`)
	inputTag = regexp.MustCompile(`<input[^>]*type="hidden"[^>]*name="([^"]+)"[^>]*value="([^"]*)"`)
	patient  = regexp.MustCompile(`href="/patients/([0-9a-f-]{36})"`)
)

// hiddenFields returns the hidden fields of the form that posts to action.
func hiddenFields(page []byte, action string) url.Values {
	fields := url.Values{}
	for _, m := range formTag.FindAllSubmatch(page, -1) {
		if string(m[1]) != action {
			continue
		}
		for _, in := range inputTag.FindAllSubmatch(m[2], -1) {
			fields.Set(string(in[1]), string(in[2]))
		}
	}
	return fields
}

// Learn collects up to n patients by searching their numbers.
func (t *Target) Learn(ctx context.Context, n int) error {
	seen := map[string]bool{}
	for i := 1; i <= n; i++ {
		status, body, err := t.sessions[i%len(t.sessions)].send(ctx, "POST", "/find", t.form(url.Values{"q": {fmt.Sprint(i)}}), true)
		if err != nil || status != http.StatusOK {
			return fmt.Errorf("learning patient %d: status %d, %v", i, status, err)
		}
		for _, m := range patient.FindAllSubmatch(body, -1) {
			seen[string(m[1])] = true
		}
	}
	for id := range seen {
		t.Patients = append(t.Patients, id)
	}
	slices.Sort(t.Patients)
	if len(t.Patients) == 0 {
		return errors.New("the server shows no patients")
	}
	return nil
}

func (t *Target) form(f url.Values) url.Values {
	f.Set("_key", ids.New[ids.Record](t.clock.Now()).String())
	return f
}

// An Op is one kind of request.
type Op struct {
	Name string
	do   func(ctx context.Context, t *Target, s *session, n uint64) error
}

// Ops are what is measured, in order.
func Ops() []Op {
	return []Op{{"read a patient", read}, {"search by name prefix", search}, {"register a patient", register}}
}

func want(status, wanted int, err error) error {
	if err == nil && status != wanted {
		err = fmt.Errorf("status %d", status)
	}
	return err
}

// scatter turns a counter into numbers that look random and never repeat early.
func scatter(n uint64) uint64 {
	n += 0x9e3779b97f4a7c15
	n = (n ^ n>>30) * 0xbf58476d1ce4e5b9
	n = (n ^ n>>27) * 0x94d049bb133111eb
	return n ^ n>>31
}

func read(ctx context.Context, t *Target, s *session, n uint64) error {
	status, body, err := s.send(ctx, "GET", "/patients/"+t.Patients[scatter(n)%uint64(len(t.Patients))], nil, false)
	if err == nil && !bytes.Contains(body, []byte("</html>")) {
		err = errors.New("the page is not whole")
	}
	return want(status, http.StatusOK, err)
}

var prefixes = []string{"rah", "hos", "cho", "beg", "isl", "ahm", "kha", "akt", "das", "sen", "gho", "ban", "sha", "ver", "gup", "sin", "mon", "sar", "bis", "tal"}

func search(ctx context.Context, t *Target, s *session, n uint64) error {
	status, _, err := s.send(ctx, "POST", "/find", t.form(url.Values{"q": {prefixes[scatter(n)%uint64(len(prefixes))]}}), true)
	return want(status, http.StatusOK, err)
}

func register(ctx context.Context, t *Target, s *session, n uint64) error {
	x := scatter(n ^ uint64(t.clock.Now().UnixNano()))
	status, _, err := s.send(ctx, "POST", "/patients", t.form(url.Values{
		"name": {fmt.Sprintf("Bench %s Measured", letters(x))}, "phone": {fmt.Sprintf("017%08d", x%1e8)},
		"age": {fmt.Sprint(18 + x%60)}, "sex": {"female"}, "confirmed": {"on"},
	}), false)
	return want(status, http.StatusSeeOther, err)
}

func letters(x uint64) string {
	b := make([]byte, 8)
	for i := range b {
		b[i] = 'a' + byte(x>>(5*i)%26)
	}
	return string(b)
}

// A Result is one row of the table.
type Result struct {
	Op            string
	Callers       int
	N, Errors     int64
	P50, P99, Max time.Duration
	PerSecond     float64
	CPU           time.Duration // of the server, for each request
	RSS           int64         // of the server after it, bytes
	FirstError    string
}

// Run drives op from so many callers for d, after a short warm-up.
func (t *Target) Run(ctx context.Context, op Op, callers int, d time.Duration) (Result, error) {
	if callers > len(t.sessions) {
		return Result{}, fmt.Errorf("%d callers, but %d sessions", callers, len(t.sessions))
	}
	t.phase(ctx, op, callers, d/4)
	before, err := processorTime(t.PID)
	if err != nil {
		return Result{}, err
	}
	r, wall := t.phase(ctx, op, callers, d)
	after, err := processorTime(t.PID)
	if err != nil {
		return Result{}, err
	}
	r.Op, r.Callers = op.Name, callers
	r.PerSecond = float64(r.N) / wall.Seconds()
	if r.N > 0 {
		r.CPU = (after - before) / time.Duration(r.N)
	}
	r.RSS, err = residentSize(t.PID)
	return r, err
}

var sequence atomic.Uint64

func (t *Target) phase(ctx context.Context, op Op, callers int, d time.Duration) (Result, time.Duration) {
	var r Result
	var mu sync.Mutex
	var wg sync.WaitGroup
	var all []time.Duration
	start := t.clock.Now()
	for i := range callers {
		wg.Go(func() {
			var mine []time.Duration
			failed, first := int64(0), ""
			for t.clock.Now().Sub(start) < d && ctx.Err() == nil {
				at := t.clock.Now()
				if err := op.do(ctx, t, t.sessions[i], sequence.Add(1)); err != nil {
					if failed++; first == "" {
						first = err.Error()
					}
					continue
				}
				mine = append(mine, t.clock.Now().Sub(at))
			}
			mu.Lock()
			defer mu.Unlock()
			all = append(all, mine...)
			if r.Errors += failed; r.FirstError == "" {
				r.FirstError = first
			}
		})
	}
	wg.Wait()
	wall := t.clock.Now().Sub(start)
	slices.Sort(all)
	r.N = int64(len(all))
	if r.N > 0 {
		r.P50, r.P99, r.Max = all[r.N/2], all[min(r.N-1, r.N*99/100)], all[r.N-1]
	}
	return r, wall
}

// Healthy waits for the first answer of the server, for at most ten seconds.
func (t *Target) Healthy(ctx context.Context) error {
	probe := &session{client: t.probe, base: t.URL}
	deadline := t.clock.Now().Add(10 * time.Second)
	for {
		status, _, err := probe.send(ctx, "GET", "/readyz", nil, false)
		if err == nil && status == http.StatusOK {
			return nil
		}
		if t.clock.Now().After(deadline) {
			return fmt.Errorf("the server does not answer: status %d, %w", status, err)
		}
	}
}

// Resident returns the memory the server holds, in bytes.
func (t *Target) Resident() (int64, error) { return residentSize(t.PID) }

// Spread opens more connections on the sessions there are, until there are n
// callers: a person has several tabs.
func (t *Target) Spread(n int) {
	for i := 0; len(t.sessions) < n; i++ {
		s := t.sessions[i]
		t.sessions = append(t.sessions, &session{client: newClient(t.pool), base: s.base, cookies: s.cookies})
	}
}

// Caller returns a function that does op once as caller i, for testing.B.
func (t *Target) Caller(op Op, i int) func(context.Context) error {
	s := t.sessions[i%len(t.sessions)]
	return func(ctx context.Context) error { return op.do(ctx, t, s, sequence.Add(1)) }
}
