package cli

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"kosh/internal/app"
	"kosh/internal/base/clock"
	"kosh/internal/base/contact"
	"kosh/internal/base/errs"
	"kosh/internal/identity/accounts"
	"kosh/internal/identity/tenants"
	"kosh/internal/storage/roots"
)

func serve(e *env, args []string) error {
	f := e.flags("serve", "serve the clinics of a data directory until Ctrl-C")
	where := dataFlags(f)
	addr := f.String("addr", "localhost:8443", "the `HOST:PORT` to listen on")
	public := f.String("public", "", "the host `name` people use; needs --cert and --key")
	cert := f.String("cert", "", "the certificate chain, a PEM `file`")
	key := f.String("key", "", "the certificate's key, a PEM `file`")
	if _, err := parse(f, args); err != nil {
		return err
	}
	if (*cert == "") != (*key == "") {
		return errs.New(errs.Invalid, "--cert and --key go together.")
	}
	if _, err := os.Stat(filepath.Join(*where.dir, "keys.db")); err != nil {
		return app.ErrNoData
	}
	root, err := where.openRoot(e, false)
	if err != nil {
		return err
	}
	s, err := app.Start(e.ctx, app.Config{
		StoreConfig: app.StoreConfig{Dir: *where.dir, Root: root, Clock: clock.Wall{}, Log: e.log(), Grants: app.Grants},
		Addr:        *addr, Public: *public, CertFile: *cert, KeyFile: *key,
	})
	if err != nil {
		return err
	}
	e.tellAddress(s)
	return s.Serve(e.ctx)
}

// tellAddress says where the server is and, with the development certificate,
// what the browser will say about it.
func (e *env) tellAddress(s *app.Server) {
	fmt.Fprintf(e.out, "\nKosh is at  %s\n", s.URL)
	if s.CAFile == "" {
		return
	}
	print, err := app.Fingerprint(s.CAFile)
	if err != nil {
		return
	}
	fmt.Fprintf(e.out, "The certificate was made on this machine for this machine. The browser warns once: go on,\nor import %s\n(SHA-256 %s…).\n", s.CAFile, print[:32])
}

// A questionnaire asks on the terminal for what the flags leave out.
type questionnaire struct {
	e  *env
	in *bufio.Scanner
}

// want returns value, or asks until there is an answer.
func (q *questionnaire) want(value, question, proposal string) (string, error) {
	for value == "" {
		fmt.Fprint(q.e.out, question)
		if proposal != "" {
			fmt.Fprintf(q.e.out, " [%s]", proposal)
		}
		fmt.Fprint(q.e.out, ": ")
		if !q.in.Scan() {
			return "", errors.Join(errs.New(errs.Invalid, "Setup needs an answer: "+question+". Give it as a flag; see kosh setup --help."), q.in.Err())
		}
		if value = strings.TrimSpace(q.in.Text()); value == "" {
			value = proposal
		}
	}
	return value, nil
}

// zones are proposed by country.
var zones = map[string]string{"IN": "Asia/Kolkata", "BD": "Asia/Dhaka"}

func setup(e *env, args []string) error {
	f := e.flags("setup", "make the first clinic and its owner; asks for what the flags leave out")
	where := dataFlags(f)
	clinic := f.String("clinic", "", "the clinic's `name`")
	country := f.String("country", "", "its `country`: IN or BD")
	zone := f.String("zone", "", "its time `zone`, such as Asia/Kolkata")
	chamber := f.String("chamber", "", "the `name` of its first chamber (branch)")
	owner := f.String("owner", "", "the owner's `name`")
	login := f.String("login", "", "the owner's `e-mail` address or phone number")
	if _, err := parse(f, args); err != nil {
		return err
	}
	q := &questionnaire{e, bufio.NewScanner(e.in)}
	founding, err := q.founding(*clinic, *country, *zone, *chamber, *owner, *login)
	if err != nil {
		return err
	}
	if err := where.ensureRoot(e); err != nil {
		return err
	}
	stores, err := where.open(e, true, false)
	if err != nil {
		return err
	}
	rooms := app.NewRooms(stores, app.StoreConfig{Dir: *where.dir, Clock: clock.Wall{}, Log: e.log()}, false)
	made, account, err := rooms.Found(e.ctx, founding)
	var token string
	if err == nil {
		token, err = rooms.Accounts.Invite(e.ctx, account.ID, made.ID)
	}
	if err := errors.Join(err, rooms.Close(), stores.Close()); err != nil {
		return err
	}
	fmt.Fprintf(e.out, `
%s is set up. Its id is %s.

Start it:     kosh serve --data %s --root-key %s
Then open:    https://localhost:8443/invite/%s
              to choose the password of %s. The link works once, for seven days.

Keep %s apart from the data and from its backups, and keep a second
copy: without it nobody can read the data.
`, made.Name, made.ID, *where.dir, where.rootRef(), token, founding.Owner.Name, where.rootRef())
	return nil
}

func (q *questionnaire) founding(clinic, country, zone, chamber, owner, login string) (f app.Founding, err error) {
	for _, x := range []struct {
		value              *string
		question, proposal string
	}{
		{&clinic, "Name of the clinic", ""}, {&country, "Country, IN or BD", "IN"},
	} {
		if *x.value, err = q.want(*x.value, x.question, x.proposal); err != nil {
			return f, err
		}
	}
	country = strings.ToUpper(country)
	for _, x := range []struct {
		value              *string
		question, proposal string
	}{
		{&zone, "Time zone", zones[country]}, {&chamber, "Name of the first chamber (branch)", "Main"},
		{&owner, "Owner's name", ""}, {&login, "Owner's e-mail or phone, for signing in", ""},
	} {
		if *x.value, err = q.want(*x.value, x.question, x.proposal); err != nil {
			return f, err
		}
	}
	person := accounts.Person{Name: owner}
	if strings.Contains(login, "@") {
		person.Email, err = contact.ParseEmail(login)
	} else {
		person.Phone, err = contact.ParsePhone(login, country)
	}
	return app.Founding{Clinic: tenants.NewClinic{Name: clinic, Country: country, Zone: zone}, Chamber: chamber, Owner: person}, err
}

// ensureRoot makes a key file if the reference names one that does not exist.
func (d data) ensureRoot(e *env) error {
	path, isFile := strings.CutPrefix(d.rootRef(), "file:")
	if !isFile && strings.HasPrefix(path, "passphrase:") {
		return d.ensurePassphrase(strings.TrimPrefix(path, "passphrase:"))
	}
	if _, err := os.Stat(path); !errors.Is(err, os.ErrNotExist) {
		return nil // roots.Open says what is wrong with it
	}
	if _, err := os.Stat(filepath.Join(*d.dir, "keys.db")); err == nil {
		return errs.New(errs.Unavailable, "There is data in "+*d.dir+", but its root key "+path+" is missing. Give the right one with --root-key; a new key would open nothing.")
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	if err := roots.CreateFile(path); err != nil {
		return err
	}
	fmt.Fprintf(e.out, "Made a root key: %s\n", path)
	return nil
}

func (d data) ensurePassphrase(path string) error {
	if _, err := os.Stat(path); !errors.Is(err, os.ErrNotExist) {
		return nil
	}
	var secret []byte
	var err error
	if *d.passphrase != "" {
		secret, err = os.ReadFile(*d.passphrase)
		secret, _, _ = bytes.Cut(secret, []byte("\n"))
		secret = bytes.TrimSuffix(secret, []byte("\r"))
	} else {
		secret, err = ask("Choose a passphrase for the root key:")
	}
	if err != nil {
		return err
	}
	return roots.CreatePassphrase(path, secret)
}
