//go:build unix

package roots

import (
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
)

// ownedByUs reports whether a file belongs to the user of this process or to
// root, who can read everything anyway.
func ownedByUs(info fs.FileInfo) bool {
	st, ok := info.Sys().(*syscall.Stat_t)
	return ok && (st.Uid == 0 || int(st.Uid) == os.Geteuid())
}

// sameVolume reports whether the key file and the data directory, or the nearest
// directory above it that exists, are on one file system.
func sameVolume(path, data string) (bool, error) {
	if data == "" {
		return false, nil
	}
	full, err := realPath(data)
	if err != nil {
		return false, err
	}
	dir, err := os.Stat(full)
	for os.IsNotExist(err) && filepath.Dir(full) != full {
		full = filepath.Dir(full)
		dir, err = os.Stat(full)
	}
	if err != nil {
		return false, err
	}
	key, err := os.Stat(path)
	if err != nil {
		return false, err
	}
	a, ok1 := key.Sys().(*syscall.Stat_t)
	b, ok2 := dir.Sys().(*syscall.Stat_t)
	return ok1 && ok2 && a.Dev == b.Dev, nil
}
