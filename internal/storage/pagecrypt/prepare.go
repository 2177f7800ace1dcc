package pagecrypt

import (
	"errors"
	"fmt"

	"github.com/ncruces/go-sqlite3"
	"github.com/ncruces/go-sqlite3/util/vfsutil"
	"github.com/ncruces/go-sqlite3/vfs"
)

// Prepare sets what the safety of a vault depends on. The opener calls it right
// after sqlite3.Open, before any other statement, on every connection. On a file
// being provisioned it also makes it a WAL file with reserved bytes.
//
// It returns ErrRefused (as errors.Is tells) for a connection whose main file is
// not of this package, and ErrSetting for one that cannot be used.
func Prepare(c *sqlite3.Conn) error {
	p, err := c.FileControl("main", sqlite3.FCNTL_FILE_POINTER)
	if err != nil {
		return err
	}
	file, _ := p.(vfs.File)
	f, ok := vfsutil.UnwrapFile[*mainFile](file)
	if !ok {
		return fmt.Errorf("pagecrypt: %w", ErrRefused)
	}
	if _, err := c.FileControl("main", sqlite3.FCNTL_RESERVE_BYTES, Reserve); err != nil {
		return err
	}
	if _, err := c.Config(sqlite3.DBCONFIG_NO_CKPT_ON_CLOSE, true); err != nil {
		return err
	}
	if _, err := c.Config(sqlite3.DBCONFIG_DEFENSIVE, true); err != nil {
		return err
	}
	// An attached file could name another VFS in its URI and take the content out in
	// plain. VACUUM attaches too: who needs it raises the limit around it.
	c.Limit(sqlite3.LIMIT_ATTACHED, 0)
	if err := c.Exec("PRAGMA synchronous=FULL; PRAGMA temp_store=memory; PRAGMA wal_autocheckpoint=0"); err != nil {
		return f.because(err)
	}
	for _, want := range []struct{ pragma, value string }{
		{"journal_mode=wal", "wal"}, {"page_size", "4096"},
	} {
		got, err := pragma(c, want.pragma)
		if err != nil {
			return f.because(err)
		}
		if got != want.value {
			return &Fault{File: f.file, Err: ErrSetting, Cause: fmt.Errorf("PRAGMA %s is %q", want.pragma, got)}
		}
	}
	return nil
}

// because joins SQLite's error with the refusal behind it, if there is one.
func (f *mainFile) because(err error) error {
	if reason := f.vfs.Reason(f.file); reason != nil && !errors.Is(err, reason) {
		return errors.Join(err, reason)
	}
	return err
}

func pragma(c *sqlite3.Conn, text string) (string, error) {
	s, _, err := c.Prepare("PRAGMA " + text)
	if err != nil {
		return "", err
	}
	defer s.Close()
	if !s.Step() {
		return "", s.Err()
	}
	return s.ColumnText(0), nil
}
