// Command gen turns the word catalogs into typed Go. It is run by
// "go generate ./internal/ui/words" and writes one file per area.
package main

import (
	"fmt"
	"os"
	"path/filepath"
)

func main() {
	if err := run("."); err != nil {
		fmt.Fprintln(os.Stderr, "words:", err)
		os.Exit(1)
	}
}

// run reads dir/catalog and writes dir/<area>_words.go.
func run(dir string) error {
	areas, err := load(filepath.Join(dir, "catalog"))
	if err != nil {
		return err
	}
	for _, a := range areas {
		src, err := a.source()
		if err != nil {
			return fmt.Errorf("%s: %w", a.name, err)
		}
		if err := os.WriteFile(filepath.Join(dir, a.name+"_words.go"), src, 0o644); err != nil {
			return err
		}
	}
	return nil
}
