#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# `toolchain link`: the folder, what rustup is told, names and places that are refused, another std in place of the first.
source "${0%/*}/common.bash"

cat >"$base/bin/rustup" <<'END'
#!/bin/sh
echo "$*" >>"${0%/*}/../rustup"
[ -z "${RUSTUP_FAILS-}" ] || { echo 'error: mock rustup' >&2; exit 1; }
END
chmod +x "$base/bin/rustup"
for tool in cargo rustdoc cargo-clippy; do
  printf '#!/bin/sh\necho %s "$@"\n' $tool >"$toolchain/bin/$tool"
  chmod +x "$toolchain/bin/$tool"
done
linked="$base/home/.local/share/buildstd/toolchains/mine"

buildstd toolchain link mine
expect_status 0
expect_equal "$(<"$base/out")" "$linked"
expect_equal "$(<"$base/rustup")" "toolchain link mine $linked"
libraries=lib/rustlib/$host/lib
for crate in core std test proc_macro; do
  [[ -s $(compgen -G "$linked/$libraries/lib$crate-*.rlib") ]] || fail "no $crate"
done
[[ ! -e $linked/$libraries/libstd-0123456789abcdef.rlib ]] || fail "the prebuilt std is in it"
[[ -d $linked/lib/rustlib/src/rust/library ]] || fail "no sources"
expect_equal "$("$linked/bin/rustdoc" a.rs)" "rustdoc a.rs --sysroot $linked"
expect_equal "$("$linked/bin/rustdoc" a.rs --sysroot=x)" "rustdoc a.rs --sysroot=x"
expect_equal "$("$linked/bin/cargo" build)" "cargo build"
[[ ! -L $linked/bin/cargo-clippy ]] || fail "cargo-clippy would find the toolchain's own clippy-driver"
[[ ! -e $linked/bin/clippy-driver ]] || fail "a program that the toolchain lacks"
first=$("$linked/bin/rustc" -vV)
grep -q "^host: $host\$" <<<"$first"
grep -qE "^std: $host-[0-9a-f]+\$" <<<"$first"

# Nothing of it is in the target directory.
rm -rf "$project/target"
[[ -s $(compgen -G "$linked/$libraries/libcore-*.rlib") ]] || fail "it needs the target directory"

# The same again says the same; another std says so.
buildstd toolchain link mine
expect_equal "$("$linked/bin/rustc" -vV)" "$first"
with RUSTFLAGS=--cfg=other -- toolchain link mine
expect_status 0
[[ $("$linked/bin/rustc" -vV) != "$first" ]] || fail "another std, and the compiler says the same"
expect_equal "$(find "$base/home/.local/share/buildstd/toolchains" -mindepth 1 -maxdepth 1 -printf '%f\n')" mine

# A place of the user's; one that is taken.
buildstd toolchain link mine --path "$base/a place"
expect_equal "$(<"$base/out")" "$base/a place"
mkdir "$base/taken"
: >"$base/taken/file"
buildstd toolchain link mine --path "$base/taken"
expect_status 101
expect_err "exists and was not created by buildstd"
[[ -f $base/taken/file ]]

# Refused before anything is compiled.
with RUSTC="$linked/bin/rustc" -- toolchain link mine
expect_status 101
expect_err "cannot be made of itself"
rm -rf "$project/target"
forget_calls
for name in stable nightly-2026-01-01 1.96.0 a/b .. 'a b' ''; do
  buildstd toolchain link "$name"
  expect_status 1
  expect_err "cannot be the name of a linked toolchain"
done
buildstd toolchain link mine --panic abort
expect_status 101
expect_err "build scripts and proc macros need all of std for \`$host\`, and one that unwinds"
buildstd toolchain link mine --check
expect_status 1
expect_err "a toolchain needs code"
with HOME= -- toolchain link mine
expect_status 101
expect_err "name a folder with \`--path DIR\`"
buildstd toolchain link mine --config 'build.build-std.when="never"'
expect_status 101
expect_err "there is nothing to link"
expect_equal "$(calls)" 0

with RUSTUP_FAILS=1 -- toolchain link mine
expect_status 101
expect_err "rustup did not take the toolchain"
expect_err "mock rustup"
rm "$base/bin/rustup"
buildstd toolchain link mine
expect_status 0
expect_err "run \`rustup toolchain link mine "

# A toolchain of rustup's that is not ours is not replaced: neither one that it has installed nor one that is linked.
printf '#!/bin/sh\necho "$*" >>"%s/rustup"\n' "$base" >"$base/bin/rustup"
chmod +x "$base/bin/rustup"
toolchains="$base/home/.rustup/toolchains"
mkdir -p "$toolchains/installed/bin" "$base/elsewhere/bin"
: >"$toolchains/installed/bin/rustc"
ln -s "$base/elsewhere" "$toolchains/linked"
ln -s "$base/gone" "$toolchains/dangling"
rm -rf "$project/target" "$base/rustup"
forget_calls
for name in installed linked dangling; do
  buildstd toolchain link $name
  expect_status 101
  expect_err "error: rustup has a toolchain \`$name\`, and it was not created by buildstd"
  expect_err "help: choose another name"
done
expect_equal "$(calls)" 0
[[ -e $toolchains/installed/bin/rustc && -L $toolchains/linked && ! -e $base/rustup ]] || fail "it was touched"
with RUSTUP_HOME="$base/other rustup" -- toolchain link installed
expect_status 0
# One of ours is.
ln -s "$linked" "$toolchains/mine"
buildstd toolchain link mine
expect_status 0
buildstd toolchain link mine --path "$base/a place"
expect_status 0
# What is in the place of the folder is looked at before anything is built.
rm -rf "$project/target"
forget_calls
buildstd toolchain link mine --path "$base/taken"
expect_status 101
ln -s "$base/nowhere" "$base/a link"
buildstd toolchain link mine --path "$base/a link"
expect_status 101
expect_equal "$(calls)" 0
