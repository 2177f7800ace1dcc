package canaries

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"kosh/internal/app"
	"kosh/internal/base/clock"
	"kosh/internal/base/contact"
	"kosh/internal/base/ids"
	"kosh/internal/identity/accounts"
	"kosh/internal/identity/otp"
	"kosh/internal/identity/tenants"
	"kosh/internal/storage/roots"
	"kosh/internal/ui"
)

// Everything the people of the test are, know and write.
const (
	clinicName   = "Qwoxley Zanjabar Dispensary"
	chamberName  = "Vrindlehall Chamber"
	address      = "77 Plimtoft Crescent"
	ownerName    = "Dr. Yzabeau Trochlear"
	ownerLogin   = "yzabeau.trochlear@quibbleforth.example"
	ownerWord    = "nineteen violet anvils at dusk"
	wrongWord    = "seventeen mauve hammers at dawn"
	unknownLogin = "mortimer.glasswort@zephyrmoor.example"
	colleague    = "Ottoline Fensweather"
	inviteLogin  = "ottoline.fensweather@marrowdale.example"
	newWord      = "eleven crimson kettles on fire"
	draftText    = "Thrumbleweed unsaved grumbling"
	purposeText  = "Krexolith"
)

// people to register: a name in each script, and what is told of them.
var registered = []map[string]string{
	{"name": "Zyxquill Vorpalina", "phone": "9753108642", "age": "41", "sex": "female", "address": "31 Squiddlebury Lane", "national_id": "ZQXJ73519264", "notes": "Ploverwick cough since the Gribblefest"},
	{"name": "ঝৃষ্ণকান্তি ডুংরিয়াল", "phone": "9864201357", "age": "33", "sex": "male", "address": "খেজুরডাঙ্গা ঊনত্রিশ", "notes": "ফুসফুড়ি হাঁচি টোকাটুকি"},
	{"name": "ढृंढुमल्लिका झष्ठियाल", "phone": "9642087531", "age": "7", "sex": "female", "guardian": "Wenceslaya Trumpington", "relation": "mother", "notes": "घुंघरूदार खुजलाहट"},
}

// A server is a running installation and what it leaves.
type server struct {
	t    *testing.T
	dir  string
	temp string
	app  *app.Server
	log  *journal
	stop func()

	tenant ids.Tenant
	list   []canary
}

// journal keeps what was logged.
type journal struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (j *journal) Write(p []byte) (int, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.b.Write(p)
}

func (j *journal) place() place {
	j.mu.Lock()
	defer j.mu.Unlock()
	return place{"the server's log", bytes.Clone(j.b.Bytes())}
}

