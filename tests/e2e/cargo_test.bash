#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# `cargo test` of a workspace: unit tests, doctests, a proc macro and a build script.
. "$(dirname "$0")/common.bash"

mkdir -p answer/src macros/src
printf '[workspace]\nmembers = ["answer", "macros"]\nresolver = "3"\n' >Cargo.toml

printf '[package]\nname = "macros"\nedition = "2024"\n[lib]\nproc-macro = true\n' >macros/Cargo.toml
cat >macros/src/lib.rs <<'END'
/// Becomes `42`.
#[proc_macro]
pub fn forty_two(_: proc_macro::TokenStream) -> proc_macro::TokenStream {
    "42".parse().unwrap()
}
END

printf '[package]\nname = "answer"\nedition = "2024"\n[dependencies]\nmacros.path = "../macros"\n' >answer/Cargo.toml
echo 'fn main() { println!("cargo::rustc-env=ANSWER={}", 42) }' >answer/build.rs
cat >answer/src/lib.rs <<'END'
/// ```
/// assert_eq!(answer::answer(), 42);
/// ```
pub fn answer() -> u32 {
    macros::forty_two!()
}

#[test]
fn macro_and_build_script_agree() {
    assert_eq!(answer().to_string(), env!("ANSWER"));
}

#[test]
#[should_panic(expected = "on purpose")]
fn panics() {
    panic!("on purpose");
}
END

run with_std "$CARGO" test --workspace
contains "test macro_and_build_script_agree ... ok"
contains "test panics - should panic ... ok"
contains "test answer/src/lib.rs - answer (line 1) ... ok"
