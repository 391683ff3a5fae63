#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# A server that does not take what it is given: the build is what it would be, and one warning says why. And the end of a build, however it
# comes, is the end of what buildstd has started.
source "${0%/*}/common.bash"
source "${0%/*}/../remote/servers.bash"
source "${0%/*}/../remote/machines.bash"

make_large core 300000
on first
buildstd build
expect_status 0
contents "$(<"$base/out")" >"$base/reference"
all=$(calls)
bound=45000 # at its end a build gives uploads up to 30 seconds

# written WARNINGS FAULT OPTION…: to an empty server.
written() {
  local warnings=$1 fault=$2
  shift 2
  rm -rf "$base/server"
  start_faulty "$base/server" "$fault" "$@"
  on_empty a
  timed buildstd build --remote-cache "$url" --remote-cache-mode read-write
  stop_server "$server"
  printf '%-30s %6d ms %4d kept  %s\n' "$fault $*" "$took" "$(find "$served/ac" -type f 2>/dev/null | wc -l)" \
    "$(grep '^warning: ' "$base/err" | cut -c1-160)" >&2
  built "$all"
  ((took < bound)) || fail "$fault $*: $took ms"
  expect_warnings "$warnings"
  expect_plain
  # Records only of what is there whole.
  python3 "$remote_tests/action_result.py" "$served" unfinished >/dev/null || fail "records of what is not there"
}
written 1 full
written 1 hang --only PUT
written 1 hang-body --only PUT
written 1 close --only PUT
written 1 dies --only PUT
written 1 dies --only PUT --after 3
for status in 400 401 403 404 405 409 413 429 500 503; do written 1 status-$status --only PUT; done
written 1 redirect-loop --only PUT
written 1 status-503 --only PUT --after 4
written 1 full --only PUT,ac
expect_equal "$(find "$served/ac" -type f 2>/dev/null | wc -l)" 0
# Also where nothing of the server works, it is told once.
for fault in refuse-connections hang-connect hang close no-http status-500 status-403; do written 1 $fault; done

# --- a line that takes 5 KB a second of each connection: uploads are cut off, and no half of one is there ----------
rm -rf "$base/server"
start_faulty "$base/server" none --rate-in 5000
on_empty a
timed buildstd build --remote-cache "$url" --remote-cache-mode read-write
echo "slow line: $took ms, $(find "$served/ac" -type f 2>/dev/null | wc -l) kept, $(grep '^warning: ' "$base/err")" >&2
built "$all"
((took < bound)) || fail "$took ms"
stop_server "$server"
python3 "$remote_tests/action_result.py" "$served" unfinished >/dev/null || fail "records of what is not there"

# --- killed --------------------------------------------------------------------------------------------------------
[[ -e /proc/self/exe ]] || exit 0 # processes are found there
all_is_compiled() { grep -qs '^end [0-9]* sysroot ' "$log"; }
for signal in INT TERM KILL; do
  rm -rf "$base/server"
  start_faulty "$base/server" hang
  on_empty a
  start FAKE_RUSTC_DO=core:hang -- build --remote-cache "$url" --remote-cache-mode read-write
  until_true transfer_runs
  sleep 0.3
  kill "-$signal" "$pid"
  collect
  until_true no_transfer_runs
  until_true no_compiler_runs
  stop_server "$server"
done
# Somebody who does not want to wait for uploads at the end.
rm -rf "$base/server"
start_faulty "$base/server" hang --only PUT
on_empty a
start -- build --remote-cache "$url" --remote-cache-mode read-write
until_true all_is_compiled
sleep 0.5
kill -INT "$pid"
timed collect
expect_status 130
((took < 2000)) || fail "$took ms"
until_true no_transfer_runs
stop_server "$server"
forget_workspace
buildstd build
built 0
# The program that transfers is killed, or stopped: the build goes on without it.
for signal in KILL STOP; do
  rm -rf "$base/server"
  start_faulty "$base/server" hang
  on_empty a
  start -- build --remote-cache "$url" --remote-cache-mode read-write
  until_true transfer_runs
  kill "-$signal" $(transfers)
  timed collect
  echo "its $signal: $took ms" >&2
  built "$all"
  ((took < bound)) || fail "$took ms"
  expect_warnings 1
  until_true no_transfer_runs
  stop_server "$server"
done
