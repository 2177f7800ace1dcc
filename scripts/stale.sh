#!/usr/bin/env bash
# Prints the generated files that differ from what their sources make. It runs
# the generators in a copy of the tree, committed or not, and leaves the tree alone.
set -euo pipefail
cd "$(dirname "$0")/.."

files() {
  if git rev-parse --is-inside-work-tree >/dev/null 2>&1; then
    git ls-files -co --exclude-standard -z | while IFS= read -r -d '' f; do if [ -e "$f" ]; then printf '%s\0' "$f"; fi; done
  else
    find . -type f -not -path './.git/*' -not -path './kosh-demo*' -printf '%P\0'
  fi
}

# A component file that no generate line reaches would never be made again.
files | tr '\0' '\n' | { grep '\.templ$' || true; } | xargs -r -n1 dirname | sort -u | while read -r dir; do
  up=$dir
  until grep -qs '^//go:generate.*templ generate' "$up"/*.go; do
    if [ "$up" = . ]; then
      echo "$dir has components and no go:generate line for them"
      break
    fi
    up=$(dirname "$up")
  done
done

copy=$(mktemp -d)
trap 'rm -rf "$copy"' EXIT
files | tar --null -T - -cf - | tar -xf - -C "$copy"
cp -a "$copy" "$copy.before"
trap 'rm -rf "$copy" "$copy.before"' EXIT
if ! (cd "$copy" && go generate ./...) >"$copy.log" 2>&1; then
  echo "the generators failed:"
  cat "$copy.log"
fi
rm -f "$copy.log"
diff -rq "$copy.before" "$copy" | sed -e "s|$copy.before|committed|g" -e "s|$copy|generated|g" || true
