#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# What `cache stats` and `doctor` tell of a remote cache; and which certificates are believed.
source "${0%/*}/common.bash"
source "${0%/*}/../remote/servers.bash"
source "${0%/*}/../remote/machines.bash"

start_faulty "$base/one" none
one=$url one_served=$served
on a
buildstd build --remote-cache "$one" --remote-cache-mode read-write
expect_status 0
contents "$(<"$base/out")" >"$base/reference"
all=$(calls)

# --- stats and doctor --------------------------------------------------------------------------------------------------
on_empty b
buildstd build --remote-cache "$one"
built 0
units=$(find "$cache/v1/units" -name entry.json | wc -l)
buildstd cache stats
expect_status 0
expect_out "here: 0 hits (0B), $units misses"
expect_out "remote: $units hits"
buildstd cache stats --format json
expect_status 0
expect_equal "$(python3 -c 'import json, sys; s = json.load(sys.stdin); print(s["local"]["misses"], s["remote"]["hits"], s["remote"]["misses"], s["remote"]["received_bytes"] > 0)' \
  <"$base/out")" "$units $units 0 True"
# Of both, also of other builds.
rm -rf "$state"
buildstd build --remote-cache "$one"
buildstd build --remote-cache "$one" --panic abort
buildstd cache stats --format json
expect_equal "$(python3 -c 'import json, sys; s = json.load(sys.stdin); print(s["local"]["hits"] > 0, s["remote"]["misses"] > 0)' <"$base/out")" "True True"

with BUILDSTD_REMOTE_CACHE="$one" -- doctor
expect_status 0
expect_out "ok      remote cache"
for fault in refuse-connections hang status-401 status-500 no-http; do
  start_faulty "$base/$fault" "$fault"
  timed with BUILDSTD_REMOTE_CACHE="$url" -- doctor
  cat "$base/out" "$base/err" | grep -i remote >&2 || true
  expect_status 101
  expect_out "failed  remote cache"
  [[ $fault != status-401 ]] || expect_err "BUILDSTD_REMOTE_CACHE_TOKEN"
  expect_plain
  ((took < 30000)) || fail "$fault: $took ms"
done
start_faulty "$base/full" full
with BUILDSTD_REMOTE_CACHE="$url" -- doctor
expect_status 0
with BUILDSTD_REMOTE_CACHE="$url" BUILDSTD_REMOTE_CACHE_MODE=read-write -- doctor
expect_status 101
expect_out "failed  remote cache"
with BUILDSTD_REMOTE_CACHE= -- doctor
expect_status 0
! grep -q "remote" "$base/out" || fail "there is no remote cache"

# --- TLS -----------------------------------------------------------------------------------------------------------
start_nginx "$base/tls" tls
cp -r "$one_served/." "$served"
on_empty b
buildstd build --remote-cache "$url"
built "$all"
expect_warnings 1
expect_err certificate
on_empty b
with SSL_CERT_FILE="$base/tls/certificate.pem" -- build --remote-cache "$url"
built 0
expect_warnings 0
# Another host's certificate.
on_empty b
with SSL_CERT_FILE="$base/tls/certificate.pem" -- build --remote-cache "${url/127.0.0.1/localhost}"
built "$all"
expect_warnings 1
