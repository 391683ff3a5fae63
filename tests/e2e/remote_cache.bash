#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# The real std by a server, and by an archive: an empty machine gets all of it, compiles nothing, and has the same bytes. At most 50 MB are
# transferred. Times are only told.
. "$(dirname "$0")/common.bash"
. "$(dirname "$script")/../remote/servers.bash"
trap 'stop_servers keep_on_failure' EXIT
unset http_proxy HTTP_PROXY https_proxy HTTPS_PROXY all_proxy ALL_PROXY
[ -x "${BUILDSTD%/*}/buildstd-transfer" ] || skip "there is no buildstd-transfer beside $BUILDSTD"

most=50000000 # 46.4 MB were seen with Debian's 1.96.0 (docs/performance.md)
seconds() { # COMMAND...: sets `took`
  local before=${EPOCHREALTIME/[.,]/}
  "$@"
  took=$(((${EPOCHREALTIME/[.,]/} - before) / 1000))
  took="$((took / 1000)).$(printf %03d $((took % 1000))) s"
}
# machine NAME: an empty one.
machine() {
  mkdir -p "$work/$1/home" "$work/$1/workspace"
  export HOME="$work/$1/home" CARGO_HOME="$work/$1/home/.cargo" BUILDSTD_CACHE_DIR="$work/$1/cache"
  cd "$work/$1/workspace"
}
# complete SYSROOT: what A has.
complete() { run diff -r "$(libraries "$reference")" "$(libraries "$1")"; }
# --- A writes ----------------------------------------------------------------------------------------------------
start_nginx "$work/nginx"
transferred() { awk -v from="$1" 'NR > from { received += $4; sent += $5 } END { print received + 0, sent + 0 }' "$work/nginx/access.log"; }
export BUILDSTD_CACHE_DIR="$shared_cache"
seconds run "$BUILDSTD" build --target "$host" --remote-cache "$url" --remote-cache-mode read-write
reference=$(tail -n 1 "$work/output")
read -r received _ < <(transferred 0)
echo "A: $took; $(find "$served/ac" -type f | wc -l) units; $received bytes written"

# --- B reads -----------------------------------------------------------------------------------------------------
machine b
before=$(wc -l <"$work/nginx/access.log")
seconds run "$BUILDSTD" build --target "$host" --remote-cache "$url"
lacks "   Compiling"
complete "$(tail -n 1 "$work/output")"
read -r _ sent < <(transferred "$before")
echo "B: $took; $sent bytes read"
[ "$sent" -le $most ] || fail "$sent bytes were transferred, more than $most"

# --- an archive --------------------------------------------------------------------------------------------------
export BUILDSTD_CACHE_DIR="$shared_cache"
seconds run "$BUILDSTD" cache export "$work/std.tar.zst" --target "$host"
size=$(stat -c %s "$work/std.tar.zst")
echo "export: $took; $size bytes"
[ "$size" -le $most ] || fail "the archive has $size bytes, more than $most"
machine c
seconds run "$BUILDSTD" cache import "$work/std.tar.zst"
echo "import: $took"
seconds run "$BUILDSTD" build --target "$host"
lacks "   Compiling"
complete "$(tail -n 1 "$work/output")"
echo "build after it: $took"
