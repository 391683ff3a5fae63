#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# `doctor` looks at everything that a build, and then linking, needs, builds nothing, writes nothing, and names a cure for what
# is missing.
source "${0%/*}/common.bash"

everything() { find "$base" -not -path "$base/out" -not -path "$base/err" -not -path "$log" -not -path "$base" | sort; }
environment+=(TMPDIR="$base/tmp")
mkdir "$base/tmp"
unset 'environment[0]' # a cache could be made in HOME
before=$(everything)
buildstd doctor
expect_status 0
for check in compiler sources "host std" linker "target directory" plan; do expect_out "ok      $check"; done
expect_equal "$(calls core)" 0
expect_equal "$(everything)" "$before"

# What a build refuses.
buildstd doctor --target avr-none
expect_status 101
expect_err "has no default CPU"
with RUSTFLAGS=-Cnightly-only -- doctor
expect_status 101
expect_err "does not accept the flags"
buildstd doctor --target x86_64-unknown-linux-musl
expect_status 101
expect_err "needs files that the toolchain does not have: libc.a"
# What linking refuses: for build scripts, and by the target's own linker, which the configuration may name.
with FAKE_RUSTC_DO=empty_program:fail -- doctor --target thumbv7em-none-eabihf
expect_status 101
expect_out "failed  linker"
expect_err "nothing can be linked for \`thumbv7em-none-eabihf\`"
expect_err "CARGO_TARGET_THUMBV7EM_NONE_EABIHF_LINKER"
with CARGO_TARGET_THUMBV7EM_NONE_EABIHF_LINKER=my-ld -- doctor --target thumbv7em-none-eabihf
expect_status 0
expect_out "by \`my-ld\`"
grep -q 'empty_program .*linker=my-ld' "$log" || fail "the configured linker is not tried"
expect_equal "$(everything)" "$before"

mkdir -p "$project/target"
chmod a-w "$project/target"
[[ $(id -u) == 0 ]] || {
  buildstd doctor
  expect_status 101
  expect_err "cannot be written to"
}
rmdir "$project/target"

mv "$library" "$base/library"
buildstd doctor
expect_status 101
expect_out "failed  sources"
expect_out "ok      linker"
expect_err "help: install your distribution's package"
mv "$base/library" "$library"
rm "$toolchain/lib/rustlib/$host/lib/libstd-"*
buildstd doctor
expect_status 101
expect_out "failed  host std"
with PATH="$base/bin" -- doctor
expect_status 101
expect_err "could not find the compiler"
