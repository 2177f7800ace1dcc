//go:build soak

package crashtest

import (
	"os"
	"strconv"
	"testing"
)

// rounds is fifty, or what KOSH_CRASH_ROUNDS says.
func rounds(t testing.TB) int {
	text := os.Getenv("KOSH_CRASH_ROUNDS")
	if text == "" {
		return 50
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 {
		t.Fatalf("KOSH_CRASH_ROUNDS is %q", text)
	}
	return n
}
