package audit

import (
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"math/bits"

	"golang.org/x/mod/sumdb/tlog"
)

// TileSpan is how many leaves a tile covers. Tile n is the hash of the complete
// subtree over leaves [256 n, 256 (n+1)); storage keeps it so that proofs need
// not read old leaves.
const TileSpan = 256

const (
	tileLevel = 8  // log2 TileSpan
	maxLevel  = 48 // a log ends at 2^48 entries
)

// A Tree is a log's append state: its size and right edge (RFC 6962 §2.1). It is
// a plain value: a copy is independent. The zero Tree is empty. It is not safe
// for concurrent use.
type Tree struct {
	size int64
	edge [maxLevel]tlog.Hash // edge[i] is set if bit i of size is
}

// Size returns how many leaves were appended.
func (t Tree) Size() int64 { return t.size }

// Append adds a leaf.
func (t *Tree) Append(h tlog.Hash) { t.AppendTile(h) }

// AppendTile adds a leaf and, when it completes a tile, returns the tile's hash.
// The tile's number is Size()/TileSpan - 1 afterwards.
func (t *Tree) AppendTile(h tlog.Hash) (tile tlog.Hash, complete bool) {
	return t.push(0, h)
}

// push adds a complete subtree of 1<<level leaves; size must be a multiple of it.
func (t *Tree) push(level int, h tlog.Hash) (tile tlog.Hash, complete bool) {
	added := int64(1) << level
	for ; t.size>>level&1 == 1; level++ {
		if level == tileLevel {
			tile, complete = h, true
		}
		h = tlog.NodeHash(t.edge[level], h)
	}
	if level == tileLevel {
		tile, complete = h, true
	}
	t.edge[level] = h
	t.size += added
	return tile, complete
}

// Root returns the tree's hash. The empty tree's is the hash of nothing.
func (t Tree) Root() tlog.Hash {
	if t.size == 0 {
		return sha256.Sum256(nil)
	}
	low := bits.TrailingZeros64(uint64(t.size))
	h := t.edge[low]
	for i := low + 1; i < maxLevel; i++ {
		if t.size>>i&1 == 1 {
			h = tlog.NodeHash(t.edge[i], h)
		}
	}
	return h
}

// Clone returns an independent copy.
func (t Tree) Clone() Tree { return t }

const treeForm = 1

// MarshalBinary returns a form byte, the size in 8 bytes big-endian, and the
// edge hashes from the largest subtree to the smallest. It is not authenticated:
// compare the root with a checkpoint.
func (t Tree) MarshalBinary() ([]byte, error) {
	b := make([]byte, 0, 9+tlog.HashSize*bits.OnesCount64(uint64(t.size)))
	b = append(b, treeForm)
	b = binary.BigEndian.AppendUint64(b, uint64(t.size))
	for i := maxLevel - 1; i >= 0; i-- {
		if t.size>>i&1 == 1 {
			b = append(b, t.edge[i][:]...)
		}
	}
	return b, nil
}

var errTree = errors.New("audit: not a stored tree")

// UnmarshalBinary accepts exactly what MarshalBinary makes.
func (t *Tree) UnmarshalBinary(b []byte) error {
	if len(b) < 9 || b[0] != treeForm {
		return errTree
	}
	size := binary.BigEndian.Uint64(b[1:])
	if size >= 1<<maxLevel || len(b) != 9+tlog.HashSize*bits.OnesCount64(size) {
		return errTree
	}
	n := Tree{size: int64(size)}
	b = b[9:]
	for i := maxLevel - 1; i >= 0; i-- {
		if size>>i&1 == 1 {
			n.edge[i] = tlog.Hash(b[:tlog.HashSize])
			b = b[tlog.HashSize:]
		}
	}
	*t = n
	return nil
}
