package demo

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"kosh/internal/app"
	"kosh/internal/base/clock"
	"kosh/internal/base/contact"
	"kosh/internal/base/ids"
	"kosh/internal/clinic/patients"
	"kosh/internal/clinic/practice"
	"kosh/internal/identity/accounts"
	"kosh/internal/identity/otp"
	"kosh/internal/identity/tenants"
	"kosh/internal/kernel/access"
	"kosh/internal/storage/vault"
)

// A User is somebody who can sign in to the demo. The secrets are here because
// everybody in it is invented.
type User struct {
	Clinic   string `json:"clinic"` // id
	Role     string `json:"role"`
	Name     string `json:"name"`
	Login    string `json:"user"`
	Password string `json:"password"`
	TOTP     string `json:"totp,omitempty"` // base32, for roles that need a second factor
	Link     string `json:"link,omitempty"` // one-time sign-in, valid for ten minutes after start

	account ids.Account
	tenant  ids.Tenant
	who     access.Who
}

// A Clinic of the demo.
type Clinic struct {
	ID   ids.Tenant `json:"id"`
	Name string     `json:"name"`
}

// member is one line of the cast.
type member struct {
	role  access.Role
	name  string
	login string
	ticks []access.Permission // beyond the role's template
	both  bool                // works in both chambers
}

// house is one invented clinic.
type house struct {
	clinic   tenants.NewClinic
	chambers []practice.ChamberForm
	cast     []member // the first is the owner
	share    int      // of a hundred patients
}

func houses() []house {
	return []house{{
		clinic: tenants.NewClinic{Name: "Shapla Clinic", Country: "BD", Zone: "Asia/Dhaka"},
		chambers: []practice.ChamberForm{
			{Name: "Gulshan", Address: "House 12, Road 4, Gulshan 2, Dhaka", Phone: "02 5550 1200"},
			{Name: "Uttara", Address: "House 7, Sector 7, Uttara, Dhaka", Phone: "02 5550 1700"},
		},
		cast: []member{
			{role: access.Owner, name: "Dr. Farhana Rahman", login: "farhana@shapla.example"},
			{role: access.Associate, name: "Dr. Imran Hossain", login: "imran@shapla.example", both: true},
			{role: access.Associate, name: "Dr. Subrata Das", login: "subrata@shapla.example"},
			{role: access.Manager, name: "Nasrin Akter", login: "nasrin@shapla.example", both: true},
			{role: access.Receptionist, name: "Ruma Begum", login: "ruma@shapla.example", both: true,
				ticks: []access.Permission{access.PaymentCollect, access.ReceiptPrint}},
			{role: access.Nurse, name: "Shanti Roy", login: "shanti@shapla.example"},
			{role: access.Assistant, name: "Kamal Mondal", login: "kamal@shapla.example",
				ticks: []access.Permission{access.PatientList, access.PatientViewBasic, access.PatientCreate, access.VitalsWrite, access.ApptRead}},
		},
		share: 80,
	}, {
		clinic:   tenants.NewClinic{Name: "Neem Tree Clinic", Country: "IN", Zone: "Asia/Kolkata"},
		chambers: []practice.ChamberForm{{Name: "Salt Lake", Address: "Block C, Sector 1, Salt Lake, Kolkata", Phone: "033 5550 4400"}},
		cast: []member{
			{role: access.Owner, name: "Dr. Anjali Sharma", login: "anjali@neemtree.example"},
			{role: access.Receptionist, name: "Meena Gupta", login: "meena@neemtree.example",
				ticks: []access.Permission{access.PaymentCollect, access.ReceiptPrint}},
		},
		share: 20,
	}}
}

// days is over how many days before today the patients came.
const days = 120

// Seed fills empty stores with the demo's clinics and n patients. c is the
// clock the stores run on; it ends at now. progress is told how many are done.
func Seed(ctx context.Context, r *app.Rooms, c *clock.Manual, now time.Time, n int, progress func(done, of int)) ([]Clinic, []User, error) {
	c.Set(now.AddDate(0, 0, -days))
	var clinics []Clinic
	var users []User
	var all []*seeding
	for i, h := range houses() {
		s := &seeding{r: r, clock: c, h: h, n: n * h.share / 100, people: newPeople(uint64(i+1), h.clinic.Country, now)}
		if err := s.found(ctx); err != nil {
			return nil, nil, fmt.Errorf("%s: %w", h.clinic.Name, err)
		}
		clinics = append(clinics, Clinic{s.id, h.clinic.Name})
		users = append(users, s.users...)
		all = append(all, s)
	}
	var done atomic.Int64
	for day := range days {
		c.Set(now.AddDate(0, 0, day-days).Truncate(24 * time.Hour).Add(11 * time.Hour))
		for _, s := range all {
			if err := s.day(ctx, day, func() { progress(int(done.Add(1)), all[0].n+all[1].n) }); err != nil {
				return nil, nil, err
			}
		}
	}
	c.Set(now)
	return clinics, users, nil
}

// seeding is one clinic being filled.
type seeding struct {
	r      *app.Rooms
	clock  *clock.Manual
	h      house
	n      int
	people *people

	id       ids.Tenant
	chambers []ids.Chamber
	users    []User
	made     int
}

