#!/usr/bin/env bash
# What can be told without running: formatting, modules, vet, staticcheck, and
# whether the generated files are what their sources make. Every check runs, so
# that one report names everything; any complaint fails.
set -uo pipefail
cd "$(dirname "$0")/.."
. scripts/have.sh
bad=0

complain() { # heading, text
  if [ -n "$2" ]; then
    printf '%s\n%s\n' "$1" "$2" >&2
    bad=1
  fi
}

step formatting
complain "not formatted (make fmt):" "$(gofmt -l $(find . -name '*.go' -not -name '*_templ.go' -not -path './.*'))"

step modules
for module in . tools; do
  out=$(cd "$module" && go mod tidy -diff 2>&1) || complain "go.mod or go.sum is not tidy in $module:" "${out:-go mod tidy failed}"
done

step vet
go vet -tags browser,soak ./... || bad=1

step staticcheck
go tool -modfile=tools/go.mod staticcheck -tags browser,soak ./... || bad=1

step generated files
complain "generated files are not what their sources make (make generate):" "$(scripts/stale.sh)"

exit $bad
