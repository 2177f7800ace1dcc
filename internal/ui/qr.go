package ui

import (
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/a-h/templ"
	"rsc.io/qr"
)

// QR draws text as a QR code of error correction level M: one SVG path, dark on
// white in both themes because scanners need it. label is what a screen reader
// says; the text itself is not repeated in the page. It fails when the text is
// longer than a code holds (about 2,300 bytes).
func QR(text, label string) templ.Component {
	return templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
		code, err := qr.Encode(text, qr.M)
		if err != nil {
			return fmt.Errorf("qr: %w", err)
		}
		side := code.Size + 8 // ISO/IEC 18004 asks for a quiet zone of four modules
		_, err = fmt.Fprintf(w, `<svg class="qr" role="img" aria-label="%s" viewBox="-4 -4 %d %d" shape-rendering="crispEdges"><path d="%s"/></svg>`,
			templ.EscapeString(label), side, side, modules(code))
		return err
	})
}

// modules writes each run of dark modules in a row as one closed rectangle.
func modules(code *qr.Code) string {
	var b strings.Builder
	for y := range code.Size {
		for x := 0; x < code.Size; {
			if !code.Black(x, y) {
				x++
				continue
			}
			start := x
			for x < code.Size && code.Black(x, y) {
				x++
			}
			fmt.Fprintf(&b, "M%d %dh%dv1h-%dz", start, y, x-start, x-start)
		}
	}
	return b.String()
}
