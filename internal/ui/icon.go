package ui

import (
	"context"
	"io"

	"github.com/a-h/templ"
)

// An Icon names a picture of the set, drawn on a 20 by 20 grid in the colour of
// the text around it. It is always decoration: the words stand beside it, or in
// the aria-label of the control.
type Icon string

// The icon set. The empty Icon draws nothing.
const (
	IconAlert  Icon = `<path d="M10 3 18 16.5H2zM10 8v4M10 14.2v.1"/>`
	IconCheck  Icon = `<path d="m4.5 10.5 3.7 3.7L15.5 6"/>`
	IconCopy   Icon = `<path d="M7 7h9.5v9.5H7zM13 7V3.5H3.5V13H7"/>`
	IconDots   Icon = `<path class="fat" d="M4.5 10h.01M10 10h.01M15.5 10h.01"/>`
	IconDown   Icon = `<path d="m5.5 8 4.5 4.5L14.5 8"/>`
	IconGear   Icon = `<circle cx="10" cy="10" r="2.5"/><path d="M10 2.5v2.2M10 15.3v2.2M2.5 10h2.2M15.3 10h2.2M4.7 4.7l1.6 1.6M13.7 13.7l1.6 1.6M4.7 15.3l1.6-1.6M13.7 6.3l1.6-1.6"/>`
	IconHome   Icon = `<path d="M3.5 9 10 3.5 16.5 9v7.5h-4.5v-5H8v5H3.5z"/>`
	IconInfo   Icon = `<circle cx="10" cy="10" r="7"/><path d="M10 9.2v4.3M10 6.5v.1"/>`
	IconKey    Icon = `<circle cx="6.5" cy="13.5" r="3"/><path d="m8.7 11.3 7.8-7.8M13 7l2.5 2.5"/>`
	IconKeys   Icon = `<path d="M2.5 5.5h15v9h-15zM5.5 8.5h.01M8.5 8.5h.01M11.5 8.5h.01M14.5 8.5h.01M6.5 11.5h7"/>`
	IconLeft   Icon = `<path d="M12 5.5 7.5 10l4.5 4.5"/>`
	IconLock   Icon = `<path d="M5 9h10v7.5H5zM7 9V6.5a3 3 0 0 1 6 0V9"/>`
	IconLook   Icon = `<path d="M2 10c2-3.7 4.7-5.5 8-5.5s6 1.8 8 5.5c-2 3.7-4.7 5.5-8 5.5S4 13.7 2 10z"/><circle cx="10" cy="10" r="2.3"/>`
	IconMoon   Icon = `<path d="M16.5 12A7 7 0 0 1 8 3.5 7 7 0 1 0 16.5 12z"/>`
	IconOut    Icon = `<path d="M8 3.5H3.5v13H8M7.5 10h9M13 6.5l3.5 3.5-3.5 3.5"/>`
	IconPen    Icon = `<path d="m4 16 .8-3.5L13 4.3l2.7 2.7-8.2 8.2z"/>`
	IconPeople Icon = `<circle cx="7.5" cy="7" r="3"/><path d="M2 16.5c.4-3.3 2.3-5 5.5-5s5.1 1.7 5.5 5M13 4.3a3 3 0 0 1 0 5.4M15 12c1.9.6 2.9 2.1 3.1 4.5"/>`
	IconPerson Icon = `<circle cx="10" cy="6.5" r="3.2"/><path d="M3.8 16.8c.5-3.5 2.7-5.3 6.2-5.3s5.7 1.8 6.2 5.3"/>`
	IconPhone  Icon = `<path d="M6.5 2.5h7v15h-7zM9 14.8h2"/>`
	IconPlus   Icon = `<path d="M10 4v12M4 10h12"/>`
	IconRight  Icon = `<path d="m8 5.5 4.5 4.5L8 14.5"/>`
	IconScreen Icon = `<path d="M3 4h14v9.5H3zM7.5 16.5h5M10 13.5v3"/>`
	IconSearch Icon = `<circle cx="9" cy="9" r="5"/><path d="m13 13 4 4"/>`
	IconShield Icon = `<path d="M10 2.5 16 5v4.5c0 3.8-2 6.5-6 8-4-1.5-6-4.2-6-8V5zM7.5 10l1.8 1.8L13 8"/>`
	IconStaff  Icon = `<path d="M3.5 4.5h13v12h-13zM8 2.5h4v3.5H8zM6.5 14c.3-1.7 1.5-2.5 3.5-2.5s3.2.8 3.5 2.5"/><circle cx="10" cy="9" r="1.3"/>`
	IconSun    Icon = `<circle cx="10" cy="10" r="3.3"/><path d="M10 2.5v1.7M10 15.8v1.7M2.5 10h1.7M15.8 10h1.7M4.7 4.7l1.2 1.2M14.1 14.1l1.2 1.2M4.7 15.3l1.2-1.2M14.1 5.9l1.2-1.2"/>`
	IconCross  Icon = `<path d="m5.5 5.5 9 9M14.5 5.5l-9 9"/>`
	IconAdd    Icon = `<circle cx="8" cy="7" r="3"/><path d="M2.5 16.5c.4-3.3 2.3-5 5.5-5 1.3 0 2.4.3 3.2.8M15 11.5v6M12 14.5h6"/>`
)

// Draw renders the icon.
func Draw(i Icon) templ.Component {
	return templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
		if i == "" {
			return nil
		}
		_, err := io.WriteString(w, `<svg class="i" aria-hidden="true" viewBox="0 0 20 20">`+string(i)+`</svg>`)
		return err
	})
}
