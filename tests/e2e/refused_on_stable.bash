#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# What RFC 3874 keeps from stable toolchains is refused before anything is compiled, and the same four build under
# nightly's rules: std for a target without it, a target that says nothing, a custom specification, immediate-abort.
. "$(dirname "$0")/common.bash"
[[ $("$RUSTC" -vV) =~ release:\ [0-9.]+$'\n' ]] || skip "$RUSTC is no stable compiler"

RUSTC_BOOTSTRAP=1 "$RUSTC" -Zunstable-options --print target-spec-json --target x86_64-unknown-none >kernel.json
refused() { # refused MESSAGE OPTION...
  local message=$1
  shift
  fails_with 101 "$BUILDSTD" build --target-dir "$work/stable" "$@"
  contains "$message"
  lacks Compiling
}
builds() {
  run env RUSTC_BOOTSTRAP=1 "$BUILDSTD" build --check --target-dir "$work/nightly" "$@"
  contains Finished
}

refused 'error: `std` is not supported for target `thumbv7em-none-eabi` on stable toolchains' --target thumbv7em-none-eabi --crates std
contains 'help: the target supports `--crates alloc` and less'
contains "help: use a nightly toolchain; this is rustc "
refused 'error: no crate of the standard library may be built for `aarch64-unknown-uefi` on stable toolchains' --target aarch64-unknown-uefi
contains "help: use a nightly toolchain; this is rustc "
refused 'error: custom target specifications are not available on stable toolchains: `kernel.json`' --target kernel.json
contains "note: the format of target specifications is unstable, RFC 3874 leaves them to nightly"
refused 'error: panic strategy `immediate-abort` is not available on stable toolchains' --target "$host" --panic immediate-abort

builds --target aarch64-unknown-uefi --crates core
builds --target "$host" --crates core --panic immediate-abort
fails_with 101 env RUSTC_BOOTSTRAP=1 "$BUILDSTD" build --target kernel.json
contains 'help: add `-Zunstable-options`'
builds --target kernel.json -Zunstable-options
# std for a target without it is not refused; whether it compiles is the sources' matter.
run env RUSTC_BOOTSTRAP=1 "$BUILDSTD" plan --target thumbv7em-none-eabi --crates std
contains "std for thumbv7em-none-eabi"
