#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# `build-std.when = "never"` in so many words: nothing is built, `build` says so and where it is written, and the
# commands that hand over give the prebuilt std; `--force` overrules it.
source "${0%/*}/common.bash"
mkdir -p "$project/.cargo"
printf '[build]\njobs = 2\nbuild-std.when = "never"\n' >"$project/.cargo/config.toml"

build
expect_err "note: the standard library is not built for \`$host\`: \`build-std.when\` is \"never\" in "
expect_err "my project/.cargo/config.toml:3"
expect_err 'build-std.when = "never"'
expect_err "help: add \`--force\` to build it all the same"
expect_no_err "Finished"
expect_equal "$(calls)" 0
buildstd print sysroot
expect_equal "$(<"$base/out")" "$toolchain"
mock_cargo "compile --target $host"
buildstd exec -- cargo build
expect_status 0
expect_equal "$(sysroot_of_program)" ""
expect_equal "$(calls core)" 0
buildstd plan
expect_status 0

# Missing sources do not matter then.
mv "$library" "$base/aside"
build
mv "$base/aside" "$library"

build --force
expect_whole "$sysroot"
expect_equal "$(calls core)" 1

# For one target only; and the nearest say counts.
printf '[target.aarch64-unknown-linux-gnu]\nbuild-std.when = "never"\n' >"$project/.cargo/config.toml"
forget_calls
buildstd build --target $host --target aarch64-unknown-linux-gnu
expect_status 0
expect_err "is not built for \`aarch64-unknown-linux-gnu\`"
expect_equal "$(tail -n 1 "$base/out")" "$toolchain"
printf '[build]\nbuild-std.when = "always"\n' >"$project/.cargo/config.toml"
build
expect_whole "$sysroot"
buildstd --config 'build.build-std.when="never"' build
expect_status 0
expect_err "\`--config\`"
