#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# `build` makes every crate that the toolchain's prebuilt standard library has, but profiler_builtins.
# The other tests use what it made.
. "$(dirname "$0")/common.bash"

export BUILDSTD_CACHE_DIR="$shared_cache"
sysroot=$("$BUILDSTD" build --target "$host" --target-dir "$std_target_dir")

same "$(crate_names "$(libraries "$prebuilt")" | grep -v '^profiler_builtins$')" \
  "$(crate_names "$(libraries "$sysroot")")"
