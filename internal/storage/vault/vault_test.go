package vault_test

import (
	"bytes"
	"context"
	"errors"
	"testing"

	"kosh/internal/base/errs"
	"kosh/internal/base/ids"
	"kosh/internal/kernel/access"
	"kosh/internal/kernel/audit"
	"kosh/internal/storage/vault"
)

var (
	ctx = context.Background()

	insertPatient = vault.SQL(`INSERT INTO patient (tenant_id, id, version, number, chamber_id, state, created_at, updated_at, head, profile)
		VALUES ($1, $2, 1, $3, $4, 'active', $5, $5, $6, $7)`)
	insertChamber = vault.SQL(`INSERT INTO chamber (tenant_id, id, version, created_at, closed_at, profile) VALUES ($1, $2, 1, $3, 0, $4)`)
	selectProfile = vault.SQL(`SELECT profile FROM patient WHERE tenant_id = $1 AND id = $2`)
	deletePatient = vault.SQL(`DELETE FROM patient WHERE tenant_id = $1 AND id = $2`)

	profileDoc = vault.Doc[map[string]string]{Table: "patient", Column: "profile", Version: 1}
	headDoc    = vault.Doc[map[string]string]{Table: "patient", Column: "head", Version: 1, Identity: true}
	chamberDoc = vault.Doc[string]{Table: "chamber", Column: "profile", Version: 1}
)

// chamber makes the person's chamber exist.
func (h *house) chamber(who access.Who) {
	h.t.Helper()
	err := h.vault.AsSystem(who.Tenant, "test").Update(ctx, func(tx *vault.Tx) error {
		tx.Self()
		tx.Record(audit.Admin, "chamber", who.Chamber.String(), ids.Patient{})
		s, err := chamberDoc.SealClinic(tx, who.Chamber, 1, "Chamber")
		if err != nil {
			return err
		}
		_, err = tx.Exec(insertChamber, who.Chamber, tx.Micros(), s)
		return err
	})
	if err != nil {
		h.t.Fatal(err)
	}
}

// register writes one patient and returns its identifier.
func (h *house) register(who access.Who, number int, name string) (ids.Patient, error) {
	id := ids.New[ids.Patient](h.clock.Now())
	return id, h.vault.Update(ctx, who, func(tx *vault.Tx) error { return writePatient(tx, id, number, name) })
}

func writePatient(tx *vault.Tx, id ids.Patient, number int, name string) error {
	pt, err := tx.NewPatient(id)
	if err != nil {
		return err
	}
	head, err := headDoc.Seal(pt, id, 1, map[string]string{"name": name})
	if err != nil {
		return err
	}
	profile, err := profileDoc.Seal(pt, id, 1, map[string]string{"name": name, "note": "note of " + name})
	if err != nil {
		return err
	}
	_, err = tx.Exec(insertPatient, id, number, tx.Who().Chamber, tx.Micros(), head, profile)
	return err
}

func (h *house) read(who access.Who, id ids.Patient) (name string, err error) {
	err = h.vault.View(ctx, who, func(tx *vault.Tx) error {
		pt, err := tx.Patient(id)
		if err != nil {
			return err
		}
		var s vault.Sealed
		if err := tx.Get(selectProfile, []any{id}, &s); err != nil {
			return err
		}
		p, err := profileDoc.Open(pt, id, 1, s)
		name = p["name"]
		return err
	})
	return name, err
}

func TestPatientIsStoredReadAndLogged(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	who := h.person(h.clinic(), access.Owner)
	h.chamber(who)
	id, err := h.register(who, 1, "Ayesha Rahman")
	if err != nil {
		t.Fatal(err)
	}
	for range 2 { // the second time from a fresh process
		if name, err := h.read(who, id); err != nil || name != "Ayesha Rahman" {
			t.Fatalf("read %q, %v", name, err)
		}
		h.reopen()
	}
	r, err := h.vault.Check(ctx, who.Tenant, true)
	if err != nil || len(r.Findings) > 0 {
		t.Fatalf("check: %v, %v", r.Findings, err)
	}
	if r.Entries < 4 || r.Rows < 3 {
		t.Fatalf("check covered %d entries and %d rows", r.Entries, r.Rows)
	}
	var out bytes.Buffer
	if err := h.vault.AsSystem(who.Tenant, "audit export").Export(ctx, &out); err != nil {
		t.Fatal(err)
	}
	rep, err := audit.Verify(bytes.NewReader(out.Bytes()), audit.VerifyOptions{})
	if err != nil || !rep.Sound() {
		t.Fatalf("export does not verify: %v %v", err, rep.Problem)
	}
}

