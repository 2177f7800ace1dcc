package password

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/crypto/argon2"

	"kosh/internal/base/errs"
)

const good = "mango tractor violet ladder"

func TestCRY_10_APasswordIsStoredAsArgon2id(t *testing.T) {
	t.Parallel()
	h := New(2)
	stored, err := h.Hash(t.Context(), good)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(stored, "$argon2id$v=19$m=19456,t=2,p=1$") || strings.Contains(stored, good) {
		t.Errorf("stored %s", stored)
	}
	again, err := h.Hash(t.Context(), good)
	if err != nil || again == stored {
		t.Errorf("two hashes are alike, %v", err)
	}
	for plain, want := range map[string]bool{good: true, good + " ": false, "Mango tractor violet ladder": false, "": false} {
		ok, rehash, err := h.Verify(t.Context(), plain, stored)
		if ok != want || rehash || err != nil {
			t.Errorf("Verify(%q) = %v, %v, %v", plain, ok, rehash, err)
		}
	}
}

func TestThePHCStringIsTheOneOthersRead(t *testing.T) {
	t.Parallel()
	// argon2 -id -t 2 -k 19456 -p 1 of the reference implementation's form.
	salt := []byte("somesaltsomesalt")
	want := "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$" + b64.EncodeToString(argon2.IDKey([]byte("password"), salt, 2, 19456, 1, 32))
	if got := encode(current, salt, derive("password", salt, current, keySize)); got != want {
		t.Errorf("got %s", got)
	}
	if ok, _, err := New(1).Verify(t.Context(), "password", want); !ok || err != nil {
		t.Errorf("%v, %v", ok, err)
	}
}

func TestCRY_10_AHashOfOldParametersOpensAndAsksToBeRenewed(t *testing.T) {
	t.Parallel()
	h := New(1)
	old := params{memory: 64, passes: 1, lanes: 1}
	salt := []byte("0123456789abcdef")
	stored := encode(old, salt, derive(good, salt, old, 32))
	if ok, rehash, err := h.Verify(t.Context(), good, stored); !ok || !rehash || err != nil {
		t.Errorf("%v, %v, %v", ok, rehash, err)
	}
	if ok, rehash, err := h.Verify(t.Context(), "wrong", stored); ok || rehash || err != nil {
		t.Errorf("wrong password: %v, %v, %v", ok, rehash, err)
	}
}

func TestAStoredFormThatCannotBeReadIsCorruptAndNeverOpens(t *testing.T) {
	t.Parallel()
	h := New(1)
	salt := []byte("0123456789abcdef")
	valid := encode(params{64, 1, 1}, salt, make([]byte, 32))
	if _, _, _, err := decode(valid); err != nil {
		t.Fatal(err) // positive control
	}
	for _, s := range []string{
		"", "$", "plain", strings.Replace(valid, "argon2id", "argon2i", 1), strings.Replace(valid, "v=19", "v=16", 1),
		strings.Replace(valid, "m=64", "m=4194304", 1), strings.Replace(valid, "t=1", "t=100", 1), strings.Replace(valid, "p=1", "p=0", 1),
		strings.Replace(valid, "p=1", "p=255", 1), strings.Replace(valid, "m=64", "m=064", 1), strings.Replace(valid, "m=64", "m=-1", 1),
		valid + "$", valid + "=", valid[:len(valid)-30], "$argon2id$v=19$m=64,t=1,p=1$$", strings.Repeat("$", 5),
	} {
		if _, _, _, err := decode(s); err == nil {
			t.Errorf("%q is read", s)
		}
	}
	if ok, _, err := h.Verify(t.Context(), "", "plain"); ok || !errs.Is(err, errs.Corrupt) {
		t.Errorf("%v, %v", ok, err)
	}
}

func TestOnePasswordIsOneHoweverTheKeyboardWritesIt(t *testing.T) {
	t.Parallel()
	h := New(1)
	stored, err := h.Hash(t.Context(), "নদী পাহাড় ছাতা মোরগ")
	if err != nil {
		t.Fatal(err)
	}
	decomposed := strings.NewReplacer("ো", "\u09c7\u09be", "ড়", "\u09a1\u09bc").Replace("নদী পাহাড় ছাতা মোরগ")
	if ok, _, err := h.Verify(t.Context(), decomposed, stored); !ok || err != nil {
		t.Errorf("%v, %v", ok, err)
	}
}

func TestNoMoreHashesRunThanAllowedAndTheQueueEnds(t *testing.T) {
	t.Parallel()
	h := New(2)
	h.slots <- struct{}{}
	h.slots <- struct{}{} // both taken
	ctx, cancel := context.WithCancel(t.Context())
	var wg sync.WaitGroup
	failed := make(chan error, 4*queueEach)
	for range 2 * queueEach {
		wg.Go(func() {
			_, err := h.Hash(ctx, good)
			failed <- err
		})
	}
	for deadline := time.Now().Add(10 * time.Second); h.waiting.Load() < 2*queueEach; {
		if time.Now().After(deadline) {
			t.Fatalf("%d wait", h.waiting.Load())
		}
		time.Sleep(time.Millisecond)
	}
	if err := h.Dummy(ctx, good); !errs.Is(err, errs.TooMany) {
		t.Errorf("beyond the queue: %v", err)
	}
	cancel()
	wg.Wait()
	close(failed)
	for err := range failed {
		if !errors.Is(err, context.Canceled) {
			t.Errorf("waiting ended with %v", err)
		}
	}
	if h.waiting.Load() != 0 {
		t.Errorf("%d still wait", h.waiting.Load())
	}
	<-h.slots
	if err := h.Dummy(t.Context(), good); err != nil {
		t.Errorf("after the rush: %v", err)
	}
	if _, _, err := h.Verify(ctx, good, ""); !errors.Is(err, context.Canceled) {
		t.Errorf("a cancelled caller: %v", err)
	}
}

func TestAnUnknownNameCostsWhatAKnownOneDoes(t *testing.T) {
	t.Parallel()
	h := New(1)
	stored, err := h.Hash(t.Context(), good)
	if err != nil {
		t.Fatal(err)
	}
	known, unknown := time.Duration(1<<62), time.Duration(1<<62)
	for range 5 { // the best of five, for the machine has other work
		at := time.Now()
		if _, _, err := h.Verify(t.Context(), "wrong", stored); err != nil {
			t.Fatal(err)
		}
		known = min(known, time.Since(at))
		at = time.Now()
		if err := h.Dummy(t.Context(), "wrong"); err != nil {
			t.Fatal(err)
		}
		unknown = min(unknown, time.Since(at))
	}
	if unknown < known/3 || unknown > known*3 {
		t.Errorf("known %v, unknown %v", known, unknown)
	}
}

func FuzzDecode(f *testing.F) {
	f.Add("$argon2id$v=19$m=64,t=1,p=1$MDEyMzQ1Njc4OWFiY2RlZg$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")
	f.Add("$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$")
	f.Fuzz(func(t *testing.T, s string) {
		p, salt, key, err := decode(s)
		if err == nil && (encode(p, salt, key) != s || p.memory > maxMemory || p.passes > maxPasses) {
			t.Fatalf("%q", s)
		}
	})
}

func BenchmarkVerify(b *testing.B) {
	h := New(1)
	stored, err := h.Hash(b.Context(), good)
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if ok, _, err := h.Verify(b.Context(), good, stored); !ok || err != nil {
			b.Fatal(ok, err)
		}
	}
}
