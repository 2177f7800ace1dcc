// Package staffpages is the area of the staff door for the people of the clinic
// and its chambers: who works where, in which role, with which single rights.
//
// # Two stores, no shared transaction
//
// A member is a membership with credentials in control and a place with rights
// in the vault. What may be done is decided in the vault's transaction, which
// also writes the log; the other store follows. What a crash in between leaves:
//
//   - Adding: account (control), place (vault), membership, link (control). After
//     the account alone: a name without password, membership or rights. After
//     the place: a member who cannot sign in; asking again goes on from there.
//   - Ending: place (vault), then membership and sessions (control). The vault
//     denies from its commit on; the job it enqueued ends the sessions even if
//     this process dies in between.
//   - Coming back: place (vault), then membership and link (control). In
//     between: rights nobody can reach, because there is no membership.
//   - A new link or a reset of the second factor: the entry first, then the act.
//     A crash leaves an entry about something that did not happen, never an act
//     without an entry.
//
// A form sent twice is one change in the vault. What follows in control is done
// with the change alone, never with its repetition hours later, when the person
// may hold other rights; a link is made each time, and each time the vault is
// asked and writes it.
//
// A link to choose a password with is shown once, in an answer that is neither
// stored nor compressed; this build sends no mail.
//
// Promises ATZ-05, ATZ-08, ATZ-09, ATN-13, SES-13, SES-14.
package staffpages

import (
	"kosh/internal/identity/accounts"
	"kosh/internal/identity/tenants"
	"kosh/internal/kernel/access"
	"kosh/internal/ui"
	"kosh/internal/ui/words"
	"kosh/internal/web/page"
)

// Config is what the area stands on.
type Config struct {
	Accounts *accounts.Store
	Tenants  *tenants.Store
}

type office struct{ Config }

// Routes lists the area.
func Routes(c Config) []page.Route {
	o := office{c}
	form := func(pattern string, need access.Permission, why string, h page.Handler) page.Route {
		return page.Route{Method: "GET", Pattern: pattern, Need: need, Rate: page.Interactive, Cache: page.NoStore, NoDisclosure: why, Handle: h}
	}
	act := func(pattern string, need access.Permission, h page.Handler) page.Route {
		return page.Route{Method: "POST", Pattern: pattern, Need: need, Rate: page.Interactive, Cache: page.NoStore,
			NoDisclosure: "about staff or chambers, no patient", Handle: h}
	}
	secret := func(r page.Route) page.Route { r.Secret = true; return r }
	const noPatient = "shows staff or chambers, no patient"
	return page.Table("staff",
		form("/staff", access.StaffManage, noPatient, o.list),
		form("/staff/invite", access.StaffManage, "an empty form", o.blank),
		secret(act("/staff/invite", access.StaffManage, o.invite)),
		form("/staff/{id}", access.StaffManage, noPatient, o.member),
		act("/staff/{id}/name", access.StaffManage, o.rename),
		act("/staff/{id}/role", access.RoleManage, o.role),
		form("/staff/{id}/rights/{chamber}", access.RoleManage, noPatient, o.rights),
		act("/staff/{id}/rights/{chamber}", access.RoleManage, o.tick),
		secret(act("/staff/{id}/link", access.StaffManage, o.link)),
		act("/staff/{id}/second", access.StaffManage, o.resetSecond),
		form("/staff/{id}/deactivate", access.StaffManage, noPatient, o.askDeactivate),
		act("/staff/{id}/deactivate", access.StaffManage, o.deactivate),
		secret(act("/staff/{id}/reactivate", access.StaffManage, o.reactivate)),

		form("/chambers", access.ChamberSettings, noPatient, o.chambers),
		form("/chambers/new", access.SecuritySettings, "an empty form", o.blankChamber),
		act("/chambers", access.SecuritySettings, o.addChamber),
		form("/chambers/{id}", access.ChamberSettings, noPatient, o.chamber),
		act("/chambers/{id}", access.ChamberSettings, o.editChamber),
		act("/chambers/{id}/close", access.SecuritySettings, o.closeChamber),
	)
}

// Menu is the area's part of the navigation.
func Menu() []page.Item {
	return []page.Item{
		{Need: access.StaffManage, Href: "/staff", Label: words.Lang.CommonNavStaff, Icon: ui.IconStaff, Key: "s", Second: true},
		{Need: access.ChamberSettings, Href: "/chambers", Label: words.Lang.StaffChambers, Icon: ui.IconHome, Key: "c", Second: true},
	}
}
