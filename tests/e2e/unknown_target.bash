#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# A target that the compiler does not know: the nearest names.
. "$(dirname "$0")/common.bash"

fails_with 101 "$BUILDSTD" build --target x86_64-unknown-linux-gun
contains "error: target \`x86_64-unknown-linux-gun\` is not known to rustc"
contains "help: a target with a similar name exists: \`x86_64-unknown-linux-gnu\`"
