#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Only std may use unstable features: a user's crate cannot, on a stable toolchain.
. "$(dirname "$0")/common.bash"

new_package unstable
printf '#![feature(never_type)]\nfn main() {}\n' >src/main.rs

fails_with 101 with_std "$CARGO" build
contains "error[E0554]"
