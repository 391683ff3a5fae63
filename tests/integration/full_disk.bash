#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# No room: a limit of a file's size, and, where a small file system can be had, a full one.
source "${0%/*}/common.bash"

limited() {
  status=0
  { (
    cd "$project"
    ulimit -f "$1"
    shift
    exec env -i "${environment[@]}" "$BUILDSTD" "$@"
  ) 2>&1 >/dev/null </dev/null | cat >"$base/err"; } || status=$? # the limit is for files, not for pipes
}

# The compiler's output is too big: it is killed by SIGXFSZ, or says so.
environment+=(FAKE_RUSTC_DO=core:big)
limited 1024 build
expect_status 101
expect_err "error: could not compile \`core\` (lib)"
expect_no_sysroot

unset 'environment[-1]'

# What buildstd itself writes is too big (it keeps what build scripts say): it says so, and does not die of it.
rm -rf "$state"
environment+=(FAKE_SCRIPT_OUTPUT="$(head -c 100000 /dev/zero | tr '\0' 'x')")
limited 64 build
expect_status 101
expect_err "error: failed to write "
expect_err "File too large"
expect_no_sysroot
unset 'environment[-1]'

# Nothing can be written at all.
rm -rf "$state"
environment+=(FAKE_RUSTC_LOG=)
limited 0 build
expect_status 101
expect_err "error: "
expect_no_sysroot
unset 'environment[-1]'
build
expect_whole "$sysroot"

# A full file system, at several degrees of full.
small="$base/small disk"
mkdir "$small"
if ! unshare -rm true 2>/dev/null; then
  echo "part skipped: no mount namespaces here, so no small file system" >&2
  exit 0
fi
for pages in 4 16 64 160 400; do
  status=0
  unshare -rm bash -c '
    mount -t tmpfs -o size='$((pages * 4))'k tmpfs "$1" || exit 77
    shift
    cd "$1"
    shift
    small=$1
    shift
    "$@"
    status=$?
    [[ $status == 0 ]] || find "$small" -path "*/sysroots/*" -name buildstd.json | grep . >&2
    exit $status' bash "$small" "$project" "$small" \
    env -i "${environment[@]}" CARGO_TARGET_DIR="$small/target" "$BUILDSTD" build \
    >"$base/out" 2>"$base/err" </dev/null || status=$?
  [[ $status != 77 ]] || exit 0
  if [[ $status != 0 ]]; then
    expect_status 101
    expect_err "error: "
    expect_no_err "buildstd.json"
    grep -qE "No space left|failed to write|could not compile" "$base/err" || fail "no reason given"
  fi
done
