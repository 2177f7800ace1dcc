//go:build race

package pagecrypt

// The race detector makes SQLite some ten times slower; what it looks for is in
// the stress tests, so the simulators play fewer cuts under it.
const slow = 8
