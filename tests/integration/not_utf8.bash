#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# A path that is not UTF-8 is refused, by the first run and by every other, before anything is made; never is another path
# said in its place.
source "${0%/*}/common.bash"
umask 022
odd=$'\xff'
environment+=(BUILDSTD_CACHE_DIR="$base/cache")

# refused WHOSE ARGUMENT…: three times, as the second run finds what the first one left.
refused() {
  local round
  for round in 1 2 3; do
    buildstd "${@:2}"
    [[ $status == 101 || $status == 1 ]] || fail "status $status in round $round: ${*:2}"
    expect_empty "$base/out"
    expect_err "error: $1 not valid UTF-8: \`"
    expect_err "help: "
    ! grep -q "$odd" "$base/err" || fail "invalid UTF-8 for a terminal"
  done
}
proper=$project
project="$base/my $odd project"
cp -r "$proper" "$project"
for command in build plan env "print sysroot" "exec -- true" doctor clean doc fetch verify "print config"; do
  refused "the path of the working directory is" $command
done
[[ ! -e $project/target ]] || fail "something was made"
buildstd --version
expect_status 0
buildstd completions bash
expect_status 0
project=$proper

refused "an argument is" build --target-dir "$base/$odd"
refused "an argument is" build --manifest-path "$base/$odd/Cargo.toml"
refused "an argument is" -C "../my $odd project" build
[[ ! -e $base/$odd ]] || fail "something was made"
# What another program is to get is its own affair.
buildstd exec -- printf %s "$odd"
expect_status 0
expect_equal "$(<"$base/out")" "$odd"

# A compiler in such a place.
moved="$base/tool $odd chain"
make_toolchain "$moved"
with PATH="$moved/bin:/usr/bin:/bin" -- build
expect_status 101
expect_err "not valid UTF-8: \`"
environment+=(CARGO_TARGET_DIR="$base/$odd")
refused "the path of the target directory is" build
unset 'environment[-1]'
# A cache is done without.
with BUILDSTD_CACHE_DIR="$base/cache $odd" -- build
expect_status 0
expect_err "warning: the path of the cache is not valid UTF-8"
[[ ! -e "$base/cache $odd" ]] || fail "a cache was made"
