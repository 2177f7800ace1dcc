package words

import (
	"fmt"
	"time"
)

var months = [3][12]string{
	{"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"},
	{"জানুয়ারি", "ফেব্রুয়ারি", "মার্চ", "এপ্রিল", "মে", "জুন", "জুলাই", "আগস্ট", "সেপ্টেম্বর", "অক্টোবর", "নভেম্বর", "ডিসেম্বর"},
	{"जनवरी", "फ़रवरी", "मार्च", "अप्रैल", "मई", "जून", "जुलाई", "अगस्त", "सितंबर", "अक्टूबर", "नवंबर", "दिसंबर"},
}

var shortMonths = [3][12]string{
	{"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"},
	{"জানু", "ফেব", "মার্চ", "এপ্রিল", "মে", "জুন", "জুলাই", "আগস্ট", "সেপ্টে", "অক্টো", "নভে", "ডিসে"},
	{"जन॰", "फ़र॰", "मार्च", "अप्रैल", "मई", "जून", "जुल॰", "अग॰", "सित॰", "अक्टू॰", "नव॰", "दिस॰"},
}

var weekdays = [3][7]string{
	{"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"},
	{"রবিবার", "সোমবার", "মঙ্গলবার", "বুধবার", "বৃহস্পতিবার", "শুক্রবার", "শনিবার"},
	{"रविवार", "सोमवार", "मंगलवार", "बुधवार", "गुरुवार", "शुक्रवार", "शनिवार"},
}

// Month returns the full name of m.
func (l Lang) Month(m time.Month) string { return months[l.index()][m-1] }

// Weekday returns the full name of d.
func (l Lang) Weekday(d time.Weekday) string { return weekdays[l.index()][d] }

// Date writes t as "22 Nov 2026", in t's own zone: the caller converts to the
// clinic's.
func (l Lang) Date(t time.Time) string {
	return l.Digits(fmt.Sprintf("%d %s %d", t.Day(), shortMonths[l.index()][t.Month()-1], t.Year()))
}

// LongDate writes t as "Sunday, 22 November 2026".
func (l Lang) LongDate(t time.Time) string {
	return l.Digits(fmt.Sprintf("%s, %d %s %d", l.Weekday(t.Weekday()), t.Day(), l.Month(t.Month()), t.Year()))
}

// DayMonth writes t as "22 Nov".
func (l Lang) DayMonth(t time.Time) string {
	return l.Digits(fmt.Sprintf("%d %s", t.Day(), shortMonths[l.index()][t.Month()-1]))
}

// Clock writes the time of day as "18:42".
func (l Lang) Clock(t time.Time) string { return l.Digits(t.Format("15:04")) }

// DateTime writes t as "22 Nov 2026, 18:42".
func (l Lang) DateTime(t time.Time) string { return l.Date(t) + ", " + l.Clock(t) }

// Seconds writes the time of day to the second, in Latin digits: a log's column
// is read across languages.
func Seconds(t time.Time) string { return t.Format("15:04:05") }

// When writes t for a list: the time of day today, "22 Nov, 18:42" this year,
// else the full date and time. now and t are in the clinic's zone.
func (l Lang) When(t, now time.Time) string {
	switch {
	case t.Year() == now.Year() && t.YearDay() == now.YearDay():
		return l.Clock(t)
	case t.Year() == now.Year():
		return l.DayMonth(t) + ", " + l.Clock(t)
	}
	return l.DateTime(t)
}

// Age writes the age at now of somebody born on birth, as a clinic says it:
// years from two years on, months before that, days in the first month. A
// birth after now gives "".
func (l Lang) Age(birth, now time.Time) string {
	if birth.After(now) {
		return ""
	}
	m := (now.Year()-birth.Year())*12 + int(now.Month()) - int(birth.Month())
	if now.Day() < birth.Day() {
		m--
	}
	switch {
	case m >= 24:
		return l.CommonAgeYears(m / 12)
	case m >= 1:
		return l.CommonAgeMonths(m)
	}
	return l.CommonAgeDays(int(now.Sub(birth).Hours() / 24))
}

// Ago writes how long before now t was, in one unit: "just now", "5 minutes
// ago"; a week or more back it is the date.
func (l Lang) Ago(t, now time.Time) string {
	switch d := now.Sub(t); {
	case d < time.Minute:
		return l.CommonJustNow()
	case d < time.Hour:
		return l.CommonMinutesAgo(int(d / time.Minute))
	case d < 24*time.Hour:
		return l.CommonHoursAgo(int(d / time.Hour))
	case d < 7*24*time.Hour:
		return l.CommonDaysAgo(int(d / (24 * time.Hour)))
	}
	return l.Date(t)
}
