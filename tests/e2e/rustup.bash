#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# rustup's own toolchains without rust-src: the message names the command that adds it.
. "$(dirname "$0")/common.bash"

command -v rustup >/dev/null || skip "there is no rustup"
name=$(rustup show active-toolchain 2>/dev/null | cut -d' ' -f1) || true
[ -n "$name" ] || skip "rustup has no active toolchain"
[ ! -e "${RUSTUP_HOME:-$HOME/.rustup}/toolchains/$name/lib/rustlib/src/rust/library" ] || skip "$name has rust-src"

unset RUSTC
fails_with 101 "$BUILDSTD" "+$name" build
contains "help: run \`rustup component add rust-src --toolchain $name\`"
