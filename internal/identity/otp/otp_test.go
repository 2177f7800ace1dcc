package otp

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/url"
	"strings"
	"testing"
	"time"

	"kosh/internal/base/errs"
)

// The secret and times of RFC 6238 appendix B (SHA-1), to six digits.
var rfcSecret = Secret("12345678901234567890")

func TestCodesAreThoseOfRFC6238(t *testing.T) {
	t.Parallel()
	for at, want := range map[int64]string{
		59: "287082", 1111111109: "081804", 1111111111: "050471", 1234567890: "005924", 2000000000: "279037", 20000000000: "353130",
	} {
		if got := rfcSecret.Code(time.Unix(at, 0)); got != want {
			t.Errorf("code at %d = %s, want %s", at, got, want)
		}
	}
	// RFC 4226 appendix D.
	for counter, want := range []string{"755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583", "399871", "520489"} {
		if got := rfcSecret.code(int64(counter)); got != want {
			t.Errorf("HOTP %d = %s, want %s", counter, got, want)
		}
	}
}

func TestACodeIsTakenOneStepEarlyAndLateAndNoMore(t *testing.T) {
	t.Parallel()
	now := time.Unix(1111111111, 0)
	for off, want := range map[int]bool{-2: false, -1: true, 0: true, 1: true, 2: false} {
		code := rfcSecret.Code(now.Add(time.Duration(off) * period * time.Second))
		at, ok := Verify(rfcSecret, code, now, 0)
		if ok != want || ok && at != step(now)+int64(off) {
			t.Errorf("%d steps off: %d, %v", off, at, ok)
		}
	}
}

func TestAStepIsAcceptedOnce(t *testing.T) {
	t.Parallel()
	now := time.Unix(1111111111, 0)
	code := rfcSecret.Code(now)
	// Positive control: without the stored step the code is accepted again.
	if _, ok := Verify(rfcSecret, code, now.Add(10*time.Second), 0); !ok {
		t.Fatal("the replay fails for another reason")
	}
	used, ok := Verify(rfcSecret, code, now, 0)
	if !ok {
		t.Fatal("refused at first")
	}
	for _, later := range []time.Duration{0, 5 * time.Second, 29 * time.Second} {
		if _, ok := Verify(rfcSecret, code, now.Add(later), used); ok {
			t.Errorf("accepted again after %v", later)
		}
	}
	before := rfcSecret.Code(now.Add(-period * time.Second))
	if _, ok := Verify(rfcSecret, before, now, used); ok {
		t.Error("an older step is accepted after a newer one")
	}
	next := rfcSecret.Code(now.Add(period * time.Second))
	if at, ok := Verify(rfcSecret, next, now, used); !ok || at != used+1 {
		t.Error("the next step is refused")
	}
}

func TestACodeIsReadInAnyScriptAndWithSpaces(t *testing.T) {
	t.Parallel()
	now := time.Unix(1111111109, 0) // 081804
	for typed, want := range map[string]bool{
		"081804": true, "081 804": true, " 081-804 ": true, "০৮১৮০৪": true, "०८१८०४": true, "٠٨١٨٠٤": true, "\u200e081804": true,
		"81804": false, "0081804": false, "081805": false, "": false, "O81804": false, "0818o4": false, strings.Repeat("0", 1000): false,
	} {
		if _, ok := Verify(rfcSecret, typed, now, 0); ok != want {
			t.Errorf("Verify(%q) = %v", typed, ok)
		}
	}
	if _, ok := Verify(nil, Secret(nil).Code(now), now, 0); ok {
		t.Error("an account without a secret accepts a code")
	}
}

