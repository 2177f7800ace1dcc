package page

import (
	"context"
	"log/slog"

	"kosh/internal/base/clock"
	"kosh/internal/base/ids"
	"kosh/internal/storage/vault"
	"kosh/internal/ui"
)

// A House is what the door stands on; web makes one and hands it to every
// request.
type House struct {
	Vault *vault.Store
	Clock clock.Clock
	Log   *slog.Logger
	// Clinic returns a clinic's display name.
	Clinic func(ctx context.Context, id ids.Tenant) (string, error)
	// Chambers lists the chambers the person may work in, the present one
	// selected. It is asked inside the transaction of the page.
	Chambers func(tx *vault.Tx) ([]ui.Option, error)
	// Menu is what may stand in the navigation, in order.
	Menu []Item
	// Demo says that all people here are invented.
	Demo bool
	// Idle is how many minutes without activity lock a session.
	Idle int
}
