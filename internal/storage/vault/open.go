package vault

import (
	"context"
	"errors"
	"sync"
	"time"

	"kosh/internal/base/errs"
	"kosh/internal/base/ids"
	"kosh/internal/kernel/access"
	"kosh/internal/kernel/audit"
	"kosh/internal/kernel/seal"
	"kosh/internal/storage/control"
	"kosh/internal/storage/database"
	"kosh/internal/storage/keystore"
	"kosh/internal/storage/pagecrypt"
	"kosh/internal/storage/schema"
)

// A file is one open vault.
type file struct {
	store  *Store
	tenant ids.Tenant
	db     *database.DB
	keys   *keystore.Keys
	zone   string

	data    *seal.Key // clinic-wide rows
	audit   *seal.Key // bodies of entries
	index   *seal.Index
	mac     [32]byte
	signer  *audit.Signer
	origin  string
	topics  topics
	repeats repeats
	budget  budget
	grants  grantCache

	// Owned by the committer: read and written in BeforeCommit and Settled.
	tree    audit.Tree
	lastAt  int64
	next    audit.Tree
	nextAt  int64
	pending []*pending

	// Owned by treeMu: what is known to be committed.
	treeMu    sync.Mutex
	committed audit.Tree
	at        int64
	signed    int64 // size of the last checkpoint

	// refused says why this vault may be checked but not used: its log does not
	// agree with what is kept outside it. Set before the file is shared.
	refused error

	// Owned by Store.mu.
	users int
	used  time.Time
}

// acquire returns the clinic's open file, opening it if need be. Every acquire
// is paired with a leave.
func (s *Store) acquire(ctx context.Context, tenant ids.Tenant) (*file, error) {
	f, err := s.inspect(ctx, tenant)
	if err != nil {
		return nil, err
	}
	if f.refused != nil {
		s.leave(f)
		return nil, f.refused
	}
	return f, nil
}

// inspect is acquire for checks: it also returns a vault that may not be used.
func (s *Store) inspect(ctx context.Context, tenant ids.Tenant) (*file, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.ended {
		return nil, database.ErrClosed
	}
	f := s.open[tenant]
	if f == nil {
		var err error
		if f, err = s.openFile(context.WithoutCancel(ctx), tenant); err != nil {
			return nil, err
		}
		s.open[tenant] = f
	}
	f.users++ // before evict: the newest is in use
	f.used = s.cfg.Clock.Now()
	s.evict()
	return f, nil
}

func (s *Store) leave(f *file) {
	s.mu.Lock()
	f.users--
	s.mu.Unlock()
}

// evict closes the least recently used idle vault when too many are open. The
// caller holds mu.
func (s *Store) evict() {
	for len(s.open) > s.cfg.MaxOpen {
		var oldest *file
		for _, f := range s.open {
			if f.users == 0 && (oldest == nil || f.used.Before(oldest.used)) {
				oldest = f
			}
		}
		if oldest == nil {
			return
		}
		s.closeFile(oldest)
	}
}

// Close signs a last checkpoint for every open vault and closes them.
func (s *Store) Close() error {
	close(s.stop)
	s.done.Wait()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.ended = true
	var all error
	for _, f := range s.open {
		all = errors.Join(all, s.closeFile(f))
	}
	return all
}

func (s *Store) closeFile(f *file) error {
	ctx := context.Background()
	err := f.flushRepeats(ctx, true)
	if f.refused == nil {
		err = errors.Join(err, f.checkpoint(ctx))
	}
	f.topics.close()
	err = errors.Join(err, f.db.Close())
	s.cfg.Keys.Forget(f.tenant)
	delete(s.open, f.tenant)
	if err != nil {
		s.cfg.Log.Error("closing a vault", "tenant", f.tenant, "error", err)
	}
	return err
}

func (s *Store) openFile(ctx context.Context, tenant ids.Tenant) (_ *file, err error) {
	clinic, err := s.cfg.Control.Clinic(ctx, tenant)
	if err != nil {
		return nil, err
	}
	if clinic.State != "open" && clinic.State != "provisioning" {
		return nil, access.ErrHidden
	}
	keys, err := s.cfg.Keys.Tenant(ctx, tenant)
	if err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			s.cfg.Keys.Forget(tenant)
		}
	}()
	f := &file{store: s, tenant: tenant, keys: keys, zone: clinic.Zone, origin: audit.Origin(tenant)}
	f.data, f.audit, f.mac = keys.Data(), keys.Audit(), keys.Purpose("mac")
	f.index = seal.NewIndex(keys.Purpose("index"))
	if f.signer, err = audit.NewSigner(f.origin, keys.Purpose("sign")); err != nil {
		return nil, err
	}
	f.repeats.init()
	f.budget.init()
	f.db, err = database.Open(database.Config{
		Path: s.Path(tenant, keys.Generation()), Crypt: s.cfg.Crypt, Prepare: pagecrypt.Prepare,
		Readers: s.cfg.Readers, CacheKiB: 1024, BeforeCommit: f.beforeCommit, Settled: f.settled,
	})
	if err != nil {
		return nil, err
	}
	if err = f.start(ctx); err != nil {
		f.db.Close()
		return nil, err
	}
	return f, nil
}

