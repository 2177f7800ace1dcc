// Package trailpages is the area of the staff door where the clinic's access log
// is read and verified.
//
// Nothing personal stands in an address: whom and what the log is narrowed to
// comes in the body of a POST; an address holds entry numbers only. Reading the
// log is an entry of the log. A row says in human words what happened; the code,
// the session and the fingerprints are in the opened row. What verification
// proved is said in numbered sentences, and so is what it cannot prove.
//
// Promises AUD-01 to AUD-07, AUD-12, AUD-14.
package trailpages

import (
	"kosh/internal/kernel/access"
	"kosh/internal/ui"
	"kosh/internal/ui/words"
	"kosh/internal/web/page"
)

// Routes lists the area.
func Routes() []page.Route {
	return page.Table("trail",
		page.Route{Method: "GET", Pattern: "/log", Need: access.AuditView, Rate: page.Interactive, Cache: page.NoStore, Handle: list},
		page.Route{Method: "POST", Pattern: "/log", Need: access.AuditView, Rate: page.Interactive, Cache: page.NoStore, Handle: list},
		page.Route{Method: "GET", Pattern: "/log/tail", Need: access.AuditView, Rate: page.Interactive, Cache: page.NoStore, Handle: tail},
		page.Route{Method: "POST", Pattern: "/log/verify", Need: access.AuditView, Rate: page.Interactive, Cache: page.NoStore,
			NoDisclosure: "says whether the log is intact; the check itself is an entry", Handle: verify},
	)
}

// Menu is the area's part of the navigation.
func Menu() []page.Item {
	return []page.Item{{Need: access.AuditView, Href: "/log", Label: words.Lang.CommonNavLog, Icon: ui.IconLook, Key: "l", Second: true}}
}
