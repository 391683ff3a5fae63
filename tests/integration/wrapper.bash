#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# RUSTC_WRAPPER is put before the compiler: one that becomes it, and one that stays; set to nothing it is none.
source "${0%/*}/common.bash"

cat >"$base/bin/becomes" <<'W'
#!/bin/sh
FAKE_WRAPPED=becomes exec "$@"
W
cat >"$base/bin/stays" <<'W'
#!/bin/sh
FAKE_WRAPPED=stays "$@"
status=$?
exit $status
W
chmod +x "$base/bin/"*

for wrapper in becomes stays; do
  rm -rf "$state"
  forget_calls
  with RUSTC_WRAPPER="$base/bin/$wrapper" -- build
  expect_status 0
  expect_whole "$(<"$base/out")"
  for crate in core std build_script_build; do
    ! grep "^start [0-9]* $crate " "$log" | grep -qv "wrapped=$wrapper" || fail "$crate was not wrapped"
  done
  grep -q "^start 0 script-std .*wrapper=$base/bin/$wrapper" "$log" || fail "the build script does not know the wrapper"
  rm -rf "$state"
  with RUSTC_WRAPPER="$base/bin/$wrapper" FAKE_RUSTC_DO=alloc:fail -- build
  expect_status 101
  expect_err "error: mock error in alloc"
done

# By name, along PATH, and from the configuration.
rm -rf "$state"
forget_calls
with CARGO_BUILD_RUSTC_WRAPPER=stays -- build
expect_status 0
grep -q "^start [0-9]* core .*wrapped=stays" "$log" || fail "a wrapper by name is not honoured"
mkdir -p "$project/.cargo"
echo 'build.rustc-wrapper = "becomes"' >"$project/.cargo/config.toml"
rm -rf "$state"
forget_calls
build
grep -q "^start [0-9]* core .*wrapped=becomes" "$log" || fail "the configuration's wrapper is not honoured"

# Empty means none, also over the configuration.
rm -rf "$state"
forget_calls
with RUSTC_WRAPPER= -- build
expect_status 0
grep -q "^start [0-9]* core .*wrapped= " "$log" || fail "an empty wrapper is not none"

# A wrapper that is not there.
rm -rf "$state"
with RUSTC_WRAPPER="$base/bin/none" -- build
expect_status 101
expect_err "$base/bin/none"
expect_no_sysroot

# What stands between two runs of the same sysroot is not the wrapper.
rm -rf "$state"
build
forget_calls
with RUSTC_WRAPPER="$base/bin/stays" -- build
expect_equal "$(<"$base/out")" "$sysroot"
expect_equal "$(calls)" 0
