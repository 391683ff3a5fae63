#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# The environment that is handed over comes back the same through each program it is written for; paths hold spaces
# and quotes.
source "${0%/*}/common.bash"

odd="$base/it's \"a\" \$place #1"
mkdir "$odd"
environment+=(CARGO_TARGET_DIR="$odd" RUSTFLAGS='-Ctarget-cpu=x  --cfg=a="b"')
build

# What it ought to be.
sep=$'\x1f'
flags="-Ctarget-cpu=x${sep}--cfg=a=\"b\"${sep}--sysroot${sep}$sysroot"
expect_same() { [[ $1 == "$flags" ]] || fail "$2: $(printf '%q' "$1"), expected $(printf '%q' "$flags")"; }

buildstd env
cp "$base/out" "$base/script"
expect_same "$(sh -c '. "$1"; printf %s "$CARGO_ENCODED_RUSTFLAGS"' sh "$base/script")" sh
expect_equal "$(sh -c 'eval "$(cat "$1")"; printf %s "$RUSTC"' sh "$base/script")" "$toolchain/bin/rustc"
expect_equal "$(sh -c '. "$1"; printf %s "$CARGO_BUILD_TARGET"' sh "$base/script")" "$host"

buildstd env --format github
expect_same "$(sed -n 's/^CARGO_ENCODED_RUSTFLAGS=//p' "$base/out")" github

if command -v make >/dev/null; then
  buildstd env --format make
  {
    cat "$base/out"
    printf 'all:\n\t@printf %%s "$$CARGO_ENCODED_RUSTFLAGS"\n'
  } >"$base/Makefile"
  expect_same "$(cd "$base" && make -s -f Makefile)" make
fi
if command -v python3 >/dev/null; then
  buildstd env --format json
  expect_same "$(python3 -c 'import json, sys; print(json.load(sys.stdin)["CARGO_ENCODED_RUSTFLAGS"], end="")' <"$base/out")" json
fi
if command -v fish >/dev/null; then
  buildstd env --format fish
  cp "$base/out" "$base/script"
  expect_same "$(fish -c 'source $argv[1]; printf %s $CARGO_ENCODED_RUSTFLAGS' "$base/script")" fish
fi
if command -v pwsh >/dev/null; then
  buildstd env --format powershell
  cp "$base/out" "$base/script.ps1"
  expect_same "$(pwsh -NoProfile -File "$base/script.ps1" -Command '$env:CARGO_ENCODED_RUSTFLAGS')" powershell
fi

# Quotation marks that PowerShell takes for the plain one are doubled like it.
with CARGO_TARGET_DIR="$base/’q’" RUSTFLAGS="--cfg=a=\"‘’‚‛'\"" -- env --format powershell
expect_status 0
expect_out "--cfg=a=\"‘‘’’‚‚‛‛''\""
expect_out "$base/’’q’’/"
# What make would take out of a value, at its ends and inside.
if command -v make >/dev/null; then
  before=$flags
  odd_flags=$'\\ \\# \\\\#$x \\'
  encoded=" --cfg=a${sep}$odd_flags${sep}b\\"
  with CARGO_ENCODED_RUSTFLAGS="$encoded" -- print sysroot
  sysroot=$(<"$base/out")
  with CARGO_ENCODED_RUSTFLAGS="$encoded" -- env --format make
  expect_status 0
  {
    cat "$base/out"
    printf 'all:\n\t@printf %%s "$$CARGO_ENCODED_RUSTFLAGS"\n'
  } >"$base/Makefile"
  flags="$encoded${sep}--sysroot${sep}$sysroot"
  expect_same "$(cd "$base" && make -s -f Makefile)" make
  flags=$before
fi

buildstd env --format cargo-config
expect_out "rustc = \"$toolchain/bin/rustc\""
if python3 -c 'import tomllib' 2>/dev/null; then
  expect_same "$(python3 -c 'import sys, tomllib
print("\x1f".join(tomllib.load(sys.stdin.buffer)["target"][sys.argv[1]]["rustflags"]), end="")' $host <"$base/out")" cargo-config
fi
buildstd env --format cargo-config --target $host --target aarch64-unknown-linux-gnu
expect_status 0
expect_out "target = [\"$host\", \"aarch64-unknown-linux-gnu\"]"
expect_out "[target.aarch64-unknown-linux-gnu]"

# exec gives the same.
buildstd exec -- sh -c 'printf %s "$CARGO_ENCODED_RUSTFLAGS"'
expect_same "$(<"$base/out")" exec
