package accounts

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"kosh/internal/base/errs"
	"kosh/internal/base/ids"
	"kosh/internal/identity/otp"
	"kosh/internal/storage/control"
)

// issuer is the name authenticator apps show.
const issuer = "Kosh"

// maxLabel bounds the name inside the QR code, in bytes: each becomes three in
// an address, and a code holds about two thousand.
const maxLabel = 180

// recoveryCodes is how many a sheet has.
const recoveryCodes = 10

// An Enrolment is what an authenticator app needs: the URI inside the QR code
// and the key to type by hand. It is shown to its person only.
type Enrolment struct {
	Key string // base32, in groups of four
	URI string // otpauth://totp/…
}

func newEnrolment(secret otp.Secret, a Account) Enrolment {
	var groups []string
	for part := range slices.Chunk([]byte(secret.Base32()), 4) {
		groups = append(groups, string(part))
	}
	return Enrolment{Key: strings.Join(groups, " "), URI: secret.URI(issuer, short(a.Name, maxLabel))}
}

// enrolling is a second factor being set up by somebody signed in.
type enrolling struct {
	secret otp.Secret
	began  time.Time
}

// Enrolment returns the secret to be set up in StepEnrol; the same one until the
// sign-in is over.
func (p *Pending) Enrolment() (Enrolment, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if err := p.at(StepEnrol); err != nil {
		return Enrolment{}, err
	}
	if p.secret == nil {
		p.secret = otp.NewSecret()
	}
	return newEnrolment(p.secret, p.account), nil
}

// Confirm answers StepEnrol with the first code of the app. The second factor is
// stored, ten recovery codes are made, and StepRecovery shows them.
func (p *Pending) Confirm(ctx context.Context, code string) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if err := p.at(StepEnrol); err != nil {
		return err
	}
	if p.secret == nil {
		return errStep
	}
	codes, err := p.s.enrol(ctx, p.account.ID, p.secret, code)
	if errs.Is(err, errs.Unauthorized) {
		if p.tries++; p.tries >= 2*maxTries {
			p.end()
		}
	}
	if err != nil {
		return err
	}
	p.recovery, p.secret, p.second, p.step = codes, nil, true, StepRecovery
	p.method += "+totp"
	return nil
}

// RecoveryCodes returns the codes just made, until Kept.
func (p *Pending) RecoveryCodes() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.recovery
}

// Kept answers StepRecovery: the person has written the codes down; they are
// not shown again.
func (p *Pending) Kept() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if err := p.at(StepRecovery); err != nil {
		return err
	}
	p.recovery, p.step = nil, StepClinic
	return nil
}

// enrol stores a second factor whose first code is right, and its recovery
// codes; the code counts as used. It is a Conflict if there is one already.
func (s *Store) enrol(ctx context.Context, id ids.Account, secret otp.Secret, code string) ([]string, error) {
	now := s.now()
	step, ok := otp.Verify(secret, code, now, 0)
	if !ok {
		return nil, errWrongCode
	}
	codes, stored := otp.GenerateRecovery(recoveryCodes)
	sealed := s.c.Seal("credential", "secret", credentialRow(id, "totp"), secret)
	err := s.c.Update(ctx, func(tx *control.Tx) error {
		var have []byte
		var last, created int64
		err := tx.Get(selectCredential, []any{id, "totp"}, &have, &last, &created)
		if !errors.Is(err, control.ErrNoRows) {
			return errors.Join(err, errStep)
		}
		if _, err := tx.Exec(upsertCredential, id, "totp", sealed, step, now.UnixMicro()); err != nil {
			return err
		}
		return s.storeRecovery(tx, id, stored)
	})
	return codes, err
}

func (s *Store) storeRecovery(tx *control.Tx, id ids.Account, codes otp.Recovery) error {
	sealed, err := s.sealJSON("credential", "secret", credentialRow(id, "recovery"), recovery{1, codes})
	if err != nil {
		return err
	}
	_, err = tx.Exec(upsertCredential, id, "recovery", sealed, 0, s.micros())
	return err
}

