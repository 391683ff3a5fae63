#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# No compiler, or one without sources: the message says what to install, in the toolchain's own words.
. "$(dirname "$0")/common.bash"

RUSTC="$work/missing" fails_with 101 "$BUILDSTD" build
contains "could not find the compiler \`$work/missing\`"
contains "help: install Rust"
fails_with 101 env -u RUSTC PATH="$work" "$BUILDSTD" build
contains 'no directory of PATH has an executable file of this name'

# A toolchain's layout tells who installed it.
copy_toolchain "$work/distribution"
RUSTC="$work/distribution/bin/rustc" fails_with 101 "$BUILDSTD" build
contains "the sources of the standard library are not installed"
contains "help: install your distribution's package of them: \`rust-src\`"

rustup=$work/rustup/toolchains/stable-$host
copy_toolchain "$rustup"
RUSTC="$rustup/bin/rustc" fails_with 101 "$BUILDSTD" build
contains "help: run \`rustup component add rust-src --toolchain stable-$host\`"
