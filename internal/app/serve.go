package app

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"strings"
	"sync"
	"syscall"
	"time"

	"kosh/internal/base/errs"
	"kosh/internal/base/ids"
	"kosh/internal/clinic/drafts"
	"kosh/internal/clinic/practice"
	"kosh/internal/security/ratelimit"
	"kosh/internal/storage/control"
	"kosh/internal/storage/jobs"
	"kosh/internal/storage/vault"
	"kosh/internal/web"
)

// A Config is what a server needs beside its stores.
type Config struct {
	StoreConfig
	Addr string // HOST:PORT
	// Public is the host name people use, when there is one. It needs CertFile.
	Public            string
	CertFile, KeyFile string
	// Demo serves a demo directory: one-time links, invented people, loopback.
	Demo bool
	// Measuring lifts the limits a person has, so that a benchmark can be run. It
	// is refused anywhere but on loopback.
	Measuring bool
}

// A Server is a running installation.
type Server struct {
	*Rooms
	CAFile string // certificate authority of the development certificate, "" with one's own
	URL    string

	cfg      Config
	door     *web.Door
	http     *http.Server
	listener net.Listener
	jobs     *jobs.Runner
}

// Start opens everything and listens; Serve then answers.
func Start(ctx context.Context, c Config) (_ *Server, err error) {
	host, _, err := net.SplitHostPort(c.Addr)
	if err != nil {
		return nil, errs.Wrap(errs.Invalid, "--addr wants HOST:PORT, such as localhost:8443.", err)
	}
	if (c.Demo || c.Measuring) && !loopback(host) {
		return nil, errs.New(errs.Invalid, "A demo is served on this machine only: use --addr localhost:8443 or another loopback address.")
	}
	quiet()
	s := &Server{cfg: c}
	stores, err := OpenStores(ctx, c.StoreConfig)
	if err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			stores.Close()
		}
	}()
	cert, err := s.certificate(stores.layout)
	if err != nil {
		return nil, err
	}
	if s.listener, err = net.Listen("tcp", c.Addr); err != nil {
		return nil, errs.Wrap(errs.Unavailable, fmt.Sprintf("Kosh cannot listen on %s. Is another program there? Choose another with --addr.", c.Addr), err)
	}
	_, port, _ := net.SplitHostPort(s.listener.Addr().String())
	s.URL = "https://localhost:" + port
	if c.Public != "" {
		s.URL = "https://" + c.Public
	}
	s.Rooms = NewRooms(stores, c.StoreConfig, c.Demo)
	var rates web.Rates
	if c.Measuring {
		lifted := ratelimit.Rate{Name: "measuring", N: 1 << 40, Per: time.Second}
		rates = web.Rates{Anonymous: lifted, SignIn: lifted, Interactive: lifted}
	}
	s.door = web.New(web.Config{
		Vault: s.Vault, Accounts: s.Accounts, Tenants: s.Tenants, Sessions: s.Sessions,
		Limits: ratelimit.New(c.Clock, 1<<16), Clock: c.Clock, Log: c.Log,
		Hosts: hosts(host, port), Public: c.Public, Demo: c.Demo, Rates: rates,
		Ready: func(ctx context.Context) error { return s.Control.View(ctx, func(*control.Tx) error { return nil }) },
	})
	s.http = &http.Server{Handler: s.door, TLSConfig: tlsConfig(cert), ErrorLog: slog.NewLogLogger(c.Log.Handler(), slog.LevelDebug)}
	web.Tune(s.http)
	s.jobs = jobs.NewRunner(jobs.Config{Vault: s.Vault, Control: s.Control, Clock: c.Clock, Log: c.Log, Handlers: s.handlers()})
	return s, nil
}

