#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Below Cargo, a library is compiled as soon as std's metadata is there, while std's code is still made; what is linked
# waits for the code. In the end the sysroot is the same as ever.
source "${0%/*}/common.bash"

# cargo_with_libraries COUNT [COMMAND]: a Cargo that compiles libraries, all at once, and then a program.
cargo_with_libraries() {
  mock_cargo "
    library() {
      : >\"\$project/src/lib.rs\"
      mkdir -p \"\$project/target/$host/debug/deps\"
      \"\$RUSTC\" --crate-name mine_lib --edition=2021 \"\$project/src/lib.rs\" --error-format=json --crate-type lib \\
        --emit=dep-info,metadata,link -C extra-filename=-\$1 --out-dir \"\$project/target/$host/debug/deps\" --target $host
    }
    : >\"\$project/target/CACHEDIR.TAG\"
    for i in \$(seq $1); do library \$i & libraries=\"\$libraries \$!\"; done
    for one in \$libraries; do wait \$one || exit; done
    ${2-compile --target $host}"
  mkdir -p "$project/target"
}
line_of() { grep -n "^$1 [0-9]* $2 " "$log" | head -n 1 | cut -d: -f1; }
expect_before() { # DID CRATE DID CRATE
  [[ $(line_of "$1" "$2") -lt $(line_of "$3" "$4") ]] || fail "$1 $2 does not come before $3 $4: $(cut -c1-80 "$log")"
}
expect_none_whole() { [[ -z $(find "$state/sysroots" -name buildstd.json) && -z $(ls "$state/records") ]] || fail "half a sysroot is taken for a whole one"; }
sysroots_used() { grep '^start [0-9]* mine' "$log" | sed -n 's/.* --sysroot \(.*\)/\1/p' | sort -u; }

# std's code is not finished before a library was started; 3 of them find the same sysroot.
cargo_with_libraries 3
with FAKE_RUSTC_DO=std:await-mine_lib -- exec -- cargo build
expect_status 0
expect_equal "$(calls mine_lib)" 3
expect_equal "$(calls std)" 1
expect_before start mine_lib end std
expect_before end std start mine
expect_equal "$(sysroots_used | wc -l)" 1
expect_std "$(sysroots_used)"
expect_equal "$(sysroots | wc -l)" 1
# It is as one is that was there as a whole at once.
made=$(cd "$(sysroots_used)" && find . | sort)
rm -rf "$state"
cargo_with_libraries 0
buildstd exec -- cargo build
expect_equal "$(cd "$(sysroot_of_program)" && find . | sort)" "$made"
cargo_with_libraries 3

# Without code, what was compiled is of no use: the program hears why, and the next run makes what is missing.
rm -rf "$state"
forget_calls
with FAKE_RUSTC_DO=std:abort-at-mine_lib -- exec -- cargo build
expect_status 1
expect_equal "$(calls mine_lib)" 3
expect_equal "$(calls mine)" 0
expect_err 'could not compile `std`'
expect_none_whole
forget_calls
buildstd exec -- cargo build
expect_status 0
expect_equal "$(calls core)" 0
expect_equal "$(calls std)" 1
expect_std "$(sysroot_of_program)"

# Where Cargo needs no more than libraries, the build ends with it, and leaves nothing that is taken for a whole one.
rm -rf "$state"
forget_calls
cargo_with_libraries 1 :
with FAKE_RUSTC_DO=std:hang-after-metadata -- exec -- cargo build
expect_status 0
expect_equal "$(calls mine_lib)" 1
until_true no_compiler_runs
expect_none_whole
# The next one waits for all of it, so that it is cut off once only.
buildstd exec -- cargo build
expect_status 0
expect_equal "$(calls core)" 1
expect_equal "$(calls std)" 2
expect_std "$(sysroots_used)"
cargo_with_libraries 1

