#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Cargo builds for several targets at once, each with its own core: with the same flags for all, and with flags that
# configuration gives to one of them.
. "$(dirname "$0")/common.bash"

export RUSTFLAGS=--cfg=for_all
# The folder's path has no blank: Cargo splits the variables for single targets.
std=$(mktemp -d)
trap 'rm -rf "$std"; keep_on_failure' EXIT
targets=(--target thumbv7em-none-eabi --target x86_64-unknown-none)
new_package both
cat >src/lib.rs <<'END'
#![no_std]
#[cfg(all(target_arch = "x86_64", not(for_all)))]
compile_error!("x86_64 lacks its flag");
#[cfg(all(target_arch = "arm", not(any(for_all, for_arm))))]
compile_error!("arm lacks its flag");
#[cfg(all(for_all, for_arm))]
compile_error!("flags of two sources");
pub fn first(words: &str) -> Option<&str> { words.split(' ').next() }
END
here() { "$BUILDSTD" exec --check "${targets[@]}" --target-dir "$std" -- "$CARGO" check -v "${targets[@]}"; }
check() {
  run here
  local target
  for target in thumbv7em-none-eabi x86_64-unknown-none; do
    [ -d "target/$target/debug" ] || fail "nothing for $target"
    grep "rustc.*--crate-name both.*--target $target" "$work/output" | grep -q -- "--sysroot $std/buildstd/sysroots/$1" ||
      fail "$target is not compiled against $1"
    rm -r "target/$target"
  done
}
check joint-
unset RUSTFLAGS
mkdir .cargo
printf '[build]\nrustflags = ["--cfg=for_all"]\n[target.thumbv7em-none-eabi]\nrustflags = ["--cfg=for_arm"]\n' >.cargo/config.toml
check '[tx]'
