// Package cli is the operator's door: one table of commands, each of which
// parses its flags, does its work through app, and ends with 0, or with 1 and a
// sentence that says what to do.
package cli

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os/signal"
	"strings"
	"syscall"

	"kosh/internal/base/errs"
)

// An env is what a command may touch.
type env struct {
	ctx      context.Context
	in       io.Reader
	out, err io.Writer
}

type command struct {
	name, args, help string
	run              func(*env, []string) error
}

// commands is every command, in the order help shows them.
func commands() []command {
	return []command{
		{"demo", "[flags] | code USER", "seed two made-up clinics and serve them on this machine", demoCommand},
		{"setup", "[flags]", "make the first clinic and its owner", setup},
		{"serve", "[flags]", "serve the clinics of a data directory", serve},
		{"doctor", "[flags]", "look for what is wrong and say how to mend it", doctor},
		{"audit", "export|verify …", "export a clinic's access log, or verify an export offline", auditCommand},
		{"vault", "check [flags]", "check every page, row and log entry of every clinic", vaultCommand},
		{"keys", "list [flags]", "list which keys exist and how old they are", keysCommand},
		{"bench", "[flags]", "measure a running demo over HTTPS", benchCommand},
		{"version", "", "print the version", version},
	}
}

// Main runs one command and returns the exit code.
func Main(args []string, in io.Reader, out, errOut io.Writer) int {
	syscall.Umask(0o077) // what Kosh writes is its owner's alone
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	defer stop()
	e := &env{ctx, in, out, errOut}
	if len(args) == 0 || args[0] == "help" || args[0] == "-h" || args[0] == "--help" {
		usage(out)
		return 0
	}
	for _, c := range commands() {
		if c.name != args[0] {
			continue
		}
		err := c.run(e, args[1:])
		switch {
		case err == nil:
			return 0
		case errors.Is(err, flag.ErrHelp):
			return 0
		case errors.Is(err, errFound):
			return 1
		}
		fmt.Fprintln(errOut, "kosh "+c.name+": "+sentence(err))
		return 1
	}
	fmt.Fprintf(errOut, "kosh: there is no command %q. The commands are:\n\n", args[0])
	usage(errOut)
	return 2
}

// errFound ends a command whose output already says what is wrong.
var errFound = errors.New("found")

// sentence is what an operator reads of an error: the safe sentence first, then
// the cause, which on the operator's own terminal is no secret.
func sentence(err error) string {
	if e, ok := errors.AsType[*errs.Error](err); ok {
		if e.Cause != nil {
			return e.Public + "\n  (" + e.Cause.Error() + ")"
		}
		return e.Public
	}
	return err.Error()
}

func usage(w io.Writer) {
	fmt.Fprint(w, "Kosh runs a clinic.\n\nUsage: kosh COMMAND [flags]\n\n")
	for _, c := range commands() {
		fmt.Fprintf(w, "  %-8s %-22s %s\n", c.name, c.args, c.help)
	}
	fmt.Fprint(w, "\nkosh COMMAND --help shows a command's flags.\n")
}

// flags makes a flag set that prints to the command's own output.
func (e *env) flags(name, line string) *flag.FlagSet {
	f := flag.NewFlagSet("kosh "+name, flag.ContinueOnError)
	f.SetOutput(e.err)
	f.Usage = func() {
		fmt.Fprintf(e.err, "kosh %s: %s\n\n", name, line)
		f.PrintDefaults()
	}
	return f
}

// parse reads flags that may stand before and after the arguments, and wants
// exactly as many arguments as names.
func parse(f *flag.FlagSet, args []string, names ...string) ([]string, error) {
	var rest []string
	for {
		if err := f.Parse(args); err != nil {
			return nil, err
		}
		if f.NArg() == 0 {
			break
		}
		rest = append(rest, f.Arg(0))
		args = f.Args()[1:]
	}
	if len(rest) != len(names) {
		return nil, fmt.Errorf("want %s; see %s --help", strings.Join(append([]string{fmt.Sprint(len(names)), "arguments:"}, names...), " "), f.Name())
	}
	return rest, nil
}
