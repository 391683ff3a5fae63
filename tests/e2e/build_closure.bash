#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# `--crates core` and `--crates alloc` make exactly what those need. Argument: which.
. "$(dirname "$0")/common.bash"

export BUILDSTD_CACHE_DIR="$shared_cache"
closure=(compiler_builtins core)
[ "$1" = core ] || closure=(alloc "${closure[@]}")
rm -rf "$E2E_ROOT/shared $1"
sysroot=$("$BUILDSTD" build --crates "$1" --target "$host" --target-dir "$E2E_ROOT/shared $1")

same "$(printf '%s\n' "${closure[@]}")" "$(crate_names "$(libraries "$sysroot")")"
