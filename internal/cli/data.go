package cli

import (
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"

	"kosh/internal/app"
	"kosh/internal/base/clock"
	"kosh/internal/base/errs"
	"kosh/internal/storage/roots"

	"golang.org/x/term"
)

// data is where a command finds an installation and its root key.
type data struct{ dir, root, passphrase *string }

func dataFlags(f *flag.FlagSet) data { return dataFlagsAt(f, "./kosh-data") }

func dataFlagsAt(f *flag.FlagSet, dir string) data {
	return data{
		dir:        f.String("data", dir, "the data `directory`"),
		root:       f.String("root-key", "", "the root key: a `file`, file:PATH or passphrase:PATH; default is the data directory's name with .key"),
		passphrase: f.String("passphrase-file", "", "read the passphrase of a passphrase: root key from this `file` instead of asking"),
	}
}

// rootRef is the reference of the root key.
func (d data) rootRef() string {
	if *d.root != "" {
		return *d.root
	}
	return filepath.Clean(*d.dir) + ".key"
}

// openRoot opens the root key and tells its warnings.
func (d data) openRoot(e *env, anyDirectory bool) (*roots.Root, error) {
	root, err := roots.Open(d.rootRef(), roots.Options{
		Data: *d.dir, PassphraseFile: *d.passphrase, Prompt: ask, AnyDirectory: anyDirectory,
	})
	if err != nil {
		return nil, err
	}
	for _, w := range root.Warnings {
		fmt.Fprintln(e.err, "note: "+w)
	}
	return root, nil
}

// ask reads a line from the terminal without showing it.
func ask(question string) ([]byte, error) {
	if !term.IsTerminal(int(os.Stdin.Fd())) {
		return nil, errs.New(errs.Invalid, "There is no terminal to ask for the passphrase. Give it in a file with --passphrase-file.")
	}
	fmt.Fprint(os.Stderr, question+" ")
	b, err := term.ReadPassword(int(os.Stdin.Fd()))
	fmt.Fprintln(os.Stderr)
	return b, err
}

// open opens the stores in this process.
func (d data) open(e *env, create, anyDirectory bool) (*app.Stores, error) {
	if _, err := os.Stat(*d.dir); errors.Is(err, os.ErrNotExist) && !create {
		return nil, app.ErrNoData
	}
	root, err := d.openRoot(e, anyDirectory)
	if err != nil {
		return nil, err
	}
	return app.OpenStores(e.ctx, app.StoreConfig{Dir: *d.dir, Root: root, Clock: clock.Wall{}, Log: e.log(), Grants: app.Grants, Create: create})
}

// operate is open, or the running server.
func (d data) operate(e *env) (app.Operator, error) {
	return app.Operate(*d.dir, func() (*app.Stores, error) { return d.open(e, false, false) })
}

// log writes what happens to the command's error output, one line an event.
func (e *env) log() *slog.Logger {
	return slog.New(slog.NewTextHandler(e.err, &slog.HandlerOptions{Level: slog.LevelInfo}))
}
