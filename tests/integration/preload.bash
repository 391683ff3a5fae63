#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# The library that is preloaded into compilers, in a program of which more is known: its heap is populated where that is
# asked for, which the program's children do not see.
source "${0%/*}/common.bash"
preload="${BUILDSTD%/*}/buildstd-preload.so"
[[ -f $preload ]] || skip "nothing is preloaded on this system"
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
