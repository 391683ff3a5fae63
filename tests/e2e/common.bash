# SPDX-License-Identifier: MIT
# Sourced by every test: a private directory, the toolchain, a few checks. Tests read like a list of promises.
#
# CTest sets BUILDSTD (the program) and E2E_ROOT (where tests may write). RUSTC and CARGO name the toolchain,
# by default those on PATH; its rust-src must be installed.
set -euo pipefail

fail() {
  echo "FAILED: $1" >&2
  [ ! -s "$work/output" ] || tail -n 60 "$work/output" | sed "s/^/    | /" >&2
  exit 1
}

skip() {
  echo "SKIPPED: $1"
  exit 77
}

keep_on_failure() {
  local status=$?
  if [ $status -eq 0 ] || [ $status -eq 77 ]; then
    cd "$E2E_ROOT" && rm -rf "$work"
  else
    echo "The test's directory is kept: $work" >&2
  fi
}

# Runs a command, which must succeed; `$work/output` keeps what it said.
run() {
  "$@" >"$work/output" 2>&1 || fail "status $? of: $*"
}

# fails_with STATUS COMMAND...
fails_with() {
  local expected=$1 status=0
  shift
  "$@" >"$work/output" 2>&1 || status=$?
  [ $status -eq "$expected" ] || fail "status $status, not $expected, of: $*"
}

# The last command said this (a fixed string).
contains() {
  grep -qF -- "$1" "$work/output" || fail "the output lacks: $1"
}

lacks() {
  ! grep -qF -- "$1" "$work/output" || fail "the output has: $1"
}

same() {
  [ "$1" = "$2" ] || fail "these differ:"$'\n'"$1"$'\n'"$2"
}

# new_package NAME [MANIFEST LINES]: makes a package with `src`, and enters it.
new_package() {
  mkdir -p "$work/$1/src"
  cd "$work/$1"
  printf '[package]\nname = "%s"\nversion = "0.1.0"\nedition = "2024"\n%s\n' "$1" "${2-}" >Cargo.toml
}

# The crates in a folder of libraries: `liballoc-0123456789abcdef.rlib` is `alloc`.
crate_names() {
  local file
  for file in "$1"/lib*."${2:-rlib}"; do
    file=${file##*/lib}
    echo "${file%-*}"
  done | sort
}

libraries() { echo "$1/lib/rustlib/$host/lib"; }

# Runs a command with the standard library that `build_std.bash` has made for all tests.
with_std() { "$BUILDSTD" exec --target "$host" --target-dir "$std_target_dir" -- "$@"; }

# copy_toolchain FOLDER: the real compiler under a sysroot that a test may change; it has no sources yet.
copy_toolchain() {
  mkdir -p "$1/bin" "$1/lib/rustlib"
  ln -s "$prebuilt/lib/rustlib/$host" "$1/lib/rustlib/$host"
  cat >"$1/bin/rustc" <<END
#!/usr/bin/env bash
[[ " \$* " == *" --sysroot"* ]] || set -- --sysroot "$1" "\$@"
exec "$RUSTC" "\$@"
END
  chmod +x "$1/bin/rustc"
}

# A directory whose path has a space, of this test alone.
work="$E2E_ROOT/work dir/$(basename "$0" .bash)${1+ $*}"
script=$(realpath "$0")
rm -rf "$work"
mkdir -p "$work/home"
cd "$work"
trap keep_on_failure EXIT

export RUSTUP_HOME=${RUSTUP_HOME:-$HOME/.rustup}
RUSTC=$(command -v "${RUSTC:-rustc}") || skip "there is no rustc; set RUSTC"
CARGO=$(command -v "${CARGO:-cargo}") || skip "there is no cargo; set CARGO"
export RUSTC CARGO
# Nothing of the person who runs the tests takes part in them.
export HOME="$work/home" CARGO_HOME="$work/home/.cargo" CARGO_NET_OFFLINE=true CARGO_TERM_COLOR=never
unset RUSTFLAGS CARGO_ENCODED_RUSTFLAGS RUSTDOCFLAGS CARGO_BUILD_TARGET CARGO_TARGET_DIR RUSTC_WRAPPER \
  RUSTC_WORKSPACE_WRAPPER RUSTC_BOOTSTRAP RUST_BACKTRACE MAKEFLAGS CARGO_MAKEFLAGS

host=$("$RUSTC" -vV | sed -n 's/^host: //p')
prebuilt=$("$RUSTC" --print sysroot)
library=$prebuilt/lib/rustlib/src/rust/library
[ -f "$library/Cargo.lock" ] || skip "$RUSTC has no rust-src"
std_target_dir="$E2E_ROOT/shared std"
# Of build_std.bash, for tests that need a std and do not look at how it is made; each other test has its own in its home.
shared_cache="$E2E_ROOT/cache"

# The C code that the prebuilt std was built with, where the distribution's package has it: the std that tests share is
# made with it, and so is the same as the prebuilt.
llvm=$("$RUSTC" -vV | sed -n 's/^LLVM version: \([0-9]*\).*/\1/p')
compiler_rt=$(dpkg-query -L "libclang-rt-$llvm-dev" 2>/dev/null | grep "/libclang_rt.builtins-${host%%-*}.a$" || true)
unset LLVM_PROFILER_RT_LIB RUST_COMPILER_RT_ROOT LLVM_COMPILER_RT_LIB
[ -z "${E2E_C_BUILTINS-}" ] || [ -z "$compiler_rt" ] || export LLVM_COMPILER_RT_LIB="$compiler_rt"