// hosts are the names the server answers to without a public one.
func hosts(host, port string) []string {
	names := []string{"localhost", "127.0.0.1", "[::1]"}
	if host != "" && !loopback(host) {
		names = append(names, host)
	}
	var all []string
	for _, n := range names {
		all = append(all, net.JoinHostPort(strings.Trim(n, "[]"), port))
		if port == "443" {
			all = append(all, n)
		}
	}
	return all
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

func (s *Server) certificate(l layout) (cert tls.Certificate, err error) {
	switch {
	case s.cfg.CertFile != "":
		cert, err = tls.LoadX509KeyPair(s.cfg.CertFile, s.cfg.KeyFile)
		if err != nil {
			err = errs.Wrap(errs.Invalid, "The certificate or its key cannot be read. Check --cert and --key.", err)
		}
	case s.cfg.Public != "":
		err = errs.New(errs.Invalid, "A public host name needs a certificate: give --cert and --key.")
	default:
		cert, s.CAFile, err = l.devCertificate(s.cfg.Clock.Now())
	}
	return cert, err
}

// quiet keeps memory out of core dumps and away from other processes of the
// same user. What the system refuses is no reason not to serve.
func quiet() {
	syscall.Setrlimit(syscall.RLIMIT_CORE, &syscall.Rlimit{})
	undumpable()
}

// stopWithin is how long a graceful stop waits for answers under way.
const stopWithin = 10 * time.Second

// Serve answers until ctx ends, then stops: streams end, answers under way are
// given, checkpoints are signed, every store is closed.
func (s *Server) Serve(ctx context.Context) error {
	run, cancel := context.WithCancel(context.WithoutCancel(ctx))
	defer cancel()
	var wg sync.WaitGroup
	wg.Go(func() {
		if err := s.serveSocket(run); err != nil {
			s.cfg.Log.Error("operator socket", "error", err)
		}
	})
	wg.Go(func() { s.housekeeping(run) })
	s.jobs.Start()
	failed := make(chan error, 1)
	go func() { failed <- s.http.ServeTLS(s.listener, "", "") }()
	var err error
	select {
	case <-ctx.Done():
	case err = <-failed:
	}
	stop, done := context.WithTimeout(run, stopWithin)
	defer done()
	s.door.Stop()
	if shut := s.http.Shutdown(stop); shut != nil {
		err = errors.Join(err, s.http.Close())
	}
	s.jobs.Stop()
	cancel()
	wg.Wait()
	os.Remove(s.layout.socket())
	err = errors.Join(err, s.Rooms.Close(), s.Stores.Close())
	if errors.Is(err, http.ErrServerClosed) {
		return nil
	}
	return err
}

// handlers are the jobs this build knows.
func (s *Server) handlers() map[string]jobs.Handler {
	return map[string]jobs.Handler{
		practice.EndSessions: func(ctx context.Context, tenant ids.Tenant, payload string) error {
			account, err := ids.Parse[ids.Account](payload)
			if err != nil {
				return err
			}
			return s.Tenants.EndMember(ctx, account, tenant)
		},
	}
}

// housekeeping forgets, once an hour, what is kept for a time only: sessions
// after 90 days, forms done after a day.
func (s *Server) housekeeping(ctx context.Context) {
	tick := time.NewTicker(time.Hour)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		if err := s.Sessions.Purge(ctx); err != nil {
			s.cfg.Log.Error("forgetting old sessions", "error", err)
		}
		clinics, err := s.Control.Clinics(ctx)
		if err != nil {
			s.cfg.Log.Error("listing clinics", "error", err)
			continue
		}
		for _, c := range clinics {
			if c.State != "open" {
				continue
			}
			for what, prune := range map[string]func(*vault.Tx) error{"forms done": (*vault.Tx).PruneForms, "old drafts": drafts.Prune} {
				if err := s.Vault.AsSystem(c.ID, "housekeeping").Update(ctx, prune); err != nil {
					s.cfg.Log.Error("forgetting "+what, "tenant", c.ID, "error", err)
				}
			}
		}
	}
}

// Reports is how many breaches of the content policy browsers have reported.
func (s *Server) Reports() int64 { return s.door.Reports() }
