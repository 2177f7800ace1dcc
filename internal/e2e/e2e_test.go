//go:build browser

// Package e2e plays Kosh as people do: a real server over TLS, a real Chromium,
// the keyboard and what stands on the screen.
package e2e

import (
	"context"
	"crypto/sha256"
	"crypto/tls"
	"encoding/base64"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"crypto/x509"

	"github.com/chromedp/cdproto/emulation"
	. "github.com/chromedp/chromedp"

	"kosh/internal/app"
	"kosh/internal/base/clock"
	"kosh/internal/demo"
	"kosh/internal/storage/roots"
)

var shots = flag.String("shots", "", "write a picture of every page to this directory")

// A stage is one seeded server and a browser that trusts its certificate.
type stage struct {
	t       *testing.T
	server  *app.Server
	users   map[string]demo.User // by login
	browser context.Context
}

func newStage(t *testing.T, patients int) *stage {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "data")
	if err := roots.CreateFile(dir + ".key"); err != nil {
		t.Fatal(err)
	}
	root, err := roots.Open(dir+".key", roots.Options{Data: dir, AnyDirectory: true})
	if err != nil {
		t.Fatal(err)
	}
	now := clock.Wall{}.Now()
	moving := clock.At(now)
	quiet := slog.New(slog.NewTextHandler(io.Discard, nil))
	c := app.StoreConfig{Dir: dir, Root: root, Clock: moving, Grants: app.Grants, Create: true, Log: quiet}
	stores, err := app.OpenStores(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	rooms := app.NewRooms(stores, c, true)
	_, users, err := demo.Seed(t.Context(), rooms, moving, now, patients, func(int, int) {})
	if err != nil {
		t.Fatal(err)
	}
	rooms.Close()
	if err := stores.Close(); err != nil {
		t.Fatal(err)
	}
	c.Clock, c.Create = clock.Wall{}, false
	s, err := app.Start(t.Context(), app.Config{StoreConfig: c, Addr: "localhost:0", Demo: true})
	if err != nil {
		t.Fatal(err)
	}
	st := &stage{t: t, server: s, users: map[string]demo.User{}}
	for _, u := range users {
		st.users[strings.Split(u.Login, "@")[0]] = u
	}
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- s.Serve(ctx) }()
	t.Cleanup(func() {
		stop()
		if err := <-done; err != nil {
			t.Errorf("stopping: %v", err)
		}
	})
	st.start(dir)
	return st
}

// start runs Chromium, trusting the server's own key and no other exception.
func (st *stage) start(dir string) {
	cert, err := tls.LoadX509KeyPair(filepath.Join(dir, "tls", "cert.pem"), filepath.Join(dir, "tls", "key.pem"))
	if err != nil {
		st.t.Fatal(err)
	}
	leaf, err := x509.ParseCertificate(cert.Certificate[0])
	if err != nil {
		st.t.Fatal(err)
	}
	spki := sha256.Sum256(leaf.RawSubjectPublicKeyInfo)
	path := "/usr/bin/chromium"
	if p := os.Getenv("KOSH_CHROMIUM"); p != "" {
		path = p
	}
	alloc, stop := NewExecAllocator(context.Background(), append(DefaultExecAllocatorOptions[:],
		ExecPath(path), NoSandbox, DisableGPU, Flag("user-data-dir", st.t.TempDir()),
		Flag("ignore-certificate-errors-spki-list", base64.StdEncoding.EncodeToString(spki[:])),
		Flag("disable-background-networking", true), Flag("disable-component-update", true), Flag("disable-sync", true),
		Flag("disable-domain-reliability", true), Flag("no-pings", true), Flag("no-proxy-server", true), Flag("disable-quic", true),
		Flag("disable-features", "Translate,OptimizationHints,MediaRouter,AutofillServerCommunication,CertificateTransparencyComponentUpdater"),
		Flag("host-resolver-rules", "MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1"))...)
	browser, close := NewContext(alloc)
	if err := Do(browser); err != nil {
		st.t.Fatal(err)
	}
	st.browser = browser
	st.t.Cleanup(func() { close(); stop() })
}

// A tab is one person's browser window, with cookies of its own.
type tab struct {
	t    *testing.T
	ctx  context.Context
	base string
}

func (st *stage) tab(t *testing.T) *tab {
	t.Helper()
	ctx, close := NewContext(st.browser, WithNewBrowserContext())
	ctx, cancel := context.WithTimeout(ctx, 5*time.Minute)
	t.Cleanup(func() { cancel(); close() })
	b := &tab{t, ctx, st.server.URL}
	b.do(EmulateViewport(1366, 768))
	return b
}

