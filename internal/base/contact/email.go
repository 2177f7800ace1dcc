package contact

import (
	"fmt"
	"log/slog"
	"strings"
	"unicode"
	"unique"

	"kosh/internal/base/errs"
)

// An Email is an address in lower case, or none (the zero value). Two Emails are
// == when they are the same address.
type Email struct {
	addr unique.Handle[string]
}

// ParseEmail reads an address as people type it. The whole address is folded to
// lower case: no provider in use tells nadia@ from Nadia@, and two accounts that
// differ by case would be a trap. Only the plain form of RFC 5321 §4.1.2 is
// taken, in ASCII (look-alike letters would be another person's address).
// Errors are errs.Invalid for the field "email" with the code email.empty,
// email.long, email.letters, email.at, email.local or email.domain.
func ParseEmail(text string) (Email, error) {
	if len(text) > 1024 {
		return Email{}, emailError("email.long", "This is too long for an e-mail address.")
	}
	s := strings.TrimSpace(strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Cf, r) {
			return -1
		}
		return r
	}, text))
	s = strings.TrimPrefix(strings.ToLower(s), "mailto:")
	if s == "" {
		return Email{}, emailError("email.empty", "Write an e-mail address.")
	}
	if err := checkEmail(s); err != nil {
		return Email{}, err
	}
	return Email{unique.Make(s)}, nil
}

func emailError(code, sentence string) error { return errs.Field("email", code, sentence) }

func checkEmail(s string) error {
	for i := range len(s) {
		if s[i] >= 0x80 || s[i] <= ' ' || s[i] == 0x7f {
			return emailError("email.letters", "Write the e-mail address in Latin letters, without spaces.")
		}
	}
	local, domain, ok := strings.Cut(s, "@")
	switch {
	case !ok || strings.Contains(domain, "@"):
		return emailError("email.at", "An e-mail address has one @, like name@example.com.")
	case len(local) > 64 || len(s) > 254:
		return emailError("email.long", "This is too long for an e-mail address.")
	case !isLocal(local):
		return emailError("email.local", "The part before the @ cannot be like this.")
	case !isDomain(domain):
		return emailError("email.domain", "The part after the @ is not complete, it is like example.com.")
	}
	return nil
}

// isLocal is RFC 5322 dot-atom.
func isLocal(s string) bool {
	for part := range strings.SplitSeq(s, ".") {
		if part == "" || strings.Trim(part, "abcdefghijklmnopqrstuvwxyz0123456789!#$%&'*+-/=?^_`{|}~") != "" {
			return false
		}
	}
	return true
}

// isDomain wants at least two labels and a last one that is not a number.
func isDomain(s string) bool {
	labels := strings.Split(s, ".")
	for _, l := range labels {
		if l == "" || len(l) > 63 || l[0] == '-' || l[len(l)-1] == '-' || strings.Trim(l, "abcdefghijklmnopqrstuvwxyz0123456789-") != "" {
			return false
		}
	}
	last := labels[len(labels)-1]
	return len(labels) >= 2 && len(last) >= 2 && strings.Trim(last, "0123456789") != ""
}

// IsZero reports whether there is no address.
func (e Email) IsZero() bool { return e.addr == noHandle }

// Reveal returns the address, "" for none. The caller has written a REVEAL
// entry, or sends a message to the address without showing it.
func (e Email) Reveal() string {
	if e.IsZero() {
		return ""
	}
	return e.addr.Value()
}

// Full returns what the exact blind-index token is made from. Index use only.
func (e Email) Full() string { return e.Reveal() }

// Stored returns the canonical text for a sealed document, and nothing else.
func (e Email) Stored() string { return e.Reveal() }

// EmailFromStored is the inverse of Stored.
func EmailFromStored(s string) (Email, error) {
	if s == "" {
		return Email{}, nil
	}
	if strings.ToLower(s) != s || checkEmail(s) != nil {
		return Email{}, errs.New(errs.Corrupt, "A stored e-mail address cannot be read.")
	}
	return Email{unique.Make(s)}, nil
}

// String returns the masked address, n****@e******.com: the first letter on each
// side of the @ and the last label; a part of one letter is a star.
func (e Email) String() string {
	local, domain, ok := strings.Cut(e.Reveal(), "@")
	if !ok {
		return ""
	}
	dot := strings.LastIndexByte(domain, '.')
	return maskWord(local) + "@" + maskWord(domain[:dot]) + domain[dot:]
}

func maskWord(s string) string {
	if len(s) < 2 {
		return "*"
	}
	return s[:1] + strings.Repeat("*", len(s)-1)
}

// MarshalText gives every text encoding the masked address; there is no
// UnmarshalText, as for Phone.
func (e Email) MarshalText() ([]byte, error) { return []byte(e.String()), nil }

// GoString returns the masked address.
func (e Email) GoString() string { return "contact.Email(" + e.String() + ")" }

// Format writes the masked address for every verb.
func (e Email) Format(f fmt.State, verb rune) { formatMasked(f, verb, e.String()) }

// LogValue gives slog the masked address.
func (e Email) LogValue() slog.Value { return slog.StringValue(e.String()) }
