#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# `plan --format ninja` and `make` in directories whose names have characters with a meaning in these languages: made, not
# made again, made again for a newer source. What a language cannot express is refused.
source "${0%/*}/common.bash"
command -v ninja >/dev/null || skip "ninja is not installed"
command -v make >/dev/null || skip "make is not installed"

system() { # COMMAND…: like `buildstd`
  status=0
  (cd "$base" && exec env -i "${environment[@]}" "$@") >"$base/out" 2>"$base/err" </dev/null || status=$?
}
again_nothing() {
  forget_calls
  system "$1" -f odd.file
  expect_status 0
  expect_equal "$(calls)" 0
}
build
cp -r "$sysroot" "$base/expected"

in_directory() { # SYSTEM NAME
  local before=("${environment[@]}") target="$base/odd/$2"
  environment+=(CARGO_TARGET_DIR="$target")
  buildstd plan --format "$1"
  expect_status 0
  cp "$base/out" "$base/odd.file"
  system "$1" -f odd.file -j2
  [[ $status == 0 ]] || fail "$1 fails in $2"
  made=$(<"$(echo "$target"/buildstd/exported/*/installed)")
  diff -r "$made/lib/rustlib/$host" "$base/expected/lib/rustlib/$host" || fail "different bytes in $2"
  again_nothing "$1"
  touch "$library/core/src/lib.rs"
  forget_calls
  system "$1" -f odd.file
  expect_status 0
  [[ $(calls core) == 1 ]] || fail "$1 does not notice a newer source in $2"
  again_nothing "$1"
  rm -rf "$target"
  environment=("${before[@]}")
}
refused_in() { # SYSTEM NAME MESSAGE
  with CARGO_TARGET_DIR="$base/odd/$2" -- plan --format "$1"
  expect_status 101
  expect_empty "$base/out"
  expect_err "$3"
  expect_err "help: "
}
both='a%b=c#d\#e\\#f $g\ h\\ i:j\:k(l)m,n~o@p+q{r}s!t-u]v\w $(x) ${y} %'
in_directory ninja "$both"
in_directory make "$both"
in_directory make "$both;\\;\\\\;|\\||	\\	\"'&<>^\`"
for name in '%' ' |' 'a (b) c'; do in_directory make "$name"; done
for name in 'a*b' 'a?b' 'a[b]c'; do refused_in make "$name" 'make takes `*`, `?` and `[` in a name for a pattern'; done
for c in '"' '&' "'" '*' ';' '<' '>' '?' '^' '`' '|' '	'; do
  refused_in ninja "a${c}b" "ninja's depfiles cannot hold \`$c\` in a name"
done
for system in ninja make; do refused_in $system $'a\nb' "contains a newline, which build files do not support"; done
