package trail

import (
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode"

	"kosh/internal/kernel/audit"
)

// Line returns an entry on one line for the live tail (AUD-14), the time in the
// given zone: "13:04:22 READ dr.smith→patient/1234 [OK]". Patients are told by
// number, other records by the end of their identifier; an entry with several
// says how many more there are. Whatever did not end well is a [WARN].
func (p *Page) Line(e Entry, zone *time.Location) string {
	var b strings.Builder
	b.WriteString(e.At.In(zone).Format("15:04:05 "))
	b.WriteString(word(e.Verb))
	b.WriteByte(' ')
	b.WriteString(handle(e.Name))
	if len(e.Records) > 0 {
		b.WriteString("→" + p.resource(e.Records[0]))
		if more := len(e.Records) - 1; more > 0 {
			fmt.Fprintf(&b, "+%d", more)
		}
	}
	if e.Count > 0 {
		fmt.Fprintf(&b, " ×%d", e.Count)
	}
	if e.Outcome == audit.OK {
		return b.String() + " [OK]"
	}
	return b.String() + " [WARN]"
}

// word brings the verbs that write and those that warn to one word each.
func word(v audit.Verb) string {
	switch v {
	case audit.Create, audit.Update, audit.Delete, audit.Admin:
		return "WRITE"
	case audit.Deny, audit.Alert:
		return "ALERT"
	}
	return string(v)
}

func (p *Page) resource(r audit.Record) string {
	if id, ok := Patient(r); ok {
		if n, known := p.Numbers[id]; known {
			return "patient/" + strconv.FormatInt(n, 10)
		}
		return "patient/" + id.Short()
	}
	id := r.ID
	if len(id) == 36 { // an identifier: its end tells it apart
		id = id[28:]
	}
	return r.Kind + "/" + id
}

// handle writes a name as dr.smith.
func handle(name string) string {
	words := strings.FieldsFunc(strings.ToLower(name), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsMark(r) && !unicode.IsDigit(r)
	})
	if len(words) == 0 {
		return "unknown"
	}
	return strings.Join(words, ".")
}
