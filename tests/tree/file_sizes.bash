#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# A file has one subject: none of src and include is longer than 400 lines. Run as: file_sizes.bash SOURCE_DIR
set -euo pipefail
cd "$1"
most=400
status=0
count=0
while read -r lines file; do
  [[ $file == total ]] && continue
  count=$((count + 1))
  if ((lines > most)); then
    echo "$file: $lines lines, at most $most" >&2
    status=1
  fi
done < <(find include src -name '*.cpp' -o -name '*.hpp' | xargs wc -l)
((count > 0)) || { echo "no file was checked" >&2; status=1; }
exit $status
