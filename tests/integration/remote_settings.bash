#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Who says which remote cache is used: an option, a variable, the user's own file, in this order; never what a checkout brings
# along.
source "${0%/*}/common.bash"
source "${0%/*}/../remote/servers.bash"
source "${0%/*}/../remote/machines.bash"

start_faulty "$base/one" none
one=$url
on a
buildstd build --remote-cache "$one" --remote-cache-mode read-write
expect_status 0
contents "$(<"$base/out")" >"$base/reference"
all=$(calls)
one_requests=$requests one_served=$served
start_faulty "$base/two" none
two=$url two_requests=$requests two_served=$served
asked() { [[ -s $1 ]]; }
forget_requests() {
  : >"$one_requests"
  : >"$two_requests"
}
# used WHICH… -- ARGUMENT…: the build asks these servers and no others (`one`, `two`).
used() {
  local wanted="" found=""
  while [[ $1 != -- ]]; do
    wanted+="$1 "
    shift
  done
  shift
  forget_workspace
  rm -rf "$cache"
  forget_requests
  "$@"
  [[ ! -s $one_requests ]] || found+="one "
  [[ ! -s $two_requests ]] || found+="two "
  expect_equal "$found" "$wanted"
  built
}

# --- options and variables -----------------------------------------------------------------------------------------
on_empty b
used -- buildstd build
used one -- buildstd build --remote-cache "$one"
used one -- buildstd build --remote-cache="$one/"
built 0
used one -- with BUILDSTD_REMOTE_CACHE="$one" -- build
used two -- with BUILDSTD_REMOTE_CACHE="$one" -- build --remote-cache "$two"
expect_equal "$(calls)" "$all"
used -- with BUILDSTD_REMOTE_CACHE= -- build
used -- with BUILDSTD_REMOTE_CACHE="$one" -- build --remote-cache ''
[[ ! -e $two_served/ac ]] || fail "written without being asked to"
used two -- with BUILDSTD_REMOTE_CACHE="$two" BUILDSTD_REMOTE_CACHE_MODE=read -- build
[[ ! -e $two_served/ac ]] || fail "written without being asked to"
used two -- with BUILDSTD_REMOTE_CACHE="$two" BUILDSTD_REMOTE_CACHE_MODE=read-write -- build --remote-cache-mode read
[[ ! -e $two_served/ac ]] || fail "written without being asked to"
used two -- with BUILDSTD_REMOTE_CACHE="$two" BUILDSTD_REMOTE_CACHE_MODE=read-write -- build
[[ -e $two_served/ac ]] || fail "not written"
rm -rf "$two_served"

# --- the user's own file -------------------------------------------------------------------------------------------
settings() { # FILE LINE…
  mkdir -p "${1%/*}"
  printf '%s\n' '[remote-cache]' "${@:2}" >"$1"
}
file="$here/home/.config/buildstd/config.toml"
settings "$file" "url = \"$one\""
used one -- buildstd build
built 0
used two -- with BUILDSTD_REMOTE_CACHE="$two" -- build
used two -- buildstd build --remote-cache "$two"
used -- with BUILDSTD_REMOTE_CACHE= -- build
settings "$file" "url = \"$two\"" 'mode = "read-write"'
used two -- buildstd build --remote-cache-mode read
[[ ! -e $two_served/ac ]] || fail "written without being asked to"
used two -- buildstd build
[[ -e $two_served/ac ]] || fail "not written"
# Elsewhere.
settings "$base/xdg/buildstd/config.toml" "url = \"$one\""
used one -- with XDG_CONFIG_HOME="$base/xdg" -- build
# Keys, by a path of the file's.
if command -v openssl >/dev/null; then
  openssl genpkey -algorithm ed25519 -out "$here/home/.config/buildstd/our.key"
  openssl pkey -in "$here/home/.config/buildstd/our.key" -pubout -out "$here/home/.config/buildstd/our.pub"
  settings "$file" "url = \"$one\"" "public-keys = [\"$here/home/.config/buildstd/our.pub\"]"
  used one -- buildstd build
  expect_equal "$(calls)" "$all"
  rm -rf "$two_served"
  settings "$file" "url = \"$two\"" 'mode = "read-write"' "signing-key = \"$here/home/.config/buildstd/our.key\""
  used two -- buildstd build
  settings "$file" "url = \"$two\"" "public-keys = [\"$here/home/.config/buildstd/our.pub\"]"
  used two -- buildstd build
  built 0
