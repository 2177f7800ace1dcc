package bench

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"

	"kosh/internal/base/clock"
)

// ticks is the unit of /proc/PID/stat on Linux (USER_HZ, proc(5)).
const ticks = 100

// processorTime returns the user and system time a process has used.
func processorTime(pid int) (time.Duration, error) {
	if pid == 0 {
		return 0, nil
	}
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return 0, err
	}
	_, rest, _ := strings.Cut(string(b), ") ") // the name may hold spaces
	f := strings.Fields(rest)
	if len(f) < 13 {
		return 0, fmt.Errorf("process %d: unreadable stat", pid)
	}
	user, err1 := strconv.ParseInt(f[11], 10, 64)
	system, err2 := strconv.ParseInt(f[12], 10, 64)
	if err1 != nil || err2 != nil {
		return 0, fmt.Errorf("process %d: unreadable stat", pid)
	}
	return time.Duration(user+system) * time.Second / ticks, nil
}

// residentSize returns the memory a process holds, in bytes.
func residentSize(pid int) (int64, error) {
	if pid == 0 {
		return 0, nil
	}
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0, err
	}
	for line := range strings.Lines(string(b)) {
		if v, ok := strings.CutPrefix(line, "VmRSS:"); ok {
			kb, err := strconv.ParseInt(strings.Fields(v)[0], 10, 64)
			return kb << 10, err
		}
	}
	return 0, fmt.Errorf("process %d: no VmRSS", pid)
}

// SyncTime measures what a durable write costs on the volume of dir: the median
// of fdatasync after 4 KiB. It is published beside every number.
func SyncTime(dir string, clk clock.Clock) (time.Duration, error) {
	path := filepath.Join(dir, "sync-time")
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR|os.O_TRUNC, 0o600)
	if err != nil {
		return 0, err
	}
	defer os.Remove(path)
	defer f.Close()
	page := make([]byte, 4096)
	var all []time.Duration
	for i := range 200 {
		if _, err := f.WriteAt(page, int64(i%64)*4096); err != nil {
			return 0, err
		}
		at := clk.Now()
		if err := syscall.Fdatasync(int(f.Fd())); err != nil {
			return 0, err
		}
		all = append(all, clk.Now().Sub(at))
	}
	slices.Sort(all)
	return all[len(all)/2], nil
}
