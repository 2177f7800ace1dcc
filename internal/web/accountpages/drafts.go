package accountpages

import (
	"net/http"
	"strconv"

	"kosh/internal/base/errs"
	"kosh/internal/base/ids"
	"kosh/internal/clinic/drafts"
	"kosh/internal/storage/vault"
	"kosh/internal/web/page"
)

// headerVersion tells the page which version of its draft the server now has.
const headerVersion = "X-Draft-Version"

// saveDraft keeps a form's text while it is typed. The answer is one line that
// says so. A save is recognised by its version, so no key is stored for it: one
// sent twice is the same text again.
func (d desk) saveDraft(q *page.Request) (*page.Answer, error) {
	version, err := strconv.ParseInt(q.Value("version"), 10, 64)
	if err != nil || version < 0 {
		return nil, errs.New(errs.Invalid, "This form cannot be saved. Open the page again.")
	}
	var subject ids.Patient
	if q.Value("subject") != "" {
		if subject, err = page.FormID[ids.Patient](q, "subject"); err != nil {
			return nil, err
		}
	}
	var told string
	var next int64
	err = q.Change(func(tx *vault.Tx) error {
		told = q.Lang.CommonSavedDraft(q.Lang.Clock(tx.Now().In(page.Zone(tx.Zone()))))
		next, err = save(tx, subject, q.Value("form"), version, q.Prefixed("f."))
		return err
	})
	if errs.Is(err, errs.Conflict) {
		return q.Text(http.StatusConflict, q.Lang.Explain(err)), nil
	}
	if err != nil {
		return nil, err
	}
	q.Out().Set(headerVersion, strconv.FormatInt(next, 10))
	return q.Text(http.StatusOK, told), nil
}

func save(tx *vault.Tx, subject ids.Patient, form string, version int64, text map[string]string) (int64, error) {
	if subject.IsZero() {
		return drafts.Save(tx, form, version, text)
	}
	pt, err := tx.Patient(subject)
	if err != nil {
		return 0, err
	}
	return drafts.SaveFor(pt, form, version, text)
}

func (d desk) discardDraft(q *page.Request) (*page.Answer, error) {
	return q.Update(func(tx *vault.Tx) (string, error) {
		return back(q), drafts.Discard(tx, q.Value("form"))
	})
}
