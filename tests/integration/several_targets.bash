#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Several targets in one run: one after the other or at once, what they share is made once, and Cargo gets them all.
source "${0%/*}/common.bash"

other=aarch64-unknown-linux-gnu
both=(--target $host --target $other)

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

# Cargo gets each target's own from one front, and that one's flags; "never" counts for its target only.
printf '[target.%s]\nrustflags = ["--cfg=theirs"]\n[build]\nrustflags = ["--cfg=ours"]\n' $other >"$project/.cargo/config.toml"
mock_cargo "compile --target $host --cfg=ours; compile --target $other --cfg=theirs"
std_of() { grep "^start [0-9]* mine .*--target $1" "$log" | tail -n 1 | sed -n 's/.* --sysroot \(.*\)/\1/p'; }
buildstd exec -- cargo build "${both[@]}"
expect_status 0
[[ -d $(std_of $host)/lib/rustlib/$host && -d $(std_of $other)/lib/rustlib/$other ]] || fail "a target lacks its std"
[[ $(std_of $host) != "$(std_of $other)" ]] || fail "both have the same std"
grep '^start [0-9]* core ' "$log" | grep -q -- "--target $host.*--cfg=ours" || fail "the host's flags do not count"
grep '^start [0-9]* core ' "$log" | grep -q -- "--target $other.*--cfg=theirs" || fail "the other's flags do not count"

printf '[target.%s]\nbuild-std.when = "never"\n' $host >"$project/.cargo/config.toml"
mock_cargo "compile --target $host; compile --target $other"
forget_calls
buildstd exec -- cargo build "${both[@]}"
expect_status 0
expect_equal "$(std_of $host)" ""
[[ -d $(std_of $other)/lib/rustlib/$other ]] || fail "the other target lacks its std"

# Cargo has to be told the targets; who has not is reminded.
mock_cargo :
buildstd exec "${both[@]}" -- cargo build
expect_err "note: Cargo's environment cannot name several targets"
buildstd exec "${both[@]}" -- cargo build "${both[@]}"
expect_no_err "cannot name several targets"
buildstd env --format json "${both[@]}"
! grep -q CARGO_BUILD_TARGET "$base/out" || fail "no variable can name two targets"
