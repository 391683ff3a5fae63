#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# What of the user's rustflags makes another std, and what does not (docs/flags.md).
source "${0%/*}/common.bash"

build
plain=$sysroot
forget_calls

# with_flags WORD…: a build with these flags; sets `sysroot`.
with_flags() {
  local IFS=$'\x1f'
  local words="$*"
  unset IFS
  with CARGO_ENCODED_RUSTFLAGS="$words" -- build
  expect_status 0
  sysroot=$(<"$base/out")
}
leaves_std() {
  with_flags "$@"
  expect_equal "$sysroot" "$plain"
  expect_equal "$(calls)" 0
}
makes_another() {
  with_flags "$@"
  [[ $sysroot != "$plain" ]] || fail "the std of before, with $*"
  [[ $(calls) -gt 0 ]] || fail "nothing was built, with $*"
  forget_calls
}

# Linking, lints, messages.
leaves_std -Clink-arg=-s
leaves_std -C link-args=-s -Clinker=/no/such/linker
leaves_std -Clink-self-contained=no -Clinker=musl-gcc
leaves_std -Clinker-flavor=gcc
leaves_std -Cstrip=symbols -Crpath
leaves_std -L native=/usr/lib
leaves_std -Dwarnings
leaves_std -W unused -A dead_code
leaves_std --color=always --error-format=short --diagnostic-width=80
leaves_std -Cprefer-dynamic --emit=asm "-Cincremental=$base/incremental"
# Whether they are spelled in one word or two, the crates' flags are in the user's order, and the others are not there.
makes_another -Clink-arg=-s --cfg one -Copt-level=1 -Dwarnings -C lto=off
with RUSTFLAGS="-Clink-arg=-s --cfg one -Copt-level=1 -Dwarnings -C lto=off" -- plan --format commands
expect_out "--cfg one -Copt-level=1 -C lto=off"
for absent in link-arg=-s warnings; do
  ! grep -qF -- "$absent" "$base/out" || fail "std's compiler gets $absent"
done
makes_another -Clink-dead-code
makes_another -Crelro-level=full
makes_another -lm
makes_another -Cnobody-knows=1
# Flags that only link do count where std is linked.
with RUSTFLAGS=-Clink-arg=-s -- plan -Zunstable-options --with-dylib --format commands
expect_status 0
grep -F -- "--crate-type dylib" "$base/out" | grep -qF -- -Clink-arg=-s || fail "a dynamic std is linked without the user's flags"

# The content of a file that a flag names counts, in this workspace and in another.
changes_with_file() { # changes_with_file FILE FLAG…
  local file=$1 first
  shift
  echo one >"$file"
  makes_another "$@"
  first=$sysroot
  with_flags "$@"
  expect_equal "$(calls)" 0
  echo another >"$file"
  makes_another "$@"
  [[ $sysroot != "$first" ]] || fail "the same path for another content, with $*"
  echo one >"$file"
  with_flags "$@"
  expect_equal "$sysroot" "$first"
  rm "$file"
  forget_calls
}
environment+=(BUILDSTD_CACHE_DIR="$base/cache")
changes_with_file "$base/m.profdata" "-Cprofile-use=$base/m.profdata"
# From where Cargo compiles.
changes_with_file "$project/m.profdata" -Cprofile-use=m.profdata
with RUSTFLAGS=-Cprofile-use=m.profdata -- plan --format commands
expect_out "profile-use=$project/m.profdata"
changes_with_file "$base/llvm-input" "-Cllvm-args=-some-file=$base/llvm-input"
changes_with_file "$base/input" "-Cnobody-knows=$base/input"
changes_with_file "$base/libmeasured.a" -L "native=$base" -l static=measured
# Another workspace is served by the cache with what fits.
echo one >"$base/m.profdata"
with_flags "-Cprofile-use=$base/m.profdata"
forget_calls
echo third >"$base/m.profdata"
with CARGO_TARGET_DIR="$base/other" CARGO_ENCODED_RUSTFLAGS="-Cprofile-use=$base/m.profdata" -- build
[[ $(calls core) -gt 0 ]] || fail "core came from the cache, for another profile"
rm "$base/m.profdata"
forget_calls
# Where output goes does not count.
mkdir "$base/raw"
with_flags -Cremark=all "-Cincremental=$base/raw"
forget_calls
: >"$base/raw/file.profraw"
with_flags -Cremark=all "-Cincremental=$base/raw"
expect_equal "$(calls)" 0
# The lines of an argument file are flags.
printf -- '--cfg\nin_file\n-Clink-arg=-s\n' >"$base/arguments"
makes_another "@$base/arguments"
in_file=$sysroot
with_flags --cfg in_file
expect_equal "$sysroot" "$in_file"
printf -- '-Clink-arg=-s\n' >"$base/arguments"
leaves_std "@$base/arguments"
rm "$base/arguments"
with CARGO_ENCODED_RUSTFLAGS="@$base/arguments" -- build
expect_status 101
expect_err "argument file \`$base/arguments\`"
expect_err 'CARGO_ENCODED_RUSTFLAGS'
unset 'environment[-1]'

# The user's remaps come after those of the recipe: rustc takes the last that fits.
with CARGO_ENCODED_RUSTFLAGS="--remap-path-prefix=$library=/mine" -- plan --format commands
expect_status 0
last=$(grep -F -- "--crate-name core " "$base/out" | sed 's/.*--remap-path-prefix//')
[[ $last == *"$library=/mine"* ]] || fail "the user's remap does not come last: $last"

# Instrumented std counts with the toolchain's own runtime, which is there for the user's crates too.
with RUSTFLAGS=-Cinstrument-coverage -- build
expect_status 101
expect_err "the toolchain has no \`profiler_builtins\` for \`$host\`"
expect_err 'RUSTFLAGS'
expect_equal "$(calls)" 0
runtime=libprofiler_builtins-0123456789abcdef.rlib
printf '!<arch>\n' >"$toolchain/lib/rustlib/$host/lib/$runtime"
makes_another -Cinstrument-coverage
[[ -f $sysroot/lib/rustlib/$host/lib/$runtime ]] || fail "no runtime in the sysroot"
rm "$toolchain/lib/rustlib/$host/lib/$runtime"

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
with RUSTFLAGS="-Cnightly-only" -- build # only the compiler knows
expect_status 101
expect_err "the compiler does not accept the flags"
expect_equal "$(calls)" 0
mkdir -p "$project/.cargo"
printf '[build]\nrustflags = ["-Cpanic=immediate-abort"]\n' >"$project/.cargo/config.toml"
buildstd build
expect_status 101
expect_err '`-Cpanic=immediate-abort`'
expect_err 'config.toml:2'
printf '[build]\nrustflags = ["-Copt-level=1",\n "--sysroot=/mine"]\n' >"$project/.cargo/config.toml"
buildstd build
expect_status 101
expect_err '--sysroot /mine'
expect_err 'config.toml:3'
expect_equal "$(calls)" 0
