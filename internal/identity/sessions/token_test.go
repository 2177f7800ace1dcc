package sessions

import (
	"crypto/ed25519"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"maps"
	"strings"
	"testing"
	"time"

	"kosh/internal/base/clock"
	"kosh/internal/base/ids"

	"github.com/golang-jwt/jwt/v5"
)

var (
	tokenSeed = [32]byte{1, 2, 3}
	otherSeed = [32]byte{9}
	someone   = ids.Account{UUID: ids.UUID{1: 0xac, 9: 1}} // fixed: the fuzzer's workers are processes
	somewhere = ids.Session{UUID: ids.UUID{1: 0xac, 9: 2}}
)

// A forgery is a header and a body, signed or not.
type forgery struct {
	header, body map[string]any
	sign         func(signing string) []byte
}

func honest(t *tokens) forgery {
	now := t.clock.Now().Unix()
	return forgery{
		header: map[string]any{"alg": "EdDSA", "typ": "at+jwt", "kid": t.kid},
		body: map[string]any{"iss": "kosh", "aud": []string{"kosh-staff"}, "sub": someone.String(), "jti": somewhere.String(),
			"iat": now, "exp": now + 300},
		sign: func(s string) []byte { return ed25519.Sign(t.private, []byte(s)) },
	}
}

func (f forgery) text() string {
	h, _ := json.Marshal(f.header)
	b, _ := json.Marshal(f.body)
	signing := base64.RawURLEncoding.EncodeToString(h) + "." + base64.RawURLEncoding.EncodeToString(b)
	return signing + "." + base64.RawURLEncoding.EncodeToString(f.sign(signing))
}

func (f forgery) with(part, name string, value any) forgery {
	f.header, f.body = maps.Clone(f.header), maps.Clone(f.body)
	m := map[string]map[string]any{"header": f.header, "body": f.body}[part]
	if value == nil {
		delete(m, name)
	} else {
		m[name] = value
	}
	return f
}

func (f forgery) signed(sign func(string) []byte) forgery { f.sign = sign; return f }

func byHMAC(key []byte) func(string) []byte {
	return func(s string) []byte {
		m := hmac.New(sha256.New, key)
		m.Write([]byte(s))
		return m.Sum(nil)
	}
}

func byKey(seed [32]byte) func(string) []byte {
	return func(s string) []byte { return ed25519.Sign(ed25519.NewKeyFromSeed(seed[:]), []byte(s)) }
}

func none(string) []byte { return nil }

