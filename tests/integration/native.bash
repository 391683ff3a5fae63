#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Two machines share a cache and a target directory, `native` means another processor on each: nothing that was built for
# one, and no answer that was remembered, serves the other. The mock compiler's processor is FAKE_RUSTC_CPU; that
# buildstd itself runs on another one is played by giving what it remembers under its processor another's identity.
source "${0%/*}/common.bash"
environment+=(BUILDSTD_CACHE_DIR="$base/cache" RUSTFLAGS=-Ctarget-cpu=native)
declare -A remembered=()
machine=

# move_to MACHINE: what was remembered there is what this processor finds, and what was elsewhere is not.
move_to() {
  local answers=("$base/cache"/v1/answers/probe-*.json) file identity
  for file in "${answers[@]}"; do
    [[ -f $file ]] || continue
    identity=$(sed -nE 's/.*"native\\u001f([0-9a-f]{32})".*/\1/p' "$file" | head -n 1)
    [[ -z $identity ]] || remembered[this]=$identity
    [[ -n ${remembered[this]-} && $machine != "$1" ]] || continue
    sed -i "s/${remembered[this]}/on-$machine/g; s/on-$1/${remembered[this]}/g" "$file"
  done
  machine=$1
}

# on MACHINE: a build there; sets `sysroot`.
on() {
  local cpu=rocketlake
  [[ $1 == new ]] || cpu=nehalem
  move_to "$1"
  status=0
  with FAKE_RUSTC_CPU=$cpu -- build
  expect_status 0
  sysroot=$(<"$base/out")
}

on new
on_new=$sysroot
[[ $(calls) -gt 0 ]] || fail "nothing was built"
forget_calls
on old
on_old=$sysroot
[[ $on_old != "$on_new" ]] || fail "one std for two processors"
[[ $(calls core) -gt 0 ]] || fail "core came from the other processor"
# Each finds its own again, without a compiler.
forget_calls
on new
expect_equal "$sysroot" "$on_new"
on old
expect_equal "$sysroot" "$on_old"
expect_equal "$(calls)" 0
# The same from the cache alone.
rm -rf "$state"
on new
expect_equal "$(calls core)" 0
on old
expect_equal "$(calls core)" 0
# Without `native` there is no difference.
environment+=(RUSTFLAGS=-Ctarget-cpu=x86-64-v2)
on new
first=$sysroot
forget_calls
on old
expect_equal "$sysroot" "$first"
expect_equal "$(calls)" 0
