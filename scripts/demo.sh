#!/usr/bin/env bash
# Runs the session of two nodes: the commands of demo/node2.exs and
# demo/node1.exs, each piped into a gex of its own, and prints both.
#   demo.sh            GEX=path/to/gex overrides bin/gex
set -euo pipefail
cd "$(dirname "$0")"
gex=${GEX:-../bin/gex}
host=$(hostname -s)
tmp=$(mktemp -d)
trap 'kill $(jobs -p) 2>/dev/null || true; rm -rf "$tmp"' EXIT

commands() { sed "s/@host/@$host/g" "$1"; }

commands demo/node2.exs >"$tmp/in2"
"$gex" --sname node2 --cookie secret --transcript <"$tmp/in2" >"$tmp/out2" 2>&1 &
second=$!
for _ in $(seq 100); do
  grep -q BackgroundJob "$tmp/out2" && break
  sleep 0.1
done

echo "--- node1"
status=0
commands demo/node1.exs | "$gex" --sname node1 --cookie secret --transcript || status=$?
wait "$second" || status=$?
echo
echo "--- node2"
cat "$tmp/out2"
exit "$status"
