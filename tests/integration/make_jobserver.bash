#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Under a make with `-jN`, its tokens are used: no more processes at work than it allows, and every token, the very
# byte, is back after success, failure and Ctrl-C, in both styles of jobserver.
source "${0%/*}/common.bash"
command -v make >/dev/null || skip "no make"

# More than one, but not more than there are tokens for; how close it comes is up to the machine.
expect_at_once() {
  local most
  most=$(most_at_once)
  ((most > 1 && most <= $1)) || fail "$most compilers at once, where $1 may run"
}

# --- make itself: anonymous pipe up to 4.3, a named one from 4.4 on ----------------------------------------------

cat >"$project/Makefile" <<'M'
all: a b c d
a b c d:
	+@"$(BUILDSTD)" build -q --target-dir t-$@
fails: bad a b c
bad:
	+@FAKE_RUSTC_DO=alloc:fail "$(BUILDSTD)" build -q --target-dir t-$@
ended: stopped a b
stopped:
	+@FAKE_RUSTC_DO=std:hang timeout -s INT 2 "$(BUILDSTD)" build -q --target-dir t-$@
alone:
	@"$(BUILDSTD)" build -q --target-dir t-$@
with-j:
	+@"$(BUILDSTD)" build -q --target-dir t-$@ -j7
M
# make_runs STATUS ARGUMENT…: with a make's own count of its tokens when it ends.
make_runs() {
  local expected=$1
  shift
  forget_calls
  rm -rf "$project"/t-*
  status=0
  (cd "$project" && exec env -i "${environment[@]}" BUILDSTD="$BUILDSTD" FAKE_RUSTC_DELAY=15 make "$@") \
    >"$base/out" 2>"$base/err" </dev/null || status=$?
  expect_status "$expected"
  expect_no_err "INTERNAL"
}

for jobs in 2 3; do # with -j1 make has no jobserver
  make_runs 0 "-j$jobs" all
  expect_equal "$(find "$project" -path '*/sysroots/*/buildstd.json' | wc -l)" 4
  expect_at_once "$jobs"
  expect_no_err warning
done
# Tokens that others leave are for one build's processes; its own number of processors does not count.
make_runs 0 -j3 a
expect_at_once 3
grep -q '^start 0 script-std .*makeflags=yes' "$log" || fail "no jobserver for build scripts"
# After a failure and after Ctrl-C, the others have all tokens again.
make_runs 2 -k -j2 fails
expect_err "mock error in alloc"
make_runs 2 -k -j2 ended
expect_err "nothing was installed"
# Without `+` make keeps its pipe to itself, and says so; with make 4.4 there is a path for everybody.
make_runs 0 -j2 alone
if make --version | grep -q '^GNU Make 4\.[0-3]'; then
  expect_err 'warning: failed to connect to jobserver from environment variable `MAKEFLAGS='
  expect_err "help: a line of a makefile that begins with \`+\` gets make's jobserver"
fi
make_runs 0 -j2 with-j
expect_err "warning: a \`-j\` argument was passed to buildstd"
(($(most_at_once) <= 2)) || fail "-j7 counted"

# --- a jobserver by hand, whose bytes can be told apart ----------------------------------------------------------

plain=$(mktemp -d "${TMPDIR:-/tmp}/buildstd-make-XXXXXX")
trap 'cleanup; rm -rf "$plain"' EXIT
mkfifo "$plain/tokens"
exec 8<>"$plain/tokens"
# expect_tokens BYTES: what is there for others, sorted; leaves it there.
expect_tokens() {
  local all="" one
  while IFS= read -r -t 0.01 -n 1 -u 8 one; do all+=$one; done
  printf %s "$all" >&8
  expect_equal "$(printf %s "$all" | fold -w 1 | sort | tr -d '\n')" "$1"
}
printf abc >&8
for style in "fifo:$plain/tokens" 8,8; do
  for option in auth fds; do
    rm -rf "$state"
    forget_calls
    with FAKE_RUSTC_DELAY=15 MAKEFLAGS=" -j4 --jobserver-$option=$style" -- build
    expect_status 0
    expect_tokens abc
    expect_at_once 4
  done

  rm -rf "$state"
  with FAKE_RUSTC_DO=alloc:fail MAKEFLAGS=" -j4 --jobserver-auth=$style" -- build
  expect_status 101
  expect_tokens abc

  for deed in hang hang-deaf; do
    rm -rf "$state"
    forget_calls
    start FAKE_RUSTC_DELAY=15 FAKE_RUSTC_DO="*:$deed" MAKEFLAGS=" -j4 --jobserver-auth=$style" -- build
    until_true was_called core
    sleep 0.3
    kill -INT "$pid"
    collect
    expect_status 130
    expect_tokens abc
  done

  # A process that is not there to be started.
  rm -rf "$state"
  with RUSTC_WRAPPER="$base/bin/none" MAKEFLAGS="--jobserver-auth=$style" -- build
  expect_status 101
  expect_tokens abc
done
# The pipe that all share is as it was: who waits for a token in it would else get an error.
flags=$(awk '$1 == "flags:" { print $2 }' "/proc/$$/fdinfo/8")
(((8#$flags & 8#4000) == 0)) || fail "the shared pipe does not block any more"

# CARGO_MAKEFLAGS comes first, and it may say that there is none.
rm -rf "$state"
forget_calls
with FAKE_RUSTC_DELAY=15 CARGO_MAKEFLAGS=-j MAKEFLAGS="--jobserver-auth=8,8" -- build -j1
expect_status 0
expect_equal "$(most_at_once)" 1
rm -rf "$state"
with MAKEFLAGS="--jobserver-auth=-2,-2" -- build
expect_status 0
expect_no_err warning

# Nothing that is named and is not there keeps from building.
for style in 100,101 fifo:/nonexistent fifo:/dev/null nonsense ""; do
  rm -rf "$state"
  with MAKEFLAGS="--jobserver-auth=$style" -- build
  expect_status 0
  expect_err 'warning: failed to connect to jobserver from environment variable `MAKEFLAGS='
  expect_plain
done
# What there is to say is said only where something is compiled.
with MAKEFLAGS="--jobserver-auth=100,101" -- build
expect_no_err warning
