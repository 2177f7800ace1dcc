package pagecrypt

import (
	"bytes"
	"encoding/binary"
	"testing"
)

func fuzzBox(t testing.TB, epoch [16]byte) *box {
	b, err := newBox([32]byte{1}, [16]byte{2}, 3, epoch)
	must(t, err)
	return b
}

// FuzzPage: what opens is what was sealed for the place, and nothing else.
func FuzzPage(f *testing.F) {
	b := fuzzBox(f, [16]byte{})
	var d desk
	plain := bytes.Repeat([]byte("kosh"), pageSize/4)
	clear(plain[bodySize:])
	good := bytes.Clone(b.sealPage(&d, 7, plain))
	f.Add(good, int64(7))
	f.Add(good, int64(8))
	f.Add(good[1:], int64(7))
	f.Add(make([]byte, pageSize), int64(0))
	f.Add([]byte{}, int64(-1))
	f.Fuzz(func(t *testing.T, sealed []byte, index int64) {
		var d desk
		dst := make([]byte, pageSize)
		ok := b.openPage(&d, index, dst, bytes.Clone(sealed))
		switch {
		case ok && (index != 7 || !bytes.Equal(dst, plain)):
			t.Fatal("something else opened")
		case !ok && !allZero(dst):
			t.Fatal("content came out of a page that does not open")
		case !ok && index == 7 && bytes.Equal(sealed, good):
			t.Fatal("the page does not open")
		}
	})
}

// FuzzRecord: the same for both parts of a log record and the log's header.
func FuzzRecord(f *testing.F) {
	b := fuzzBox(f, [16]byte{4})
	good := fuzzLog(b, 1, 1)[slotAt(0):][:recordSize]
	f.Add(good, int64(0))
	f.Add(good, int64(1))
	f.Add(good[:headPart], int64(0))
	f.Fuzz(func(t *testing.T, slot []byte, k int64) {
		var d desk
		r := new(record)
		ok := b.openRecord(&d, k, r, bytes.Clone(slot))
		if ok && (k != 0 || !allZero(r.page[:]) || r.known != 0) {
			t.Fatal("something else opened")
		}
		if !ok && k == 0 && bytes.Equal(slot, good) {
			t.Fatal("the record does not open")
		}
		if _, ok := b.openWALHeader(&d, bytes.Clone(slot)); ok {
			t.Fatal("a record opened as a header")
		}
	})
}

// fuzzLog makes a log of transactions of so many frames, as SQLite and this
// package would write it.
func fuzzLog(b *box, txs, frames int) []byte {
	var d desk
	var h [walHeader]byte
	binary.BigEndian.PutUint32(h[0:], 0x377f0682)
	binary.BigEndian.PutUint32(h[4:], 3007000)
	binary.BigEndian.PutUint32(h[8:], pageSize)
	copy(h[16:], "saltsalt")
	c := chain{order: binary.LittleEndian, salts: [8]byte([]byte("saltsalt"))}
	c.add(h[:24])
	binary.BigEndian.PutUint32(h[24:], c.s1)
	binary.BigEndian.PutUint32(h[28:], c.s2)
	log := make([]byte, slotAt(int64(txs*frames)))
	copy(log, b.aad[32:48])
	copy(log[walHeaderAt:], b.seal(&d, kindWALHeader, 0, h[:]))
	for k := range txs * frames {
		var head [headPlain]byte
		page := bytes.Repeat([]byte{byte(k)}, pageSize)
		binary.BigEndian.PutUint32(head[0:], uint32(k+1))
		if k%frames == frames-1 {
			binary.BigEndian.PutUint32(head[4:], uint32(k+1))
		}
		copy(head[8:], "saltsalt")
		c.add(head[:8])
		c.add(page)
		binary.BigEndian.PutUint32(head[16:], c.s1)
		binary.BigEndian.PutUint32(head[20:], c.s2)
		binary.LittleEndian.PutUint32(head[frameHead:], uint32(k/frames*frames))
		at := slotAt(int64(k))
		copy(log[at:], b.seal(&d, kindFrameHead, int64(k), head[:]))
		copy(log[at+headPart:], b.seal(&d, kindFramePage, int64(k), page))
	}
	return log
}

// FuzzScan alters a good log anywhere: the scan never ends before a commit
// without saying so, except in the last transaction.
func FuzzScan(f *testing.F) {
	const txs, frames = 3, 2
	b := fuzzBox(f, [16]byte{4})
	good := fuzzLog(b, txs, frames)
	f.Add(uint32(0), byte(1), uint32(len(good)))
	f.Add(uint32(slotAt(3)+2), byte(1), uint32(len(good)))
	f.Add(uint32(slotAt(5)+99), byte(1), uint32(len(good)))
	f.Add(uint32(5), byte(0), uint32(slotAt(3)))
	f.Fuzz(func(t *testing.T, at uint32, flip byte, length uint32) {
		log := bytes.Clone(good[:min(int(length), len(good))])
		if int(at) < len(log) {
			log[at] ^= flip
		}
		var seen int64
		res, err := scanWAL(bytes.NewReader(log), int64(len(log)), b, func(int64, uint32) { seen++ })
		must(t, err)
		if res.frames > txs*frames || res.frames%frames != 0 || seen != res.frames || res.claimed > txs*frames {
			t.Fatalf("%+v", res)
		}
		k := (int64(at) - walStart) / slotSize
		touched := flip != 0 && int64(at) >= walStart && k < (txs-1)*frames && (int64(at)-walStart)%slotSize < recordSize
		if whole := int(length) >= len(good); whole && touched && !res.damage() {
			t.Fatalf("an altered record %d goes unseen: %+v", k, res)
		}
	})
}