func TestSES_04_OnlyOurOwnTokensAreTaken(t *testing.T) {
	t.Parallel()
	clk := clock.At(morning)
	k := newTokens(tokenSeed, clk)
	good := honest(k)
	now := morning.Unix()
	other := newTokens(otherSeed, clk)

	// Positive control: the forger knows the form; only the key is missing.
	if c, err := k.verify(good.text()); err != nil || c.session != somewhere || c.account != someone {
		t.Fatalf("the honest token is refused: %v", err)
	}
	// Positive control: a verifier that believes the header falls for alg none and
	// for HS256 with the public key.
	naive := jwt.NewParser(jwt.WithTimeFunc(clk.Now))
	believing := func(j *jwt.Token) (any, error) {
		if j.Header["alg"] == "none" {
			return jwt.UnsafeAllowNoneSignatureType, nil
		}
		return []byte(k.public), nil
	}
	noneForged := good.with("header", "alg", "none").signed(none)
	hmacForged := good.with("header", "alg", "HS256").signed(byHMAC(k.public))
	for _, f := range []forgery{noneForged, hmacForged} {
		if _, err := naive.Parse(f.text(), believing); err != nil {
			t.Fatalf("the attack does not work where it should: %v", err)
		}
	}

	pub := base64.RawURLEncoding.EncodeToString(k.public)
	for name, forged := range map[string]string{
		"alg none":                        noneForged.text(),
		"alg None":                        good.with("header", "alg", "None").signed(none).text(),
		"alg none with our signature":     good.with("header", "alg", "none").text(),
		"no alg":                          good.with("header", "alg", nil).text(),
		"HS256 with the public key":       hmacForged.text(),
		"HS512 named, HMAC signed":        good.with("header", "alg", "HS512").signed(byHMAC(k.public)).text(),
		"HS256 with an empty key":         good.with("header", "alg", "HS256").signed(byHMAC(nil)).text(),
		"HS256 with the kid":              good.with("header", "alg", "HS256").signed(byHMAC([]byte(k.kid))).text(),
		"Ed25519 as the name":             good.with("header", "alg", "Ed25519").text(),
		"RS256":                           good.with("header", "alg", "RS256").text(),
		"another key":                     good.signed(byKey(otherSeed)).text(),
		"another key with its own kid":    good.with("header", "kid", other.kid).signed(byKey(otherSeed)).text(),
		"no signature":                    good.signed(none).text(),
		"a short signature":               good.signed(func(s string) []byte { return ed25519.Sign(k.private, []byte(s))[:63] }).text(),
		"a signature of another token":    good.signed(func(string) []byte { return ed25519.Sign(k.private, []byte("x.y")) }).text(),
		"no kid":                          good.with("header", "kid", nil).text(),
		"an empty kid":                    good.with("header", "kid", "").text(),
		"a path as kid":                   good.with("header", "kid", "../../dev/null").text(),
		"SQL as kid":                      good.with("header", "kid", "' UNION SELECT '").text(),
		"a number as kid":                 good.with("header", "kid", 1).text(),
		"a list of kids":                  good.with("header", "kid", []string{k.kid}).text(),
		"its own jwk":                     good.with("header", "jwk", map[string]string{"kty": "OKP", "crv": "Ed25519", "x": pub}).text(),
		"a jku":                           good.with("header", "jku", "https://evil.example/keys").text(),
		"an x5c":                          good.with("header", "x5c", []string{"AAAA"}).text(),
		"a critical extension":            good.with("header", "crit", []string{"b64"}).text(),
		"typ JWT":                         good.with("header", "typ", "JWT").text(),
		"typ AT+JWT":                      good.with("header", "typ", "AT+JWT").text(),
		"no typ":                          good.with("header", "typ", nil).text(),
		"another audience":                good.with("body", "aud", []string{"kosh-portal"}).text(),
		"no audience":                     good.with("body", "aud", nil).text(),
		"another issuer":                  good.with("body", "iss", "evil").text(),
		"no issuer":                       good.with("body", "iss", nil).text(),
		"expired":                         good.with("body", "exp", now).text(),
		"expired long ago":                good.with("body", "exp", now-86400).with("body", "iat", now-90000).text(),
		"no expiry":                       good.with("body", "exp", nil).text(),
		"expiry as text":                  good.with("body", "exp", "tomorrow").text(),
		"an expiry beyond all time":       good.with("body", "exp", 1e300).text(),
		"a life of a day":                 good.with("body", "exp", now+86400).text(),
		"issued in the future":            good.with("body", "iat", now+600).with("body", "exp", now+700).text(),
		"not issued":                      good.with("body", "iat", nil).text(),
		"valid from later":                good.with("body", "nbf", now+100).text(),
		"no session":                      good.with("body", "jti", nil).text(),
		"a session that is none":          good.with("body", "jti", "1 OR 1=1").text(),
		"an upper case session":           good.with("body", "jti", strings.ToUpper(somewhere.String())).text(),
		"no account":                      good.with("body", "sub", nil).text(),
		"an account that is none":         good.with("body", "sub", "root").text(),
		"cut":                             good.text()[:len(good.text())-1],
		"with a fourth part":              good.text() + ".AAAA",
		"with padding":                    good.text() + "==",
		"with white space":                " " + good.text(),
		"with a line break":               good.text() + "\n",
		"too long":                        good.with("header", "x", strings.Repeat("a", 4096)).text(),
		"two dots":                        "..",
		"empty":                           "",
		"JSON serialisation":              `{"payload":"e30","signature":""}`,
		"the header twice":                strings.Replace(good.text(), ".", "."+strings.SplitN(good.text(), ".", 2)[0]+".", 1),
		"body changed under signature":    swapBody(good, "sub", ids.New[ids.Account](morning).String()),
		"session changed under signature": swapBody(good, "jti", ids.New[ids.Session](morning).String()),
	} {
		if c, err := k.verify(forged); err == nil {
			t.Errorf("%s: taken as %+v", name, c)
		} else if !errors.Is(err, errToken) {
			t.Errorf("%s: %v is not the one refusal", name, err)
		}
	}
}

