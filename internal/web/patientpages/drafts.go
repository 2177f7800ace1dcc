package patientpages

import (
	"strings"

	"kosh/internal/base/ids"
	"kosh/internal/clinic/drafts"
	"kosh/internal/clinic/patients"
	"kosh/internal/storage/vault"
	"kosh/internal/ui"
)

// Names of the forms whose unsent text is kept. The browser code saves it while
// one types; pages put it back after a lock or a crash.
const (
	formRegister = "register"
	formEdit     = "edit/" // and the patient
)

// discardPath takes form and back and gives up one's own unsent text.
const discardPath = ui.PathDrafts + "/discard"

func editDraft(id ids.Patient) string { return formEdit + id.String() }

// draftOf loads the person's unsent text of a form about nobody yet.
func draftOf(tx *vault.Tx, form string) (drafts.Draft, error) {
	d, _, err := drafts.Load(tx, form)
	return d, err
}

// restore puts unsent text back into the form, in place of what a search would
// put there.
func (f *filled) restore(d drafts.Draft) {
	f.version = d.Version
	if !says(d.Fields) {
		return
	}
	text := func(name string) string { return d.Fields[name] }
	f.restored = d.Updated
	f.Form = patients.Form{
		Name: text("name"), Phone: text("phone"), NoPhone: text("no_phone") != "", Age: text("age"), Sex: text("sex"),
		Address: text("address"), NationalID: text("national_id"), Notes: text("notes"),
		Guardian: text("guardian"), Relation: text("relation"),
	}
}

// says reports whether a draft holds anything a person would miss.
func says(fields map[string]string) bool {
	for name, text := range fields {
		if strings.TrimSpace(text) != "" && name != "sex" {
			return true
		}
	}
	return false
}

func discard(tx *vault.Tx, form string) error { return drafts.Discard(tx, form) }
