#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Several targets in one run: one after the other or at once, what they share is made once, and Cargo gets them all.
source "${0%/*}/common.bash"

other=aarch64-unknown-linux-gnu
both=(--target $host --target $other)
part() { readlink -f "$1/lib/rustlib/$2"; }

# Build scripts are compiled once, and run for each.
buildstd build "${both[@]}"
expect_status 0
mapfile -t made <"$base/out"
expect_equal "$(calls core)" 2
expect_equal "$(calls build_script_build)" "$(find "$library" -name build.rs -not -path '*/profiler_builtins/*' | wc -l)"
expect_equal "$(calls script-std)" 2
for i in 0 1; do
  target=(${host} ${other})
  compgen -G "${made[i]}/lib/rustlib/${target[i]}/lib/libstd-*.rlib" >/dev/null || fail "no std for ${target[i]}"
done
expect_equal "$(grep -c Finished "$base/err")" 1
expect_err "standard library for $host, $other in"
# The same as each by itself.
forget_calls
build --target $other
expect_equal "$sysroot" "${made[1]}"
expect_equal "$(calls)" 0
buildstd build "${both[@]}" --target aarch64-apple-darwin
expect_equal "$(sed -n 1,2p "$base/out")" "$(printf '%s\n' "${made[@]}")"
expect_equal "$(calls core)" 1

# build.target may be a list, and a target that is named twice is one.
mkdir "$project/.cargo"
printf '[build]\ntarget = ["%s", "%s"]\n' $host $other >"$project/.cargo/config.toml"
buildstd build
expect_equal "$(sort "$base/out")" "$(printf '%s\n' "${made[@]}" | sort)"
rm "$project/.cargo/config.toml"
buildstd build --target $host --target host-tuple
expect_equal "$(wc -l <"$base/out")" 1

# One failure ends both, and what is whole is taken up again.
rm -rf "$state"
with FAKE_RUSTC_DO=test:fail -- build -j1 "${both[@]}" # else core's codegen may still be suspended
expect_status 101
expect_no_sysroot
forget_calls
buildstd build "${both[@]}"
expect_status 0
expect_equal "$(calls core)" 0

# The same flags for all: one list, and a sysroot that has both.
buildstd env --format json "${both[@]}"
expect_status 0
flags=$(sed -n 's/.*"CARGO_ENCODED_RUSTFLAGS": "\(.*\)".*/\1/p' "$base/out")
joint=${flags#--sysroot\\u001f}
[[ -f $joint/buildstd.json ]] || fail "no joint sysroot: $flags"
expect_equal "$(part "$joint" $host)" "$(part "${made[0]}" $host)"
expect_equal "$(part "$joint" $other)" "$(part "${made[1]}" $other)"
[[ -e $joint/lib/rustlib/etc ]] || fail "the rest of the toolchain is not there"
with RUSTFLAGS="-Ctarget-cpu=x" -- env --format json "${both[@]}"
expect_out '"CARGO_ENCODED_RUSTFLAGS": "-Ctarget-cpu=x\u001f--sysroot'
! grep -q CARGO_BUILD_TARGET "$base/out" || fail "no variable can name two targets"

# Different flags: Cargo's variables for each target; blanks would split them.
printf '[target.%s]\nrustflags = ["--cfg=theirs"]\n[build]\nrustflags = ["--cfg=ours"]\n' $other >"$project/.cargo/config.toml"
buildstd env --format json "${both[@]}"
expect_status 101
expect_err "cannot be handed over beside those of other targets: Cargo splits such a variable at blanks"
plain=$(mktemp -d)
buildstd env --format json "${both[@]}" --target-dir "$plain"
expect_status 0
grep -q '"CARGO_TARGET_AARCH64_UNKNOWN_LINUX_GNU_RUSTFLAGS": "--sysroot /' "$base/out" || fail "not for aarch64: $(<"$base/out")"
grep -q '"CARGO_TARGET_X86_64_UNKNOWN_LINUX_GNU_RUSTFLAGS": "--cfg=ours --sysroot /' "$base/out" || fail "not for the host: $(<"$base/out")"
# Inside what it has made, nothing is added twice.
buildstd env "${both[@]}" --target-dir "$plain"
cp "$base/out" "$base/script"
before=$(sed 's/^export //' "$base/script" | sort)
(cd "$project" && env -i "${environment[@]}" sh -c '. "$0"; shift 0; exec "$@"' "$base/script" "$BUILDSTD" env "${both[@]}" --target-dir "$plain") >"$base/out" 2>"$base/err"
expect_equal "$(sed 's/^export //' "$base/out" | sort)" "$before"
rm -rf "$plain"

# "never" for one of them: it has the prebuilt std there.
printf '[target.%s]\nbuild-std.when = "never"\n' $host >"$project/.cargo/config.toml"
buildstd env --format json "${both[@]}"
expect_status 0
joint=$(sed -n 's/.*"CARGO_ENCODED_RUSTFLAGS": "--sysroot\\u001f\(.*\)".*/\1/p' "$base/out")
expect_equal "$(part "$joint" $host)" "$(part "$toolchain" $host)"
expect_equal "$(part "$joint" $other)" "$(part "${made[1]}" $other)"

# Cargo has to be told the targets; who has not is reminded.
printf '#!/bin/sh\n' >"$base/bin/cargo"
chmod +x "$base/bin/cargo"
buildstd exec "${both[@]}" -- cargo build
expect_err "note: Cargo's environment cannot name several targets"
buildstd exec "${both[@]}" -- cargo build "${both[@]}"
expect_no_err "cannot name several targets"
