package accounts

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"errors"
	"strings"
	"time"

	"kosh/internal/base/ids"
	"kosh/internal/kernel/access"
	"kosh/internal/storage/control"
)

// DeviceFor is how long a browser keeps its device key.
const DeviceFor = 400 * 24 * time.Hour

// readDevice returns the device whose key a browser holds, or zero: the cookie
// is the device's id, a dot, and 256 random bits kept here as a hash. A device
// is known by what the server gave it, never by what it looks like (SES-12).
func (s *Store) readDevice(tx *control.Tx, cookie string) (ids.Device, error) {
	text, key, _ := strings.Cut(cookie, ".")
	id, err := ids.Parse[ids.Device](text)
	if err != nil || len(key) > 64 {
		id, key = ids.Device{}, ""
	}
	var stored []byte
	err = tx.Get(selectDevice, []any{id}, &stored)
	if err != nil && !errors.Is(err, control.ErrNoRows) {
		return ids.Device{}, err
	}
	got := sha256.Sum256([]byte(key))
	if subtle.ConstantTimeCompare(got[:], stored) != 1 {
		return ids.Device{}, nil
	}
	return id, nil
}

// Device returns the device a cookie's value proves, or zero.
func (s *Store) Device(ctx context.Context, cookie string) (id ids.Device, err error) {
	err = s.c.View(ctx, func(tx *control.Tx) error {
		id, err = s.readDevice(tx, cookie)
		return err
	})
	return id, err
}

func isKnown(tx *control.Tx, device ids.Device, account ids.Account) (bool, error) {
	var seen int64
	err := tx.Get(knownDevice, []any{device, account}, &seen)
	if errors.Is(err, control.ErrNoRows) {
		return false, nil
	}
	return err == nil, err
}

// meet makes the device of a proof known to its account, giving the browser a
// key if it has none.
func (s *Store) meet(tx *control.Tx, p *Proof, now int64) error {
	fresh := p.Device.IsZero()
	if fresh {
		p.Device = ids.New[ids.Device](time.UnixMicro(now))
	}
	about, err := s.sealJSON("device", "about", p.Device.Bytes(), place{V: 1, Agent: short(p.From.Agent, 120)})
	if err != nil {
		return err
	}
	if fresh {
		key := newToken()
		hash := sha256.Sum256([]byte(key))
		p.DeviceKey = p.Device.String() + "." + key
		if _, err := tx.Exec(insertDevice, p.Device, hash[:], now, about); err != nil {
			return err
		}
	} else if _, err := tx.Exec(touchDevice, p.Device, now, about); err != nil {
		return err
	}
	known, err := isKnown(tx, p.Device, p.Account)
	if err != nil {
		return err
	}
	p.NewDevice = !known
	_, err = tx.Exec(upsertKnown, p.Device, p.Account, now)
	return err
}

// Vouch returns a proof without a sign-in, on a device of its own. It is for
// tests and the demo, which mint sessions in the process; archtest lists the
// callers.
func (s *Store) Vouch(ctx context.Context, id ids.Account, from access.From, second bool) (Proof, error) {
	a, err := s.Get(ctx, id)
	if err != nil {
		return Proof{}, err
	}
	return s.prove(ctx, a, from, ids.Device{}, "vouched", second)
}

// DeviceName returns the short description a device gave of itself, "" if it is
// not known.
func (s *Store) DeviceName(tx *control.Tx, id ids.Device) (string, error) {
	var about []byte
	err := tx.Get(selectAbout, []any{id}, &about)
	if errors.Is(err, control.ErrNoRows) {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	var p place
	err = s.openJSON("device", "about", id.Bytes(), about, &p)
	return p.Agent, err
}
