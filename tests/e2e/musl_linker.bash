#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# The advice for musl where the toolchain has none of its files, followed: `-Clink-self-contained=no -Clinker=musl-gcc`, and an
# unwinder, made as docs/targets.md has it. It concerns linking only, so std is not built again, and the program links.
. "$(dirname "$0")/common.bash"
target=x86_64-unknown-linux-musl
[ "$host" = x86_64-unknown-linux-gnu ] || skip "the host is $host"
command -v musl-gcc >/dev/null || skip "there is no musl-gcc (package musl-tools)"
[ ! -e "$prebuilt/lib/rustlib/$target/lib/self-contained" ] || skip "the toolchain has musl's files"
[ -e /usr/lib/llvm-19/lib/libunwind.a ] || skip "there is no unwinder (package libunwind-19-dev)"

new_package hello '
[profile.dev]
panic = "abort"'
echo 'fn main() { println!("hello"); }' >src/main.rs
# Only what is linked matters here.
export RUSTFLAGS=-Copt-level=0
run "$BUILDSTD" build --target "$target"
contains "-Clink-self-contained=no -Clinker=musl-gcc"
contains "-Lnative=FOLDER"
export RUSTFLAGS="-Copt-level=0 -Clink-self-contained=no -Clinker=musl-gcc"
run "$BUILDSTD" build --target "$target"
contains "does not have: libunwind.a"
lacks "Compiling core"
sed -n '/^mkdir unwinder/,/^musl-gcc -c chk.c/p' "$(dirname "$script")/../../docs/targets.md" >make_unwinder
[ -s make_unwinder ] || fail "docs/targets.md does not say how an unwinder is made"
run bash -euo pipefail make_unwinder
export CARGO_ENCODED_RUSTFLAGS="-Copt-level=0"$'\x1f'"-Clink-self-contained=no"$'\x1f'"-Clinker=musl-gcc"$'\x1f'"-Lnative=$PWD/unwinder"
unset RUSTFLAGS
run "$BUILDSTD" exec --target "$target" -- "$CARGO" run
lacks "Compiling core"
lacks "does not have"
contains hello
