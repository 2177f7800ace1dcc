package roots

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"kosh/internal/base/errs"
	"kosh/internal/kernel/seal"
)

// quick are the least parameters that are accepted, to keep the tests fast.
var quick = slot{Format: slotFormat, V: 1, KDF: "argon2id", Memory: 19 << 10, Passes: 1, Lanes: 1}

const phrase = "four sparrows on a টিনের roof"

func says(p string) Options {
	return Options{Prompt: func(string) ([]byte, error) { return []byte(p), nil }}
}

// private returns a directory of mode 0700.
func private(t testing.TB) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "keys")
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	return dir
}

func keyFile(t testing.TB) string {
	t.Helper()
	path := filepath.Join(private(t), "root.key")
	if err := CreateFile(path); err != nil {
		t.Fatal(err)
	}
	return path
}

func slotFile(t testing.TB) string {
	t.Helper()
	path := filepath.Join(private(t), "slot.json")
	if err := createSlot(path, []byte(phrase), quick); err != nil {
		t.Fatal(err)
	}
	return path
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestCRY_02_ARootUnwrapsWhatItWrapped(t *testing.T) {
	t.Parallel()
	file, slot := keyFile(t), slotFile(t)
	for _, c := range []struct {
		ref string
		o   Options
	}{{file, Options{}}, {"file:" + file, Options{}}, {"passphrase:" + slot, says(phrase)}} {
		r, err := Open(c.ref, c.o)
		must(t, err)
		key := bytes.Repeat([]byte{9}, 32)
		wrapped, err := r.Wrap(key, []byte("tenant 1"))
		must(t, err)
		again, err := Open(c.ref, c.o)
		must(t, err)
		if got, err := again.Unwrap(wrapped, []byte("tenant 1")); err != nil || !bytes.Equal(got, key) || again.Name() != r.Name() {
			t.Errorf("%s: %v", c.ref, err)
		}
		if _, err := r.Unwrap(wrapped, []byte("tenant 2")); !errs.Is(err, errs.Corrupt) {
			t.Errorf("%s: for another tenant: %v", c.ref, err)
		}
		for i := range wrapped {
			bad := bytes.Clone(wrapped)
			bad[i] ^= 4
			want := errs.Corrupt
			if i >= 1 && i < headLen {
				want = errs.Unauthorized
			}
			if _, err := r.Unwrap(bad, []byte("tenant 1")); !errs.Is(err, want) {
				t.Fatalf("%s: byte %d flipped: %v", c.ref, i, err)
			}
		}
		for _, n := range []int{0, 1, sealedLen - 1} {
			if _, err := r.Unwrap(wrapped[:n], []byte("tenant 1")); !errs.Is(err, errs.Corrupt) {
				t.Errorf("%s: cut to %d: %v", c.ref, n, err)
			}
		}
		if _, err := r.Wrap(key[:31], nil); err == nil {
			t.Errorf("%s: wraps 31 bytes", c.ref)
		}
	}
}

func TestAnotherRootIsNamedNotCalledDamage(t *testing.T) {
	t.Parallel()
	a, err := Open(keyFile(t), Options{})
	must(t, err)
	b, err := Open(keyFile(t), Options{})
	must(t, err)
	wrapped, err := a.Wrap(make([]byte, 32), nil)
	must(t, err)
	_, err = b.Unwrap(wrapped, nil)
	if !errs.Is(err, errs.Unauthorized) || !strings.Contains(errs.Public(err), b.Name()) || !strings.Contains(errs.Public(err), a.Name()[len("file:"):]) {
		t.Errorf("%v", err)
	}
	// Relabelled to the other root, it does not open there either.
	copy(wrapped, b.head())
	if _, err := b.Unwrap(wrapped, nil); !errs.Is(err, errs.Corrupt) {
		t.Errorf("relabelled: %v", err)
	}
}

func TestACopyOfAKeyFileIsTheSameRoot(t *testing.T) {
	t.Parallel()
	path := keyFile(t)
	text, err := os.ReadFile(path)
	must(t, err)
	other := filepath.Join(private(t), "copy")
	must(t, os.WriteFile(other, bytes.TrimSuffix(text, []byte("\n")), 0o400))
	a, err := Open(path, Options{})
	must(t, err)
	b, err := Open(other, Options{})
	must(t, err)
	if a.Name() != b.Name() {
		t.Errorf("%s, %s", a.Name(), b.Name())
	}
}

func TestARootPrintsAsItsNameOnly(t *testing.T) {
	t.Parallel()
	r, err := Open(keyFile(t), Options{})
	must(t, err)
	for _, f := range []string{"%v", "%+v", "%#v", "%s"} {
		if s := fmt.Sprintf(f, r); s != r.Name() {
			t.Errorf("%s prints %q", f, s)
		}
	}
}

func TestANewKeyFileIsPrivateAndNeverOverwritten(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "new", "dir", "root.key")
	must(t, CreateFile(path))
	info, err := os.Stat(path)
	must(t, err)
	dir, err := os.Stat(filepath.Dir(path))
	must(t, err)
	if info.Mode() != 0o600 || dir.Mode().Perm() != 0o700 {
		t.Errorf("file %v, directory %v", info.Mode(), dir.Mode())
	}
	before, err := os.ReadFile(path)
	must(t, err)
	for name, create := range map[string]func() error{
		"file": func() error { return CreateFile(path) }, "slot": func() error { return createSlot(path, []byte(phrase), quick) },
	} {
		if err := create(); !errs.Is(err, errs.Conflict) || !strings.Contains(errs.Public(err), "never overwritten") {
			t.Errorf("%s: %v", name, err)
		}
	}
	if after, _ := os.ReadFile(path); !bytes.Equal(before, after) {
		t.Error("overwritten")
	}
	if err := CreateFile(filepath.Join(path, "below a file")); !errs.Is(err, errs.Unavailable) {
		t.Errorf("below a file: %v", err)
	}
}

