//go:build !unix

package roots

import (
	"io/fs"
	"path/filepath"
	"strings"
)

// ownedByUs cannot be told from a mode here; access lists are the operator's.
func ownedByUs(fs.FileInfo) bool { return true }

// sameVolume compares drive letters and network shares.
func sameVolume(path, data string) (bool, error) {
	if data == "" {
		return false, nil
	}
	a, err := realPath(path)
	if err != nil {
		return false, err
	}
	b, err := realPath(data)
	return err == nil && strings.EqualFold(filepath.VolumeName(a), filepath.VolumeName(b)), err
}
