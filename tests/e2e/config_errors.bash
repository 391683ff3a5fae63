#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# A configuration value of the wrong type: the place, its line, and what is expected.
. "$(dirname "$0")/common.bash"

mkdir .cargo
printf '[build]\nbuild-std.when = "always"\nbuild-std.crates = 7\n' >.cargo/config.toml
fails_with 101 "$BUILDSTD" build
contains "$work/.cargo/config.toml:3:20"
contains "build-std.crates = 7"
