package accounts

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"sync"
	"time"

	"kosh/internal/base/errs"
	"kosh/internal/base/ids"
	"kosh/internal/identity/otp"
	"kosh/internal/kernel/access"
	"kosh/internal/storage/control"
)

// A Step is what a sign-in in progress waits for.
type Step string

const (
	StepCode     Step = "code"     // a code of the second factor, or a recovery code
	StepEnrol    Step = "enrol"    // setting up the second factor
	StepRecovery Step = "recovery" // "I have kept the recovery codes"
	StepClinic   Step = "clinic"   // choosing the clinic; everything is proved
)

// PendingFor is how long a sign-in may take.
const PendingFor = 10 * time.Minute

// maxPending bounds the sign-ins in progress; the oldest gives way. Each needed
// a right password, so this is not for strangers to fill.
const maxPending = 10_000

// maxTries is how many wrong codes one sign-in takes.
const maxTries = 5

// ErrOver is returned for a sign-in that took too long, was finished, or never was.
var ErrOver error = &errs.Error{Kind: errs.Unauthorized, Code: "signin.over", Public: "This sign-in has ended. Please begin again."}

var errStep error = &errs.Error{Kind: errs.Conflict, Code: "signin.step", Public: "This step is done or not yet due. Reload the page."}

// A Pending is a sign-in in progress. It reaches nothing but its own next step.
type Pending struct {
	s       *Store
	token   string
	key     [32]byte
	account Account
	from    access.From
	device  ids.Device // zero for a browser without a valid key
	known   bool
	began   time.Time

	mu       sync.Mutex
	over     bool
	step     Step
	method   string
	second   bool
	tries    int
	secret   otp.Secret // being enrolled
	recovery []string   // shown until kept
}

// begin opens a sign-in for somebody whose first factor is proved.
func (s *Store) begin(ctx context.Context, who candidate, from access.From, method string) (*Pending, error) {
	account, err := s.Get(ctx, who.id)
	if err != nil {
		return nil, err
	}
	p := &Pending{s: s, token: newToken(), account: account, from: from, device: who.device, known: who.known, began: s.now(), method: method}
	p.key = sha256.Sum256([]byte(p.token))
	if p.step, err = s.firstStep(ctx, who); err != nil {
		return nil, err
	}
	s.wake() // what a crash left untold
	s.mu.Lock()
	defer s.mu.Unlock()
	s.sweep(p.began)
	s.pending[p.key] = p
	return p, nil
}

func (s *Store) firstStep(ctx context.Context, who candidate) (Step, error) {
	if who.hasTOTP {
		return StepCode, nil
	}
	if s.cfg.NeedsSecond == nil {
		return StepEnrol, nil
	}
	needs, err := s.cfg.NeedsSecond(ctx, who.id)
	if err != nil {
		return "", err
	}
	if needs {
		return StepEnrol, nil
	}
	return StepClinic, nil
}

// sweep drops what is over, and the oldest when there are too many. The caller holds mu.
func (s *Store) sweep(now time.Time) {
	var oldest *Pending
	for key, p := range s.pending {
		if now.Sub(p.began) >= PendingFor {
			delete(s.pending, key)
		} else if oldest == nil || p.began.Before(oldest.began) {
			oldest = p
		}
	}
	if len(s.pending) >= maxPending {
		delete(s.pending, oldest.key)
	}
	for id, e := range s.enrols {
		if now.Sub(e.began) >= PendingFor {
			delete(s.enrols, id)
		}
	}
}

// drop forgets every sign-in in progress of an account.
func (s *Store) drop(id ids.Account) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for key, p := range s.pending {
		if p.account.ID == id {
			delete(s.pending, key)
		}
	}
	delete(s.enrols, id)
}

// Resume returns the sign-in a browser's cookie names, or ErrOver.
func (s *Store) Resume(token string) (*Pending, error) {
	key := sha256.Sum256([]byte(token))
	s.mu.Lock()
	defer s.mu.Unlock()
	p := s.pending[key]
	if p == nil || s.now().Sub(p.began) >= PendingFor {
		return nil, ErrOver
	}
	return p, nil
}

