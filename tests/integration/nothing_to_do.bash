#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# The same words again: the answer is there without a look at anything but a few files' stamps, unless one of them, or
# anything else that counts, has changed.
source "${0%/*}/common.bash"

umask 022
cache="$base/cache"
environment+=(BUILDSTD_CACHE_DIR="$cache")
answers() { find "$cache/v1/answers" -name 'request-*' | wc -l; }
# What is new may still be changing, and is not relied on for a second.
sleep 2.1

build
expect_equal "$(answers)" 1
first=$sysroot
# Nothing of the workspace's own notes is read: only so is the answer there without them.
mv "$state/records" "$base/records"
from_memory() {
  forget_calls
  buildstd build
  expect_status 0
  expect_equal "$(<"$base/out")" "$first"
  expect_err "    Finished standard library for $host in 0.0"
  expect_equal "$(calls)$(probes)" 00
}
from_memory
buildstd build -q
expect_equal "$(<"$base/out")" "$first"
buildstd -C src build
rm -rf "$state/records"
buildstd -C src build
expect_equal "$(<"$base/out")" "$first"
[[ ! -d $state/records ]] || fail "looked at again for -C"

# looks_again WHAT: the answer is not taken from memory; without notes the crates come from the cache.
looks_again() {
  rm -rf "$state/records"
  buildstd build
  expect_status 0
  [[ -d $state/records ]] || fail "not looked at again: $1"
}
with OTHER=1 -- build
[[ -d $state/records ]] || fail "not looked at again: a variable"
build # the sysroot was put together again, without the notes of it
rm -rf "$state/records"
with MAKEFLAGS=-j2 MAKELEVEL=1 SHLVL=7 -- build
[[ ! -d $state/records ]] || fail "looked at again for make's variables"

mkdir "$project/.cargo"
printf '[build]\njobs = 2\n' >"$project/.cargo/config.toml"
looks_again "a configuration file in the workspace"
printf '[term]\nquiet = false\n' >"$base/.cargo.toml"
mkdir "$base/.cargo"
mv "$base/.cargo.toml" "$base/.cargo/config.toml"
looks_again "a configuration file above the workspace"
rm -r "$base/.cargo"
looks_again "no configuration file above the workspace"
echo '[profile.dev]' >>"$project/Cargo.toml"
looks_again "the workspace's manifest"
touch "$library/core/src/lib.rs"
looks_again "a source file"
touch "$library/core/Cargo.toml"
looks_again "a manifest of std"
touch "$library/Cargo.toml"
looks_again "the manifest of std's workspace"
touch "$toolchain/bin/rustc"
looks_again "the compiler"
touch "$toolchain/lib/rustlib/$host/lib/libcore-0123456789abcdef.rlib"
looks_again "the prebuilt std"
buildstd clean
buildstd build
expect_status 0
expect_whole "$(<"$base/out")"

# Other commands have the same memory: no notes are made again.
sleep 2.1
mkdir -p "$project/gone"
for command in 'env --format json' 'env --format cargo-config' 'print sysroot' '-C gone print sysroot' 'exec -q -- sh -c exit\ 7'; do
  eval "words=($command)"
  wanted=0
  [[ $command != exec* ]] || wanted=7
  buildstd "${words[@]}"
  expect_status "$wanted"
  cp "$base/out" "$base/said"
  rm -rf "$state/records"
  forget_calls
  buildstd "${words[@]}"
  expect_status "$wanted"
  cmp "$base/out" "$base/said"
  [[ ! -d $state/records ]] || fail "looked at again: $command"
  expect_equal "$(calls)$(probes)" 00
  build
done
rm -rf "$state/records"
buildstd exec -q -- no-such-command
expect_status 101
expect_err "could not find the command \`no-such-command\`"
rmdir "$project/gone"
buildstd -C gone print sysroot
expect_status 1
expect_err "gone"
rm -rf "$state" # with its records
build
rm "$sysroot/lib/rustlib/etc"
buildstd build
expect_err "is missing: the standard library is put together again"

# What is gone when the build ends was read all the same: nothing is remembered.
sleep 2.1
before=$(answers)
mkdir "$base/racing"
printf '[build-std]\ncrates = ["core"]\n' >"$project/.cargo/config.toml"
touch -d '1 minute ago' "$project/.cargo/config.toml"
start CARGO_TARGET_DIR="$base/racing" BUILDSTD_CACHE_DIR="$base/racing cache" FAKE_RUSTC_DELAY=60 -- print sysroot
until_true test -d "$base/racing/buildstd/build"
rm "$project/.cargo/config.toml"
collect
expect_status 0
expect_equal "$(find "$base/racing cache/v1/answers" -name 'request-*' | wc -l)" 0
printf '' >"$project/.cargo/config.toml"

# The same words elsewhere, or with another environment, are other words.
mkdir -p "$base/other project/src"
cp "$project/Cargo.toml" "$base/other project/"
: >"$base/other project/src/lib.rs"
(cd "$base/other project" && exec env -i "${environment[@]}" "$BUILDSTD" build) >"$base/out" 2>"$base/err"
[[ $(<"$base/out") == "$base/other project/target/"* ]] || fail "another workspace's sysroot: $(<"$base/out")"

# Warnings are said each time.
printf '[build]\nbuild-std = { when = "always", creates = "std" }\n' >"$project/.cargo/config.toml"
sleep 2.1
buildstd build
expect_err "warning: "
buildstd build
expect_err "warning: "

# Without the cache there is no memory, and a damaged one is as good as none.
printf '' >"$project/.cargo/config.toml"
sleep 2.1
buildstd build
for answer in '' x 'D ' $'{}\nD /\n- nowhere\n' $'{"format":1,"sysroots":[{"prebuilt":1}]}\nD /\n- nowhere\n'; do
  find "$cache/v1/answers" -name 'request-*' -exec sh -c 'rm "$1"; printf "%s" "$2" >"$1"' _ {} "$answer" \;
  buildstd build
  expect_status 0
  expect_whole "$(<"$base/out")"
done
