#!/usr/bin/env bash
# The plan's unit graph is the one of `cargo build -Zbuild-std`. Argument: core, alloc or std.
# What differs on purpose stands in tests/support/unit_graph_diff.cpp.
. "$(dirname "$0")/common.bash"

crates=$1
# RFC 3874 always builds the `sysroot` package's closure; `-Zbuild-std=std` alone leaves out `test`.
[ "$crates" != std ] || crates=std,test,sysroot
new_package user
echo 'fn main() {}' >src/main.rs

# The registry is the sources' own vendor folder, so that no network is needed.
RUSTC_BOOTSTRAP=1 "$CARGO" build --offline -Zunstable-options -Zbuild-std="$crates" --unit-graph --target "$host" \
  --config 'source.crates-io.replace-with="vendored"' --config "source.vendored.directory='$library/vendor'" >cargo.json
"$BUILDSTD" plan --format unit-graph --crates "$1" --target "$host" >ours.json

run "$UNIT_GRAPH_DIFF" cargo.json ours.json