func TestASecretIsTwentyRandomBytesAndPrintsAsStars(t *testing.T) {
	t.Parallel()
	s := NewSecret()
	if len(s) != 20 || bytes.Equal(s, NewSecret()) {
		t.Fatal("not random")
	}
	back, err := ParseSecret(strings.ToLower(s.Base32()[:4] + " " + s.Base32()[4:]))
	if err != nil || !bytes.Equal(back, s) {
		t.Errorf("%v", err)
	}
	for _, bad := range []string{"", "AAAA", "not base32!", strings.Repeat("A", 400)} {
		if _, err := ParseSecret(bad); !errs.Is(err, errs.Invalid) {
			t.Errorf("ParseSecret(%q): %v", bad, err)
		}
	}
	var log bytes.Buffer
	slog.New(slog.NewJSONHandler(&log, nil)).Info("x", "s", s, "m", map[string]Secret{"a": s})
	j, err := json.Marshal(struct{ S Secret }{s})
	if err != nil {
		t.Fatal(err)
	}
	all := fmt.Sprintf("%v %s %q %x %X %d %#v %+v", s, s, s, s, s, s, s, struct{ S Secret }{s}) + string(j) + log.String()
	for _, plain := range []string{s.Base32(), string(s), fmt.Sprintf("%x", []byte(s)), fmt.Sprintf("%X", []byte(s)), fmt.Sprint([]byte(s))} {
		if strings.Contains(all, plain) {
			t.Errorf("the secret shows in %s", all)
		}
	}
}

func TestTheURIIsWhatAuthenticatorsRead(t *testing.T) {
	t.Parallel()
	u, err := url.Parse(rfcSecret.URI("Kosh: Śanti Clinic", "nadia@example.com"))
	if err != nil {
		t.Fatal(err)
	}
	q := u.Query()
	if u.Scheme != "otpauth" || u.Host != "totp" || u.Path != "/Kosh  Śanti Clinic:nadia@example.com" ||
		q.Get("secret") != "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ" || q.Get("issuer") != "Kosh  Śanti Clinic" ||
		q.Get("algorithm") != "SHA1" || q.Get("digits") != "6" || q.Get("period") != "30" {
		t.Errorf("%s", u)
	}
	if strings.Contains(u.RawQuery, "+") {
		t.Error("a space is written as +, which some authenticators show")
	}
}

func TestARecoveryCodeWorksOnce(t *testing.T) {
	t.Parallel()
	printed, stored := GenerateRecovery(10)
	if len(printed) != 10 || len(stored.Left) != 10 {
		t.Fatalf("%d codes, %d hashes", len(printed), len(stored.Left))
	}
	seen := map[string]bool{}
	for _, p := range printed {
		if len(p) != 19 || seen[p] {
			t.Errorf("code %q", p)
		}
		seen[p] = true
	}
	j, err := json.Marshal(stored)
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(j), strings.ReplaceAll(printed[0], "-", "")) || strings.Contains(string(j), printed[0]) {
		t.Error("a code is stored in plain")
	}
	var r Recovery
	if err := json.Unmarshal(j, &r); err != nil {
		t.Fatal(err)
	}
	typed := strings.ToLower(strings.ReplaceAll(printed[3], "-", " "))
	typed = strings.NewReplacer("0", "o", "1", "l").Replace(typed)
	rest, ok := r.Use(typed)
	if !ok || len(rest.Left) != 9 || len(r.Left) != 10 {
		t.Fatalf("refused, or %d left", len(rest.Left))
	}
	if _, ok := rest.Use(printed[3]); ok {
		t.Error("accepted twice")
	}
	if _, ok := rest.Use(printed[4]); !ok {
		t.Error("another code was spent with it")
	}
	_, other := GenerateRecovery(10)
	other.Left = stored.Left
	if _, ok := other.Use(printed[0]); ok {
		t.Error("the salt counts for nothing")
	}
	for _, bad := range []string{"", "-", printed[0][:18], printed[0] + "0", "0000-0000-0000-0000", strings.Repeat("A", 10000), "\xff"} {
		if _, ok := r.Use(bad); ok {
			t.Errorf("%q is accepted", bad)
		}
	}
	if _, ok := (Recovery{}).Use(printed[0]); ok {
		t.Error("no codes accept one")
	}
}

func FuzzVerify(f *testing.F) {
	f.Add("081804")
	f.Add("০৮১৮০৪")
	f.Fuzz(func(t *testing.T, typed string) {
		if _, ok := Verify(rfcSecret, typed, time.Unix(1111111109, 0), 1<<62); ok {
			t.Fatal("a used step is accepted")
		}
		_, r := GenerateRecovery(1)
		if _, ok := r.Use(typed); ok {
			t.Fatal("a random code is accepted")
		}
	})
}
