#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Custom target specifications, under nightly's rules: told apart by content, not by path or name; a program is linked.
. "$(dirname "$0")/common.bash"
command -v ld.lld-19 >/dev/null || skip "there is no ld.lld-19 (lld-19)"

export RUSTC_BOOTSTRAP=1
new_package kernel '
[profile.dev]
panic = "abort"'
cat >src/main.rs <<'END'
#![no_std]
#![no_main]
#[panic_handler]
fn panic(_: &core::panic::PanicInfo) -> ! { loop {} }
#[unsafe(no_mangle)]
extern "C" fn _start(at: *mut u8, length: usize) -> ! {
    unsafe { core::slice::from_raw_parts_mut(at, length) }.fill(7);
    loop {}
}
END
mkdir -p one other
"$RUSTC" -Zunstable-options --print target-spec-json --target x86_64-unknown-none |
  sed -e 's/"rust-lld"/"ld.lld-19"/' >one/small.json
sed 's/"max-atomic-width": 64/"max-atomic-width": 32/' one/small.json >other/small.json
! cmp -s one/small.json other/small.json || fail "the two specifications are the same"
custom() { "$BUILDSTD" "$1" -Zunstable-options --target-dir "$work/std" "${@:2}"; }

run custom build --check --target one/small.json
first=$(tail -n 1 "$work/output")
# The same content under another path is the same target: nothing is compiled.
cp one/small.json other/copy.json
mkdir again
cp one/small.json again/small.json
run custom build --check --target again/small.json
lacks Compiling
same "$first" "$(tail -n 1 "$work/output")"
# Another content under the same name is another.
run custom build --check --target other/small.json
contains Compiling
[ "$first" != "$(tail -n 1 "$work/output")" ] || fail "two specifications share a sysroot"
# A specification that changes in place is noticed.
cp other/small.json again/small.json
run custom build --check --target again/small.json
lacks Compiling
[ "$first" != "$(tail -n 1 "$work/output")" ] || fail "the change was not noticed"
# Two targets of one name in one run would be one to Cargo.
fails_with 1 custom build --target one/small.json --target other/small.json
contains 'error: two different targets are called `small`'

run custom exec --target one/small.json -- "$CARGO" build -Zjson-target-spec
run readelf -h target/small/debug/kernel
contains "Advanced Micro Devices X86-64"
fails_with 101 custom build --target absent.json
contains 'error: could not read the target specification `absent.json`'
