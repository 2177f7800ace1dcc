// Package control opens the control store: clinics, accounts, credentials,
// sessions, devices and security events. It holds no patient data and no keys.
//
// Personal data of staff (names, e-mail addresses, phone numbers) is sealed
// under the system's data key and found through a blind index, so a copy of this
// store reveals none of it. The identity rooms own the SQL of their tables;
// this room owns the clinics and what must be known of a vault without opening
// it.
package control

import (
	"context"
	"errors"

	"kosh/internal/base/clock"
	"kosh/internal/base/errs"
	"kosh/internal/base/ids"
	"kosh/internal/kernel/seal"
	"kosh/internal/storage/database"
	"kosh/internal/storage/keystore"
	"kosh/internal/storage/pagecrypt"
	"kosh/internal/storage/schema"
)

// Query, Row and SQL are the database's, for the rooms that may not import it.
type (
	Query = database.Query
	Row   = database.Row
	Tx    = database.Tx
)

// SQL makes a query from a constant.
var SQL = database.SQL

// ErrNoRows is returned by Tx.Get when nothing matched.
var ErrNoRows = database.ErrNoRows

// FileName is the base name of the control store's file.
const FileName = "control.db"

// A Store is the open control store.
type Store struct {
	db    *database.DB
	keys  *keystore.Keys
	data  *seal.Key
	index *seal.Index
	clock clock.Clock
}

// Open opens the control store at path. keys are the system's; on the very
// first start the caller allows a new file.
func Open(path string, crypt *pagecrypt.VFS, keys *keystore.Keys, clk clock.Clock) (*Store, error) {
	db, err := database.Open(database.Config{Path: path, Crypt: crypt, Prepare: pagecrypt.Prepare, Readers: 2, CacheKiB: 512})
	if err != nil {
		return nil, err
	}
	if err := db.Migrate(clk.Now(), schema.Steps(schema.Control)); err != nil {
		db.Close()
		return nil, err
	}
	return &Store{db: db, keys: keys, data: keys.Data(), index: seal.NewIndex(keys.Purpose("index")), clock: clk}, nil
}

// Close closes the store.
func (s *Store) Close() error { return s.db.Close() }

// View runs fn on a snapshot.
func (s *Store) View(ctx context.Context, fn func(*Tx) error) error { return s.db.View(ctx, fn) }

// Update runs fn in a transaction; when it returns nil the change is durable.
func (s *Store) Update(ctx context.Context, fn func(*Tx) error) error { return s.db.Update(ctx, fn) }

// Clock returns the store's clock.
func (s *Store) Clock() clock.Clock { return s.clock }

// Idle runs fn while the store is at rest on disk.
func (s *Store) Idle(fn func() error) error { return s.db.Idle(fn) }

// Seal seals plain for one column of one row.
func (s *Store) Seal(table, column string, row []byte, plain []byte) []byte {
	return s.data.Seal(seal.Place{Tenant: keystore.System, Table: table, Column: column, Row: row}, plain)
}

// Open opens what Seal sealed for the same place.
func (s *Store) Open(table, column string, row []byte, sealed []byte) ([]byte, error) {
	plain, err := s.data.Open(seal.Place{Tenant: keystore.System, Table: table, Column: column, Row: row}, sealed)
	if err != nil {
		return nil, errs.Wrap(errs.Corrupt, "A stored record does not authenticate.", err)
	}
	return plain, nil
}

// Token returns the blind index of text: equal for equal text of one kind.
func (s *Store) Token(kind, text string) []byte { return s.index.Token("control/"+kind, text, 16) }

// Secret returns a secret derived for one purpose of the installation, such as
// signing access tokens.
func (s *Store) Secret(purpose string) [32]byte {
	return seal.Derive(s.keys.Purpose("sign"), "control/"+purpose)
}

// A Clinic is what is known of a tenant without opening its vault.
type Clinic struct {
	ID      ids.Tenant
	State   string // provisioning, open, closed
	Country string // ISO 3166-1 alpha-2
	Zone    string // IANA time zone
	Name    string
}

var (
	insertTenant = SQL(`INSERT INTO tenant (id, state, country, zone, name, created_at) VALUES ($1, $2, $3, $4, $5, $6)`)
	setState     = SQL(`UPDATE tenant SET state = $2 WHERE id = $1`)
	selectTenant = SQL(`SELECT id, state, country, zone, name FROM tenant WHERE id = $1`)
	listTenants  = SQL(`SELECT id, state, country, zone, name FROM tenant ORDER BY created_at, id`)

	selectCheckpoint = SQL(`SELECT size, at, note FROM vault_checkpoint WHERE tenant_id = $1`)
	upsertCheckpoint = SQL(`INSERT INTO vault_checkpoint (tenant_id, size, at, note) VALUES ($1, $2, $3, $4)
		ON CONFLICT (tenant_id) DO UPDATE SET size = excluded.size, at = excluded.at, note = excluded.note
		WHERE excluded.size > vault_checkpoint.size`)

	upsertWake = SQL(`INSERT INTO wake (tenant_id, at) VALUES ($1, $2)
		ON CONFLICT (tenant_id) DO UPDATE SET at = excluded.at`)
	dueWakes = SQL(`SELECT tenant_id FROM wake WHERE at <= $1 AND at > 0 ORDER BY at`)
	oneWake  = SQL(`SELECT at FROM wake WHERE tenant_id = $1`)
)

