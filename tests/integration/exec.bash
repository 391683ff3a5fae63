#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# `exec` builds if needed, then becomes the command: arguments, environment, directory, exit status and signals.
source "${0%/*}/common.bash"

buildstd exec -- sh -c 'exit 7'
expect_status 7
expect_equal "$(calls core)" 1
forget_calls
buildstd exec -- sh -c 'printf "[%s]" "$@"; pwd' sh 'a b' '' '--target' '-v'
expect_status 0
expect_equal "$(<"$base/out")" "[a b][][--target][-v]$project"
expect_equal "$(calls)" 0
# Also without the mark: what follows a program's name is the program's, and what does not is ours.
buildstd exec --target $host -j2 --panic unwind sh -c 'printf "[%s]" "$@"' sh --release -v --no-such
expect_status 0
expect_equal "$(<"$base/out")" "[--release][-v][--no-such]"
buildstd exec --no-such sh
expect_status 1
expect_err "unexpected argument \`--no-such\` found"
buildstd exec -- sh -c 'kill -SEGV $$'
expect_status 139
buildstd exec -- sh -c 'kill -TERM $$'
expect_status 143

# Nothing stands between: the command has buildstd's process, and signals sent to it reach it.
start -- exec -- sh -c 'echo $$; trap "echo got it; exit 3" USR1; while :; do sleep 0.05; done'
until_true test -s "$base/out"
expect_equal "$(head -n 1 "$base/out")" "$pid"
kill -USR1 "$pid"
collect
expect_status 3
expect_out "got it"

# Signals that buildstd ignores for itself are not ignored in the command.
buildstd exec -- sh -c 'grep SigIgn /proc/self/status'
expect_out "SigIgn:	0000000000000000"

# Standard input is the user's.
status=0
(cd "$project" && echo hello | env -i "${environment[@]}" "$BUILDSTD" exec -- cat) >"$base/out" 2>"$base/err" || status=$?
expect_status 0
expect_equal "$(<"$base/out")" "hello"

# Miri makes a standard library of its own, and fails where it is given one.
rm -rf "$state"
forget_calls
mock_cargo 'echo "$* ${RUSTC-no compiler} ${CARGO_BUILD_TARGET-no target}"'
buildstd exec --target $host -- cargo miri test
expect_status 0
expect_equal "$(<"$base/out")" "miri test no compiler no target"
expect_equal "$(calls)" 0

# As Cargo's subcommand: Cargo's own commands follow directly.
mock_cargo 'echo "$* $RUSTC"'
ln -s "$BUILDSTD" "$base/bin/cargo-buildstd"
status=0
(cd "$project" && env -i "${environment[@]}" "$base/bin/cargo-buildstd" buildstd test --target $host -- --nocapture) \
  >"$base/out" 2>"$base/err" || status=$?
expect_status 0
expect_out "test --target $host -- --nocapture"
expect_out "/buildstd/rustc"
expect_equal "$(calls core)" 0 # a call of the compiler has to ask for it
printf '#!/bin/sh\necho "itself: $*"\n' >"$base/cargo"
chmod +x "$base/cargo"
(cd "$project" && env -i "${environment[@]}" CARGO="$base/cargo" "$base/bin/cargo-buildstd" buildstd run) >"$base/out" 2>"$base/err"
expect_out "itself: run"
rm "$base/bin/cargo"

# A failed build runs nothing.
rm -rf "$state"
with FAKE_RUSTC_DO=core:fail -- exec -- touch "$base/ran"
expect_status 101
[[ ! -e $base/ran ]]
buildstd exec -- no-such-command
expect_status 101
expect_err "could not find the command \`no-such-command\`"
buildstd exec
expect_status 1
buildstd exec -- "$(printf 'x\033[2J')"
expect_plain
