//go:build !soak

package crashtest

import "testing"

// rounds is how often the normal run kills.
func rounds(testing.TB) int { return 8 }
