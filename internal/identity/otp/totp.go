// Package otp makes and checks one-time codes: TOTP from an authenticator, and
// printed recovery codes.
//
// Threats: a code seen over the shoulder or caught by a false page and used
// again; guessing; a stolen database. Guarantees: a TOTP step is accepted once
// (the caller stores the step that Verify returns, in the transaction that signs
// the person in, and passes it next time); comparison is in constant time over
// all steps in question; a secret prints as stars; recovery codes have 80 bits
// and are stored as salted hashes, so the store does not give them away. Not
// covered: guessing is bounded by the caller, and TOTP
// does not stop a page that passes a fresh code on at once; passkeys do.
package otp

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha1" // RFC 6238's default, the only one every authenticator has
	"crypto/subtle"
	"encoding/base32"
	"encoding/binary"
	"fmt"
	"log/slog"
	"net/url"
	"strings"
	"time"

	"kosh/internal/base/contact"
	"kosh/internal/base/errs"
)

// The parameters of RFC 6238 that authenticators take for granted.
const (
	period     = 30 // seconds a step lasts
	digits     = 6
	secretSize = 20 // bytes, RFC 4226 §4
	skew       = 1  // steps before and after that are accepted
)

// A Secret is shared with the person's authenticator. It prints as stars; the
// caller seals its bytes.
type Secret []byte

// NewSecret makes a secret of 20 random bytes.
func NewSecret() Secret {
	s := make(Secret, secretSize)
	rand.Read(s)
	return s
}

var encoding = base32.StdEncoding.WithPadding(base32.NoPadding)

// Base32 returns the secret as an authenticator takes it, for the enrolment page
// only.
func (s Secret) Base32() string { return encoding.EncodeToString(s) }

// ParseSecret reads the form of Base32, with spaces and in either case.
func ParseSecret(text string) (Secret, error) {
	b, err := encoding.DecodeString(strings.ToUpper(strings.TrimRight(strings.ReplaceAll(text, " ", ""), "=")))
	if err != nil || len(b) < 16 || len(b) > 64 {
		return nil, errs.Field("secret", "otp.secret", "This is not an authenticator's secret.")
	}
	return b, nil
}

// URI returns the otpauth:// address for a QR code. It holds the secret.
func (s Secret) URI(issuer, account string) string {
	issuer, account = strings.ReplaceAll(issuer, ":", " "), strings.ReplaceAll(account, ":", " ")
	return "otpauth://totp/" + url.PathEscape(issuer) + ":" + url.PathEscape(account) +
		"?secret=" + s.Base32() + "&issuer=" + url.PathEscape(issuer) + "&algorithm=SHA1&digits=6&period=30"
}

// String hides the secret, as do all the other ways Go prints it.
func (s Secret) String() string { return "******" }

// GoString hides the secret.
func (s Secret) GoString() string { return "otp.Secret(******)" }

// Format hides the secret for every verb.
func (s Secret) Format(f fmt.State, _ rune) { fmt.Fprint(f, s.String()) }

// MarshalText hides the secret: it is stored by its bytes, never by an encoder.
func (s Secret) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// LogValue hides the secret.
func (s Secret) LogValue() slog.Value { return slog.StringValue(s.String()) }

// Code returns the code of the step at lies in, for the demo and for tests.
func (s Secret) Code(at time.Time) string { return s.code(step(at)) }

func step(at time.Time) int64 { return at.Unix() / period }

// code is HOTP of RFC 4226 §5.3 over the step.
func (s Secret) code(step int64) string {
	mac := hmac.New(sha1.New, s)
	var counter [8]byte
	binary.BigEndian.PutUint64(counter[:], uint64(step))
	mac.Write(counter[:])
	sum := mac.Sum(nil)
	at := sum[len(sum)-1] & 0x0f
	n := binary.BigEndian.Uint32(sum[at:]) & 0x7fffffff
	return fmt.Sprintf("%0*d", digits, n%1_000_000)
}

// Verify checks a code as typed, in digits of any script and with spaces. last
// is the step the account used last, or 0; steps up to it are refused, so a code
// works once. If ok, the caller stores step as the new last before anything else
// comes of it.
func Verify(secret Secret, typed string, now time.Time, last int64) (accepted int64, ok bool) {
	typed, clean := normalise(typed)
	if !clean || len(secret) == 0 {
		return 0, false
	}
	current := step(now)
	for s := current - skew; s <= current+skew; s++ {
		same := subtle.ConstantTimeCompare([]byte(secret.code(s)), []byte(typed)) == 1
		if same && s > last && !ok {
			accepted, ok = s, true
		}
	}
	return accepted, ok
}

// normalise brings a typed code to six ASCII digits.
func normalise(typed string) (string, bool) {
	if len(typed) > 100 {
		return "", false
	}
	code, ok := contact.Digits(typed)
	return code, ok && len(code) == digits
}
