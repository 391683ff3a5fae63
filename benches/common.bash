# SPDX-License-Identifier: MIT
# Shared by the benchmark scripts. They print figures of this machine; nothing passes or fails by them.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
buildstd=${BUILDSTD:-$root/build/release/src/buildstd}
export RUSTC=${RUSTC:-rustc}
cargo=${CARGO:-cargo}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Seconds of wall time that a command takes; what it says goes to a log.
seconds() {
  local start end
  start=$(date +%s%N)
  "$@" > "$work/log" 2>&1 || { cat "$work/log" >&2; exit 1; }
  end=$(date +%s%N)
  awk -v ns=$((end - start)) 'BEGIN { printf "%.4f\n", ns / 1e9 }'
}

median() { sort -n | awk '{ v[NR] = $1 } END { print (NR % 2) ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2 }'; }
