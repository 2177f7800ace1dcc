package app_test

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"kosh/internal/app"
	"kosh/internal/base/clock"
	"kosh/internal/base/contact"
	"kosh/internal/base/ids"
	"kosh/internal/identity/accounts"
	"kosh/internal/identity/tenants"
	"kosh/internal/kernel/audit"
	"kosh/internal/storage/roots"
)

// installed makes a clinic in a new directory and returns what opens it.
func installed(t *testing.T) (app.StoreConfig, ids.Tenant) {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "data")
	if err := roots.CreateFile(dir + ".key"); err != nil {
		t.Fatal(err)
	}
	root, err := roots.Open(dir+".key", roots.Options{Data: dir, AnyDirectory: true})
	if err != nil {
		t.Fatal(err)
	}
	c := app.StoreConfig{Dir: dir, Root: root, Clock: clock.Wall{}, Grants: app.Grants, Create: true, Log: slog.New(slog.NewTextHandler(io.Discard, nil))}
	stores, err := app.OpenStores(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	rooms := app.NewRooms(stores, c, false)
	email, err := contact.ParseEmail("owner@clinic.example")
	if err != nil {
		t.Fatal(err)
	}
	made, _, err := rooms.Found(t.Context(), app.Founding{
		Clinic: tenants.NewClinic{Name: "Test Clinic", Country: "IN", Zone: "Asia/Kolkata"}, Chamber: "Main",
		Owner: accounts.Person{Name: "Dr. Owner", Email: email},
	})
	if err := errors.Join(err, rooms.Close(), stores.Close()); err != nil {
		t.Fatal(err)
	}
	c.Create = false
	return c, made.ID
}

// running serves c until the test ends.
func running(t *testing.T, c app.StoreConfig) (*app.Server, *x509.CertPool) {
	t.Helper()
	s, err := app.Start(t.Context(), app.Config{StoreConfig: c, Addr: "localhost:0"})
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- s.Serve(ctx) }()
	for range 200 { // Serve opens the operator's socket first
		if _, err := os.Stat(filepath.Join(c.Dir, "kosh.sock")); err == nil {
			break
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Cleanup(func() {
		stop()
		if err := <-done; err != nil {
			t.Errorf("stopping: %v", err)
		}
		if _, err := os.Stat(filepath.Join(c.Dir, "kosh.sock")); err == nil {
			t.Error("the socket is still there")
		}
	})
	pem, err := os.ReadFile(s.CAFile)
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	pool.AppendCertsFromPEM(pem)
	return s, pool
}

func TestTRN_01_OnlyTLS13IsSpoken(t *testing.T) {
	t.Parallel()
	c, _ := installed(t)
	s, pool := running(t, c)
	host := strings.TrimPrefix(s.URL, "https://")
	for _, v := range []uint16{tls.VersionTLS10, tls.VersionTLS11, tls.VersionTLS12} {
		if conn, err := tls.Dial("tcp", host, &tls.Config{RootCAs: pool, MinVersion: v, MaxVersion: v}); err == nil {
			conn.Close()
			t.Errorf("%s was accepted", tls.VersionName(v))
		}
	}
	conn, err := tls.Dial("tcp", host, &tls.Config{RootCAs: pool})
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if st := conn.ConnectionState(); st.Version != tls.VersionTLS13 || st.CurveID != tls.X25519MLKEM768 {
		t.Errorf("negotiated %s with %v", tls.VersionName(st.Version), st.CurveID)
	}
}

func TestTheDevelopmentAuthorityCanNameThisMachineOnly(t *testing.T) {
	t.Parallel()
	c, _ := installed(t)
	s, pool := running(t, c)
	for host, good := range map[string]bool{"localhost": true, "kosh.example": false} {
		client := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool, ServerName: host}}}
		resp, err := client.Get(s.URL + "/readyz")
		if err == nil {
			resp.Body.Close()
		}
		if (err == nil) != good {
			t.Errorf("%s: %v", host, err)
		}
	}
	if entries, _ := os.ReadDir(filepath.Dir(s.CAFile)); len(entries) != 3 {
		t.Errorf("the authority's key should not be kept: %v", entries)
	}
}

func TestTheOperatorsCommandsReachARunningServer(t *testing.T) {
	t.Parallel()
	c, clinic := installed(t)
	_, _ = running(t, c)
	if _, err := app.OpenStores(t.Context(), c); !errors.Is(err, app.ErrLocked) {
		t.Fatalf("a second process on the directory: %v", err)
	}
	op, err := app.Operate(c.Dir, func() (*app.Stores, error) {
		t.Error("the stores were opened beside the server")
		return nil, app.ErrLocked
	})
	if err != nil {
		t.Fatal(err)
	}
	defer op.Close()
	var out bytes.Buffer
	if err := op.ExportLog(t.Context(), clinic, &out); err != nil {
		t.Fatal(err)
	}
	report, err := audit.Verify(&out, audit.VerifyOptions{})
	if err != nil || !report.Sound() || report.Entries == 0 {
		t.Fatalf("%v %+v", err, report)
	}
	checks, err := op.CheckVaults(t.Context(), true)
	if err != nil || len(checks) != 1 || len(checks[0].Findings) != 0 {
		t.Fatalf("%v %+v", err, checks)
	}
	if keys, err := op.ListKeys(t.Context()); err != nil || len(keys) < 10 {
		t.Fatalf("%d keys, %v", len(keys), err)
	}
	if err := op.ExportLog(t.Context(), ids.New[ids.Tenant](clock.Wall{}.Now()), io.Discard); err == nil {
		t.Fatal("a clinic that does not exist was exported")
	}
}

func TestADemoIsServedOnThisMachineOnly(t *testing.T) {
	t.Parallel()
	c, _ := installed(t)
	for _, addr := range []string{":0", "0.0.0.0:0", "192.0.2.1:0"} {
		if _, err := app.Start(t.Context(), app.Config{StoreConfig: c, Addr: addr, Demo: true}); err == nil {
			t.Errorf("a demo was served on %s", addr)
		}
	}
}
