# SPDX-License-Identifier: MIT
# Sourced: what CI has no time for, on the real toolchain (RUSTC) and std. ENDURANCE_DIR is where it may write.
set -euo pipefail
export RUSTC=${RUSTC:-rustc}
buildstd=${BUILDSTD:-$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)/build/release/src/buildstd}
umask 022
work=${ENDURANCE_DIR:-$(mktemp -d)}
mkdir -p "$work"
cd "$work"
export BUILDSTD_CACHE_DIR=$work/cache
request=(--check --crates core --target "$("$RUSTC" -vV | sed -n 's/^host: //p')")

fail() {
  echo "FAILED: $1; kept: $work" >&2
  exit 1
}
# contents SYSROOT: what is in it, but for the record of how it was made.
contents() { (cd "$1" && find . -type f ! -name buildstd.json -exec sha256sum {} + | sort -k2); }
no_compiler_runs() { ! pgrep -f -- "$work" >/dev/null; }
