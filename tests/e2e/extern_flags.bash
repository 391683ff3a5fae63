#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# The arguments of `env --style extern` make a plain rustc use our crates and no other ones.
. "$(dirname "$0")/common.bash"

echo 'fn main() { println!("Hello from {}", std::env::args().count()); let _ = std::panic::catch_unwind(|| panic!("x")); }' >main.rs
flags=$("$BUILDSTD" env -q --style extern --target "$host" --target-dir "$std_target_dir")
# The modifiers are unstable; nothing else in this program is.
eval "RUSTC_BOOTSTRAP=1 \"\$RUSTC\" $flags -o main --print link-args main.rs" >args
run ./main
contains "Hello from 1"
ours=$(libraries "$("$BUILDSTD" print sysroot -q --target "$host" --target-dir "$std_target_dir")")
grep -qF "$ours/libstd-" args || fail "links another std"
# Of a crate that has come out as the prebuilt one, rustc may take either: they are the same file twice.
{ grep -oE "$(libraries "$prebuilt")/lib[^\"' ]*\.rlib" args || true; } | while read -r theirs; do
  cmp -s "$theirs" "$ours/$(basename "$theirs")" || fail "links a prebuilt crate that is not ours: $theirs"
done
