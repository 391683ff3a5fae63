#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Every command line in README and docs is run: each block of `sh`, and each `$ …` of a `console`, in a project of its own
# with a compiler that only pretends. A block that cannot be run here says why in the line before it:
# `<!-- not run: REASON -->`. What a `console` shows of an error must be said.
source "${0%/*}/common.bash"

# What stands for Cargo, and for compilers' results.
cat >"$base/bin/cargo" <<'END'
#!/bin/sh
[ "$1" != --version ] || exec echo "cargo 1.96.0"
echo "cargo $*"
END
ln -s "$BUILDSTD" "$base/bin/buildstd"
cp "$SOURCE_DIR/tests/support/fake_rustdoc.bash" "$toolchain/bin/rustdoc"
chmod +x "$base/bin/cargo" "$toolchain/bin/rustdoc"
export GITHUB_ENV="$base/github"

# blocks FILE: writes each block to $base/blocks/NAME:LINE.KIND.
blocks() {
  awk -v name="$(basename "$1")" -v out="$base/blocks" '
    inside && /^```/ { inside = 0; close(file); next }
    inside { print > file; next }
    /^```(sh|console)$/ {
      kind = substr($0, 4)
      if (previous ~ /^<!-- not run: .+ -->$/) kind = "not-run"
      file = out "/" name ":" FNR "." kind
      inside = 1
      printf "" > file
      next
    }
    /^```[a-z]/ { inside = 1; file = "/dev/null"; next }
    { previous = $0 }' "$1"
}
mkdir "$base/blocks"
for page in "$SOURCE_DIR"/README.md "$SOURCE_DIR"/docs/*.md; do blocks "$page"; done

# What an environment that is empty but for the test's own has.
in_project() {
  rm -rf "$project"
  mkdir -p "$project/src"
  printf '[package]\nname = "mine"\nversion = "0.1.0"\n\n[profile.release]\npanic = "abort"\n' >"$project/Cargo.toml"
  echo 'fn main() {}' | tee "$project/src/main.rs" >"$project/main.rs"
  status=0
  (cd "$project" && exec env -i "${environment[@]}" GITHUB_ENV="$GITHUB_ENV" FAKE_RUSTC_LOG= bash "$@") \
    >"$base/out" 2>"$base/err" </dev/null || status=$?
}

# console BLOCK: runs its commands one by one; what follows one is what it says.
console() {
  local line command="" expected=()
  check_console() {
    [[ -n $command ]] || return 0
    in_project -euo pipefail -c "$command"
    if ((${#expected[@]} == 0)); then
      [[ $status == 0 ]] || fail "$1: \`$command\` has status $status"
    else
      [[ $status != 0 ]] || fail "$1: \`$command\` succeeds"
      expect_err "${expected[0]}"
    fi
    ((++ran))
  }
  while IFS= read -r line; do
    case $line in
      '$ '*) check_console "$1"; command=${line#'$ '} expected=() ;;
      'error: '*) expected+=("$line") ;;
    esac
  done <"$1"
  check_console "$1"
}

ran=0
for block in "$base"/blocks/*; do
  case $block in
    *.sh)
      in_project -euo pipefail "$block"
      [[ $status == 0 ]] || fail "${block##*/}: status $status: $(cat "$block")"
      ((++ran))
      ;;
    *.console) console "$block" ;;
  esac
done
echo "$ran blocks and commands were run, $(find "$base/blocks" -name '*.not-run' | wc -l) were not"
((ran >= 10)) || fail "there are more command lines in the documentation than $ran"
