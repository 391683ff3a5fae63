#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# The environment that is handed over comes back the same through each program it is written for; what was asked for,
# and paths, hold spaces, quotes and worse.
source "${0%/*}/common.bash"

sep=$'\x1f'
asked() { # asked TEXT: options that carry it, and the variable that has to
  options=(--config "env.ODD=\"$1\"")
  selection="build${sep}--config=env.ODD=\"$1\""
}
expect_same() { [[ $1 == "$selection" ]] || fail "$2: $(printf '%q' "$1"), expected $(printf '%q' "$selection")"; }
through_make() {
  buildstd env --format make "${options[@]}"
  expect_status 0
  {
    cat "$base/out"
    printf 'all:\n\t@printf %%s "$$BUILDSTD_SELECTION"\n'
  } >"$base/Makefile"
  expect_same "$(cd "$base" && make -s -f Makefile)" make
}

asked "it's  a \$place #1"
buildstd env "${options[@]}"
expect_status 0
cp "$base/out" "$base/script"
expect_same "$(sh -c '. "$1"; printf %s "$BUILDSTD_SELECTION"' sh "$base/script")" sh
front=$(sh -c 'eval "$(cat "$1")"; printf %s "$RUSTC"' sh "$base/script")
[[ $front == */buildstd/rustc && $(readlink -f "$front") == "$(readlink -f "$BUILDSTD")" ]] || fail "the compiler is $front"
expect_equal "$(sh -c '. "$1"; printf %s "$RUSTDOC"' sh "$base/script")" "${front%rustc}rustdoc"
expect_equal "$(sh -c '. "$1"; printf %s "$RUSTC_WRAPPER"' sh "$base/script")" "$front"
expect_equal "$(sh -c '. "$1"; printf %s "$BUILDSTD_RUSTC"' sh "$base/script")" "$toolchain/bin/rustc"
expect_equal "$(sh -c '. "$1"; printf %s "$CARGO_BUILD_TARGET"' sh "$base/script")" "$host"
! grep -q RUSTFLAGS "$base/out" || fail "flags are written"

buildstd env --format github "${options[@]}"
expect_same "$(sed -n 's/^BUILDSTD_SELECTION=//p' "$base/out")" github

if command -v make >/dev/null; then
  through_make
  # What make would take out of a value, at its ends and inside.
  asked "it's  a \$place #1"
  for odd in '\\\\ \\\\# x\\\\\\\\#$x' 'ends with \\\\'; do
    asked "$odd"
    through_make
  done
  asked "it's  a \$place #1"
fi
if command -v python3 >/dev/null; then
  buildstd env --format json "${options[@]}"
  expect_same "$(python3 -c 'import json, sys; print(json.load(sys.stdin)["BUILDSTD_SELECTION"], end="")' <"$base/out")" json
fi
if command -v fish >/dev/null; then
  buildstd env --format fish "${options[@]}"
  cp "$base/out" "$base/script"
  expect_same "$(fish -c 'source $argv[1]; printf %s $BUILDSTD_SELECTION' "$base/script")" fish
fi
if command -v pwsh >/dev/null; then
  buildstd env --format powershell "${options[@]}"
  cp "$base/out" "$base/script.ps1"
  expect_same "$(pwsh -NoProfile -File "$base/script.ps1" -Command '$env:BUILDSTD_SELECTION')" powershell
fi

# Quotation marks that PowerShell takes for the plain one are doubled like it.
buildstd env --format powershell --config "env.ODD=\"‘’‚‛'\""
expect_status 0
expect_out "env.ODD=\"‘‘’’‚‚‛‛''\""
buildstd env --format powershell --target-dir "$base/it’s"
expect_out "it’’s"
! grep -qF "it’s" "$base/out" || fail "PowerShell would end a string at ’"

buildstd env --format cargo-config "${options[@]}"
expect_out "rustc = \"$front\""
expect_out "rustc-wrapper = \"$front\""
expect_out "target = [\"$host\"]"
if python3 -c 'import tomllib' 2>/dev/null; then
  expect_same "$(python3 -c 'import sys, tomllib
print(tomllib.load(sys.stdin.buffer)["env"]["BUILDSTD_SELECTION"], end="")' <"$base/out")" cargo-config
fi
buildstd env --format cargo-config --target $host --target aarch64-unknown-linux-gnu
expect_status 0
expect_out "target = [\"$host\", \"aarch64-unknown-linux-gnu\"]"

# A wrapper of the user's stays, and flags are his own business.
printf '#!/bin/sh\nexec "$@"\n' >"$base/bin/wrapper"
chmod +x "$base/bin/wrapper"
with RUSTC_WRAPPER="$base/bin/wrapper" RUSTFLAGS="--cfg=x" -- env
expect_status 0
! grep -q 'RUSTC_WRAPPER\|RUSTFLAGS' "$base/out" || fail "the user's wrapper or flags are replaced: $(<"$base/out")"

# exec gives the same.
buildstd exec "${options[@]}" -- sh -c 'printf %s "$BUILDSTD_SELECTION"'
expect_same "$(<"$base/out")" exec
# What cannot be read in the variable is an error with its name.
with BUILDSTD_SELECTION="build${sep}--no-such" -- front rustc -vV
expect_status 1
expect_err "\`--no-such\` in BUILDSTD_SELECTION is no option"

# A value of two lines is for json alone.
inside="$project"
project="$inside/of"$'\n'"two lines"
mkdir -p "$project/src"
cp "$inside/Cargo.toml" "$project/"
: >"$project/src/lib.rs"
for format in shell fish github make; do
  buildstd env --format $format
  expect_status 101
  expect_err "the value of BUILDSTD_DIRECTORY has a line end"
done
buildstd env --format json
expect_status 0
expect_out 'of\ntwo lines"'
