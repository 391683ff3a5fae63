#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Tokens and passwords reach the server they are for, and nobody else: no other host, no message, no plan, no process that buildstd starts.
source "${0%/*}/common.bash"
source "${0%/*}/../remote/servers.bash"
source "${0%/*}/../remote/machines.bash"

token=Geheim-4711-token
password=Geheim-4711-password
basic=$(printf 'me:%s' "$password" | base64)
quiet+=(FAKE_RUSTC_ENVIRONMENT="$base/seen")
on first
buildstd build
expect_status 0
contents "$(<"$base/out")" >"$base/reference"
all=$(calls)

# secret PATHS…: nothing of that is there, however it is written.
secret() {
  local text
  for text in Geheim-4711 "$basic" "${basic:0:20}"; do
    ! grep -rasqF -- "$text" "$@" || fail "a secret is in $(grep -raslF -- "$text" "$@")"
  done
}
# kept_secret: not in what was said, what was started has seen, or what lies on the disk.
kept_secret() { secret "$base/out" "$base/err" "$base/seen" "$here/my project" "$here/home/.cache" "$log"; }
authorizations() { of_requests "sorted({x['headers'].get('Authorization', 'none') for x in r if x['port'] == '$1'})"; }

# --- a token -------------------------------------------------------------------------------------------------------
start_faulty "$base/token" requires-token --token "$token"
with_token=(BUILDSTD_REMOTE_CACHE_TOKEN="$token")
on a
with "${with_token[@]}" -- build -v --remote-cache "$url" --remote-cache-mode read-write
built "$all"
expect_warnings 0
kept_secret
expect_equal "$(authorizations main)" "['Bearer $token']"
on b
with "${with_token[@]}" -- build -v --remote-cache "$url"
built 0
kept_secret
grep -q '^HOME=' "$base/seen" || fail "nobody has written down what they see"
for command in plan 'plan --format json' 'cache stats' doctor 'print sysroot' 'exec -- env'; do
  forget_workspace
  # shellcheck disable=SC2086
  with "${with_token[@]}" BUILDSTD_REMOTE_CACHE="$url" -- $command
  expect_status 0
  kept_secret
done
# Cargo below `exec` does not see it either: std is there before Cargo is started.
on_empty b
mock_cargo "compile --target $host"
: >"$requests"
with "${with_token[@]}" BUILDSTD_REMOTE_CACHE="$url" -- exec -- cargo build
expect_status 0
expect_warnings 0
kept_secret
expect_equal "$(calls core)" 0
expect_equal "$(authorizations main)" "['Bearer $token']"
[[ $(grep -c '^start [0-9]* mine .* --sysroot ' "$log") == 1 ]] || fail "the program was not compiled with it"
# Without a remote the token is of no use, and nothing is made before a crate needs it.
on_empty b
mock_cargo :
with "${with_token[@]}" BUILDSTD_REMOTE_CACHE="$url" -- exec -- cargo fmt
expect_status 0
expect_equal "$(calls core)" 0
for options in "" "--no-cache --remote-cache $url"; do
  # shellcheck disable=SC2086
  with "${with_token[@]}" -- exec $options -- cargo build
  expect_status 0
  expect_equal "$(calls core)" 0
done
# Nor is it in the arguments of any process.
stop_server "$server"
if [[ -e /proc/self/exe ]]; then
  start_faulty "$base/hang" hang
  on_empty b
  start "${with_token[@]}" FAKE_RUSTC_DO=core:hang -- build --remote-cache "$url"
  until_true transfer_runs
  for process in $(transfers) "$pid"; do cat "/proc/$process/cmdline"; done >"$base/arguments"
  [[ -s $base/arguments ]] || fail "no process was looked at"
  secret "$base/arguments"
  kill -TERM "$pid"
  collect
  stop_server "$server"
fi

# Without it, or with another one: the build goes on, and the message says what to do.
start_faulty "$base/token" requires-token --token "$token"
for given in '' BUILDSTD_REMOTE_CACHE_TOKEN=other BUILDSTD_REMOTE_CACHE_TOKEN=; do
  on_empty b
  with ${given:+"$given"} -- build --remote-cache "$url"
  built "$all"
  expect_warnings 1
  expect_err 401
  expect_err BUILDSTD_REMOTE_CACHE_TOKEN
done
# Something that would be two lines of a request.
on_empty b
with BUILDSTD_REMOTE_CACHE_TOKEN=$'Geheim-4711\r\nX-Other: header' -- build --remote-cache "$url"
expect_equal "$(of_requests 'sum("X-Other" in x["headers"] for x in r)')" 0
kept_secret

# --- netrc ---------------------------------------------------------------------------------------------------------
start_faulty "$base/basic" requires-basic --token "$basic"
cp -r "$base/token/store" "$base/basic/"
on_empty b
printf 'machine 127.0.0.1 login me password %s\n' "$password" >"$here/home/.netrc"
chmod 600 "$here/home/.netrc"
buildstd build -v --remote-cache "$url"
built 0
kept_secret
expect_equal "$(authorizations main)" "['Basic $basic']"
on_empty c
mkdir -p "$base/elsewhere"
cp "$base/b/home/.netrc" "$base/elsewhere/netrc"
with NETRC="$base/elsewhere/netrc" -- build -v --remote-cache "$url"
built 0
kept_secret
# A machine it does not name; and a token is preferred.
on_empty b
printf 'machine localhost login me password %s\n' "$password" >"$here/home/.netrc"
: >"$requests"
buildstd build --remote-cache "$url"
built "$all"
expect_warnings 1
expect_equal "$(authorizations main)" "['none']"
start_nginx "$base/nginx" "user=me:$password"
cp -r "$base/token/store" "$base/nginx/"
on_empty b
printf 'machine 127.0.0.1\n  login me\n  password %s\n' "$password" >"$here/home/.netrc"
buildstd build --remote-cache "$url" --remote-cache-mode read-write
built 0
kept_secret

# --- in the address ------------------------------------------------------------------------------------------------
on_empty c
for command in build plan doctor; do
  buildstd $command -v --remote-cache "http://me:$password@${url#http://}"
  kept_secret
done

# --- redirects -----------------------------------------------------------------------------------------------------
for option in "" "--only GET"; do
  # shellcheck disable=SC2086
  start_faulty "$base/redirect" redirect-elsewhere $option
  rm -rf "$served"
  cp -r "$base/token/store" "$base/redirect/"
  for credentials in token netrc; do
    on_empty b
    rm -f "$here/home/.netrc"
    : >"$requests"
    case $credentials in
      token) given=("${with_token[@]}") ;;
      netrc)
        given=(NETRC="$base/b/home/.netrc")
        printf 'machine 127.0.0.1 login me password %s\n' "$password" >"$here/home/.netrc"
        ;;
    esac
    with "${given[@]}" -- build -v --remote-cache "$url"
    built 0
    kept_secret
    [[ $(of_requests "sum(x['port'] == 'second' for x in r)") -gt 0 ]] || fail "no redirect was followed"
    expect_equal "$(authorizations second)" "['none']"
    ! of_requests "[x for x in r if x['port'] == 'second']" | grep -qE "Geheim|$basic" || fail "the other host got a secret"
    [[ $(authorizations main) != "['none']" ]] || fail "the server itself got none"
  done
  stop_server "$server"
done
