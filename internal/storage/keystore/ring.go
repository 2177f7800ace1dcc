package keystore

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"sync/atomic"

	"kosh/internal/base/errs"
	"kosh/internal/kernel/seal"
	"kosh/internal/storage/database"
	"kosh/internal/storage/pagecrypt"
)

// nonceLimit is how many main pages may be written under one page key. With
// random 96-bit nonces NIST SP 800-38D §8.3 allows 2^32; half of it is kept.
const nonceLimit = 1 << 31

// ring is what pagecrypt asks about the tenant's vault file.
type ring struct {
	keys        *Keys
	head        pagecrypt.Head
	counter     int64
	fileID      [16]byte
	provisioned atomic.Bool // a main file may be created
}

// Ring returns the tenant's keys as the page encryption asks for them.
func (k *Keys) Ring() pagecrypt.Ring { return &k.ring }

// Generation returns the generation of the vault file that is current.
func (k *Keys) Generation() uint32 { return k.ring.Head().Generation }

// AllowNew lets the next opening create the main file. For provisioning only:
// in any other state an absent or empty file is refused.
func (k *Keys) AllowNew(allow bool) { k.ring.provisioned.Store(allow) }

// Exists reports whether the vault file was ever written.
func (k *Keys) Exists() bool { return k.ring.Head().Size > 0 || k.ring.Head().Epoch != [16]byte{} }

func (r *ring) New() bool { return r.provisioned.Load() }

func (r *ring) FileID() [16]byte { return r.fileID }

func (r *ring) Key(generation uint32) ([32]byte, error) {
	s, ok := r.keys.purpose[purposeName("page", int64(generation))]
	if !ok {
		return s, fmt.Errorf("keystore: no page key of generation %d", generation)
	}
	return s, nil
}

func (r *ring) Head() pagecrypt.Head {
	r.keys.headMu.Lock()
	defer r.keys.headMu.Unlock()
	return r.head
}

const headSize = 16 + 4 + 16 + 8

func (k *Keys) headPlace(counter int64) seal.Place {
	return seal.Place{Tenant: k.tenant, Table: "head", Column: "sealed", Row: k.tenant.Bytes(), Version: counter}
}

func (k *Keys) headKey() *seal.Key { return seal.NewKey(purposeBit|3, k.Purpose("head")) }

// loadHead reads the current state of the vault file; a tenant without one
// starts at generation 1.
func (k *Keys) loadHead(ctx context.Context) error {
	var sealed []byte
	err := k.store.db.View(ctx, func(tx *database.Tx) error {
		return tx.Get(selectHead, []any{k.tenant}, &k.ring.counter, &sealed)
	})
	if errors.Is(err, database.ErrNoRows) {
		id := seal.Derive(k.Purpose("head"), "file id", []byte{1})
		k.ring.fileID = [16]byte(id[:16])
		k.ring.head = pagecrypt.Head{Generation: 1}
		return nil
	}
	if err != nil {
		return err
	}
	b, err := k.headKey().Open(k.headPlace(k.ring.counter), sealed)
	if err != nil || len(b) != headSize {
		return errs.Wrap(errs.Corrupt, "The key store's record of the vault file does not authenticate.", err)
	}
	k.ring.fileID = [16]byte(b[:16])
	k.ring.head = pagecrypt.Head{
		Generation: binary.BigEndian.Uint32(b[16:20]),
		Epoch:      [16]byte(b[20:36]),
		Size:       int64(binary.BigEndian.Uint64(b[36:44])),
	}
	return nil
}

// SetHead records h durably. The counter makes an older record unusable in its place.
func (r *ring) SetHead(h pagecrypt.Head) error {
	k := r.keys
	k.headMu.Lock()
	defer k.headMu.Unlock()
	b := make([]byte, 0, headSize)
	b = append(b, r.fileID[:]...)
	b = binary.BigEndian.AppendUint32(b, h.Generation)
	b = append(b, h.Epoch[:]...)
	b = binary.BigEndian.AppendUint64(b, uint64(h.Size))
	counter := r.counter + 1
	sealed := k.headKey().Seal(k.headPlace(counter), b)
	err := k.store.db.Update(context.Background(), func(tx *database.Tx) error {
		_, err := tx.Exec(upsertHead, k.tenant, counter, sealed)
		return err
	})
	if err != nil {
		return err
	}
	r.head, r.counter = h, counter
	return nil
}

// Reserve adds n main-page writes to the budget of the current page key.
func (r *ring) Reserve(n int64) error {
	k := r.keys
	generation := int64(r.Head().Generation)
	return k.store.db.Update(context.Background(), func(tx *database.Tx) error {
		if _, err := tx.Exec(reserveNonces, k.tenant, generation, n); err != nil {
			return err
		}
		var total int64
		if err := tx.Get(selectNonces, []any{k.tenant, generation}, &total); err != nil {
			return err
		}
		if total > nonceLimit {
			return errs.New(errs.Unavailable, "This clinic's page key has been used as often as is safe, and this version cannot replace it. Reading goes on. Install a version that rotates page keys.")
		}
		return nil
	})
}
