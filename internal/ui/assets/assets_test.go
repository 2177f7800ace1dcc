package assets

import (
	"bytes"
	"compress/gzip"
	"io"
	"regexp"
	"strings"
	"testing"
)

func TestEveryAssetIsServedUnderANameWithItsHash(t *testing.T) {
	t.Parallel()
	named := regexp.MustCompile(`^/assets/[A-Za-z-]+\.[0-9a-f]{12}\.(css|js|svg|woff2)$`)
	for _, name := range Names() {
		f, ok := Asset(URL(name))
		if !ok || !named.MatchString(f.URL) || f.Type == "" || len(f.Body) == 0 {
			t.Errorf("%s: %+v", name, f.URL)
		}
		if f.Gzip == nil {
			continue
		}
		r, err := gzip.NewReader(bytes.NewReader(f.Gzip))
		if err != nil {
			t.Fatal(err)
		}
		if body, err := io.ReadAll(r); err != nil || !bytes.Equal(body, f.Body) {
			t.Errorf("%s: the compressed form differs: %v", name, err)
		}
	}
	for _, path := range []string{"/assets/app.css", "/assets/", "", "/assets/../assets.go", "/assets/app.000000000000.css"} {
		if _, ok := Asset(path); ok {
			t.Errorf("%q is served", path)
		}
	}
}

func TestTheStylesheetNamesTheFontsAsTheyAreServedAndNothingElse(t *testing.T) {
	t.Parallel()
	f, _ := Asset(URL("app.css"))
	urls := regexp.MustCompile(`url\(([^)]*)\)`).FindAllSubmatch(f.Body, -1)
	if len(urls) != 4 {
		t.Errorf("%d addresses in the stylesheet, want the 4 fonts", len(urls))
	}
	for _, u := range urls {
		if _, ok := Asset(string(u[1])); !ok {
			t.Errorf("%s is not served", u[1])
		}
	}
}

// Budgets of the design: 15 KB of CSS and 30 KB of script, compressed.
func TestAssetsStayWithinTheirBudgets(t *testing.T) {
	t.Parallel()
	for name, limit := range map[string]int{"app.css": 15 << 10, "app.js": 30 << 10} {
		f, _ := Asset(URL(name))
		if len(f.Gzip) == 0 || len(f.Gzip) > limit {
			t.Errorf("%s: %d bytes compressed, limit %d", name, len(f.Gzip), limit)
		}
	}
}

// What a strict policy forbids must not be in the script, nor anything that
// keeps data in the browser.
func TestTheScriptStoresNothingAndBuildsNoMarkup(t *testing.T) {
	t.Parallel()
	f, _ := Asset(URL("app.js"))
	for _, bad := range []string{"innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function",
		"localStorage", "sessionStorage", "indexedDB", "caches.", "document.cookie", "http://", "https://"} {
		if bad == "http://" && strings.Count(string(f.Body), bad) == strings.Count(string(f.Body), "http://www.w3.org/2000/svg") {
			continue // the SVG namespace is a name, not an address
		}
		if strings.Contains(string(f.Body), bad) {
			t.Errorf("the script has %q", bad)
		}
	}
}
