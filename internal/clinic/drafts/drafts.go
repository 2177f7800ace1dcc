// Package drafts keeps what a person typed and has not sent, so that a closed
// page, a lock or a crash loses at most the last two seconds.
//
// A draft belongs to one account and one form. One about a patient is sealed
// under that patient's key and opens only for whoever may open the patient; one
// about nobody yet is sealed under the clinic's key. Nobody else can read a
// draft, and no page lists its content. The first save of a draft is an entry in
// the log; the saves that follow, every second while one types, are not, nor is
// the text's end.
//
// A draft has a version. Two tabs on one form do not overwrite each other: the
// second is told (ErrOther) and shows both.
package drafts

import (
	"errors"
	"strings"
	"time"

	"kosh/internal/base/clock"
	"kosh/internal/base/errs"
	"kosh/internal/base/ids"
	"kosh/internal/kernel/access"
	"kosh/internal/kernel/audit"
	"kosh/internal/storage/vault"
)

// Limits of one draft.
const (
	MaxForm   = 120     // bytes of a form's name
	MaxDrafts = 50      // a person has at a time
	MaxFields = 200     // number of fields
	MaxBytes  = 1 << 17 // bytes of all names and values
)

// KeepFor is how long an untouched draft is kept.
const KeepFor = 30 * 24 * time.Hour

// A Draft is text typed and not sent.
type Draft struct {
	Form    string // which form, such as "register" or "edit/<patient>"
	Version int64
	Updated time.Time
	Fields  map[string]string
}

// ErrOther is returned by a save over a version one has not seen.
var ErrOther error = &errs.Error{
	Kind: errs.Conflict, Code: "draft.other",
	Public: "This form is open in another window, and something newer was typed there. Choose which text to keep.",
}

type fields map[string]string

var fieldsDoc = vault.Doc[fields]{Table: "draft", Column: "fields", Version: 1}

// rowKey is the row's key without the tenant, as the seal binds it.
type rowKey []byte

func (k rowKey) Bytes() []byte { return k }

func key(tx *vault.Tx, form string) rowKey {
	return append(append(rowKey{}, tx.Who().Account.Bytes()...), form...)
}

const silent = "the person's own unsent text"

// Save keeps a draft about nobody yet and returns its new version. version is
// the one last loaded or saved, 0 for a new draft.
func Save(tx *vault.Tx, form string, version int64, text map[string]string) (int64, error) {
	tx.Self()
	return save(tx, ids.Patient{}, form, version, text, func(next int64) (vault.Sealed, error) {
		return fieldsDoc.SealClinic(tx, key(tx, form), next, text)
	})
}

// SaveFor keeps a draft about a patient; otherwise like Save.
func SaveFor(pt *vault.PatientTx, form string, version int64, text map[string]string) (int64, error) {
	pt.Self()
	return save(pt.Tx, pt.ID, form, version, text, func(next int64) (vault.Sealed, error) {
		return fieldsDoc.Seal(pt, key(pt.Tx, form), next, text)
	})
}

func save(tx *vault.Tx, patient ids.Patient, form string, version int64, text map[string]string, seal func(int64) (vault.Sealed, error)) (int64, error) {
	if err := check(form, text); err != nil {
		return 0, err
	}
	tx.NoDisclosure(silent)
	stored, about, _, _, err := row(tx, form)
	fresh := errors.Is(err, vault.ErrNoRows)
	switch {
	case fresh: // also one that was sent or pruned while this page stayed open
	case err != nil:
		return 0, err
	case stored != version || about != patient:
		return 0, ErrOther
	}
	if fresh {
		var n int
		if err := tx.Get(countDrafts, []any{tx.Who().Account}, &n); err != nil {
			return 0, err
		}
		if n >= MaxDrafts {
			return 0, errs.New(errs.Invalid, "This is too much text to keep unsent. Save the form.")
		}
	}
	next := version + 1
	sealed, err := seal(next)
	if err != nil {
		return 0, err
	}
	if fresh {
		tx.Record(audit.Create, "draft", form, patient)
		_, err = tx.Exec(insertDraft, tx.Who().Account, form, patient, next, tx.Micros(), sealed)
	} else {
		_, err = tx.Exec(updateDraft, tx.Who().Account, form, next, tx.Micros(), sealed)
	}
	return next, err
}

