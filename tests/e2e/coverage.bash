#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Coverage and profiles: std and the program are instrumented (`profiler_builtins` is the toolchain's), and the report has
# lines of std's own; a profile that was gathered makes another std than an earlier one.
. "$(dirname "$0")/common.bash"
compgen -G "$prebuilt/lib/rustlib/$host/lib/libprofiler_builtins-*.rlib" >/dev/null ||
  skip "the toolchain has no profiler_builtins"
# LLVM's tools read what this compiler writes where they are not older than it.
find_tool() { # find_tool NAME
  local tool
  for tool in "$1-$llvm" "$1"; do
    command -v "$tool" && return
  done
  skip "there is no $1-$llvm (package llvm-$llvm)"
}

new_package covered
cat >src/main.rs <<'END'
fn main() {
    let mut values: Vec<usize> = Vec::new();
    for value in 0..std::env::args().count() + 9 {
        values.push(value);
    }
    println!("{}", values.len());
}
#[test]
fn runs() {
    main();
}
END

# Instrumenting alone needs no tools.
export RUSTFLAGS="-Cinstrument-coverage -Copt-level=0" LLVM_PROFILE_FILE="$work/raw/%p.profraw"
run "$BUILDSTD" exec --target "$host" -- "$CARGO" test
contains "1 passed"
compgen -G "$work/raw/*.profraw" >/dev/null || fail "no profile was written"
run "$BUILDSTD" exec --target "$host" -- "$CARGO" build
program=target/$host/debug/covered
run "$program"

profdata=$(find_tool llvm-profdata)
cov=$(find_tool llvm-cov)
run "$profdata" merge -o covered.profdata "$work"/raw/*.profraw
run "$cov" report "$program" --instr-profile covered.profdata
contains "main.rs"
contains "alloc/src/vec/mod.rs"

# Both steps of an optimisation by profile. That std's crates get the profile, and another one again, is in flags.bash.
unset LLVM_PROFILE_FILE RUSTFLAGS
export CARGO_ENCODED_RUSTFLAGS="-Cprofile-generate=$work/pgo"$'\x1f'-Copt-level=0
run "$BUILDSTD" exec --target "$host" -- "$CARGO" run
run "$profdata" merge -o used.profdata "$work/pgo"
run "$profdata" show --all-functions used.profdata
grep -qE 'alloc.*raw_vec' "$work/output" || fail "std's own functions were not counted"
