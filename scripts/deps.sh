#!/usr/bin/env bash
# Finds what the tests want beside Go, and installs what is missing when it can:
# as root on a machine with apt-get. Otherwise it says what to install and what
# goes untested without it; under CI=true a missing piece is a failure.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/have.sh

declare -a packages=()
declare -a untested=()

want() { # name, how to tell, Debian package, what goes untested
  if ! "$2"; then
    packages+=("$3")
    untested+=("$1: $4")
  fi
}

look() {
  packages=() untested=()
  want "a C compiler" have_cc "gcc libc6-dev" "the race detector over kernel, pagecrypt, vault and sessions"
  want "Chromium" have_chromium "chromium" "every test in a real browser"
  want "fonts for Bangla and Devanagari" have_fonts "fonts-noto-core fontconfig" "the look of Bangla and Hindi in the browser tests"
}

if ! command -v go >/dev/null; then
  echo "deps: Go is missing. Install the version named in go.mod or newer." >&2
  exit 1
fi

look
if [ ${#packages[@]} -gt 0 ] && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  echo "deps: installing ${packages[*]}"
  log=$(mktemp)
  # shellcheck disable=SC2086 # one entry may name several packages
  if ! { apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends ${packages[*]}; } >"$log" 2>&1; then
    tail -n 20 "$log" >&2
  fi
  rm -f "$log"
  look
fi

if [ ${#packages[@]} -gt 0 ]; then
  echo "deps: missing on this machine; without it this is left out:"
  printf 'deps:   %s\n' "${untested[@]}"
  echo "deps: to run everything: sudo apt-get install ${packages[*]}"
  if [ "${CI:-}" = true ]; then
    echo "deps: under CI nothing may be left out" >&2
    exit 1
  fi
fi
