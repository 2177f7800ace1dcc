package otp

import (
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base32"
	"strings"

	"kosh/internal/base/contact"
)

const (
	recoverySize    = 10 // bytes of a code: 80 random bits, out of reach of guessing a fast hash
	recoveryLetters = 16
	maxRecovery     = 20
)

// crockford has no I, L, O, U: what is read wrong from paper is read right here.
var crockford = base32.NewEncoding("0123456789ABCDEFGHJKMNPQRSTVWXYZ").WithPadding(base32.NoPadding)

// A Recovery is what is stored of an account's printed codes: a salt and the
// hashes of the codes not used yet. It is replaced as a whole.
type Recovery struct {
	Salt []byte   `json:"salt"`
	Left [][]byte `json:"left"`
}

// GenerateRecovery makes n codes (1 to 20; a sheet has 10) and what is stored of
// them. The codes are shown once, to be printed, and kept nowhere.
func GenerateRecovery(n int) (printed []string, stored Recovery) {
	n = min(max(n, 1), maxRecovery)
	stored.Salt = make([]byte, 16)
	rand.Read(stored.Salt)
	for range n {
		var b [recoverySize]byte
		rand.Read(b[:])
		code := crockford.EncodeToString(b[:])
		printed = append(printed, code[0:4]+"-"+code[4:8]+"-"+code[8:12]+"-"+code[12:16])
		stored.Left = append(stored.Left, stored.hash(code))
	}
	return printed, stored
}

func (r Recovery) hash(code string) []byte {
	h := sha256.New()
	h.Write([]byte("kosh/recovery/v1\x00"))
	h.Write(r.Salt)
	h.Write([]byte(code))
	return h.Sum(nil)
}

// Use checks a code as typed from paper: either case, any separators, O for 0
// and I or L for 1. If ok, the caller stores rest in place of r before anything
// else comes of it; the code is not in it any more.
func (r Recovery) Use(typed string) (rest Recovery, ok bool) {
	code, clean := readRecovery(typed)
	sum := r.hash(code)
	at := -1
	for i, h := range r.Left {
		if subtle.ConstantTimeCompare(h, sum) == 1 {
			at = i
		}
	}
	if !clean || at < 0 {
		return r, false
	}
	rest = Recovery{Salt: r.Salt, Left: make([][]byte, 0, len(r.Left)-1)}
	for i, h := range r.Left {
		if i != at {
			rest.Left = append(rest.Left, h)
		}
	}
	return rest, true
}

func readRecovery(typed string) (string, bool) {
	if len(typed) > 200 {
		return "", false
	}
	var b strings.Builder
	for _, c := range strings.ToUpper(contact.LatinDigits(typed)) {
		switch {
		case c == 'O':
			c = '0'
		case c == 'I' || c == 'L':
			c = '1'
		case strings.ContainsRune(" -–—._\t", c):
			continue
		}
		b.WriteRune(c)
	}
	return b.String(), b.Len() == recoveryLetters
}
