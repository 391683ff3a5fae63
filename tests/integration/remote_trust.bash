#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Whose results are taken: with public keys configured, those alone that one of their owners has signed.
source "${0%/*}/common.bash"
source "${0%/*}/../remote/servers.bash"
source "${0%/*}/../remote/machines.bash"
command -v openssl >/dev/null || skip "there is no openssl"

for name in ours theirs; do
  openssl genpkey -algorithm ed25519 -out "$base/$name.key"
  openssl pkey -in "$base/$name.key" -pubout -out "$base/$name.pub"
done
on a
buildstd build
expect_status 0
contents "$(<"$base/out")" >"$base/reference"
all=$(calls)
reasons() {
  buildstd cache stats
  expect_status 0
  cat "$base/out" >&2
}

# store_of NAME VARIABLE…: a server's folder, written with these variables.
store_of() {
  local name=$1
  shift
  start_faulty "$base/$name" none
  on_empty a
  with "$@" -- build --remote-cache "$url" --remote-cache-mode read-write
  built "$all"
  expect_warnings 0
  stop_server "$server"
}
store_of unsigned NOTHING=
store_of ours BUILDSTD_REMOTE_CACHE_SIGNING_KEY="$base/ours.key"
store_of theirs BUILDSTD_REMOTE_CACHE_SIGNING_KEY="$base/theirs.key"

# reads COUNT STORE FAULT PUBLIC_KEYS: B, empty, compiles so many.
reads() {
  start_faulty "$base/$2" "$3" --only ac
  on_empty b
  with BUILDSTD_REMOTE_CACHE_PUBLIC_KEYS="$4" -- build -v --remote-cache "$url"
  stop_server "$server"
  built ${1:+"$1"}
}
ours="$base/ours.pub" theirs="$base/theirs.pub"
reads 0 unsigned none ""
reads 0 ours none ""
reads 0 ours none "$ours"
reads 0 ours none "$theirs:$ours"
reads "$all" unsigned none "$ours"
reasons
expect_out "is not signed"
# No file of what is not trusted is asked for.
expect_equal "$(of_requests 'sum(x["path"].startswith("/cas") for x in r)')" 0
reads "$all" theirs none "$ours"
reasons
expect_out "is not signed with one of the configured keys"
expect_equal "$(of_requests 'sum(x["path"].startswith("/cas") for x in r)')" 0
reads "$all" ours none "$theirs"

# A writer with a key of its own signs what is there without its signature, also where its own cache has all: a server that was in use
# without keys, or with another one.
for store in unsigned theirs; do
  cp -r "$base/$store" "$base/$store signed anew"
  start_faulty "$base/$store signed anew" none
  on a
  for writes in yes no; do
    forget_workspace
    : >"$requests"
    with BUILDSTD_REMOTE_CACHE_SIGNING_KEY="$base/ours.key" -- build --remote-cache "$url" --remote-cache-mode read-write
    built 0
    expect_warnings 0
    expect_equal "$(of_requests '"yes" if any(x["method"] == "PUT" for x in r) else "no"')" "$writes"
    expect_equal "$(of_requests 'sum(x["method"] == "PUT" and x["path"].startswith("/cas") for x in r)')" 0
  done
  stop_server "$server"
  reads 0 "$store signed anew" none "$ours"
done

# What points at other content, under right hashes and the right key; what was signed for another unit; what was changed.
for fault in poison other-unit garbage; do
  reads "$all" ours $fault "$ours"
  reads "$all" unsigned $fault "$ours"
done
# A byte that is changed may be one of those that nobody reads.
reads "" ours wrong-content "$ours"
reads "$all" unsigned wrong-content "$ours"
# Poison is what signatures are for: without keys, who may write decides what others link (docs).
start_faulty "$base/unsigned" poison --only ac
on_empty b
buildstd build --remote-cache "$url"
echo "poison without keys: status $status, $(calls) compiled" >&2
stop_server "$server"

# --- keys that are none --------------------------------------------------------------------------------------------
openssl genpkey -algorithm rsa -pkeyopt rsa_keygen_bits:2048 -out "$base/rsa.key" 2>/dev/null
openssl pkey -in "$base/rsa.key" -pubout -out "$base/rsa.pub"
openssl genpkey -algorithm x25519 -out "$base/x25519.key"
openssl pkey -in "$base/x25519.key" -pubout -out "$base/x25519.pub"
: >"$base/empty"
head -c 3000 /dev/urandom >"$base/random"
start_faulty "$base/unsigned" none
for key in missing empty random rsa.pub x25519.pub ours.key home; do
  for others in "" "$ours:" ; do
    on_empty b
    : >"$requests"
    with BUILDSTD_REMOTE_CACHE_PUBLIC_KEYS="$others$base/$key" -- build --remote-cache "$url"
    expect_err "$base/$key"
    expect_plain
    # Never as if no key were asked for.
    [[ $status != 0 ]] || built "$all"
    expect_equal "$(of_requests 'sum(x["path"].startswith("/cas") for x in r)')" 0
  done
done
for key in missing empty random rsa.key x25519.key ours.pub; do
  on_empty b
  rm -rf "${served:?}"
  with BUILDSTD_REMOTE_CACHE_SIGNING_KEY="$base/$key" -- build --remote-cache "$url" --remote-cache-mode read-write
  expect_err "$base/$key"
  expect_plain
  [[ ! -e $served/ac ]] || fail "written without a signature"
done
# A path from the file's folder or the working directory works as well.
stop_server "$server"
start_faulty "$base/ours" none
on_empty b
cp "$ours" "$project/key.pub"
with BUILDSTD_REMOTE_CACHE_PUBLIC_KEYS=key.pub -- build --remote-cache "$url"
built 0
