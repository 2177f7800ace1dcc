package cli

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"kosh/internal/storage/roots"
)

// kosh runs a command and returns its exit code and everything it printed.
func kosh(t *testing.T, stdin string, args ...string) (int, string) {
	t.Helper()
	var out bytes.Buffer
	code := Main(args, strings.NewReader(stdin), &out, &out)
	return code, out.String()
}

// ok wants exit 0 and returns what was printed.
func ok(t *testing.T, args ...string) string {
	t.Helper()
	code, out := kosh(t, "", args...)
	if code != 0 {
		t.Fatalf("kosh %s: exit %d\n%s", strings.Join(args, " "), code, out)
	}
	return out
}

// refused wants exit 1 and each of the words.
func refused(t *testing.T, words []string, args ...string) string {
	t.Helper()
	code, out := kosh(t, "", args...)
	if code != 1 {
		t.Errorf("kosh %s: exit %d, want 1\n%s", strings.Join(args, " "), code, out)
	}
	for _, w := range words {
		if !strings.Contains(out, w) {
			t.Errorf("kosh %s does not say %q:\n%s", strings.Join(args, " "), w, out)
		}
	}
	return out
}

var clinicID = regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}`)

// setUp makes a clinic and returns its directory and id.
func setUp(t *testing.T) (dir, id string) {
	t.Helper()
	dir = filepath.Join(t.TempDir(), "data")
	out := ok(t, "setup", "--data", dir, "--clinic", "Test Clinic", "--country", "in", "--zone", "Asia/Kolkata", "--chamber", "Main", "--owner", "Dr. Owner", "--login", "owner@clinic.example")
	if !strings.Contains(out, "/invite/") {
		t.Fatalf("setup prints no invitation:\n%s", out)
	}
	return dir, clinicID.FindString(out)
}

// An operator's first day, read as a manual.
func TestAnOperatorsFirstDay(t *testing.T) {
	t.Parallel()
	dir, id := setUp(t)
	if out := ok(t, "keys", "list", "--data", dir); !strings.Contains(out, "kek") || !strings.Contains(out, id) {
		t.Errorf("keys list:\n%s", out)
	}
	if out := ok(t, "vault", "check", "--data", dir, "--deep"); !strings.Contains(out, "Nothing wrong") || !strings.Contains(out, id) {
		t.Errorf("vault check:\n%s", out)
	}
	if out := ok(t, "doctor", "--data", dir); !strings.Contains(out, "Nothing is wrong") {
		t.Errorf("doctor:\n%s", out)
	}
	file := filepath.Join(t.TempDir(), "log.jsonl")
	ok(t, "audit", "export", "--data", dir, "--clinic", id, "--out", file)
	refused(t, []string{"must not exist"}, "audit", "export", "--data", dir, "--clinic", id, "--out", file)
	ok(t, "audit", "verify", file)
	ok(t, "version")
	ok(t, "help")
	if code, out := kosh(t, "", "fly"); code != 2 || !strings.Contains(out, "no command") {
		t.Errorf("an unknown command: %d\n%s", code, out)
	}
}

func TestAUD_07_AnAlteredExportIsNamedAndExitsOne(t *testing.T) {
	t.Parallel()
	dir, id := setUp(t)
	file := filepath.Join(t.TempDir(), "log.jsonl")
	ok(t, "audit", "export", "--data", dir, "--clinic", id, "--out", file)
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	key := regexp.MustCompile(`"key":"([^"]+)"`).FindSubmatch(b)
	checkpoint := regexp.MustCompile(`"checkpoint":("(?:[^"\\]|\\.)*")`).FindSubmatch(b)
	if key == nil || checkpoint == nil {
		t.Fatalf("the export shows no key or checkpoint:\n%.600s", b)
	}
	var note string
	if err := json.Unmarshal(checkpoint[1], &note); err != nil {
		t.Fatal(err)
	}
	seen := filepath.Join(t.TempDir(), "seen")
	if err := os.WriteFile(seen, []byte(note), 0o600); err != nil {
		t.Fatal(err)
	}
	ok(t, "audit", "verify", file, "--key", string(key[1]), "--checkpoint", seen)
	refused(t, nil, "audit", "verify", file, "--key", "kosh/audit/other+00000000+AAAA")
	lines := bytes.Split(b, []byte("\n"))
	for name, change := range map[string]func() []byte{
		"an entry altered": func() []byte { return bytes.Replace(b, []byte(`"verb":"ADMIN"`), []byte(`"verb":"READ"`), 1) },
		"an entry removed": func() []byte { return bytes.Join(append(append([][]byte{}, lines[:1]...), lines[2:]...), []byte("\n")) },
		"the end cut off":  func() []byte { return bytes.Join(lines[:len(lines)-3], []byte("\n")) },
	} {
		altered := change()
		if bytes.Equal(altered, b) {
			t.Fatalf("%s: nothing was altered:\n%.900s", name, b)
		}
		path := filepath.Join(t.TempDir(), "altered")
		if err := os.WriteFile(path, altered, 0o600); err != nil {
			t.Fatal(err)
		}
		refused(t, nil, "audit", "verify", path)
	}
}

