package accounts

import (
	"context"
	"crypto/sha256"
	"errors"
	"time"

	"kosh/internal/base/errs"
	"kosh/internal/base/ids"
	"kosh/internal/kernel/access"
	"kosh/internal/kernel/audit"
	"kosh/internal/storage/control"
)

// A Level is how grave a security event is (AUD-11).
type Level string

const (
	Low      Level = "LOW"
	Medium   Level = "MEDIUM"
	High     Level = "HIGH"
	Critical Level = "CRITICAL"
)

// An Event is something the owner should know. Kind is one of device.new,
// signin.repeated, code.limit, second.reset, password.changed, recovery.new,
// pin.set, refresh.reuse.
type Event struct {
	ID      ids.Event
	At      time.Time
	Level   Level
	Kind    string
	Account ids.Account // zero for a name nobody has
	Tenant  ids.Tenant  // zero unless it concerns one clinic
	Session ids.Session
	From    access.From
}

// A Failure is a sign-in that did not succeed (ATN-11).
type Failure struct {
	ID      ids.Event
	At      time.Time
	Account ids.Account // zero for a name nobody has
	What    string      // password, code, refused
	Login   string      // what was typed, masked; "" if it was neither address nor number
	From    access.From
}

// Repeated failures raise an event when so many of one name fall within the
// window (ATN-12).
const (
	failWindow   = 15 * time.Minute
	failsMedium  = 5
	failsHigh    = 20
	tellInterval = 5 * time.Second
)

func (s *Store) accountLogin(a Account) login {
	email, phone := s.tokens(Person{Email: a.Email, Phone: a.Phone})
	if email != nil {
		return login{key: email, masked: a.Login()}
	}
	return login{key: phone, masked: a.Login()}
}

// fail stores a failed sign-in. The same rows are written for a name nobody has;
// the logs of clinics hear of it after the answer.
func (s *Store) fail(ctx context.Context, id ids.Account, l login, from access.From, what string) error {
	now := s.now()
	row := ids.New[ids.Event](now)
	where, err := s.sealJSON("signin_failure", "from_where", row.Bytes(), fromPlace(from, l.masked))
	if err != nil {
		return err
	}
	err = s.c.Update(ctx, func(tx *control.Tx) error {
		told := id.IsZero() || s.cfg.Tell == nil
		if _, err := tx.Exec(insertFailure, row, now.UnixMicro(), id, l.key, what, where, told); err != nil {
			return err
		}
		var n int
		if err := tx.Get(countFailures, []any{l.key, now.Add(-failWindow).UnixMicro()}, &n); err != nil {
			return err
		}
		switch n {
		case failsMedium:
			return s.raiseIn(tx, Event{Level: Medium, Kind: "signin.repeated", Account: id, From: from})
		case failsHigh:
			return s.raiseIn(tx, Event{Level: High, Kind: "signin.repeated", Account: id, From: from})
		}
		return nil
	})
	if err != nil {
		return errs.Wrap(errs.Unavailable, "The sign-in could not be recorded. Please try again.", err)
	}
	s.wake()
	return nil
}

// noteRefusal stores that attempts were refused unseen: once a minute for a name
// and an address, so that a flood does not become one in the store.
func (s *Store) noteRefusal(ctx context.Context, who candidate, l login, from access.From) {
	key := sha256.Sum256(append(l.key, from.IP...))
	minute := s.now().Unix() / 60
	s.mu.Lock()
	if s.minute != minute {
		s.minute = minute
		clear(s.refused)
	}
	_, seen := s.refused[key]
	full := len(s.refused) >= 1000
	if !full {
		s.refused[key] = minute
	}
	s.mu.Unlock()
	if seen || full {
		return
	}
	if err := s.fail(ctx, who.id, l, from, "refused"); err != nil {
		s.log.Error("recording a refused sign-in", "error", err)
	}
}

// Raise stores a security event; the clinics of its account hear of it.
func (s *Store) Raise(ctx context.Context, e Event) error {
	err := s.c.Update(ctx, func(tx *control.Tx) error { return s.raiseIn(tx, e) })
	s.wake()
	return err
}

// RaiseIn is Raise inside a transaction of another identity room.
func (s *Store) RaiseIn(tx *control.Tx, e Event) error { return s.raiseIn(tx, e) }

func (s *Store) raiseIn(tx *control.Tx, e Event) error {
	now := s.now()
	e.ID = ids.New[ids.Event](now)
	where, err := s.sealJSON("security_event", "from_where", e.ID.Bytes(), fromPlace(e.From, ""))
	if err != nil {
		return err
	}
	told := e.Account.IsZero() || s.cfg.Tell == nil
	_, err = tx.Exec(insertEvent, e.ID, now.UnixMicro(), string(e.Level), e.Kind, e.Account, e.Tenant, e.Session, where, told)
	return err
}

