#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# What is said about targets: what each supports, in RFC 3874's words, and the list of all.
source "${0%/*}/common.bash"

supports() { # supports TARGET TEXT JSON
  buildstd print target-standard-library-support --target "$1"
  expect_status 0
  expect_equal "$(<"$base/out")" "$2"
  buildstd print target-standard-library-support:json --target "$1"
  expect_status 0
  expect_equal "$(<"$base/out")" "$3"
}
supports aarch64-unknown-linux-gnu $'default: std\nsupported: core, alloc, std' \
  '{ "default": "std", "supported": ["core", "alloc", "std"] }'
supports bare-unknown-none $'default: core\nsupported: core, alloc' '{ "default": "core", "supported": ["core", "alloc"] }'
supports mystery-unknown-unknown $'default: none\nsupported: none' '{ "default": null, "supported": [] }'
buildstd print target-standard-library-support --target $host --target bare-unknown-none
expect_equal "$(wc -l <"$base/out")" 4
buildstd print target-standard-library-support --target no-such-target
expect_status 101
expect_err 'error: target `no-such-target` is not known to rustc'

# A compiler that can print it has the last word where the specification is silent.
rm -rf "$state"
environment+=(FAKE_RUSTC_SUPPORT='{"default": "alloc", "supported": ["core", "alloc"]}')
supports mystery-unknown-unknown $'default: alloc\nsupported: core, alloc' '{ "default": "alloc", "supported": ["core", "alloc"] }'
build --target mystery-unknown-unknown
compgen -G "$sysroot/lib/rustlib/mystery-unknown-unknown/lib/liballoc-*.rlib" >/dev/null || fail "no alloc"

# The list, in one process, remembered.
rm -rf "$state"
forget_calls
buildstd targets
expect_status 0
expect_equal "$(probes)" 5
grep -qE '^bare-unknown-none +2 +alloc +core +- +- +a mock$' "$base/out" || fail "no line for a bare target: $(<"$base/out")"
grep -qE "^$host \(host\) +2 +std +std +yes" "$base/out" || fail "no line for the host: $(<"$base/out")"
forget_calls
buildstd targets --format names --supports std linux
expect_equal "$(tr '\n' ' ' <"$base/out")" "aarch64-unknown-linux-gnu mips64el-unknown-linux-gnuabi64 riscv64gc-unknown-linux-gnu x86_64-unknown-linux-gnu x86_64-unknown-linux-musl "
expect_equal "$(probes)" 0
buildstd targets --format names --prebuilt
expect_equal "$(<"$base/out")" "$host"
buildstd targets --format names --tier 3
expect_empty "$base/out"
buildstd targets --format json mystery
expect_out '"name": "mystery-unknown-unknown"'
expect_out '"default": null'
buildstd targets --supports everything
expect_status 1