func TestEveryReferenceThatCannotBeOpenedSaysWhy(t *testing.T) {
	t.Parallel()
	good, err := os.ReadFile(keyFile(t))
	must(t, err)
	parts := strings.Fields(string(good))
	for name, c := range map[string]struct {
		text string
		mode os.FileMode
		want errs.Kind
		says string
	}{
		"mode 0644":    {string(good), 0o644, errs.Forbidden, "chmod 600"},
		"mode 0640":    {string(good), 0o640, errs.Forbidden, "mode 0640"},
		"mode 0602":    {string(good), 0o602, errs.Forbidden, "can be reached by others"},
		"empty":        {"", 0o600, errs.Corrupt, "it is empty"},
		"cut":          {string(good[:30]), 0o600, errs.Corrupt, "2 parts instead of 3"},
		"not a key":    {"-----BEGIN PRIVATE KEY-----", 0o600, errs.Corrupt, "does not begin with kosh-root-key-1"},
		"short key":    {parts[0] + " AAAA " + parts[2], 0o600, errs.Corrupt, "3 bytes instead of 32"},
		"not base64":   {parts[0] + " !" + parts[1][1:] + " " + parts[2], 0o600, errs.Corrupt, "not base64"},
		"another key":  {parts[0] + " " + strings.Repeat("A", 43) + "= " + parts[2], 0o600, errs.Corrupt, "check sum"},
		"two lines":    {string(good) + string(good), 0o600, errs.Corrupt, "parts instead of 3"},
		"spaces after": {strings.TrimSpace(string(good)) + " \n", 0o600, errs.Corrupt, "parts instead of 3"},
		"very long":    {string(good) + strings.Repeat("x", maxFile), 0o600, errs.Corrupt, "too long"},
	} {
		path := filepath.Join(private(t), "k")
		must(t, os.WriteFile(path, []byte(c.text), 0o600))
		must(t, os.Chmod(path, c.mode))
		_, err := Open(path, Options{})
		if !errs.Is(err, c.want) || !strings.Contains(errs.Public(err), c.says) {
			t.Errorf("%s: %v", name, err)
		}
		if err != nil && (strings.Contains(err.Error(), parts[1]) || strings.Contains(err.Error(), parts[1][4:20])) {
			t.Errorf("%s: the error holds the key", name)
		}
	}
	for ref, c := range map[string]struct {
		want errs.Kind
		says string
	}{
		"":                                  {errs.Invalid, "No root key was named"},
		"file:":                             {errs.Invalid, "No root key was named"},
		"awskms:alias/x":                    {errs.Invalid, `Unknown root driver "awskms". There are file:PATH and passphrase:PATH.`},
		"odd:name":                          {errs.Invalid, "give file:odd:name"},
		filepath.Join(t.TempDir(), "none"):  {errs.NotFound, "There is no root key file"},
		"passphrase:" + t.TempDir() + "/no": {errs.NotFound, "There is no key slot"},
		"file:" + private(t):                {errs.Invalid, "is not a file"},
	} {
		if _, err := Open(ref, Options{}); !errs.Is(err, c.want) || !strings.Contains(errs.Public(err), c.says) {
			t.Errorf("%q: %v", ref, err)
		}
	}
}