// start migrates the file, loads the log's state and fills the key pool.
func (f *file) start(ctx context.Context) error {
	if err := f.db.Migrate(f.store.cfg.Clock.Now(), schema.Steps(schema.Tenant)); err != nil {
		return err
	}
	err := f.loadTree(ctx)
	if err == nil {
		err = f.checkKept(ctx)
	}
	if errs.Is(err, errs.Corrupt) {
		f.refused = err
		return nil
	}
	if err != nil {
		return err
	}
	var highest, used int64
	err = f.db.View(ctx, func(tx *database.Tx) error {
		return tx.Get(selectKeyUse, []any{f.tenant}, &highest, &used)
	})
	if err != nil {
		return err
	}
	return f.keys.StartPool(ctx, highest, used, func() (in []int64, err error) {
		err = f.db.View(ctx, func(tx *database.Tx) error {
			return tx.Each(selectKeyNumbers, []any{f.tenant}, func(r database.Row) error {
				in = append(in, r.Int64(0))
				return nil
			})
		})
		return in, err
	})
}

// checkKept refuses a vault whose log is shorter than, or at the same size not
// equal to, the last checkpoint the control store keeps.
func (f *file) checkKept(ctx context.Context) error {
	kept, err := f.store.cfg.Control.Checkpoint(ctx, f.tenant)
	if err != nil || kept.Size == 0 {
		return err
	}
	cp, err := audit.OpenCheckpoint([]byte(kept.Note), f.signer.VerifierKey())
	if err != nil {
		return errs.Wrap(errs.Corrupt, "The checkpoint kept for this clinic does not verify. It was not opened: run kosh doctor.", err)
	}
	if cp.Size > f.tree.Size() {
		return errs.New(errs.Corrupt, "This clinic's file is older than its last checkpoint: something put an earlier copy back. It was not opened: restore the newest copy, or run kosh doctor.")
	}
	if root, err := audit.RootAt(cp.Size, f.hashes(ctx)); err != nil || root != cp.Root {
		return errs.New(errs.Corrupt, "This clinic's log does not agree with its last checkpoint: it was changed or replaced. It was not opened: run kosh vault check.")
	}
	f.signed = cp.Size
	return nil
}

// Provision makes a clinic: its keys, its empty vault, and what fn puts into it
// first, as system work.
func (s *Store) Provision(ctx context.Context, c control.Clinic, fn func(*Tx) error) error {
	if _, err := time.LoadLocation(c.Zone); err != nil {
		return errs.Field("zone", "zone", "This is not a time zone Kosh knows, such as Asia/Kolkata or Asia/Dhaka.")
	}
	c.State = "provisioning"
	if err := s.cfg.Control.AddClinic(ctx, c); err != nil {
		return err
	}
	if err := s.cfg.Keys.Provision(ctx, c.ID); err != nil {
		return err
	}
	keys, err := s.cfg.Keys.Tenant(ctx, c.ID)
	if err != nil {
		return err
	}
	err = func() error {
		keys.AllowNew(true)
		defer keys.AllowNew(false)
		return s.AsSystem(c.ID, "clinic set up").Update(ctx, fn)
	}()
	if err != nil {
		return err
	}
	return s.cfg.Control.SetState(ctx, c.ID, "open")
}

// housekeeping signs checkpoints every minute when there is something new,
// writes counted repeats, and closes idle vaults.
func (s *Store) housekeeping() {
	defer s.done.Done()
	tick := time.NewTicker(15 * time.Second)
	defer tick.Stop()
	for n := 1; ; n++ {
		select {
		case <-s.stop:
			return
		case <-tick.C:
		}
		ctx := context.Background()
		for _, f := range s.held() {
			if f.refused != nil {
				s.leave(f)
				continue
			}
			if err := f.flushRepeats(ctx, false); err != nil {
				s.cfg.Log.Error("writing counted repeats", "tenant", f.tenant, "error", err)
			}
			if n%4 == 0 {
				if err := f.checkpoint(ctx); err != nil {
					s.cfg.Log.Error("signing a checkpoint", "tenant", f.tenant, "error", err)
				}
			}
			s.leave(f)
		}
		s.closeIdle()
	}
}

// held takes every open vault; each is left by the caller.
func (s *Store) held() []*file {
	s.mu.Lock()
	defer s.mu.Unlock()
	var all []*file
	for _, f := range s.open {
		f.users++
		all = append(all, f)
	}
	return all
}

func (s *Store) closeIdle() {
	s.mu.Lock()
	defer s.mu.Unlock()
	limit := s.cfg.Clock.Now().Add(-s.cfg.IdleClose)
	for _, f := range s.open {
		if f.users == 0 && f.used.Before(limit) {
			s.closeFile(f)
		}
	}
}
