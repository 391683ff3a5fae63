#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# The plan's unit graph is the one of `cargo build -Zbuild-std`. Arguments: core, alloc, std, or default: what is built
# where nobody asks for anything else, std with `test`; the target.
# What differs on purpose stands in tests/support/unit_graph_diff.cpp.
. "$(dirname "$0")/common.bash"

target=${2:-$host}
options=(--target "$target")
[ "$1" = default ] || options+=(--crates "$1")
case $1 in
  default) crates=std,test,sysroot ;; # the `sysroot` package's closure (RFC 3874)
  std) crates=std,proc_macro ;;
  *) crates=$1 ;;
esac
features=backtrace,default,panic-unwind
# Who has no operating system has nobody to supply memcpy; of Cargo one has to ask for it.
[[ $target != *-none* ]] || features+=,compiler-builtins-mem
new_package user
echo 'fn main() {}' >src/main.rs

# The registry is the sources' own vendor folder, so that no network is needed.
RUSTC_BOOTSTRAP=1 "$CARGO" build --offline -Zunstable-options -Zbuild-std="$crates" -Zbuild-std-features="$features" \
  --unit-graph --target "$target" \
  --config 'source.crates-io.replace-with="vendored"' --config "source.vendored.directory='$library/vendor'" >cargo.json
"$BUILDSTD" plan --format unit-graph "${options[@]}" >ours.json

run "$UNIT_GRAPH_DIFF" cargo.json ours.json
