#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# What `env` prints makes Cargo use the sysroot: as shell commands, and as a configuration file.
. "$(dirname "$0")/common.bash"

new_package user
echo 'fn main() { println!("it runs"); }' >src/main.rs
std=(-q --target "$host" --target-dir "$std_target_dir")
sysroot=$("$BUILDSTD" print sysroot "${std[@]}")

by_shell() { (eval "$("$BUILDSTD" env "${std[@]}" --format shell)" && "$CARGO" run -v --target-dir by-shell); }
by_config() {
  "$BUILDSTD" env "${std[@]}" --format cargo-config >std.toml
  env -u RUSTC "$CARGO" run -v --target-dir by-config --config std.toml
}
for way in by_shell by_config; do
  run $way
  contains "--sysroot '$sysroot'"
  contains "it runs"
done
