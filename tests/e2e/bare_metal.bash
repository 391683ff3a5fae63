#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# A `#![no_std]` program with its own panic handler and allocator, linked with core and alloc built for a target without
# an operating system. Argument: the target; thumbv7em and riscv32imac run under qemu-system with semihosting, the
# others are looked at.
. "$(dirname "$0")/common.bash"

target=$1
variable=CARGO_TARGET_$(tr 'a-z-' 'A-Z_' <<<"$target")
needs() { command -v "$1" >/dev/null || skip "there is no $1 ($2)"; }
needs ld.lld-19 lld-19
export "${variable}_LINKER=ld.lld-19"

new_package bare '
[profile.dev]
panic = "abort"
[profile.release]
panic = "abort"'
cat >src/main.rs <<'END'
#![no_std]
#![no_main]
extern crate alloc;
use alloc::{format, vec::Vec};
use core::alloc::{GlobalAlloc, Layout};
use core::sync::atomic::{AtomicUsize, Ordering};

struct Bump;
static mut HEAP: [u8; 8192] = [0; 8192];
static USED: AtomicUsize = AtomicUsize::new(0);
unsafe impl GlobalAlloc for Bump {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let start = (USED.load(Ordering::Relaxed) + layout.align() - 1) & !(layout.align() - 1);
        USED.store(start + layout.size(), Ordering::Relaxed);
        if start + layout.size() > 8192 { return core::ptr::null_mut() }
        unsafe { (&raw mut HEAP as *mut u8).add(start) }
    }
    unsafe fn dealloc(&self, _: *mut u8, _: Layout) {}
}
#[global_allocator]
static ALLOCATOR: Bump = Bump;

#[panic_handler]
fn panic(_: &core::panic::PanicInfo) -> ! {
    say("panic\n\0");
    exit(1)
}

#[cfg(target_arch = "arm")]
unsafe fn semihosting(operation: usize, argument: usize) -> usize {
    let result;
    unsafe { core::arch::asm!("bkpt 0xab", inout("r0") operation => result, in("r1") argument) };
    result
}
#[cfg(target_arch = "riscv32")]
unsafe fn semihosting(operation: usize, argument: usize) -> usize {
    let result;
    unsafe {
        core::arch::asm!(".balign 16", ".option push", ".option norvc", "slli x0, x0, 0x1f", "ebreak",
            "srai x0, x0, 7", ".option pop", inout("a0") operation => result, in("a1") argument)
    };
    result
}
#[cfg(not(any(target_arch = "arm", target_arch = "riscv32")))]
unsafe fn semihosting(operation: usize, argument: usize) -> usize {
    operation + argument
}

fn say(text: &str) { unsafe { semihosting(4, text.as_ptr() as usize) }; }
fn exit(status: usize) -> ! {
    let block = [0x20026usize, status];
    unsafe { semihosting(0x20, block.as_ptr() as usize) };
    loop {}
}

#[cfg(target_arch = "arm")]
#[unsafe(link_section = ".vectors")]
#[used]
static RESET: extern "C" fn() -> ! = start;
#[cfg(target_arch = "riscv32")]
core::arch::global_asm!(".section .vectors,\"ax\"", ".global _reset", "_reset: la sp, _stack_end", "j start");

#[unsafe(no_mangle)]
extern "C" fn start() -> ! {
    let squares: Vec<u32> = (1..5).map(|n| n * n).collect();
    say(&format!("squares: {squares:?}, {}\n\0", 7u64.pow(20) / core::hint::black_box(3)));
    exit(0)
}
END

here() { "$BUILDSTD" exec --target "$target" --crates alloc --target-dir "$work/std" -- "$@"; }
memory() { # memory FLASH RAM: a linker script; its name has no blanks, Cargo splits the flags
  cat >memory.x <<END
MEMORY { FLASH (rx) : ORIGIN = $1, LENGTH = 1M  RAM (rwx) : ORIGIN = $2, LENGTH = 1M }
_stack_end = ORIGIN(RAM) + LENGTH(RAM);
SECTIONS {
  .vectors : { ${3-} KEEP(*(.vectors)) } > FLASH
  .text : { *(.text .text.*) *(.rodata .rodata.*) } > FLASH
  .data : { *(.data .data.*) *(.sdata .sdata.*) } > RAM
  .bss : { *(.bss .bss.*) *(.sbss .sbss.*) *(COMMON) } > RAM
  /DISCARD/ : { *(.ARM.exidx*) *(.eh_frame*) }
}
END
  export RUSTFLAGS="-Clink-arg=-T$PWD/memory.x"
  # A blank in the path of the test's directory is no use in this variable.
  export RUSTFLAGS=-Clink-arg=-Tmemory.x
}
emulate() { run timeout 60 "$@" -nographic -semihosting -kernel "target/$target/release/bare"; contains "squares: [1, 4, 9, 16], 26597422099204000"; }

program=target/$target/release/bare
case $target in
  thumbv7em-none-eabihf)
    needs qemu-system-arm qemu-system-arm
    memory 0 0x20000000 "LONG(_stack_end)"
    run here "$CARGO" build --release
    emulate qemu-system-arm -M mps2-an386
    ;;
  riscv32imac-unknown-none-elf)
    needs qemu-system-riscv32 qemu-system-misc
    memory 0x80000000 0x80200000
    run here "$CARGO" build --release
    emulate qemu-system-riscv32 -M virt -bios none
    ;;
  x86_64-unknown-none)
    export RUSTFLAGS=-Clink-arg=-estart
    run here "$CARGO" build --release
    run readelf -h "$program"
    contains "Advanced Micro Devices X86-64"
    run readelf -d "$program"
    lacks NEEDED
    ;;
  *) fail "this test does not know $target" ;;
esac
