package pagecrypt

import (
	"fmt"
	"path/filepath"

	"github.com/ncruces/go-sqlite3/vfs"
)

// A BadPage is a page of the main file or a record of the log that does not
// authenticate though it should.
type BadPage struct {
	File   string // base name of the main file or its log
	Number int64  // of the page or record, from 1; 0 is the log's header
	Offset int64  // of its first byte on disk
	What   string // a sentence
}

// lockPage is the index of the page SQLite never writes, because its locks lie
// there (https://sqlite.org/fileformat.html#the_lock_byte_page).
const lockPage = 0x40000000 / pageSize

// checkTries is how often a check begins again when a server writes meanwhile.
const checkTries = 4

// CheckFile authenticates every page of a main file and every record of the
// current epoch of its log, without SQLite and without writing. It returns the
// number of main pages and what is bad. An error is a refusal of the whole file
// (a *Fault) or of the disk.
//
// A page that a cut of power tore while it was written to the main file is not
// bad: the log holds it, and the next open reads it from there.
func CheckFile(path string, r Ring) (pages int, bad []BadPage, err error) {
	for try := 1; ; try++ {
		before := r.Head()
		pages, bad, err = checkOnce(path, r, before)
		if try == checkTries || r.Head() == before && err == nil && len(bad) == 0 {
			return pages, bad, err
		}
	}
}

func checkOnce(path string, r Ring, head Head) (pages int, bad []BadPage, err error) {
	file := filepath.Base(path)
	key, err := r.Key(head.Generation)
	if err != nil {
		return 0, nil, &Fault{File: file, Err: ErrRefused, Cause: err}
	}
	defer clear(key[:])
	main, err := newBox(key, r.FileID(), head.Generation, [16]byte{})
	if err != nil {
		return 0, nil, err
	}
	inLog, bad, err := checkWAL(path, head, key, r.FileID())
	if err != nil {
		return 0, nil, err
	}
	f, err := disk{base: vfs.Find(""), os: true}.read(path, vfs.OPEN_MAIN_DB)
	if err != nil {
		return 0, nil, err
	}
	if f == nil {
		return 0, bad, &Fault{File: file, Err: ErrMissing}
	}
	defer f.Close()
	size, err := f.Size()
	switch {
	case err != nil:
		return 0, nil, err
	case size == 0:
		return 0, bad, &Fault{File: file, Err: ErrEmpty}
	case size < head.Size:
		return 0, bad, &Fault{File: file, Err: ErrShort, Cause: fmt.Errorf("%d bytes of at least %d", size, head.Size)}
	case size%pageSize != 0 && len(inLog) == 0:
		return 0, bad, &Fault{File: file, Err: ErrOddSize}
	}
	n := size / pageSize
	worse, err := checkPages(f, n, main, inLog)
	if err != nil {
		return 0, nil, err
	}
	if int64(len(worse)) == n {
		return int(n), bad, &Fault{File: file, Err: ErrWrongKey}
	}
	for _, i := range worse {
		bad = append(bad, BadPage{File: file, Number: i + 1, Offset: i * pageSize, What: "the page was altered or damaged"})
	}
	return int(n), bad, nil
}

// checkPages returns the indexes of the main pages that do not authenticate.
func checkPages(f reader, n int64, b *box, inLog map[int64]bool) (bad []int64, err error) {
	var d desk
	sealed, page := make([]byte, pageSize), make([]byte, pageSize)
	defer clear(page)
	for i := range n {
		if err := readFull(f, sealed, i*pageSize); err != nil {
			return nil, err
		}
		hole := i == lockPage && allZero(sealed)
		if !hole && !b.openPage(&d, i, page, sealed) && !inLog[i] {
			bad = append(bad, i)
		}
	}
	return bad, nil
}

// checkWAL returns the main pages the log holds, and what is bad in it.
func checkWAL(path string, head Head, key [32]byte, id [16]byte) (map[int64]bool, []BadPage, error) {
	path += walSuffix
	file := filepath.Base(path)
	f, err := disk{base: vfs.Find(""), os: true}.read(path, vfs.OPEN_WAL)
	if err != nil {
		return nil, nil, err
	}
	var size int64
	if f != nil {
		defer f.Close()
		if size, err = f.Size(); err != nil {
			return nil, nil, err
		}
	}
	switch {
	case size == 0 && head.held():
		return nil, nil, &Fault{File: file, Err: ErrWALMissing}
	case size == 0 || head.id() == [16]byte{}:
		return nil, nil, nil
	}
	b, err := newBox(key, id, head.Generation, head.id())
	if err != nil {
		return nil, nil, err
	}
	pages := map[int64]bool{}
	res, err := scanWAL(f, size, b, func(_ int64, page uint32) { pages[int64(page)-1] = true })
	switch {
	case err != nil:
		return nil, nil, err
	case !res.header && res.opened == 0 && head.held():
		return nil, nil, &Fault{File: file, Err: ErrEpoch}
	case !res.damage():
		return pages, nil, nil
	case !res.header:
		return pages, []BadPage{{File: file, What: "the header of the log was altered or damaged"}}, nil
	}
	return pages, badRecords(file, res), nil
}

// badRecords names what is missing of what once was durable.
func badRecords(file string, res *scan) (bad []BadPage) {
	for _, k := range res.bad {
		if k < res.claimed {
			bad = append(bad, BadPage{File: file, Number: k + 1, Offset: slotAt(k), What: "the record was altered or damaged"})
		}
	}
	if len(bad) == 0 { // every record opens, but one is an older version of itself
		bad = append(bad, BadPage{File: file, Number: res.broken + 1, Offset: slotAt(res.broken), What: "the record does not continue the one before"})
	}
	return bad
}

func allZero(p []byte) bool {
	for _, c := range p {
		if c != 0 {
			return false
		}
	}
	return true
}
