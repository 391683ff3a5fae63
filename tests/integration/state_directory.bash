#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# `<target-dir>/buildstd`: `clean` waits for builds, and neither it nor a build touches what buildstd has not made.
source "${0%/*}/common.bash"

umask 022
build

# A build keeps `clean` waiting.
rm -rf "$state"
forget_calls
start FAKE_RUSTC_DO=core:hang -- build
hanging=$pid
until_true was_called core
(cd "$project" && exec env -i "${environment[@]}" "$BUILDSTD" clean) >"$base/out" 2>"$base/cleaning" &
cleaning=$!
until_true grep -q "Blocking waiting for file lock on builds in this directory" "$base/cleaning"
[[ -d $state/build ]] || fail "cleaned under a build"
kill -INT "$hanging"
wait "$hanging" || true
wait "$cleaning" || fail "clean failed: $(<"$base/cleaning")"
[[ ! -e $state ]] || fail "something is left: $(ls -A "$state")"
buildstd clean
expect_status 0
build

# `clean` while builds come and go: each is whole.
for round in 1 2 3 4 5; do
  (cd "$project" && exec env -i "${environment[@]}" "$BUILDSTD" clean) >"$base/cleaning" 2>&1 &
  cleaning=$!
  build
  wait "$cleaning" || fail "clean failed: $(<"$base/cleaning")"
  [[ ! -e $sysroot ]] || expect_whole "$sysroot"
done

# Somebody's own folder of this name.
rm -rf "$state"
mkdir -p "$state/build" "$state/src"
: >"$state/build/precious"
: >"$state/src/precious"
for command in clean build; do
  buildstd $command
  expect_status 101
  expect_err "error: \`$state\` was not created by buildstd"
  expect_err "help: choose another target directory"
done
[[ -e $state/build/precious && -e $state/src/precious ]] || fail "it is gone"
rm -r "$state/src"
buildstd clean
expect_status 101
[[ -e $state/build/precious ]] || fail "it is gone"
rm -rf "$state"

# A link, to somebody's own and to another workspace's.
mkdir -p "$base/precious/build" "$project/target"
: >"$base/precious/build/file"
ln -s "$base/precious" "$state"
buildstd clean
expect_status 101
[[ -L $state && -e $base/precious/build/file ]] || fail "followed"
rm "$state"
build
mv "$state" "$base/moved"
ln -s "$base/moved" "$state"
buildstd clean
expect_status 101
[[ -d $base/moved/sysroots ]] || fail "followed"
rm "$state"

# What 0.1.0 has left, which made no marker: removed, and built anew.
mv "$base/moved" "$state"
rm "$state/.made-here" "$state/.lock"
buildstd build -v
expect_status 0
expect_err "   Discarded \`$state\` was not made here"
rm "$state/.made-here" "$state/.lock"
buildstd clean
expect_status 0
[[ ! -e $state ]] || fail "it is not removed"

# Links below it are not written through.
build
rm -rf "$state/build" "$state/records"
mkdir "$base/elsewhere"
ln -s "$base/elsewhere" "$state/records"
ln -s "$base/elsewhere" "$state/build"
build
expect_whole "$sysroot"
expect_equal "$(ls -A "$base/elsewhere")" ""
