#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# A cache that does not work costs time, not the build: one warning, and it is done without. And where there is no place
# for one, none is made.
source "${0%/*}/common.bash"

umask 022
cache="$base/cache"
environment+=(BUILDSTD_CACHE_DIR="$cache")
expect_warnings() { expect_equal "$(grep -c '^warning: ' "$base/err" || true)" "$1"; }
# worked TEXT: a build that said this once, and was good.
worked() {
  expect_status 0
  expect_whole "$(<"$base/out")"
  expect_warnings 1
  expect_err "warning: $1"
  rm -rf "$state"
}

# --- no home, or somebody else's ---------------------------------------------------------------------------------
without_named() { # HOME
  status=0
  (cd "$project" && exec env -i PATH="$toolchain/bin:/usr/bin:/bin" HOME="$1" CARGO_HOME="$base/home/.cargo" "$BUILDSTD" build) \
    >"$base/out" 2>"$base/err" </dev/null || status=$?
}
rm -rf "$state"
without_named "$base/nonexistent"
expect_status 0
expect_warnings 0
[[ ! -e $base/nonexistent ]] || fail "a home directory was made"
rm -rf "$state"
without_named "$base/home"
expect_status 0
[[ -d $base/home/.cache/buildstd/v1 ]] || fail "no cache was made"
expect_equal "$(stat -c %a "$base/home/.cache" "$base/home/.cache/buildstd" | sort -u)" 700
rm -rf "$state"
if [[ $(id -u) == 0 ]]; then
  mkdir "$base/theirs"
  chown 65534 "$base/theirs"
  without_named "$base/theirs"
  expect_status 0
  expect_equal "$(ls -A "$base/theirs")" ""
  rm -rf "$state"
  mkdir -p "$base/theirs/.cache/buildstd"
  chown -R 65534 "$base/theirs"
  without_named "$base/theirs"
  worked "the cache \`$base/theirs/.cache/buildstd\` is not used: \`$base/theirs\` belongs to another user"
  expect_equal "$(ls -A "$base/theirs/.cache/buildstd")" ""
fi

# --- places where nothing can be made -----------------------------------------------------------------------------
: >"$base/file"
with BUILDSTD_CACHE_DIR="$base/file/cache" -- build
worked "the cache \`$base/file/cache\` is not used"
: >"$cache"
buildstd build
worked "the cache \`$cache\` is not used"
rm "$cache"

# --- things that are no files, and links ---------------------------------------------------------------------------
mkdir "$base/precious"
buildstd build
rm -rf "$state"
file=$(find "$cache" -name "libcore-*.rlib")
rm -f "$file"
mkfifo "$file"
forget_calls
status=0
(cd "$project" && exec env -i "${environment[@]}" timeout -s KILL 60 "$BUILDSTD" build) >"$base/out" 2>"$base/err" </dev/null || status=$?
expect_status 0
expect_equal "$(calls core)" 1
# Cleaning deletes nothing outside.
for part in incoming units; do
  mv "$cache/v1/$part" "$base/precious/$part"
  mkdir -p "$base/precious/$part/a folder/of/mine"
  : >"$base/precious/$part/a folder/of/mine/file"
  find "$base/precious/$part" -exec touch -h -d '2 days ago' {} +
  find "$base/precious/$part" | sort >"$base/before"
  ln -s "$base/precious/$part" "$cache/v1/$part"
  buildstd cache gc --max-size 0
  find "$base/precious/$part" | sort | cmp - "$base/before" || fail "deleted behind a link: $part"
  rm "$cache/v1/$part"
  mv "$base/precious/$part" "$cache/v1/$part"
done
rm -rf "$cache" "$state"

# --- file systems ------------------------------------------------------------------------------------------------
if ! unshare -m true 2>/dev/null; then
  echo "file systems are not tested: none can be mounted here" >&2
  exit 0
fi
mounted() { # COMMAND: a build in a mount namespace in which this shell command has been run
  status=0
  (cd "$project" && exec unshare -m bash -c "$1"' && shift && exec env -i "$@"' bash "$cache" "${environment[@]}" "$BUILDSTD" build) \
    >"$base/out" 2>"$base/err" </dev/null || status=$?
}
mkdir "$cache"
buildstd build
expect_warnings 0
rm -rf "$state"
# Read only, with all in it, and with nothing.
forget_calls
mounted 'mount --bind "$1" "$1" && mount -o remount,ro,bind "$1"'
expect_equal "$(calls)" 0
worked "nothing more is kept in the cache \`$cache\`: failed to lock"
rm -rf "$cache"
mkdir "$cache"
mounted 'mount --bind "$1" "$1" && mount -o remount,ro,bind "$1"'
worked "the cache \`$cache\` is not used: failed to create directory"
# No room, no inodes, another file system.
mounted 'mount -t tmpfs -o size=40k,mode=700 tmpfs "$1"'
worked "nothing more is kept in the cache \`$cache\`: failed to"
mounted 'mount -t tmpfs -o nr_inodes=12,mode=700 tmpfs "$1"'
worked "nothing more is kept in the cache \`$cache\`: failed to"
mounted 'mount -t tmpfs -o mode=700 tmpfs "$1"'
expect_status 0
expect_warnings 0
rm -rf "$state"

# --- calls that a file system lacks ------------------------------------------------------------------------------
command -v strace >/dev/null || { echo "missing calls are not tested: there is no strace" >&2; exit 0; }
# lacking CALLS ERROR: a build where these calls fail, as buildstd makes them.
lacking() {
  status=0
  (cd "$project" && exec env -i "${environment[@]}" ASAN_OPTIONS=detect_leaks=0 strace -qq -o "$base/trace" -e trace="$1" -e inject="$1:error=$2" "$BUILDSTD" build) \
    >"$base/out" 2>"$base/err" </dev/null || status=$?
  grep -q "$2" "$base/trace" || fail "$1 is not called"
}
for error in ENOLCK ENOSYS EOPNOTSUPP; do
  lacking flock $error
  expect_status 0
  expect_whole "$(<"$base/out")"
  expect_err "warning: the file system of the cache"
  expect_err "has no locks"
  rm -rf "$state"
done
for error in EPERM EXDEV EMLINK; do
  rm -rf "$cache"
  lacking linkat $error
  expect_status 0
  expect_warnings 0
  rm -rf "$state"
  forget_calls
  buildstd build
  expect_equal "$(calls)" 0
  rm -rf "$state"
done
