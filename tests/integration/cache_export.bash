#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# One archive of what a build needs: made on A, taken in by B, where no compiler is started then.
source "${0%/*}/common.bash"
source "${0%/*}/../remote/servers.bash"
source "${0%/*}/../remote/machines.bash"
command -v zstd >/dev/null || skip "there is no zstd"

make_large core 300000
on a
buildstd build
expect_status 0
contents "$(<"$base/out")" >"$base/reference"
all=$(calls)
archive="$base/an archive.tar.zst"

# --- from A to B ---------------------------------------------------------------------------------------------------
timed buildstd cache export "$archive"
echo "export: $took ms, $(stat -c %s "$archive") bytes" >&2
expect_status 0
buildstd cache export "$base/again"
cmp "$archive" "$base/again" || fail "not the same bytes each time"
tar --zstd -tvf "$archive" >"$base/listing"
expect_equal "$(grep -cE '^-rw-r--r-- 0/0 +[0-9]+ 1970-01-01 00:00 (ac|cas)/[0-9a-f]{64}$' "$base/listing")" "$(wc -l <"$base/listing")"
# Not the programs of build scripts, whose output is there.
units=$(grep -c ' ac/' "$base/listing")
((units < all)) || fail "all units are exported, also those that nobody needs"
expect_equal "$(awk '{ print $NF }' "$base/listing" | LC_ALL=C sort)" "$(awk '{ print $NF }' "$base/listing")"
# It is what a server keeps.
mkdir "$base/unpacked"
tar --zstd -xf "$archive" -C "$base/unpacked"
expect_equal "$(python3 "$remote_tests/action_result.py" "$base/unpacked")" "$units"
start_nginx "$base/nginx"
cp -r "$base/unpacked/." "$served"
on_empty b
buildstd build --remote-cache "$url"
built 0

on_empty b
timed buildstd cache import "$archive"
echo "import: $took ms" >&2
expect_status 0
expect_equal "$(calls)" 0
buildstd build
built 0
buildstd cache import "$archive" # all of it is there
expect_status 0
buildstd cache export "$base/again"
cmp "$archive" "$base/again" || fail "what was imported is exported as something else"
on_empty b
(cd "$project" && cp "$archive" here.tar.zst)
buildstd cache import here.tar.zst
expect_status 0
rm "$project/here.tar.zst"

# Just what a request needs; the rest is compiled.
on a
buildstd cache export "$base/alloc" --crates alloc
expect_status 0
on_empty b
buildstd cache import "$base/alloc"
expect_status 0
buildstd build --crates alloc
expect_equal "$(calls)" 0
buildstd build
built
[[ $(calls) -gt 0 && $(calls) -lt $all ]] || fail "exported was another request"
# All that there is.
on a
buildstd build --panic abort
expect_status 0
buildstd cache export "$base/now"
cmp "$archive" "$base/now" || fail "the request is the same, and not its archive"
buildstd cache export "$base/all" --all
expect_status 0
on_empty b
buildstd cache import "$base/all"
expect_status 0
buildstd build --panic abort
expect_status 0
expect_equal "$(calls)" 0
buildstd build
built 0

# Where nothing is built yet it is built first.
on_empty c
buildstd cache export "$base/first"
expect_status 0
expect_equal "$(calls)" "$all"

# --- what cannot be exported ---------------------------------------------------------------------------------------
on_empty c
buildstd cache export "$base/nothing" --all
expect_status 101
expect_err "there is nothing to export"
[[ ! -e $base/nothing ]] || fail "an archive of nothing"
on a
buildstd cache export "$base/nonexistent/archive"
expect_status 101
expect_err "$base/nonexistent"
if [[ -c /dev/full ]]; then
  ln -s /dev/full "$base/full"
  before=$(ls "$base")
  buildstd cache export "$base/full" || true
  [[ -c /dev/full ]] || fail "the device is gone"
  rm -f "$base/full"
fi
buildstd cache export
expect_status 1
buildstd cache import
expect_status 1
buildstd cache import "$base/nonexistent"
expect_status 101
expect_err "$base/nonexistent"
with BUILDSTD_CACHE_DIR= -- cache import "$archive"
expect_status 101

# --- signatures ----------------------------------------------------------------------------------------------------
command -v openssl >/dev/null || skip "there is no openssl"
openssl genpkey -algorithm ed25519 -out "$base/ours.key"
openssl pkey -in "$base/ours.key" -pubout -out "$base/ours.pub"
on a
with BUILDSTD_REMOTE_CACHE_SIGNING_KEY="$base/ours.key" -- cache export "$base/signed"
expect_status 0
on_empty b
with BUILDSTD_REMOTE_CACHE_PUBLIC_KEYS="$base/ours.pub" -- cache import "$base/signed"
expect_status 0
buildstd build
built 0
on_empty b
with BUILDSTD_REMOTE_CACHE_PUBLIC_KEYS="$base/ours.pub" -- cache import "$archive"
expect_status 101
expect_err "signed"
buildstd build
built "$all"

# --- what others get to see ----------------------------------------------------------------------------------------
# Nothing in it names the folders of who has made it.
for blob in "$base"/unpacked/*/*; do
  { zstd -qdc "$blob" 2>/dev/null || cat "$blob"; } | { ! grep -qaF -- "$base"; } || fail "$(zstd -qdc "$blob" | grep -aF -- "$base" | head -n 1)"
done
