#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Ctrl-C and kill: the right status, children and grandchildren gone, no part of a sysroot, the next run succeeds.
source "${0%/*}/common.bash"

hangs_in() { was_called "$1" && { [[ ${2:-0} == 0 ]] || [[ -f $log.children && $(wc -l <"$log.children") -ge $2 ]]; }; }

# interrupted SIGNAL STATUS DEED CHILDREN: while core hangs.
interrupted() {
  rm -rf "$state"
  rm -f "$log" "$log.children"
  start FAKE_RUSTC_DO="core:$3" -- build
  until_true hangs_in core "$4"
  sleep 0.2
  kill "-$1" "$pid"
  collect
  expect_status "$2"
  expect_empty "$base/out"
  expect_no_sysroot
  until_true all_gone "$log.children"
  until_true no_compiler_runs
  expect_err "error: "
  expect_err "note: nothing was installed"
  expect_plain
}

interrupted INT 130 hang 0
interrupted TERM 101 hang 0
interrupted HUP 101 hang 0
interrupted INT 130 hang-deaf 0
interrupted INT 130 hang-family 2
interrupted TERM 101 hang-family 2
build
expect_whole "$sysroot"

# A build script that hangs, with a child of its own.
rm -rf "$state"
rm -f "$log" "$log.children"
start FAKE_SCRIPT_DO=hang -- build
until_true test -s "$log.children"
kill -INT "$pid"
collect
expect_status 130
until_true all_gone "$log.children"

# While the compiler is asked what it is.
rm -rf "$state"
rm -f "$log" "$log.children"
start FAKE_RUSTC_DO=probe:hang-family -- build
until_true hangs_in probe 2
kill -INT "$pid"
collect
expect_status 130
until_true all_gone "$log.children"
until_true no_compiler_runs
forget_calls
start FAKE_RUSTC_DO=probe:hang -- build
until_true was_called probe
kill -TERM "$pid"
collect
expect_status 101
until_true no_compiler_runs

# Twice is no worse than once: also just when it is about to say why it ends (`timeout` and some shells send two).
for pause in 0.001 0.002 0.003 0.004; do
  rm -rf "$state"
  forget_calls
  start FAKE_RUSTC_DO=core:hang -- build
  until_true was_called core
  kill -INT "$pid"
  sleep $pause
  kill -INT "$pid" 2>/dev/null || true
  collect
  expect_status 130
  expect_err "note: nothing was installed"
done
rm -rf "$state"
forget_calls
start FAKE_RUSTC_DO=core:hang-deaf -- build
until_true was_called core
kill -INT "$pid"
sleep 0.1
kill -INT "$pid" 2>/dev/null || true
collect
expect_status 130
until_true no_compiler_runs
build
expect_whole "$sysroot"
