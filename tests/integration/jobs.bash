#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# `-j N` bounds how many compilers are at work, with the jobserver in the build's directory and, where its path has a space,
# in that for temporary files. Codegen that nobody waits for is suspended where something is more urgent.
source "${0%/*}/common.bash"

plain=$(mktemp -d "${TMPDIR:-/tmp}/buildstd-jobs-XXXXXX")
trap 'cleanup; rm -rf "$plain"' EXIT
for place in "$base/with space" "$plain"; do
  for jobs in 1 2 4; do
    rm -rf "$place/target"
    forget_calls
    with FAKE_RUSTC_DELAY=15 TMPDIR="$plain" CARGO_TARGET_DIR="$place/target" -- build -j $jobs
    expect_status 0
    most=$(most_at_once)
    ((most <= jobs)) || fail "$most compilers at once with -j $jobs in $place"
    ((jobs == 1 || most > 1)) || fail "only one compiler at once with -j $jobs in $place"
    suspended=$(grep -c '^suspended' "$log" || true)
    ((jobs == 1 ? suspended == 0 : suspended > 0 || jobs > 2)) || fail "$suspended were suspended with -j $jobs"
    # A jobserver is for those that have threads.
    grep '^start [1-9].* compiler_builtins ' "$log" | grep -q 'makeflags=yes' || fail "no jobserver in $place"
    ! grep '^start [1-9].* std .*codegen-units=1 ' "$log" | grep -q 'makeflags=yes' || fail "a jobserver for one thread"
  done
done
grep -q "^start 0 script-std .*makeflags=yes .*jobs=4" "$log" || fail "no jobserver for the build scripts"
[[ -z $(find "$plain" "$base" -name 'buildstd-jobserver*') ]] || fail "the jobserver's pipe stayed"

# Nothing is suspended where that is turned off.
for off in BUILDSTD_SUSPEND=0 --no-suspend; do
  rm -rf "$state"
  forget_calls
  if [[ $off == --* ]]; then
    with FAKE_RUSTC_DELAY=15 -- build -j 2 $off
  else
    with FAKE_RUSTC_DELAY=15 $off -- build -j 2
  fi
  expect_status 0
  ! grep -q '^suspended' "$log" || fail "suspended in spite of $off"
done
with BUILDSTD_SUSPEND=never -- build
expect_status 1
expect_err "invalid value \`never\` of the variable BUILDSTD_SUSPEND"
expect_err "help: set BUILDSTD_SUSPEND=0 to turn it off, or unset it"

# From the configuration and the environment; a number of nothing is refused.
rm -rf "$state"
forget_calls
with FAKE_RUSTC_DELAY=15 CARGO_BUILD_JOBS=1 -- build
expect_equal "$(most_at_once)" 1
# More than anybody has use for costs nothing.
rm -rf "$state"
forget_calls
started=$SECONDS
buildstd build -j 2147483647
expect_status 0
((SECONDS - started < 30)) || fail "it took $((SECONDS - started)) seconds to make 2147483647 slots"
buildstd build -j 0
expect_status 1
expect_err "jobs may not be 0"

# Dependents start before the codegen of what they need has ended.
rm -rf "$state"
forget_calls
with FAKE_RUSTC_DO=compiler_builtins:await-rustc_std_workspace_core -- build -j 4
started=$(awk '$1 == "start" && $3 == "rustc_std_workspace_core" { print $2 }' "$log")
ended=$(awk '$1 == "end" && $3 == "compiler_builtins" { print $2 }' "$log")
((started < ended)) || fail "no pipelining"
