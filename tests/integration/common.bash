# SPDX-License-Identifier: MIT
# Sourced by each integration test. Gives it a directory of its own below a path with a space, in it a toolchain whose
# rustc only pretends (support/fake_rustc.cpp) and whose std is a mock (data/mock-std), and commands to run the real
# `buildstd` there and to look at what it did. CTest sets BUILDSTD, FAKE_RUSTC and SOURCE_DIR.
set -euo pipefail
: "${BUILDSTD:?the program to test}" "${FAKE_RUSTC:?the mock compiler}" "${SOURCE_DIR:?the source tree}"

base=$(mktemp -d "${TMPDIR:-/tmp}/buildstd it-XXXXXX")
base=$(realpath "$base")
cleanup() {
  local status=$?
  # They may be gone already.
  [[ ! -f "$base/log.children" ]] || xargs -r kill -KILL <"$base/log.children" 2>/dev/null || true
  if [[ $status == 0 || $status == 77 ]]; then
    # What has just been killed may write for a moment more.
    rm -rf "$base" 2>/dev/null || { sleep 1; rm -rf "$base"; }
  else
    echo "FAILED at ${failed_at:-?}; kept: $base" >&2
    tail -n 30 "$base/err" | cut -c1-300 >&2 2>/dev/null || true
  fi
}
trap cleanup EXIT
trap 'failed_at="${BASH_SOURCE[0]##*/}:$LINENO ($BASH_COMMAND)"' ERR

skip() {
  echo "skipped: $1" >&2
  exit 77
}
fail() {
  failed_at="${BASH_SOURCE[1]##*/}:${BASH_LINENO[0]}"
  [[ ${BASH_SOURCE[1]} == "${BASH_SOURCE[0]}" ]] && failed_at="${BASH_SOURCE[2]##*/}:${BASH_LINENO[1]}"
  echo "$*" >&2
  exit 1
}

# --- the world ---------------------------------------------------------------------------------------------------

host=x86_64-unknown-linux-gnu
toolchain="$base/tool chain"
library="$toolchain/lib/rustlib/src/rust/library"
project="$base/my project"
state="$project/target/buildstd"
log="$base/log"

# make_toolchain DIR: a compiler with sources and a prebuilt std.
make_toolchain() {
  mkdir -p "$1/bin" "$1/lib/rustlib/src/rust" "$1/lib/rustlib/$host/lib" "$1/lib/rustlib/etc"
  cp "$FAKE_RUSTC" "$1/bin/rustc"
  cp -r "$SOURCE_DIR/tests/data/mock-std/library" "$1/lib/rustlib/src/rust/"
  printf "!<arch>\n" >"$1/lib/rustlib/$host/lib/libstd-0123456789abcdef.rlib" # an archive without members
  printf "!<arch>\n" >"$1/lib/rustlib/$host/lib/libcore-0123456789abcdef.rlib"
  : >"$1/lib/rustlib/etc/gdb_load_rust_pretty_printers.py"
}
make_toolchain "$toolchain"
mkdir -p "$project/src" "$base/home/.cargo" "$base/bin"
printf '[package]\nname = "mine"\nversion = "0.1.0"\n' >"$project/Cargo.toml"
: >"$project/src/lib.rs"

# What buildstd sees of the world; tests add to it. Without the cache: most tests count what is compiled.
environment=(BUILDSTD_CACHE_DIR= PATH="$toolchain/bin:$base/bin:/usr/bin:/bin" HOME="$base/home" CARGO_HOME="$base/home/.cargo"
  FAKE_RUSTC_LOG="$log" TERM=xterm)

# mock_cargo SCRIPT: a Cargo in PATH that does what the shell script says, which has Cargo's arguments, and `compile
# ARGUMENT…` to call the compiler for a program as Cargo does (core/compilation.rs, `rustc_process`).
mock_cargo() {
  cp "${FAKE_RUSTC%/*}/fake_cargo" "$base/bin/cargo"
  echo 'fn main() {}' >"$project/src/main.rs"
  cat >"$base/bin/cargo.sh" <<'EOF'
compile() {
  directory="$project/target"
  previous=
  for word in "$@"; do
    [ "$previous" != --target ] || directory="$project/target/$word"
    previous=$word
  done
  mkdir -p "$directory/debug/deps"
  : >"$project/target/CACHEDIR.TAG"
  : >"$directory/CACHEDIR.TAG"
  ${RUSTC_WRAPPER:+"$RUSTC_WRAPPER"} "$RUSTC" --crate-name mine --edition=2021 "$project/src/main.rs" --error-format=json --crate-type bin --emit=dep-info,link \
    -C extra-filename=-1 --out-dir "$directory/debug/deps" "$@"
}
EOF
  sed -i "1i project='$project'" "$base/bin/cargo.sh"
  printf '%s\n' "$1" >>"$base/bin/cargo.sh"
}
# The sysroot that the program was compiled with last; nothing: the compiler's own.
sysroot_of_program() { grep '^start [0-9]* mine ' "$log" | tail -n 1 | sed -n 's/.* --sysroot \(.*\)/\1/p'; }

# --- running -----------------------------------------------------------------------------------------------------

