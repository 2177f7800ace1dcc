package accounts

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"kosh/internal/base/contact"
	"kosh/internal/base/errs"
	"kosh/internal/base/ids"
	"kosh/internal/kernel/access"
	"kosh/internal/storage/control"
)

// A State says whether a person may sign in.
type State string

const (
	Invited State = "invited" // has no password yet
	Active  State = "active"
	Closed  State = "closed" // belongs to no clinic; has no credential of any kind
)

// An Account is one person. E-mail and phone print masked.
type Account struct {
	ID         ids.Account
	State      State
	Name       string
	Email      contact.Email
	Phone      contact.Phone
	CreatedAt  time.Time
	SignedInAt time.Time   // zero before the first time
	SignedInBy access.From // where that was from

	version   int64
	validFrom int64
}

// Login returns what the person signs in with, masked; the e-mail address if
// there are both.
func (a Account) Login() string {
	if !a.Email.IsZero() {
		return a.Email.String()
	}
	return a.Phone.String()
}

// profile is the sealed document of an account, version 1.
type profile struct {
	V     int    `json:"v"`
	Name  string `json:"name"`
	Email string `json:"email,omitzero"`
	Phone string `json:"phone,omitzero"`
}

// place is the sealed document of where something came from, version 1.
type place struct {
	V     int    `json:"v"`
	IP    string `json:"ip,omitzero"`
	Agent string `json:"agent,omitzero"`
	Login string `json:"login,omitzero"` // masked
}

// maxName bounds a person's name, in characters.
const maxName = 200

// ErrNotFound is returned for an account that does not exist.
var ErrNotFound error = &errs.Error{Kind: errs.NotFound, Code: "not-found", Public: "There is nothing here that you can open."}

func (s *Store) sealJSON(table, column string, row []byte, v any) ([]byte, error) {
	b, err := json.Marshal(v)
	if err != nil {
		return nil, err
	}
	return s.c.Seal(table, column, row, b), nil
}

func (s *Store) openJSON(table, column string, row, sealed []byte, v any) error {
	b, err := s.c.Open(table, column, row, sealed)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(b, v); err != nil {
		return errs.Wrap(errs.Corrupt, "A stored record cannot be read.", err)
	}
	return nil
}

// short cuts what a browser says of itself to a length that is kept.
func short(s string, most int) string {
	s = strings.ToValidUTF8(s, "")
	if len(s) <= most {
		return s
	}
	for most > 0 && !utf8.RuneStart(s[most]) {
		most--
	}
	return s[:most]
}

func fromPlace(from access.From, login string) place {
	return place{V: 1, IP: short(from.IP, 64), Agent: short(from.Agent, 120), Login: login}
}

// A login is what was typed into "e-mail or phone", in every reading of it.
type login struct {
	key    []byte // equal for equal names, also for those nobody has
	emails [][]byte
	phones [][]byte
	masked string
}

// readLogin accepts anything: what is neither an address nor a number is a name
// nobody has. A number without a country code is read as one of each country
// Kosh serves.
func (s *Store) readLogin(text string) login {
	text = strings.TrimSpace(short(text, 1024))
	if e, err := contact.ParseEmail(text); err == nil {
		t := s.c.Token("account/email", e.Full())
		return login{key: t, emails: [][]byte{t}, masked: e.String()}
	}
	var l login
	for _, country := range []string{"IN", "BD"} {
		p, err := contact.ParsePhone(text, country)
		if err != nil {
			continue
		}
		l.phones = append(l.phones, s.c.Token("account/phone", p.Full()))
		if l.masked == "" {
			l.masked = p.String()
		}
	}
	if l.key = s.c.Token("account/other", strings.ToLower(text)); len(l.phones) > 0 {
		l.key = l.phones[0]
	}
	return l
}

// find returns the account a login names, or zero. tx is any transaction.
func (l login) find(tx *control.Tx) (id ids.Account, err error) {
	for _, t := range l.emails {
		if err = tx.Get(findByEmail, []any{t}, &id); !errors.Is(err, control.ErrNoRows) {
			return id, err
		}
	}
	for _, t := range l.phones {
		if err = tx.Get(findByPhone, []any{t}, &id); !errors.Is(err, control.ErrNoRows) {
			return id, err
		}
	}
	return ids.Account{}, nil
}

// A Person is what is needed to make an account: a name, and an e-mail address,
// a phone number or both.
type Person struct {
	Name  string
	Email contact.Email
	Phone contact.Phone
}

func (p Person) check() error {
	switch {
	case strings.TrimSpace(p.Name) == "":
		return errs.Field("name", "name.empty", "Write the person's name.")
	case utf8.RuneCountInString(p.Name) > maxName:
		return errs.Field("name", "name.long", fmt.Sprintf("A name has at most %d characters.", maxName))
	case p.Email.IsZero() && p.Phone.IsZero():
		return errs.Field("login", "login.empty", "Write an e-mail address or a phone number.")
	}
	return nil
}

func (s *Store) tokens(p Person) (email, phone []byte) {
	if !p.Email.IsZero() {
		email = s.c.Token("account/email", p.Email.Full())
	}
	if !p.Phone.IsZero() {
		phone = s.c.Token("account/phone", p.Phone.Full())
	}
	return email, phone
}

