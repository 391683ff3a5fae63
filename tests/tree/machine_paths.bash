#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# No tracked file names the machine it was written on: no home directories, work folders or mail addresses of one.
# Run as: machine_paths.bash SOURCE_DIR
set -euo pipefail
cd "$1"
if ! git rev-parse --is-inside-work-tree >/dev/null 2>&1; then
  echo "skipped: not a git work tree" >&2
  exit 77
fi
status=0

# Made of pieces, so that this file does not hold what it looks for.
home='/(ho''me|Us''ers)/[a-z]'
root='/ro''ot/'
work='/wo''rk/'
if git grep -nIE "(^|[^]A-Za-z0-9_.}/])($home|$root|$work)" -- . ':!tests/data' >&2; then
  echo "  these paths are of one machine" >&2
  status=1
fi

# One SPDX line, in the first three, in every source file and script.
count=0
while read -r file; do
  count=$((count + 1))
  [[ -s $file ]] || continue
  if [[ $(grep -c 'SPDX-License-Identifier:' "$file") -lt 1 ]] || ! head -n 3 "$file" | grep -q 'SPDX-License-Identifier: MIT$'; then
    echo "$file: no line \`SPDX-License-Identifier: MIT\` at its head" >&2
    status=1
  fi
done < <(git ls-files '*.cpp' '*.hpp' '*.bash' '*.sh')
((count > 0)) || { echo "no file was checked" >&2; status=1; }
exit $status
