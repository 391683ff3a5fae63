#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# What `--emit` refuses, and that it says why. What it leaves is seen in tests/e2e/emit.bash: a mock has no objects.
source "${0%/*}/common.bash"

buildstd build --emit obj
expect_status 1
expect_err "--emit requires --artifact-dir"
buildstd build --emit asm --artifact-dir out
expect_status 1
expect_err "error: invalid value \`asm\` for \`--emit\`"
buildstd build --emit metadata --artifact-dir out
expect_status 1
expect_err 'error: `--emit` is for core and alloc: std cannot be linked without the crates that it depends on'
expect_err 'help: add `--crates core` or `--crates alloc`'
expect_equal "$(calls)" 0 # before anything is compiled
buildstd build --crates core --target $host --target bare-unknown-none --emit obj --artifact-dir out
expect_status 1
expect_err 'error: `--emit` is for one target'
buildstd build --crates core --config 'build.build-std.when = "never"' --emit obj --artifact-dir out
expect_status 101
expect_err 'error: the prebuilt standard library is to be used: there is nothing to emit'
expect_err 'help: add `--force` to build it all the same'
buildstd build --crates core --check --emit obj --artifact-dir out
expect_status 1
expect_err 'error: `--emit obj` needs code, not only metadata'
expect_err 'help: leave out `--check`'
buildstd build --crates core --emit obj --artifact-dir out
expect_status 101
expect_err "it is no archive, or a damaged one"
[[ ! -e $project/out/core.o ]] || fail "something was left"

build --crates core --check --emit metadata --artifact-dir out
expect_status 0
cmp "$project/out/libcore.rmeta" "$sysroot/lib/rustlib/$host/lib/"libcore-*.rmeta || fail "other metadata"
[[ $(stat -c %A "$project/out/libcore.rmeta") == -rw* ]] || fail "its owner cannot write to it, nor rustc"
rm "$project/out/libcore.rmeta"
build --crates core --check --emit metadata --artifact-dir out # nothing to do, but for this
[[ -e $project/out/libcore.rmeta ]] || fail "not emitted again"
