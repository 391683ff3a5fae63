#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# What buildstd is handed over by whoever starts it: closed descriptors, signals that are ignored, a terminal whose Ctrl-Z
# stops it.
source "${0%/*}/common.bash"

# run_with REDIRECTION…: a build whose standard descriptors are as they are said to be.
run_with() {
  rm -rf "$state"
  status=0
  (cd "$project" && eval "exec env -i \"\${environment[@]}\" \"\$BUILDSTD\" build $*") || status=$?
  expect_status 0
  expect_equal "$(sysroots | wc -l)" 1
  expect_whole "$state/sysroots/$(sysroots)"
}
: >"$base/out"
run_with '<&- >"$base/out" 2>"$base/err"'
run_with '</dev/null >&- 2>"$base/err"'
run_with '</dev/null >"$base/out" 2>&-'
run_with '<&- >&- 2>&-'
# Nothing that is meant for a person gets into a file.
! grep -rqlE 'Compiling|Finished' "$project" || fail "messages in a file of the build's"

# ignores SIGNAL…: builds while these are ignored, and sends them.
ignores() {
  local signal
  rm -rf "$state"
  forget_calls
  set -m
  (cd "$project" && trap '' "$@" && exec env -i "${environment[@]}" FAKE_RUSTC_DELAY=100 "$BUILDSTD" build) \
    >"$base/out" 2>"$base/err" </dev/null &
  pid=$!
  set +m
  until_true was_called core
  for signal in "$@"; do kill -"$signal" "$pid"; done
  for signal in "$@"; do pkill -"$signal" -P "$pid" -f crate-name || true; done # a compiler, as Cargo's would be
  collect
  expect_status 0
}
ignores HUP
ignores INT
ignores TERM INT HUP
# What is not ignored still ends it.
rm -rf "$state"
forget_calls
start FAKE_RUSTC_DO=core:hang -- build
until_true was_called core
kill -HUP "$pid"
collect
expect_status 101

# Ctrl-Z stops buildstd and its compilers; they go on together, but for what buildstd has suspended itself.
in_state() { # LETTER CRATE…: whether the compilers of these crates are all in this state
  local process letter=$1 crate
  shift
  for crate in "$@"; do
    process=$(pgrep -f -- "^$toolchain/bin/rustc --crate-name $crate ") || return 1
    grep -q "^State:.$letter" "/proc/$process/status" || return 1
  done
}
is_stopped() { grep -q '^State:.T' "/proc/$pid/status"; }
rm -rf "$state"
forget_calls
start FAKE_RUSTC_DO=core:await-nobody,alloc:hang,rustc_std_workspace_core:hang -- build -j 2
until_true in_state T core
until_true in_state S alloc rustc_std_workspace_core
kill -TSTP "$pid"
until_true in_state T core alloc rustc_std_workspace_core
until_true is_stopped
kill -CONT "$pid"
until_true in_state S alloc rustc_std_workspace_core
in_state T core || fail "what was suspended goes on with the others"
! is_stopped || fail "still stopped"
# Once more, and an end while all is stopped.
kill -TSTP "$pid"
until_true in_state T alloc rustc_std_workspace_core
until_true is_stopped
kill -INT "$pid"
kill -CONT "$pid"
collect
expect_status 130
until_true no_compiler_runs

# The time does not count.
rm -rf "$state"
forget_calls
start FAKE_RUSTC_DELAY=50 -- build --timings
until_true was_called core
kill -TSTP "$pid"
until_true is_stopped
sleep 3
kill -CONT "$pid"
collect
expect_status 0
report=$(echo "$state"/timings/*.json)
seconds=$(sed -n 's/^ "duration": \([0-9.]*\),\{0,1\}$/\1/p' "$report") # of the whole build
wall=$(sed -n 's/.*Finished .* in \([0-9.]*\)s$/\1/p' "$base/err")
[[ $seconds && $wall ]] || fail "no duration in $report"
awk -v seconds="$seconds" -v wall="$wall" 'BEGIN { exit !(seconds < wall - 2) }' ||
  fail "it took $seconds of $wall seconds, with the stop"

# Where Ctrl-Z is ignored, nothing stops.
rm -rf "$state"
forget_calls
set -m
(cd "$project" && trap '' TSTP && exec env -i "${environment[@]}" FAKE_RUSTC_DELAY=50 "$BUILDSTD" build) \
  >"$base/out" 2>"$base/err" </dev/null &
pid=$!
set +m
until_true was_called core
kill -TSTP "$pid"
collect
expect_status 0
