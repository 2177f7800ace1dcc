#!/usr/bin/env bash
# Runs the tests: the race detector where a race would be a leak, then everything
# once. Vet has been run by check.sh.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/have.sh

if have_cc; then
  step race detector
  CGO_ENABLED=1 go test -race -vet=off ./internal/kernel/... ./internal/storage/pagecrypt ./internal/storage/vault ./internal/identity/sessions
else
  step "race detector left out: no C compiler"
fi

tags=$(tags)
step "all tests${tags:+ with tags $tags}"
go test -vet=off -tags "$tags" ./...
