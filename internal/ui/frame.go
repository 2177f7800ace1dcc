package ui

import (
	"strconv"
	"strings"
	"unicode"

	"kosh/internal/base/errs"
	"kosh/internal/ui/assets"
	"kosh/internal/ui/words"
)

// The addresses the frame posts to and the browser code calls. The door serves
// them; they are here because the pages and the code carry them.
const (
	PathLanguage = "/language" // POST lang, back
	PathTheme    = "/theme"    // POST theme, back
	PathKeys     = "/keys"     // POST keys=on|off, back
	PathChamber  = "/chamber"  // POST chamber, back
	PathLock     = "/lock"     // POST locks; GET is the lock page
	PathSignOut  = "/sign-out" // POST
	PathFind     = "/find"     // POST q
	PathDrafts   = "/drafts"   // POST form, subject, version, f.<name>…
	PathLive     = "/live"     // GET topic…; text/event-stream of "topic:version"
)

// Names of the hidden fields every POST form carries.
const (
	FieldCSRF = "_csrf"
	FieldKey  = "_key"
)

// FragmentHeader is sent by the browser code when it wants only the elements to
// replace, LiveHeader when nobody asked and the answer is not activity.
const (
	FragmentHeader = "X-Fragment"
	LiveHeader     = "X-Live"
)

// CSP is the Content-Security-Policy every page is made for: no foreign origin,
// no inline script or style, one Trusted Types policy, which only feeds the
// inert DOMParser.
const CSP = "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self'; " +
	"connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; " +
	"require-trusted-types-for 'script'; trusted-types kosh"

// A Theme is the colours a person chose; the zero value follows the device.
type Theme string

// The themes.
const (
	Auto  Theme = "auto"
	Light Theme = "light"
	Dark  Theme = "dark"
)

// ParseTheme returns the theme of a cookie or form value, Auto when it is none.
func ParseTheme(s string) Theme {
	if t := Theme(s); t == Light || t == Dark {
		return t
	}
	return Auto
}

func (t Theme) attr() string { return string(ParseTheme(string(t))) }

// Tokens are the hidden fields of a POST form: CSRF is the session's, Key makes
// a new idempotency key for each form. Either may be empty.
type Tokens struct {
	CSRF string
	Key  func() string
}

func (t Tokens) key() string {
	if t.Key == nil {
		return ""
	}
	return t.Key()
}

// A Page is what every page says about itself, signed in or not. Title is
// translated and holds nothing personal: it stays in the browser's history.
type Page struct {
	Lang   words.Lang
	Theme  Theme
	Title  string
	Clinic string // shown beside the mark; "" is Kosh
	Place  string // small, under the clinic
	Back   string // address of this page, for the language and theme forms
	Tokens Tokens
	Demo   bool // says that the people are invented
}

func (p Page) clinic() string {
	if p.Clinic == "" {
		return p.Lang.CommonProduct()
	}
	return p.Clinic
}

func (p Page) title() string {
	if p.Title == "" {
		return p.clinic()
	}
	return p.Title + " · " + p.clinic()
}

func (p Page) back() string {
	if p.Back == "" {
		return "/"
	}
	return p.Back
}

// A Frame is the shell around a signed-in page.
type Frame struct {
	Page
	User     string // name of the person
	Role     string // translated
	Nav      []NavItem
	Chambers []Option // a switcher when there are several
	Find     string   // what the find box holds
	FindWide bool     // the page is the find page: typing refreshes its results
	KeysOff  bool     // single-letter keys are switched off
	Idle     int      // minutes until the page locks itself; 0 is 15
	Toast    string   // what just happened, in words
	ToastIs  Tone     // OK unless said
}

func (f Frame) idle() string {
	if f.Idle <= 0 {
		return "15"
	}
	return strconv.Itoa(f.Idle)
}

func (f Frame) keys() string {
	if f.KeysOff {
		return "off"
	}
	return "on"
}

func (f Frame) toastTone() Tone {
	if f.ToastIs == "" {
		return OK
	}
	return f.ToastIs
}

// dock returns the four items that stand in the phone's dock beside "More": the
// first group, then the second while there is room.
func (f Frame) dock() []NavItem {
	var items []NavItem
	for _, second := range []bool{false, true} {
		for _, n := range f.Nav {
			if len(items) < 4 && n.Second == second {
				items = append(items, n)
			}
		}
	}
	return items
}

// inDock reports whether the item is one of the dock's four.
func (f Frame) inDock(item NavItem) bool {
	for _, n := range f.dock() {
		if n.Href == item.Href {
			return true
		}
	}
	return false
}

// dockIsCurrent reports whether the page on show is one of the dock's four.
func (f Frame) dockIsCurrent() bool {
	for _, n := range f.dock() {
		if n.Current {
			return true
		}
	}
	return false
}

// A NavItem is one line of the navigation.
type NavItem struct {
	Href    string
	Label   string // translated
	Short   string // for the phone's dock, when Label is long
	Icon    Icon
	Key     string // second key after G, such as "p"; "" for none
	Current bool
	Second  bool // stands in the second group, under "Practice"
	Count   int  // shown when above 0
}

// dockLabel is the word under the item's icon in the dock.
func (n NavItem) dockLabel() string {
	if n.Short == "" {
		return n.Label
	}
	return n.Short
}

// A Tone colours a note, a pill or a word; it never stands without a word.
type Tone string

// The tones.
const (
	Plain  Tone = ""
	Brand  Tone = "brand"
	Info   Tone = "info"
	OK     Tone = "ok"
	Warn   Tone = "warn"
	Danger Tone = "danger"
)

func (t Tone) class(block string) string {
	if t == Plain {
		return block
	}
	return block + " " + block + "--" + string(t)
}

func (t Tone) icon() Icon {
	switch t {
	case OK:
		return IconCheck
	case Warn, Danger:
		return IconAlert
	}
	return IconInfo
}

// initials returns up to two first letters of a name, for the avatar. A letter
// keeps its vowel signs: র + া is one.
func initials(name string) string {
	var b strings.Builder
	for i, word := range strings.Fields(strings.TrimPrefix(name, "Dr ")) {
		if i == 2 {
			break
		}
		for j, r := range word {
			if j > 0 && !unicode.Is(unicode.Mc, r) && !unicode.Is(unicode.Mn, r) {
				break
			}
			b.WriteRune(unicode.ToUpper(r))
		}
	}
	return b.String()
}

// scriptOf returns the language a name's script stands for: bn or hi, "" for
// Latin and the rest. The first letter decides.
func scriptOf(name string) string {
	for _, r := range name {
		switch {
		case unicode.Is(unicode.Bengali, r):
			return "bn"
		case unicode.Is(unicode.Devanagari, r):
			return "hi"
		case unicode.IsLetter(r):
			return ""
		}
	}
	return ""
}

// asset returns the address of an asset, with its hash.
func asset(name string) string { return assets.URL(name) }

// A Problem is an error beside a field, in the page's language.
type Problem struct {
	Field   string
	Message string
}

// Problems translates the field errors in err, in order.
func Problems(l words.Lang, err error) []Problem {
	var all []Problem
	for _, e := range errs.Fields(err) {
		all = append(all, Problem{Field: e.Field, Message: l.Explain(e)})
	}
	return all
}

// ProblemOf returns the message for a field, or "".
func ProblemOf(problems []Problem, field string) string {
	for _, p := range problems {
		if p.Field == field {
			return p.Message
		}
	}
	return ""
}
