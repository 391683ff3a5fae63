#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# `buildstd verify` and the program it runs: what stops it, what it says, and damaged files. What it finds in real
# libraries is the unit tests' part (unit/verify), and the end-to-end tests'.
source "${0%/*}/common.bash"

verify="${BUILDSTD%/*}/buildstd-verify"
[[ -x $verify ]] || skip "buildstd-verify is not built"
data="$SOURCE_DIR/tests/data/verify"
there="$base/there"
here="$base/here"
mkdir -p "$there" "$here"
cp "$data/x86_64-unknown-linux-gnu.rlib" "$there/liblittle-1.rlib"
cp "$data/x86_64-unknown-linux-gnu.rlib" "$here/liblittle-1.rlib"

# compare EXPECTED_STATUS ARGUMENTS…
compare() {
  local expected=$1 status=0
  shift
  "$verify" compare --ours "$here" --theirs "$there" "$@" >"$base/out" 2>"$base/err" || status=$?
  expect_equal "$status" "$expected"
}

compare 0
expect_out "1 crates of x86_64-unknown-linux-gnu: 1 identical"
cp "$data/another.rlib" "$here/liblittle-1.rlib"
compare 2
expect_out "1 crates of x86_64-unknown-linux-gnu: 1 same code"
compare 0 --require code
compare 2 --format json
expect_out '"verdict": "code"'
head -c 3000 "$data/another.rlib" >"$here/liblittle-1.rlib"
compare 101
expect_err "error: could not read the archive"

expect_out "little: could not read the archive"
expect_out "1 crates of x86_64-unknown-linux-gnu: 1 unreadable"

# Damage that LLVM's readers do not withstand is an error about the file; the others are still read.
cp "$data/another.rlib" "$here/libanother-1.rlib"
size=$(wc -c <"$data/wasm32-unknown-unknown.rlib")
for ((round = 0; round < 60; round++)); do
  cp "$data/wasm32-unknown-unknown.rlib" "$here/liblittle-1.rlib"
  printf '\xff' | dd of="$here/liblittle-1.rlib" bs=1 seek=$((700 + round * (size - 700) / 60)) conv=notrunc status=none
  status=0
  "$verify" inspect "$here" >"$base/out" 2>"$base/err" || status=$?
  expect_out '"name": "another"'
  [[ $status == 0 ]] || { expect_equal "$status" 101 && expect_err "error: could not read" && expect_err "liblittle-1.rlib"; }
done
rm "$here/libanother-1.rlib"
# A byte that crashes LLVM 19's reader.
mkdir "$base/crash"
cp "$data/wasm32-unknown-unknown.rlib" "$base/crash/liblittle-1.rlib"
printf '\xff' | dd of="$base/crash/liblittle-1.rlib" bs=1 seek=$((0x918)) conv=notrunc status=none
status=0
"$verify" inspect "$base/crash" >"$base/out" 2>"$base/err" || status=$?
expect_equal "$status" 101
expect_err "error: could not read"
expect_err "liblittle-1.rlib"

# The mock compiler's libraries are no archives: what `buildstd verify` says then.
buildstd verify
expect_status 101
expect_out "core: could not read the archive"
expect_err "error: could not read the archive"
expect_err "error: could not compare the standard libraries for $host"
buildstd verify --against "$base/nowhere"
expect_status 101
expect_err "error: there is no std for \`$host\` in \`$base/nowhere\`"
expect_err "help: name a sysroot, or its folder lib/rustlib/TARGET/lib"
buildstd --config 'build.build-std.when="never"' verify
expect_status 101
expect_err "the configuration says \`never\`"
buildstd verify --format xml
expect_status 1
rm "$toolchain/lib/rustlib/$host/lib/"*.rlib
buildstd verify
expect_status 101
expect_err "error: the toolchain has no prebuilt std for \`$host\` to compare with"

# Without the program, that is what is said, also where a recipe is looked for in what it reads.
mkdir -p "$base/alone"
cp "$BUILDSTD" "$base/alone/buildstd"
for option in "" --find-recipe; do
  BUILDSTD="$base/alone/buildstd" buildstd verify $option
  expect_status 101
  expect_err "\`buildstd-verify\` is not installed beside buildstd"
done
