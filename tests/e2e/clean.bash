#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Before all tests that share what they have built: nothing is there from an earlier run.
. "$(dirname "$0")/common.bash"

rm -rf "$E2E_ROOT/shared "* "$shared_cache"
[ ! -e "$std_target_dir" ] || fail "it is still there: $std_target_dir"
