#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# A rustdoc that only pretends: writes one page of the crate, with a link to a book, and notes its call in FAKE_RUSTC_LOG.
set -euo pipefail
out= name=
arguments="$*"
while [[ $# -gt 0 ]]; do
  case $1 in
    --out-dir) out=$2 ;;
    --crate-name) name=$2 ;;
  esac
  shift
done
[[ -z ${FAKE_RUSTC_LOG-} ]] || echo "start 0 rustdoc-$name bootstrap=${RUSTC_BOOTSTRAP-} wrapped=${FAKE_WRAPPED-} $arguments" >>"$FAKE_RUSTC_LOG"
[[ ${FAKE_RUSTDOC_FAILS-} != "$name" ]] || { echo "error: mock error in the documentation of $name" >&2; exit 1; }
[[ -d $out/std || -d $out/core ]] || exit 3 # then rustdoc would link elsewhere
mkdir -p "$out/$name/deep"
printf '<a href="../core/index.html"></a><a href="../book/ch01.html"></a>' >"$out/$name/index.html"
printf '<a href="../../reference/x.html#y"></a><a href="../../book_of_mine/"></a><a href="../../std/"></a>' >"$out/$name/deep/page.html"
