#!/usr/bin/env bash
# Shows two nodes: what demo/node1.exs and demo/node2.exs contain is typed into a
# gex each. Prints node1's session, then node2's. The status is 0 if every line
# of both did what it should.
#   demo.sh            GEX=path/to/gex is used instead of bin/gex
set -euo pipefail
cd "$(dirname "$0")"
gex=${GEX:-../bin/gex}
host=$(hostname | cut -d. -f1)
out=$(mktemp -d)
trap 'kill $(jobs -p) 2>/dev/null || true; rm -rf "$out"' EXIT

# typed NAME prints the commands of a node.
typed() { sed -e '/^#/d' -e "s/@host/@$host/g" "demo/$1.exs"; }

# session NAME types them into a gex, which replaces the process.
session() { exec "$gex" --sname "$1" --cookie secret --transcript < <(typed "$1") 2>&1; }

# show NAME prints what was typed and what came of it.
show() {
  echo "\$ gex --sname $1 --cookie secret"
  cat "$out/$1"
}

session node2 >"$out/node2" &
second=$!
# Node2 echoes a line when those before it are done.
until grep -qs your_turn "$out/node2" || ! kill -0 "$second" 2>/dev/null; do
  sleep 0.1
done

status=0
(session node1) >"$out/node1" || status=$?
[ "$status" = 0 ] || kill "$second" 2>/dev/null || true # it would wait in vain
wait "$second" || status=1

show node1
echo
show node2
exit "$status"
