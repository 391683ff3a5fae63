#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# The advice for musl where the toolchain has none of its files, followed: `-Clink-self-contained=no -Clinker=musl-gcc`. It
# concerns linking only, so std is not built again, and the program links, with either panic strategy.
. "$(dirname "$0")/common.bash"
target=x86_64-unknown-linux-musl
[ "$host" = x86_64-unknown-linux-gnu ] || skip "the host is $host"
command -v musl-gcc >/dev/null || skip "there is no musl-gcc (package musl-tools)"
[ ! -e "$prebuilt/lib/rustlib/$target/lib/self-contained" ] || skip "the toolchain has musl's files"

new_package hello '
[profile.dev]
panic = "abort"'
echo 'fn main() { println!("hello"); }' >src/main.rs
run "$BUILDSTD" build --target "$target"
contains "-Clink-self-contained=no -Clinker=musl-gcc"
export RUSTFLAGS="-Clink-self-contained=no -Clinker=musl-gcc"
run "$BUILDSTD" exec --target "$target" -- "$CARGO" run
lacks "Compiling core"
contains hello
