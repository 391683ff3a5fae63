#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# A program with std, compiled by Cargo against the std that is built for a target, runs there: threads, files, a panic
# that is caught, a backtrace with names, and `cargo test`. Argument: the target. Linkers and emulators are Debian's;
# `tests/targets/run` goes through all targets.
. "$(dirname "$0")/common.bash"

target=$1
variable=CARGO_TARGET_$(tr 'a-z-' 'A-Z_' <<<"$target")
unwinds=yes
options=()

needs() {
  command -v "$1" >/dev/null || skip "there is no $1 ($2)"
}
# through LINKER PACKAGE RUNNER...: how programs for the target are linked and started.
through() {
  needs "$1" "$2"
  export "${variable}_LINKER=$1"
  shift 2
  [ $# -eq 0 ] || export "${variable}_RUNNER=$*"
}
# cross PREFIX QEMU: Debian's cross compiler, and qemu's user mode with the libraries that belong to it.
cross() {
  needs "qemu-$2-static" qemu-user-static
  through "$1-gcc" "gcc-$1" "qemu-$2-static" -L "/usr/$1"
}

case $target in
  aarch64-unknown-linux-gnu) cross aarch64-linux-gnu aarch64 ;;
  armv7-unknown-linux-gnueabihf) cross arm-linux-gnueabihf arm ;;
  i686-unknown-linux-gnu)
    # Statically: under qemu-i386 (7.2 and 10.0) pthread_create of Debian's shared glibc never comes back, in C neither.
    export RUSTFLAGS=-Ctarget-feature=+crt-static
    cross i686-linux-gnu i386
    ;;
  mips64el-unknown-linux-gnuabi64) cross mips64el-linux-gnuabi64 mips64el ;;
  powerpc64le-unknown-linux-gnu) cross powerpc64le-linux-gnu ppc64le ;;
  riscv64gc-unknown-linux-gnu) cross riscv64-linux-gnu riscv64 ;;
  s390x-unknown-linux-gnu) cross s390x-linux-gnu s390x ;;
  x86_64-unknown-linux-musl)
    [ -f /usr/lib/x86_64-linux-musl/crt1.o ] || skip "there is no musl (musl-dev)"
    # Statically, with musl's and gcc's start objects, and LLVM's unwinder, which was made for glibc.
    [ -f /usr/lib/llvm-19/lib/libunwind.a ] || skip "there is no unwinder (libunwind-19-dev)"
    needs musl-gcc musl-tools
    through gcc gcc
    mkdir "$work/unwinder"
    install -m 644 /usr/lib/llvm-19/lib/libunwind.a "$work/unwinder/libunwind.a"
    cat >chk.c <<'END'
#include <stdarg.h>
#include <stdio.h>
int __fprintf_chk(FILE *file, int level, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  return vfprintf(file, format, arguments);
}
END
    musl-gcc -c chk.c
    ar r "$work/unwinder/libunwind.a" chk.o
    options=(-Zunstable-options --self-contained-dir /usr/lib/x86_64-linux-musl
      --self-contained-dir "$(dirname "$(gcc -print-libgcc-file-name)")" --self-contained-dir "$work/unwinder")
    ;;
  x86_64-pc-windows-gnu)
    wine=$(command -v wine64 || command -v /usr/lib/wine/wine64) || skip "there is no wine64"
    export WINEPREFIX="$work/wine" WINEDEBUG=-all WINEPATH="$work/dll"
    through x86_64-w64-mingw32-gcc gcc-mingw-w64-x86-64-win32 "$wine"
    # What std seeds its hash maps with, and Wine 8 lacks.
    mkdir "$work/dll"
    cat >prng.c <<'END'
#include <windows.h>
BOOLEAN NTAPI SystemFunction036(PVOID, ULONG);
__declspec(dllexport) BOOL WINAPI ProcessPrng(PBYTE data, SIZE_T size) { return SystemFunction036(data, (ULONG)size); }
END
    x86_64-w64-mingw32-gcc -shared -o "$work/dll/bcryptprimitives.dll" prng.c -ladvapi32
    ;;
  wasm32-wasip1)
    needs node nodejs
    [ -f /usr/lib/wasm32-wasi/crt1-command.o ] || skip "there is no wasi-libc"
    cat >"$work/wasi.mjs" <<'END'