// AddClinic records a clinic being provisioned.
func (s *Store) AddClinic(ctx context.Context, c Clinic) error {
	return s.Update(ctx, func(tx *Tx) error {
		name := s.Seal("tenant", "name", c.ID.Bytes(), []byte(c.Name))
		_, err := tx.Exec(insertTenant, c.ID, c.State, c.Country, c.Zone, name, s.clock.Now().UnixMicro())
		return err
	})
}

// SetState moves a clinic to another state.
func (s *Store) SetState(ctx context.Context, id ids.Tenant, state string) error {
	return s.Update(ctx, func(tx *Tx) error {
		_, err := tx.Exec(setState, id, state)
		return err
	})
}

// Clinic returns one clinic, or NotFound.
func (s *Store) Clinic(ctx context.Context, id ids.Tenant) (Clinic, error) {
	var c Clinic
	err := s.View(ctx, func(tx *Tx) error {
		var name []byte
		if err := tx.Get(selectTenant, []any{id}, &c.ID, &c.State, &c.Country, &c.Zone, &name); err != nil {
			return err
		}
		return s.openName(&c, name)
	})
	if errors.Is(err, ErrNoRows) {
		return c, errs.New(errs.NotFound, "Not found.")
	}
	return c, err
}

// Clinics returns every clinic in the order they were made.
func (s *Store) Clinics(ctx context.Context) ([]Clinic, error) {
	var all []Clinic
	err := s.View(ctx, func(tx *Tx) error {
		return tx.Each(listTenants, nil, func(r Row) error {
			var c Clinic
			var name []byte
			if err := r.Scan(&c.ID, &c.State, &c.Country, &c.Zone, &name); err != nil {
				return err
			}
			if err := s.openName(&c, name); err != nil {
				return err
			}
			all = append(all, c)
			return nil
		})
	})
	return all, err
}

func (s *Store) openName(c *Clinic, sealed []byte) error {
	b, err := s.Open("tenant", "name", c.ID.Bytes(), sealed)
	c.Name = string(b)
	return err
}

// A Checkpoint is the last signed size of a clinic's audit log.
type Checkpoint struct {
	Size, At int64
	Note     string
}

// Checkpoint returns the last checkpoint kept for a clinic; its Size is 0 if there is none.
func (s *Store) Checkpoint(ctx context.Context, id ids.Tenant) (c Checkpoint, err error) {
	err = s.View(ctx, func(tx *Tx) error {
		return tx.Get(selectCheckpoint, []any{id}, &c.Size, &c.At, &c.Note)
	})
	if errors.Is(err, ErrNoRows) {
		err = nil
	}
	return c, err
}

// KeepCheckpoint keeps c if it is larger than the one kept.
func (s *Store) KeepCheckpoint(ctx context.Context, id ids.Tenant, c Checkpoint) error {
	return s.Update(ctx, func(tx *Tx) error {
		_, err := tx.Exec(upsertCheckpoint, id, c.Size, c.At, c.Note)
		return err
	})
}

// Wake says that a clinic has work due at (µs); 0 means none. It is called
// before the work commits: a spurious wake-up does no harm.
func (s *Store) Wake(ctx context.Context, id ids.Tenant, at int64) error {
	return s.Update(ctx, func(tx *Tx) error {
		var now int64
		err := tx.Get(oneWake, []any{id}, &now)
		if err != nil && !errors.Is(err, ErrNoRows) {
			return err
		}
		if at != 0 && now != 0 && now <= at {
			return nil
		}
		_, err = tx.Exec(upsertWake, id, at)
		return err
	})
}

// Due lists the clinics that have work due at now (µs).
func (s *Store) Due(ctx context.Context, now int64) ([]ids.Tenant, error) {
	var due []ids.Tenant
	err := s.View(ctx, func(tx *Tx) error {
		return tx.Each(dueWakes, []any{now}, func(r Row) error {
			var t ids.Tenant
			err := r.Scan(&t)
			due = append(due, t)
			return err
		})
	})
	return due, err
}

// SetWake says when a clinic's next work is due (µs), whatever was said before;
// 0 means none. For the one who has just looked, inside the vault's writer.
func (s *Store) SetWake(ctx context.Context, id ids.Tenant, at int64) error {
	return s.Update(ctx, func(tx *Tx) error {
		_, err := tx.Exec(upsertWake, id, at)
		return err
	})
}
