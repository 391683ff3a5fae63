#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Input that is missing or broken: status 101, place, reason and cure, and nothing is built.
source "${0%/*}/common.bash"

# refused TEXT…: the build fails, saying each of these, and something to do about it.
refused() {
  local text
  buildstd build
  expect_status 101
  expect_empty "$base/out"
  expect_err "error: "
  for text in "$@"; do expect_err "$text"; done
  expect_err "help: "
  expect_plain
  expect_no_sysroot
}
# with_changed FILE COMMAND…: runs with the file in some other state, and puts it back.
with_changed() {
  local file=$1
  shift
  cp -p "$file" "$base/saved"
  "$@"
  cp -p "$base/saved" "$file"
}

# --- the standard library's sources ---
broken_lock() {
  sed -i '0,/^name = /s/^name = .*/name = "addr2line/' "$library/Cargo.lock"
  refused "failed to read the sources of the standard library" "$library/Cargo.lock:6" "6 | name = \"addr2line" "reinstall"
  printf 'version = 9\n' >"$library/Cargo.lock"
  refused "lock file version 9 is not understood" "$library/Cargo.lock:1:11" "1 | version = 9"
  printf '\377\376' >"$library/Cargo.lock"
  refused "not valid UTF-8"
  sed 's/\\x/\\u001b/' <<<$'version = 4\n[[package]]\nname = "a"\nversion = "1\\x[31m"' >"$library/Cargo.lock"
  refused "is not a valid version"
}
with_changed "$library/Cargo.lock" broken_lock

broken_manifest() {
  echo 'version = ' >>"$library/std/Cargo.toml"
  refused "$library/std/Cargo.toml:"
}
with_changed "$library/std/Cargo.toml" broken_manifest

mv "$library/vendor/hashbrown-0.16.1" "$base/hashbrown"
refused "\`hashbrown 0.16.1\`, a dependency of the standard library, is not vendored" "--> $library/vendor"
cp -r "$base/hashbrown" "$library/vendor/hashbrown"
sed -i 's/^version = "0.16.1"/version = "0.15.0"/' "$library/vendor/hashbrown/Cargo.toml"
refused "the lock file asks for 0.16.1, there is 0.15.0"
rm -r "$library/vendor/hashbrown"
mv "$base/hashbrown" "$library/vendor/hashbrown-0.16.1"
other_checksum() {
  echo '{"package":"0000"}' >"$library/vendor/cfg-if/.cargo-checksum.json"
  refused "checksum for \`cfg-if 1.0.4\` does not match the lock file" "$library/vendor/cfg-if/.cargo-checksum.json"
}
with_changed "$library/vendor/cfg-if/.cargo-checksum.json" other_checksum

mv "$library" "$base/library"
refused "the sources of the standard library are not installed for rustc 1.96.0" "there is no Cargo workspace at \`$library\`" \
  "help: install your distribution's package of them"
mv "$base/library" "$library"

# --- the compiler ---
make_toolchain "$base/toolchains/mine"
rm -r "$base/toolchains/mine/lib/rustlib/src"
with RUSTC="$base/toolchains/mine/bin/rustc" -- build
expect_status 101
expect_err "help: run \`rustup component add rust-src --toolchain mine\`"
with RUSTC="$base/nothing" -- build
expect_status 101
expect_err "could not find the compiler \`$base/nothing\`"
expect_err "help: "
with PATH="$base/bin" -- build
expect_status 101
expect_err "no directory of PATH has an executable file of this name"
for deed in garbage nothing garbage-fail crash fail; do
  rm -rf "$state"
  with FAKE_RUSTC_DO="probe:$deed" -- build
  expect_status 101
  expect_err "help: "
  expect_plain
done