fi
# A file that is none, and keys that nobody knows: told with the file's name.
for line in 'url = 7' 'url = "ftp://127.0.0.1/"' 'url = ' 'mode = "write"' 'mode = 1' 'public-keys = "x"' 'public-keys = [1]' 'signing-key = []'; do
  settings "$file" "$line"
  forget_workspace
  buildstd build
  expect_err "$file"
  expect_plain
done
rm "$file"

# --- what a checkout brings along ----------------------------------------------------------------------------------
rm -rf "$here/home/.config"
mkdir -p "$project/.cargo" "$project/.config/buildstd" "$project/buildstd"
for folder in .config/buildstd buildstd .; do settings "$project/$folder/config.toml" "url = \"$one\"" 'mode = "read-write"'; done
cp "$project/config.toml" "$project/buildstd.toml"
cat >"$project/.cargo/config.toml" <<END
[env]
BUILDSTD_REMOTE_CACHE = { value = "$one", force = true }
BUILDSTD_REMOTE_CACHE_MODE = { value = "read-write", force = true }
XDG_CONFIG_HOME = { value = "$project/.config", force = true }
HOME = { value = "$project", force = true }
[remote-cache]
url = "$one"
[buildstd]
remote-cache = { url = "$one" }
[build]
remote-cache = "$one"
[profile.dev]
remote-cache = "$one"
[alias]
remote-cache = "$one"
[http]
proxy = "${one#http://}"
END
printf '%s\n' '[package.metadata.buildstd]' "remote-cache = \"$one\"" '[workspace.metadata.buildstd]' "remote-cache = \"$one\"" >>"$project/Cargo.toml"
used -- buildstd build
# It cannot lead what the user has named elsewhere, either.
used two -- with BUILDSTD_REMOTE_CACHE="$two" -- build
rm -rf "$project/.cargo" "$project"/{.config,buildstd,config.toml,buildstd.toml}
printf '[package]\nname = "mine"\nversion = "0.1.0"\n' >"$project/Cargo.toml"

# --- what is no address --------------------------------------------------------------------------------------------
for bad in ftp://127.0.0.1/ file:///etc/ gopher://127.0.0.1/ 127.0.0.1 http:// 'http://[' nonsense $'http://127.0.0.1/\n' 'http://127.0.0.1:99999/' '-x'; do
  forget_workspace
  rm -rf "$cache"
  timed buildstd build --remote-cache="$bad"
  case $status in
    0) built "$all" && expect_warnings 1 ;;
    1 | 101) expect_err "error: " ;;
    *) fail "status $status for $bad" ;;
  esac
  expect_plain
  ((took < 30000)) || fail "$bad: $took ms"
done
buildstd build --remote-cache "$one" --remote-cache-mode write
expect_status 1
with BUILDSTD_REMOTE_CACHE_MODE=write -- build --remote-cache "$one"
[[ $status == 1 || $status == 101 ]] || fail "status $status"
expect_err BUILDSTD_REMOTE_CACHE_MODE

# --- how a cache is used that nobody has named ---------------------------------------------------------------------
buildstd build --remote-cache-mode read-write
expect_status 1
expect_err '`--remote-cache-mode` is given, but no remote cache'
expect_err BUILDSTD_REMOTE_CACHE
with BUILDSTD_REMOTE_CACHE= -- build --remote-cache-mode read-write
expect_status 0
