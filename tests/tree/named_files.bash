#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Files of the tree that pages name (`src/…`, or a link) are there. Run as: named_files.bash SOURCE_DIR
set -euo pipefail
cd "$1"

status=0
count=0
while IFS=: read -r page line path; do
  count=$((count + 1))
  compgen -G "$path" >/dev/null || {
    echo "$page:$line: there is no $path" >&2
    status=1
  }
done < <(grep -noP '(?<=[`(])(src|include|tests|cmake|scripts|benches|packaging)/[A-Za-z0-9_./*-]*[A-Za-z0-9_*]' ARCHITECTURE.md CONTRIBUTING.md README.md docs/*.md)
((count > 50)) || { echo "only $count names were checked" >&2; status=1; }
exit $status
