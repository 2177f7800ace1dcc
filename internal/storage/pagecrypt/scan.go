package pagecrypt

import (
	"encoding/binary"
	"errors"
	"io"
)

// A scan is what a log holds of one epoch.
type scan struct {
	header  bool  // the header authenticates
	frames  int64 // frames up to and with the last commit: where SQLite will stop
	slots   int64 // slots looked at
	opened  int64 // records that authenticate, in the log's life or left over
	claimed int64 // most frames any record says were durable before it
	broken  int64 // first slot where the chain of commits ends
	torn    bool  // a commit mark lies behind the last commit
	bad     []int64
}

// damage reports a log that lost what once was durable. Every record carries how
// many frames of its epoch were committed and synced when it was written, so one
// record of a later transaction convicts a gap before it, and what a cut of
// power can leave (a torn last transaction, frames of a transaction rolled back)
// never does.
func (s *scan) damage() bool {
	return s.claimed > s.frames || !s.header && s.opened > 0
}

// scanWAL reads a log of size bytes as SQLite's recovery will (walDecodeFrame in
// wal.c: salts, then a checksum chained over all frames), and beyond. each, if
// not nil, is told the page number of every frame that holds good.
func scanWAL(r io.ReaderAt, size int64, b *box, each func(k int64, page uint32)) (*scan, error) {
	var d desk
	res := &scan{broken: -1}
	sector := make([]byte, walHeadSize)
	if err := readFull(r, sector, 0); err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	h, ok := b.openWALHeader(&d, sector)
	chain, valid := startChain(h)
	res.header = ok
	unbroken := ok && valid
	var pending []uint32
	rec, slot := new(record), make([]byte, recordSize)
	for k := int64(0); slotAt(k) < size; k++ {
		res.slots++
		err := readFull(r, slot, slotAt(k))
		if err != nil && !errors.Is(err, io.EOF) {
			return nil, err
		}
		good := err == nil && b.openRecord(&d, k, rec, slot)
		if good {
			res.opened++
			res.claimed = max(res.claimed, int64(rec.known))
			res.torn = res.torn || commits(rec)
		}
		if unbroken = unbroken && good && chain.next(rec); !unbroken {
			if res.broken < 0 {
				res.broken = k
			}
			if !good {
				res.bad = append(res.bad, k)
			}
			continue
		}
		pending = append(pending, binary.BigEndian.Uint32(rec.head[0:]))
		if !commits(rec) {
			continue
		}
		res.torn = false
		for i, page := range pending {
			if each != nil {
				each(res.frames+int64(i), page)
			}
		}
		res.frames += int64(len(pending))
		pending = pending[:0]
	}
	clear(d.plain[:])
	clear(rec.page[:])
	return res, nil
}

// commits reports whether the frame ends a transaction: only then does its header
// give the size of the database.
func commits(r *record) bool { return binary.BigEndian.Uint32(r.head[4:]) != 0 }

// A chain follows SQLite's WAL checksums.
// https://sqlite.org/fileformat.html#checksum_algorithm
type chain struct {
	order  binary.ByteOrder
	salts  [8]byte
	s1, s2 uint32
}

// startChain reads SQLite's WAL header and reports whether SQLite would take it.
func startChain(h [walHeader]byte) (c chain, ok bool) {
	magic := binary.BigEndian.Uint32(h[0:])
	if magic&^1 != 0x377f0682 || binary.BigEndian.Uint32(h[8:]) != pageSize {
		return c, false
	}
	c.order = binary.LittleEndian
	if magic&1 != 0 {
		c.order = binary.BigEndian
	}
	copy(c.salts[:], h[16:24])
	c.add(h[:24])
	return c, c.s1 == binary.BigEndian.Uint32(h[24:]) && c.s2 == binary.BigEndian.Uint32(h[28:])
}

func (c *chain) add(p []byte) {
	s1, s2 := c.s1, c.s2
	if c.order == binary.LittleEndian {
		for ; len(p) >= 8; p = p[8:] {
			s1 += binary.LittleEndian.Uint32(p) + s2
			s2 += binary.LittleEndian.Uint32(p[4:]) + s1
		}
	} else {
		for ; len(p) >= 8; p = p[8:] {
			s1 += binary.BigEndian.Uint32(p) + s2
			s2 += binary.BigEndian.Uint32(p[4:]) + s1
		}
	}
	c.s1, c.s2 = s1, s2
}

// next reports whether the record continues the chain.
func (c *chain) next(r *record) bool {
	if binary.BigEndian.Uint32(r.head[0:]) == 0 || [8]byte(r.head[8:16]) != c.salts {
		return false
	}
	c.add(r.head[:8])
	c.add(r.page[:])
	return c.s1 == binary.BigEndian.Uint32(r.head[16:]) && c.s2 == binary.BigEndian.Uint32(r.head[20:])
}

// readFull reads all of p, or returns io.EOF with the rest of p zero.
func readFull(r io.ReaderAt, p []byte, off int64) error {
	n, err := r.ReadAt(p, off)
	if n == len(p) {
		return nil
	}
	clear(p[n:])
	if err == nil {
		err = io.EOF
	}
	return err
}
