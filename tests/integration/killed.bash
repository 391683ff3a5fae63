#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# kill -9 at random moments: whatever is left, the next run makes the same sysroot as one that was never disturbed.
source "${0%/*}/common.bash"

contents() { (cd "$1" && find . -type f -exec sha256sum {} + | sort -k2); }

build
name=${sysroot##*/}
contents "$sysroot" >"$base/reference"
rm -rf "$state"

RANDOM=${SEED:-$$}
echo "seed: ${SEED:-$$}" >&2
for round in 1 2 3 4 5 6 7 8 9 10; do
  if ((round % 4 == 0)); then
    until_true no_compiler_runs # those of the build that was killed
    rm -rf "$state"
  fi
  start FAKE_RUSTC_DELAY=2 -- build 2>/dev/null
  sleep "0.$(printf '%03d' $((RANDOM % 260)))"
  kill -KILL "$pid" 2>/dev/null || true
  collect
  # What is there under a sysroot's name is whole.
  for found in $(sysroots); do
    [[ $found == .* ]] || contents "$state/sysroots/$found" | cmp - "$base/reference" || fail "half a sysroot: $found"
  done
done
until_true no_compiler_runs
build
expect_equal "${sysroot##*/}" "$name"
contents "$sysroot" | cmp - "$base/reference"
expect_equal "$(sysroots)" "$name"

# Compilers end with it, however it ends: also one that is suspended, and would be so for ever; one that is started by a
# script, whose parent is not buildstd; what a build script has started; and all of it where only the system can end them,
# because the process that else does so is killed first.
of_test() { find /proc -maxdepth 2 -name exe -lname "$base/*" -printf '%h\n' 2>/dev/null || true; }
core_is_suspended() {
  local process
  for process in $(of_test); do
    tr '\0' ' ' <"$process/cmdline" | grep -q -- '--crate-name core ' && grep -q '^State:.T' "$process/status" && return
  done 2>/dev/null
  return 1
}
guards() { pgrep -P "$pid" -x build-guard || true; }
# ends_with_it DEEDS CONDITION…: kills buildstd once the condition is true.
ends_with_it() {
  rm -rf "$state"
  rm -f "$log" "$log.children"
  start FAKE_RUSTC_DO="$1" "${more[@]}" -- build -j 2
  until_true "${@:2}"
  [[ $(guards) ]] || fail "nobody watches"
  "${kill_first[@]}"
  kill -KILL "$pid"
  collect
  until_true no_compiler_runs
  until_true all_gone "$log.children"
}
# Two hang that are more urgent than core's machine code.
suspends=core:await-nobody,alloc:hang,rustc_std_workspace_core:hang
more=()
kill_first=(true)
ends_with_it "$suspends" core_is_suspended
ends_with_it core:hang-family test -s "$log.children"
more=(FAKE_SCRIPT_DO=hang)
ends_with_it nobody:hang test -s "$log.children"
more=()
kill_guard() { kill -KILL $(guards); }
kill_first=(kill_guard)
ends_with_it "$suspends" core_is_suspended
kill_first=(true)
mv "$toolchain/bin/rustc" "$toolchain/bin/real"
printf '#!/bin/sh\n"%s" "$@"\nexit $?\n' "$toolchain/bin/real" >"$toolchain/bin/rustc"
chmod +x "$toolchain/bin/rustc"
ends_with_it "$suspends" core_is_suspended
mv "$toolchain/bin/real" "$toolchain/bin/rustc"

# A step of a build file ends in the same way.
if command -v ninja >/dev/null; then
  rm -rf "$state" "$log.children"
  buildstd plan --format ninja
  cp "$base/out" "$base/build.ninja"
  forget_calls
  set -m
  (cd "$base" && exec env -i "${environment[@]}" FAKE_RUSTC_DO=core:hang ninja -f build.ninja) >"$base/out" 2>"$base/err" </dev/null &
  pid=$!
  set +m
  until_true was_called core
  kill -KILL "$pid" $(pgrep -f -- "^$BUILDSTD step .*$base")
  collect
  until_true no_compiler_runs
fi
