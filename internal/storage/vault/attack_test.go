package vault_test

import (
	"bytes"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"kosh/internal/base/errs"
	"kosh/internal/base/ids"
	"kosh/internal/kernel/access"
	"kosh/internal/kernel/audit"
	"kosh/internal/storage/database"
	"kosh/internal/storage/vault"
)

const canary = "Zyxcanary Quoksilva"

// rest closes the house and returns the path of the clinic's vault file.
func (h *house) vaultFile(tenant ids.Tenant) string {
	return filepath.Join(h.dir, vault.FileName(tenant, 1))
}

// filled is a house with one clinic of 30 patients, one of them the canary.
func filled(t *testing.T) (*house, access.Who, []ids.Patient) {
	h := newHouse(t)
	who := h.person(h.clinic(), access.Owner)
	h.chamber(who)
	var list []ids.Patient
	for i := range 30 {
		name := "Patient"
		if i == 7 {
			name = canary
		}
		id, err := h.register(who, i, name)
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, id)
	}
	return h, who, list
}

func TestCRY_01_NothingOnDiskShowsACanary(t *testing.T) {
	t.Parallel()
	h, who, list := filled(t)
	if _, err := h.read(who, list[7]); err != nil {
		t.Fatal(err)
	}
	plain := filepath.Join(h.dir, "control-positive.txt")
	if err := os.WriteFile(plain, []byte("x"+canary), 0o600); err != nil {
		t.Fatal(err)
	}
	hits := func() (where []string) {
		for name, b := range h.files() {
			for _, form := range [][]byte{[]byte(canary), []byte("note of " + canary), []byte("Quoksilva")} {
				if bytes.Contains(b, form) {
					where = append(where, filepath.Base(name))
				}
			}
		}
		return where
	}
	if got := hits(); !slices.Contains(got, "control-positive.txt") {
		t.Fatal("the scan does not find a planted canary")
	}
	os.Remove(plain)
	if got := hits(); len(got) > 0 { // with the WAL still full
		t.Fatalf("canary found while open: %v", got)
	}
	h.reopen() // and after it was moved into the main file
	if got := hits(); len(got) > 0 {
		t.Fatalf("canary found at rest: %v", got)
	}
}

func TestCRY_15_AFlippedByteIsNamedAndNothingWrongIsServed(t *testing.T) {
	t.Parallel()
	h, who, list := filled(t)
	h.close()
	path := h.vaultFile(who.Tenant)
	saved := h.files()
	size := int64(len(saved[path]))
	for offset := int64(13); offset < size; offset += size/23 + 1 {
		h.flip(path, offset)
		if err := h.open(); err != nil {
			t.Fatal(err)
		}
		r, err := h.vault.Check(ctx, who.Tenant, false)
		if err == nil && len(r.Findings) == 0 {
			t.Fatalf("byte %d flipped and nothing found", offset)
		}
		for _, id := range list {
			if name, err := h.read(who, id); err == nil && name != "Patient" && name != canary {
				t.Fatalf("byte %d: served %q", offset, name)
			}
		}
		h.vault.Close() // a damaged vault may not close cleanly
		h.control.Close()
		h.crypt.Close()
		h.keys.Close()
		h.putBack(saved)
	}
	if err := h.open(); err != nil {
		t.Fatal(err)
	}
}

// putBack makes the installation what it was when files was called.
func (h *house) putBack(saved map[string][]byte) {
	h.t.Helper()
	for name := range h.files() {
		if err := os.Remove(name); err != nil {
			h.t.Fatal(err)
		}
	}
	for name, b := range saved {
		if err := os.WriteFile(name, b, 0o600); err != nil {
			h.t.Fatal(err)
		}
	}
}

func (h *house) flip(path string, offset int64) {
	h.t.Helper()
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		h.t.Fatal(err)
	}
	defer f.Close()
	b := make([]byte, 1)
	if _, err := f.ReadAt(b, offset); err != nil {
		h.t.Fatal(err)
	}
	b[0] ^= 0x40
	if _, err := f.WriteAt(b, offset); err != nil {
		h.t.Fatal(err)
	}
}

func TestTEN_03_AnotherClinicsFileDoesNotOpen(t *testing.T) {
	t.Parallel()
	h, who, list := filled(t)
	other := h.person(h.clinic(), access.Owner)
	h.close()
	a, b := h.vaultFile(who.Tenant), h.vaultFile(other.Tenant)
	swap(t, a, b)
	if err := h.open(); err != nil {
		t.Fatal(err)
	}
	if _, err := h.read(other, list[0]); !errs.Is(err, errs.Corrupt) {
		t.Fatalf("a swapped vault: %v", err)
	}
	h.close()
	swap(t, a, b)
	if err := h.open(); err != nil {
		t.Fatal(err)
	}
	if _, err := h.read(who, list[0]); err != nil {
		t.Fatalf("after swapping back: %v", err)
	}
}

