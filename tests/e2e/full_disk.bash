#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# A full disk: an error that says so, no partial sysroot, and the next run succeeds once there is room.
. "$(dirname "$0")/common.bash"

# A small file system of our own, in a name space of our own.
[ "${1-}" = inside ] || {
  unshare --mount --map-root-user true 2>/dev/null || skip "mounting is not permitted here"
  unshare --mount --map-root-user bash "$script" inside
  exit
}
mkdir target
mount -t tmpfs -o size=2m tmpfs target || skip "mounting is not permitted here"
build=("$BUILDSTD" build --check --crates core --target "$host")

fails_with 101 "${build[@]}"
contains "No space left on device"
[ ! -e target/buildstd/sysroots ] || same "" "$(ls -A target/buildstd/sysroots)"

mount -o remount,size=400m target
run "${build[@]}"
contains Finished
umount target
