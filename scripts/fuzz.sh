#!/usr/bin/env bash
# Runs every fuzz target of the module for a while each.
#   fuzz.sh [TIME]     e.g. 30s (default), 10m
# Minimising what was found is kept short: it can take longer than the search.
# go test may report its own deadline as a failure when the time ends while it
# minimises; a failure in truth leaves a failing input.
set -euo pipefail
cd "$(dirname "$0")/.."
time=${1:-30s}
log=$(mktemp)
trap 'rm -f "$log"' EXIT
grep -rlE '^func Fuzz' --include='*_test.go' . | while read -r file; do
  dir=$(dirname "$file")
  grep -oE '^func Fuzz[A-Za-z0-9_]*' "$file" | sed 's/^func //' | while read -r target; do
    echo "== $dir $target"
    if ! go test "$dir" -run '^$' -fuzz "^$target\$" -fuzztime "$time" -fuzzminimizetime 5x 2>&1 | tee "$log"; then
      grep -q 'context deadline exceeded' "$log" && ! grep -q 'Failing input' "$log" || exit 1
    fi
  done
done
