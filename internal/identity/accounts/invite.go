package accounts

import (
	"context"
	"encoding/base64"
	"errors"
	"net/netip"
	"strings"
	"time"

	"kosh/internal/base/errs"
	"kosh/internal/base/ids"
	"kosh/internal/kernel/access"
	"kosh/internal/storage/control"
)

// How long a link is good.
const (
	InviteFor   = 7 * 24 * time.Hour
	DemoLinkFor = 10 * time.Minute
)

var errLink error = &errs.Error{Kind: errs.NotFound, Code: "signin.link-used", Public: "This link was used or is too old."}

// linkHash is what is stored of a link. It is keyed, and the token begins with
// the account it is for: writing to the store makes no link, and turns no link
// into another person's.
func (s *Store) linkHash(purpose, token string) []byte {
	return s.c.Token("account/link/"+purpose, token)
}

// names reports whether a token is for an account.
func names(token string, id ids.Account) bool {
	return strings.HasPrefix(token, base64.RawURLEncoding.EncodeToString(id.Bytes()))
}

func (s *Store) newLink(ctx context.Context, purpose string, id ids.Account, tenant ids.Tenant, good time.Duration) (string, error) {
	token := base64.RawURLEncoding.EncodeToString(id.Bytes()) + newToken()
	now := s.now()
	err := s.c.Update(ctx, func(tx *control.Tx) error {
		if purpose == "invite" { // a newer invitation replaces the older
			if _, err := tx.Exec(endClinicLinks, id, tenant, now.UnixMicro()); err != nil {
				return err
			}
		}
		_, err := tx.Exec(insertLink, s.linkHash(purpose, token), purpose, id, tenant, now.UnixMicro(), now.Add(good).UnixMicro())
		return err
	})
	return token, err
}

// Invite makes a link with which a person chooses a password; it works once,
// for seven days. tenants decides who gets one: never an account that has a
// password and belongs to another clinic too.
func (s *Store) Invite(ctx context.Context, id ids.Account, tenant ids.Tenant) (token string, err error) {
	return s.newLink(ctx, "invite", id, tenant, InviteFor)
}

// DemoLink makes a link that signs a person in without password or code: once,
// within ten minutes, from this machine. For demo directories.
func (s *Store) DemoLink(ctx context.Context, id ids.Account, tenant ids.Tenant) (token string, err error) {
	if !s.cfg.DemoLinks {
		return "", errs.New(errs.Forbidden, "This is for demo directories only.")
	}
	return s.newLink(ctx, "demo", id, tenant, DemoLinkFor)
}

// An Invitation is what a link names before it is used.
type Invitation struct {
	Account Account
	Tenant  ids.Tenant
}

// LookInvite shows whose an invitation is, without using it up: for the page the
// link opens. Errors: NotFound for a link that was used, is too old or never was.
func (s *Store) LookInvite(ctx context.Context, token string) (Invitation, error) {
	return s.lookLink(ctx, "invite", token)
}

// LookDemoLink is LookInvite for demo links.
func (s *Store) LookDemoLink(ctx context.Context, token string, from access.From) (Invitation, error) {
	if !s.demoFrom(from) {
		return Invitation{}, errLink
	}
	return s.lookLink(ctx, "demo", token)
}

func (s *Store) lookLink(ctx context.Context, purpose, token string) (i Invitation, err error) {
	hash := s.linkHash(purpose, token)
	err = s.c.View(ctx, func(tx *control.Tx) error {
		var id ids.Account
		err := tx.Get(selectLink, []any{hash, purpose, s.micros()}, &id, &i.Tenant)
		if errors.Is(err, control.ErrNoRows) || err == nil && !names(token, id) {
			return errLink
		}
		if err != nil {
			return err
		}
		i.Account, err = s.read(tx, id)
		return err
	})
	return i, err
}

// AcceptInvite uses an invitation up, gives the account its password, ends its
// sessions, and begins a sign-in: the password stands for the first step, a
// second factor is still asked for. Field errors (beside "password") leave the
// link good.
func (s *Store) AcceptInvite(ctx context.Context, token, password string, from access.From, device string) (*Pending, error) {
	inv, err := s.LookInvite(ctx, token)
	if err != nil {
		return nil, err
	}
	sealed, err := s.sealPassword(ctx, inv.Account, password)
	if err != nil {
		return nil, err
	}
	who := candidate{id: inv.Account.ID}
	err = s.c.Update(ctx, func(tx *control.Tx) error {
		now := s.micros()
		n, err := tx.Exec(useLink, s.linkHash("invite", token), "invite", now)
		if err != nil {
			return err
		}
		if n == 0 {
			return errLink
		}
		if _, err := tx.Exec(endLinks, who.id, now); err != nil {
			return err
		}
		if err := s.storePassword(tx, inv.Account, sealed, true); err != nil {
			return err
		}
		return s.inspect(tx, &who, device)
	})
	if err != nil {
		return nil, err
	}
	s.drop(who.id)
	return s.begin(ctx, who, from, "invite")
}

// UseDemoLink uses a demo link up: everything is proved, only the clinic is to
// be chosen.
func (s *Store) UseDemoLink(ctx context.Context, token string, from access.From, device string) (*Pending, error) {
	if !s.demoFrom(from) {
		return nil, errLink
	}
	var who candidate
	hash := s.linkHash("demo", token)
	err := s.c.Update(ctx, func(tx *control.Tx) error {
		var tenant ids.Tenant
		now := s.micros()
		err := tx.Get(selectLink, []any{hash, "demo", now}, &who.id, &tenant)
		if errors.Is(err, control.ErrNoRows) || err == nil && !names(token, who.id) {
			return errLink
		}
		if err != nil {
			return err
		}
		if n, err := tx.Exec(useLink, hash, "demo", now); err != nil || n == 0 {
			return errors.Join(err, errLink)
		}
		return s.inspect(tx, &who, device)
	})
	if err != nil {
		return nil, err
	}
	p, err := s.begin(ctx, who, from, "link")
	if err != nil {
		return nil, err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.step, p.second = StepClinic, true
	return p, nil
}

func (s *Store) demoFrom(from access.From) bool {
	ip, err := netip.ParseAddr(from.IP)
	return s.cfg.DemoLinks && err == nil && ip.Unmap().IsLoopback()
}

// EndInvites ends the open invitations of an account to a clinic, in the
// transaction that ends its membership.
func (s *Store) EndInvites(tx *control.Tx, id ids.Account, tenant ids.Tenant) error {
	_, err := tx.Exec(endClinicLinks, id, tenant, s.micros())
	return err
}

// HasPassword reports whether an account can sign in by itself.
func (s *Store) HasPassword(ctx context.Context, id ids.Account) (has bool, err error) {
	who := candidate{id: id}
	err = s.c.View(ctx, func(tx *control.Tx) error { return s.inspect(tx, &who, "") })
	return who.sealed != nil, err
}
