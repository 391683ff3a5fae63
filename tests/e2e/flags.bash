#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# With the real compiler, on core: a profile's content counts (B), `native` is resolved (C), the user's remaps win (E), flags
# for stable compilers only (F), and linking flags leave core as it is.
. "$(dirname "$0")/common.bash"
new_package flagged
: >src/lib.rs

build_core() { run "$BUILDSTD" build --crates core --target "$host" "$@"; }
built_at() { tail -n 1 "$work/output"; }

# Linking, lints and messages.
build_core
plain=$(built_at)
for flags in "-Clink-arg=-s -Clinker=/no/such/linker" "-Dwarnings" "--color=always --diagnostic-width=60"; do
  RUSTFLAGS=$flags build_core
  lacks Compiling
  same "$(built_at)" "$plain"
done

# Unstable flags, before anything is compiled.
fails_with 101 env RUSTFLAGS=-Zsanitizer=thread "$BUILDSTD" build --target "$host"
contains '`-Zsanitizer=thread`'
lacks Compiling

# `native`: the same flags are another core for another processor. Whether it is compiled is all that is looked at: an
# emulated compiler takes minutes.
if emulator=$(command -v qemu-x86_64-static) && [ "$(uname -m)" = x86_64 ]; then
  # One compiler script, so that nothing else tells the two machines apart; a file is the machine.
  cat >"$work/rustc" <<END
#!/usr/bin/env bash
[ ! -e "$work/emulated" ] || exec "$emulator" -cpu Nehalem "$RUSTC" "\$@"
exec "$RUSTC" "\$@"
END
  chmod +x "$work/rustc"
  native=(env RUSTFLAGS="-Ctarget-cpu=native -Copt-level=0" RUSTC="$work/rustc" "$BUILDSTD" build -v --crates core --target "$host")
  run "${native[@]}"
  contains "Compiling core"
  run "${native[@]}" --target-dir "$work/second"
  contains "Fresh core"
  : >"$work/emulated"
  # What was remembered belongs to this machine's processor; the other one has not asked yet.
  rm -rf "$HOME/.cache/buildstd/v1/answers"
  "${native[@]}" --target-dir "$work/third" >"$work/output" 2>&1 &
  building=$!
  while ! grep -qE 'Compiling core|Fresh core' "$work/output" && kill -0 $building 2>/dev/null; do sleep 0.1; done
  kill -TERM $building 2>/dev/null || true
  wait $building || true
  contains "Compiling core"
  lacks "Fresh core"
else
  echo "another processor is not tested: there is no qemu-x86_64-static (package qemu-user-static)" >&2
fi

# The user's remaps.
sources=$(dirname "$(realpath "$library")")
CARGO_ENCODED_RUSTFLAGS="--remap-path-prefix=$sources=/mine"$'\x1f'-Copt-level=0 build_core
strings -a "$(built_at)/lib/rustlib/$host/lib"/libcore-*.rlib >"$work/output"
contains /mine/library/core/src
lacks "$sources/library/core/src"

# A profile.
profdata=$(compgen -c llvm-profdata | sort -V | tail -n 1)
[ -n "$profdata" ] || skip "there is no llvm-profdata (package llvm)"
profile() { printf ':ir\n%s\n1\n1\n1\n\n' "$1" >"$work/profile.proftext" && "$profdata" merge "$work/profile.proftext" -o "$work/m.profdata"; }
with_profile() { CARGO_ENCODED_RUSTFLAGS="-Cprofile-use=$work/m.profdata"$'\x1f'-Copt-level=0 build_core; }
profile one
with_profile
first=$(built_at)
profile two
with_profile
contains Compiling
[ "$(built_at)" != "$first" ] || fail "the core of the profile that was there before"