func TestEveryFlippedByteOfAKeyFileIsNoticed(t *testing.T) {
	t.Parallel()
	path := keyFile(t)
	good, err := os.ReadFile(path)
	must(t, err)
	for i := range len(good) - 1 { // the newline may be missing
		bad := bytes.Clone(good)
		bad[i] ^= 1
		must(t, os.WriteFile(path, bad, 0o600))
		if _, err := Open(path, Options{}); !errs.Is(err, errs.Corrupt) {
			t.Fatalf("byte %d: %v", i, err)
		}
	}
}

func TestDirectoriesInWhichOthersCouldSwapTheKeyAreRefused(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		mode os.FileMode
		ok   bool
	}{
		"owner only": {0o700, true}, "others may look": {0o755, true}, "sticky, as for temporary files": {os.ModeSticky | 0o777, true},
		"group may write": {0o770, false}, "all may write": {0o777, false},
	} {
		path := keyFile(t)
		must(t, os.Chmod(filepath.Dir(path), c.mode))
		_, err := Open(path, Options{})
		if c.ok != (err == nil) || !c.ok && (!errs.Is(err, errs.Forbidden) || !strings.Contains(errs.Public(err), "chmod go-w")) {
			t.Errorf("%s: %v", name, err)
		}
		r, err := Open(path, Options{AnyDirectory: true})
		if err != nil || c.ok != (len(r.Warnings) == 0) {
			t.Errorf("%s, for the demo: %v", name, err)
		}
		// A link elsewhere does not hide the directory.
		link := filepath.Join(private(t), "link")
		must(t, os.Symlink(path, link))
		if _, err := Open(link, Options{}); c.ok != (err == nil) {
			t.Errorf("%s, by a link: %v", name, err)
		}
	}
}

