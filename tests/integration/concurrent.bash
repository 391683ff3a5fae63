#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Several builds of the same thing do the work once; builds of different things do not wait for each other.
source "${0%/*}/common.bash"

pids=()
for i in 1 2 3 4; do
  (cd "$project" && exec env -i "${environment[@]}" FAKE_RUSTC_DELAY=30 "$BUILDSTD" build) >"$base/out$i" 2>"$base/err$i" &
  pids+=($!)
done
for pid in "${pids[@]}"; do wait "$pid" || fail "one of them failed: $(cat "$base"/err?)"; done
for i in 2 3 4; do expect_equal "$(<"$base/out$i")" "$(<"$base/out1")"; done
expect_whole "$(<"$base/out1")"
for crate in core alloc std test script-std; do expect_equal "$(calls $crate)" 1; done
cat "$base"/err? >"$base/err"
expect_err "    Blocking waiting for file lock on the build of std for $host"
expect_equal "$(sysroots | wc -l)" 1

# A build that hangs keeps its own kind waiting, and nobody else.
rm -rf "$state"
forget_calls
start FAKE_RUSTC_DO=core:hang -- build
hanging=$pid
until_true was_called core
build --crates core --panic abort
with CARGO_TARGET_DIR="$base/other target" -- build
expect_status 0
kill -INT "$hanging"
wait "$hanging" || true

# One that waits takes over when the other one is killed.
rm -rf "$state"
forget_calls
start FAKE_RUSTC_DO=core:hang -- build
hanging=$pid
until_true was_called core
(cd "$project" && exec env -i "${environment[@]}" "$BUILDSTD" build) >"$base/second" 2>"$base/second.err" &
second=$!
until_true grep -q Blocking "$base/second.err"
kill -TERM "$hanging"
wait "$hanging" || true
wait "$second" || fail "the second failed: $(<"$base/second.err")"
expect_whole "$(<"$base/second")"