func swap(t *testing.T, a, b string) {
	t.Helper()
	for _, m := range [][2]string{{a, a + ".x"}, {b, a}, {a + ".x", b}} {
		if err := os.Rename(m[0], m[1]); err != nil {
			t.Fatal(err)
		}
	}
}

// The whole clinic put back from before: page by page it authenticates, but its
// log is shorter than the checkpoint kept elsewhere.
func TestAUD_07_AnOlderVaultIsRefused(t *testing.T) {
	t.Parallel()
	h, who, _ := filled(t)
	h.close()
	path := h.vaultFile(who.Tenant)
	old, keys := readFile(t, path), readFile(t, filepath.Join(h.dir, "keys.db"))
	if err := h.open(); err != nil {
		t.Fatal(err)
	}
	if _, err := h.register(who, 900, "Later"); err != nil {
		t.Fatal(err)
	}
	h.close()
	writeFile(t, path, old)
	writeFile(t, filepath.Join(h.dir, "keys.db"), keys) // a thief who also puts the heads back
	if err := h.open(); err != nil {
		t.Fatal(err)
	}
	_, err := h.register(who, 901, "After")
	if !errs.Is(err, errs.Corrupt) || !strings.Contains(errs.Public(err), "older") {
		t.Fatalf("a vault put back from before: %v", err)
	}
}

