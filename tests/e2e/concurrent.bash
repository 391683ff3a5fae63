#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Two builds of the same at once: one does the work, the other waits for it.
. "$(dirname "$0")/common.bash"

build=("$BUILDSTD" build --check --crates core --target "$host")
"${build[@]}" >first 2>first.messages &
"${build[@]}" >second 2>second.messages
wait $!

same "$(cat first)" "$(cat second)"
same 1 "$(cat ./*.messages | grep -c 'Compiling core')"
