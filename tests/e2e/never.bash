#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Where the configuration says "never", the prebuilt std is handed over, and said so.
. "$(dirname "$0")/common.bash"

new_package user
echo 'fn main() { println!("it runs"); }' >src/main.rs
mkdir .cargo
printf '[build]\nbuild-std.when = "never"\n' >.cargo/config.toml

run "$BUILDSTD" exec --target "$host" -- "$CARGO" rustc --target "$host" -- --print "link-args=$work/user.args"
run "target/$host/debug/user"
contains "it runs"
grep -qF -- "$(libraries "$prebuilt")/lib" "$work/user.args" || fail "another than the prebuilt std is linked"
[ ! -e target/buildstd/sysroots ] || fail "something is built"
same "$prebuilt" "$("$BUILDSTD" print sysroot -q --target "$host")"
