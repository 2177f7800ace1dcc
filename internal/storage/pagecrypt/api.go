package pagecrypt

import (
	"fmt"
	"path/filepath"
	"time"

	"github.com/ncruces/go-sqlite3/vfs"

	"kosh/internal/base/errs"
)

// Reserve is the number of bytes SQLite leaves free at the end of every main
// page; nonce, tag and spare live there on disk. Prepare asks for it.
const Reserve = 32

// A Head says which state of a vault file is current. It is kept outside the
// file (sealed with a counter in the key store), so that an old file, an old
// log or a missing log cannot pass for the current one.
type Head struct {
	// Generation of the page key the file is written under.
	Generation uint32
	// Epoch is the id of the one WAL epoch that may hold commits; zero when none
	// may: before the first, and after the log was truncated or deleted.
	// Bit 0 of Epoch[0] is not part of the id. It is set once the header of the
	// log is durable: from then on the absence of that log is damage.
	Epoch [16]byte
	// Size is the least the main file may measure, in bytes: its physical size
	// when the epoch began, lowered before the file is made shorter.
	Size int64
}

// A Ring is what one file needs from the key store. It is safe for concurrent use.
type Ring interface {
	// Key returns the page key of a generation.
	Key(generation uint32) ([32]byte, error)
	// FileID returns the random id of the file, which is part of every AAD.
	FileID() [16]byte
	// Head returns the last Head set.
	Head() Head
	// SetHead replaces the Head; it is durable when SetHead returns.
	SetHead(Head) error
	// Reserve durably adds n main-page writes to the budget of the current
	// generation. It fails past 2^31.
	Reserve(n int64) error
	// New reports whether the file is being provisioned or written as a fresh
	// generation: only then may an absent or empty main file be created.
	New() bool
}

// Evidence reports something set aside, ignored or dropped. It holds no key and
// no content.
type Evidence struct {
	File    string // base name of the vault file
	What    string // a sentence
	MovedTo string // full path the thing was renamed to, or ""
}

// Options of a VFS. Ring and Now are required.
type Options struct {
	// Ring finds the ring of a main file by its base name, such as
	// "<tenant>.<generation>.vault". An error refuses the file.
	Ring func(file string) (Ring, error)
	// Evidence receives what was set aside; nil discards. It must not call into
	// the VFS.
	Evidence func(Evidence)
	// Now names evidence files; pass clock.Clock.Now.
	Now func() time.Time
	// CachePages bounds the decrypted pages shared by all connections of this
	// VFS; 0 keeps none.
	CachePages int
	// ShmDir holds the WAL indexes. "" makes a private 0700 directory at a random
	// path, on /dev/shm where there is one, which Close removes.
	ShmDir string
	// Base is the VFS underneath; nil is the operating system's. Another must
	// open files by name (Open, not OpenFilename) and, to set logs aside,
	// implement Renamer.
	Base vfs.VFS
}

// A Renamer is a Base that can rename a file durably.
type Renamer interface {
	Rename(from, to string) error
}

// The refusals. SQLite passes codes only: after any error of a connection whose
// code is CANTOPEN or IOERR, VFS.Reason says which of these it was. Prepare joins
// them to its error.
var (
	ErrRefused    = errs.New(errs.Unavailable, "This file is not a vault of this server.")
	ErrMissing    = errs.New(errs.Corrupt, "The vault file is missing.")
	ErrEmpty      = errs.New(errs.Corrupt, "The vault file is empty.")
	ErrShort      = errs.New(errs.Corrupt, "The vault file is shorter than it was.")
	ErrOddSize    = errs.New(errs.Corrupt, "The vault file does not end at a page.")
	ErrWrongKey   = errs.New(errs.Corrupt, "The vault file does not open with its key.")
	ErrPage       = errs.New(errs.Corrupt, "A page of the vault file was altered or damaged.")
	ErrWALDamaged = errs.New(errs.Corrupt, "The vault's log was altered or damaged.")
	ErrWALMissing = errs.New(errs.Corrupt, "The vault's log is missing.")
	ErrEpoch      = errs.New(errs.Corrupt, "The vault's log is not the current one.")
	ErrBudget     = errs.New(errs.Unavailable, "The vault's page key has to be rotated before more can be written.")
	ErrHead       = errs.New(errs.Unavailable, "The state of the vault could not be recorded.")
	ErrFailed     = errs.New(errs.Unavailable, "The vault could not be made durable and must be closed first.")
	ErrSetting    = errs.New(errs.Invalid, "The vault cannot be used with this setting.")
	ErrInUse      = errs.New(errs.Conflict, "The vault is in use by another process.")
	ErrOpen       = errs.New(errs.Conflict, "A vault is still open.")
)

// A Fault is a refusal with its place.
type Fault struct {
	File   string // base name
	Part   string // "page" or "record", or "" when the whole file is meant
	Number int64  // page or log record, from 1
	Offset int64  // first byte of the page or record on disk
	Err    error  // one of the refusals above
	Cause  error  // of the operating system, the ring or nil
}

func (f *Fault) Error() string {
	s := "pagecrypt: " + f.File + ": "
	if f.Part != "" {
		s += fmt.Sprintf("%s %d at byte %d: ", f.Part, f.Number, f.Offset)
	}
	s += f.Err.Error()
	if f.Cause != nil {
		s += ": " + f.Cause.Error()
	}
	return s
}

// Unwrap lets errors.Is find the refusal and its cause.
func (f *Fault) Unwrap() []error {
	if f.Cause == nil {
		return []error{f.Err}
	}
	return []error{f.Err, f.Cause}
}

func pageFault(path string, index int64) *Fault {
	return &Fault{File: filepath.Base(path), Part: "page", Number: index + 1, Offset: index * pageSize, Err: ErrPage}
}

func recordFault(path string, index int64) *Fault {
	return &Fault{File: filepath.Base(path), Part: "record", Number: index + 1, Offset: slotAt(index), Err: ErrWALDamaged}
}
