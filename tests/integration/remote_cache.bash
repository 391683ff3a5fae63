#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# What one machine has compiled, another one has from the server: no compiler is started, and the bytes are the same.
source "${0%/*}/common.bash"
source "${0%/*}/../remote/servers.bash"
source "${0%/*}/../remote/machines.bash"

records() { python3 "$remote_tests/action_result.py" "$served" || fail "the server's store is not what it should be"; }

on a
buildstd build
expect_status 0
contents "$(<"$base/out")" >"$base/reference"
all=$(calls)

# through KIND [OPTION…]: A writes to an empty server, B reads from it.
through() {
  local kind=$1
  shift
  "start_$kind" "$base/$kind $*" "$@"
  url=$url${under-}
  on_empty a
  buildstd build --remote-cache "$url" --remote-cache-mode read-write
  built "$all"
  expect_warnings 0
  [[ -z ${checked-yes} ]] || records >"$base/count"
  on_empty b
  timed buildstd build --remote-cache "$url"
  echo "$kind $*: B has all of it after $took ms" >&2
  built 0
  expect_warnings 0
  # It is in B's own cache now: another workspace needs no server.
  rm -rf "$state"
  buildstd build
  built 0
}
through nginx
checked= under=/some/where through nginx
through rclone
if command -v bazel-remote >/dev/null; then checked= through bazel_remote; fi
# WebDAV servers make no folders by themselves, and say so in three ways: 409, 404, 500.
through faulty conflict
through nginx strict
through faulty no-folder

# --- half of it there --------------------------------------------------------------------------------------------
start_nginx "$base/half"
requests() { grep -c "^$1 " "$base/half/access.log" || true; }
forget_requests() { : >"$base/half/access.log"; }
kept() { (cd "$served" && find . -type f -exec sha256sum {} + | sort); }
on_empty a
buildstd build --crates alloc --remote-cache "$url" --remote-cache-mode read-write
expect_status 0
some=$(calls)
kept >"$base/before"
# B only reads: what it has compiled is not there.
forget_requests
for mode in '' read; do
  on_empty b
  buildstd build --remote-cache "$url" ${mode:+--remote-cache-mode "$mode"}
  built $((all - some))
  expect_equal "$(calls core)" 0
  expect_equal "$(calls std)" 1
done
expect_equal "$(grep -cvE '^(GET|HEAD) ' "$base/half/access.log" || true)" 0
kept | cmp - "$base/before"
# C may write, and adds the rest: what is there already is not sent again.
forget_requests
on_empty c
buildstd build --remote-cache "$url" --remote-cache-mode read-write
built $((all - some))
records >"$base/count"
expect_equal "$(<"$base/count")" "$all"
kept >"$base/after"
comm -13 "$base/before" "$base/after" | sed 's|.* \./|/|' | sort >"$base/new"
# A library and its metadata are one blob here, which is sent once.
awk '$1 == "PUT" { print $2 }' "$base/half/access.log" | sort | cmp - "$base/new" || fail "written are others than the new ones"
on_empty b
buildstd build --remote-cache "$url"
built 0

# --- nothing is asked for that B has ------------------------------------------------------------------------------
forget_requests
buildstd build --remote-cache "$url"
built 0
rm -rf "$state"
buildstd build --remote-cache "$url"
built 0
expect_empty "$base/half/access.log"

# --- what the server has lost -------------------------------------------------------------------------------------
# A, whose own cache has all of it, writes what is not there any more, and nothing else; who only reads goes on without.
on a
buildstd build
expect_status 0
{ find "$served/cas" -type f | sort | sed -n '1~3p' && find "$served/ac" -type f | sort | sed -n '1~7p'; } | xargs -d '\n' rm
kept >"$base/before"
on_empty b
buildstd build --remote-cache "$url"
built
[[ $(calls) -gt 0 ]] || fail "nothing is missing on the server"
kept | cmp - "$base/before" || fail "who only reads has written"
on a
forget_requests
forget_workspace
buildstd build -v --remote-cache "$url" --remote-cache-mode read-write
built 0
expect_err "Stored"
kept >"$base/now"
expect_equal "$(comm -13 "$base/after" "$base/now")" "" # all as it was; programs of build scripts, which nobody needs, may be missing
expect_equal "$(awk '$1 == "PUT" && $2 ~ "^/cas" { print "." $2 }' "$base/half/access.log" | grep -F -f - "$base/before")" ""
# What is cut off there is written again too.
half_of=$(find "$served/cas" -type f -size +20c | sort | head -n 1)
truncate -s 10 "$half_of"
forget_workspace
buildstd build --remote-cache "$url" --remote-cache-mode read-write
built 0
[[ $(stat -c %s "$half_of") -gt 10 ]] || fail "what is cut off stays so"
forget_requests
forget_workspace
buildstd build -v --remote-cache "$url" --remote-cache-mode read-write
built 0
expect_equal "$(requests PUT)" 0
! grep -q Stored "$base/err" || fail "it stores what is there"
on_empty b
buildstd build --remote-cache "$url"
built 0
expect_err "Fetched"

# --- many at once ------------------------------------------------------------------------------------------------
half=$url
for kind in nginx rclone; do
  start_$kind "$base/many $kind"
  pids=()
  for i in {1..6}; do
    on_empty "many $kind $i"
    (cd "$project" && exec env -i "${environment[@]}" FAKE_RUSTC_DELAY=5 "$BUILDSTD" build --remote-cache "$url" --remote-cache-mode read-write) \
      >"$base/out$i" 2>"$base/err$i" &
    pids+=($!)
  done
  for pid in "${pids[@]}"; do wait "$pid" || fail "one of them failed: $(cat "$base"/err?)"; done
  for i in {1..6}; do
    contents "$(<"$base/out$i")" | cmp - "$base/reference"
    ! grep '^warning: ' "$base/err$i" || fail "a warning"
  done
  python3 "$remote_tests/action_result.py" "$served" unfinished >"$base/count"
  expect_equal "$(<"$base/count")" "$all"
  on_empty b
  buildstd build --remote-cache "$url"
  built 0
done
url=$half

# --- other requests ----------------------------------------------------------------------------------------------
on_empty b
forget_requests
buildstd build --no-cache --remote-cache "$url"
built "$all"
expect_equal "$(requests GET)" 0
on_empty b
forget_requests
buildstd build --remote-cache "$url" --panic abort
expect_status 0
[[ $(calls core) == 1 ]] || fail "core of another panic strategy was taken from the server"

# --- a toolchain in another place ----------------------------------------------------------------------------------
# As of another user's rustup: the same content is the same std, wherever it is.
on_empty b
cp -r "$toolchain" "$here/toolchain elsewhere"
with PATH="$here/toolchain elsewhere/bin:$base/bin:/usr/bin:/bin" -- build --remote-cache "$url"
built 0
