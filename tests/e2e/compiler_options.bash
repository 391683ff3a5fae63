#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Our table of the compiler's options (include/buildstd/planner/compiler_options.hpp) lacks none that the compiler itself lists. Where it
# does, the option counts by its text until somebody has measured it: tests/toolchains/measure_flags. docs/flags.md names
# each that the table leaves out of std's compiler calls. Needs no sources of std, so it can be run with any compiler:
#   RUSTC=… OPTION_TABLE=… tests/e2e/compiler_options.bash
set -euo pipefail
fail() { echo "FAILED: $1" >&2 && exit 1; }
RUSTC=$(command -v "${RUSTC:-rustc}") || { echo "SKIPPED: there is no rustc; set RUSTC" && exit 77; }
page=$(realpath "$(dirname "$0")/../../docs/flags.md")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

"$OPTION_TABLE" | cut -f1 | sort >known
export RUSTC_BOOTSTRAP=1
for family in C Z; do
  "$RUSTC" "-$family" help | sed -nE "s/^ *-$family +([A-Za-z0-9_-]+).*/-$family \1/p" | tr _ -
done >listed
# `    -A, --allow <LINT>`, `    -g   …`, `        --cfg <SPEC>`
"$RUSTC" --help -v | grep -v '^ *-[A-Z] help' |
  sed -nE 's/^ +(-[A-Za-z], )?--([a-z][a-z-]*).*/--\2/p; s/^ +(-[A-Za-z])( .*)?$/\1/p' | grep -vx -- '--codegen' >>listed
sort -u -o listed listed
[ "$(grep -c '^-C' listed)" -gt 40 ] && [ "$(grep -c '^-Z' listed)" -gt 150 ] && [ "$(grep -c '^--' listed)" -gt 25 ] ||
  fail "the compiler's own lists were not understood"
lacking=$(comm -23 listed known)
[ -z "$lacking" ] || fail "$("$RUSTC" -V) has options that the table lacks:"$'\n'"$lacking"
"$OPTION_TABLE" | awk -F'\t' '$2 != "code" { print "`" $1 "`" }' >left-out
[ -s left-out ] || fail "the table leaves nothing out"
undocumented=$(while read -r name; do grep -qF -- "$name" "$page" || echo "$name"; done <left-out)
[ -z "$undocumented" ] || fail "docs/flags.md does not name"$'\n'"$undocumented"
echo "$(wc -l <listed) options of $("$RUSTC" -V), all known"
