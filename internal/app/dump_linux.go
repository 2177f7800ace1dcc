package app

import "golang.org/x/sys/unix"

// undumpable forbids core dumps and ptrace by other processes (prctl(2)).
func undumpable() { _ = unix.Prctl(unix.PR_SET_DUMPABLE, 0, 0, 0, 0) }
