package page

import (
	"log/slog"

	"kosh/internal/base/clock"
	"kosh/internal/security/ratelimit"
	"kosh/internal/storage/vault"
)

// A House is what the door stands on; web makes one and hands it to every
// request.
type House struct {
	Vault *vault.Store
	Clock clock.Clock
	Log   *slog.Logger
	// Limits counts what a person may do so often only.
	Limits *ratelimit.Limiter
	// Menu is what may stand in the navigation, in order.
	Menu []Item
	// Demo says that all people here are invented.
	Demo bool
	// Idle is how many minutes without activity lock a session.
	Idle int
}
