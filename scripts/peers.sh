#!/usr/bin/env bash
# Installs the BEAMs that the tests compare gex with. Root on Debian 12; packages
# come from the mirror that the machine is configured for. 300 MB and half a
# minute each; what is there already is left alone.
#
#   scripts/peers.sh           install all
#   scripts/peers.sh otp29     only that one (otp25, otp27, otp29, programs)
#
# otp25  the machine's own packages: erl, iex and elixir on PATH
# otp27  a root directory of its own, $GEX_PEERS/otp27, from Debian 13
# otp29  likewise, $GEX_PEERS/otp29, from the release after that
# programs  what reads the scripts and pages that gex writes: fish, zsh, groff; and
#           ip, which makes networks of hosts for tests
#
# GEX_PEERS is ${XDG_CACHE_HOME:-~/.cache}/gex-peers by default. Run a command in
# such a root with: chroot $GEX_PEERS/otp29 env LANG=C.UTF-8 HOME=/tmp iex
set -euo pipefail
peers=${GEX_PEERS:-${XDG_CACHE_HOME:-$HOME/.cache}/gex-peers}
packages=elixir,erlang-ssl,erlang-runtime-tools

die() { echo "peers.sh: $*" >&2; exit 1; }

# apt package... installs packages of the machine's own release.
apt() {
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "$@" >/dev/null
}

# mirror prints the first package mirror that apt is configured with, in either
# format of its source lists.
mirror() {
  find /etc/apt -maxdepth 2 '(' -name '*.list' -o -name '*.sources' ')' -exec cat {} + |
    awk '$1 == "deb" || $1 == "URIs:" {
           for (i = 2; i <= NF; i++) if ($i ~ /^[a-z+]+:\/\/.*\/debian\/?$/) { print $i; exit }
         }'
}

# root name suite makes $peers/name with the given Debian suite inside. The suite
# may be newer than the keys and the scripts that this machine knows.
root() {
  local dir=$peers/$1 suite=$2 script=/usr/share/debootstrap/scripts/$2 from
  if [ ! -x "$dir/usr/bin/iex" ]; then
    command -v debootstrap >/dev/null || apt debootstrap
    [ -e "$script" ] || script=/usr/share/debootstrap/scripts/sid
    from=$(mirror)
    [ -n "$from" ] || die "apt knows no Debian mirror"
    ! mountpoint -q "$dir/proc" || die "$dir is half made and still mounted: unmount $dir/{proc,dev,sys} and remove it"
    rm -rf "$dir"
    mkdir -p "$dir"
    debootstrap --no-check-gpg --variant=minbase --include=$packages,erlang-src \
      "$suite" "$dir" "$from" "$script" >"$dir.log" 2>&1 || { tail -5 "$dir.log" >&2; die "$1: debootstrap failed"; }
    echo "127.0.0.1 localhost $(hostname)" >"$dir/etc/hosts"
  fi
  local m
  for m in proc dev sys; do
    mountpoint -q "$dir/$m" || mount --bind "/$m" "$dir/$m"
  done
}

# peer name installs one peer and prints its version.
peer() {
  case $1 in
    otp25) command -v iex >/dev/null || apt ${packages//,/ } ;;
    otp27) root otp27 trixie ;;
    otp29) root otp29 forky ;;
    programs)
      command -v fish >/dev/null && command -v zsh >/dev/null && command -v groff >/dev/null &&
        command -v ip >/dev/null || apt fish zsh groff-base iproute2
      return ;;
    *) echo "peers.sh: unknown peer $1: want otp25, otp27, otp29 or programs" >&2; exit 2 ;;
  esac
  local in=()
  [ "$1" = otp25 ] || in=(chroot "$peers/$1" env)
  LANG=C.UTF-8 HOME=/tmp "${in[@]}" elixir --version | sed -n "\$s/^/$1: /p"
}

[ "$(uname -s)" = Linux ] && [ -e /etc/debian_version ] && [ "$(id -u)" = 0 ] ||
  die "needs root on Debian; elsewhere the tests that need peers are skipped"
[ $# -gt 0 ] || set -- otp25 otp27 otp29 programs
for p; do peer "$p"; done
