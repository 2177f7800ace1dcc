# Sourced by the other scripts: what this machine has.

have_cc() { command -v "$(go env CC)" >/dev/null; }

have_chromium() { command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null; }

have_fonts() { command -v fc-list >/dev/null && [ -n "$(fc-list :lang=bn)" ] && [ -n "$(fc-list :lang=hi)" ]; }

# tags prints the build tags of the tests this machine can run.
tags() { if have_chromium; then echo browser; fi; }

step() { printf '== %s\n' "$*"; }
