#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# The plan's unit graph is the one of `cargo build -Zbuild-std`. Arguments: core, alloc or std; the target.
# What differs on purpose stands in tests/support/unit_graph_diff.cpp.
. "$(dirname "$0")/common.bash"

target=${2:-$host}
crates=$1
# RFC 3874 always builds the `sysroot` package's closure; `-Zbuild-std=std` alone leaves out `test`.
[ "$crates" != std ] || crates=std,test,sysroot
features=backtrace,default,panic-unwind
# Who has no operating system has nobody to supply memcpy; of Cargo one has to ask for it.
[[ $target != *-none* ]] || features+=,compiler-builtins-mem
new_package user
echo 'fn main() {}' >src/main.rs

# The registry is the sources' own vendor folder, so that no network is needed.
RUSTC_BOOTSTRAP=1 "$CARGO" build --offline -Zunstable-options -Zbuild-std="$crates" -Zbuild-std-features="$features" \
  --unit-graph --target "$target" \
  --config 'source.crates-io.replace-with="vendored"' --config "source.vendored.directory='$library/vendor'" >cargo.json
"$BUILDSTD" plan --format unit-graph --crates "$1" --target "$target" >ours.json

run "$UNIT_GRAPH_DIFF" cargo.json ours.json
