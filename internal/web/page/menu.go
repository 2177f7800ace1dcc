package page

import (
	"strings"

	"kosh/internal/kernel/access"
	"kosh/internal/ui"
	"kosh/internal/ui/words"
)

// An Item is one line of the navigation. It shows to whoever holds Need, the
// same permission its route states.
type Item struct {
	Need   access.Permission
	Href   string
	Label  func(words.Lang) string
	Icon   ui.Icon
	Key    string // pressed after G
	Second bool   // in the second group
}

// Menu returns what somebody who holds held sees, the item of path marked.
func Menu(items []Item, held access.Set, l words.Lang, path string) []ui.NavItem {
	var nav []ui.NavItem
	best := -1
	for _, it := range items {
		if !held.Has(it.Need) {
			continue
		}
		nav = append(nav, ui.NavItem{Href: it.Href, Label: it.Label(l), Icon: it.Icon, Key: it.Key, Second: it.Second})
		under := path == it.Href || strings.HasPrefix(path, strings.TrimSuffix(it.Href, "/")+"/")
		if under && (best < 0 || len(it.Href) > len(nav[best].Href)) {
			best = len(nav) - 1
		}
	}
	if best >= 0 {
		nav[best].Current = true
	}
	return nav
}
