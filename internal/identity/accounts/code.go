package accounts

import (
	"context"
	"errors"
	"strings"
	"time"

	"kosh/internal/base/contact"
	"kosh/internal/base/errs"
	"kosh/internal/base/ids"
	"kosh/internal/identity/otp"
	"kosh/internal/storage/control"
)

// Wrong codes a person may have in one UTC day: from unknown devices, and from
// devices known to be theirs.
const (
	wrongCodes      = 10
	wrongCodesKnown = 50
)

var (
	errWrongCode  error = &errs.Error{Kind: errs.Unauthorized, Code: "signin.wrong-code", Public: "This code is not right or too old. Wait for the next one."}
	errCodesSpent error = &errs.Error{Kind: errs.TooMany, Code: "signin.codes-spent", Public: "Too many wrong codes today. Use a device you have signed in on before, or try again tomorrow."}
)

// Code answers StepCode with a code of the authenticator app or a printed
// recovery code; either counts once. After five wrong ones the sign-in is over.
// Errors: Unauthorized (wrong; over), TooMany (the day's wrong codes are used up).
func (p *Pending) Code(ctx context.Context, code string) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if err := p.at(StepCode); err != nil {
		return err
	}
	how, err := p.s.useCode(ctx, p.account.ID, code, p.known)
	if err == nil {
		p.step, p.second, p.method = StepClinic, true, p.method+"+"+how
		return nil
	}
	if !errs.Is(err, errs.Unauthorized) && !errs.Is(err, errs.TooMany) {
		return err
	}
	p.tries++
	if p.tries >= maxTries || errs.Is(err, errs.TooMany) {
		p.end()
	}
	if failed := p.s.fail(ctx, p.account.ID, p.s.accountLogin(p.account), p.from, "code"); failed != nil {
		return failed
	}
	return err
}

// useCode counts one wrong code, checks the code, and takes the count back if it
// was right: whoever asks in parallel waits for the count, so there is no race
// past the limit or for one code.
func (s *Store) useCode(ctx context.Context, id ids.Account, code string, known bool) (how string, err error) {
	code = plainCode(code)
	now := s.now()
	day := now.Unix() / 86400
	limit := int64(wrongCodes)
	if known {
		limit = wrongCodesKnown
	}
	var n int64
	updated := s.c.Update(ctx, func(tx *control.Tx) error {
		how, err = "", errWrongCode
		if _, err := tx.Exec(pruneWrongCode, id, day-1); err != nil {
			return err
		}
		if _, err := tx.Exec(countWrongCode, id, day); err != nil {
			return err
		}
		if err := tx.Get(selectWrongCode, []any{id, day}, &n); err != nil {
			return err
		}
		if n > limit {
			err = errCodesSpent
			_, back := tx.Exec(forgiveCode, id, day)
			return back
		}
		found, broken := s.matchCode(tx, id, code, now)
		if broken != nil || found == "" {
			return broken
		}
		how, err = found, nil
		_, broken = tx.Exec(forgiveCode, id, day)
		return broken
	})
	if updated != nil {
		return "", updated
	}
	if err != nil && n == wrongCodes {
		if raised := s.Raise(ctx, Event{Level: High, Kind: "code.limit", Account: id}); raised != nil {
			return "", raised
		}
	}
	return how, err
}

// matchCode says which kind of code it was, "" if none.
func (s *Store) matchCode(tx *control.Tx, id ids.Account, code string, now time.Time) (string, error) {
	if len(code) != 6 {
		return s.matchRecovery(tx, id, code)
	}
	var sealed []byte
	var last, created int64
	err := tx.Get(selectCredential, []any{id, "totp"}, &sealed, &last, &created)
	if errors.Is(err, control.ErrNoRows) {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	secret, err := s.c.Open("credential", "secret", credentialRow(id, "totp"), sealed)
	if err != nil {
		return "", err
	}
	step, ok := otp.Verify(secret, code, now, last)
	if !ok {
		return "", nil
	}
	n, err := tx.Exec(useStep, id, step)
	if err != nil || n == 0 {
		return "", err
	}
	return "totp", nil
}

// matchRecovery uses up one of the printed codes.
func (s *Store) matchRecovery(tx *control.Tx, id ids.Account, code string) (string, error) {
	var sealed []byte
	var step, created int64
	err := tx.Get(selectCredential, []any{id, "recovery"}, &sealed, &step, &created)
	if errors.Is(err, control.ErrNoRows) {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	var codes recovery
	if err := s.openJSON("credential", "secret", credentialRow(id, "recovery"), sealed, &codes); err != nil {
		return "", err
	}
	rest, ok := codes.Use(code)
	if !ok {
		return "", nil
	}
	next, err := s.sealJSON("credential", "secret", credentialRow(id, "recovery"), recovery{1, rest})
	if err != nil {
		return "", err
	}
	n, err := tx.Exec(swapRecovery, id, sealed, next)
	if err != nil || n == 0 {
		return "", err
	}
	return "recovery", nil
}

// recovery is the sealed document of the printed codes, version 1.
type recovery struct {
	V int `json:"v"`
	otp.Recovery
}

// plainCode reads a code as people type it: digits of any script, spaces.
func plainCode(code string) string {
	return strings.Join(strings.Fields(contact.LatinDigits(short(code, 256))), "")
}

// CheckCode uses up a code of somebody signed in, for acts that ask again. known
// says that the device is one of theirs.
func (s *Store) CheckCode(ctx context.Context, id ids.Account, code string, known bool) error {
	_, err := s.useCode(ctx, id, code, known)
	return err
}