func (s *seeding) found(ctx context.Context) error {
	owner := s.h.cast[0]
	email, err := contact.ParseEmail(owner.login)
	if err != nil {
		return err
	}
	first := s.h.chambers[0]
	c, account, err := s.r.Found(ctx, app.Founding{
		Clinic: s.h.clinic, Chamber: first.Name, Address: first.Address,
		Owner: accounts.Person{Name: owner.name, Email: email},
	})
	if err != nil {
		return err
	}
	s.id = c.ID
	who := access.Who{Account: account.ID, Tenant: c.ID, Session: ids.New[ids.Session](s.clock.Now()), Screen: "kosh demo"}
	s.clock.Add(time.Minute) // lists of chambers are in the order they were opened
	err = s.r.Vault.AsSystem(c.ID, "demo").Update(ctx, func(tx *vault.Tx) error {
		s.chambers = nil
		open, err := practice.ListChambers(tx)
		if err != nil {
			return err
		}
		s.chambers = append(s.chambers, open[0].ID)
		for _, f := range s.h.chambers[1:] {
			id, err := practice.AddChamber(tx, f)
			if err != nil {
				return err
			}
			s.chambers = append(s.chambers, id)
		}
		return nil
	})
	if err != nil {
		return err
	}
	who.Chamber = s.chambers[0]
	if err := s.enter(ctx, owner, account.ID, who); err != nil {
		return err
	}
	for _, m := range s.h.cast[1:] {
		if err := s.hire(ctx, m, who); err != nil {
			return fmt.Errorf("%s: %w", m.login, err)
		}
	}
	return nil
}

// hire adds a member of staff as the owner would.
func (s *seeding) hire(ctx context.Context, m member, owner access.Who) error {
	email, err := contact.ParseEmail(m.login)
	if err != nil {
		return err
	}
	places := s.chambers[:1]
	if m.both {
		places = s.chambers
	}
	var roles []practice.Assignment
	for _, c := range places {
		roles = append(roles, practice.Assignment{Chamber: c, Role: m.role, Extra: access.SetOf(m.ticks...)})
	}
	added, err := s.r.Tenants.AddMember(ctx, s.id, accounts.Person{Name: m.name, Email: email}, func(ctx context.Context, a accounts.Account) (staff ids.Staff, err error) {
		err = s.r.Vault.Update(ctx, owner, func(tx *vault.Tx) error {
			staff, err = practice.AddStaff(tx, practice.StaffForm{Account: a.ID, Name: m.name, Roles: roles})
			return err
		})
		return staff, err
	})
	if err != nil {
		return err
	}
	return s.enter(ctx, m, added.Account.ID, access.Who{Account: added.Account.ID, Tenant: s.id, Chamber: s.chambers[0],
		Session: ids.New[ids.Session](s.clock.Now()), Screen: "kosh demo"})
}

// enter gives a member a password and, where the role needs one, a second factor.
func (s *seeding) enter(ctx context.Context, m member, account ids.Account, who access.Who) error {
	u := User{Clinic: s.id.String(), Role: string(m.role), Name: m.name, Login: m.login, account: account, tenant: s.id, who: who}
	u.Password = newPassword(s.clock.Now())
	if err := s.r.Accounts.SetPassword(ctx, account, u.Password); err != nil {
		return err
	}
	if access.MFARequired(m.role) {
		key, err := s.r.Accounts.SetSecond(ctx, account)
		if err != nil {
			return err
		}
		u.TOTP = key
	}
	s.users = append(s.users, u)
	return nil
}

// newPassword is random and typeable: 20 hexadecimal digits in groups.
func newPassword(now time.Time) string {
	id := ids.New[ids.Record](now).String()
	return id[24:28] + "-" + id[28:32] + "-" + id[32:36] + "-" + id[19:23] + "-" + id[15:18]
}

// hands is how many register at once, so that commits are shared.
const hands = 12

// day registers the patients of one day. Those who register are the
// receptionist and the associates, whose patients they then are.
func (s *seeding) day(ctx context.Context, day int, one func()) error {
	until := s.n * (day + 1) / days
	s.people.now = s.clock.Now()
	var desks []access.Who
	for _, u := range s.users {
		if u.Role == string(access.Receptionist) || u.Role == string(access.Associate) {
			who := u.who
			who.Session = ids.New[ids.Session](s.clock.Now())
			desks = append(desks, who)
		}
	}
	queue := make(chan func() error)
	var failed error
	var mu sync.Mutex
	var wg sync.WaitGroup
	for range hands {
		wg.Go(func() {
			for work := range queue {
				if err := work(); err != nil {
					mu.Lock()
					failed = errors.Join(failed, err)
					mu.Unlock()
				}
				one()
			}
		})
	}
	for ; s.made < until; s.made++ {
		p, who := s.people.next(), desks[s.made%len(desks)]
		queue <- func() error { return s.register(ctx, who, p) }
	}
	close(queue)
	wg.Wait()
	return failed
}

func (s *seeding) register(ctx context.Context, who access.Who, p person) error {
	f := patients.Form{Name: p.name, Phone: p.phone, Sex: p.sex, Address: p.address, Notes: p.note,
		Guardian: p.guardian, Relation: p.relation, Confirmed: true}
	if p.age >= 0 {
		f.Age = fmt.Sprint(p.age)
	} else {
		f.Birth = p.birth.Format("02/01/2006")
	}
	return s.r.Vault.Update(ctx, who, func(tx *vault.Tx) error {
		_, err := patients.Register(tx, f)
		return err
	})
}

// Token makes a one-time sign-in link's token for u.
func (u *User) Token(ctx context.Context, r *app.Rooms) (string, error) {
	tenant, err := ids.Parse[ids.Tenant](u.Clinic)
	if err != nil {
		return "", err
	}
	account, err := r.Accounts.Find(ctx, u.Login)
	if err != nil {
		return "", err
	}
	return r.Accounts.DemoLink(ctx, account.ID, tenant)
}

// Code returns the code u's authenticator app would show at t.
func Code(u User, t time.Time) (string, error) {
	secret, err := otp.ParseSecret(u.TOTP)
	if err != nil {
		return "", err
	}
	return secret.Code(t), nil
}