func TestTheKeyStaysOutsideTheDataAndTheirVolumeIsWatched(t *testing.T) {
	t.Parallel()
	data := private(t)
	inside := filepath.Join(data, "deep", "root.key")
	must(t, CreateFile(inside))
	beside := data + ".key"
	must(t, CreateFile(beside))
	link := filepath.Join(private(t), "elsewhere")
	must(t, os.Symlink(inside, link))
	for name, path := range map[string]string{"inside": inside, "by a link": link, "by dots": filepath.Dir(data) + "/x/../keys/deep/root.key"} {
		if name == "by dots" {
			must(t, os.Mkdir(filepath.Dir(data)+"/x", 0o700))
		}
		if _, err := Open(path, Options{Data: data}); !errs.Is(err, errs.Forbidden) || !strings.Contains(errs.Public(err), "inside the data directory") {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, dir := range []string{data, filepath.Join(data, "not", "yet")} {
		r, err := Open(beside, Options{Data: dir})
		if err != nil || len(r.Warnings) != 1 || !strings.Contains(r.Warnings[0], "same volume") {
			t.Errorf("beside %s: %v", dir, err)
		}
	}
	if _, err := Open(inside, Options{Data: filepath.Join(data, "deep-er")}); err != nil {
		t.Errorf("a name that begins alike: %v", err)
	}
	if shm, err := os.MkdirTemp("/dev/shm", "roots"); err == nil { // another volume, where there is one
		defer os.RemoveAll(shm)
		far := filepath.Join(shm, "k")
		must(t, CreateFile(far))
		same, err := sameVolume(far, data)
		must(t, err)
		r, err := Open(far, Options{Data: data})
		if err != nil || same != (len(r.Warnings) == 1) {
			t.Errorf("far: %v", err)
		}
	}
}

func TestAPassphraseOpensItsSlotInEveryWayOfGivingIt(t *testing.T) {
	t.Parallel()
	path := slotFile(t)
	pw := filepath.Join(private(t), "pw")
	decomposed := filepath.Join(private(t), "slot")
	must(t, createSlot(decomposed, []byte("cafe\u0301 au lait, two"), quick))
	for name, c := range map[string]struct {
		slot, file string
		o          Options
		want       errs.Kind
		ok         bool
	}{
		"asked":              {slot: path, o: says(phrase), ok: true},
		"wrong":              {slot: path, o: says(phrase + "!"), want: errs.Unauthorized},
		"empty":              {slot: path, o: says(""), want: errs.Unauthorized},
		"not UTF-8":          {slot: path, o: says("\xff"), want: errs.Invalid},
		"nobody to ask":      {slot: path, want: errs.Invalid},
		"asking fails":       {slot: path, o: Options{Prompt: func(string) ([]byte, error) { return nil, errors.New("closed") }}, want: errs.Unavailable},
		"by file":            {slot: path, file: phrase + "\n", ok: true},
		"by file, CRLF":      {slot: path, file: phrase + "\r\nsecond line", ok: true},
		"by file, no end":    {slot: path, file: phrase, ok: true},
		"by file, wrong":     {slot: path, file: "x\n" + phrase, want: errs.Unauthorized},
		"composed otherwise": {slot: decomposed, o: says("caf\u00e9 au lait, two"), ok: true},
	} {
		if c.file != "" {
			must(t, os.WriteFile(pw, []byte(c.file), 0o600))
			c.o.PassphraseFile = pw
		}
		_, err := Open("passphrase:"+c.slot, c.o)
		if c.ok != (err == nil) || !c.ok && !errs.Is(err, c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	must(t, os.Chmod(pw, 0o644))
	if _, err := Open("passphrase:"+path, Options{PassphraseFile: pw}); !errs.Is(err, errs.Forbidden) {
		t.Errorf("a passphrase file others may read: %v", err)
	}
	data := private(t)
	must(t, os.WriteFile(filepath.Join(data, "pw"), []byte(phrase), 0o600))
	if _, err := Open("passphrase:"+path, Options{PassphraseFile: filepath.Join(data, "pw"), Data: data}); !errs.Is(err, errs.Forbidden) {
		t.Errorf("a passphrase file in the data: %v", err)
	}
}

func TestANewSlotHasItsKeyFromChanceAndItsParametersFromTheRFC(t *testing.T) {
	t.Parallel()
	path := filepath.Join(private(t), "slot")
	must(t, CreatePassphrase(path, []byte(phrase)))
	text, err := os.ReadFile(path)
	must(t, err)
	var s slot
	must(t, json.Unmarshal(text, &s))
	if s.Memory != 65536 || s.Passes != 3 || s.Lanes != 4 || s.KDF != "argon2id" || bytes.Contains(text, []byte(phrase)) {
		t.Errorf("%s", text)
	}
	a, err := Open("passphrase:"+path, says(phrase))
	must(t, err)
	other := slotFile(t)
	b, err := Open("passphrase:"+other, says(phrase))
	must(t, err)
	if a.Name() == b.Name() {
		t.Error("one passphrase gives two slots one root")
	}
	for _, short := range []string{"", "fifteen letters", strings.Repeat("ক", 15)} {
		if err := CreatePassphrase(filepath.Join(private(t), "s"), []byte(short)); !errs.Is(err, errs.Invalid) {
			t.Errorf("%q: %v", short, err)
		}
	}
	if err := CreatePassphrase(filepath.Join(private(t), "s"), []byte("\xff\xfe is not text at all")); !errs.Is(err, errs.Invalid) {
		t.Errorf("not UTF-8: %v", err)
	}
}

func TestADamagedOrCraftedSlotIsRefusedBeforeItCosts(t *testing.T) {
	t.Parallel()
	path := slotFile(t)
	text, err := os.ReadFile(path)
	must(t, err)
	var good slot
	must(t, json.Unmarshal(text, &good))
	for name, change := range map[string]func(s *slot){
		"format":         func(s *slot) { s.Format = "x" },
		"version":        func(s *slot) { s.V = 2 },
		"kdf":            func(s *slot) { s.KDF = "pbkdf2" },
		"little memory":  func(s *slot) { s.Memory = 8 },
		"all memory":     func(s *slot) { s.Memory = 1<<32 - 1 },
		"no pass":        func(s *slot) { s.Passes = 0 },
		"endless passes": func(s *slot) { s.Passes = 1 << 30 },
		"no lane":        func(s *slot) { s.Lanes = 0 },
		"short salt":     func(s *slot) { s.Salt = s.Salt[:8] },
		"short check":    func(s *slot) { s.Check = nil },
		"short key":      func(s *slot) { s.Wrapped = s.Wrapped[:32] },
		"key altered":    func(s *slot) { s.Wrapped[20] ^= 1 },
	} {
		s := good
		s.Wrapped = bytes.Clone(good.Wrapped)
		change(&s)
		bad, err := json.Marshal(s)
		must(t, err)
		must(t, os.WriteFile(path, bad, 0o600))
		if _, err := Open("passphrase:"+path, says(phrase)); !errs.Is(err, errs.Corrupt) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for name, text := range map[string]string{"not JSON": "kosh", "empty": "", "more": strings.Replace(string(text), `"v"`, `"x":1,"v"`, 1)} {
		must(t, os.WriteFile(path, []byte(text), 0o600))
		if _, err := Open("passphrase:"+path, says(phrase)); !errs.Is(err, errs.Corrupt) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// A key slot crafted to open under two passphrases would let each try at a
// service test both. The commitment stops it before the wrapped key is tried.
func TestASlotIsCommittedToOnePassphrase(t *testing.T) {
	t.Parallel()
	path := slotFile(t)
	text, err := os.ReadFile(path)
	must(t, err)
	var s slot
	must(t, json.Unmarshal(text, &s))
	// The attacker wraps a key under another passphrase and keeps the commitment.
	derived := s.derive([]byte("another passphrase"))
	s.Wrapped = seal.WrapSecret(derived, seal.GenerateSecret(), s.aad())
	if _, err := seal.UnwrapSecret(derived, s.Wrapped, s.aad()); err != nil {
		t.Fatal("positive control: the planted key does not open")
	}
	bad, err := json.Marshal(s)
	must(t, err)
	must(t, os.WriteFile(path, bad, 0o600))
	if _, err := Open("passphrase:"+path, says("another passphrase")); !errs.Is(err, errs.Unauthorized) {
		t.Errorf("%v", err)
	}
}

func FuzzParsers(f *testing.F) {
	f.Add([]byte(keyLine([32]byte{1})))
	f.Add([]byte(`{"format":"kosh root passphrase","v":1}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		if key, err := parseKey(b); err == nil && keyLine(key) != string(bytes.TrimSuffix(b, []byte("\n")))+"\n" {
			t.Fatalf("%q", b)
		}
		parseSlot(b)
	})
}
