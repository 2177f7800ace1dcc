package app

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"time"

	"kosh/internal/base/errs"
	"kosh/internal/base/ids"
	"kosh/internal/storage/keystore"
	"kosh/internal/storage/vault"
)

// An Operator does what the operator's commands ask: in this process when it
// holds the stores, or in the running server through its socket.
type Operator interface {
	// ExportLog writes a clinic's log for an auditor.
	ExportLog(ctx context.Context, clinic ids.Tenant, w io.Writer) error
	// CheckVaults checks every clinic's vault; deep also compares rows and log.
	CheckVaults(ctx context.Context, deep bool) ([]vault.CheckReport, error)
	// ListKeys lists what keys exist, never a key.
	ListKeys(ctx context.Context) ([]keystore.Listing, error)
	Close() error
}

// Operate returns an Operator for a data directory: the running server if there
// is one, else the stores opened with open.
func Operate(dir string, open func() (*Stores, error)) (Operator, error) {
	sock := layout{dir}.socket()
	if conn, err := net.DialTimeout("unix", sock, time.Second); err == nil {
		conn.Close()
		return newRemote(sock), nil
	}
	return open()
}

// ExportLog implements Operator.
func (s *Stores) ExportLog(ctx context.Context, clinic ids.Tenant, w io.Writer) error {
	return s.Vault.AsSystem(clinic, "audit export by the operator").Export(ctx, w)
}

// CheckVaults implements Operator.
func (s *Stores) CheckVaults(ctx context.Context, deep bool) ([]vault.CheckReport, error) {
	clinics, err := s.Control.Clinics(ctx)
	if err != nil {
		return nil, err
	}
	var all []vault.CheckReport
	for _, c := range clinics {
		r, err := s.Vault.Check(ctx, c.ID, deep)
		if err != nil {
			r.Tenant = c.ID
			r.Findings = append(r.Findings, vault.Finding{Where: "vault " + c.ID.String(), What: explain(err)})
		}
		all = append(all, r)
	}
	return all, nil
}

func explain(err error) string {
	if p := errs.Public(err); p != "" {
		return p + " (" + err.Error() + ")"
	}
	return err.Error()
}

// ListKeys implements Operator.
func (s *Stores) ListKeys(ctx context.Context) ([]keystore.Listing, error) { return s.Keys.List(ctx) }

// serveSocket answers the operator's commands on a socket only the owner of the
// data directory can open. It returns when ctx ends.
func (s *Stores) serveSocket(ctx context.Context) error {
	path := s.layout.socket()
	if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	l, err := listenPrivate(path)
	if err != nil {
		return fmt.Errorf("operator socket %s: %w", path, err)
	}
	srv := &http.Server{Handler: s.socketHandler(), ReadHeaderTimeout: 5 * time.Second}
	go func() {
		<-ctx.Done()
		srv.Close()
	}()
	if err := srv.Serve(l); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

func (s *Stores) socketHandler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /audit/export", func(w http.ResponseWriter, r *http.Request) {
		clinic, err := ids.Parse[ids.Tenant](r.FormValue("clinic"))
		if err != nil {
			http.Error(w, "no such clinic", http.StatusNotFound)
			return
		}
		w.Header().Set("Trailer", "Kosh-Error")
		if err := s.ExportLog(r.Context(), clinic, w); err != nil {
			w.Header().Set("Kosh-Error", explain(err))
		}
	})
	mux.HandleFunc("POST /vault/check", func(w http.ResponseWriter, r *http.Request) {
		reports, err := s.CheckVaults(r.Context(), r.FormValue("deep") == "true")
		answer(w, reports, err)
	})
	mux.HandleFunc("GET /keys", func(w http.ResponseWriter, r *http.Request) {
		list, err := s.ListKeys(r.Context())
		answer(w, list, err)
	})
	return mux
}

func answer(w http.ResponseWriter, v any, err error) {
	if err != nil {
		http.Error(w, explain(err), http.StatusInternalServerError)
		return
	}
	json.NewEncoder(w).Encode(v)
}

// remote is the running server.
type remote struct{ c *http.Client }

func newRemote(sock string) *remote {
	dial := func(ctx context.Context, _, _ string) (net.Conn, error) {
		var d net.Dialer
		return d.DialContext(ctx, "unix", sock)
	}
	return &remote{&http.Client{Transport: &http.Transport{DialContext: dial}}}
}

func (r *remote) Close() error {
	r.c.CloseIdleConnections()
	return nil
}

func (r *remote) do(ctx context.Context, method, path string, form url.Values) (*http.Response, error) {
	req, err := http.NewRequestWithContext(ctx, method, "http://kosh"+path+"?"+form.Encode(), nil)
	if err != nil {
		return nil, err
	}
	resp, err := r.c.Do(req)
	if err != nil {
		return nil, err
	}
	if resp.StatusCode != http.StatusOK {
		defer resp.Body.Close()
		text, _ := io.ReadAll(io.LimitReader(resp.Body, 4096))
		return nil, errors.New(string(text))
	}
	return resp, nil
}

func (r *remote) ExportLog(ctx context.Context, clinic ids.Tenant, w io.Writer) error {
	resp, err := r.do(ctx, "POST", "/audit/export", url.Values{"clinic": {clinic.String()}})
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if _, err := io.Copy(w, resp.Body); err != nil {
		return err
	}
	if text := resp.Trailer.Get("Kosh-Error"); text != "" {
		return errors.New(text)
	}
	return nil
}

func (r *remote) CheckVaults(ctx context.Context, deep bool) (reports []vault.CheckReport, err error) {
	resp, err := r.do(ctx, "POST", "/vault/check", url.Values{"deep": {fmt.Sprint(deep)}})
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	return reports, json.NewDecoder(resp.Body).Decode(&reports)
}

func (r *remote) ListKeys(ctx context.Context) (list []keystore.Listing, err error) {
	resp, err := r.do(ctx, "GET", "/keys", nil)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	return list, json.NewDecoder(resp.Body).Decode(&list)
}
