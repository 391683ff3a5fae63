#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# `-Zbuiltin-deps`: the crates come from the workspace's own dependencies on the standard library (RFC 3875), unless
# somebody says which; a manifest that changes counts at once.
source "${0%/*}/common.bash"
environment+=(BUILDSTD_CACHE_DIR="$base/cache")
depend_on() { printf '[package]\nname = "mine"\nversion = "0.1.0"\n[dependencies]\n%s = { builtin = true }\n' "$1" >"$project/Cargo.toml"; }
crates() {
  buildstd -Zbuiltin-deps build -q "$@"
  expect_status 0
  find "$(<"$base/out")/lib/rustlib/$host/lib" -name '*.rlib' | sed 's/.*\/lib\(.*\)-.*/\1/' | sort | tr '\n' ' '
}

depend_on core
expect_equal "$(crates)" "compiler_builtins core "
depend_on alloc
[[ $(crates) == "alloc compiler_builtins core "* ]] || fail "alloc was not built"
[[ $(crates) != *" std "* ]] || fail "std was built"
depend_on std
[[ $(crates) == *" std "* ]] || fail "std was not built"
depend_on core
[[ $(crates --crates std) == *" std "* ]] || fail "--crates does not count"
printf '[build]\nbuild-std.crates = "alloc"\n' >"$project/.cargo.toml"
[[ $(crates --config "$project/.cargo.toml") == "alloc "* ]] || fail "the configuration does not count"
# Without the option the manifest's dependencies mean nothing.
buildstd build -q
expect_status 0
[[ -n $(find "$(<"$base/out")" -name 'libstd-*.rlib') ]] || fail "without the option too"

depend_on test
buildstd -Zbuiltin-deps build
expect_status 101
expect_err "error: failed to parse manifest at \`$project/Cargo.toml\`"
expect_err "dependency \`test\` cannot be builtin"
expect_err "help: builtin are \`core\`, \`alloc\` and \`std\`"
