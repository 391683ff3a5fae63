#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# What a person sees: nothing but text in a pipe, colours and progress on a terminal only, commands with `-v`.
source "${0%/*}/common.bash"

build
expect_plain
expect_no_err "Building"
expect_no_err "Running"

rm -rf "$state"
build -v
expect_err "     Running \`"
expect_err "--crate-name core --edition=2024"
expect_err "RUSTC_BOOTSTRAP=1"
expect_plain
build -v
expect_err "    Finished"
expect_no_err "Running"

# A command that -v shows can be pasted into a shell.
rm -rf "$state"
with FAKE_RUSTC_DO=alloc:fail -- build -v
line=$(grep -F -- '--crate-name core ' "$base/err" | sed 's/^ *Running `//; s/`$//')
mkdir -p "$(sed -n "s/.*--out-dir '\([^']*\)'.*/\1/p" <<<"$line")"
(cd / && env -i PATH=/usr/bin:/bin sh -c "$line") 2>"$base/pasted" || fail "not a command: $line: $(<"$base/pasted")"

rm -rf "$state"
buildstd -q build
expect_status 0
expect_empty "$base/err"
rm -rf "$state"
buildstd --color always build
grep -q $'\x1b\[1m\x1b\[92m   Compiling\x1b\[0m core' "$base/err" || fail "no colours where they were asked for"
with CARGO_TERM_COLOR=always -- build
grep -q $'\x1b' "$base/err" || fail "CARGO_TERM_COLOR is not honoured"
with CARGO_TERM_QUIET=true -- build
expect_empty "$base/err"

# Nobody reads: the build goes on all the same, and what cannot be printed is an error.
rm -rf "$state"
status=0
(cd "$project" && exec env -i "${environment[@]}" FAKE_RUSTC_DELAY=5 "$BUILDSTD" build) 2>&1 >"$base/out" | head -n 1 >/dev/null ||
  status=${PIPESTATUS[0]}
expect_equal "$status" 0
expect_whole "$(<"$base/out")"
if [[ -e /dev/full ]]; then
  (cd "$project" && exec env -i "${environment[@]}" "$BUILDSTD" build) >/dev/full 2>"$base/err" && fail "no error"
  expect_err "error: failed to write to standard output"
fi

command -v script >/dev/null || skip "no script(1) for a terminal"
script -qec true /dev/null >/dev/null 2>&1 </dev/null || skip "no pseudo-terminals here"
on_terminal() {
  (cd "$project" && env -i "${environment[@]}" "${@:2}" script -qec "stty cols $1 2>/dev/null; '$BUILDSTD' build" /dev/null) \
    >"$base/terminal" </dev/null
}
rm -rf "$state"
on_terminal 100 FAKE_RUSTC_DELAY=60
grep -q $'\x1b\[92m   Compiling' "$base/terminal" || fail "no colours on a terminal"
grep -qE 'Building.*\[=*>? *\] [0-9]+/[0-9]+: ' "$base/terminal" || fail "no progress on a terminal"
# No line of progress reaches the last column, at any width: nothing wraps, and nothing is blanked before it is drawn.
expect_no_wrap() {
  tr '\r' '\n' <"$base/terminal" | grep Building | sed 's/\x1b\[[0-9;]*[mK]//g' >"$base/lines" || fail "no progress at $1 columns"
  awk -v most="$1" 'length >= most { exit 1 }' "$base/lines" || fail "progress is wider than $1 columns"
  ! grep -qE $'\r\x1b\\[K.*Building' "$base/terminal" || fail "progress flickers"
}
expect_no_wrap 100
for columns in 40 55; do
  rm -rf "$state"
  on_terminal $columns FAKE_RUSTC_DELAY=60
  expect_no_wrap $columns
done
rm -rf "$state"
on_terminal 12 FAKE_RUSTC_DELAY=60
! grep -q Building "$base/terminal" || fail "progress where there is no room"
# How long it will take, where builds have been timed, if only with another toolchain.
build # only what was made here is believed
rm -rf "$state/records" "$state/sysroots"
echo '{"format":1,"builds":[{"kind":"another","units":{"core 0.0.0":[30,60],"std 0.0.0":[30,60]}}]}' >"$state/cache/unit-times.json"
on_terminal 100 FAKE_RUSTC_DELAY=60
grep -qE '\] [0-9]+/[0-9]+, [0-9]+m [0-9][0-9]s left: ' "$base/terminal" || fail "no time left"
expect_no_wrap 100
# What came from outside cannot control a terminal, by data on standard output either; a pipe gets its bytes.
says_plainly() {
  (cd "$project" && env -i "${environment[@]}" NO_COLOR=1 TERM=dumb "${hostile[@]}" script -qec "'$BUILDSTD' $*" /dev/null) \
    >"$base/terminal" </dev/null || true
  ! LC_ALL=C grep -q $'[\x01-\x08\x0b\x0c\x0e-\x1f\x7f]' "$base/terminal" || fail "control characters on a terminal: $*"
  grep -q "owned" "$base/terminal" || fail "nothing said: $*"
}
hostile=(CARGO_BUILD_TARGET_DIR="$base/target"$'\e]0;owned\a' RUSTFLAGS=$'--cfg=\e[31mowned')
for command in build "build -v" doctor "plan -v" "plan --format commands" "plan --format make" "print sysroot" env \
  "env --format fish" "env --format cargo-config" "env --format json" "print config build.target-dir" "build --message-format json"; do
  says_plainly "$command"
done
with "${hostile[@]}" -- print sysroot
grep -qF $'\e]0;owned\a' "$base/out" || fail "bytes are changed in a pipe"

rm -rf "$state"
on_terminal 100 CI=true
! grep -q Building "$base/terminal" || fail "progress under CI"
rm -rf "$state"
on_terminal 100 NO_COLOR=1 TERM=dumb
! grep -q $'\x1b' "$base/terminal" || fail "escape sequences on a dumb terminal"
