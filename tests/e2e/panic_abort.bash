#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# A profile's `panic = "abort"` reaches the standard library; `--panic abort` chooses the same one.
. "$(dirname "$0")/common.bash"

# As in user_rustflags.bash: one of the two compiles std.
export BUILDSTD_CACHE_DIR="$shared_cache" RUSTFLAGS="-Cprefer-dynamic --cfg from_environment -Copt-level=0"
new_package aborts $'[profile.dev]\npanic = "abort"'
echo 'fn main() { let _ = std::panic::catch_unwind(|| panic!("on purpose")); }' >src/main.rs
by_option=$("$BUILDSTD" build --panic abort --target "$host")

run "$BUILDSTD" exec --target "$host" -- "$CARGO" build
lacks Compiling\ core
fails_with 134 "target/$host/debug/aborts"
contains "on purpose"
same "$by_option" "$("$BUILDSTD" print sysroot -q --target "$host")"
