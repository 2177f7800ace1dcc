#!/usr/bin/env bash
# Runs every fuzz target for a while; the first argument is the time for each.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/have.sh
time=${1:-30s}
grep -rlE '^func Fuzz' --include='*_test.go' internal | xargs -n1 dirname | sort -u | while read -r dir; do
  grep -hoE '^func Fuzz\w+' "$dir"/*_test.go | sed 's/^func //' | while read -r target; do
    step "$dir $target"
    go test "./$dir" -run '^$' -fuzz "^$target\$" -fuzztime "$time" </dev/null
  done
done
