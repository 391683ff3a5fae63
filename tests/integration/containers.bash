#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Two containers with one cache: in each buildstd is process 1, and their sources differ in one line each, under the
# same paths. Neither ever gets what the other has made. ROUNDS: how often both build at once, default 200.
[[ ! -w /dev/shm ]] || export TMPDIR=/dev/shm # without reflinks: files are shared by hard links
source "${0%/*}/common.bash"

unshare -m -p -f --mount-proc true 2>/dev/null || skip "containers cannot be made here (unshare)"
umask 022
cache="$base/cache"
environment+=(BUILDSTD_CACHE_DIR="$cache" FAKE_RUSTC_COPIES=1 FAKE_RUSTC_LOG=)
contents() { (cd "$1" && find . -type f ! -name buildstd.json -exec sha256sum {} + | sort -k2); }

# Each container sees its own toolchain where the other sees its. Their projects and the cache are in one file system, and
# one mount: hard links are possible.
for name in a b; do
  mkdir "$base/$name"
  cp -r "$toolchain" "$base/$name/toolchain"
  cp -r "$project" "$base/$name/project"
  find "$base/$name/toolchain/lib/rustlib/src/rust/library" -name lib.rs -exec sh -c 'echo "// of $0" >>"$1"' $name {} \;
done
in_container='mount --bind "$1/toolchain" "$2" && cd "$1/project" && shift 2 && exec env -i "$@"'
# contained NAME ARGUMENT…: runs something in one; VARIABLE=VALUE may come first. It is traced with the options in
# `trace`, from outside: it has to be process 1.
trace=()
contained() {
  local name=$1
  shift
  "${trace[@]}" unshare -m -p -f --mount-proc --kill-child=KILL bash -c "$in_container" bash "$base/$name" "$toolchain" "${environment[@]}" "$@"
}
# expect_own NAME: what is in its target directory is made of its own sources.
expect_own() {
  local found
  found=$(cd "$base/$1/project/target/buildstd/sysroots" && echo *)
  contents "$base/$1/project/target/buildstd/sysroots/$found" >"$base/found"
  cmp -s "$base/found" "$base/reference.$1" || fail "round $round: a wrong sysroot for $1: $(diff "$base/found" "$base/reference.$1" | head -n 3)"
}
forget() { rm -rf "$base"/{a,b}/project/target; }

round=first
for name in a b; do
  contained $name BUILDSTD_CACHE_DIR= "$BUILDSTD" build -q >/dev/null
  found=$(cd "$base/$name/project/target/buildstd/sysroots" && echo *)
  contents "$base/$name/project/target/buildstd/sysroots/$found" >"$base/reference.$name"
done
! cmp -s "$base"/reference.{a,b} || fail "the sources make no difference"
cut -d' ' -f3- "$base/reference.a" | cmp - <(cut -d' ' -f3- "$base/reference.b") || fail "other names"

# At once.
for ((round = 0; round < ${ROUNDS:-200}; ++round)); do
  forget
  rm -rf "$cache"
  contained a "$BUILDSTD" build -q >/dev/null 2>"$base/err.a" &
  other=$!
  contained b "$BUILDSTD" build -q >/dev/null 2>"$base/err.b" || fail "b failed: $(<"$base/err.b")"
  wait "$other" || fail "a failed: $(<"$base/err.a")"
  expect_own a
  expect_own b
done

environment+=(CARGO_BUILD_JOBS=1) # in one order

# One after the other: the first is killed at a rename, a later one in each round, and goes on after the second.
if command -v strace >/dev/null; then
  for ((round = 1; round <= 20; ++round)); do
    forget
    rm -rf "$cache"
    trace=(strace -f -qq -o "$base/trace" -e trace=rename,renameat,renameat2 -e inject="rename,renameat:signal=KILL:when=$((round + 2))")
    contained a "$BUILDSTD" build -q >/dev/null 2>&1 || true
    grep -q KILL "$base/trace" || fail "round $round: nothing was killed"
    trace=()
    contained b "$BUILDSTD" build -q >/dev/null 2>"$base/err"
    contained a "$BUILDSTD" build -q >/dev/null 2>"$base/err"
    expect_own a
    expect_own b
  done
else
  echo "one after the other is not tested: there is no strace" >&2
fi
