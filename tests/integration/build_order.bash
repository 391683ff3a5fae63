#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Of the libraries that Cargo has started, those that most of the rest waits for are compiled first, and all of Cargo's
# tokens are back in the end. What a build script of the host tries out does not wait for std.
source "${0%/*}/common.bash"

tokens=$(mktemp -u "${TMPDIR:-/tmp}/buildstd-it-XXXXXX") # MAKEFLAGS is split at blanks
mkfifo "$tokens"
exec 8<>"$tokens"
trap 'cleanup; rm -f "$tokens"' EXIT
# What is in the pipe, and again in it.
tokens_left() {
  local left
  IFS= read -r -t 1 -N 64 -u 8 left || true
  printf %s "$left" >&8
  echo "${#left}"
}

# Four packages of different sizes beside each other, which the program uses, and nothing else knows of.
registry="$base/registry"
{
  printf 'version = 4\n[[package]]\nname = "mine"\nversion = "0.1.0"\ndependencies = ["large", "larger", "largest", "small"]\n'
  size=100
  for name in small large larger largest; do
    mkdir -p "$registry/$name-1.0.0/src"
    head -c $((size += 100)) /dev/zero >"$registry/$name-1.0.0/src/lib.rs"
    printf '[[package]]\nname = "%s"\nversion = "1.0.0"\nsource = "registry+https://github.com/rust-lang/crates.io-index"\n' $name
  done
} >"$project/Cargo.lock"

# A Cargo with two tokens, one of which is its own: it starts the libraries, each with a token, and gives a token back for
# each that ends (core/job_queue.rs).
mock_cargo "
  library() {
    CARGO_PKG_NAME=\$1 CARGO_PKG_VERSION=1.0.0 CARGO_MANIFEST_DIR='$registry'/\$1-1.0.0 \"\$RUSTC\" --crate-name \$1 \\
      --edition=2021 '$registry'/\$1-1.0.0/src/lib.rs --error-format=json --crate-type lib --emit=dep-info,metadata,link \\
      -C extra-filename=-1 --out-dir \"\$project/target/$host/debug/deps\" --target $host --cap-lints allow
    result=\$?
    printf + >'$tokens'
    return \$result
  }
  mkdir -p \"\$project/target/$host/debug/deps\"
  : >\"\$project/target/CACHEDIR.TAG\"
  : >\"\$project/target/$host/CACHEDIR.TAG\"
  export CARGO_MAKEFLAGS='-j --jobserver-fds=8,9 --jobserver-auth=fifo:$tokens'
  for name in small large larger largest; do
    library \$name & libraries=\"\$libraries \$!\"
    dd bs=1 count=1 <'$tokens' >/dev/null 2>&1
  done
  \"\$RUSTC\" --crate-name all_started --crate-type lib \"\$project/src/lib.rs\" --emit=metadata --out-dir '$base' || exit
  printf + >'$tokens'
  for one in \$libraries; do wait \$one || exit; done
  dd bs=1 count=1 <'$tokens' >/dev/null 2>&1 # its own is not in the pipe
  compile --target $host"
libraries_in_order() { grep -o '^start [0-9]* \(small\|large\|larger\|largest\) ' "$log" | awk '{ print $3 }' | xargs; }

# They wait for std's metadata, and then for each other. There are two tokens in the end, so neighbours may change places.
printf + >&8
with FAKE_RUSTC_DO=core:await-all_started FAKE_RUSTC_DELAY=40 -- exec -- cargo build
expect_status 0
[[ $(libraries_in_order) =~ ^(largest larger|larger largest)\ (large small|small large)$ ]] || fail "not in order: $(libraries_in_order)"
expect_equal "$(calls core)" 1
expect_equal "$(tokens_left)" 1
((most=$(most_at_once))) || true
((most <= 2)) || fail "$most compilers at once with two tokens"

# Where std is there, the first one goes at once; all are compiled, and no token is lost or made.
forget_calls
with FAKE_RUSTC_DELAY=40 -- exec -- cargo build
expect_status 0
expect_equal "$(libraries_in_order | xargs -n1 | sort | xargs)" "large larger largest small"
expect_equal "$(calls core)" 0
expect_equal "$(tokens_left)" 1
((most=$(most_at_once))) || true
((most <= 2)) || fail "$most compilers at once with two tokens"

# A lock file that is none: the order is another, nothing else.
printf '[[package]]\nname = 3\n' >"$project/Cargo.lock"
forget_calls
with FAKE_RUSTC_DELAY=5 -- exec -- cargo build
expect_status 0
expect_equal "$(libraries_in_order | wc -w)" 4
expect_equal "$(tokens_left)" 1
exec 8<&-

# What the build script of a proc macro tries out is for the host, though it names its target, which is the same: it has
# the toolchain's own std, and does not wait for another. That of a library has the library's.
# probe NAME OUT_DIR
probe() {
  echo "CARGO_MANIFEST_DIR=. OUT_DIR='$2' TARGET=$host HOST=$host NUM_JOBS=1 PROFILE=debug \"\$RUSTC\" --crate-name $1 \"\$project/src/lib.rs\" --crate-type lib --emit=metadata --out-dir '$2' --target $host || exit"
}
rm -rf "$state"
forget_calls
for_host="$project/target/debug/build/mine-1/out"
for_target="$project/target/$host/debug/build/mine-2/out"
mkdir -p "$for_host" "$for_target"
: >"$project/target/CACHEDIR.TAG"
: >"$project/target/$host/CACHEDIR.TAG"
mock_cargo "
  compile --target $host & program=\$!
  $(probe for_host "$for_host")
  $(probe for_target "$for_target")
  wait \$program"
with FAKE_RUSTC_DO=core:await-for_host -- exec -- cargo build
expect_status 0
# Another target than the host, and what a Cargo compiles that the script starts, are no such thing.
third_call="CARGO_MANIFEST_DIR=. OUT_DIR='$for_host' TARGET=$host HOST=another-host NUM_JOBS=1 PROFILE=debug \"\$RUSTC\" --crate-name for_third \"\$project/src/lib.rs\" --crate-type lib --emit=metadata --out-dir '$base' --target $host || exit"
inner_call="CARGO_CRATE_NAME=inner $(probe for_inner "$for_host")"
line_of() { grep -n "^$1 [0-9]* $2 " "$log" | head -n 1 | cut -d: -f1; }
(($(line_of start for_host) < $(line_of end core))) || fail "the host's build script waits for std"
! grep '^start [0-9]* for_host ' "$log" | grep -q -e --sysroot || fail "the host's build script has the target's std"
grep '^start [0-9]* for_target ' "$log" | grep -q -e --sysroot || fail "the target's build script lacks its std"
mock_cargo "
  $third_call
  $inner_call"
buildstd exec -- cargo build
expect_status 0
for crate in for_third for_inner; do
  grep "^start [0-9]* $crate " "$log" | grep -q -e --sysroot || fail "$crate lacks its std"
done
