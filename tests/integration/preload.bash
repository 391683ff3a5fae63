#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# The library that is preloaded into compilers: when it is, and, in programs of which more is known, that sources are
# absent, and that the heap is populated where that is asked for, which the program's children do
# not see, nor the library itself where it is for somebody's own crates.
source "${0%/*}/common.bash"
preload="${BUILDSTD%/*}/buildstd-preload.so"
[[ -f $preload ]] || skip "nothing is preloaded on this system"

# It can be turned off.
# preloaded EXPECTED [VARIABLE=VALUE]
preloaded() {
  rm -rf "$state"
  with "${@:2}" -- build -v "${options[@]}"
  expect_status 0
  expect_equal "$(grep -oF -- "LD_PRELOAD=$preload" "$base/err" | sort -u)" "$1"
}
if [[ $(uname -m) == x86_64 ]]; then # which the mock says it is of
  options=()
  preloaded "LD_PRELOAD=$preload"
  preloaded "LD_PRELOAD=$preload" BUILDSTD_PRELOAD=1
  preloaded "" BUILDSTD_PRELOAD=0
  options=(--no-preload)
  preloaded ""
fi

# Below Cargo, where std is built, the compiler of all crates has it; what that starts sees nothing of it.
mock_cargo "FAKE_RUSTC_ENVIRONMENT='$base/seen' compile --target $host"
# sees EXPECTED_LIBRARIES EXPECTED_VARIABLE [VARIABLE=VALUE]
sees() {
  rm -f "$base/seen"
  with "${@:3}" -- exec -- cargo build
  expect_status 0
  expect_equal "$(sed -n 's/^preloaded: //p' "$base/seen" | paste -sd' ')" "$1"
  expect_equal "$(sed -n 's/^LD_PRELOAD=//p' "$base/seen")" "$2"
  ! grep -q '^BUILDSTD_RESTORE_PRELOAD=' "$base/seen" || fail "a variable of buildstd's is left"
}
if [[ $(uname -m) == x86_64 ]]; then
  users=$(mktemp "${TMPDIR:-/tmp}/buildstd-it-XXXXXX-preload.so") # ld.so(8): blanks separate names
  cp "$preload" "$users"
  both="${users##*/} buildstd-preload.so"
  sees buildstd-preload.so ""
  sees "$(tr ' ' '\n' <<<"$both" | LC_ALL=C sort | paste -sd' ')" "$users" LD_PRELOAD="$users"
  sees "" "" BUILDSTD_PRELOAD=0
  # As a wrapper of the compiler's has it, not Cargo.
  mock_cargo "FAKE_RUSTC_ENVIRONMENT='$base/seen' LD_PRELOAD='$users' compile --target $host"
  sees "$(tr ' ' '\n' <<<"$both" | LC_ALL=C sort | paste -sd' ')" "$users"
  rm "$users"
  mock_cargo "FAKE_RUSTC_ENVIRONMENT='$base/seen' compile"
  sees buildstd-preload.so "" # for the host, too
fi

# Sources cannot be opened, but for vendored ones; that they are there can be seen (src/preload/hide_sources.c).
mkdir -p "$base/hidden/vendor/memchr"
echo source | tee "$base/hidden/lib.rs" >"$base/hidden/vendor/memchr/lib.rs"
# asks FUNCTION FILE [PREFIX]
asks() { env -i LD_PRELOAD="$preload" ${3:+BUILDSTD_HIDE="$3"} "${FAKE_RUSTC%/*}/file_calls" "$1" "$base/hidden/$2"; }
for function in open open64; do
  expect_equal "$(asks $function lib.rs "$base/hidden/")" "No such file or directory"
  expect_equal "$(asks $function vendor/memchr/lib.rs "$base/hidden/")" "there"
  expect_equal "$(asks $function lib.rs)" "there"
done
expect_equal "$(asks stat lib.rs "$base/hidden/")" "there"

grep -q BUILDSTD_POPULATE "$preload" || skip "built without jemalloc"
oldest=5.14 # MADV_POPULATE_WRITE
[[ $(printf '%s\n' $oldest "$(uname -r)" | sort -V | head -n 1) == "$oldest" ]] || skip "Linux before $oldest cannot populate"

# Says how many threads it has when its heap is populated, or after five seconds, and what its child sees.
cat >"$base/program" <<'P'
resident() { while read -r name size _; do [ "$name" != VmRSS: ] || echo "$size"; done < /proc/$$/status; }
tries=50
while [ $((tries -= 1)) -gt 0 ] && [ "$(resident)" -lt 32768 ]; do sleep 0.1; done
set -- /proc/$$/task/*
echo "$# threads, $(($(resident) / 32768 > 0)), $(env | grep -c BUILDSTD_POPULATE)"
P

# says EXPECTED VARIABLE… PROGRAM ARGUMENT…
says() {
  local said
  said=$(env -i PATH=/usr/bin:/bin LD_PRELOAD="$preload" "${@:2}")
  [[ $said == "$1" ]] || fail "\"$said\" where \"$1\" was expected"
}
says "2 threads, 1, 0" BUILDSTD_POPULATE=1 sh "$base/program"

# Without it, and where addresses cannot be had, the heap is as it was.
count_threads='set -- /proc/$$/task/*; echo $#'
says 1 sh -c "$count_threads"
(ulimit -v 4000000 && says 1 BUILDSTD_POPULATE=1 sh -c "$count_threads")
