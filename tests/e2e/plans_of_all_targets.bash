#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# For every target of the compiler, the plan's unit graph is the one of `cargo build -Zbuild-std`. Argument: core, alloc
# or std, also for targets that do not support it: nightly rules. Targets go by those std features that Cargo has to be
# asked for and that a plan has by itself; what else differs on purpose stands in tests/support/unit_graph_diff.cpp.
. "$(dirname "$0")/common.bash"

crates=$1
cargo_crates=$crates
[ "$crates" != std ] || cargo_crates=std,proc_macro # `test` is made for test harnesses
export RUSTC_BOOTSTRAP=1
new_package user
echo 'fn main() {}' >src/main.rs

names() { "$BUILDSTD" targets --format names "$@" | sort; }
# Debian's LLVM has no backend for csky: rustc itself fails when it is asked for their cfgs, and Cargo with it.
names | grep -v '^csky-' >all
# Who has no operating system has nobody to supply memcpy.
{
  comm -23 <(names --supports core) <(names --supports std)
  grep -E -e '-none|zkvm' all
} | sort -u >mem
# bootstrap's llvm-libunwind.
grep -E 'fuchsia|hexagon-.*-musl' all >unwind
comm -23 all <(sort mem unwind) >plain
same "$(cat plain mem unwind | wc -l)" "$(wc -l <all)"

# compare GROUP FEATURES
compare() {
  local options=()
  mapfile -t options < <(sed 's/^/--target=/' "$1")
  # The registry is the sources' own vendor folder, so that no network is needed.
  "$CARGO" build --offline -Zunstable-options -Zbuild-std="$cargo_crates" -Zbuild-std-features="backtrace,default,panic-unwind$2" \
    --unit-graph "${options[@]}" --config 'source.crates-io.replace-with="vendored"' \
    --config "source.vendored.directory='$library/vendor'" >"cargo-$1.json"
  "$BUILDSTD" plan --format unit-graph --crates "$crates" "${options[@]}" >"ours-$1.json"
  run "$UNIT_GRAPH_DIFF" "cargo-$1.json" "ours-$1.json"
}
compare plain ""
compare mem ,compiler-builtins-mem
compare unwind ,llvm-libunwind
echo "$(wc -l <all) targets"
