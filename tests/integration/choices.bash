#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# What is asked for decides what is built: crates, targets, panic strategy, features, flags.
source "${0%/*}/common.bash"

build --crates core
expect_equal "$(cd "$sysroot/lib/rustlib/$host/lib" && ls lib*.rlib | sed 's/-.*//' | sort | tr '\n' ' ')" "libcompiler_builtins libcore "
core=$sysroot
build --crates alloc
expect_equal "$(cd "$sysroot/lib/rustlib/$host/lib" && ls lib*.rlib | sed 's/-.*//' | sort | tr '\n' ' ')" \
  "liballoc libcompiler_builtins libcore "
[[ $sysroot != "$core" ]]

# A target without an operating system gets core, with memory functions.
forget_calls
build --target bare-unknown-none
grep -q '^start [0-9]* compiler_builtins .*feature="mem"' "$log" || fail "no memory functions"
expect_equal "$(calls std)" 0
buildstd build --target bare-unknown-none --crates std
expect_status 101
expect_err 'error: `std` is not supported for target `bare-unknown-none` on stable toolchains'
expect_err 'help: the target supports `--crates alloc` and less'
buildstd build --target mystery-unknown-unknown
expect_status 101
expect_err "no crate of the standard library may be built for \`mystery-unknown-unknown\` on stable"

# Dependencies and versions follow the target.
build --target wasm32-wasip2
grep -q '^start [0-9]* wasi .*wasi-0.14.4' "$log" || fail "not the second wasi"
expect_equal "$(calls libc)" 1
build --target x86_64-pc-windows-msvc
expect_equal "$(calls windows_link)" 1

# Two targets give two paths.
buildstd build --target $host --target aarch64-unknown-linux-gnu
expect_status 0
expect_equal "$(wc -l <"$base/out")" 2

# Panic strategies: another sysroot, and without the unwinder where it is not wanted.
build
unset_panic=$sysroot
forget_calls
build --panic abort
[[ $sysroot != "$unset_panic" ]]
expect_equal "$(calls panic_unwind)" 0
grep -q '^start [0-9]* std .*-C panic=abort' "$log" || fail "std was not compiled with panic=abort"
buildstd build --panic immediate-abort
expect_status 101
expect_err "not available on stable toolchains"

# Features of std are unstable, checked, and passed on.
forget_calls
build -Zunstable-options --std-features optimize_for_size
grep -q '^start [0-9]* core .*feature="optimize_for_size"' "$log" || fail "the feature did not reach core"
buildstd build -Zunstable-options --std-features optimise_for_size
expect_status 101
expect_err 'help: a feature with a similar name exists: `optimize_for_size`'

# The user's flags reach the target's crates and no build script.
forget_calls
with RUSTFLAGS="-Ctarget-cpu=native" -- build
expect_status 0
[[ $(<"$base/out") != "$unset_panic" ]]
grep -q '^start [0-9]* std .*-Ctarget-cpu=native' "$log" || fail "the flags did not reach std"
! grep '^start [0-9]* build_script_build ' "$log" | grep -q native || fail "the flags reached a build script"

# Metadata only.
build --check
compgen -G "$sysroot/lib/rustlib/$host/lib/libstd-*.rmeta" >/dev/null
! compgen -G "$sysroot/lib/rustlib/$host/lib/libstd-*.rlib" >/dev/null || fail "--check made an rlib"

# A codegen backend that the toolchain lacks: the message says how to get it.
mv "$toolchain/bin/rustc" "$toolchain/bin/real"
cat >"$toolchain/bin/rustc" <<'END'
#!/bin/sh
case " $* " in *codegen-backend=*) echo 'error: failed to find a `codegen-backends` folder' >&2; exit 1 ;; esac
exec "${0%/*}/real" "$@"
END
chmod +x "$toolchain/bin/rustc"
for flags in -Zcodegen-backend=cranelift '-Z codegen-backend=cranelift'; do
  with RUSTFLAGS="$flags" -- build
  expect_status 101
  expect_err 'error: the toolchain has no codegen backend `cranelift`'
  expect_err 'failed to find a `codegen-backends` folder'
  expect_err 'rustup component add rustc-codegen-cranelift-preview'
done
