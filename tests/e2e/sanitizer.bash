#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# A bug inside a call of std is caught by AddressSanitizer with the std that was compiled with it, and goes unseen with
# the prebuilt one. The runtime is clang's; unstable, so under nightly's rules.
. "$(dirname "$0")/common.bash"

runtimes=$(dirname "$(clang-19 -print-file-name=libclang_rt.asan-x86_64.a 2>/dev/null || echo ./none)")
[ -f "$runtimes/libclang_rt.asan-x86_64.a" ] ||
  runtimes=/usr/lib/llvm-19/lib/clang/19/lib/linux
[ -f "$runtimes/libclang_rt.asan-x86_64.a" ] || skip "there is no runtime of AddressSanitizer (libclang-rt-19-dev)"

new_package overflow
cat >src/main.rs <<'END'
fn main() {
    let text = vec![b'a'; 16];
    let longer = unsafe { std::slice::from_raw_parts(std::hint::black_box(text.as_ptr()), 24) };
    println!("valid: {}", std::str::from_utf8(longer).is_ok());
}
END
export RUSTC_BOOTSTRAP=1 RUSTFLAGS=-Zsanitizer=address
here() { "$BUILDSTD" exec --target "$host" --target-dir "$work/std" "${options[@]}" -- "$@"; }
options=(-Zunstable-options --self-contained-dir "$runtimes")
run here "$CARGO" build
fails_with 1 "target/$host/debug/overflow"
contains "ERROR: AddressSanitizer: heap-buffer-overflow"
grep -qE '#[0-9]+ .*core::str' "$work/output" || grep -qE 'in .*(run_utf8_validation|from_utf8)' "$work/output" || fail "not inside std"
# The prebuilt std reads the same bytes and nobody looks.
mkdir -p "$work/sysroot/lib/rustlib/$host/lib"
ln -s "$prebuilt/lib/rustlib/$host/lib/"*.r* "$work/sysroot/lib/rustlib/$host/lib/"
ln -s "$runtimes/libclang_rt.asan-x86_64.a" "$work/sysroot/lib/rustlib/$host/lib/librustc-stable_rt.asan.a"
run "$RUSTC" --edition 2024 -Zsanitizer=address --sysroot "$work/sysroot" --target "$host" -o prebuilt src/main.rs
run ./prebuilt
lacks AddressSanitizer
