#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# The cache that all workspaces of a user share: what was compiled once is not compiled again, whatever happens to it.
source "${0%/*}/common.bash"

umask 022
cache="$base/the cache"
environment+=(BUILDSTD_CACHE_DIR="$cache" FAKE_SCRIPT_OUTPUT='cargo:rerun-if-env-changed=MOCK_SETTING\n')
contents() { (cd "$1" && find . -type f ! -name buildstd.json -exec sha256sum {} + | sort -k2); }
# in_workspace NAME ARGUMENT…: the same request from another directory.
in_workspace() {
  local name=$1
  shift
  forget_calls
  with CARGO_TARGET_DIR="$base/$name" -- "$@"
  sysroot=$(tail -n 1 "$base/out")
}

# --- the second workspace ----------------------------------------------------------------------------------------
in_workspace first build
expect_status 0
all=$(calls)
contents "$sysroot" >"$base/reference"
in_workspace second build
expect_status 0
expect_equal "$(calls)" 0
expect_equal "$(probes)" 0
expect_whole "$sysroot"
contents "$sysroot" | cmp - "$base/reference"
! grep -r "$base/first" "$base/second" || fail "the first workspace is named in the second"
rm -rf "$base/second"
in_workspace second build -v
expect_err "       Fresh core v0.0.0"
expect_no_err "   Compiling"

# Only what differs is compiled: of std after alloc, of another panic strategy.
rm -rf "$cache"
in_workspace third build --crates alloc
compiled=$(calls)
in_workspace fourth build
expect_equal "$((compiled + $(calls)))" "$all"
expect_equal "$(calls core)" 0
expect_equal "$(calls std)" 1

in_workspace fifth build --no-cache
expect_equal "$(calls)" "$all"

# --- what is not as it was ---------------------------------------------------------------------------------------
# A build script has looked at this variable.
rm -rf "$base/second"
environment+=(MOCK_SETTING=other)
in_workspace second build -v
expect_err "the environment variable MOCK_SETTING changed"
expect_equal "$(calls core)" 0
unset 'environment[-1]'
in_workspace sixth build
expect_equal "$(calls)" 0

# A damaged file is not served; nor is one that others may write to.
damage() {
  local file
  file=$(find "$cache" -name "libcore-*.rlib" | head -n 1)
  chmod u+w "$file"
  "$@" "$file"
  rm -rf "$base/second"
}
half() { truncate -s -1 "$1"; }
another_byte() { printf 'X' | dd of="$1" conv=notrunc status=none; }
for change in half another_byte "chmod go+w"; do
  rm -rf "$base"/{first,second,third,fourth,fifth,sixth}
  # shellcheck disable=SC2086
  damage $change
  in_workspace second build
  expect_status 0
  expect_equal "$(calls core)" 1
  contents "$sysroot" | cmp - "$base/reference"
  in_workspace third build
  expect_equal "$(calls)" 0
done
for description in '' '[]' '{"format":1}' '{"format":1,"environment":{},"files":{},"made":[{"name":"../../x","size":1}]}'; do
  damage true
  find "$cache" -name entry.json -path '*' -exec sh -c 'rm "$1"; printf "%s" "$2" >"$1"' _ {} "$description" \;
  in_workspace second build
  expect_status 0
  expect_equal "$(calls)" "$all"
done

# --- a cache that cannot be used ---------------------------------------------------------------------------------
rm -rf "$base/second"
chmod go+w "$cache"
in_workspace second build
expect_status 0
expect_equal "$(calls)" "$all"
expect_err "warning: the cache \`$cache\` is not used: others may write to \`$cache\`"
expect_err "help: remove it, as others may have changed what is in it: \`rm -rf '$cache'\`"
buildstd cache stats
expect_status 101
chmod go-w "$cache"
rm -rf "$base/second"
environment+=(BUILDSTD_CACHE_DIR="$base/home/.cargo/file/cache")
: >"$base/home/.cargo/file"
in_workspace second build
expect_status 0
expect_err "warning: the cache \`$base/home/.cargo/file/cache\` is not used"
rm "$base/home/.cargo/file"
unset 'environment[-1]'

# --- looking at it, and cleaning it ------------------------------------------------------------------------------
rm -rf "$base/second" "$cache"
in_workspace second build
buildstd cache dir
expect_equal "$(<"$base/out")" "$cache"
buildstd cache stats
expect_out "units: $all"
buildstd cache stats --format json
expect_out "\"units\": $all"
buildstd cache gc --max-size 1GB
expect_err "     Removed 0 units"
buildstd cache gc --max-size 0
expect_err "     Removed $all units"
buildstd cache stats
expect_out "units: 0"
buildstd cache gc --max-age 7
expect_status 1
with BUILDSTD_CACHE_DIR= -- cache dir
expect_status 101
expect_err "help: name a folder for it with BUILDSTD_CACHE_DIR, or set HOME"
# What a killed process has left goes after an hour.
mkdir -p "$cache/v1/incoming/1-0"
touch -d '2 hours ago' "$cache/v1/incoming/1-0"
buildstd cache gc
[[ ! -e $cache/v1/incoming/1-0 ]] || fail "rubbish stays"
# So it does by itself, once a day; a clock that was wrong does not keep it from that.
mkdir "$cache/v1/incoming/1-0"
touch -d '2 hours ago' "$cache/v1/incoming/1-0"
touch -d '10 days' "$cache/v1/collected"
rm -rf "$base/second"
in_workspace second build --crates core
expect_status 0
[[ ! -e $cache/v1/incoming/1-0 ]] || fail "nothing is collected for ten days"
rm -rf "$cache"

# --- many at once ------------------------------------------------------------------------------------------------
forget_calls
rm -rf "$base"/{first,second,third,fourth,fifth,sixth}
pids=()
for i in {1..20}; do
  (cd "$project" && exec env -i "${environment[@]}" CARGO_TARGET_DIR="$base/many $((i % 5))" FAKE_RUSTC_DELAY=5 \
    "$BUILDSTD" build -q) >"$base/out$i" 2>"$base/err$i" &
  pids+=($!)
done
for pid in "${pids[@]}"; do wait "$pid" || fail "one of them failed: $(cat "$base"/err?*)"; done
for i in {1..20}; do contents "$(<"$base/out$i")" | cmp - "$base/reference"; done
expect_equal "$(calls)" "$all"

# --- kill -9 -----------------------------------------------------------------------------------------------------
RANDOM=${SEED:-$$}
echo "seed: ${SEED:-$$}" >&2
for round in {1..12}; do
  ((round % 3)) || rm -rf "$cache"
  rm -rf "$base/killed"
  start CARGO_TARGET_DIR="$base/killed" FAKE_RUSTC_DELAY=2 -- build 2>/dev/null
  sleep "0.$(printf '%03d' $((RANDOM % 260)))"
  kill -KILL "$pid" 2>/dev/null || true
  collect
  until_true no_compiler_runs
  rm -rf "$base/after"
  in_workspace after build
  expect_status 0
  contents "$sysroot" | cmp - "$base/reference"
done
