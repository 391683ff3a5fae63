#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Other sources make another sysroot path, so Cargo compiles again; the first sources again, the first path.
. "$(dirname "$0")/common.bash"

copy_toolchain "$work/toolchain"
sources="$work/toolchain/lib/rustlib/src/rust/library"
mkdir -p "$(dirname "$sources")"
cp -rL "$library" "$sources"
export RUSTC="$work/toolchain/bin/rustc"
std=(--check --crates core --target "$host")
new_package user
echo '#![no_std]' >src/lib.rs

run "$BUILDSTD" exec "${std[@]}" -- "$CARGO" check
contains "Checking user"
first=$("$BUILDSTD" build -q "${std[@]}")
run "$BUILDSTD" exec "${std[@]}" -- "$CARGO" check
lacks "Checking user"

echo '// changed' >>"$sources/core/src/lib.rs"
run "$BUILDSTD" exec "${std[@]}" -- "$CARGO" check
contains "Checking user"
second=$("$BUILDSTD" build -q "${std[@]}")
[ "$first" != "$second" ] || fail "the path did not change: $first"

sed -i '$d' "$sources/core/src/lib.rs"
same "$first" "$("$BUILDSTD" build -q "${std[@]}")"
