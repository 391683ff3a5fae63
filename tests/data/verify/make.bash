#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Compiles little.rs anew for every format, as the unit tests of `verify` read it: RUSTC=… make.bash
# TARGET.rlib, and for x86_64 Linux another.rlib: with another `-C metadata`, whose disambiguator is shorter.
# And assembles, with clang, assembled/NAME.s to pairs of objects.
set -euo pipefail
cd "$(dirname "$0")"
compile() {
  RUSTC_BOOTSTRAP=1 "${RUSTC:-rustc}" --edition 2021 --crate-name little --target "$1" -Copt-level=1 -Ccodegen-units=1 \
    -Cdebuginfo="$2" -Cpanic=abort -Csymbol-mangling-version=v0 -Cembed-bitcode=no -Zembed-metadata=no \
    --remap-path-prefix "$PWD=/rust/deps/little-1.2.3" "${@:4}" --emit=link="$3" little.rs
}
for target in x86_64-unknown-linux-gnu i686-unknown-linux-gnu thumbv7em-none-eabihf riscv64gc-unknown-linux-gnu \
  s390x-unknown-linux-gnu aarch64-apple-darwin x86_64-pc-windows-gnu wasm32-unknown-unknown; do
  compile $target 1 $target.rlib -Cmetadata=one
done
compile x86_64-unknown-linux-gnu 1 another.rlib -Cmetadata="${ANOTHER:-5}"

# assemble NAME OUTPUT SYMBOL…: the symbols are defined as 1
assemble() {
  local defines=() symbol
  for symbol in "${@:3}"; do defines+=("-Wa,-defsym,$symbol=1"); done
  "${CLANG:-clang-19}" --target=x86_64-unknown-linux-gnu "${defines[@]}" -c "assembled/$1.s" -o "assembled/$2.o"
}
assemble constants constants-there
assemble constants constants-here HERE
assemble constants constants-changed HERE CHANGED
assemble ids ids-there
assemble ids ids-here HERE
assemble inlined inlined-there
assemble inlined inlined-here HERE
assemble inlined inlined-changed HERE CHANGED
assemble protected protected-there
assemble protected protected-here HERE
