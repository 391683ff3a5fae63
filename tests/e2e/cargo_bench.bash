#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# `cargo bench` works for who asks for unstable features himself.
. "$(dirname "$0")/common.bash"

new_package adds
cat >src/lib.rs <<'END'
#![feature(test)]
extern crate test;

#[bench]
fn addition(bencher: &mut test::Bencher) {
    bencher.iter(|| test::black_box(1) + test::black_box(2));
}
END

run with_std env RUSTC_BOOTSTRAP=1 "$CARGO" bench
contains "test addition ... bench:"
