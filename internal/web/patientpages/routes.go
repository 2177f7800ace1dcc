// Package patientpages is the area of the staff door where people are found,
// registered, opened and changed.
//
// What it keeps: an address, a title and a location name a patient by
// identifier only; what was typed stays in the body of a POST. Masked contacts
// leave in full through reveal alone, once, in an answer that is never
// compressed or stored. A form that cannot be accepted comes back as it was
// typed, with every error beside its field.
package patientpages

import (
	"kosh/internal/kernel/access"
	"kosh/internal/ui"
	"kosh/internal/ui/words"
	"kosh/internal/web/page"
)

// Routes lists the area.
func Routes() []page.Route {
	return page.Table("patients",
		page.Route{Method: "GET", Pattern: "/patients", Need: access.PatientList, Rate: page.Interactive, Cache: page.NoStore, Handle: list},
		page.Route{Method: "GET", Pattern: "/find", Need: access.PatientList, Rate: page.Interactive, Cache: page.NoStore,
			NoDisclosure: "leads to the page with the find box", Handle: toList},
		page.Route{Method: "POST", Pattern: "/find", Need: access.PatientList, Rate: page.Interactive, Cache: page.NoStore, Handle: find},

		page.Route{Method: "GET", Pattern: "/patients/new", Need: access.PatientCreate, Rate: page.Interactive, Cache: page.NoStore,
			NoDisclosure: "an empty form", Handle: blank},
		page.Route{Method: "POST", Pattern: "/patients", Need: access.PatientCreate, Rate: page.Interactive, Cache: page.NoStore,
			NoDisclosure: "a form that came back, nobody on it", Handle: register},
		page.Route{Method: "GET", Pattern: "/patients/{id}", Need: access.PatientViewBasic, Rate: page.Interactive, Cache: page.NoStore, Handle: show},
		page.Route{Method: "POST", Pattern: "/patients/{id}/reveal", Need: access.PatientRevealPhone, Rate: page.Interactive, Cache: page.NoStore,
			Secret: true, Handle: revealContact},
		page.Route{Method: "POST", Pattern: "/patients/{id}/reveal-id", Need: access.PatientRevealID, Rate: page.Interactive, Cache: page.NoStore,
			Secret: true, Handle: revealID},
		page.Route{Method: "GET", Pattern: "/patients/{id}/log", Need: access.PatientViewBasic, Rate: page.Interactive, Cache: page.NoStore, Handle: looked},

		page.Route{Method: "GET", Pattern: "/patients/{id}/edit", Need: access.PatientEdit, Rate: page.Interactive, Cache: page.NoStore, Handle: edit},
		page.Route{Method: "POST", Pattern: "/patients/{id}/edit", Need: access.PatientEdit, Rate: page.Interactive, Cache: page.NoStore, Handle: save},
		page.Route{Method: "POST", Pattern: "/patients/{id}/archive", Need: access.PatientArchive, Rate: page.Interactive, Cache: page.NoStore, Handle: archive},
		page.Route{Method: "POST", Pattern: "/patients/{id}/unarchive", Need: access.PatientArchive, Rate: page.Interactive, Cache: page.NoStore, Handle: unarchive},
		page.Route{Method: "POST", Pattern: "/patients/{id}/restrict", Need: access.PatientViewRestricted, Rate: page.Interactive, Cache: page.NoStore, Handle: restrict},
	)
}

// Menu is the area's part of the navigation.
func Menu() []page.Item {
	return []page.Item{
		{Need: access.PatientList, Href: "/patients", Label: words.Lang.CommonNavPatients, Icon: ui.IconPeople, Key: "p"},
		{Need: access.PatientCreate, Href: "/patients/new", Label: words.Lang.PatientsRegister, Icon: ui.IconAdd, Key: "r"},
	}
}
