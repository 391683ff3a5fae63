#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Inside the environment that it handed over itself, buildstd finds the same compiler and the same sysroot: CI jobs take
# `env` over and call it again.
source "${0%/*}/common.bash"

environment+=(RUSTFLAGS='-Ctarget-cpu=x')
build
first=$sysroot
buildstd env --format github
cp "$base/out" "$base/handed over"
while IFS= read -r line; do environment+=("$line"); done <"$base/handed over"

forget_calls
build
expect_equal "$sysroot" "$first"
expect_equal "$(calls)" 0
buildstd env --format github
# The target is known by then.
diff "$base/out" <(grep -v ^CARGO_BUILD_TARGET= "$base/handed over") || fail "the environment is another"
buildstd exec -- sh -c 'printf "BUILDSTD_RUSTC=%s\n" "$BUILDSTD_RUSTC"'
expect_equal "$(<"$base/out")" "$(grep '^BUILDSTD_RUSTC=' "$base/handed over")"
expect_equal "$(<"$base/out")" "BUILDSTD_RUSTC=$toolchain/bin/rustc"
