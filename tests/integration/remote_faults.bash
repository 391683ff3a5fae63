#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Whatever a server does: the right std, in bounded time, and one warning.
# FAULTS: only those lines of the list below that match this pattern.
source "${0%/*}/common.bash"
source "${0%/*}/../remote/servers.bash"
source "${0%/*}/../remote/machines.bash"

make_large core 300000 # so that there is a middle of something
on a
start_faulty "$base/good" none
buildstd build --remote-cache "$url" --remote-cache-mode read-write
expect_status 0
contents "$(<"$base/out")" >"$base/reference"
all=$(calls)
stop_server "$server"

# What is in no case too long: the server is asked for 2 seconds, and for a moment to take what is written.
bound=30000
# A fault, what is asked of the build, and the faulty server's options. A word says what comes of it: `warns` once, having given the
# server up; or `may`, of what is wrong with single units; or `silent`.
faults() {
  cat <<'END'
refuse-connections    warns
hang-connect          warns
hang                  warns
hang                  warns  --only cas
hang-body             warns
hang-body             warns  --only cas
close                 warns
close-middle          warns
close-middle          may    --only cas
status-401            warns
status-403            warns
status-404            silent
status-410            silent
status-429            warns
status-500            warns
status-503            warns
status-503            warns  --after 5
status-204            may
status-301            may
status-404            may    --only cas
says-more             may
says-more             may    --only cas
says-less             may
says-less             may    --only cas
shorter               may
shorter               may    --only cas
longer                may    --only cas
empty                 may
empty                 may    --only cas
wrong-content         may    --only cas
wrong-content         may    --only ac
other-unit            may    --only ac
endless-length        may    --only ac
endless-length        may    --only cas
endless-chunked       may    --only ac
endless-chunked       may    --only cas
endless-header        may
no-http               warns
redirect-loop         may
redirect-file         may
dies                  warns
dies                  warns  --after 7
slow                  may    --rate 1024
slow                  may    --rate 300
slow                  may    --rate 102400
garbage               may    --only ac
huge                  may    --only ac
bomb                  may    --only ac
END
}

# tried FAULT OUTCOME OPTION…
tried() {
  local fault=$1 outcome=$2 folder="$base/server"
  shift 2
  rm -rf "$folder"
  mkdir "$folder"
  cp -r "$base/good/store" "$folder/store"
  start_faulty "$folder" "$fault" "$@"
  on_empty b
  timed buildstd build --remote-cache "$url"
  stop_server "$server"
  local sent warnings
  sent=$(of_requests 'sum(x["sent"] for x in r)')
  warnings=$(grep -c '^warning: ' "$base/err" || true)
  printf '%-30s %6d ms %4d compiled %10d bytes  %s\n' "$fault $*" "$took" "$(calls)" "$sent" "$(grep '^warning: ' "$base/err" | cut -c1-160)" >&2
  built
  ((took < bound)) || fail "$fault $*: $took ms"
  # What sockets hold is on its way when the reader leaves.
  ((sent < 200000000)) || fail "$fault $*: $sent bytes were taken"
  [[ $(of_requests 'max((x["open"] for x in r), default=0)') -le 8 ]] || fail "$fault $*: more than 8 connections"
  case $outcome in
    warns) expect_warnings 1 ;;
    silent) expect_warnings 0 ;;
    may) ((warnings <= 1)) || fail "$fault $*: $warnings warnings" ;;
  esac
  expect_plain
  # Nothing of it is in the machine's own cache, and nothing lies around.
  forget_workspace
  buildstd build
  built 0
  [[ -z $(find "$cache/v1/incoming" -mindepth 1 2>/dev/null) ]] || fail "$fault $*: left in the cache: $(find "$cache/v1/incoming")"
  until_true no_transfer_runs
}

while read -r fault outcome arguments; do
  # shellcheck disable=SC2086
  [[ -n ${FAULTS-} && ! "$fault $arguments" =~ $FAULTS ]] || tried "$fault" "$outcome" $arguments
done < <(faults)
