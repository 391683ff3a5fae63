#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# `doc`: which crates, with what, where; done once; links to books; what can go wrong.
source "${0%/*}/common.bash"

buildstd doc
expect_status 101
expect_err "the toolchain has no rustdoc"
cp "$SOURCE_DIR/tests/support/fake_rustdoc.bash" "$toolchain/bin/rustdoc"
chmod +x "$toolchain/bin/rustdoc"
pages="$project/target/$host/doc"
with RUSTDOC=no-such-rustdoc -- doc
expect_status 101
expect_err 'error: could not find the documentation generator `no-such-rustdoc`'
expect_err 'help: correct RUSTDOC or `build.rustdoc`'

with FAKE_RUSTDOC_FAILS=alloc -- doc -j1
expect_status 101
expect_err "could not document \`alloc\`"
expect_err "mock error in the documentation of alloc"
forget_calls
buildstd doc
expect_status 0
expect_equal "$(<"$base/out")" "$pages/std/index.html"
expect_err "Documenting core v0.0.0"
for crate in core alloc std proc_macro test; do
  [[ -s $pages/$crate/index.html ]] || fail "no documentation of $crate"
  expect_equal "$(calls "rustdoc-$crate")" 1
done
expect_equal "$(grep -c ' rustdoc-' "$log")" 5
expect_no_sysroot

# Told as rustc is, but for what is about code; unstable features are open to it.
call=$(grep ' rustdoc-std ' "$log")
for word in bootstrap=1 '--edition=20' "--target $host" '--cfg feature="panic-unwind"' '--extern core=' \
  '-Zforce-unstable-if-unmarked|-Z force-unstable-if-unmarked' "--out-dir $pages" '--crate-version 1\.96\.0'; do
  grep -qE -- "$word" <<<"$call" || fail "rustdoc is not given $word: $call"
done
for word in --emit opt-level codegen-units extra-filename BUILDSTD_HIDE; do
  ! grep -qF -- "$word" <<<"$call" || fail "rustdoc is given $word: $call"
done

# Books are where they are published; the rest stays.
expect_equal "$(<"$pages/std/index.html")" \
  '<a href="../core/index.html"></a><a href="https://doc.rust-lang.org/1.96.0/book/ch01.html"></a>'
expect_equal "$(<"$pages/std/deep/page.html")" \
  '<a href="https://doc.rust-lang.org/1.96.0/reference/x.html#y"></a><a href="../../book_of_mine/"></a><a href="../../std/"></a>'

# Once; again where pages or flags have changed.
forget_calls
buildstd doc
expect_status 0
expect_equal "$(<"$base/out")" "$pages/std/index.html"
expect_equal "$(calls)" 0
rm -r "$pages/alloc"
buildstd doc
[[ -s $pages/alloc/index.html ]]
forget_calls
with RUSTDOCFLAGS=--document-private-items -- doc
grep ' rustdoc-core ' "$log" | grep -q -- ' --document-private-items' || fail "the user's flags are lost"

forget_calls
buildstd doc --crates core --message-format json
expect_status 0
expect_equal "$(grep -c ' rustdoc-' "$log")" 1
expect_out '"reason":"build-finished"'
grep -qF '<a href="https://doc.rust-lang.org/1.96.0/std/"></a>' "$pages/core/deep/page.html" || fail "a link to no page of std"
buildstd doc --config 'build.build-std.when="never"'
expect_status 101
expect_err "add \`--force\` to document it all the same"
