#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Where the configuration says "never", the prebuilt std is handed over, and said so.
. "$(dirname "$0")/common.bash"

new_package user
echo 'fn main() { println!("it runs"); }' >src/main.rs
mkdir .cargo
printf '[build]\nbuild-std.when = "never"\n' >.cargo/config.toml

run "$BUILDSTD" exec --target "$host" -- "$CARGO" run --target "$host"
contains "note: the standard library is not built for \`$host\`"
contains "it runs"
same "$prebuilt" "$("$BUILDSTD" print sysroot -q --target "$host")"
