#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Cargo builds for several targets at once, each with its own core and flags, and with the prebuilt one where
# configuration says "never".
. "$(dirname "$0")/common.bash"

# The compiler, noting what it compiles.
cat >compiler <<END
#!/usr/bin/env bash
[[ \$* != *--crate-name\ both* ]] || echo "\$*" >>"$work/notes"
exec "$RUSTC" "\$@"
END
chmod +x compiler
targets=(--target thumbv7em-none-eabi --target x86_64-unknown-none)
new_package both
cat >src/lib.rs <<'END'
#![no_std]
#[cfg(all(target_arch = "x86_64", not(for_all)))]
compile_error!("x86_64 lacks its flag");
#[cfg(all(target_arch = "arm", not(for_arm)))]
compile_error!("arm lacks its flag");
#[cfg(all(for_all, for_arm))]
compile_error!("flags of two sources");
pub fn first(words: &str) -> Option<&str> { words.split(' ').next() }
END
mkdir .cargo
printf '[build]\nrustflags = ["--cfg=for_all"]\n[target.thumbv7em-none-eabi]\nrustflags = ["--cfg=for_arm"]\n' >.cargo/config.toml
run env RUSTC="$work/compiler" "$BUILDSTD" exec --check "${targets[@]}" -- "$CARGO" check "${targets[@]}"
for target in thumbv7em-none-eabi x86_64-unknown-none; do
  [ -d "target/$target/debug" ] || fail "nothing for $target"
  grep -q -- "--target $target.* --sysroot $work/both/target/buildstd/sysroots/$target-" "$work/notes" ||
    fail "$target is not compiled against its own core: $(<"$work/notes")"
done

# Without a prefix: what configuration says, for each target.
rm -r target "$work/notes"
printf '[build]\nrustflags = ["--cfg=for_all"]\n[target.thumbv7em-none-eabi]\nrustflags = ["--cfg=for_arm"]\nbuild-std.when = "always"\n[target.%s]\nbuild-std.when = "never"\n' "$host" >.cargo/config.toml
ln -s "$BUILDSTD" "$work/buildstd"
export PATH="$work:$PATH" BUILDSTD_RUSTC="$work/compiler"
unset RUSTC
run "$BUILDSTD" init
run "$CARGO" check --target thumbv7em-none-eabi --target "$host"
grep -- "--target thumbv7em-none-eabi" "$work/notes" | grep -q -- --sysroot || fail "arm has the prebuilt core"
! grep -- "--target $host" "$work/notes" | grep -q -- --sysroot || fail "the host has another than the prebuilt std"
