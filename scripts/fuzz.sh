#!/usr/bin/env bash
# Runs every fuzz target of the module for a while each.
#   fuzz.sh [TIME]     e.g. 30s (default), 10m
# Minimising what was found is kept short: it can take longer than the search.
set -euo pipefail
cd "$(dirname "$0")/.."
time=${1:-30s}
grep -rlE '^func Fuzz' --include='*_test.go' . | while read -r file; do
  dir=$(dirname "$file")
  grep -oE '^func Fuzz[A-Za-z0-9_]*' "$file" | sed 's/^func //' | while read -r target; do
    echo "== $dir $target"
    go test "$dir" -run '^$' -fuzz "^$target\$" -fuzztime "$time" -fuzzminimizetime 5x
  done
done
