// Package pagecrypt authenticates and encrypts vault files under SQLite. It is a
// VFS: SQLite asks for bytes, and no page, log record or journal passes to or
// from the disk except through here.
//
// # What it defends against
//
// Someone who can read and write the data directory, the backups and the disk,
// but not the key store or the memory of the running server. Against them:
//
//   - Every main page and every part of the log is AES-256-GCM with a random
//     96-bit nonce (NIST SP 800-38D). Sizes and the times of writes are visible,
//     nothing else is.
//   - A flip of any byte of a page, of the log's header or of a used record, a page
//     or record moved within a file, to another file or to another generation of the
//     key is found when it is read, and never served: the AAD holds a domain, the
//     file's random id, the epoch, the generation, the kind and the index.
//   - A log of an earlier epoch, a missing or emptied log, a missing, empty or
//     shortened main file is refused when the vault is opened, because the Head
//     outside says which epoch holds commits. Rollback journals and WAL indexes laid
//     beside the vault are never read.
//   - A gap in the log is refused and named, unless it lies in the last
//     transaction, which a cut of power may tear.
//
// # What it does not find
//
//   - An old version of a main page, whole, at its own place: it authenticates. The
//     audit log holds a hash of every stored row; the deep check compares. The same
//     holds for a record of the log that SQLite wrote twice, until the next open
//     follows the chain of checksums.
//   - The log cut back, within its epoch, to an earlier commit or by its last
//     transaction: it looks like a cut of power. The end of the audit log kept in
//     control is compared by the opener.
//   - Whoever can read this process's memory. Keys are derived here and zeroed where
//     Go allows; the cipher's own copy cannot be.
//
// # The layout
//
// Main page i lies at 4096·i: ciphertext 4064, nonce 12, tag 16, spare 4 (zero, and
// checked). SQLite leaves the 32 bytes free (reserved bytes); they read as zeros.
//
// The log has a sector of its own for the header: the plain epoch id 16, then
// SQLite's header sealed (32, nonce, tag). Record k lies at 4096 + 8192·k: the frame
// header sealed with a count (28, nonce, tag), then the page sealed (4096, nonce,
// tag); 4180 bytes. The page is kept as SQLite gave it, the reserved bytes too,
// because SQLite's checksum covers them. What is left of a sector after the header or
// a slot after its record is padding: never written, never read, not shipped; a flip
// there changes nothing that is used.
//
// Frame header and page are sealed apart because SQLite writes them apart: it
// writes a page again alone when a transaction spilled, and then headers alone
// (walRewriteChecksums). Apart, each is one write, and a page is decrypted straight
// into SQLite's memory. That both belong together is SQLite's own checksum, chained
// over all frames, inside the sealed header.
//
// A record shares no 4 KiB sector with another, nor with the header; a main page is
// a sector. So a power cut that destroys whole sectors being written destroys only
// what was being written: a page that the log still holds, or frames of a
// transaction not yet acknowledged. That is why DeviceCharacteristics may say
// POWERSAFE_OVERWRITE without believing it of the device: what SQLite means by it,
// that a write leaves the logical bytes around it alone, is made true by the layout.
// Without it SQLite would pad each commit in FULL to a sector: two frames a commit
// instead of one (a test counts). Sectors larger than 4 KiB are not covered. The
// simulator beside this package decides: cuts at random calls, with loss, tearing,
// reordering and destroyed sectors, also after a kill and twice in a row; the packed
// layout of SQLite loses commits in it.
//
// # Epochs
//
// The log lives in epochs, one from each write of its header to the next. At that
// write a random epoch id goes into the Head, durably, before the header reaches the
// disk; the log's key is HKDF-SHA256 of page key, file id, generation and epoch. So
// frames of the epoch before, still lying in a reused log, do not authenticate. When
// SQLite has synced the header, and before any frame, the Head is told again (the
// held bit): from then on the absence of that log is damage. Before the log is
// truncated or deleted the Head says that no log holds anything. SQLite begins,
// truncates or deletes a log only when the main file is complete and synced.
//
// Each record carries, sealed, how many frames of its epoch were committed and synced
// when it was written. A log whose records claim more than can be read has lost what
// was durable: ErrWALDamaged. A torn last transaction never claims itself. SQLite
// alone would take the first bad frame for the end of the log.
//
// After a failed sync nothing is written to the file until its last connection has
// closed: the kernel may have dropped what it could not write.
//
// # Nonces
//
// Main pages of a generation are counted in the Ring, in blocks (2^10, doubling to
// 2^20) reserved durably before use, to at most 2^31. The log's key is new with every
// epoch and stops at 2^31 parts.
//
// # How to open
//
// One process owns the data directory; a second one that opens a vault is refused
// (ErrInUse). For each connection:
//
//  1. sqlite3.Open("file:" + path + "?vfs=" + v.Name()), with the full path. No key,
//     immutable or nolock in the URI. On an error ask v.Reason(base name).
//  2. Prepare(c), before any other statement. It sets the reserved bytes,
//     synchronous=FULL, temp_store=memory, wal_autocheckpoint=0, journal_mode=WAL,
//     DBCONFIG_NO_CKPT_ON_CLOSE, DBCONFIG_DEFENSIVE and no attached files, and reads
//     the first page.
//  3. The opener's own settings: busy_timeout, cache_size, foreign_keys, query_only.
//
// To provision a vault, let Ring.New answer true, open, Prepare, create the schema,
// close, and let it answer false. A fresh generation is made by VACUUM INTO its path
// on a connection whose LIMIT_ATTACHED was raised to 1 for it, after
// wal_checkpoint(TRUNCATE); then open it and Prepare, which makes it a WAL file.
//
// VACUUM, temporary tables and spilled statements use memory only.
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
