#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# What `env` prints makes Cargo use the sysroot: as shell commands, and as a configuration file.
. "$(dirname "$0")/common.bash"

new_package user
echo 'fn main() { println!("it runs"); }' >src/main.rs
std=(-q --target "$host" --target-dir "$std_target_dir")
ours="$std_target_dir/buildstd/sysroots/$host-"

by_shell() { (eval "$("$BUILDSTD" env "${std[@]}" --format shell)" && "$CARGO" rustc --target-dir by-shell -- "$@" && "$CARGO" run --target-dir by-shell); }
by_config() {
  "$BUILDSTD" env "${std[@]}" --format cargo-config >std.toml
  env -u RUSTC "$CARGO" rustc --target-dir by-config --config std.toml -- "$@"
  env -u RUSTC "$CARGO" run --target-dir by-config --config std.toml
}
for way in by_shell by_config; do
  run $way --print "link-args=$work/$way.args"
  contains "it runs"
  grep -qF -- "$ours" "$work/$way.args" || fail "$way: another standard library is linked"
done