# --- targets ---
buildstd build --target x86_64-unknow-linux-gnu
expect_status 101
expect_err "target \`x86_64-unknow-linux-gnu\` is not known to rustc 1.96.0"
expect_err "help: a target with a similar name exists: \`x86_64-unknown-linux-gnu\`"
buildstd build --target "$(printf 'x\033[2J')"
expect_status 101
expect_plain
buildstd build --target my.json
expect_status 101
expect_err "custom target specifications are not available on stable toolchains"

# --- configuration ---
mkdir -p "$project/.cargo"
printf '[build]\njobs = "two"\n' >"$project/.cargo/config.toml"
refused_config() {
  buildstd build
  expect_status 101
  expect_err "my project/.cargo/config.toml"
  expect_err "$1"
  expect_plain
}
refused_config '2 | jobs = "two"'
printf '[build]\nbuild-std.when = "sometimes"\n' >"$project/.cargo/config.toml"
refused_config '2 | build-std.when = "sometimes"'
printf '[build]\nbuild-std.crates = "sdt"\n' >"$project/.cargo/config.toml"
refused_config '2 | build-std.crates = "sdt"'
printf '[build\n' >"$project/.cargo/config.toml"
refused_config 'config.toml:1'
rm "$project/.cargo/config.toml"
buildstd build --manifest-path nowhere/Cargo.toml
expect_status 101
expect_err "manifest path \`nowhere/Cargo.toml\` does not exist"

# --- where things are put ---
: >"$base/file"
with CARGO_TARGET_DIR="$base/file/target" -- build
expect_status 101
expect_err "error: failed to create directory \`$base/file/target/buildstd"
expect_err "Not a directory"
if [[ $(id -u) != 0 ]]; then
  mkdir -m 555 "$base/read only"
  with CARGO_TARGET_DIR="$base/read only" -- build
  expect_status 101
  expect_err "Permission denied"
  expect_err "help: choose a directory you can write to with \`--target-dir DIR\` or \`CARGO_TARGET_DIR\`"
elif chmod 755 "$base" && setpriv --reuid=65534 --regid=65534 --clear-groups env "$BUILDSTD" --version >/dev/null 2>&1; then
  # Root may write anywhere, so somebody else tries; not where the checkout is closed to others.
  mkdir -m 555 "$base/read only"
  status=0
  (cd / && exec setpriv --reuid=65534 --regid=65534 --clear-groups env -i "${environment[@]}" FAKE_RUSTC_LOG= \
    CARGO_TARGET_DIR="$base/read only" "$BUILDSTD" build) >"$base/out" 2>"$base/err" || status=$?
  if ! grep -qF "Permission denied" "$base/err"; then fail "no reason"; fi
  expect_status 101
  expect_err "help: choose a directory you can write to with \`--target-dir DIR\` or \`CARGO_TARGET_DIR\`"
fi

# --- what buildstd itself keeps ---
build
expected=$sysroot
for file in "$state"/records/*.json "$state"/cache/*.json; do
  for garbage in '' '{' '[]' '{"sysroot": "../.."}' "$(printf '\377')"; do
    printf '%s' "$garbage" >"$file"
    build
    expect_equal "$sysroot" "$expected"
  done
done
expect_whole "$sysroot"

# --- a prebuilt std that is none: it is only looked at, so it stops nothing unless it is to be followed ---
prebuilt=$toolchain/lib/rustlib/$host/lib/libcore-0123456789abcdef.rlib
echo 'no archive' >"$prebuilt"
build
expect_err "warning: the prebuilt standard library of \`$host\` could not be read, so upstream's choices are followed"
with -- build --recipe prebuilt
expect_status 101
expect_err "error: the prebuilt standard library of \`$host\` could not be read"
expect_err "help: \`--recipe dist\` builds without looking at it"
rm "$prebuilt"
with -- build --recipe prebuilt
expect_status 101
expect_err "error: the toolchain has no prebuilt standard library for \`$host\` to follow"
expect_err "help: use \`--recipe dist\`"
with -- build --recipe prebuild
expect_status 1
expect_err "help: a similar value exists: \`prebuilt\`"