import { readFile } from 'node:fs/promises';
import { WASI } from 'node:wasi';
const [program, ...rest] = process.argv.slice(2);
const wasi = new WASI({ version: 'preview1', args: [program, ...rest], env: process.env, preopens: { '/': process.cwd() } });
const module = await WebAssembly.compile(await readFile(program));
// Not getImportObject: Debian 12's node has none yet.
process.exitCode = wasi.start(await WebAssembly.instantiate(module, { wasi_snapshot_preview1: wasi.wasiImport }));
END
    # No blanks: Cargo splits the runner.
    cp "$work/wasi.mjs" "$E2E_ROOT/wasi.mjs"
    through wasm-ld-19 lld-19 node --no-warnings "$(realpath --relative-to="$work/everywhere" "$E2E_ROOT")/wasi.mjs"
    options=(-Zunstable-options --self-contained-dir /usr/lib/wasm32-wasi)
    unwinds=no
    ;;
  *) fail "this test does not know how to run $target" ;;
esac

new_package everywhere '[features]
unwinds = []'
cat >src/lib.rs <<'END'
#[inline(never)]
pub fn deep_in_the_library() -> std::backtrace::Backtrace {
    std::hint::black_box(std::backtrace::Backtrace::force_capture())
}
END
cat >src/main.rs <<'END'
use std::io::Write;

fn files() {
    let name = "written by std.txt";
    std::fs::File::create(name).unwrap().write_all(b"over there").unwrap();
    assert_eq!(std::fs::read_to_string(name).unwrap(), "over there");
    std::fs::remove_file(name).unwrap();
}

#[cfg(feature = "unwinds")]
fn threads_and_panics() {
    use std::sync::{Arc, Mutex};
    let sum = Arc::new(Mutex::new(0u64));
    let threads: Vec<_> = (1..=4u64)
        .map(|n| {
            let sum = Arc::clone(&sum);
            std::thread::spawn(move || *sum.lock().unwrap() += n)
        })
        .collect();
    threads.into_iter().for_each(|thread| thread.join().unwrap());
    assert_eq!(*sum.lock().unwrap(), 10);
    struct Dropped<'a>(&'a std::cell::Cell<bool>);
    impl Drop for Dropped<'_> {
        fn drop(&mut self) {
            self.0.set(true)
        }
    }
    let dropped = std::cell::Cell::new(false);
    let caught = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        let _guard = Dropped(&dropped);
        panic!("caught")
    }));
    assert_eq!(caught.unwrap_err().downcast_ref::<&str>(), Some(&"caught"));
    assert!(dropped.get());
    assert!(std::thread::spawn(|| panic!("in a thread")).join().is_err());
    let backtrace = everywhere::deep_in_the_library().to_string();
    assert!(backtrace.contains("deep_in_the_library"), "{backtrace}");
    println!("backtrace has names");
}
#[cfg(not(feature = "unwinds"))]
fn threads_and_panics() {}

fn main() {
    files();
    threads_and_panics();
    let map: std::collections::HashMap<String, usize> = ["a", "bb"].map(|word| (word.to_owned(), word.len())).into();
    assert_eq!(map["bb"], 2);
    println!("{} {} {} bytes", std::env::consts::ARCH, std::env::consts::OS, size_of::<usize>());
    println!("all is well");
}
END
mkdir tests
cat >tests/there.rs <<'END'
#[test]
fn adds() {
    assert_eq!(std::hint::black_box(2) + 2, 4);
}
#[test]
#[cfg(panic = "unwind")]
#[should_panic(expected = "as it should")]
fn panics() {
    panic!("as it should");
}
END

features=()
[ $unwinds = no ] || features=(--features unwinds)
here() { "$BUILDSTD" exec --target "$target" --target-dir "$work/std" "${options[@]}" -- "$@"; }
run here "$CARGO" run "${features[@]}"
contains "all is well"
[ $unwinds = no ] || contains "backtrace has names"
lacks "warning: linking for"
run here "$CARGO" run --release "${features[@]}"
contains "all is well"
# libtest joins threads: Debian 12's wasi-libc, of 2022, has no `pthread_join` yet, not even one that refuses.
if [ "$target" = wasm32-wasip1 ]; then exit; fi
run here "$CARGO" test "${features[@]}"
contains "test adds ... ok"
[ $unwinds = no ] || contains "test panics - should panic ... ok"
[ "$target" != x86_64-unknown-linux-musl ] || run bash -c '! ldd "$1" 2>&1 | grep -q "=>"' - target/"$target"/debug/everywhere
# Wine's server writes into the directory that is removed now.
if [ -n "${wine-}" ]; then
  server=$(command -v wineserver || echo /usr/lib/wine/wineserver64)
  "$server" -k && "$server" -w || true
fi
