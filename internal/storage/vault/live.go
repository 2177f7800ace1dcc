package vault

import (
	"context"

	"kosh/internal/kernel/access"
)

// Watch calls fn for every change in the clinic until ctx ends, the vault is
// closed, or fn fails. It holds no transaction. Reading the grants again is the
// caller's: a stream must end when its session does.
func (s *Store) Watch(ctx context.Context, who access.Who, fn func(Change) error) error {
	f, err := s.enter(ctx, who)
	if err != nil {
		return err
	}
	c := f.topics.subscribe()
	s.leave(f)
	defer f.topics.unsubscribe(c)
	for {
		select {
		case <-ctx.Done():
			return nil
		case change, ok := <-c:
			if !ok {
				return nil
			}
			if err := fn(change); err != nil {
				return err
			}
		}
	}
}