func readFile(t *testing.T, path string) []byte {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func writeFile(t *testing.T, path string, b []byte) {
	t.Helper()
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
}

// behind runs statements in the vault's own database, past every check: what a
// person with the keys and a SQL prompt could do.
func (h *house) behind(tenant ids.Tenant, statements ...string) {
	h.t.Helper()
	h.close()
	if err := h.open(); err != nil {
		h.t.Fatal(err)
	}
	db, err := database.Open(database.Config{Path: h.vaultFile(tenant), Crypt: h.crypt, Readers: 1})
	if err != nil {
		h.t.Fatal(err)
	}
	err = db.Update(ctx, func(tx *database.Tx) error {
		for _, s := range statements {
			if _, err := tx.Exec(database.Derived(s)); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		h.t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		h.t.Fatal(err)
	}
}

func TestAUD_07_ChangesBehindTheLogAreFoundByTheDeepCheck(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ statement, finds string }{
		"nothing":          {`UPDATE patient SET number = number WHERE number = 3`, ""},
		"plain column":     {`UPDATE patient SET number = 4000 WHERE number = 3`, "is not what entry"},
		"row deleted":      {`DELETE FROM patient WHERE number = 3`, "is missing"},
		"row inserted":     {`INSERT INTO chamber SELECT tenant_id, x'000102030405060708090a0b0c0d0e0f', version, created_at, closed_at, profile FROM chamber LIMIT 1`, "no entry of the log wrote it"},
		"restricted label": {`UPDATE subject SET restricted = 1`, "is not what entry"},
		"entry's verb":     {`UPDATE audit_entry SET verb = 'READ' WHERE seq = 5`, "ntry 5"},
		"entry's time":     {`UPDATE audit_entry SET at = at + 1 WHERE seq = 5`, "ntry 5"},
		"entry's body":     {`UPDATE audit_entry SET body = x'00' WHERE seq = 5`, "ntry 5"},
		"entry deleted":    {`DELETE FROM audit_entry WHERE seq = 5`, "ntry 5"},
		"subject index":    {`DELETE FROM audit_subject WHERE seq = 5`, "ntry 5"},
		"foreign index":    {`INSERT INTO audit_subject SELECT tenant_id, patient_id, 2 FROM audit_subject WHERE seq = 9`, "ntry 2"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h, who, _ := filled(t)
			h.behind(who.Tenant, c.statement)
			r, err := h.vault.Check(ctx, who.Tenant, true)
			if err != nil {
				t.Fatal(err)
			}
			var all []string
			for _, f := range r.Findings {
				all = append(all, f.String())
			}
			text := strings.Join(all, "\n")
			if c.finds == "" && text != "" || c.finds != "" && !strings.Contains(text, c.finds) {
				t.Fatalf("want %q, found:\n%s", c.finds, text)
			}
		})
	}
}

func TestCRY_03_ASealedValueMovedToAnotherRowDoesNotOpen(t *testing.T) {
	t.Parallel()
	h, who, list := filled(t)
	h.behind(who.Tenant, `UPDATE patient SET profile = (SELECT profile FROM patient WHERE number = 7) WHERE number = 3`)
	if _, err := h.read(who, list[7]); err != nil {
		t.Fatalf("the value does open at its own place: %v", err)
	}
	if name, err := h.read(who, list[3]); !errs.Is(err, errs.Corrupt) {
		t.Fatalf("moved value served: %q, %v", name, err)
	}
}

func TestAUD_01_RepeatsAreCountedAndDenialsLogged(t *testing.T) {
	t.Parallel()
	h, who, list := filled(t)
	nobody := h.person(who.Tenant, access.Assistant) // holds nothing
	before := h.entries(who.Tenant)
	for range 4 {
		if _, err := h.read(who, list[0]); err != nil {
			t.Fatal(err)
		}
		if _, err := h.read(nobody, list[0]); !errs.Is(err, errs.NotFound) {
			t.Fatal(err)
		}
	}
	if got := h.entries(who.Tenant)[len(before):]; len(got) != 2 || got[0] != "READ OK 0" || got[1] != "DENY DENIED 0" {
		t.Fatalf("entries at once: %v", got)
	}
	h.clock.Add(6 * time.Minute)
	if _, err := h.read(who, list[0]); err != nil {
		t.Fatal(err)
	}
	h.reopen() // closing writes every count
	got := h.entries(who.Tenant)[len(before):]
	slices.Sort(got)
	if want := []string{"DENY DENIED 0", "DENY DENIED 3", "READ OK 0", "READ OK 3", "READ OK 0"}; !sameSet(got, want) {
		t.Fatalf("entries: %v", got)
	}
}

func sameSet(a, b []string) bool {
	count := map[string]int{}
	for _, s := range a {
		count[s]++
	}
	for _, s := range b {
		count[s]--
	}
	return !slices.ContainsFunc(slices.Collect(maps.Values(count)), func(n int) bool { return n != 0 })
}

// entries returns "VERB OUTCOME COUNT" of every entry.
func (h *house) entries(tenant ids.Tenant) (out []string) {
	h.t.Helper()
	q := vault.SQL(`SELECT salt, body FROM audit_entry WHERE tenant_id = $1 ORDER BY seq`)
	err := h.vault.AsSystem(tenant, "test").View(ctx, func(tx *vault.Tx) error {
		tx.Self()
		tx.NoDisclosure("test")
		return tx.Each(q, nil, func(r vault.Row) error {
			var salt vault.Hash
			var body vault.Sealed
			if err := r.Scan(&salt, &body); err != nil {
				return err
			}
			e, err := tx.OpenBody(salt, body)
			if err != nil {
				return err
			}
			out = append(out, string(e.Verb)+" "+string(e.Outcome)+" "+string(rune('0'+e.Count)))
			return nil
		})
	})
	if err != nil {
		h.t.Fatal(err)
	}
	return out
}

func TestOneSessionCannotBeShownEverything(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.config = func(c *vault.Config) { c.RecordBudget = 5 }
	h.reopen()
	who := h.person(h.clinic(), access.Owner)
	h.chamber(who)
	var list []ids.Patient
	for i := range 8 {
		id, err := h.register(who, i, "Patient")
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, id)
	}
	shown := 0
	for _, id := range list {
		if _, err := h.read(who, id); err == nil {
			shown++
		} else if !errs.Is(err, errs.TooMany) {
			t.Fatal(err)
		}
	}
	if shown != 5 {
		t.Fatalf("%d records shown on a budget of 5", shown)
	}
	h.clock.Add(time.Hour)
	if _, err := h.read(who, list[7]); err != nil {
		t.Fatalf("an hour later: %v", err)
	}
}

func TestAFormSentTwiceIsDoneOnce(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	who := h.person(h.clinic(), access.Owner)
	h.chamber(who)
	send := func(form string, number int) (string, error) {
		var at string
		err := h.vault.Update(ctx, who, func(tx *vault.Tx) error {
			where, done, err := tx.Replay("key-1", vault.HashOf([]byte(form)))
			if err != nil || done {
				at = where
				return err
			}
			id := ids.New[ids.Patient](tx.Now())
			at = "/patients/" + id.String()
			if err := writePatient(tx, id, number, "Once"); err != nil {
				return err
			}
			return tx.Remember("key-1", vault.HashOf([]byte(form)), at)
		})
		return at, err
	}
	first, err := send("a", 1)
	if err != nil {
		t.Fatal(err)
	}
	if again, err := send("a", 1); err != nil || again != first {
		t.Fatalf("sent twice: %q, %v", again, err)
	}
	if _, err := send("b", 2); !errs.Is(err, errs.Conflict) {
		t.Fatalf("other contents under the same key: %v", err)
	}
	n := 0
	for _, e := range h.entries(who.Tenant) {
		if strings.HasPrefix(e, string(audit.Create)) {
			n++
		}
	}
	if n != 1 {
		t.Fatalf("%d patients were made", n)
	}
}