# A whole sysroot that was damaged is made again as a whole, and does not give way to metadata meanwhile.
whole=$(sysroots_used)
rm "${whole:?}/lib/rustlib/$host/lib/"libcore-*.rlib
forget_calls
buildstd exec -- cargo build
expect_status 0
expect_before end std start mine_lib
expect_std "$(sysroot_of_program)"

# What a build script tries out has the std of the crates, and waits for its metadata only: no other one is made for it.
probe="CARGO_MANIFEST_DIR=. OUT_DIR=. TARGET=$host HOST=$host NUM_JOBS=1 PROFILE=debug \"\$RUSTC\" --crate-name probe_of_script \"\$project/src/lib.rs\" --crate-type lib --emit=metadata --out-dir $(printf %q "$base") --target $host || exit"
for panic in abort unwind; do
  printf '[package]\nname = "mine"\nversion = "0.1.0"\n[profile.dev]\npanic = "%s"\n' $panic >"$project/Cargo.toml"
  rm -rf "$state"
  forget_calls
  said= # Cargo says nothing of unwinding
  [[ $panic == unwind ]] || said="-C panic=$panic"
  cargo_with_libraries 0 "$probe; compile --target $host $said"
  with FAKE_RUSTC_DO=std:await-probe_of_script -- exec -- cargo build
  expect_status 0
  expect_before start probe_of_script end std
  expect_equal "$(calls core)" 1
  expect_equal "$(sysroots | wc -l)" 1
done
# Harnesses that Cargo's command line names are no reason for a second one.
rm -rf "$state"
forget_calls
cargo_with_libraries 1 "compile --target $host --test"
with FAKE_RUSTC_DO=core:await-mine_lib -- exec -- cargo build --all-targets
expect_status 0
expect_equal "$(calls core)" 1
expect_whole "$(sysroot_of_program)"
# A builder that is killed when libraries may begin, and has all tokens, is missed, not waited for: the library takes its token,
# and the program has std built again, twice.
# Sets `builder`, once there is another than the last; a compiler whose builder has gone is about to go.
is_building() {
  local now
  now=$(ps -o ppid= -p "$(pgrep -n -f -- "$toolchain/bin/rustc --crate-name proc_macro ")" 2>/dev/null | tr -d ' ') || return 1
  [[ $now != "${builder-}" && /proc/$now/exe -ef $BUILDSTD ]] && builder=$now
}
rm -rf "$state"
forget_calls
cargo_with_libraries 1
tokens=$(mktemp -u "${TMPDIR:-/tmp}/buildstd-it-XXXXXX") # MAKEFLAGS is split at blanks
mkfifo "$tokens"
exec 8<>"$tokens"
start CARGO_MAKEFLAGS="-j1 --jobserver-auth=fifo:$tokens" FAKE_RUSTC_DO=proc_macro:hang-after-metadata -- exec -- cargo build
until_true compgen -G "$state/locks/*.metadata" >/dev/null
until_true compgen -G "$state/runs/*/*" >/dev/null # the library goes on with it
for _ in 1 2 3; do
  until_true is_building
  kill -KILL "$builder"
done
collect
exec 8<&-
rm "$tokens"
expect_status 1
expect_err "ended without a word"

# What a target's build script tries out below `cargo check`, to LLVM IR as autocfg does, has a std with code: metadata
# alone has no MIR of what is inlined, and rustc would refuse.
rm -rf "$state"
forget_calls
script="$project/target/$host/debug/build/mine-1/out"
mkdir -p "$script"
: >"$project/target/$host/CACHEDIR.TAG"
mock_cargo "
  CARGO_MANIFEST_DIR=. OUT_DIR='$script' TARGET=$host HOST=another-host NUM_JOBS=1 PROFILE=debug \"\$RUSTC\" --crate-name tried \\
    --crate-type lib --target $host --emit=llvm-ir --out-dir '$script' \"\$project/src/lib.rs\" || exit"
buildstd exec -- cargo check
expect_status 0
expect_equal "$(calls tried)" 1
grep '^start [0-9]* std ' "$log" | grep -q 'emit=[a-z,-]*link' || fail "a trial has a std without code"
