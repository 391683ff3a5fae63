#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# In a workspace with `panic = "abort"`, `cargo test` gets the std that unwinds: Cargo ignores the setting for tests, and
# a std without an unwinder would not link (RFC 3874, "Panic strategies").
. "$(dirname "$0")/common.bash"

new_package aborts '
[profile.dev]
panic = "abort"'
cat >src/lib.rs <<'END'
/// ```
/// assert!(std::panic::catch_unwind(|| aborts::fail()).is_err());
/// ```
pub fn fail() {
    panic!("as it should")
}

#[test]
#[should_panic(expected = "as it should")]
fn fails() {
    fail()
}
END
run with_std "$CARGO" test
lacks "Compiling core"
contains "test fails - should panic ... ok"
contains "test result: ok. 1 passed"
