#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Archives that nobody means well with are refused, with nothing written; what harms nobody leads to the right std all the same.
source "${0%/*}/common.bash"
source "${0%/*}/../remote/servers.bash"
source "${0%/*}/../remote/machines.bash"
command -v zstd >/dev/null || skip "there is no zstd"

make_large core 300000
on a
buildstd build
expect_status 0
contents "$(<"$base/out")" >"$base/reference"
buildstd cache export "$base/archive"
expect_status 0
mkdir "$base/unpacked"
tar --zstd -xf "$base/archive" -C "$base/unpacked"

python3 "$remote_tests/hostile_archives.py" "$base/unpacked" "$base/hostile" >"$base/names"
[[ $(wc -l <"$base/names") -gt 20 ]] || fail "too few hostile archives"
# All that is there but the cache, and what this loop itself writes.
everything() {
  find "$base" \( -path "$base/hostile" -o -path "$here/home/.cache" -o -path "$here/my project/target" \) -prune -o -type f \
    ! -path "$base/out" ! -path "$base/err" ! -path "$base/everything" -printf '%p %s\n' | sort
  ls -d /tmp/buildstd-hostile /tmp/escaped 2>/dev/null || true
}
on_empty b
everything >"$base/everything"
while read -r name; do
  on_empty b
  timed buildstd cache import "$base/hostile/$name"
  printf '%-24s %5d ms  %s\n' "$name" "$took" "$(tail -n 1 "$base/err" | cut -c1-160)" >&2
  ((took < 30000)) || fail "$name: $took ms"
  everything | cmp -s - "$base/everything" || fail "$name: written elsewhere: $(everything | diff - "$base/everything" | head -n 3)"
  [[ -z $(find "$cache" -path '*/incoming/*' 2>/dev/null) ]] || fail "$name: something is left: $(find "$cache" -path '*/incoming/*')"
  if [[ $name == may-* ]]; then
    buildstd build
    built
    expect_plain
    continue
  fi
  [[ $status == 101 ]] || fail "$name: status $status"
  expect_err "error: "
  expect_plain
  [[ $(wc -c <"$base/err") -lt 3000 ]] || fail "a message of $(wc -c <"$base/err") bytes for $name"
  [[ -z $(find "$cache" -path '*/units/*' -type f 2>/dev/null) ]] || fail "$name: a unit was taken"
done <"$base/names"
# In a cache that has something, it stays as it is.
on_empty b
buildstd build
name=$(head -n 1 "$base/names")
buildstd cache import "$base/hostile/$name"
expect_status 101
rm -rf "$state"
forget_calls
buildstd build
built 0
