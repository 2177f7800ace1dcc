package practice

import (
	"errors"
	"strings"
	"unicode"
	"unicode/utf8"

	"kosh/internal/base/errs"
	"kosh/internal/base/ids"
	"kosh/internal/base/names"
	"kosh/internal/kernel/access"
	"kosh/internal/kernel/audit"
	"kosh/internal/storage/vault"
)

// Countries a clinic may be in (ISO 3166-1 alpha-2): those whose telephone
// numbers are read without a country code.
func Countries() []string { return []string{"BD", "IN"} }

// A Founding is what a clinic begins with.
type Founding struct {
	Name    string // of the clinic
	Country string // ISO 3166-1 alpha-2
	Zone    string // IANA time zone
	Chamber string // name of the first chamber
	Address string // of the first chamber, may be empty
	Owner   string // the owner's name
	Account ids.Account
}

// A Founded clinic's identifiers.
type Founded struct {
	Chamber ids.Chamber
	Owner   ids.Staff
}

// First writes the clinic, its first chamber and its owner into an empty vault.
// System work only: it is what vault.Provision is given. A second call is a
// Conflict.
func First(tx *vault.Tx, f Founding) (Founded, error) {
	if err := tx.Require(access.SecuritySettings); err != nil {
		return Founded{}, err
	}
	if tx.System() == "" {
		return Founded{}, access.ErrHidden
	}
	var n int64
	if err := tx.Get(countClinics, nil, &n); err != nil {
		return Founded{}, err
	}
	if n != 0 {
		return Founded{}, errs.New(errs.Conflict, "This clinic is already set up.")
	}
	name, err := cleanName("clinic", f.Name)
	err = errors.Join(err, checkCountry(f.Country))
	if f.Account.IsZero() {
		err = errors.Join(err, errs.Field("account", "account.empty", "An owner needs an account."))
	}
	if err != nil {
		return Founded{}, err
	}
	sealed, err := clinicDoc.SealClinic(tx, tx.Tenant(), 1, clinicProfile{Name: name})
	if err != nil {
		return Founded{}, err
	}
	if _, err := tx.Exec(insertClinic, f.Country, f.Zone, sealed); err != nil {
		return Founded{}, err
	}
	tx.Record(audit.Create, "clinic", tx.Tenant().String(), ids.Patient{})
	chamber, err := insertNewChamber(tx, ChamberForm{Name: f.Chamber, Address: f.Address})
	if err != nil {
		return Founded{}, err
	}
	owner, err := insertMember(tx, f.Account, f.Owner)
	if err != nil {
		return Founded{}, err
	}
	r := role{staff: owner, version: 1, Assignment: Assignment{Chamber: chamber, Role: access.Owner}}
	if err := insertAssignment(tx, r); err != nil {
		return Founded{}, err
	}
	tx.Detail("role", r.String())
	return Founded{chamber, owner}, nil
}

func checkCountry(c string) error {
	for _, known := range Countries() {
		if c == known {
			return nil
		}
	}
	return errs.Field("country", "country.unknown", "Choose one of the listed countries.")
}

// Clinic is what members of staff see of their clinic.
type Clinic struct {
	Name    string
	Country string
	Zone    string
	Version int64
}

// OfClinic returns the clinic's profile to any member.
func OfClinic(tx *vault.Tx) (Clinic, error) {
	tx.Self()
	tx.NoDisclosure("shows the clinic's own name")
	var c Clinic
	var sealed vault.Sealed
	if err := tx.Get(selectClinic, nil, &c.Version, &c.Country, &c.Zone, &sealed); err != nil {
		return c, hidden(err)
	}
	p, err := clinicDoc.OpenClinic(tx, tx.Tenant(), c.Version, sealed)
	c.Name = p.Name
	return c, err
}

// Country returns the clinic's country, by which telephone numbers are read.
func Country(tx *vault.Tx) (string, error) {
	tx.Self()
	var c string
	err := tx.Get(country, nil, &c)
	return c, hidden(err)
}

// RenameClinic changes the clinic's name. version is the one that was shown.
func RenameClinic(tx *vault.Tx, version int64, name string) error {
	if err := tx.Require(access.SecuritySettings); err != nil {
		return err
	}
	name, err := cleanName("clinic", name)
	if err != nil {
		return err
	}
	sealed, err := clinicDoc.SealClinic(tx, tx.Tenant(), version+1, clinicProfile{Name: name})
	if err != nil {
		return err
	}
	tx.Record(audit.Update, "clinic", tx.Tenant().String(), ids.Patient{})
	n, err := tx.Exec(updateClinic, sealed, version)
	return changed(n, err)
}

// changed turns "nothing was updated" into a Conflict.
func changed(n int64, err error) error {
	if err == nil && n == 0 {
		return &errs.Error{Kind: errs.Conflict, Code: "changed", Public: "Somebody changed this in the meantime. Look at it again, then save."}
	}
	return err
}

// A Chamber is a branch of the clinic.
type Chamber struct {
	ID      ids.Chamber
	Name    string
	Address string
	Phone   string // free text, as printed
	Open    bool
	Version int64
}

// A ChamberForm is what a person types about a chamber.
type ChamberForm struct{ Name, Address, Phone string }

func (f ChamberForm) clean() (chamberProfile, error) {
	name, err := cleanName("name", f.Name)
	address, err2 := CleanText("address", f.Address, 500, true)
	phone, err3 := CleanText("phone", f.Phone, 100, false)
	return chamberProfile{name, address, phone}, errors.Join(err, err2, err3)
}

// AddChamber opens a new chamber.
func AddChamber(tx *vault.Tx, f ChamberForm) (ids.Chamber, error) {
	if err := tx.Require(access.SecuritySettings); err != nil {
		return ids.Chamber{}, err
	}
	return insertNewChamber(tx, f)
}