// live reports whether p is still the store's. The caller holds p.mu.
func (p *Pending) live() error {
	p.s.mu.Lock()
	defer p.s.mu.Unlock()
	if p.over || p.s.pending[p.key] != p || p.s.now().Sub(p.began) >= PendingFor {
		return ErrOver
	}
	return nil
}

// at is live and on a step. The caller holds p.mu.
func (p *Pending) at(step Step) error {
	if err := p.live(); err != nil {
		return err
	}
	if p.step != step {
		return errStep
	}
	return nil
}

func (p *Pending) end() {
	p.over = true
	p.s.mu.Lock()
	defer p.s.mu.Unlock()
	delete(p.s.pending, p.key)
}

// Token is the value of the pre-sign-in cookie; it is good for PendingFor.
func (p *Pending) Token() string { return p.token }

// Step is what comes next.
func (p *Pending) Step() Step {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.step
}

// Account is whose sign-in it is. Nothing of it is shown before StepClinic but
// the name.
func (p *Pending) Account() Account { return p.account }

// Cancel ends the sign-in.
func (p *Pending) Cancel() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.end()
}

// A Proof says that a person has proved who they are. It is made by
// Pending.Finish alone and begins one session.
type Proof struct {
	Account   ids.Account
	Name      string
	From      access.From
	Device    ids.Device
	DeviceKey string    // the device cookie's value, "" when the browser has a good one
	NewDevice bool      // not seen with this person before
	Second    bool      // a second factor was given
	Method    string    // "password", "password+totp", "invite+totp", "link", …
	Before    time.Time // the sign-in before this one; zero for the first
	at        time.Time
	used      *sync.Once
}

// At is when the proof was given. A session made of it counts from then, so that
// a password or second factor reset in between ends it.
func (p Proof) At() time.Time { return p.at }

// Take uses the proof up: nil once, within a minute of Finish.
func (p Proof) Take(now time.Time) error {
	err := ErrOver
	if p.used == nil || now.Sub(p.at) >= time.Minute {
		return err
	}
	p.used.Do(func() { err = nil })
	return err
}

// Finish ends a sign-in in which everything is proved: the browser becomes a
// known device of the person, the time is kept (ATN-13), and the proof is handed
// out, once.
func (p *Pending) Finish(ctx context.Context) (Proof, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if err := p.at(StepClinic); err != nil {
		return Proof{}, err
	}
	p.end()
	return p.s.prove(ctx, p.account, p.from, p.device, p.method, p.second)
}

func (s *Store) prove(ctx context.Context, a Account, from access.From, device ids.Device, method string, second bool) (Proof, error) {
	now := s.now()
	proof := Proof{Account: a.ID, Name: a.Name, From: from, Device: device, Second: second, Method: method, Before: a.SignedInAt, at: now, used: new(sync.Once)}
	where, err := s.sealJSON("account", "signed_in_from", a.ID.Bytes(), fromPlace(from, ""))
	if err != nil {
		return Proof{}, err
	}
	err = s.c.Update(ctx, func(tx *control.Tx) error {
		proof.Device, proof.DeviceKey = device, ""
		if err := s.meet(tx, &proof, now.UnixMicro()); err != nil {
			return err
		}
		if _, err := tx.Exec(updateSignIn, a.ID, now.UnixMicro(), where); err != nil {
			return err
		}
		if proof.NewDevice && !a.SignedInAt.IsZero() {
			return s.raiseIn(tx, Event{Level: Low, Kind: "device.new", Account: a.ID, From: from})
		}
		return nil
	})
	if err != nil {
		return Proof{}, err
	}
	s.wake()
	return proof, nil
}

// newToken returns 256 random bits as text for a cookie or a link.
func newToken() string {
	var b [32]byte
	rand.Read(b[:])
	return base64.RawURLEncoding.EncodeToString(b[:])
}
