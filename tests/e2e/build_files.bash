#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# The file of `plan --format ninja` or `make` builds core to the bytes of `build`, at the path that `build` gives it, and
# nothing twice. Argument: which.
. "$(dirname "$0")/common.bash"
command -v "$1" >/dev/null || skip "$1 is not installed"

theirs=$("$BUILDSTD" print sysroot -q --crates core --target "$host" --target-dir "$E2E_ROOT/shared core")
"$BUILDSTD" plan --crates core --target "$host" --target-dir "$work/target" --format "$1" >std.build
run "$1" -f std.build -j2
ours=$(cat "$work"/target/buildstd/exported/*/installed)
same "$(basename "$theirs")" "$(basename "$ours")"
diff -r "$(libraries "$theirs")" "$(libraries "$ours")" || fail "other bytes than those of build"

"$1" -f std.build -j2 >"$work/output" 2>&1
lacks Compiling
run "$BUILDSTD" build --crates core --target "$host" --target-dir "$work/target"
lacks Compiling
contains "$ours"
