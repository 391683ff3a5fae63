#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# The frames of std in a backtrace show file and line.
. "$(dirname "$0")/common.bash"

new_package panics
echo 'fn main() { panic!("on purpose"); }' >src/main.rs
run with_std "$CARGO" build

RUST_BACKTRACE=full fails_with 101 "target/$host/debug/panics"
contains "on purpose"
# Under the name that the prebuilt std's distributor gave the sources.
grep -qE ' at /(rustc/|usr/src/rustc-)[^ ]+/library/std/src/panicking\.rs:[0-9]+:[0-9]+' "$work/output" || fail "no place in std"
grep -qE ' at [^ ].*/panics/src/main\.rs:1:13$' "$work/output" || fail "no place in the program"