// check refuses what no page sends. A form's name goes into the log, so it is a
// code and never text.
func check(form string, text map[string]string) error {
	if form == "" || len(form) > MaxForm || strings.Trim(form, "abcdefghijklmnopqrstuvwxyz0123456789-/") != "" {
		return errs.New(errs.Invalid, "There is no such form.")
	}
	n := 0
	for k, v := range text {
		n += len(k) + len(v)
	}
	if len(text) > MaxFields || n > MaxBytes {
		return errs.New(errs.Invalid, "This is too much text to keep unsent. Save the form.")
	}
	return nil
}

func row(tx *vault.Tx, form string) (version int64, about ids.Patient, updated int64, sealed vault.Sealed, err error) {
	err = tx.Get(selectDraft, []any{tx.Who().Account, form}, &version, &about, &updated, &sealed)
	return version, about, updated, sealed, err
}

// Load returns the person's draft about nobody yet for a form; found is false if
// there is none.
func Load(tx *vault.Tx, form string) (d Draft, found bool, err error) {
	tx.Self()
	tx.NoDisclosure(silent)
	return load(tx, ids.Patient{}, form, func(version int64, s vault.Sealed) (fields, error) {
		return fieldsDoc.OpenClinic(tx, key(tx, form), version, s)
	})
}

// LoadFor returns the person's draft about a patient for a form.
func LoadFor(pt *vault.PatientTx, form string) (d Draft, found bool, err error) {
	pt.Self()
	return load(pt.Tx, pt.ID, form, func(version int64, s vault.Sealed) (fields, error) {
		return fieldsDoc.Open(pt, key(pt.Tx, form), version, s)
	})
}

func load(tx *vault.Tx, patient ids.Patient, form string, open func(int64, vault.Sealed) (fields, error)) (Draft, bool, error) {
	version, about, updated, sealed, err := row(tx, form)
	if errors.Is(err, vault.ErrNoRows) || err == nil && about != patient {
		return Draft{}, false, nil
	}
	if err != nil {
		return Draft{}, false, err
	}
	text, err := open(version, sealed)
	return Draft{form, version, clock.FromMicros(updated), text}, err == nil, err
}

// Discard forgets the person's draft of a form, after it was sent or given up.
// It does nothing if there is none.
func Discard(tx *vault.Tx, form string) error {
	tx.Self()
	tx.NoDisclosure(silent)
	_, err := tx.Exec(deleteDraft, tx.Who().Account, form)
	return err
}

// Unsent is a form the person has a draft of.
type Unsent struct {
	Form    string
	Patient ids.Patient // zero: about nobody yet
	Updated time.Time
}

// List returns the person's unsent forms, newest first, without their content.
func List(tx *vault.Tx) ([]Unsent, error) {
	tx.Self()
	tx.NoDisclosure(silent)
	var all []Unsent
	err := tx.Each(listDrafts, []any{tx.Who().Account}, func(r vault.Row) error {
		var u Unsent
		var at int64
		err := r.Scan(&u.Form, &u.Patient, &at)
		u.Updated = clock.FromMicros(at)
		all = append(all, u)
		return err
	})
	return all, err
}

// Prune forgets drafts nobody touched for KeepFor. System work only.
func Prune(tx *vault.Tx) error {
	if tx.System() == "" {
		return access.ErrHidden
	}
	tx.Self()
	tx.NoDisclosure("forgets old unsent text")
	_, err := tx.Exec(pruneDrafts, clock.Micros(tx.Now().Add(-KeepFor)))
	return err
}
