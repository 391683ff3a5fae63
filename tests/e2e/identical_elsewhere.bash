#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# The same bytes whoever builds them, wherever the sources are, with one job: core and compiler_builtins by a copied
# toolchain, and where the prebuilt std is known to be reproducible, that one's.
. "$(dirname "$0")/common.bash"

[ -n "$compiler_rt" ] || skip "LLVM's runtime for C builtins is not installed (libclang-rt-*-dev)"
copy_toolchain "$work/toolchain"
mkdir -p "$work/toolchain/lib/rustlib/src/rust"
cp -rL "$library" "$work/toolchain/lib/rustlib/src/rust/library"

if [ "$(id -u)" = 0 ] && setpriv --reuid=65534 --regid=65534 --clear-groups test -r "$BUILDSTD" 2>/dev/null; then
  chown -R 65534:65534 "$work"
  sysroot=$(RUSTC="$work/toolchain/bin/rustc" setpriv --reuid=65534 --regid=65534 --clear-groups \
    "$BUILDSTD" build --crates core --target "$host" --target-dir "$work/target" --no-cache -j1)
else
  sysroot=$(RUSTC="$work/toolchain/bin/rustc" "$BUILDSTD" build --crates core --target "$host" --target-dir "$work/target" --no-cache -j1)
fi

reference="$std_target_dir/buildstd/sysroots"
for crate in core compiler_builtins; do
  for extension in rlib rmeta; do
    here=$(echo "$sysroot/lib/rustlib/$host/lib/lib$crate"-*."$extension")
    for there in "$reference/$host"-*/lib/rustlib/"$host/lib/$(basename "$here")"; do
      [ -f "${there%.*}.rlib" ] || continue # metadata only, for `cargo check` and `cargo doc`
      cmp "$here" "$there" || fail "$crate's $extension is another here than where all tests share it"
    done
  done
done
case $("$RUSTC" --version) in
  'rustc 1.96.0 (ac68faa20 2026-05-25) (built from a source tarball)')
    for crate in core compiler_builtins; do
      for extension in rlib rmeta; do
        cmp "$sysroot/lib/rustlib/$host/lib/lib$crate"-*."$extension" "$(libraries "$prebuilt")/lib$crate"-*."$extension" ||
          fail "$crate's $extension is not the prebuilt one"
      done
    done
    ;;
esac
