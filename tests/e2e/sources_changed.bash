#!/usr/bin/env bash
# Other sources make another sysroot path, by which Cargo notices; the first ones again, the first path (SPEC S4).
. "$(dirname "$0")/common.bash"

copy_toolchain "$work/toolchain"
file="$work/toolchain/lib/rustlib/src/rust/library/core/src/lib.rs"
build() { RUSTC="$work/toolchain/bin/rustc" "$BUILDSTD" build -q --check --crates core --target "$host"; }

first=$(build)
echo '// changed' >>"$file"
second=$(build)
[ "$first" != "$second" ] || fail "the path did not change: $first"

sed -i '$d' "$file"
same "$first" "$(build)"
