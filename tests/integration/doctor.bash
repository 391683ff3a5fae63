#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# `doctor` looks at everything that a build needs, builds nothing, and names a cure for what is missing.
source "${0%/*}/common.bash"

printf '#!/bin/sh\n' >"$base/bin/cc"
chmod +x "$base/bin/cc"
buildstd doctor
expect_status 0
for check in compiler sources "host std" linker "target directory" plan; do expect_out "ok      $check"; done
expect_equal "$(calls)" 0
expect_no_sysroot

mv "$library" "$base/library"
buildstd doctor
expect_status 101
expect_out "missing sources"
expect_out "ok      linker"
expect_err "help: install your distribution's package"
mv "$base/library" "$library"
rm "$toolchain/lib/rustlib/$host/lib/libstd-"*
buildstd doctor
expect_status 101
expect_out "missing host std"
with PATH="$base/bin" -- doctor
expect_status 101
expect_err "could not find the compiler"