func TestTEN_01_AnotherClinicsPatientIsAsUnknown(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	a, b := h.clinic(), h.clinic()
	owner, other := h.person(a, access.Owner), h.person(b, access.Owner)
	h.chamber(owner)
	h.chamber(other)
	id, err := h.register(owner, 1, "Ayesha Rahman")
	if err != nil {
		t.Fatal(err)
	}
	_, foreign := h.read(other, id)
	_, unknown := h.read(other, ids.New[ids.Patient](h.clock.Now()))
	if !errs.Is(foreign, errs.NotFound) || foreign.Error() != unknown.Error() {
		t.Fatalf("foreign: %v; unknown: %v", foreign, unknown)
	}
}

func TestUnstatedUnauditedSilentAndUnshownFail(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	who := h.person(h.clinic(), access.Owner)
	h.chamber(who)
	id, err := h.register(who, 1, "Ayesha Rahman")
	if err != nil {
		t.Fatal(err)
	}
	for name, try := range map[string]func() error{
		"unstated": func() error {
			return h.vault.View(ctx, who, func(tx *vault.Tx) error {
				tx.NoDisclosure("nothing")
				return nil
			})
		},
		"silent": func() error {
			return h.vault.View(ctx, who, func(tx *vault.Tx) error { return tx.Require(access.PatientList) })
		},
		"unaudited": func() error {
			return h.vault.Update(ctx, who, func(tx *vault.Tx) error {
				tx.Self()
				tx.NoDisclosure("nothing")
				_, err := tx.Exec(deletePatient, id)
				return err
			})
		},
		"unshown": func() error {
			return h.vault.View(ctx, who, func(tx *vault.Tx) error {
				tx.NoDisclosure("nothing")
				list, err := tx.Patients([]ids.Patient{id})
				if err != nil {
					return err
				}
				var s vault.Sealed
				if err := tx.Get(vault.SQL(`SELECT head FROM patient WHERE tenant_id = $1 AND id = $2`), []any{id}, &s); err != nil {
					return err
				}
				_, err = headDoc.OpenIdentity(list[0], id, 1, s)
				return err
			})
		},
		"change in a view": func() error {
			return h.vault.View(ctx, who, func(tx *vault.Tx) error {
				tx.Self()
				_, err := tx.Exec(deletePatient, id)
				return err
			})
		},
		"plaintext argument": func() error {
			return h.vault.Update(ctx, who, func(tx *vault.Tx) error {
				tx.Self()
				_, err := tx.Exec(deletePatient, []byte("plain"))
				return err
			})
		},
	} {
		if err := try(); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
	if name, err := h.read(who, id); err != nil || name == "" {
		t.Fatalf("the record is not as it was: %q, %v", name, err)
	}
}

func TestFailedClosureRollsBackAloneAndGivesItsKeyBack(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	who := h.person(h.clinic(), access.Owner)
	h.chamber(who)
	boom := errors.New("boom")
	id := ids.New[ids.Patient](h.clock.Now())
	err := h.vault.Update(ctx, who, func(tx *vault.Tx) error {
		if err := writePatient(tx, id, 1, "Nobody"); err != nil {
			return err
		}
		return boom
	})
	if !errors.Is(err, boom) {
		t.Fatal(err)
	}
	if _, err := h.read(who, id); !errs.Is(err, errs.NotFound) {
		t.Fatalf("rolled back patient: %v", err)
	}
	if _, err := h.register(who, 1, "Somebody"); err != nil {
		t.Fatal(err)
	}
	h.reopen()
	r, err := h.vault.Check(ctx, who.Tenant, true)
	if err != nil || len(r.Findings) > 0 {
		t.Fatalf("check: %v, %v", r.Findings, err)
	}
}

func BenchmarkAuditedRead(b *testing.B) {
	h := newHouse(b)
	who := h.person(h.clinic(), access.Owner)
	h.chamber(who)
	var list []ids.Patient
	for i := range 200 {
		id, err := h.register(who, i, "Ayesha Rahman")
		if err != nil {
			b.Fatal(err)
		}
		list = append(list, id)
	}
	b.SetParallelism(8) // 16 callers on two cores
	b.RunParallel(func(pb *testing.PB) {
		i := 0
		for pb.Next() {
			w := who
			w.Session = ids.New[ids.Session](h.clock.Now())
			if _, err := h.read(w, list[i%len(list)]); err != nil {
				b.Error(err)
				return
			}
			i++
		}
	})
}
