package staffpages

import (
	"kosh/internal/clinic/practice"
	"kosh/internal/kernel/access"
	"kosh/internal/ui"
	"kosh/internal/ui/words"
)

func (v inviting) roleField(i int, c practice.Chamber) ui.Field {
	f := ui.Field{Name: "role-" + c.ID.String(), Label: v.q.Lang.StaffRole()}
	if len(v.chambers) > 1 {
		f.Label = v.q.Lang.StaffRoleIn(c.Name)
	}
	if i == 0 { // an error about roles stands beside the first
		f.ID, f.Error = "f-role", ui.ProblemOf(v.problems, "role")
	}
	return f
}

func (v inviting) roleOptions(chosen string) []ui.Option {
	return roleOptions(v.q.Lang, v.roles, access.Role(chosen))
}

// roleOptions lists the roles somebody may give, and the present one when it is
// above them.
func roleOptions(l words.Lang, roles []access.Role, chosen access.Role) []ui.Option {
	all := []ui.Option{{Value: "", Label: l.StaffRoleNone()}}
	met := chosen == ""
	for _, r := range roles {
		met = met || r == chosen
		all = append(all, ui.Option{Value: string(r), Label: l.Code("role", string(r)), Selected: r == chosen})
	}
	if !met {
		all = append(all, ui.Option{Value: string(chosen), Label: l.Code("role", string(chosen)), Selected: true})
	}
	return all
}

// rightOptions are the rights of one area as ticks: where the member differs from
// the role it is said, those the viewer may not change cannot be pressed.
func (v rightsPage) rightOptions(a access.Area) []ui.Option {
	l := v.q.Lang
	own := access.Template(v.at.Role)
	var all []ui.Option
	for _, p := range access.AreaSet(a).List() {
		o := ui.Option{Value: p.String(), Label: l.Code("permission", p.String()), Selected: v.held.Has(p), Disabled: !v.open.Has(p)}
		switch {
		case v.held.Has(p) && !own.Has(p):
			o.Hint = l.StaffRightsMore()
		case !v.held.Has(p) && own.Has(p):
			o.Hint = l.StaffRightsLess()
		}
		all = append(all, o)
	}
	return all
}

// shownAreas are the areas with anything to show: one whose rights are all above
// the role and not held is left out.
func (v rightsPage) shownAreas() []access.Area {
	var all []access.Area
	for _, a := range access.Areas() {
		if !access.AreaSet(a).Intersect(v.open.Union(v.held)).Empty() {
			all = append(all, a)
		}
	}
	return all
}
