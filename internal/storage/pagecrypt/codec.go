package pagecrypt

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
)

// The layout on disk, in bytes.
const (
	pageSize  = 4096
	bodySize  = pageSize - Reserve // ciphertext of a main page
	spareSize = 4                  // zero, and checked
	nonceSize = 12
	tagSize   = 16
	overhead  = nonceSize + tagSize

	walHeader   = 32                   // SQLite's WAL header
	walHeaderAt = 16                   // sealed after the plain epoch id
	walStart    = pageSize             // first slot
	slotSize    = 2 * pageSize         // one record
	frameHead   = 24                   // SQLite's frame header
	frameSize   = frameHead + pageSize // SQLite's frame
	headPlain   = frameHead + 4        // with the count of frames known durable
	headPart    = headPlain + overhead // at the start of a slot
	pagePart    = pageSize + overhead  // right after it
	recordSize  = headPart + pagePart  // what of a slot is used
	walHeadSize = walHeaderAt + walHeader + overhead
)

// The kinds of sealed part. They are part of the AAD: never renumber.
const (
	kindMain uint32 = 1 + iota
	kindWALHeader
	kindFrameHead
	kindFramePage
)

const domain = "kosh pagecrypt 1" // 16 bytes

// slotAt returns the offset on disk of WAL record k, counted from 0.
func slotAt(k int64) int64 { return walStart + k*slotSize }

// frameAt returns the offset SQLite believes frame k is at.
func frameAt(k int64) int64 { return walHeader + k*frameSize }

// A box seals under one key. The template of its AAD is: domain 16, file id 16,
// epoch 16 (zero for main pages), generation 4, kind 4, index 8.
type box struct {
	aead cipher.AEAD
	aad  [64]byte
}

// A desk is the scratch memory of one open file, so that nothing is allocated
// per page. It is never shared.
type desk struct {
	aad   [64]byte
	nonce [nonceSize]byte
	buf   [recordSize]byte
	plain [pageSize]byte
}

// newBox derives the key of a file's main pages (epoch zero) or of one WAL epoch
// from the page key: HKDF-SHA256 (RFC 5869), the file id as salt, generation and
// epoch in the info.
func newBox(key [32]byte, file [16]byte, generation uint32, epoch [16]byte) (*box, error) {
	info := []byte(domain + " main")
	if epoch != ([16]byte{}) {
		info = []byte(domain + " wal ")
	}
	info = binary.LittleEndian.AppendUint32(info, generation)
	info = append(info, epoch[:]...)
	sub, err := hkdf.Key(sha256.New, key[:], file[:], string(info), 32)
	if err != nil {
		return nil, err
	}
	defer clear(sub)
	block, err := aes.NewCipher(sub)
	if err != nil {
		return nil, err
	}
	b := &box{}
	if b.aead, err = cipher.NewGCM(block); err != nil {
		return nil, err
	}
	copy(b.aad[:], domain)
	copy(b.aad[16:], file[:])
	copy(b.aad[32:], epoch[:])
	binary.LittleEndian.PutUint32(b.aad[48:], generation)
	return b, nil
}

func (b *box) bind(d *desk, kind uint32, index int64) []byte {
	d.aad = b.aad
	binary.LittleEndian.PutUint32(d.aad[52:], kind)
	binary.LittleEndian.PutUint64(d.aad[56:], uint64(index))
	return d.aad[:]
}

// seal leaves ciphertext | nonce | tag of plain in d.buf and returns it.
func (b *box) seal(d *desk, kind uint32, index int64, plain []byte) []byte {
	_, _ = rand.Read(d.nonce[:]) // never fails: it ends the process instead
	n := len(plain)
	b.aead.Seal(d.buf[:0], d.nonce[:], plain, b.bind(d, kind, index))
	copy(d.buf[n+nonceSize:], d.buf[n:n+tagSize])
	copy(d.buf[n:], d.nonce[:])
	return d.buf[:n+overhead]
}

// open authenticates sealed (ciphertext | nonce | tag, overwritten) and decrypts
// it into dst, which must not overlap it. False leaves dst zero.
func (b *box) open(d *desk, kind uint32, index int64, dst, sealed []byte) bool {
	n := len(sealed) - overhead
	if n < 0 || len(dst) < n {
		return false
	}
	copy(d.nonce[:], sealed[n:])
	copy(sealed[n:], sealed[n+nonceSize:])
	_, err := b.aead.Open(dst[:0:n], d.nonce[:], sealed[:n+tagSize], b.bind(d, kind, index))
	return err == nil
}

// sealPage returns the 4096 bytes of a main page on disk, in d.buf.
func (b *box) sealPage(d *desk, index int64, page []byte) []byte {
	b.seal(d, kindMain, index, page[:bodySize])
	clear(d.buf[pageSize-spareSize : pageSize])
	return d.buf[:pageSize]
}

// openPage decrypts a main page from disk into dst (4096 bytes, the reserved
// ones zero). It overwrites sealed.
func (b *box) openPage(d *desk, index int64, dst, sealed []byte) bool {
	if len(sealed) != pageSize || len(dst) != pageSize {
		return false
	}
	var spare byte
	for _, c := range sealed[pageSize-spareSize:] {
		spare |= c
	}
	if !b.open(d, kindMain, index, dst, sealed[:pageSize-spareSize]) || spare != 0 {
		clear(dst)
		return false
	}
	clear(dst[bodySize:])
	return true
}

// A record is one opened WAL record.
type record struct {
	head  [headPlain]byte
	page  [pageSize]byte
	known uint32 // frames of the epoch that were durable when this was written
}

// openRecord authenticates both parts of a slot (recordSize bytes, overwritten).
func (b *box) openRecord(d *desk, k int64, r *record, slot []byte) bool {
	if len(slot) != recordSize ||
		!b.open(d, kindFrameHead, k, r.head[:], slot[:headPart]) ||
		!b.open(d, kindFramePage, k, r.page[:], slot[headPart:]) {
		return false
	}
	r.known = binary.LittleEndian.Uint32(r.head[frameHead:])
	return true
}

// openWALHeader authenticates the first bytes of a log and returns SQLite's
// header. It overwrites sector.
func (b *box) openWALHeader(d *desk, sector []byte) (h [walHeader]byte, ok bool) {
	if len(sector) < walHeadSize || [16]byte(sector) != [16]byte(b.aad[32:]) {
		return h, false
	}
	ok = b.open(d, kindWALHeader, 0, h[:], sector[walHeaderAt:walHeadSize])
	return h, ok
}