// swapBody changes a claim and keeps the signature.
func swapBody(f forgery, name string, value any) string {
	was := strings.Split(f.text(), ".")
	is := strings.Split(f.with("body", name, value).text(), ".")
	return was[0] + "." + is[1] + "." + was[2]
}

func TestSES_05_AnAccessTokenLastsFiveMinutesAlsoFromTheCache(t *testing.T) {
	t.Parallel()
	clk := clock.At(morning)
	k := newTokens(tokenSeed, clk)
	text, err := k.sign(somewhere, someone)
	must(t, err)
	for _, at := range []time.Duration{0, time.Minute, AccessFor - time.Second} {
		clk.Set(morning.Add(at))
		if _, err := k.verify(text); err != nil {
			t.Errorf("after %v: %v", at, err)
		}
	}
	for _, at := range []time.Duration{AccessFor, AccessFor + time.Hour} {
		clk.Set(morning.Add(at))
		if _, err := k.verify(text); err == nil {
			t.Errorf("taken after %v", at)
		}
		if _, err := newTokens(tokenSeed, clk).verify(text); err == nil {
			t.Errorf("taken after %v where it was never seen", at)
		}
	}
}

func TestTheCacheOfVerifiedTokensIsBounded(t *testing.T) {
	t.Parallel()
	k := newTokens(tokenSeed, clock.At(morning))
	for i := range maxVerified + 10 {
		k.keep([32]byte{byte(i), byte(i >> 8)}, claim{expires: morning.Add(time.Minute)})
	}
	if len(k.verified) > maxVerified {
		t.Errorf("%d tokens", len(k.verified))
	}
}

// FuzzAccessToken looks for a text that is taken and is not one we signed.
func FuzzAccessToken(f *testing.F) {
	clk := clock.At(morning)
	k := newTokens(tokenSeed, clk)
	good, err := k.sign(somewhere, someone)
	if err != nil {
		f.Fatal(err)
	}
	h := honest(k)
	for _, s := range []string{good, h.with("header", "alg", "none").signed(none).text(), h.signed(byKey(otherSeed)).text(),
		h.with("body", "exp", nil).signed(byKey(otherSeed)).text(), "..", "a.b.c", good + "=", good[:40]} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		c, err := k.verify(text)
		if err != nil {
			return
		}
		// Taken: then it is made of the bytes we signed, and says so.
		parts := strings.Split(text, ".")
		sig, err := base64.RawURLEncoding.DecodeString(parts[len(parts)-1])
		if len(parts) != 3 || err != nil || !ed25519.Verify(k.public, []byte(parts[0]+"."+parts[1]), sig) {
			t.Fatalf("%q is taken and was not signed here", text)
		}
		if c.session != somewhere || c.account != someone {
			t.Fatalf("%q says %+v", text, c)
		}
	})
}

func BenchmarkVerify(b *testing.B) {
	k := newTokens(tokenSeed, clock.At(morning))
	text, _ := k.sign(somewhere, someone)
	b.Run("cached", func(b *testing.B) {
		for b.Loop() {
			k.verify(text)
		}
	})
	b.Run("anew", func(b *testing.B) {
		for b.Loop() {
			k.parse(text)
		}
	})
}
