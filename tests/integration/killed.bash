#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# kill -9 at random moments: whatever is left, the next run makes the same sysroot as one that was never disturbed.
source "${0%/*}/common.bash"

contents() { (cd "$1" && find . -type f -exec sha256sum {} + | sort -k2); }

build
name=${sysroot##*/}
contents "$sysroot" >"$base/reference"
rm -rf "$state"

RANDOM=${SEED:-$$}
echo "seed: ${SEED:-$$}" >&2
for round in 1 2 3 4 5 6 7 8 9 10; do
  if ((round % 4 == 0)); then
    until_true no_compiler_runs # those of the build that was killed
    rm -rf "$state"
  fi
  start FAKE_RUSTC_DELAY=2 -- build 2>/dev/null
  sleep "0.$(printf '%03d' $((RANDOM % 260)))"
  kill -KILL "$pid" 2>/dev/null || true
  collect
  # What is there under a sysroot's name is whole.
  for found in $(sysroots); do
    [[ $found == .* ]] || contents "$state/sysroots/$found" | cmp - "$base/reference" || fail "half a sysroot: $found"
  done
done
until_true no_compiler_runs
build
expect_equal "${sysroot##*/}" "$name"
contents "$sysroot" | cmp - "$base/reference"
expect_equal "$(sysroots)" "$name"

# Compilers end with it, however it ends: also one that is suspended, and would be so forever.
core_is_suspended() {
  local process
  for process in $(find /proc -maxdepth 2 -name exe -lname "$base/*" 2>/dev/null); do
    tr '\0' ' ' <"${process%exe}cmdline" | grep -q -- '--crate-name core ' && grep -q '^State:.T' "${process%exe}status" && return
  done 2>/dev/null
  return 1
}
if [[ $(uname -m) == x86_64 ]]; then # elsewhere nothing can be preloaded into the mock, which says that it is of x86_64
  rm -rf "$state"
  forget_calls
  start FAKE_RUSTC_DO=core:await-nobody,std:hang -- build -j 2
  until_true was_called alloc
  until_true core_is_suspended
  kill -KILL "$pid"
  collect
  sleep 0.3
  no_compiler_runs || fail "compilers outlive buildstd"
fi
