package web

import (
	"kosh/internal/storage/vault"
	"kosh/internal/web/page"
)

// home leads to the first thing in the person's menu, so that each starts where
// their work is; whoever has nothing in it starts at their account.
func (d *Door) home(q *page.Request) (*page.Answer, error) {
	return q.View(func(tx *vault.Tx) (*page.Answer, error) {
		for _, item := range d.house.Menu {
			if tx.Holds(item.Need) {
				return q.Redirect(item.Href), nil
			}
		}
		return q.Redirect("/account"), nil
	})
}
