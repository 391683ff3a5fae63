#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# A target directory that cannot be made: which, and why. (A file in the way stops root too; permissions do not.)
. "$(dirname "$0")/common.bash"

touch in-the-way
fails_with 101 "$BUILDSTD" build --crates core --target-dir in-the-way
contains "failed to create directory \`$work/in-the-way/buildstd"
contains "Not a directory"
