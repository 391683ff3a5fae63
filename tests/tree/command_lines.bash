#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Nobody reads a command line back: what follows the planner asks the unit's call (planner/compile_call.hpp). Only the
# planner writes arguments, and only what starts or prints a command looks at them. Run as: command_lines.bash SOURCE_DIR
set -euo pipefail
cd "$1"
files=$(find include src -name '*.cpp' -o -name '*.hpp' | grep -vE '^(src|include/buildstd)/(planner|process)/|^src/base/command\.cpp$|^include/buildstd/base/command\.hpp$')
[[ -n $files ]] || { echo "no file was checked" >&2; exit 1; }
# shellcheck disable=SC2086
if grep -nE '\b([a-z_]*_)?command(\(\))?(\.|->)arguments\b' $files; then
  echo "  a command line is read back: ask the unit's call, or build the arguments before the command" >&2
  exit 1
fi
