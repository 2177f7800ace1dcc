package patients

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"kosh/internal/base/contact"
	"kosh/internal/base/errs"
)

// A date is a calendar day without a place or a clock.
type date struct{ year, month, day int }

// daysIn returns the length of a month of the proleptic Gregorian calendar.
func daysIn(year, month int) int {
	return time.Date(year, time.Month(month)+1, 0, 0, 0, 0, 0, time.UTC).Day()
}

func (d date) before(e date) bool {
	return d.year < e.year || d.year == e.year && (d.month < e.month || d.month == e.month && d.day < e.day)
}

// A birth is when a patient was born, as exactly as they know: Month or Day 0 is
// unknown. Its field names are on disk.
type birth struct {
	Year  int `json:"y"`
	Month int `json:"m,omitempty"`
	Day   int `json:"d,omitempty"`
}

// An Age is completed years, and months below two years.
type Age struct {
	Years     int
	Months    int  // completed months in all, counted only below 24
	Estimated bool // the day of birth is not known
}

// age returns the age on a day. When only the year is known it is the
// difference of the years.
func (b birth) age(on date) Age {
	a := Age{Years: on.year - b.Year, Estimated: b.Day == 0}
	months := 12 * a.Years
	if b.Month != 0 {
		months += on.month - b.Month
		if b.Day != 0 && on.day < min(b.Day, daysIn(on.year, on.month)) {
			months--
		}
		a.Years = months / 12
	}
	if months < 24 && b.Month != 0 {
		a.Months = max(months, 0)
	}
	a.Years = max(a.Years, 0)
	return a
}

// String is 2006-01-02, 2006-01 or 2006, as exact as it is known.
func (b birth) String() string {
	switch {
	case b.Month == 0:
		return fmt.Sprintf("%04d", b.Year)
	case b.Day == 0:
		return fmt.Sprintf("%04d-%02d", b.Year, b.Month)
	}
	return fmt.Sprintf("%04d-%02d-%02d", b.Year, b.Month, b.Day)
}

// MaxAge is the highest age accepted, in years. The oldest documented life was
// of 122 years.
const MaxAge = 130

// parseAge reads "45", "৪৫", "45 y", "8m" (months) or "20d" (days) and returns
// the estimated birth: the year, or year and month for a young child.
func parseAge(text string, on date) (birth, error) {
	s := strings.ToLower(strings.Join(strings.Fields(contact.LatinDigits(text)), ""))
	number := strings.TrimRight(s, "abcdefghijklmnopqrstuvwxyz.")
	unit := strings.Trim(s[len(number):], ".")
	if len(number) > 5 {
		return birth{}, errs.Field("age", "age.range", "The age is between 0 and 130 years.")
	}
	n, err := strconv.ParseUint(number, 10, 16)
	if err != nil {
		return birth{}, errs.Field("age", "age.number", "Write the age as a number, like 45, or 8m for eight months.")
	}
	switch unit {
	case "", "y", "yr", "yrs", "year", "years":
		if n > MaxAge {
			return birth{}, errs.Field("age", "age.range", "The age is between 0 and 130 years.")
		}
		if n == 0 {
			return birth{Year: on.year, Month: on.month}, nil
		}
		return birth{Year: on.year - int(n)}, nil
	case "m", "mo", "month", "months":
		if n > 12*MaxAge {
			return birth{}, errs.Field("age", "age.range", "The age is between 0 and 130 years.")
		}
		months := 12*on.year + on.month - 1 - int(n)
		return birth{Year: months / 12, Month: months%12 + 1}, nil
	case "d", "day", "days":
		t := time.Date(on.year, time.Month(on.month), on.day-int(n), 0, 0, 0, 0, time.UTC)
		if on.year-t.Year() > MaxAge {
			return birth{}, errs.Field("age", "age.range", "The age is between 0 and 130 years.")
		}
		return birth{Year: t.Year(), Month: int(t.Month())}, nil
	}
	return birth{}, errs.Field("age", "age.number", "Write the age as a number, like 45, or 8m for eight months.")
}

// parseBirth reads 1980, 1980-02-29, 29/02/1980, 29.2.1980 or 29-02-1980, with
// digits of any script.
func parseBirth(text string, on date) (birth, error) {
	s := strings.TrimSpace(contact.LatinDigits(text))
	if len(s) > 20 {
		return birth{}, errBirthForm
	}
	parts := strings.FieldsFunc(s, func(r rune) bool { return r == '-' || r == '/' || r == '.' || r == ' ' })
	var b birth
	var ok bool
	switch {
	case len(parts) == 1:
		ok = len(parts[0]) == 4 && atoi(parts[0], &b.Year)
	case len(parts) == 2 && len(parts[0]) == 4:
		ok = atoi(parts[0], &b.Year) && atoi(parts[1], &b.Month)
	case len(parts) == 3 && len(parts[0]) == 4:
		ok = atoi(parts[0], &b.Year) && atoi(parts[1], &b.Month) && atoi(parts[2], &b.Day)
	case len(parts) == 3 && len(parts[2]) == 4:
		ok = atoi(parts[2], &b.Year) && atoi(parts[1], &b.Month) && atoi(parts[0], &b.Day)
	}
	if !ok {
		return birth{}, errBirthForm
	}
	if len(parts) > 1 && (b.Month < 1 || b.Month > 12) || len(parts) > 2 && (b.Day < 1 || b.Day > daysIn(b.Year, b.Month)) {
		return birth{}, errs.Field("birth", "birth.impossible", "There is no such day in the calendar.")
	}
	if first := (date{b.Year, max(b.Month, 1), max(b.Day, 1)}); on.before(first) {
		return birth{}, errs.Field("birth", "birth.future", "This day is in the future.")
	}
	if b.age(on).Years > MaxAge {
		return birth{}, errs.Field("birth", "birth.range", "Nobody is older than 130 years.")
	}
	return b, nil
}

var errBirthForm = errs.Field("birth", "birth.form", "Write the date of birth like 29/02/1980, or only the year.")

func atoi(s string, n *int) bool {
	v, err := strconv.ParseUint(s, 10, 16)
	*n = int(v)
	return err == nil && len(s) <= 4
}
