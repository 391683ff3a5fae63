# SPDX-License-Identifier: MIT
# Sourced by the action's scripts.
set -euo pipefail

# say KIND MESSAGE: GitHub shows it at the job's head.
say() {
  local message=${2//%/%25}
  message=${message//$'\r'/%0D}
  echo "::$1 title=buildstd::${message//$'\n'/%0A}"
}
fail() {
  say error "$1"
  exit 1
}
warn() { say warning "$1"; }

# output NAME VALUE: for the steps behind this one, as `steps.ID.outputs.NAME`.
output() {
  [[ $2 != *$'\n'* ]] || fail "$1 has more than one line"
  printf '%s=%s\n' "$1" "$2" >>"$GITHUB_OUTPUT"
}

# Sets `options`, what the inputs ask buildstd for. Words are separated by blanks and line ends, and are no patterns.
read_options() {
  local words word
  options=()
  read -r -d '' -a words <<<"$WITH_TARGET" || true
  for word in "${words[@]}"; do options+=(--target "$word"); done
  [[ -z $WITH_CRATES ]] || options+=(--crates "$WITH_CRATES")
  read -r -d '' -a words <<<"$WITH_ARGS" || true
  options+=("${words[@]}")
}
