#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# A BPF object with core built for bpfel-unknown-none, which llvm-objdump reads.
. "$(dirname "$0")/common.bash"

command -v llvm-objdump-19 >/dev/null && command -v llvm-mc-19 >/dev/null || skip "there is no llvm-objdump-19 (llvm-19)"
new_package probe '[lib]
crate-type = ["rlib"]
[profile.release]
panic = "abort"'
cat >src/lib.rs <<'END'
#![no_std]
#[unsafe(no_mangle)]
pub extern "C" fn greatest(values: &[u64; 4]) -> u64 {
    let mut greatest = 0;
    for value in values {
        greatest = core::cmp::max(greatest, *value);
    }
    greatest
}
END
run "$BUILDSTD" exec --target bpfel-unknown-none --target-dir "$work/std" -- "$CARGO" rustc --release -- --emit=asm
# The target's own objects are bitcode, for a linker that Debian does not have.
assembly=$(find target/bpfel-unknown-none/release -name 'probe-*.s' | head -n 1)
[ -n "$assembly" ] || fail "there is no assembly"
run llvm-mc-19 -triple=bpfel -filetype=obj -o probe.o "$assembly"
run llvm-objdump-19 -d probe.o
contains "file format elf64-bpf"
contains "<greatest>:"
contains "exit"
