// Package patients registers, finds, opens, changes and archives the people a
// clinic treats: who they are, not what ails them.
//
// # What is stored
//
// Each patient has two documents, sealed under the patient's own key. The head
// holds what a list shows (name, birth, sex, phone) and is small, because a list
// opens one for every row. The profile holds the rest (address, identity number,
// guardian, notes). Plain columns say number, chamber, state and times only.
//
// # What is shown
//
// The stored types are private and hold real values. The exported ones are for
// output and hold masked contacts; none of them can be stored back. A real phone
// number, address or identity number leaves through Reveal alone, one field at a
// time, with a reason from a closed list and a REVEAL entry in the log.
//
// # The search index
//
// Sealed values are found by tokens (vault.Token, vault.Bits), HMACs under a key
// of the clinic. Phone (whole, last six, last four digits) and identity number
// have exact 16-byte tokens. Names have at most three tokens a word (names.Tokens:
// first three letters, skeleton, two letters of the skeleton), cut to 12 bits:
// about log2(N) - 4 for the 65,536 patients of a very large practice, and a floor
// below that, so that a reader of the tokens cannot count how often a name
// occurs without others mixed in. Candidates are opened and compared, so a cut
// token costs a little time and never a wrong answer. Another width is another
// token: changing it means building the index anew.
//
// # Which errors
//
// A patient that is unknown, in another clinic or not to be seen is
// access.ErrHidden or the vault's own NotFound; bad input is joined errs.Field
// errors, all at once.
package patients

import (
	"strings"
	"time"
	"unicode/utf8"

	"kosh/internal/base/clock"
	"kosh/internal/base/contact"
	"kosh/internal/base/errs"
	"kosh/internal/base/ids"
	"kosh/internal/storage/vault"
)

// Topic is what changes when a patient does, for live pages.
const Topic = "patients"

// The states of a patient.
const (
	Active   = "active"
	Archived = "archived"
)

// head is what a list opens. Its field names are on disk: never rename one.
type head struct {
	Name  string `json:"n"`
	Phone string `json:"p,omitempty"` // contact.Phone.Stored
	Birth birth  `json:"b"`
	Sex   Sex    `json:"s"`
}

// profile is the rest of a patient's identity. Its field names are on disk.
type profile struct {
	Address    string   `json:"address,omitempty"`
	NationalID string   `json:"national_id,omitempty"` // normalised
	Notes      string   `json:"notes,omitempty"`
	Guardian   string   `json:"guardian,omitempty"`
	Relation   Relation `json:"relation,omitempty"`
}

var (
	headDoc    = vault.Doc[head]{Table: "patient", Column: "head", Version: 1, Identity: true}
	profileDoc = vault.Doc[profile]{Table: "patient", Column: "profile", Version: 1}
)

// A Sex as recorded.
type Sex string

// The values of Sex.
const (
	Male   Sex = "male"
	Female Sex = "female"
	Other  Sex = "other"
)

// Sexes lists the values of Sex in the order they are offered.
func Sexes() []Sex { return []Sex{Female, Male, Other} }

// A Relation is what a guardian is to the patient.
type Relation string

// Relations lists the values of Relation in the order they are offered.
func Relations() []Relation {
	return []Relation{"mother", "father", "grandmother", "grandfather", "sister", "brother", "aunt", "uncle", "spouse", "guardian", "other"}
}

// A Row is a patient in a list.
type Row struct {
	ID         ids.Patient
	Number     int64
	Name       string
	Age        Age
	Sex        Sex
	Phone      string // masked; "" for none
	State      string
	Restricted bool
	Updated    time.Time
	Score      int // how well a searched name fits, 0 to 100; 0 when none was searched
	Line       int // of one answer, people on the same phone have the same; 0 without a phone
}

// A Profile is a patient's identity as shown. Contacts are masked.
type Profile struct {
	Row
	Version    int64
	Birth      string // 2006-01-02, 2006-01 or 2006
	Minor      bool   // under 18 today
	Address    string // masked unless the person may see the chart
	NationalID string // masked
	Notes      string // "" unless the person may see the chart
	HasNotes   bool
	Guardian   string
	Relation   Relation
	Registered time.Time
}

// A stored row, sealed.
type sealedRow struct {
	id       ids.Patient
	version  int64
	number   int64
	state    string
	created  int64
	updated  int64
	head     vault.Sealed
	profile  vault.Sealed // only when one patient is loaded
	headOnly bool
}

func (s *sealedRow) dst() []any {
	d := []any{&s.id, &s.version, &s.number, &s.state, &s.created, &s.updated, &s.head}
	if !s.headOnly {
		d = append(d, &s.profile)
	}
	return d
}

// row makes the output of a head.
func (s *sealedRow) row(h head, restricted bool, today date) (Row, error) {
	phone, err := contact.PhoneFromStored(h.Phone)
	return Row{
		ID: s.id, Number: s.number, Name: h.Name, Age: h.Birth.age(today), Sex: h.Sex,
		Phone: phone.String(), State: s.state, Restricted: restricted, Updated: clock.FromMicros(s.updated),
	}, err
}

// maskID shows the first and the last two characters of a long identity number
// and none of a short one.
func maskID(s string) string {
	n := utf8.RuneCountInString(s)
	if n < 8 {
		return strings.Repeat("*", n)
	}
	r := []rune(s)
	return string(r[:2]) + strings.Repeat("*", n-4) + string(r[n-2:])
}

// hiddenText stands for a text that is there and masked.
const hiddenText = "******"

func maskText(s string) string {
	if s == "" {
		return ""
	}
	return hiddenText
}

// today is the clinic's calendar day.
func today(tx *vault.Tx) (date, error) {
	zone, err := time.LoadLocation(tx.Zone())
	if err != nil {
		return date{}, errs.Wrap(errs.Unavailable, "The clinic's time zone is unknown on this machine.", err)
	}
	y, m, d := tx.Now().In(zone).Date()
	return date{y, int(m), d}, nil
}
