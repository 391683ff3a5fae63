#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# RUSTFLAGS of the user stay in force, for the crates and for std; `-Cprefer-dynamic` falls back to the static std.
. "$(dirname "$0")/common.bash"

# With what panic_abort.bash needs too: one of the two compiles std.
export BUILDSTD_CACHE_DIR="$shared_cache"
new_package flagged '
[profile.dev]
panic = "abort"'
cat >src/main.rs <<'END'
#[cfg(not(from_environment))]
compile_error!("the user's flags are lost");

fn main() {
    println!("linked: {}", std::fs::read_to_string("/proc/self/maps").unwrap().contains("libstd"));
}
END

export RUSTFLAGS="-Cprefer-dynamic --cfg from_environment -Copt-level=0" # the last so that std compiles quickly
run "$BUILDSTD" exec --target "$host" -- "$CARGO" run
contains "linked: false"
