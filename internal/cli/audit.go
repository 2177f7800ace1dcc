package cli

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"kosh/internal/base/clock"
	"kosh/internal/base/errs"
	"kosh/internal/base/ids"
	"kosh/internal/kernel/audit"
)

func auditCommand(e *env, args []string) error {
	if len(args) > 0 {
		switch args[0] {
		case "export":
			return auditExport(e, args[1:])
		case "verify":
			return auditVerify(e, args[1:])
		}
	}
	return errors.New("want: kosh audit export --data DIR --clinic ID --out FILE, or kosh audit verify FILE [--checkpoint OLD] [--key KEY]")
}

func auditExport(e *env, args []string) error {
	f := e.flags("audit export", "write a clinic's access log to a file anyone can verify offline")
	where := dataFlags(f)
	clinic := f.String("clinic", "", "the clinic's id (kosh doctor lists them)")
	out := f.String("out", "", "the file to write; it must not exist")
	if _, err := parse(f, args); err != nil {
		return err
	}
	id, err := ids.Parse[ids.Tenant](*clinic)
	if err != nil || id.IsZero() {
		return errs.New(errs.Invalid, "--clinic wants a clinic's id, such as 0190c0de-….; kosh doctor lists them.")
	}
	if *out == "" {
		return errs.New(errs.Invalid, "--out wants the name of the file to write.")
	}
	op, err := where.operate(e)
	if err != nil {
		return err
	}
	defer op.Close()
	file, err := os.OpenFile(*out, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return errs.Wrap(errs.Conflict, "The export file cannot be made; it must not exist yet.", err)
	}
	if err := op.ExportLog(e.ctx, id, file); err != nil {
		file.Close()
		os.Remove(*out)
		return err
	}
	if err := errors.Join(file.Sync(), file.Close()); err != nil {
		return err
	}
	fmt.Fprintf(e.out, "Wrote %s. Verify it anywhere, without keys: kosh audit verify %s\n", *out, filepath.Base(*out))
	return nil
}

func auditVerify(e *env, args []string) error {
	f := e.flags("audit verify", "verify an export: offline, without keys, trusting nothing in it that is not proved")
	old := f.String("checkpoint", "", "a checkpoint of this log seen earlier: a file, as printed by verify or on paper")
	key := f.String("key", "", "the log's verifier key, as noted at onboarding: text or a file")
	rest, err := parse(f, args, "FILE")
	if err != nil {
		return err
	}
	var o audit.VerifyOptions
	if *old != "" {
		if o.OldCheckpoint, err = os.ReadFile(*old); err != nil {
			return err
		}
	}
	if *key != "" {
		if o.Key = *key; !strings.Contains(*key, "+") {
			b, err := os.ReadFile(*key)
			if err != nil {
				return err
			}
			o.Key = strings.TrimSpace(string(b))
		}
	}
	file, err := os.Open(rest[0])
	if err != nil {
		return err
	}
	defer file.Close()
	report, err := audit.Verify(file, o)
	if err != nil {
		return err
	}
	fmt.Fprint(e.out, report.String())
	if !report.Sound() {
		return errFound
	}
	return nil
}

func vaultCommand(e *env, args []string) error {
	if len(args) == 0 || args[0] != "check" {
		return errors.New("want: kosh vault check --data DIR [--deep]")
	}
	f := e.flags("vault check", "check every clinic's vault; exit 1 and name what is bad")
	where := dataFlags(f)
	deep := f.Bool("deep", false, "also compare every stored row with what the log says was written last")
	if _, err := parse(f, args[1:]); err != nil {
		return err
	}
	op, err := where.operate(e)
	if err != nil {
		return err
	}
	defer op.Close()
	reports, err := op.CheckVaults(e.ctx, *deep)
	if err != nil {
		return err
	}
	bad := 0
	for _, r := range reports {
		fmt.Fprintf(e.out, "Clinic %s: %d pages, %d log entries, %d rows\n", r.Tenant, r.Pages, r.Entries, r.Rows)
		for i, p := range r.Proved {
			fmt.Fprintf(e.out, "  %d. %s\n", i+1, p)
		}
		for _, x := range r.Findings {
			bad++
			fmt.Fprintf(e.out, "  BAD %s\n", x)
		}
	}
	if bad > 0 {
		fmt.Fprintf(e.out, "%d things are wrong. Keep this directory as it is, and restore the newest backup beside it.\n", bad)
		return errFound
	}
	fmt.Fprintln(e.out, "Nothing wrong was found.")
	return nil
}

func keysCommand(e *env, args []string) error {
	if len(args) == 0 || args[0] != "list" {
		return errors.New("want: kosh keys list --data DIR")
	}
	f := e.flags("keys list", "list which keys exist, never a key")
	where := dataFlags(f)
	if _, err := parse(f, args[1:]); err != nil {
		return err
	}
	op, err := where.operate(e)
	if err != nil {
		return err
	}
	defer op.Close()
	list, err := op.ListKeys(e.ctx)
	if err != nil {
		return err
	}
	now := clock.Wall{}.Now()
	fmt.Fprintf(e.out, "%-38s%-14s%-10s%-8s%s\n", "clinic", "kind", "number", "age", "wrapped by")
	for _, k := range list {
		age := now.Sub(clock.FromMicros(k.CreatedAt)) / (24 * time.Hour)
		fmt.Fprintf(e.out, "%-38s%-14s%-10d%-8s%s\n", k.Tenant, k.Kind, k.Number, fmt.Sprintf("%d d", age), k.Wrappers)
	}
	return nil
}
