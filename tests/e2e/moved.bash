#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Another directory and another home: the same hashes and the same bytes.
. "$(dirname "$0")/common.bash"

mkdir -p elsewhere/home
cd elsewhere
export HOME="$work/elsewhere/home" CARGO_HOME="$work/elsewhere/home/cargo"
hashes() { grep -E '"(metadata|extra_filename)"' "$1"; }

"$BUILDSTD" plan --format json --target "$host" --target-dir "$std_target_dir" >"$work/there.json"
"$BUILDSTD" plan --format json --target "$host" >"$work/here.json"
same "$(hashes "$work/there.json")" "$(hashes "$work/here.json")"

there=$("$BUILDSTD" build --crates core --target "$host" --target-dir "$E2E_ROOT/shared core")
here=$("$BUILDSTD" build --crates core --target "$host")
run diff -r "$(libraries "$there")" "$(libraries "$here")"