// serve starts a server on a new directory. Temporary files go to a directory of
// their own.
func serve(t *testing.T) *server {
	t.Helper()
	s := &server{t: t, dir: filepath.Join(t.TempDir(), "data"), temp: t.TempDir(), log: &journal{}}
	t.Setenv("TMPDIR", s.temp)
	if err := roots.CreateFile(s.dir + ".key"); err != nil {
		t.Fatal(err)
	}
	root, err := roots.Open(s.dir+".key", roots.Options{Data: s.dir, AnyDirectory: true})
	if err != nil {
		t.Fatal(err)
	}
	log := slog.New(slog.NewJSONHandler(s.log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	s.app, err = app.Start(context.Background(), app.Config{Addr: "localhost:0", StoreConfig: app.StoreConfig{
		Dir: s.dir, Root: root, Clock: clock.Wall{}, Log: log, Grants: app.Grants, Create: true}})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- s.app.Serve(ctx) }()
	s.stop = sync.OnceFunc(func() {
		cancel()
		if err := <-done; err != nil {
			t.Errorf("stopping: %v", err)
		}
	})
	t.Cleanup(s.stop)
	s.found()
	return s
}

func (s *server) plant(what, text string) { s.list = append(s.list, canary{what, text}) }

// found makes the clinic and gives the owner what signs them in.
func (s *server) found() {
	s.t.Helper()
	email, err := contact.ParseEmail(ownerLogin)
	if err != nil {
		s.t.Fatal(err)
	}
	ctx := context.Background()
	c, owner, err := s.app.Found(ctx, app.Founding{Chamber: chamberName, Address: address,
		Clinic: tenants.NewClinic{Name: clinicName, Country: "IN", Zone: "Asia/Kolkata"},
		Owner:  accounts.Person{Name: ownerName, Email: email}})
	if err != nil {
		s.t.Fatal(err)
	}
	s.tenant = c.ID
	if err := s.app.Accounts.SetPassword(ctx, owner.ID, ownerWord); err != nil {
		s.t.Fatal(err)
	}
	for what, text := range map[string]string{"clinic": clinicName, "chamber": chamberName, "chamber's address": address, "owner": ownerName,
		"owner's e-mail": ownerLogin, "password": ownerWord, "wrong password": wrongWord, "unknown e-mail": unknownLogin,
		"colleague": colleague, "colleague's e-mail": inviteLogin, "colleague's password": newWord, "draft": draftText,
		"searched name": purposeText} {
		s.plant(what, text)
	}
	for _, p := range registered {
		for field, text := range p {
			if field != "age" && field != "sex" && field != "relation" {
				s.plant(p["name"]+"'s "+field, text)
			}
		}
		s.plant(p["name"]+"'s phone as dialled from abroad", "+91"+p["phone"])
	}
}

// A client is a browser.
type client struct {
	s    *server
	http *http.Client
}

func (s *server) client() *client {
	s.t.Helper()
	pem, err := os.ReadFile(s.app.CAFile)
	if err != nil {
		s.t.Fatal(err)
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(pem) {
		s.t.Fatal("no certificate authority in " + s.app.CAFile)
	}
	jar, err := cookiejar.New(nil)
	if err != nil {
		s.t.Fatal(err)
	}
	tr := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool, MinVersion: tls.VersionTLS13}}
	s.t.Cleanup(tr.CloseIdleConnections)
	return &client{s, &http.Client{Transport: tr, Jar: jar, Timeout: 20 * time.Second,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
}

// do sends a form, or opens an address when there is none, and demands a status.
func (c *client) do(want int, path string, pairs ...string) (location, body string) {
	c.s.t.Helper()
	method, form := "GET", url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		form.Add(pairs[i], pairs[i+1])
	}
	if len(pairs) > 0 {
		method = "POST"
		form.Set(ui.FieldKey, ids.New[ids.Record](time.Now()).String())
	}
	req, err := http.NewRequest(method, c.s.app.URL+path, strings.NewReader(form.Encode()))
	if err != nil {
		c.s.t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("Origin", c.s.app.URL)
	req.Header.Set("Sec-Fetch-Site", "same-origin")
	req.Header.Set("User-Agent", "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0")
	res, err := c.http.Do(req)
	if err != nil {
		c.s.t.Fatal(err)
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		c.s.t.Fatal(err)
	}
	for _, k := range res.Cookies() {
		if len(k.Value) >= 20 {
			c.s.plant("cookie "+k.Name, k.Value)
		}
	}
	if res.StatusCode != want {
		c.s.t.Fatalf("%s %s: %d, want %d\n%.2000s", method, path, res.StatusCode, want, text)
	}
	return res.Header.Get("Location"), string(text)
}

var (
	shownKey   = regexp.MustCompile(`<code id="enrol-key">([^<]+)</code>`)
	shownCode  = regexp.MustCompile(`<code>([^<]+)</code>`)
	invitation = regexp.MustCompile(`/invite/([A-Za-z0-9_-]{16,})`)
)

// signIn fails in several ways, sets up the second factor and signs in.
func (c *client) signIn() {
	t := c.s.t
	t.Helper()
	c.do(422, "/sign-in", "login", unknownLogin, "password", wrongWord)
	c.do(422, "/sign-in", "login", ownerLogin, "password", wrongWord)
	c.do(303, "/sign-in", "login", ownerLogin, "password", ownerWord)
	_, body := c.do(200, "/sign-in/enrol")
	m := shownKey.FindStringSubmatch(body)
	if m == nil {
		t.Fatalf("no authenticator key in %.3000s", body)
	}
	secret, err := otp.ParseSecret(m[1])
	if err != nil {
		t.Fatal(err)
	}
	c.s.plant("authenticator key", secret.Base32())
	c.s.plant("authenticator key as shown", m[1])
	c.s.plant("authenticator secret", string(secret))
	c.do(422, "/sign-in/enrol", "code", "000000")
	c.do(303, "/sign-in/enrol", "code", secret.Code(time.Now()))
	_, body = c.do(200, "/sign-in/recovery")
	codes := shownCode.FindAllStringSubmatch(body, -1)
	if len(codes) != 10 {
		t.Fatalf("%d recovery codes", len(codes))
	}
	for _, m := range codes {
		c.s.plant("recovery code", m[1])
		c.s.plant("recovery code", strings.ReplaceAll(m[1], "-", ""))
	}
	c.do(303, "/sign-in/recovery", "next", "/")
}

// TestNothingOfAPersonIsInFilesOrLogs is not parallel: it sets where temporary
// files go.
func TestNothingOfAPersonIsInFilesOrLogs(t *testing.T) {
	s := serve(t)
	c := s.client()
	c.signIn()
	seen := 0
	for _, p := range registered {
		form := []string{"confirmed", "1"}
		for k, v := range p {
			form = append(form, k, v)
		}
		at, _ := c.do(303, "/patients", form...)
		at, _, _ = strings.Cut(at, "?")
		_, body := c.do(200, at)
		if strings.Contains(body, p["name"]) {
			seen++
		}
		_, body = c.do(200, at+"/reveal", "field", "phone", "why", "call")
		if strings.Contains(body, p["phone"]) {
			seen++
		}
		c.do(200, "/find", "q", p["name"])
		c.do(200, "/find", "q", p["phone"])
		c.do(200, at+"/edit")
	}
	c.do(200, "/find", "q", purposeText)
	c.do(200, "/drafts", "form", "register", "version", "0", "f.name", draftText, "f.notes", draftText)
	_, body := c.do(200, "/staff/invite", "name", colleague, "login", inviteLogin, "role-"+s.chamber(c), "nurse")
	if m := invitation.FindStringSubmatch(body); m != nil {
		seen++
		s.plant("invitation", m[1])
		other := s.client()
		other.do(200, "/invite/"+m[1])
		other.do(422, "/invite", "token", m[1], "password", newWord, "again", wrongWord)
		other.do(303, "/invite", "token", m[1], "password", newWord, "again", newWord)
	}
	c.do(404, "/patients/"+url.PathEscape(registered[0]["name"]))
	c.do(200, "/patients?q="+url.QueryEscape(registered[0]["name"])+"&x=")
	if seen != 2*len(registered)+1 {
		t.Fatalf("only %d of the acts showed what they should; the search would prove nothing", seen)
	}
	s.scan()
}

// chamber returns the identifier of the clinic's chamber from the form that
// offers it.
func (s *server) chamber(c *client) string {
	s.t.Helper()
	_, body := c.do(200, "/staff/invite")
	m := regexp.MustCompile(`role-([0-9a-f-]{36})`).FindStringSubmatch(body)
	if m == nil {
		s.t.Fatal("the form offers no chamber")
	}
	return m[1]
}

// scan searches while the server runs and after it stopped.
func (s *server) scan() {
	t := s.t
	t.Helper()
	exported, err := os.Create(filepath.Join(s.temp, "log.export"))
	if err != nil {
		t.Fatal(err)
	}
	if err := s.app.ExportLog(context.Background(), s.tenant, exported); err != nil {
		t.Fatal(err)
	}
	exported.Close()
	dirs, memory := shared(t)
	places := append(append(files(t, s.dir, s.temp), memory...), s.log.place())
	size, wal := 0, 0
	for _, p := range places {
		size += len(p.text)
		if strings.HasSuffix(p.name, ".vault-wal") {
			wal += len(p.text)
		}
	}
	if wal < 100<<10 || size < 500<<10 || len(s.list) < 40 {
		t.Fatalf("%d bytes searched, %d of them the vault's log, for %d canaries: too little to mean anything", size, wal, len(s.list))
	}
	if hits := search(places, s.list); len(hits) > 0 {
		t.Errorf("while the server runs:\n%s", strings.Join(hits, "\n"))
	}
	t.Logf("searched %d KiB in %d places for %d canaries; shared memory in %v", size>>10, len(places), len(s.list), dirs)

	planted := filepath.Join(s.dir, "vaults", "left.over")
	if err := os.WriteFile(planted, []byte(registered[1]["notes"]), 0o600); err != nil {
		t.Fatal(err)
	}
	if hits := search(files(t, s.dir), s.list); len(hits) == 0 {
		t.Error("a note planted in the data directory is not found")
	}
	if err := os.Remove(planted); err != nil {
		t.Fatal(err)
	}

	s.stop()
	if hits := search(append(files(t, s.dir, s.temp), s.log.place()), s.list); len(hits) > 0 {
		t.Errorf("after the server stopped:\n%s", strings.Join(hits, "\n"))
	}
	for _, d := range dirs {
		if _, err := os.Stat(d); err == nil {
			t.Errorf("the server left %s in shared memory", d)
		}
	}
}
