#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# sccache.bash disk|redis: RUSTC_WRAPPER=sccache, with results on local disk or in a Redis server. Each unit is a hit the
# second time, from another directory too; the same bytes as without; what it cannot cache is what is linked, and nothing else.
# sccache.bash program: the same of the user's crates, which Cargo has compiled through the front.
. "$(dirname "$0")/common.bash"
command -v sccache >/dev/null || skip "there is no sccache"
command -v python3 >/dev/null || skip "there is no python3"

# free_port: one that nobody listens on.
free_port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }

redis=
stop_servers() {
  sccache --stop-server >/dev/null 2>&1 || true
  [ -z "$redis" ] || kill "$redis"
  redis=
}
trap 'stop_servers; keep_on_failure' EXIT
SCCACHE_SERVER_PORT=$(free_port)
export SCCACHE_SERVER_PORT SCCACHE_IDLE_TIMEOUT=300 SCCACHE_DIR="$work/cache" SCCACHE_CONF="$work/none"
export BUILDSTD_CACHE_DIR= # or nothing would be left for sccache
unset SCCACHE_REDIS SCCACHE_REDIS_ENDPOINT SCCACHE_BUCKET SCCACHE_MEMCACHED

# stat NAME: a number of sccache's; the values of a table are added up.
stat() {
  sccache --show-stats --stats-format json | python3 -c '
import json, sys
value = json.load(sys.stdin)["stats"][sys.argv[1]]
value = value.get("counts", value) if isinstance(value, dict) else value
print(sum(value.values()) if isinstance(value, dict) else value)' "$1"
}
# What could not be cached: `REASON NUMBER` each. Newer ones say `crate-type (bin)` for `crate-type`.
not_cached() {
  sccache --show-stats --stats-format json |
    python3 -c 'import json, sys; [print(*reason) for reason in json.load(sys.stdin)["stats"]["not_cached"].items()]' | sed 's/ (bin)//'
}
# build DIRECTORY ARGUMENT...: with sccache; sets `sysroot`.
build() {
  local directory=$1
  shift
  mkdir -p "$work/$directory"
  sysroot=$(cd "$work/$directory" && RUSTC_WRAPPER=sccache "$BUILDSTD" build -q --crates core "$@")
}
# cached_twice ARGUMENT...: sets `sysroot`, the one from the cache.
cached_twice() {
  sccache --stop-server >/dev/null 2>&1 || true
  build first "$@"
  same 0 "$(stat cache_hits)"
  local units=$(stat cache_misses)
  [ "$units" -ge 2 ] || fail "sccache saw $units units"
  same "crate-type 1" "$(not_cached)" # compiler_builtins' build script, a program
  sccache --zero-stats >/dev/null
  # Its own variables of places, as a person or a CI sets them, change nothing.
  CARGO_TARGET_DIR="$work/second place/target" build second "$@"
  same "$units" "$(stat cache_hits)"
  same 0 "$(stat cache_misses)"
  same 0 "$(stat cache_errors)"
  same "crate-type 1" "$(not_cached)"
  case $sysroot in "$work/second place/"*) ;; *) fail "not built again: $sysroot" ;; esac
}

on_disk() {
  cached_twice --target "$host"
  reference=$("$BUILDSTD" build -q --crates core --target "$host" --target-dir "$E2E_ROOT/shared core")
  run diff -r "$(libraries "$reference")" "$(libraries "$sysroot")"
  same "$(basename "$reference")" "$(basename "$sysroot")"
  # Other flags are other results, also those that sccache is not shown.
  sccache --zero-stats >/dev/null
  RUSTFLAGS="--remap-path-prefix=/nowhere=/else" build third --target "$host" --check
  same 0 "$(stat cache_hits)"
}

in_redis() {
  sccache --help | grep -q "Redis: *true" || skip "this sccache is built without Redis (Debian 12's is)"
  command -v redis-server >/dev/null || skip "there is no redis-server"
  port=$(free_port)
  redis-server --port "$port" --bind 127.0.0.1 --save "" --dir "$work" >redis.log 2>&1 &
  redis=$!
  until grep -q "Ready to accept connections" redis.log; do
    kill -0 $redis || fail "redis-server does not start"
    sleep 0.1
  done
  export SCCACHE_REDIS="redis://127.0.0.1:$port"
  cached_twice --target "$host" --check
  [ ! -e cache ] || fail "the results were not in Redis only"
  same 2 "$(redis-cli -p "$port" keys '*' | grep -vc sccache_check)" # which newer ones write to see that they can
}

# compiled_into FOLDER: the program, by plain Cargo.
compiled_into() {
  sccache --zero-stats >/dev/null
  run "$CARGO" build --release --target-dir "$work/$1"
  contains Finished
  same 0 "$(stat cache_errors)"
  same "crate-type 1" "$(not_cached | grep -v -e '^- ' -e '^missing input ')" # the program, which is linked; Cargo's questions
  same "42 of this std" "$("$work/$1/$host/release/program")"
}

# In buildstd's own cache, so that what sccache counts is the user's crates.
std_is_there() { run env RUSTC="$BUILDSTD_RUSTC" RUSTC_WRAPPER= "$BUILDSTD" build -q --target "$host"; }

of_a_program() {
  BUILDSTD_CACHE_DIR="$shared_cache"
  mkdir "$work/tools"
  ln -s "$BUILDSTD" "$work/tools/buildstd"
  export PATH="$work/tools:$PATH" RUSTC_WRAPPER=sccache BUILDSTD_RUSTC="$RUSTC"
  unset RUSTC
  sccache --stop-server >/dev/null 2>&1 || true
  for name in one two three; do
    # The second depends on the first, which has code, when sccache asks what the second is made from.
    [ $name = two ] && new_package $name $'[dependencies]\none.path = "../one"' || new_package $name
    echo "pub fn $name(n: u32) -> u32 { n + $name::len() as u32 } mod $name { pub fn len() -> usize { \"$name\".len() } }" >src/lib.rs
  done
  cd ../two
  sed -i 's/n + /one::zero(n) + /' src/lib.rs
  echo 'pub fn zero(n: u32) -> u32 { n }' >>../one/src/lib.rs
  new_package program $'[dependencies]\none.path = "../one"\ntwo.path = "../two"\nthree.path = "../three"'
  echo 'fn main() { println!("{} of this std", one::one(two::two(three::three(31)))); }' >src/main.rs
  run "$BUILDSTD" init
  std_is_there
  compiled_into first
  same "0 3" "$(stat cache_hits) $(stat cache_misses)"
  compiled_into second
  same "3 0" "$(stat cache_hits) $(stat cache_misses)"
  # The std behind it is another: nothing is taken for what it was.
  export RUSTFLAGS=-Cforce-frame-pointers=yes
  std_is_there
  compiled_into third
  same "0 3" "$(stat cache_hits) $(stat cache_misses)"
}

case $1 in
  program) of_a_program ;;
  disk) on_disk ;;
  redis) in_redis ;;
esac
