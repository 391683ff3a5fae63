#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# The scripts of `completions` do complete, in the shells that are here, and the manual page is one.
source "${0%/*}/common.bash"

cat >"$base/bin/rustc" <<'END'
#!/bin/sh
printf 'x86_64-unknown-linux-gnu\nx86_64-unknown-linux-musl\nwasm32-wasip1\n'
END
chmod +x "$base/bin/rustc"
mkdir "$base/some folder"
: >"$base/some file"

for shell in bash zsh fish; do
  buildstd completions $shell
  expect_status 0
  expect_empty "$base/err"
  cp "$base/out" "$base/script.$shell"
done
buildstd completions nushell
expect_status 1
expect_err "nushell"
buildstd --help
expect_no_err "step"
! grep -q "One step of" "$base/out" || fail "the help shows what is hidden"
! grep -qw 'run-script' "$base"/script.* || fail "completions show what is hidden"

# --- bash: complete WORD…, the last of which is being typed ---
complete_bash() {
  env -i PATH="$base/bin:/usr/bin:/bin" bash --norc -c '
    source "$1"
    shift
    COMP_WORDS=(buildstd "$@")
    COMP_CWORD=$#
    COMPREPLY=()
    cd "${0%/*}"
    _buildstd
    printf "%s\n" "${COMPREPLY[@]}"' "$base/x" "$base/script.bash" "$@" 2>"$base/err"
  expect_empty "$base/err"
}
completes() {
  local expected=$1
  shift
  expect_equal "$(complete_bash "$@" | sort | tr '\n' ' ')" "$expected "
}
completes "build" bu
completes "cache clean completions" c
[[ $(complete_bash "") == *doctor* ]] || fail "no commands"
[[ $(complete_bash "") != *step* ]] || fail "a hidden command"
completes "--target --target-dir" build --target
completes "--color --config" build --co
completes "x86_64-unknown-linux-gnu x86_64-unknown-linux-musl" build --target x86
completes "x86_64-unknown-linux-gnu x86_64-unknown-linux-musl" build --target = x86
completes "alloc core std" plan --crates ""
completes "abort" build --release --panic ab
completes "json" env --format j
completes "always auto" --color a
completes "always auto" build --color a
completes "config" print con
completes "--show-origin" print config --sh
completes "bash fish zsh" completions ""
completes "some folder" -C some
completes "some folder" build --target-dir some
[[ $(complete_bash exec -- ls) == *ls* ]] || fail "no programs behind --"
expect_equal "$(complete_bash build --profile x)" ""

# --- the others, where they are ---
if command -v zsh >/dev/null; then
  zsh -n "$base/script.zsh" || fail "zsh does not read its script"
  mkdir "$base/functions"
  cp "$base/script.zsh" "$base/functions/_buildstd"
  env -i PATH="$base/bin:/usr/bin:/bin" HOME="$base/home" zsh -f -c '
    fpath=("$1" $fpath); autoload -Uz compinit; compinit -u -D; whence -w _buildstd; autoload +X _buildstd' x "$base/functions" \
    >"$base/out" 2>&1 || fail "zsh cannot load its script: $(cat "$base/out")"
  expect_out "_buildstd: function"
fi
if command -v fish >/dev/null; then
  in_fish() {
    env -i PATH="$base/bin:/usr/bin:/bin" HOME="$base/home" fish --no-config -c '
      source $argv[1]; complete -C $argv[2]' "$base/script.fish" "$1" 2>&1 | cut -f1 | sort | tr '\n' ' '
  }
  expect_equal "$(in_fish "buildstd bu")" "build "
  expect_equal "$(in_fish "buildstd plan --crates ")" "alloc core std "
  expect_equal "$(in_fish "buildstd build --target x86")" "x86_64-unknown-linux-gnu x86_64-unknown-linux-musl "
  expect_equal "$(in_fish "buildstd print con")" "config "
fi

# --- the manual page ---
buildstd man
expect_status 0
expect_empty "$base/err"
cp "$base/out" "$base/buildstd.1"
buildstd --help
commands=$(sed -n '/^Subcommands:/,/^$/s/^  \([a-z]*\) .*/\1/p' "$base/out")
[[ -n $commands ]] || fail "no commands in the help"
for command in $commands; do
  grep -q "^\.SS buildstd $command" "$base/buildstd.1" || fail "the manual page lacks $command"
done
buildstd man --format markdown
cmp "$base/out" "$SOURCE_DIR/docs/cli.md" || fail "docs/cli.md is not what the program says: buildstd man --format markdown >docs/cli.md"
if command -v groff >/dev/null; then
  groff -man -ww -Tutf8 "$base/buildstd.1" >"$base/out" 2>"$base/err"
  expect_empty "$base/err"
  grep -q 'buildstd - Builds Rust.s standard library' "$base/out" || fail "the page has no name"
fi
