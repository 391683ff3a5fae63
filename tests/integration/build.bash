#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# A build from nothing to a sysroot, and the runs after it.
source "${0%/*}/common.bash"

build
expect_equal "$(wc -l <"$base/out")" 1
expect_whole "$sysroot"
expect_err "   Compiling core v0.0.0"
expect_err "   Compiling std v0.0.0"
expect_err "    Finished standard library for $host in "
expect_plain
first=$sysroot

# What the toolchain has beside its crates is reachable, its prebuilt crates are not.
[[ -f $sysroot/lib/rustlib/etc/gdb_load_rust_pretty_printers.py && -d $sysroot/lib/rustlib/src/rust/library ]]
[[ ! -e $sysroot/lib/rustlib/$host/lib/libstd-0123456789abcdef.rlib ]]
[[ -x $sysroot/bin/rustc ]]

# Each crate was compiled once, for one target; std's optional and foreign dependencies were not.
for crate in core alloc std test proc_macro libc hashbrown addr2line script-std script-compiler_builtins; do
  expect_equal "$(calls $crate)" 1
done
for crate in rand cc wasi fortanix_sgx_abi windows_link profiler_builtins foldhash; do expect_equal "$(calls $crate)" 0; done

# A second run starts nothing at all.
forget_calls
build
expect_equal "$sysroot" "$first"
[[ ! -e $log ]] || fail "processes were started: $(cat "$log")"
expect_err "    Finished"
expect_no_err "Compiling"

# Nor do the other commands that need it.
buildstd print sysroot
expect_equal "$(<"$base/out")" "$first"
buildstd -q build
expect_empty "$base/err"
buildstd plan
expect_out "std for $host: "
[[ ! -e $log ]] || fail "processes were started: $(cat "$log")"

# Only what is kept stays; nothing of the build does.
expect_equal "$(sysroots)" "${first##*/}"
[[ -z $(find "$state/build" -mindepth 1 2>/dev/null) ]] || fail "build directory left: $(find "$state/build")"

# Cleaning takes it away, and the next build makes the same again.
buildstd clean
expect_status 0
[[ ! -e $state ]]
build
expect_equal "$sysroot" "$first"
expect_equal "$(calls core)" 1