func (s *Store) scanEvent(r control.Row) (e Event, err error) {
	var at int64
	var level string
	var where []byte
	if err := r.Scan(&e.ID, &at, &level, &e.Kind, &e.Account, &e.Tenant, &e.Session, &where); err != nil {
		return e, err
	}
	var p place
	if err := s.openJSON("security_event", "from_where", e.ID.Bytes(), where, &p); err != nil {
		return e, err
	}
	e.At, e.Level, e.From = time.UnixMicro(at).UTC(), Level(level), access.From{IP: p.IP, Agent: p.Agent}
	return e, nil
}

func (s *Store) scanFailure(r control.Row) (f Failure, err error) {
	var at int64
	var where []byte
	if err := r.Scan(&f.ID, &at, &f.Account, &f.What, &where); err != nil {
		return f, err
	}
	var p place
	if err := s.openJSON("signin_failure", "from_where", f.ID.Bytes(), where, &p); err != nil {
		return f, err
	}
	f.At, f.Login, f.From = time.UnixMicro(at).UTC(), p.Login, access.From{IP: p.IP, Agent: p.Agent}
	return f, nil
}

func each[T any](tx *control.Tx, q control.Query, args []any, scan func(control.Row) (T, error)) (all []T, err error) {
	err = tx.Each(q, args, func(r control.Row) error {
		v, err := scan(r)
		all = append(all, v)
		return err
	})
	return all, err
}

// Events returns the security events of one account since a time, oldest first;
// of everybody and of nobody for the zero account (the operator).
func (s *Store) Events(ctx context.Context, id ids.Account, since time.Time) (all []Event, err error) {
	err = s.c.View(ctx, func(tx *control.Tx) error {
		if id.IsZero() {
			all, err = each(tx, allEvents, []any{since.UnixMicro()}, s.scanEvent)
		} else {
			all, err = each(tx, listEvents, []any{id, since.UnixMicro()}, s.scanEvent)
		}
		return err
	})
	return all, err
}

// Failures returns every failed sign-in since a time, oldest first, those of
// unknown names too: for the operator.
func (s *Store) Failures(ctx context.Context, since time.Time) (all []Failure, err error) {
	err = s.c.View(ctx, func(tx *control.Tx) error {
		all, err = each(tx, listFailures, []any{since.UnixMicro()}, s.scanFailure)
		return err
	})
	return all, err
}

// Wake has clinics told of events raised with RaiseIn, once they are committed.
func (s *Store) Wake() { s.wake() }

func (s *Store) wake() {
	if s.cfg.Tell == nil {
		return
	}
	s.start.Do(func() {
		s.done.Add(1)
		go s.teller()
	})
	select {
	case s.kick <- struct{}{}:
	default:
	}
}

func (s *Store) teller() {
	defer s.done.Done()
	tick := time.NewTicker(tellInterval)
	defer tick.Stop()
	for {
		select {
		case <-s.stop:
			return
		case <-s.kick:
		case <-tick.C:
		}
		if err := s.Deliver(context.Background()); err != nil {
			s.log.Error("telling clinics of sign-in failures", "error", err)
		}
	}
}

// Deliver tells clinics what they have not been told: it is called by itself
// after every failure and event, and by tests.
func (s *Store) Deliver(ctx context.Context) error {
	if s.cfg.Tell == nil {
		return nil
	}
	s.telling.Lock()
	defer s.telling.Unlock()
	var failures []Failure
	var events []Event
	err := s.c.View(ctx, func(tx *control.Tx) (err error) {
		if failures, err = each(tx, untoldFailures, nil, s.scanFailure); err != nil {
			return err
		}
		events, err = each(tx, untoldEvents, nil, s.scanEvent)
		return err
	})
	if err != nil {
		return err
	}
	var problem error
	for _, f := range failures {
		e := audit.Entry{Account: f.Account, IP: f.From.IP, Agent: f.From.Agent, Verb: audit.Auth, Outcome: audit.Failed,
			Detail: map[string]string{"what": f.What, "at": f.At.Format(time.RFC3339)}}
		problem = errors.Join(problem, s.tell(ctx, f.Account, e, tellFailure, f.ID))
	}
	for _, v := range events {
		e := audit.Entry{Account: v.Account, Session: v.Session, IP: v.From.IP, Agent: v.From.Agent, Verb: audit.Alert, Outcome: audit.Warn,
			Detail: map[string]string{"event": v.Kind, "level": string(v.Level), "at": v.At.Format(time.RFC3339)}}
		problem = errors.Join(problem, s.tell(ctx, v.Account, e, tellEvent, v.ID))
	}
	if problem == nil && (len(failures) == 100 || len(events) == 100) {
		s.wake()
	}
	return problem
}

func (s *Store) tell(ctx context.Context, id ids.Account, e audit.Entry, done control.Query, row ids.Event) error {
	if err := s.cfg.Tell(ctx, id, e); err != nil {
		return err
	}
	return s.c.Update(ctx, func(tx *control.Tx) error {
		_, err := tx.Exec(done, row)
		return err
	})
}
