package roots

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"kosh/internal/base/errs"
	"kosh/internal/kernel/seal"
)

// A key file is one line: keyWord, the key in base64, and a check sum, so that a
// damaged or cut file is told from another key.
const keyWord = "kosh-root-key-1"

// maxFile bounds what is read of a file that should be far shorter.
const maxFile = 4 << 10

// CreateFile makes a new random root key at path, mode 0600, durable before it
// returns. Missing directories are made with mode 0700. It never overwrites: an
// errs.Conflict says that something is there.
func CreateFile(path string) error {
	key := seal.GenerateSecret()
	return create(path, []byte(keyLine(key)))
}

func keyLine(key [32]byte) string {
	return fmt.Sprintf("%s %s %s\n", keyWord, base64.StdEncoding.EncodeToString(key[:]), checkSum(key))
}

func checkSum(key [32]byte) string {
	sum := sha256.Sum256(append([]byte(keyWord), key[:]...))
	return hex.EncodeToString(sum[:4])
}

func openFile(path string, o Options) (*Root, error) {
	if err := outside(path, o.Data, "root key file"); err != nil {
		return nil, err
	}
	text, warnings, err := readPrivate(path, "root key file", o)
	if err != nil {
		return nil, err
	}
	key, err := parseKey(text)
	if err != nil {
		return nil, errs.Wrap(errs.Corrupt, fmt.Sprintf("The root key file %s is damaged: %v. Put back a copy of it.", path, err), err)
	}
	same, err := sameVolume(path, o.Data)
	if err != nil {
		return nil, errs.Wrap(errs.Unavailable, fmt.Sprintf("The data directory %s cannot be looked at.", o.Data), err)
	}
	if same {
		warnings = append(warnings, fmt.Sprintf("The root key file %s is on the same volume as the data: whoever takes that disk has both. Keep the key on another volume, or use passphrase:PATH.", path))
	}
	return newRoot("file", key, warnings), nil
}

// parseKey reads a key line. Its errors say what is wrong and nothing of the key.
func parseKey(text []byte) ([32]byte, error) {
	var none [32]byte
	parts := strings.Split(strings.TrimSuffix(string(text), "\n"), " ")
	switch {
	case len(text) == 0:
		return none, errors.New("it is empty")
	case parts[0] != keyWord:
		return none, fmt.Errorf("it does not begin with %s", keyWord)
	case len(parts) != 3:
		return none, fmt.Errorf("it has %d parts instead of 3", len(parts))
	}
	raw, err := base64.StdEncoding.Strict().DecodeString(parts[1])
	switch {
	case err != nil:
		return none, errors.New("the key is not base64")
	case len(raw) != 32:
		return none, fmt.Errorf("the key has %d bytes instead of 32", len(raw))
	}
	key := [32]byte(raw)
	if parts[2] != checkSum(key) {
		return none, errors.New("its check sum does not fit")
	}
	return key, nil
}

// readPrivate reads a small file that only its owner may reach, checking the
// file that was opened, not its name. what names the file in sentences.
func readPrivate(path, what string, o Options) ([]byte, []string, error) {
	f, err := os.Open(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, nil, errs.Wrap(errs.NotFound, fmt.Sprintf("There is no %s at %s. If it was moved, give its new path; if it was lost, put back a copy.", what, path), err)
	case errors.Is(err, fs.ErrPermission):
		return nil, nil, errs.Wrap(errs.Forbidden, fmt.Sprintf("The %s %s cannot be read by the user Kosh runs as. Run Kosh as its owner, or: chown that user %s", what, path, path), err)
	case err != nil:
		return nil, nil, errs.Wrap(errs.Unavailable, fmt.Sprintf("The %s %s cannot be opened.", what, path), err)
	}
	defer f.Close()
	warnings, err := checkPrivate(f, path, what, o)
	if err != nil {
		return nil, nil, err
	}
	text, err := io.ReadAll(io.LimitReader(f, maxFile+1))
	if err != nil {
		return nil, nil, errs.Wrap(errs.Unavailable, fmt.Sprintf("The %s %s cannot be read.", what, path), err)
	}
	if len(text) > maxFile {
		return nil, nil, errs.New(errs.Corrupt, fmt.Sprintf("The file %s is too long to be a %s. Check the path.", path, what))
	}
	return text, warnings, nil
}

