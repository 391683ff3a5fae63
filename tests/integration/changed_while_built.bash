#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Sources, or the compiler, that are exchanged while std is built, and put back: what was made of them is not kept, and
# the build says so.
source "${0%/*}/common.bash"

umask 022
environment+=(BUILDSTD_CACHE_DIR="$base/cache" FAKE_RUSTC_COPIES=1)
contents() { (cd "$1" && find . -type f ! -name buildstd.json -exec sha256sum {} + | sort -k2); }
build
contents "$sysroot" >"$base/reference"

source_file="$library/core/src/lib.rs"
cp "$source_file" "$base/evil.rs"
echo '// evil' >>"$base/evil.rs"
# What is done when core's compiler has just been started, before it reads, and afterwards.
by_rename() { mv "$source_file" "$base/good.rs" && cp -p "$base/evil.rs" "$source_file"; }
back_by_rename() { mv "$base/good.rs" "$source_file"; }
in_place() { cp -p "$source_file" "$base/good.rs" && cat "$base/evil.rs" >"$source_file"; }
back_in_place() { cat "$base/good.rs" >"$source_file" && touch -r "$base/good.rs" "$source_file"; }
by_folder() { cp -rp "$library" "$base/evil library" && cp "$base/evil.rs" "$base/evil library/core/src/lib.rs" && mv "$library" "$base/good library" && mv "$base/evil library" "$library"; }
back_by_folder() { mv "$library" "$base/evil library" && mv "$base/good library" "$library" && rm -r "$base/evil library"; }
compiler() { cp "$toolchain/bin/rustc" "$base/rustc.new" && mv "$toolchain/bin/rustc" "$base/rustc" && mv "$base/rustc.new" "$toolchain/bin/rustc"; }
back_compiler() { mv "$base/rustc" "$toolchain/bin/rustc"; }

for way in by_rename in_place by_folder compiler; do
  rm -rf "$state" "$base/cache"
  forget_calls
  # One at a time: nothing else is started while something is absent.
  start CARGO_BUILD_JOBS=1 FAKE_RUSTC_DO=core:wait FAKE_RUSTC_DELAY=400 -- build
  until_true was_called core
  $way
  : >"$log.go" # core's compiler reads its source now
  until_true test -e "$log.gone"
  "back_$way"
  rm -f "$log.go" "$log.gone"
  collect
  expect_status 101
  expect_err "was changed while \`core\` was compiled"
  expect_err "help: run the same command again"
  build
  contents "$sysroot" | cmp - "$base/reference" || fail "$way: made of other sources"
  with CARGO_TARGET_DIR="$base/second" -- build
  contents "$(<"$base/out")" | cmp - "$base/reference" || fail "$way: other sources' results in the cache"
  rm -rf "$base/second"
done

# Editors put files beside the sources; that is no change.
rm -rf "$state" "$base/cache"
forget_calls
start FAKE_RUSTC_DELAY=50 -- build
until_true was_called core
: >"$library/core/src/.lib.rs.swp"
collect
expect_status 0