# buildstd ARGUMENT…: runs it in the project. Sets `status`; output is in $base/out and $base/err.
buildstd() {
  status=0
  (cd "$project" && exec env -i "${environment[@]}" "$BUILDSTD" "$@") >"$base/out" 2>"$base/err" </dev/null || status=$?
}
# The same with variables for this one run: with FAKE_RUSTC_DO=… -- build.
with() {
  local before=("${environment[@]}")
  while [[ $1 != -- ]]; do
    environment+=("$1")
    shift
  done
  shift
  buildstd "$@"
  environment=("${before[@]}")
}
# The same in the background, signals as from a terminal; sets `pid`. Collect with `collect`.
start() {
  local before=("${environment[@]}")
  while [[ $1 != -- ]]; do
    environment+=("$1")
    shift
  done
  shift
  set -m
  (cd "$project" && exec env -i "${environment[@]}" "$BUILDSTD" "$@") >"$base/out" 2>"$base/err" </dev/null &
  pid=$!
  set +m
  environment=("${before[@]}")
}
collect() {
  status=0
  wait "$pid" 2>/dev/null || status=$?
}
# until_true COMMAND…: polls; a test fails that waits too long.
until_true() {
  local i
  for ((i = 0; i < 600; ++i)); do
    "$@" && return
    sleep 0.05
  done
  fail "waited too long for: $*"
}

# --- looking -----------------------------------------------------------------------------------------------------

expect_status() { [[ $status == "$1" ]] || fail "status $status, expected $1"; }
expect_err() { grep -qF -- "$1" "$base/err" || fail "stderr lacks: $1"; }
expect_no_err() { ! grep -qF -- "$1" "$base/err" || fail "stderr has: $1"; }
expect_out() { grep -qF -- "$1" "$base/out" || fail "stdout lacks: $1"; }
expect_empty() { [[ ! -s $1 ]] || fail "not empty: $1: $(head -c 300 "$1")"; }
expect_equal() { [[ $1 == "$2" ]] || fail "got \`$1\`, expected \`$2\`"; }
# Nothing that moves the cursor, colours or rings, in what was said.
expect_plain() { ! LC_ALL=C grep -q $'[\x01-\x08\x0b-\x1f\x7f]' "$base/err" || fail "control characters on stderr"; }

forget_calls() { rm -f "$log"; }
# calls [CRATE]: how many processes were started, for a crate, or for all but questions.
calls() {
  if [[ ! -f $log ]]; then
    echo 0
  elif [[ $# == 0 ]]; then
    grep '^start ' "$log" | grep -vc '^start [0-9]* probe ' || true
  else
    grep -c "^start [0-9]* $1 " "$log" || true
  fi
}
probes() { calls probe; }
# most_at_once: how many compilers were at work, as the log has it; questions and scripts left out.
most_at_once() {
  grep -E '^(start|resumed|suspended|end) [1-9]' "$log" | grep -v ' probe ' | sort -s -n -k2,2 |
    awk '$1 == "start" || $1 == "resumed" { if (++n > most) most = n } $1 == "suspended" || $1 == "end" { --n } END { print most + 0 }'
}
was_called() { [[ $(calls "$1") -gt 0 ]]; }
sysroots() { find "$state/sysroots" -mindepth 1 -maxdepth 1 -printf '%f\n' 2>/dev/null | sort; }
expect_no_sysroot() { [[ -z $(sysroots) ]] || fail "there is a sysroot, or a part of one: $(sysroots)"; }

# expect_whole DIR: a sysroot with all of std in it.
expect_whole() { expect_crates "$1" core alloc std proc_macro test panic_unwind panic_abort compiler_builtins libc hashbrown sysroot; }
# expect_std DIR: a sysroot for what is no test harness.
expect_std() {
  expect_crates "$1" core alloc std proc_macro panic_unwind panic_abort compiler_builtins libc hashbrown
  ! compgen -G "$1/lib/rustlib/$host/lib/libtest-*" >/dev/null || fail "nothing needs the crate test"
}
# expect_crates DIR CRATE…
expect_crates() {
  local libraries="$1/lib/rustlib/$host/lib" crate
  [[ -f $1/buildstd.json ]] || fail "no description in $1"
  for crate in "${@:2}"; do
    compgen -G "$libraries/lib$crate-*.rlib" >/dev/null || fail "no $crate in $libraries"
    compgen -G "$libraries/lib$crate-*.rmeta" >/dev/null || fail "no metadata of $crate in $libraries"
  done
}
# A build that must succeed; sets `sysroot`.
build() {
  buildstd build "$@"
  expect_status 0
  sysroot=$(<"$base/out")
}

# The mock compilers of this test, by their program.
no_compiler_runs() { [[ -z $(find /proc -maxdepth 2 -name exe -lname "$base/*" 2>/dev/null) ]]; } # a process that ends meanwhile fails find
is_gone() { [[ ! -d /proc/$1 ]] || grep -q '^State:.[ZX]' "/proc/$1/status" 2>/dev/null; }
all_gone() {
  local child
  for child in $(cat "$@" 2>/dev/null); do is_gone "$child" || return 1; done
}
