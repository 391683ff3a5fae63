#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Four targets at once in one Makefile under `make -j2`: never more than two jobs' worth of compilers and of their
# threads at work, and make has all of its tokens after failures and signals. What was seen is printed.
. "$(dirname "$0")/common.bash"
command -v make >/dev/null || skip "there is no make"
command -v python3 >/dev/null || skip "there is no python3"

# Fails in the middle.
cat >fails <<'END'
#!/bin/sh
case "$*" in *"--crate-name compiler_builtins "*) sleep 1; echo "no compiler_builtins today" >&2; exit 1 ;; esac
exec "$@"
END
chmod +x fails
cat >Makefile <<END
.PHONY: all code check-x86 check-thumb check-riscv failing fails interrupted
build = +@"$BUILDSTD" build -q --crates core --target-dir "$work/\$@"
all: code check-x86 check-thumb check-riscv
# compiler_builtins has as many codegen units as there are threads to be had.
code: ; \$(build) --target x86_64-unknown-none
check-x86: ; \$(build) --target x86_64-unknown-none --check
check-thumb: ; \$(build) --target thumbv7em-none-eabihf --check
check-riscv: ; \$(build) --target riscv32imac-unknown-none-elf --check
failing: fails interrupted
fails: ; +@RUSTC_WRAPPER="$work/fails" "$BUILDSTD" build -q --crates core --check --target-dir "$work/failed" --target x86_64-unknown-none
# Ended as soon as core has its metadata: threads are at work then. Not by SIGINT, which a shell ignores for what it starts in the background.
interrupted: ; +@"$BUILDSTD" build -q --crates core --target-dir "$work/\$@" --target x86_64-unknown-none & build=\$\$!; \
	until ls "$work/\$@"/buildstd/build/*/deps/libcore-*.rmeta >/dev/null 2>&1; do \
	kill -0 \$\$build 2>/dev/null || exit 9; sleep 0.1; done; kill -TERM \$\$build; wait \$\$build
END

# watched STATUS MAKE-ARGUMENT...: runs make and watches; make counts its tokens when it ends.
watched() {
  local expected=$1
  shift
  mkfifo stop
  sleep infinity >stop &
  local holder=$!
  "$script_directory/sample_threads.py" "$work" 2 <stop >seen &
  local sampler=$!
  set -m
  fails_with "$expected" make "$@"
  set +m
  kill $holder
  wait $sampler
  rm stop
  sed "s/^/make $*: /" seen
  lacks "INTERNAL"
  # One that is being suspended runs on until the system has come to it, which on a machine with other work takes its time.
  [ "$(awk '$1 == "processes_over_ms" { print $2 }' seen)" -le 1000 ] || fail "more than two compilers for too long"
  # A thread that hands its token on is at work for a moment more, and so is one that waits for it no longer: seen for
  # 80 ms at most, for 370 beside other work, and for 4 seconds without a limit.
  [ "$(awk '$1 == "longest_over_ms" { print $2 }' seen)" -le 1000 ] || fail "more than two threads at work for too long"
}

export BUILDSTD_CACHE_DIR= # everything is compiled here
export RUSTFLAGS=-Copt-level=0 # quicker, and compiler_builtins has as many codegen units
script_directory=$(dirname "$script")
watched 0 -j2 all
same 4 "$(find . -path '*/sysroots/*/buildstd.json' | wc -l)"
[ "$(awk '$1 == "processes" { print $2 }' seen)" -ge 2 ] || fail "only one compiler at once"
watched 2 -k -j2 failing
contains "no compiler_builtins today"
contains "nothing was installed"
