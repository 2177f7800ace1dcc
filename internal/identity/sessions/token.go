package sessions

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"strings"
	"sync"
	"time"

	"kosh/internal/base/clock"
	"kosh/internal/base/ids"

	"github.com/golang-jwt/jwt/v5"
)

const (
	tokenIssuer   = "kosh"
	tokenAudience = "kosh-staff"
	tokenType     = "at+jwt"
	maxToken      = 1024 // bytes; ours have about 400
	maxVerified   = 8192
)

var errToken = errors.New("sessions: not an access token of this installation")

// tokens signs and verifies access tokens. The algorithm is pinned by the key's
// type: there is one key, one algorithm, one header.
type tokens struct {
	private ed25519.PrivateKey
	public  ed25519.PublicKey
	kid     string
	clock   clock.Clock
	parser  *jwt.Parser

	mu       sync.Mutex
	verified map[[32]byte]claim
}

// A claim is what a verified token says.
type claim struct {
	session ids.Session
	account ids.Account
	expires time.Time
}

func newTokens(seed [32]byte, clk clock.Clock) *tokens {
	private := ed25519.NewKeyFromSeed(seed[:])
	public := private.Public().(ed25519.PublicKey)
	sum := sha256.Sum256(public)
	return &tokens{
		private: private, public: public, kid: hex.EncodeToString(sum[:8]), clock: clk, verified: map[[32]byte]claim{},
		parser: jwt.NewParser(jwt.WithValidMethods([]string{"EdDSA"}), jwt.WithIssuer(tokenIssuer), jwt.WithAudience(tokenAudience),
			jwt.WithExpirationRequired(), jwt.WithIssuedAt(), jwt.WithTimeFunc(clk.Now), jwt.WithStrictDecoding()),
	}
}

func (t *tokens) sign(session ids.Session, account ids.Account) (string, error) {
	now := t.clock.Now()
	j := jwt.NewWithClaims(jwt.SigningMethodEdDSA, jwt.RegisteredClaims{
		Issuer: tokenIssuer, Audience: jwt.ClaimStrings{tokenAudience}, Subject: account.String(), ID: session.String(),
		IssuedAt: jwt.NewNumericDate(now), ExpiresAt: jwt.NewNumericDate(now.Add(AccessFor)),
	})
	j.Header["typ"], j.Header["kid"] = tokenType, t.kid
	return j.SignedString(t.private)
}

// verify returns what a token says. A token verified before is found by its
// hash; it is as old as its exp says in both cases.
func (t *tokens) verify(text string) (claim, error) {
	// encoding/base64 skips line breaks even when strict; a token has one spelling.
	if len(text) == 0 || len(text) > maxToken || strings.ContainsAny(text, "\r\n") {
		return claim{}, errToken
	}
	key := sha256.Sum256([]byte(text))
	t.mu.Lock()
	c, ok := t.verified[key]
	t.mu.Unlock()
	if !ok {
		var err error
		if c, err = t.parse(text); err != nil {
			return claim{}, err
		}
		t.keep(key, c)
	}
	if !t.clock.Now().Before(c.expires) {
		return claim{}, errToken
	}
	return c, nil
}

// parse does the whole verification. The header holds alg, typ and kid, with our
// values, and nothing else: no key, key address or critical extension of the
// sender's is ever looked at.
func (t *tokens) parse(text string) (claim, error) {
	var body jwt.RegisteredClaims
	_, err := t.parser.ParseWithClaims(text, &body, func(j *jwt.Token) (any, error) {
		if len(j.Header) != 3 || j.Header["alg"] != "EdDSA" || j.Header["typ"] != tokenType || j.Header["kid"] != t.kid {
			return nil, errToken
		}
		return t.public, nil
	})
	if err != nil {
		return claim{}, errors.Join(errToken, err)
	}
	var c claim
	if c.session, err = ids.Parse[ids.Session](body.ID); err != nil || c.session.IsZero() {
		return claim{}, errToken
	}
	if c.account, err = ids.Parse[ids.Account](body.Subject); err != nil || c.account.IsZero() {
		return claim{}, errToken
	}
	if body.IssuedAt == nil || body.ExpiresAt.Sub(body.IssuedAt.Time) > AccessFor {
		return claim{}, errToken
	}
	c.expires = body.ExpiresAt.Time
	return c, nil
}

func (t *tokens) keep(key [32]byte, c claim) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if len(t.verified) >= maxVerified {
		now := t.clock.Now()
		for k, v := range t.verified {
			if !now.Before(v.expires) {
				delete(t.verified, k)
			}
		}
		if len(t.verified) >= maxVerified {
			clear(t.verified)
		}
	}
	t.verified[key] = c
}
