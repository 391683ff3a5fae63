#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# The command gets its arguments unchanged, and its exit status is that of `exec`.
. "$(dirname "$0")/common.bash"

fails_with 7 "$BUILDSTD" exec --target-dir "$std_target_dir" --target "$host" -- \
  bash -c 'printf "<%s>" "$@"; exit 7' name "two words" --target -v -- --release
contains "<two words><--target><-v><--><--release>"

fails_with 101 with_std no-such-command
contains "could not find the command \`no-such-command\`"
