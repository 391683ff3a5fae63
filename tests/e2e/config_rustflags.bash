#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# rustflags of Cargo's configuration stay in force, from `build` and from `target`.
. "$(dirname "$0")/common.bash"

new_package flagged
mkdir .cargo
printf '#![no_std]\n#[cfg(not(from_config))]\ncompile_error!("the flags are lost");\n' >src/lib.rs

for table in build "target.$host"; do
  printf '[%s]\nrustflags = ["--cfg", "from_config"]\n' "$table" >.cargo/config.toml
  run "$BUILDSTD" exec --check --crates core --target "$host" -- "$CARGO" check
done
