package web

import (
	"kosh/internal/web/accountpages"
	"kosh/internal/web/page"
	"kosh/internal/web/signinpages"
)

// list is the one list of everything this door serves, area by area.
func (d *Door) list() []page.Route {
	c := d.cfg
	var all []page.Route
	for _, area := range [][]page.Route{
		d.own(),
		signinpages.Routes(signinpages.Config{Accounts: c.Accounts, Tenants: c.Tenants, Sessions: c.Sessions}),
		accountpages.Routes(accountpages.Config{Accounts: c.Accounts, Tenants: c.Tenants, Sessions: c.Sessions, Limits: c.Limits}),
	} {
		all = append(all, area...)
	}
	return all
}

// menu is the navigation, area by area: who holds an item's permission sees it.
func menu() []page.Item {
	return nil
}

func (d *Door) newHouse() *page.House {
	c := d.cfg
	return &page.House{Vault: c.Vault, Clock: c.Clock, Log: c.Log, Menu: menu(), Demo: c.Demo}
}
