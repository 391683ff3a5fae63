#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# RUSTC_BOOTSTRAP is set for the target's libraries and for nobody else: not for build scripts' compilation, not for
# what they run, not for what `exec` starts, not in `env`.
source "${0%/*}/common.bash"

build
while read -r _ _ crate bootstrap rest; do
  case $crate in
  probe) continue ;;
  build_script_build | script-*) expected="bootstrap=" ;;
  *) expected="bootstrap=1" ;;
  esac
  [[ $rest != *"--crate-type"* || $rest == *"--target"* || $crate == build_script_build ]] || expected="bootstrap="
  expect_equal "$crate $bootstrap" "$crate $expected"
done < <(grep '^start ' "$log")
expect_equal "$(calls script-libc)" 1

buildstd env
! grep -q BOOTSTRAP "$base/out" || fail "RUSTC_BOOTSTRAP is in the environment handed over"
buildstd exec -- sh -c 'echo "bootstrap=${RUSTC_BOOTSTRAP-unset}"'
expect_equal "$(<"$base/out")" "bootstrap=unset"

# The user's own stays what it is, where it was.
with RUSTC_BOOTSTRAP=mine -- exec -- sh -c 'echo "bootstrap=${RUSTC_BOOTSTRAP-unset}"'
expect_equal "$(<"$base/out")" "bootstrap=mine"

# A build script cannot open unstable features for its crate, nor close them.
rm -rf "$state"
forget_calls
with FAKE_SCRIPT_OUTPUT='cargo:rustc-env=RUSTC_BOOTSTRAP=0\n' -- build
expect_status 0
! grep '^start [0-9]* std ' "$log" | grep -qv bootstrap=1 || fail "a build script changed RUSTC_BOOTSTRAP"
