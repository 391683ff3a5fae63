#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# What one workspace has compiled, another one gets from the cache, byte for byte; and only what differs is compiled.
. "$(dirname "$0")/common.bash"

export BUILDSTD_CACHE_DIR="$shared_cache"
first=$("$BUILDSTD" print sysroot -q --target "$host" --target-dir "$std_target_dir")

run "$BUILDSTD" build --target "$host"
lacks Compiling
second=$(tail -n 1 "$work/output")
[ "$first" != "$second" ] || fail "not another workspace"
diff -r "$(libraries "$first")" "$(libraries "$second")"
run "$BUILDSTD" build --target "$host" --target-dir smaller --crates alloc
lacks Compiling

# Of another panic strategy: the crates themselves, not the build scripts.
"$BUILDSTD" build --check --crates core --target "$host" --panic abort 2>&1 | tee "$work/output"
contains "Compiling core"
run "$BUILDSTD" build --check --crates core --target "$host" --panic abort --target-dir other
lacks Compiling
