#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# What groups of targets need: start objects, files for linking, a CPU, variables; and the std that tests get.
source "${0%/*}/common.bash"

# Windows with GNU's tools has two startup objects beside the crates.
build --target x86_64-pc-windows-gnu
libraries="$sysroot/lib/rustlib/x86_64-pc-windows-gnu/lib"
[[ -f $libraries/rsbegin.o && -f $libraries/rsend.o ]] || fail "no startup objects"
grep -q '^start [0-9]* probe .*--emit=obj .*rtstartup/rsbegin.rs' "$log" || fail "not from rtstartup"
build --target x86_64-pc-windows-gnu --check
[[ ! -e $sysroot/lib/rustlib/x86_64-pc-windows-gnu/lib/rsbegin.o ]] || fail "--check made an object"

# A static musl program is linked with files that this toolchain lacks: said before anything is compiled, and not when
# only metadata is wanted.
musl=x86_64-unknown-linux-musl
build --target $musl --check
expect_no_err "linking for"
build --target $musl
without=$sysroot
expect_err "warning: linking for \`$musl\` needs files that the toolchain does not have: libc.a, libunwind.a, rcrt1.o"
expect_err "help: name the folders that have them with \`-Zunstable-options --self-contained-dir DIR\`: Debian's \`musl-dev\`"
[[ $(grep -n 'linking for' "$base/err" | cut -d: -f1) -lt $(grep -n Compiling "$base/err" | head -n 1 | cut -d: -f1) ]] || fail "said too late"
# Without the toolchain's own files the linker has its own, but for an unwinder, which one of the user's folders may have.
with RUSTFLAGS="-C link-self-contained=no" -- build --target $musl
expect_status 0
expect_err "needs files that the toolchain does not have: libunwind.a"
expect_no_err "libc.a"
expect_equal "$(<"$base/out")" "$without" # it concerns linking only
mkdir "$base/musl" "$base/gcc" "$base/unwinder"
echo unwinder >"$base/unwinder/libunwind.a"
with RUSTFLAGS="-C link-self-contained=no -Lnative=../unwinder" -- build --target $musl
expect_status 0
expect_no_err "linking for"
echo crt >"$base/musl/rcrt1.o"
echo libc >"$base/musl/libc.a"
echo other >"$base/musl/unrelated.o"
echo unwinder >"$base/gcc/libunwind.a"
supply=(--target $musl --self-contained-dir "$base/musl" --self-contained-dir "$base/gcc")
buildstd build "${supply[@]}"
expect_status 1
expect_err 'error: `--self-contained-dir` is unstable'
build -Zunstable-options "${supply[@]}"
expect_no_err "linking for"
contained="$sysroot/lib/rustlib/$musl/lib/self-contained"
expect_equal "$(ls "$contained" | tr '\n' ' ')" "libc.a libunwind.a rcrt1.o "
expect_equal "$(<"$contained/libunwind.a")" unwinder
[[ $sysroot != "$without" ]] || fail "the same sysroot with and without the files"
forget_calls
build -Zunstable-options "${supply[@]}"
expect_equal "$(calls)" 0
echo newer >"$base/musl/libc.a"
before=$sysroot
build -Zunstable-options "${supply[@]}"
[[ $sysroot != "$before" ]] || fail "another libc, the same sysroot"
buildstd build -Zunstable-options --target $musl --self-contained-dir "$base/nowhere"
expect_status 1
expect_err "there is no such directory"
# What the toolchain has comes first.
mkdir -p "$toolchain/lib/rustlib/$musl/lib/self-contained"
echo own >"$toolchain/lib/rustlib/$musl/lib/self-contained/libc.a"
build -Zunstable-options "${supply[@]}"
expect_equal "$(<"$sysroot/lib/rustlib/$musl/lib/self-contained/libc.a")" own
rm -r "$toolchain/lib/rustlib/$musl"

# Sanitizers: the runtime is named where it is absent, and taken from where it is said to be.
buildstd_sanitized() { with RUSTFLAGS=-Zsanitizer=address RUSTC_BOOTSTRAP=1 -- build --crates core "$@"; }
buildstd_sanitized
expect_err "needs files that the toolchain does not have: librustc-stable_rt.asan.a"
mkdir "$base/runtimes"
echo asan >"$base/runtimes/libclang_rt.asan-x86_64.a"
buildstd_sanitized -Zunstable-options --self-contained-dir "$base/runtimes"
expect_status 0
expect_no_err "linking for"
[[ -f $(<"$base/out")/lib/rustlib/$host/lib/librustc-stable_rt.asan.a ]] || fail "no runtime in the sysroot"

# A target that has no default CPU.
forget_calls
buildstd build --target avr-none
expect_status 101
expect_err 'error: target `avr-none` has no default CPU: nothing compiles without `-Ctarget-cpu`'
expect_err '`rustc --print target-cpus --target avr-none` lists them'
expect_equal "$(calls)" 0
with RUSTFLAGS=-Ctarget-cpu=atmega328p -- build --target avr-none
expect_status 0

# The oldest system that Apple's linker is told of is part of what is compiled.
build --target aarch64-apple-darwin --crates core
plain=$sysroot
with MACOSX_DEPLOYMENT_TARGET=12.0 -- build --target aarch64-apple-darwin --crates core
expect_status 0
[[ $(<"$base/out") != "$plain" ]] || fail "the deployment target made no difference"
with MACOSX_DEPLOYMENT_TARGET=12.0 -- build --crates core
with_variable=$(<"$base/out")
build --crates core
expect_equal "$with_variable" "$sysroot"

# Tests and benchmarks unwind, whatever the profile says (RFC 3874, "Panic strategies").
printf '[profile.dev]\npanic = "abort"\n' >>"$project/Cargo.toml"
has_unwinder() { compgen -G "$state/sysroots/*/lib/rustlib/$host/lib/libpanic_unwind-*.rlib" >/dev/null; }
# unwinds yes|no COMMAND…: whether the std that is built before it has an unwinder.
unwinds() {
  rm -rf "$state"
  buildstd exec --timings "${options[@]}" -- "${@:2}"
  expect_status 0
  compgen -G "$state/sysroots/*/buildstd.json" >/dev/null || fail "no sysroot for ${*:2}"
  if has_unwinder; then expect_equal "yes for ${*:2}" "$1 for ${*:2}"; else expect_equal "no for ${*:2}" "$1 for ${*:2}"; fi
}
mock_cargo :
options=()
unwinds no cargo build
for words in "test" "t --release" "bench" "--color never test" "nextest run"; do
  unwinds yes cargo $words
done
unwinds no cargo run test
options=(--profile test)
unwinds yes cargo build
options=(--panic abort)
unwinds no cargo test
