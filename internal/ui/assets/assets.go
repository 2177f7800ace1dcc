// Package assets holds what a page loads besides itself: one stylesheet, one
// script, the fonts and the mark, embedded in the binary and served under names
// that contain their hash, so that a browser may keep them for ever and never
// has a stale one. Nothing is loaded from anywhere else.
//
// Sources are in src; app.css and app.js here are made from them by
//
//	go generate ./internal/ui/assets
//
// which needs esbuild from tools/go.mod. The results are committed: a fresh
// clone builds with Go alone.
package assets

//go:generate go tool -modfile=../../../tools/go.mod esbuild src/app.ts --bundle --format=esm --target=es2022 --charset=utf8 --minify-syntax --minify-whitespace --outfile=app.js
//go:generate go tool -modfile=../../../tools/go.mod esbuild src/app.css --charset=utf8 --minify-whitespace --target=chrome125,safari17.5,firefox128 --outfile=app.css

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"
	"sync"
)

//go:embed app.css app.js mark.svg *.woff2
var files embed.FS

// Prefix is the path all assets are served under.
const Prefix = "/assets/"

// A File is an asset ready to be sent with "Cache-Control: public,
// max-age=31536000, immutable".
type File struct {
	URL  string // /assets/app.1f2e3d4c5b6a.css
	Type string // Content-Type
	ETag string // quoted
	Body []byte
	Gzip []byte // nil when compression does not pay
}

type set struct {
	byName, byURL map[string]File
}

var types = map[string]string{
	".css":   "text/css; charset=utf-8",
	".js":    "text/javascript; charset=utf-8",
	".svg":   "image/svg+xml",
	".woff2": "font/woff2",
}

// all hashes and compresses the files once, at first use.
var all = sync.OnceValue(func() set {
	s := set{byName: map[string]File{}, byURL: map[string]File{}}
	entries, err := files.ReadDir(".")
	if err != nil {
		panic(err) // the files are embedded: only a broken build gets here
	}
	var css []byte
	for _, e := range entries {
		body, err := files.ReadFile(e.Name())
		if err != nil {
			panic(err)
		}
		if e.Name() == "app.css" {
			css = body
			continue
		}
		s.add(e.Name(), body)
	}
	// The stylesheet comes last: it names the fonts, hash and all.
	for name, f := range s.byName {
		css = bytes.ReplaceAll(css, []byte("url("+name+")"), []byte("url("+f.URL+")"))
	}
	s.add("app.css", css)
	return s
})

func (s set) add(name string, body []byte) {
	sum := sha256.Sum256(body)
	hash := hex.EncodeToString(sum[:6])
	ext := path.Ext(name)
	f := File{
		URL:  Prefix + strings.TrimSuffix(name, ext) + "." + hash + ext,
		Type: types[ext],
		ETag: `"` + hash + `"`,
		Body: body,
	}
	if ext != ".woff2" {
		f.Gzip = compress(body)
	}
	s.byName[name], s.byURL[f.URL] = f, f
}

func compress(body []byte) []byte {
	var b bytes.Buffer
	w, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err != nil {
		panic(err) // the level is a constant
	}
	if _, err := w.Write(body); err != nil {
		panic(err) // a bytes.Buffer does not fail
	}
	if err := w.Close(); err != nil {
		panic(err)
	}
	if b.Len() >= len(body) {
		return nil
	}
	return b.Bytes()
}

// Asset returns the file served at an address (path of the request).
func Asset(url string) (File, bool) {
	f, ok := all().byURL[url]
	return f, ok
}

// URL returns the address of an asset by its plain name, such as "app.css". An
// unknown name is a mistake in the program and panics.
func URL(name string) string {
	f, ok := all().byName[name]
	if !ok {
		panic(fmt.Sprintf("assets: no file %q", name))
	}
	return f.URL
}

// Names lists the assets by plain name, sorted.
func Names() []string { return slices.Sorted(maps.Keys(all().byName)) }
