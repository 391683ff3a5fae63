#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# `toolchain link` makes a toolchain that rustup takes: `cargo +NAME` uses our standard library, for build scripts and
# proc macros too, and needs nothing of the target directory.
. "$(dirname "$0")/common.bash"

command -v rustup >/dev/null || skip "there is no rustup"
proxies=$(dirname "$(command -v rustup)")
[ -x "$proxies/cargo" ] || skip "rustup has no proxies"
export RUSTUP_HOME="$work/rustup" XDG_DATA_HOME="$work/data"

std=(--target "$host" --target-dir "$std_target_dir")
sysroot=$("$BUILDSTD" build -q "${std[@]}")
run "$BUILDSTD" toolchain link ours "${std[@]}"
contains "cargo +ours build"
folder=$work/data/buildstd/toolchains/ours
same "$folder" "$(tail -n 1 "$work/output")"
cmp "$(libraries "$sysroot")"/libcore-*.rlib "$(libraries "$folder")"/libcore-*.rlib
! grep -rqF "$std_target_dir" "$folder/bin" "$folder"/*.json || fail "it names the target directory"
real_rustc=$RUSTC
unset RUSTC CARGO

# Whatever the working directory is, and however the compiler is called.
linked=$RUSTUP_HOME/toolchains/ours
same "$folder" "$(realpath "$linked")"
same "$folder" "$("$proxies/rustc" +ours --print sysroot)"
same "$folder" "$(cd "$folder" && PATH="bin:$PATH" rustc --print sysroot)"
same "$prebuilt" "$("$folder/bin/rustc" --print sysroot --sysroot "$prebuilt")"
printf -- '--sysroot\n%s\n' "$prebuilt" >arguments
same "$prebuilt" "$("$folder/bin/rustc" --print sysroot @arguments)"
same "$("$real_rustc" -vV)" "$("$proxies/rustc" +ours -vV | grep -v '^std: ')"
run "$proxies/rustc" +ours -vV
contains "std: $(basename "$sysroot")"

new_package derive $'[lib]\nproc-macro = true'
echo '#[proc_macro] pub fn answer(_: proc_macro::TokenStream) -> proc_macro::TokenStream { "42".parse().unwrap() }' >src/lib.rs
new_package program $'[dependencies]\nderive.path = "../derive"'
echo 'fn main() { println!("cargo::rustc-env=SCRIPT=ran"); }' >build.rs
cat >src/main.rs <<'END'
fn main() { println!("{} {}", derive::answer!(), env!("SCRIPT")); }
#[test]
fn unwinds() { assert!(std::panic::catch_unwind(|| panic!("caught")).is_err()); }
END
run "$proxies/cargo" +ours run
contains "42 ran"
run "$proxies/cargo" +ours test
run "$proxies/cargo" +ours build -v
contains "Fresh program"
# What the linker is given is ours.
SCRIPT=x run "$proxies/rustc" +ours --print link-args -o "$work/main" src/main.rs --extern derive="$(ls target/debug/deps/libderive-*.so)"
contains "$(ls "$(libraries "$folder")"/libstd-*.rlib)"

# Again: in place of the first, and nothing is compiled anew.
run env RUSTC="$real_rustc" "$BUILDSTD" toolchain link ours "${std[@]}"
lacks Compiling
run "$proxies/cargo" +ours build -v
contains "Fresh program"