func (b *tab) do(steps ...Action[Void]) {
	b.t.Helper()
	if err := Do(b.ctx, steps...); err != nil {
		b.shoot("failed")
		b.t.Fatalf("%v\n%s", err, b.text())
	}
}

func (b *tab) open(path string) {
	b.t.Helper()
	b.do(Navigate(b.base + path))
}

// js evaluates an expression.
func js[T any](b *tab, expression string) T {
	b.t.Helper()
	v, err := Run(b.ctx, Evaluate[T](expression, EvalAwaitPromise))
	if err != nil {
		b.t.Fatalf("%s: %v", expression, err)
	}
	return v
}

// text is what stands on the page.
func (b *tab) text() string {
	s, err := Run(b.ctx, Evaluate[string]("document.body ? document.body.innerText : ''"))
	if err != nil {
		return err.Error()
	}
	return s
}

func (b *tab) path() string { return js[string](b, "location.pathname") }

// until waits for an expression to become true.
func (b *tab) until(what, expression string) {
	b.t.Helper()
	deadline := time.Now().Add(8 * time.Second)
	for {
		ok, err := Run(b.ctx, Evaluate[bool]("!!("+expression+")"))
		if err == nil && ok {
			return
		}
		if time.Now().After(deadline) {
			b.shoot("failed")
			b.t.Fatalf("waiting for %s: %v\nat %s:\n%s", what, err, b.path(), b.text())
		}
		time.Sleep(20 * time.Millisecond)
	}
}

func (b *tab) sees(text string) {
	b.t.Helper()
	b.until(fmt.Sprintf("%q on the page", text), fmt.Sprintf("document.body && document.body.innerText.includes(%q)", text))
}

func (b *tab) seesNot(text string) {
	b.t.Helper()
	if strings.Contains(b.text(), text) {
		b.t.Fatalf("%q stands on %s", text, b.path())
	}
}

// typed types into the control that has the focus, as a keyboard does.
func (b *tab) typed(keys string) { b.t.Helper(); b.do(KeyEvent(keys)) }

// fill replaces what a field holds.
func (b *tab) fill(selector, value string) {
	b.t.Helper()
	b.do(WaitVisible(selector), Focus(selector))
	js[bool](b, fmt.Sprintf("(() => { document.querySelector(%q).select(); return true })()", selector))
	b.do(KeyEvent(value))
}

// submit presses Enter in a field and waits for the next page.
func (b *tab) submit(selector string) {
	b.t.Helper()
	b.leave(func() { b.do(SendKeys(selector, "\r")) })
}

// leave does act and waits until another document stands there.
func (b *tab) leave(act func()) {
	b.t.Helper()
	js[bool](b, "window.__here = true")
	act()
	b.until("the next page", "!window.__here && document.readyState === 'complete'")
}

// press clicks and waits for the next page.
func (b *tab) press(selector string) {
	b.t.Helper()
	b.leave(func() { b.do(Click(selector)) })
}

// shoot writes a picture, if pictures are wanted.
func (b *tab) shoot(name string) {
	if *shots == "" {
		return
	}
	if err := os.MkdirAll(*shots, 0o755); err != nil {
		b.t.Fatal(err)
	}
	js[bool](b, "document.fonts.ready.then(() => true)")
	png, err := Run(b.ctx, CaptureScreenshot())
	if err != nil {
		b.t.Logf("picture %s: %v", name, err)
		return
	}
	if err := os.WriteFile(filepath.Join(*shots, name+".png"), png, 0o644); err != nil {
		b.t.Fatal(err)
	}
}

// scheme makes the device prefer light or dark.
func (b *tab) scheme(s string) {
	b.t.Helper()
	_, err := Call(b.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
		Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: s}, {Name: "prefers-reduced-motion", Value: "reduce"}}})
	if err != nil {
		b.t.Fatal(err)
	}
}

// enter signs somebody in with their one-time link.
func (st *stage) enter(b *tab, who string) {
	b.t.Helper()
	u := st.users[who]
	token, err := u.Token(b.ctx, st.server.Rooms)
	if err != nil {
		b.t.Fatal(err)
	}
	b.open("/demo/" + token)
	b.press("form[action='/demo'] button")
	b.until("the first page", "location.pathname !== '/demo' && !location.pathname.startsWith('/sign-in')")
}
