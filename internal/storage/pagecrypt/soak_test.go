//go:build soak

package pagecrypt

import (
	"fmt"
	"math/rand"
	"testing"

	"github.com/ncruces/go-sqlite3"
)

// Many days, many cuts: go test -tags soak -run Soak ./internal/storage/pagecrypt
func TestSoakCutsOfPower(t *testing.T) {
	for seed := range int64(24) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			w := day(t, 1000+seed, 120)
			for _, c := range cruelties {
				rng := rand.New(rand.NewSource(seed))
				for trial := range 100 {
					var next *clinicDay
					then := func(c *sqlite3.Conn, d *clinicDay) {
						if trial%2 == 0 {
							d.play(t, c, 1+rng.Intn(6), rng)
							next = d
						}
					}
					head := w.survive(t, trial%4 == 0, c, Head{}, rng, then)
					if next != nil {
						next.survive(t, false, c, head, rng, nil)
					}
				}
			}
		})
	}
}
