package audit

import (
	"errors"
	"fmt"

	"golang.org/x/mod/sumdb/tlog"
)

// A HashReader reads what storage keeps of a tree: Leaves the leaf hashes
// [from, to), Tiles the tile hashes [from, to). Each returns exactly to-from
// hashes or an error.
type HashReader interface {
	Leaves(from, to int64) ([]tlog.Hash, error)
	Tiles(from, to int64) ([]tlog.Hash, error)
}

// nodes answers tlog's questions for interior nodes from tiles and leaves.
type nodes struct{ r HashReader }

// ReadHashes implements tlog.HashReader.
func (x nodes) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	out := make([]tlog.Hash, len(indexes))
	for i, index := range indexes {
		level, n := tlog.SplitStoredHashIndex(index)
		var err error
		if level < tileLevel {
			out[i], err = fold(x.r.Leaves, n<<level, (n+1)<<level)
		} else {
			level -= tileLevel
			out[i], err = fold(x.r.Tiles, n<<level, (n+1)<<level)
		}
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}

// fold reads the hashes [from, to), a power of two of them, and returns the hash
// of the subtree above them.
func fold(read func(from, to int64) ([]tlog.Hash, error), from, to int64) (tlog.Hash, error) {
	stored, err := readExactly(read, from, to)
	if err != nil {
		return tlog.Hash{}, err
	}
	hs := append([]tlog.Hash(nil), stored...)
	for n := len(hs); n > 1; n /= 2 {
		for i := range n / 2 {
			hs[i] = tlog.NodeHash(hs[2*i], hs[2*i+1])
		}
	}
	return hs[0], nil
}

func readExactly(read func(from, to int64) ([]tlog.Hash, error), from, to int64) ([]tlog.Hash, error) {
	hs, err := read(from, to)
	if err == nil && int64(len(hs)) != to-from {
		err = fmt.Errorf("audit: %d hashes for [%d, %d)", len(hs), from, to)
	}
	return hs, err
}

var errRange = errors.New("audit: no such place in the log")

// ProveInclusion proves that the log of size has the leaf seq (RFC 6962 §2.1.1).
func ProveInclusion(seq, size int64, r HashReader) (tlog.RecordProof, error) {
	if seq < 0 || seq >= size {
		return nil, errRange
	}
	return tlog.ProveRecord(size, seq, nodes{r})
}

// CheckInclusion checks a proof that the log of size and root has leaf at seq.
func CheckInclusion(p tlog.RecordProof, seq int64, leaf tlog.Hash, size int64, root tlog.Hash) error {
	return tlog.CheckRecord(p, size, root, seq, leaf)
}

// ProveConsistency proves that the log of size newer begins with the log of size
// older (RFC 6962 §2.1.2). Every log begins with the empty one: no proof.
func ProveConsistency(older, newer int64, r HashReader) (tlog.TreeProof, error) {
	if older < 0 || older > newer {
		return nil, errRange
	}
	if older == 0 {
		return tlog.TreeProof{}, nil
	}
	return tlog.ProveTree(newer, older, nodes{r})
}

// CheckConsistency checks a proof that the log newer begins with the log older.
func CheckConsistency(p tlog.TreeProof, older, newer Checkpoint) error {
	switch {
	case older.Origin != newer.Origin:
		return errors.New("audit: checkpoints of different logs")
	case older.Size > newer.Size:
		return errors.New("audit: the newer checkpoint covers fewer entries")
	case older.Size == 0 && (len(p) != 0 || older.Root != (Tree{}).Root()):
		return errors.New("audit: not an empty log")
	case older.Size == 0:
		return nil
	}
	return tlog.CheckTree(p, newer.Size, newer.Root, older.Size, older.Root)
}

// RootAt returns the root the log had at size.
func RootAt(size int64, r HashReader) (tlog.Hash, error) {
	t, err := Rebuild(size, r)
	return t.Root(), err
}

// Rebuild returns the append state at size, from whole tiles and the leaves
// after them. Compare its root with a checkpoint before appending to it.
func Rebuild(size int64, r HashReader) (Tree, error) {
	if size < 0 || size >= 1<<maxLevel {
		return Tree{}, errRange
	}
	var t Tree
	tiles := size / TileSpan
	hs, err := readExactly(r.Tiles, 0, tiles)
	if err != nil {
		return Tree{}, err
	}
	for _, h := range hs {
		t.push(tileLevel, h)
	}
	if hs, err = readExactly(r.Leaves, tiles*TileSpan, size); err != nil {
		return Tree{}, err
	}
	for _, h := range hs {
		t.Append(h)
	}
	return t, nil
}
