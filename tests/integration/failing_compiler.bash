#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Compilers and build scripts that fail, in every way: status 101, the reason, no sysroot, nothing left running, and
# the next run goes on from there.
source "${0%/*}/common.bash"

# failing DEED TEXT…: alloc does the deed; each text is in what is said.
failing() {
  local text
  rm -rf "$state"
  forget_calls
  # One at a time: else what needs alloc's metadata only may have started before alloc fails.
  with FAKE_RUSTC_DO="alloc:$1" -- build -j1
  shift
  expect_status 101
  expect_empty "$base/out"
  expect_no_sysroot
  expect_plain
  for text in "$@"; do expect_err "$text"; done
  expect_equal "$(calls std)" 0
  # The next run does what is left, and no more.
  local cores
  cores=$(calls core)
  build
  expect_whole "$sysroot"
  expect_equal "$(calls core)" "$cores"
}

failing fail "error: mock error in alloc" " --> lib.rs:1:1" "error: could not compile \`alloc\` (lib)" \
  "process didn't exit successfully: " "(exit status: 1)"
failing crash "error: could not compile \`alloc\` (lib)" "(signal: 6"
failing half "error: could not compile \`alloc\` (lib)" "(signal: 6"
failing nothing "error: the compiler reported success for \`alloc v0.0.0\`, but did not write " \
  "help: check what RUSTC and RUSTC_WRAPPER name"
failing flood-fail "error: after the flood"
failing garbage-fail "the compiler" "(exit status: 101)"
[[ $(wc -c <"$base/err") -lt 3000000 ]]

# What it says in vain does no harm to a build that works.
for deed in garbage flood; do
  rm -rf "$state"
  with FAKE_RUSTC_DO="alloc:$deed" -- build
  expect_status 0
  expect_whole "$(<"$base/out")"
  expect_plain
done

# A message that is longer, or nested deeper, than any takes no more memory than it deserves, for the messages of others
# either. A sanitizer's shadow memory does not fit into a limit.
limit=524288
! grep -qa __asan_init "$BUILDSTD" || limit=unlimited
for deed in long-message deep-message; do
  for format in human short json; do
    rm -rf "$state"
    status=0
    (cd "$project" && ulimit -v $limit && exec env -i "${environment[@]}" FAKE_RUSTC_DO="alloc:$deed" "$BUILDSTD" build --message-format $format) \
      >"$base/out" 2>"$base/err" </dev/null || status=$?
    expect_status 0
    [[ $(wc -c <"$base/err") -lt 3000000 && $(wc -c <"$base/out") -lt 3000000 ]] || fail "the message was passed on"
  done
done

# A child that a compiler leaves behind (a cache's server) does not hold the build up.
rm -rf "$state"
SECONDS=0
with FAKE_RUSTC_DO=alloc:daemon -- build
expect_status 0
((SECONDS < 30)) || fail "the build waited for a daemon"

# Colours come through where they are wanted.
rm -rf "$state"
with FAKE_RUSTC_DO=core:fail -- --color always build
grep -q $'\x1b\[91merror' "$base/err" || fail "no colours"

# Build scripts.
rm -rf "$state"
with FAKE_SCRIPT_DO=fail FAKE_SCRIPT_OUTPUT='cargo:warning=careful\nwords\n' -- build
expect_status 101
expect_err "error: failed to run custom build command for "
expect_err "(exit status: 7)"
expect_err "--- stdout"
expect_err "  words"
expect_err "--- stderr"
expect_plain
expect_no_sysroot
rm -rf "$state"
with FAKE_SCRIPT_OUTPUT='cargo::warning=\033]0;owned\007\033[2J\ncargo:rustc-cfg=fine\n' -- build
expect_status 0
expect_err "warning: "
expect_plain
rm -rf "$state"
with FAKE_SCRIPT_OUTPUT='cargo::rustc-cgf=\033[31mx\n' -- build
expect_status 101
expect_err "invalid output in build script of "
expect_err "unknown key \`rustc-cgf\`"
expect_plain
rm -rf "$state"
with FAKE_RUSTC_DO=build_script_build:fail -- build
expect_status 101
expect_err "(build script)"
build