func TestARootKeyThatIsWrongMissingOrOpenIsRefusedInWords(t *testing.T) {
	t.Parallel()
	dir, _ := setUp(t)
	key := dir + ".key"
	other := filepath.Join(t.TempDir(), "other.key")
	if err := roots.CreateFile(other); err != nil {
		t.Fatal(err)
	}
	refused(t, []string{"--root-key"}, "keys", "list", "--data", dir, "--root-key", other)
	refused(t, nil, "serve", "--data", dir, "--root-key", filepath.Join(t.TempDir(), "none.key"))
	if err := os.Chmod(key, 0o644); err != nil {
		t.Fatal(err)
	}
	refused(t, []string{"chmod"}, "vault", "check", "--data", dir)
	refused(t, []string{"WRONG"}, "doctor", "--data", dir)
	if err := os.Rename(key, key+".away"); err != nil {
		t.Fatal(err)
	}
	refused(t, nil, "serve", "--data", dir)
	refused(t, []string{"missing"}, "setup", "--data", dir, "--clinic", "B", "--country", "IN", "--zone", "Asia/Kolkata", "--chamber", "M", "--owner", "O P", "--login", "o@p.example")
}

func TestBadInputSaysWhatToDo(t *testing.T) {
	t.Parallel()
	empty := filepath.Join(t.TempDir(), "nothing")
	for _, c := range []struct {
		words []string
		args  []string
	}{
		{[]string{"kosh setup"}, []string{"serve", "--data", empty}},
		{[]string{"kosh setup"}, []string{"vault", "check", "--data", empty}},
		{[]string{"--clinic"}, []string{"audit", "export", "--data", empty}},
		{[]string{"--patients"}, []string{"demo", "--data", empty, "--patients", "0"}},
		{[]string{"no demo"}, []string{"demo", "code", "owner", "--data", empty}},
		{[]string{"go together"}, []string{"serve", "--data", empty, "--cert", "x"}},
		{[]string{"time zone"}, []string{"setup", "--data", empty, "--clinic", "A", "--country", "IN", "--zone", "Mars/Olympus", "--chamber", "M", "--owner", "O P", "--login", "o@p.example"}},
		{nil, []string{"setup", "--data", empty + "2", "--clinic", "A", "--country", "IN", "--zone", "Asia/Kolkata", "--chamber", "M", "--owner", "O P", "--login", "12"}},
		{[]string{"needs an answer"}, []string{"setup", "--data", empty + "3"}},
	} {
		refused(t, c.words, c.args...)
	}
}

func TestSetupAsksForWhatTheFlagsLeaveOut(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "data")
	code, out := kosh(t, "Asked Clinic\n\n\nMain\nDr. Owner\n9812345678\n", "setup", "--data", dir)
	if code != 0 || !strings.Contains(out, "Asked Clinic is set up") {
		t.Fatalf("exit %d\n%s", code, out)
	}
}

func TestADemoIsSeededOnceAndPrintsCodes(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "demo")
	ok(t, "demo", "--data", dir, "--patients", "20", "--seed-only")
	if out := ok(t, "demo", "--data", dir, "--patients", "20", "--seed-only"); !strings.Contains(out, "Using the demo") {
		t.Errorf("the second run:\n%s", out)
	}
	st, err := os.Stat(filepath.Join(dir, "demo.json"))
	if err != nil || st.Mode().Perm() != 0o600 {
		t.Errorf("demo.json: %v %v", st, err)
	}
	if out := ok(t, "demo", "code", "farhana@shapla.example", "--data", dir); !regexp.MustCompile(`^[0-9]{6}\n$`).MatchString(out) {
		t.Errorf("code: %q", out)
	}
	ok(t, "doctor", "--data", dir)
	ok(t, "vault", "check", "--data", dir, "--deep")
}
