#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# README's first steps: the printed path is a sysroot for rustc itself.
. "$(dirname "$0")/common.bash"

sysroot=$("$BUILDSTD" build -q --target "$host" --target-dir "$std_target_dir")
echo 'fn main() { println!("Hello from {}", std::env::consts::ARCH) }' >hello.rs
"$RUSTC" --sysroot "$sysroot" hello.rs

run ./hello
contains "Hello from ${host%%-*}"
