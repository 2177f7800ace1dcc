package web

import (
	"kosh/internal/web/accountpages"
	"kosh/internal/web/page"
	"kosh/internal/web/patientpages"
	"kosh/internal/web/signinpages"
	"kosh/internal/web/staffpages"
	"kosh/internal/web/trailpages"
)

// list is the one list of everything this door serves, area by area.
func (d *Door) list() []page.Route {
	c := d.cfg
	var all []page.Route
	for _, area := range [][]page.Route{
		d.own(),
		signinpages.Routes(signinpages.Config{Accounts: c.Accounts, Tenants: c.Tenants, Sessions: c.Sessions}),
		patientpages.Routes(),
		staffpages.Routes(staffpages.Config{Accounts: c.Accounts, Tenants: c.Tenants}),
		trailpages.Routes(),
		accountpages.Routes(accountpages.Config{Accounts: c.Accounts, Tenants: c.Tenants, Sessions: c.Sessions, Limits: c.Limits}),
	} {
		all = append(all, area...)
	}
	return all
}

// menu is the navigation, area by area: who holds an item's permission sees it.
func menu() []page.Item {
	var all []page.Item
	for _, area := range [][]page.Item{patientpages.Menu(), staffpages.Menu(), trailpages.Menu()} {
		all = append(all, area...)
	}
	return all
}

func (d *Door) newHouse() *page.House {
	c := d.cfg
	return &page.House{Vault: c.Vault, Clock: c.Clock, Log: c.Log, Limits: c.Limits, Menu: menu(), Demo: c.Demo}
}