func insertNewChamber(tx *vault.Tx, f ChamberForm) (ids.Chamber, error) {
	p, err := f.clean()
	if err != nil {
		return ids.Chamber{}, err
	}
	id := ids.New[ids.Chamber](tx.Now())
	sealed, err := chamberDoc.SealClinic(tx, id, 1, p)
	if err != nil {
		return ids.Chamber{}, err
	}
	tx.Record(audit.Create, "chamber", id.String(), ids.Patient{})
	tx.Changed(TopicChambers)
	_, err = tx.Exec(insertChamber, id, tx.Micros(), sealed)
	return id, err
}

// EditChamber changes a chamber's profile. version is the one that was shown.
func EditChamber(tx *vault.Tx, id ids.Chamber, version int64, f ChamberForm) error {
	if err := tx.Require(access.ChamberSettings); err != nil {
		return err
	}
	c, err := chamber(tx, id)
	if err != nil {
		return err
	}
	p, err := f.clean()
	if err != nil {
		return err
	}
	tx.Record(audit.Update, "chamber", id.String(), ids.Patient{})
	return writeChamber(tx, c, version, p, 0)
}

// CloseChamber closes a chamber: from this commit on nobody works in it. What
// was done there stays. The last open chamber cannot be closed.
func CloseChamber(tx *vault.Tx, id ids.Chamber, version int64) error {
	if err := tx.Require(access.SecuritySettings); err != nil {
		return err
	}
	all, err := chambers(tx)
	if err != nil {
		return err
	}
	open := 0
	var found *Chamber
	for i, c := range all {
		if c.Open {
			open++
		}
		if c.ID == id {
			found = &all[i]
		}
	}
	switch {
	case found == nil:
		return access.ErrHidden
	case !found.Open:
		return changed(0, nil)
	case open == 1:
		return errs.New(errs.Conflict, "The last chamber cannot be closed.")
	}
	tx.Record(audit.Admin, "chamber", id.String(), ids.Patient{})
	tx.Detail("before", "open")
	tx.Detail("after", "closed")
	return writeChamber(tx, *found, version, chamberProfile{found.Name, found.Address, found.Phone}, tx.Micros())
}

func writeChamber(tx *vault.Tx, c Chamber, version int64, p chamberProfile, closed int64) error {
	if c.Version != version || !c.Open {
		return changed(0, nil)
	}
	sealed, err := chamberDoc.SealClinic(tx, c.ID, version+1, p)
	if err != nil {
		return err
	}
	tx.Changed(TopicChambers)
	n, err := tx.Exec(updateChamber, c.ID, closed, sealed, version)
	return changed(n, err)
}

// ListChambers returns every chamber, also closed ones, in the order they were
// opened. Any member may see them.
func ListChambers(tx *vault.Tx) ([]Chamber, error) {
	tx.Self()
	tx.NoDisclosure("shows the clinic's chambers")
	return chambers(tx)
}

func chambers(tx *vault.Tx) ([]Chamber, error) {
	var all []Chamber
	err := tx.Each(selectChambers, nil, func(r vault.Row) error {
		c, err := scanChamber(tx, r.Scan)
		all = append(all, c)
		return err
	})
	return all, err
}

func chamber(tx *vault.Tx, id ids.Chamber) (Chamber, error) {
	c, err := scanChamber(tx, func(dst ...any) error { return tx.Get(selectChamber, []any{id}, dst...) })
	return c, hidden(err)
}

func scanChamber(tx *vault.Tx, scan func(...any) error) (Chamber, error) {
	var c Chamber
	var created, closed int64
	var sealed vault.Sealed
	if err := scan(&c.ID, &c.Version, &created, &closed, &sealed); err != nil {
		return c, err
	}
	p, err := chamberDoc.OpenClinic(tx, c.ID, c.Version, sealed)
	c.Name, c.Address, c.Phone, c.Open = p.Name, p.Address, p.Phone, closed == 0
	return c, err
}

// Next returns the next number of a series of the clinic, beginning with 1.
// Numbers of transactions that do not commit are not used up. The caller has
// stated its permission; other rooms call it inside their own operations.
func Next(tx *vault.Tx, scope string) (int64, error) {
	if _, err := tx.Exec(countUp, scope); err != nil {
		return 0, err
	}
	var n int64
	err := tx.Get(readCount, []any{scope}, &n)
	return n, err
}

// cleanName is names.Clean with the error at another field.
func cleanName(field, s string) (string, error) {
	clean, err := names.Clean(s)
	if e, ok := errors.AsType[*errs.Error](err); ok {
		at := *e
		at.Field = field
		return "", &at
	}
	return clean, err
}

// CleanText returns free text as it is stored: without control characters, bidi
// controls and byte order marks, trimmed, with \n line ends if lines are allowed
// and as one line if not. More than limit characters, or bytes that are not
// UTF-8, is a field error with the code field.long or field.text.
func CleanText(field, s string, limit int, lines bool) (string, error) {
	if !utf8.ValidString(s) {
		return "", errs.Field(field, field+".text", "This text cannot be read. Please type it again.")
	}
	s = strings.ReplaceAll(s, "\r\n", "\n")
	s = strings.Map(func(r rune) rune {
		switch {
		case r == '\n' && lines:
			return r
		case unicode.IsSpace(r) || r == '\t':
			return ' '
		case r == 0x200c || r == 0x200d: // joiners shape Indic conjuncts and emoji
			return r
		case unicode.IsControl(r), unicode.Is(unicode.Cf, r):
			return -1
		}
		return r
	}, s)
	s = strings.TrimSpace(s)
	if utf8.RuneCountInString(s) > limit {
		return "", errs.Field(field, field+".long", "This text is too long.")
	}
	return s, nil
}
