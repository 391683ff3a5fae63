#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# examples/kbuild/core.mk in a makefile that stands for the kernel's: the kernel's flags arrive but for lints, core.o is made
# again when they change, and only then. With a real kernel it was tried by hand (examples/kbuild/README.md).
source "${0%/*}/common.bash"
command -v make >/dev/null || skip "there is no make"

# What scripts/Kbuild.include and rust/Makefile of Linux 6.12 have, in short; quotes are those of 7.2.
cat >"$project/Makefile" <<END
obj := rust
objtree := .
RUST_LIB_SRC := library
RUSTC := rustc
OBJCOPY := false
BUILDSTD := buildstd
skip_flags := --edition=2021 -Wunreachable_pub
lints := -Wunreachable_pub -Dunsafe_op_in_unsafe_fn
more :=
rust_flags = --edition=2021 \$(lints) @./include/generated/rustc_cfg -Zbinary_dep_depinfo=y --target=$host -Copt-level=2 \$(more)
rustc_target_flags := --edition=2024 --cfg no_fp_fmt_parse --cfg='quoted' --cfg='two="words here"'
escsq = \$(subst ','\\'',\$1)
cmd = @\$(or \$(cmd_\$1),:)
cmd_and_savecmd = @set -e; \$(strip \$(cmd_\$1)); printf '%s\n' '\$(call escsq,\$(strip \$(cmd_\$1)))' >\$@.cmd
if_changed = \$(if \$(subst \$(file <\$@.cmd),,\$(strip \$(cmd_\$1))),\$(cmd_and_savecmd),@:)
if_changed_rule = \$(if \$(subst \$(file <\$@.cmd),,\$(strip \$(cmd_\$1))),\$(rule_\$1),@:)
cmd_gendwarfksyms = echo versions >>\$@.versions
all: rust/core.o
FORCE:
include core.mk
END
ln -s "$BUILDSTD" "$base/bin/buildstd"
cp "$SOURCE_DIR/examples/kbuild/core.mk" "$project"
mkdir -p "$project/library/core/src" "$project/rust"
: >"$project/library/core/src/lib.rs"
kernel() {
  forget_calls
  status=0
  (cd "$project" && env -i "${environment[@]}" FAKE_RUSTC_DO=core:archive make --no-print-directory "$@") >"$base/out" 2>"$base/err" || status=$?
  expect_status 0
}

kernel
expect_equal "$(calls core)" 1
expect_equal "$(head -c 5 "$project/rust/core.o")" core-
expect_equal "$(<"$project/rust/core.o.versions")" versions
[[ -s $project/rust/libcore.rmeta ]] || fail "no metadata"
grep -q -- '-Copt-level=2 --cfg no_fp_fmt_parse' "$project/rust/core.o.cmd" || fail "the kernel's flags do not arrive"
grep -F -- '--crate-name core ' "$log" | grep -qF -- '-Copt-level=2 --cfg no_fp_fmt_parse --cfg=quoted --cfg=two="words here"' ||
  fail "quotes are passed on, or words are torn"
! grep -qE -- '-Wunreachable|-Dunsafe|@\./|--edition|-Zbinary' "$project/rust/core.o.cmd" || fail "what is not core's business arrives"
kernel
expect_equal "$(calls)" 0
kernel 'lints=-Wmissing_docs'
expect_equal "$(calls)" 0
kernel 'more=-Zfunction-sections'
expect_equal "$(calls core)" 1
kernel
expect_equal "$(calls)" 0 # it is there still