// Ensure returns the account of a person, making one if the e-mail address or
// the phone number is new. An existing account keeps its name and contacts. It
// is a Conflict if the two belong to different people.
func (s *Store) Ensure(ctx context.Context, p Person) (a Account, err error) {
	if err := p.check(); err != nil {
		return a, err
	}
	email, phone := s.tokens(p)
	var id ids.Account
	err = s.c.Update(ctx, func(tx *control.Tx) error {
		var byEmail, byPhone ids.Account
		if err := tx.Get(findByEmail, []any{email}, &byEmail); err != nil && !errors.Is(err, control.ErrNoRows) {
			return err
		}
		if err := tx.Get(findByPhone, []any{phone}, &byPhone); err != nil && !errors.Is(err, control.ErrNoRows) {
			return err
		}
		switch {
		case !byEmail.IsZero() && !byPhone.IsZero() && byEmail != byPhone:
			return errs.New(errs.Conflict, "This e-mail address and this phone number belong to two different people.")
		case !byEmail.IsZero():
			id = byEmail
			return nil
		case !byPhone.IsZero():
			id = byPhone
			return nil
		}
		now := s.now()
		id = ids.New[ids.Account](now)
		sealed, err := s.sealProfile(id, p)
		if err != nil {
			return err
		}
		_, err = tx.Exec(insertAccount, id, string(Invited), email, phone, sealed, now.UnixMicro())
		return err
	})
	if err != nil {
		return a, err
	}
	return s.Get(ctx, id)
}

func (s *Store) sealProfile(id ids.Account, p Person) ([]byte, error) {
	doc := profile{V: 1, Name: strings.TrimSpace(p.Name), Email: p.Email.Stored(), Phone: p.Phone.Stored()}
	return s.sealJSON("account", "profile", id.Bytes(), doc)
}

// Get returns an account, or ErrNotFound.
func (s *Store) Get(ctx context.Context, id ids.Account) (a Account, err error) {
	err = s.c.View(ctx, func(tx *control.Tx) error {
		a, err = s.read(tx, id)
		return err
	})
	return a, err
}

// Find returns the account somebody would sign in to with text, or ErrNotFound.
// For the operator's commands and for people who may invite.
func (s *Store) Find(ctx context.Context, text string) (a Account, err error) {
	l := s.readLogin(text)
	err = s.c.View(ctx, func(tx *control.Tx) error {
		id, err := l.find(tx)
		if err != nil {
			return err
		}
		a, err = s.read(tx, id)
		return err
	})
	return a, err
}

func (s *Store) read(tx *control.Tx, id ids.Account) (a Account, err error) {
	var state string
	var sealed, where []byte
	var created, signedIn int64
	err = tx.Get(selectAccount, []any{id}, &a.ID, &state, &a.version, &sealed, &created, &a.validFrom, &signedIn, &where)
	if errors.Is(err, control.ErrNoRows) {
		return a, ErrNotFound
	}
	if err != nil {
		return a, err
	}
	var doc profile
	if err := s.openJSON("account", "profile", a.ID.Bytes(), sealed, &doc); err != nil {
		return a, err
	}
	a.State, a.Name, a.CreatedAt = State(state), doc.Name, time.UnixMicro(created).UTC()
	if a.Email, err = contact.EmailFromStored(doc.Email); err != nil {
		return a, err
	}
	if a.Phone, err = contact.PhoneFromStored(doc.Phone); err != nil {
		return a, err
	}
	if signedIn != 0 {
		var p place
		if err := s.openJSON("account", "signed_in_from", a.ID.Bytes(), where, &p); err != nil {
			return a, err
		}
		a.SignedInAt, a.SignedInBy = time.UnixMicro(signedIn).UTC(), access.From{IP: p.IP, Agent: p.Agent}
	}
	return a, nil
}

// Change replaces name, e-mail address and phone number. It is a Conflict if
// another person has one of them, or if a has changed since it was read.
func (s *Store) Change(ctx context.Context, a Account, p Person) error {
	if err := p.check(); err != nil {
		return err
	}
	email, phone := s.tokens(p)
	return s.c.Update(ctx, func(tx *control.Tx) error {
		for q, token := range map[*control.Query][]byte{&findByEmail: email, &findByPhone: phone} {
			var other ids.Account
			err := tx.Get(*q, []any{token}, &other)
			if err == nil && other != a.ID {
				return errs.New(errs.Conflict, "Another person signs in with this e-mail address or phone number.")
			}
			if err != nil && !errors.Is(err, control.ErrNoRows) {
				return err
			}
		}
		sealed, err := s.sealProfile(a.ID, p)
		if err != nil {
			return err
		}
		n, err := tx.Exec(updateProfile, a.ID, a.version, email, phone, sealed)
		if err == nil && n == 0 {
			err = errs.New(errs.Conflict, "Somebody changed this in the meantime. Reload the page and try again.")
		}
		return err
	})
}

// Shut takes every credential of an account away: password, second factor,
// codes, links, known devices, sign-ins in progress; its sessions are over.
// tenants calls it, in the transaction that ends the last membership.
func (s *Store) Shut(tx *control.Tx, id ids.Account) error {
	now := s.micros()
	for _, q := range []control.Query{deleteCredentials, forgetDevices} {
		if _, err := tx.Exec(q, id); err != nil {
			return err
		}
	}
	if _, err := tx.Exec(endLinks, id, now); err != nil {
		return err
	}
	s.drop(id)
	_, err := tx.Exec(updateState, id, string(Closed), now)
	return err
}

// hexKey names a bucket or a map entry by bytes that are not text.
func hexKey(b []byte) string { return hex.EncodeToString(b) }
