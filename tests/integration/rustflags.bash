#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# What of the user's rustflags makes another std, and what does not (docs/flags.md).
source "${0%/*}/common.bash"

build
plain=$sysroot
forget_calls

# with_flags FLAGS: a build with these RUSTFLAGS; sets `sysroot`.
with_flags() {
  with RUSTFLAGS="$1" -- build
  expect_status 0
  sysroot=$(<"$base/out")
}
leaves_std() {
  with_flags "$1"
  expect_equal "$sysroot" "$plain"
  expect_equal "$(calls)" 0
}
makes_another() {
  with_flags "$1"
  [[ $sysroot != "$plain" ]] || fail "the std of before, with $1"
  [[ $(calls) -gt 0 ]] || fail "nothing was built, with $1"
  forget_calls
}

# Linking, lints, messages.
for flags in "-Clink-arg=-s" "-C link-args=-s -Clinker=/no/such/linker" "-Clink-self-contained=no -Clinker=musl-gcc" \
  "-Clinker-flavor=gcc" "-Cstrip=symbols -Crpath" "-L native=/usr/lib" "-Dwarnings" "-W unused -A dead_code" "--color=always" \
  "--error-format=short" "--diagnostic-width=80" "-Cprefer-dynamic" "--emit=asm" "-Cincremental=$base/incremental"; do
  leaves_std "$flags"
done
# Whether they are spelled in one word or two, the crates' flags are in the user's order, and the others are not there.
makes_another "-Clink-arg=-s --cfg one -Copt-level=1 -Dwarnings -C lto=off"
with RUSTFLAGS="-Clink-arg=-s --cfg one -Copt-level=1 -Dwarnings -C lto=off" -- plan --format commands
expect_out "--cfg one -Copt-level=1 -C lto=off"
for absent in link-arg=-s warnings; do
  ! grep -qF -- "$absent" "$base/out" || fail "std's compiler gets $absent"
done
for flags in "-Clink-dead-code" "-Crelro-level=full" "-lm" "-Cnobody-knows=1"; do makes_another "$flags"; done

# The content of a file that a flag names counts, in this workspace and in another.
profile="$base/m.profdata"
changes_with_file() {
  echo one >"$2"
  makes_another "$1"
  local first=$sysroot
  with_flags "$1"
  expect_equal "$(calls)" 0
  echo another >"$2"
  makes_another "$1"
  [[ $sysroot != "$first" ]] || fail "the same path for another content, with $1"
  echo one >"$2"
  with_flags "$1"
  expect_equal "$sysroot" "$first"
  rm "$2"
  forget_calls
}
cd "$base"
environment+=(BUILDSTD_CACHE_DIR="$base/cache")
changes_with_file "-Cprofile-use=$base/m.profdata" "$base/m.profdata"
changes_with_file "-Cllvm-args=-some-file=$base/llvm-input" "$base/llvm-input"
changes_with_file "-Cnobody-knows=$base/input" "$base/input"
changes_with_file "-L native=$base -l static=measured" "$base/libmeasured.a"
# Where output goes does not.
mkdir "$base/raw"
makes_another "-Cprofile-use=$base/none -Cremark=all"
: >"$base/raw/file.profraw"
# The lines of an argument file are flags.
printf -- '--cfg\nin_file\n-Clink-arg=-s\n' >"$base/arguments"
makes_another "@$base/arguments"
in_file=$sysroot
with_flags "--cfg in_file"
expect_equal "$sysroot" "$in_file"
printf -- '-Clink-arg=-s\n' >"$base/arguments"
leaves_std "@$base/arguments"
unset 'environment[-1]'

# The user's remaps come after those of the recipe: rustc takes the last that fits.
with RUSTFLAGS="--remap-path-prefix=$library=/mine" -- plan --format commands
expect_status 0
grep -F -- "--crate-name core " "$base/out" | grep -qE -- "--remap-path-prefix .* --remap-path-prefix=[^ ]*=/mine" ||
  fail "the user's remap does not come last"

# Unstable flags are refused before anything is compiled, with the place.
forget_calls
with RUSTFLAGS="-Zsanitizer=thread" -- build
expect_status 101
expect_err '`-Zsanitizer=thread`'
expect_err 'RUSTFLAGS'
expect_equal "$(calls)" 0
with RUSTFLAGS="-Zsanitizer=thread" -- doctor
[[ $status != 0 ]] || fail "doctor finds all in order"
with RUSTFLAGS="-Zsanitizer=thread" RUSTC_BOOTSTRAP=1 -- plan
expect_status 0
mkdir -p "$project/.cargo"
printf '[build]\nrustflags = ["-Cpanic=immediate-abort"]\n' >"$project/.cargo/config.toml"
buildstd build
expect_status 101
expect_err '`-Cpanic=immediate-abort`'
expect_err 'config.toml:2'
expect_equal "$(calls)" 0
