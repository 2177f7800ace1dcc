package cli

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"
	"syscall"
	"time"

	"kosh/internal/app"
	"kosh/internal/base/clock"
)

// A patient walks through these in order; a later one may need the one before.
type examination struct {
	e      *env
	where  data
	failed int
}

func doctor(e *env, args []string) error {
	f := e.flags("doctor", "look for what is wrong and say how to mend it; exit 1 if anything is")
	where := dataFlags(f)
	if _, err := parse(f, args); err != nil {
		return err
	}
	x := &examination{e: e, where: where}
	x.limits()
	x.files()
	x.disk()
	x.stores()
	if x.failed > 0 {
		fmt.Fprintf(e.out, "\n%d things to mend.\n", x.failed)
		return errFound
	}
	fmt.Fprintln(e.out, "\nNothing is wrong.")
	return nil
}

func (x *examination) ok(format string, args ...any) {
	fmt.Fprintf(x.e.out, "ok    "+format+"\n", args...)
}

func (x *examination) note(format string, args ...any) {
	fmt.Fprintf(x.e.out, "note  "+format+"\n", args...)
}

// bad says what is wrong and how to mend it.
func (x *examination) bad(what, mend string) {
	x.failed++
	fmt.Fprintf(x.e.out, "WRONG %s\n      %s\n", what, mend)
}

// wantFiles is the descriptors 200 open vaults need, with room for connections.
const wantFiles = 4096

func (x *examination) limits() {
	var l syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &l); err != nil {
		x.bad("the limit of open files cannot be read: "+err.Error(), "Run kosh doctor on the machine that serves.")
		return
	}
	if l.Max < wantFiles {
		x.bad(fmt.Sprintf("this process may open %d files; 200 clinics at once need %d", l.Max, wantFiles), "Raise it, for systemd with LimitNOFILE=65536, else with ulimit -n 65536.")
		return
	}
	x.ok("open files: up to %d", l.Max)
	if dir, err := os.MkdirTemp("/dev/shm", "kosh-"); err == nil {
		os.Remove(dir)
		x.ok("memory for indexes: /dev/shm")
	} else {
		x.note("there is no /dev/shm; the indexes of write-ahead logs, which hold no content, go to the temporary directory")
	}
}

func (x *examination) files() {
	dir := *x.where.dir
	st, err := os.Stat(dir)
	if err != nil {
		x.bad("there is no data directory "+dir, "Give the right one with --data, or make a clinic with kosh setup.")
		return
	}
	if st.Mode().Perm()&0o077 != 0 {
		x.bad(fmt.Sprintf("others may look into %s (mode %v)", dir, st.Mode().Perm()), "Run: chmod 700 "+dir)
	} else {
		x.ok("data directory %s is its owner's alone", dir)
	}
	filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		if i, err := d.Info(); err == nil && i.Mode().Perm()&0o077 != 0 && i.Mode().IsRegular() {
			x.bad(fmt.Sprintf("others may read %s (mode %v)", path, i.Mode().Perm()), "Run: chmod 600 "+path)
		}
		if strings.Contains(d.Name(), "evidence") {
			x.note("%s was set aside because it was not as it was left; keep it, and ask who touched the directory", path)
		}
		return nil
	})
	root, err := x.where.openRoot(x.e, true)
	if err != nil {
		x.bad("the root key does not open: "+sentence(err), "Give the right one with --root-key. Without it the data cannot be read by anyone.")
		return
	}
	x.ok("root key opens (%s)", root.Name())
}

func (x *examination) disk() {
	var s syscall.Statfs_t
	if err := syscall.Statfs(*x.where.dir, &s); err != nil {
		return // files has said that there is no directory
	}
	free := s.Bavail * uint64(s.Bsize)
	share := float64(s.Bavail) / float64(s.Blocks) * 100
	if share < 10 {
		x.bad(fmt.Sprintf("the disk has %.1f %% free (%d MB)", share, free>>20), "Free some space: when it is full, nothing that must be logged can be done.")
		return
	}
	x.ok("disk: %d GB free (%.0f %%)", free>>30, share)
}

func (x *examination) stores() {
	if x.failed > 0 {
		if _, err := os.Stat(filepath.Join(*x.where.dir, "keys.db")); err != nil {
			return
		}
	}
	op, err := x.where.operate(x.e)
	if err != nil {
		x.bad("the stores do not open: "+sentence(err), "Follow that sentence; nothing was changed.")
		return
	}
	defer op.Close()
	if _, direct := op.(*app.Stores); !direct {
		x.ok("a server is running here and answers")
	}
	reports, err := op.CheckVaults(x.e.ctx, false)
	if err != nil {
		x.bad("the vaults cannot be checked: "+sentence(err), "Run kosh vault check.")
		return
	}
	for _, r := range reports {
		if len(r.Findings) > 0 {
			x.bad(fmt.Sprintf("clinic %s: %s", r.Tenant, r.Findings[0]), "Keep the directory as it is; kosh vault check --deep lists everything; restore the newest backup beside it.")
			continue
		}
		x.ok("clinic %s: %d pages and %d log entries in order", r.Tenant, r.Pages, r.Entries)
	}
	keys, err := op.ListKeys(x.e.ctx)
	if err != nil {
		x.bad("the keys cannot be listed: "+sentence(err), "Check the key store, keys.db.")
		return
	}
	now := clock.Wall{}.Now()
	for _, k := range keys {
		if age := now.Sub(clock.FromMicros(k.CreatedAt)); k.Kind == "kek" && age > 365*24*time.Hour {
			x.note("the key of clinic %s is %d days old", k.Tenant, int(age.Hours()/24))
		}
	}
}

func version(e *env, args []string) error {
	if _, err := parse(e.flags("version", "print the version"), args); err != nil {
		return err
	}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		fmt.Fprintln(e.out, "kosh, built without version information")
		return nil
	}
	rev, dirty := "", ""
	for _, s := range info.Settings {
		switch {
		case s.Key == "vcs.revision":
			rev = " " + s.Value
		case s.Key == "vcs.modified" && s.Value == "true":
			dirty = " with changes"
		}
	}
	fmt.Fprintf(e.out, "kosh %s%s%s, %s\n", info.Main.Version, rev, dirty, info.GoVersion)
	return nil
}
