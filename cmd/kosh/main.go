// Command kosh runs a clinic, or thousands of them. See kosh help.
package main

import (
	"os"

	"kosh/internal/cli"
)

func main() { os.Exit(cli.Main(os.Args[1:], os.Stdin, os.Stdout, os.Stderr)) }
