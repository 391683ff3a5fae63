#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# What Cargo knows std by: a line of the compiler's version, which is another when std would be another and the same
# when it would not (docs/how-it-works.md, "Freshness"). Cargo asks for it in each run.
source "${0%/*}/common.bash"

mkdir "$project/.cargo"
config="$project/.cargo/config.toml"
printf '[build]\nbuild-std.when = "always"\ntarget = "%s"\n' $host >"$config"
mock_cargo '"$RUSTC" -vV'
identity() { # identity [VARIABLE=VALUE…]
  (cd "$project" && env -i "${environment[@]}" RUSTC="$base/front/buildstd/rustc" "$@" "$base/bin/cargo" build) >"$base/out" 2>"$base/err"
  grep -m1 '^release: ' "$base/out" >/dev/null || fail "no version: $(<"$base/err")"
  grep '^std: ' "$base/out" || echo none
}
mkdir -p "$base/front/buildstd"
ln -s "$BUILDSTD" "$base/front/buildstd/rustc"
last=$(identity)
[[ $last == std:* ]] || fail "no line: $(<"$base/out")"
# The compiler is asked once.
identity BUILDSTD_CACHE_DIR="$base/cache" >/dev/null
forget_calls
identity BUILDSTD_CACHE_DIR="$base/cache" >/dev/null
expect_equal "$(probes)" 0
# So are the questions of Cargo that follow; the sources are looked at once in a run of Cargo.
cp "$base/bin/cargo.sh" "$base/version.sh"
mock_cargo '"$RUSTC" -vV; "$RUSTC" - --crate-name ___ --print=file-names --crate-type bin </dev/null >&2
  echo "// in the run" >>"$EDITED"; "$RUSTC" -vV'
for _ in first second; do
  forget_calls
  identity BUILDSTD_CACHE_DIR="$base/cache" EDITED="$library/alloc/src/lib.rs" >"$base/lines"
  expect_equal "$(sort -u "$base/lines" | wc -l)" 1
  grep -qx ___ "$base/err" || fail "Cargo's question has no answer: $(<"$base/err")"
  [[ ! -s $base/before ]] || ! cmp -s "$base/before" "$base/lines" || fail "the next run does not see that sources changed"
  cp "$base/lines" "$base/before"
done
expect_equal "$(probes)" 0
cp "$base/version.sh" "$base/bin/cargo.sh"
last=$(identity)
stays() {
  local now
  now=$(identity "${@:2}")
  [[ $now == "$last" ]] || fail "it changes with $1"
}
changes() {
  local now
  now=$(identity "${@:2}")
  [[ $now != "$last" ]] || fail "it stays the same with $1"
  last=$now
}
stays "nothing"
touch "$library/core/src/lib.rs"
stays "the sources' times"
echo '// more' >>"$library/core/src/lib.rs"
changes "the sources"
printf '[build]\nbuild-std.when = "always"\ntarget = "%s"\n[target.x86_64-unknown-none]\nbuild-std.when = "always"\n' $host >"$config"
changes "a key"
printf '\n' >>"$config"
stays "a blank line of the configuration"
changes "what exec was asked for" BUILDSTD_SELECTION=build
last=$(identity)
printf 'libLLVM\n' >>"$toolchain/bin/rustc"
changes "the compiler"
# Flags, targets and profiles Cargo knows itself.
stays "rustflags" RUSTFLAGS=--cfg=x
# Nothing is said where nothing would be built.
printf '[build]\nbuild-std.when = "never"\n' >"$config"
expect_equal "$(identity)" none
rm "$config"
expect_equal "$(identity)" none

# Cargo would keep the answer as long as the file that it calls stays: what it keeps it in holds nothing.
mock_cargo "compile --target $host"
printf '[build]\nbuild-std.when = "always"\n' >"$config"
echo '{"kept": 1}' >"$base/info"
mkdir -p "$project/target"
cp "$base/info" "$project/target/.rustc_info.json"
(cd "$project" && env -i "${environment[@]}" RUSTC="$base/front/buildstd/rustc" "$base/bin/cargo" build --target $host) 2>"$base/err"
expect_empty "$project/target/.rustc_info.json"
[[ ! -e $project/target/$host/.rustc_info.json ]] || fail "it is in the target's own folder, where Cargo does not look"
echo more >"$project/target/.rustc_info.json"
expect_empty "$project/target/.rustc_info.json"
