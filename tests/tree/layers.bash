#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Each folder includes only those that ARCHITECTURE.md's table lets it use. Run as: layers.bash SOURCE_DIR
set -euo pipefail
cd "$1"

# folder: what it may use besides itself, from the table's rows `| `folder` | what | may include |`.
declare -A may_use
while IFS='|' read -r _ folder _ uses _; do
  folder=$(tr -d ' `' <<<"$folder")
  uses=$(tr -d ',' <<<"$uses")
  case $uses in *libraries* | *nothing*) uses= ;; esac
  may_use[$folder]=$uses
done < <(grep -E '^\| `[a-z_]+` \|' ARCHITECTURE.md)
((${#may_use[@]} > 10)) || { echo "ARCHITECTURE.md has no table of folders" >&2; exit 1; }

status=0
count=0
complain() {
  echo "$1" >&2
  status=1
}

# The folder an include leads to: `buildstd/FOLDER/…` (public), `FOLDER/…` or `../FOLDER/…` (private).
while IFS=: read -r file line include; do
  folder=${file#include/buildstd/}
  folder=${folder#src/}
  folder=${folder%%/*}
  count=$((count + 1))
  used=${include#*\"}
  used=${used%%\"*}
  public=no
  [[ $used == buildstd/* ]] && public=yes
  used=${used#buildstd/}
  used=${used#../}
  [[ $used == */* ]] || continue # a neighbour
  used=${used%%/*}
  [[ $used == "$folder" ]] && continue
  if [[ -z ${may_use[$folder]+known} ]]; then
    complain "$file: folder \`$folder\` is not in the table of $0"
  elif [[ " ${may_use[$folder]} " != *" $used "* ]]; then
    complain "$file:$line: \`$folder\` may not use \`$used\`"
  elif [[ $public == no && $used != base && $folder != ops ]]; then
    complain "$file:$line: \`$folder\` uses a private header of \`$used\`"
  elif [[ $public == no && $file == include/* ]]; then
    complain "$file:$line: a public header includes a private one"
  fi
done < <(grep -rnE '^[[:space:]]*#[[:space:]]*include[[:space:]]*"' include src --include='*.hpp' --include='*.cpp')
((count > 0)) || complain "no include was checked"
exit $status
