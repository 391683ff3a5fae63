#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# `--emit obj,metadata` leaves core.o and libcore.rmeta: enough to compile against and link with, as the kernel's
# makefiles do, with no sysroot at all. What has not changed is not touched.
. "$(dirname "$0")/common.bash"
command -v cc >/dev/null || skip "there is no cc"

emit() { run "$BUILDSTD" build --crates core --target "$host" --target-dir "$E2E_ROOT/shared core" --emit obj,metadata --artifact-dir out; }
emit
lacks Compiling
same "core.o libcore.rmeta" "$(ls out | xargs)"
before=$(stat -c '%n %Y %i' out/*)
sleep 1
emit
same "$before" "$(stat -c '%n %Y %i' out/*)"
echo changed >out/core.o
emit
[ "$(stat -c %s out/core.o)" -gt 1000 ] || fail "core.o was not put back"

cat >builtins.rs <<'END'
#![feature(compiler_builtins)]
#![allow(internal_features)]
#![compiler_builtins]
#![no_builtins]
#![no_std]
END
cat >user.rs <<'END'
#![no_std]
use core::fmt::Write;
struct Text([u8; 32], usize);
impl Write for Text {
    fn write_str(&mut self, words: &str) -> core::fmt::Result {
        self.0[self.1..self.1 + words.len()].copy_from_slice(words.as_bytes());
        self.1 += words.len();
        Ok(())
    }
}
#[panic_handler]
fn panic(_: &core::panic::PanicInfo) -> ! { loop {} }
#[unsafe(no_mangle)]
extern "C" fn describe(number: u32, to: *mut u8) {
    let mut text = Text([0; 32], 0);
    let _ = write!(text, "{:#06x}", number);
    unsafe { core::ptr::copy_nonoverlapping(text.0.as_ptr(), to, 32) };
}
END
cat >main.c <<'END'
#include <stdio.h>
void describe(unsigned number, char *to);
void rust_eh_personality(void) {}
int main(void) { char text[32]; describe(48879, text); puts(text); }
END
compile() { run env RUSTC_BOOTSTRAP=1 "$RUSTC" --edition 2024 --sysroot /dev/null -L out --crate-type rlib -Cpanic=abort -O "$@"; }
compile --crate-name compiler_builtins --emit "metadata=out/libcompiler_builtins.rmeta" builtins.rs
compile --crate-name user --emit obj=user.o user.rs
run cc main.c user.o out/core.o -o program
run ./program
contains 0xbeef