func checkPrivate(f *os.File, path, what string, o Options) ([]string, error) {
	info, err := f.Stat()
	if err != nil {
		return nil, errs.Wrap(errs.Unavailable, fmt.Sprintf("The %s %s cannot be looked at.", what, path), err)
	}
	if !info.Mode().IsRegular() {
		return nil, errs.New(errs.Invalid, fmt.Sprintf("%s is not a file, so it cannot be a %s.", path, what))
	}
	if m := info.Mode().Perm(); m&0o077 != 0 {
		return nil, errs.New(errs.Forbidden, fmt.Sprintf("The %s %s can be reached by others (mode %04o). Run: chmod 600 %s", what, path, m, path))
	}
	if !ownedByUs(info) {
		return nil, errs.New(errs.Forbidden, fmt.Sprintf("The %s %s belongs to another user, who can read and change it. Run Kosh as its owner, or chown it.", what, path))
	}
	full, err := filepath.EvalSymlinks(path)
	if err == nil {
		full, err = filepath.Abs(full)
	}
	if err != nil {
		return nil, errs.Wrap(errs.Unavailable, fmt.Sprintf("The path %s cannot be followed.", path), err)
	}
	return checkDirectory(filepath.Dir(full), what, o)
}

// checkDirectory refuses a directory in which others could swap files. Others
// may write to one with the sticky bit without touching what is not theirs.
func checkDirectory(dir, what string, o Options) ([]string, error) {
	info, err := os.Stat(dir)
	if err != nil {
		return nil, errs.Wrap(errs.Unavailable, fmt.Sprintf("The directory %s cannot be looked at.", dir), err)
	}
	mode := info.Mode()
	var said string
	switch {
	case mode.Perm()&0o022 != 0 && mode&fs.ModeSticky == 0:
		said = fmt.Sprintf("Others may write to the directory %s (mode %04o) and swap the %s in it. Run: chmod go-w %s", dir, mode.Perm(), what, dir)
	case !ownedByUs(info) && mode&fs.ModeSticky == 0:
		said = fmt.Sprintf("The directory %s belongs to another user, who can swap the %s in it. Keep it in a directory of your own.", dir, what)
	default:
		return nil, nil
	}
	if o.AnyDirectory {
		return []string{said}, nil
	}
	return nil, errs.New(errs.Forbidden, said)
}

// create writes a new file of mode 0600 and makes it durable, or leaves nothing.
func create(path string, text []byte) (err error) {
	dir := filepath.Dir(path)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return errs.Wrap(errs.Unavailable, fmt.Sprintf("The directory %s cannot be made.", dir), err)
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	switch {
	case errors.Is(err, fs.ErrExist):
		return errs.Wrap(errs.Conflict, fmt.Sprintf("There is already a file %s. A root key is never overwritten: losing it loses the data. Use it, or give another path.", path), err)
	case err != nil:
		return errs.Wrap(errs.Unavailable, fmt.Sprintf("The file %s cannot be made.", path), err)
	}
	_, err = f.Write(text)
	err = errors.Join(err, f.Sync(), f.Close())
	if err == nil {
		err = syncDirectory(dir)
	}
	if err != nil {
		return errs.Wrap(errs.Unavailable, fmt.Sprintf("The file %s cannot be written.", path), errors.Join(err, os.Remove(path)))
	}
	return nil
}

func syncDirectory(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// outside refuses a path inside the data directory.
func outside(path, data, what string) error {
	if data == "" {
		return nil
	}
	full, err1 := realPath(path)
	root, err2 := realPath(data)
	if err := errors.Join(err1, err2); err != nil {
		return errs.Wrap(errs.Unavailable, fmt.Sprintf("The path %s cannot be followed.", path), err)
	}
	rel, err := filepath.Rel(root, full)
	if err == nil && rel != ".." && !strings.HasPrefix(rel, ".."+string(filepath.Separator)) {
		return errs.New(errs.Forbidden, fmt.Sprintf("The %s %s lies inside the data directory and would be copied with it. Move it out, to a directory of its own.", what, path))
	}
	return nil
}

// realPath is path without symbolic links; what does not exist yet is kept as named.
func realPath(path string) (string, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return "", err
	}
	full, err := filepath.EvalSymlinks(path)
	if errors.Is(err, fs.ErrNotExist) {
		up := filepath.Dir(path)
		if up == path {
			return path, nil
		}
		full, err = realPath(up)
		return filepath.Join(full, filepath.Base(path)), err
	}
	return full, err
}
