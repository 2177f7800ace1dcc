// Package ui is the design system: the frame of every page, its parts and its
// looks. It knows no patient, session or database; it is given words that are
// already translated, or a words.Lang.
//
// # A page
//
// Signed in:
//
//	templ list(f ui.Frame, l words.Lang) {
//		@ui.Shell(f) {
//			@ui.Head(l.PatientsTitle(), l.PatientsListCount(n)) {
//				@ui.LinkButton("/patients/new", ui.Btn{Label: l.PatientsRegister(), Kind: ui.Primary, Key: "n"})
//			}
//			@ui.Card("found", l.PatientsFound(n)) { … }
//		}
//	}
//
// Before the door (sign-in, lock, errors): ui.Gate with ui.GateCard,
// ui.GateCardWide, ui.LockCard or ui.Ruin inside.
//
// # Components
//
//	Shell(Frame)                       side navigation, top bar with the find box, dock, account menu
//	Gate(Page, foot)                   a page before the door; foot nil = the usual promise
//	GateCard(title, lead)              its card; GateCardWide(title, lead, side) with a second column
//	LockCard(title, lead), LockFoot(l) the lock page
//	Ruin(l, title, text, code)         an error page's card, links inside
//	Head(title, facts...)              page title, facts, actions inside
//	PatientHead(name, other, lang, facts...)  the same for a person
//	Columns(), Column()                wide and narrow column
//	Card(id, title, facts...)          box with a heading; CardActing(id, title, fact, actions)
//	Box(id, label), Pad(), SubHead(t)  box without a heading; inner margin; a line that parts a card
//	PostForm(Tokens, action, class, attrs)  POST form with its hidden fields
//	Hidden(Tokens), Value(name, value) hidden fields alone
//	Input(Field)                       one line, or a textarea when Rows is set
//	Select(Field, []Option)            native list
//	Segmented(Field, []Option)         two to four choices, all visible
//	Ticks(Field, []Option)             checkboxes; Tick(Field, checked) for one
//	ErrorSummary(l, []Problem)         top of a form that came back; Problems(l, err) makes them
//	FormFoot()                         last row of a form
//	SavedState(text)                   where autosave says how it stands
//	Button(Btn), LinkButton(href, Btn), PostButton(Tokens, action, Btn)
//	Pill(Tone, Icon, text)             lozenge, worst states only; State(Tone, text) for the others
//	Note(Tone, title)                  boxed message; Toast(Tone, text) is drawn by Shell from the Frame
//	Table(Grid), Row(id, open), Cell(label), CellText(label, text), Link(href, text, lang, attrs), Detail(columns)
//	Rows(label), HitRow(Hit)           list of people; the whole row is the link
//	Filters(action, label, button)     a row of narrow fields above a list
//	Facing(Tone)                       strip of sentences above a list
//	Pager(l, Pages), Legend([]Shortcut), Kbd(key)
//	Empty(Icon, title, hint)           a list with nothing in it: what to do, inside
//	Stats(), Stat(label, value, note, Tone)
//	Timeline(), Event(when, what)
//	Facts(), Fact(term)                terms and what they are
//	Steps(done), Step()                numbered sentences: a proof, or instructions
//	Masked(l, Mask)                    a contact shown masked, revealed with a reason
//	Done(name, small, avatar)          a finished step or a chosen person
//	Or(word), Avatar(name, small), Draw(Icon), QR(text, label)
//	Live(id, topic, src)               a region fetched anew when its topic moves
//	Tail(label, lines)                 the live log
//
// # What the browser code does (assets/src), and what it needs from the door
//
// Every flow works without it. Attributes that call for it:
//
//   - data-swap on a form or link: sends with header X-Fragment; each top-level
//     element of the answer replaces the element with the same id. A full page
//     is understood too: its <main> replaces this one. A redirect is followed:
//     to another page the browser goes there.
//   - data-typeahead on a form: sends itself 180 ms after typing, each time with
//     a new idempotency key; an older request is dropped, and a draft's form
//     somebody typed in is not replaced by the answer.
//   - data-draft="form id" on a form (with data-subject, data-version): posts
//     its fields 1 s after typing and on blur to PathDrafts as form, subject,
//     version and f.<name>, never passwords or files. The answer is a line of
//     text for SavedState, the new version in header X-Draft-Version; 409 and
//     its text when another window saved. The page renders the draft back.
//   - data-keep on a form with data-draft: once somebody typed in it (or the
//     page says data-touched), no fragment replaces it.
//   - data-live="topic" data-live-src="/path": one stream to PathLive?topic=…;
//     on "topic:version" the region's src is fetched with X-Fragment and X-Live.
//   - data-key="n": a key that presses the button or follows the link;
//     data-go="p": after G. Switched off by Frame.KeysOff. Ctrl L always locks.
//   - data-list: J and K (and the arrows) move among its links.
//   - data-auto on a form: sends itself when a choice changes.
//   - data-helper="age" on the age field: says what it understood, from
//     data-age, data-months and data-born with {} for the number;
//     data-minor="field id" on an element: shown when that age is under 18.
//   - data-copy="text's element id" on a button: copies.
//
// A POST that fails answers with the whole page (or, to X-Fragment, the form)
// and status 422; one that succeeds redirects with 303. Nothing about a patient
// is ever kept by the browser: no storage, no cache, no title, no address.
package ui

//go:generate go tool -modfile=../../tools/go.mod templ generate
