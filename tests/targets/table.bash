# SPDX-License-Identifier: MIT
# Sourced: tables of results in docs/targets.md, one row a key, between `<!-- NAME -->` and `<!-- /NAME -->`.
document=$(dirname "${BASH_SOURCE[0]}")/../../docs/targets.md
backquoted() { printf '`%s`' "$1"; }

# has_row NAME KEY
has_row() {
  sed -n "/<!-- $1 -->/,/<!-- \/$1 -->/p" "$document" | grep -qF -- "| $(backquoted "$2") |"
}

# set_row NAME KEY CELLS: puts the row in, or in the place of the one with the same key. Two scripts may write at once.
set_row() {
  local row lock
  exec {lock}<"$(dirname "$document")"
  flock "$lock"
  row="| $(backquoted "$2") | $3 |"
  awk -v start="<!-- $1 -->" -v end="<!-- /$1 -->" -v key="| $(backquoted "$2") |" -v row="$row" '
    $0 == start { inside = 1 }
    inside && index($0, key) == 1 { next }
    inside && $0 == end { print row; inside = 0 }
    { print }' "$document" >"$document.new"
  mv "$document.new" "$document"
  exec {lock}<&-
}
