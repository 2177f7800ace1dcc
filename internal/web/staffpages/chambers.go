package staffpages

import (
	"strconv"

	"kosh/internal/base/ids"
	"kosh/internal/clinic/practice"
	"kosh/internal/kernel/access"
	"kosh/internal/storage/vault"
	"kosh/internal/ui"
	"kosh/internal/web/page"
)

// A rooms is the list of chambers.
type rooms struct {
	q      *page.Request
	all    []practice.Chamber
	mayAdd bool
}

func (o office) chambers(q *page.Request) (*page.Answer, error) {
	return q.View(func(tx *vault.Tx) (*page.Answer, error) {
		all, err := practice.ListChambers(tx)
		if err != nil {
			return nil, err
		}
		v := rooms{q: q, all: all, mayAdd: tx.Holds(access.SecuritySettings)}
		return q.Show(page.Page{Title: q.Lang.StaffChambers(), Body: chambersView(v), Toast: chamberDone(q)}), nil
	})
}

func chamberDone(q *page.Request) string {
	switch q.Done() {
	case "added":
		return q.Lang.StaffChamberAdded()
	case "saved":
		return q.Lang.CommonSaved()
	case "closed":
		return q.Lang.StaffChamberClosed()
	}
	return ""
}

// A room is the form for one chamber, a new one with the zero id.
type room struct {
	q        *page.Request
	id       ids.Chamber
	version  int64
	text     practice.ChamberForm
	problems []ui.Problem
	mayClose bool
}

func (o office) blankChamber(q *page.Request) (*page.Answer, error) {
	return q.View(func(*vault.Tx) (*page.Answer, error) { return roomPage(q, room{q: q}) })
}

func roomPage(q *page.Request, v room) (*page.Answer, error) {
	return q.Show(page.Page{Title: v.title(), Body: roomView(v)}), nil
}

func readRoom(q *page.Request) practice.ChamberForm {
	return practice.ChamberForm{Name: q.Value("name"), Address: q.Value("address"), Phone: q.Value("phone")}
}

func (o office) addChamber(q *page.Request) (*page.Answer, error) {
	form := readRoom(q)
	return q.Submit(func(tx *vault.Tx) (string, error) {
		_, err := practice.AddChamber(tx, form)
		return page.Did("/chambers", "added"), err
	}, func(_ *vault.Tx, problems []ui.Problem) (*page.Answer, error) {
		return roomPage(q, room{q: q, text: form, problems: problems})
	})
}

func (o office) chamber(q *page.Request) (*page.Answer, error) {
	return q.View(func(tx *vault.Tx) (*page.Answer, error) {
		v, err := roomOf(q, tx)
		if err != nil {
			return nil, err
		}
		return roomPage(q, v)
	})
}

// roomOf is an open chamber as it is stored.
func roomOf(q *page.Request, tx *vault.Tx) (room, error) {
	id, err := page.PathID[ids.Chamber](q, "id")
	if err != nil {
		return room{}, err
	}
	all, err := practice.ListChambers(tx)
	if err != nil {
		return room{}, err
	}
	chambers := open(all)
	for _, c := range chambers {
		if c.ID == id {
			return room{q: q, id: id, version: c.Version, text: practice.ChamberForm{Name: c.Name, Address: c.Address, Phone: c.Phone},
				mayClose: tx.Holds(access.SecuritySettings) && len(chambers) > 1}, nil
		}
	}
	return room{}, access.ErrHidden
}

func (o office) editChamber(q *page.Request) (*page.Answer, error) {
	form := readRoom(q)
	return q.Submit(func(tx *vault.Tx) (string, error) {
		id, err := page.PathID[ids.Chamber](q, "id")
		if err != nil {
			return "", err
		}
		return page.Did("/chambers", "saved"), practice.EditChamber(tx, id, version(q), form)
	}, func(tx *vault.Tx, problems []ui.Problem) (*page.Answer, error) {
		v, err := roomOf(q, tx)
		if err != nil {
			return nil, err
		}
		v.text, v.problems = form, problems
		return roomPage(q, v)
	})
}

func (o office) closeChamber(q *page.Request) (*page.Answer, error) {
	return q.Submit(func(tx *vault.Tx) (string, error) {
		id, err := page.PathID[ids.Chamber](q, "id")
		if err != nil {
			return "", err
		}
		return page.Did("/chambers", "closed"), practice.CloseChamber(tx, id, version(q))
	}, func(tx *vault.Tx, problems []ui.Problem) (*page.Answer, error) {
		v, err := roomOf(q, tx)
		if err != nil {
			return nil, err
		}
		v.problems = problems
		return roomPage(q, v)
	})
}

func version(q *page.Request) int64 {
	n, _ := strconv.ParseInt(q.Value("version"), 10, 64)
	return n
}
