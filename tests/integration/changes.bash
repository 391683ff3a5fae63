#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# What changes the result makes another sysroot, at another path; what does not, does not.
source "${0%/*}/common.bash"

build
first=$sysroot
forget_calls
unchanged() {
  build
  expect_equal "$sysroot" "$first"
  expect_equal "$(calls)" 0
}
changed() {
  build
  [[ $sysroot != "$first" ]] || fail "the same path"
  [[ $(calls) -gt 0 ]] || fail "nothing was built"
  expect_whole "$sysroot"
  forget_calls
}

# Sources: content counts, times do not.
touch "$library/core/src/lib.rs"
unchanged
echo "// edited" >>"$library/core/src/lib.rs"
changed
sed -i '$d' "$library/core/src/lib.rs"
unchanged
# Another file counts, if its size and its time are those of before.
cp -p "$library/core/src/lib.rs" "$base/before"
sed 's/MIT/TIM/' "$base/before" >"$base/other"
touch -r "$base/before" "$base/other"
sleep 2.1 # what is new may still be changing, and is not relied on
unchanged
mv "$base/other" "$library/core/src/lib.rs"
changed
cp -p "$base/before" "$library/core/src/lib.rs"
unchanged

# A variable that the compiler says it looked at, and one that it did not.
environment+=(MOCK_UNSEEN=1)
unchanged
environment+=(MOCK_SEEN=1)
changed
unset 'environment[-1]'
# What was built with the other value is not what is wanted now.
build
[[ $sysroot == "$first" ]] || fail "the value of before gives another path than before"
forget_calls
unchanged

# A compiler that was replaced: by itself, by another.
cp "$FAKE_RUSTC" "$toolchain/bin/rustc.new"
mv "$toolchain/bin/rustc.new" "$toolchain/bin/rustc"
unchanged
cp "$FAKE_RUSTC" "$toolchain/bin/rustc.new"
echo >>"$toolchain/bin/rustc.new"
mv "$toolchain/bin/rustc.new" "$toolchain/bin/rustc"
changed
first=$sysroot
unchanged

# Configuration that reaches the compiler, and some that does not.
mkdir -p "$project/.cargo"
echo 'build.jobs = 1' >"$project/.cargo/config.toml"
unchanged
echo 'build.rustflags = ["-Ctarget-cpu=native"]' >"$project/.cargo/config.toml"
changed
rm "$project/.cargo/config.toml"

# A sysroot that was tampered with by removing it is made again.
rm -rf "$first"
build
expect_equal "$sysroot" "$first"
expect_whole "$sysroot"

# The workspace may move: nothing of the old place is needed.
mv "$project" "$base/moved"
project="$base/moved" state="$base/moved/target/buildstd"
build
expect_whole "$sysroot"
[[ $sysroot == "$state"/* ]]
