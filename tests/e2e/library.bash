#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# libbuildstd installs with headers and CMake package files; the example, a project of its own, is built against
# the installed library only, and plans and builds core through it. `cargo buildstd` finds the installed program.
. "$(dirname "$0")/common.bash"

run cmake --install "$BUILD_DIRECTORY" --prefix "$work/installed"
cp -r "$SOURCE_DIRECTORY/examples/plan_and_build" example
run cmake -S example -B example/build -DCMAKE_PREFIX_PATH="$work/installed"
run cmake --build example/build

run example/build/plan_and_build "$E2E_ROOT/shared core" core
contains "$host: 4 units"
sysroot=$(sed -n 's/^sysroot //p' "$work/output")
same "$(printf '%s\n' compiler_builtins core)" "$(crate_names "$(libraries "$sysroot")")"

PATH="$work/installed/bin:$PATH" run "$CARGO" buildstd --version
contains "buildstd 0."