// BeginSecond starts setting up a second factor for somebody signed in, who has
// just given their password (ATN-06). Asking again within ten minutes returns
// the same secret.
func (s *Store) BeginSecond(ctx context.Context, id ids.Account) (Enrolment, error) {
	a, err := s.Get(ctx, id)
	if err != nil {
		return Enrolment{}, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	e, now := s.enrols[id], s.now()
	if e.secret == nil || now.Sub(e.began) >= PendingFor {
		e = enrolling{otp.NewSecret(), now}
		s.enrols[id] = e
	}
	return newEnrolment(e.secret, a), nil
}

// ConfirmSecond stores the second factor BeginSecond started, if code is right,
// and returns the recovery codes, to be shown once.
func (s *Store) ConfirmSecond(ctx context.Context, id ids.Account, code string) ([]string, error) {
	s.mu.Lock()
	e := s.enrols[id]
	s.mu.Unlock()
	if e.secret == nil || s.now().Sub(e.began) >= PendingFor {
		return nil, errStep
	}
	codes, err := s.enrol(ctx, id, e.secret, code)
	if err == nil {
		s.mu.Lock()
		delete(s.enrols, id)
		s.mu.Unlock()
	}
	return codes, err
}

// NewRecoveryCodes replaces the recovery codes of somebody who has just given
// password and code. They are shown once.
func (s *Store) NewRecoveryCodes(ctx context.Context, id ids.Account) ([]string, error) {
	codes, stored := otp.GenerateRecovery(recoveryCodes)
	err := s.c.Update(ctx, func(tx *control.Tx) error {
		if err := s.storeRecovery(tx, id, stored); err != nil {
			return err
		}
		return s.raiseIn(tx, Event{Level: Low, Kind: "recovery.new", Account: id})
	})
	s.wake()
	return codes, err
}

// ResetSecond removes the second factor and its recovery codes, so that the next
// sign-in sets up a new one, and ends what was begun before. It needs the
// password still. tenants decides who may (an owner, for people of that clinic
// alone).
func (s *Store) ResetSecond(ctx context.Context, id ids.Account) error {
	err := s.c.Update(ctx, func(tx *control.Tx) error {
		now := s.micros()
		if _, err := tx.Exec(deleteCredential, id, "totp"); err != nil {
			return err
		}
		if _, err := tx.Exec(deleteCredential, id, "recovery"); err != nil {
			return err
		}
		if err := s.endBefore(tx, id, now); err != nil {
			return err
		}
		return s.raiseIn(tx, Event{Level: Medium, Kind: "second.reset", Account: id})
	})
	s.drop(id)
	s.wake()
	return err
}

// Second describes the second factor of an account.
type Second struct {
	On       bool
	Since    time.Time
	Recovery int // unused recovery codes
}

// Second returns what second factor an account has.
func (s *Store) Second(ctx context.Context, id ids.Account) (o Second, err error) {
	err = s.c.View(ctx, func(tx *control.Tx) error {
		var secret []byte
		var last, created int64
		err := tx.Get(selectCredential, []any{id, "totp"}, &secret, &last, &created)
		if errors.Is(err, control.ErrNoRows) {
			return nil
		}
		if err != nil {
			return err
		}
		o.On, o.Since = true, time.UnixMicro(created).UTC()
		return s.countRecovery(tx, id, &o.Recovery)
	})
	return o, err
}

func (s *Store) countRecovery(tx *control.Tx, id ids.Account, n *int) error {
	var sealed []byte
	var last, created int64
	err := tx.Get(selectCredential, []any{id, "recovery"}, &sealed, &last, &created)
	if errors.Is(err, control.ErrNoRows) {
		return nil
	}
	if err != nil {
		return err
	}
	var codes recovery
	err = s.openJSON("credential", "secret", credentialRow(id, "recovery"), sealed, &codes)
	*n = len(codes.Left)
	return err
}

// SetSecond stores a second factor without a code: for seeding a demo, whose
// secrets are printed. archtest lists the callers. The secret is returned.
func (s *Store) SetSecond(ctx context.Context, id ids.Account) (key string, err error) {
	if !s.cfg.DemoLinks {
		return "", errs.New(errs.Forbidden, "This is for demo directories only.")
	}
	a, err := s.Get(ctx, id)
	if err != nil {
		return "", err
	}
	secret := otp.NewSecret()
	sealed := s.c.Seal("credential", "secret", credentialRow(id, "totp"), secret)
	err = s.c.Update(ctx, func(tx *control.Tx) error {
		_, err := tx.Exec(upsertCredential, id, "totp", sealed, 0, s.micros())
		return err
	})
	if err != nil {
		return "", err
	}
	return newEnrolment(secret, a).Key, nil
}
