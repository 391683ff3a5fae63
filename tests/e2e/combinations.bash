#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# A workspace with a proc macro, a build script and `panic = "abort"` in release; two targets, one of them the host that
# nobody names; no rustflags, those of a file, those of a variable: 12 combinations. Each has the standard library that
# fits; its flags reach what is for the target and nothing else; a second time nothing is compiled.
. "$(dirname "$0")/common.bash"

# The compiler, noting what each of the workspace's crates, and core, is compiled with, one argument a line.
cat >note <<END
#!/usr/bin/env bash
name=\$(sed -n 's/.*--crate-name \([a-z_]*\).*/\1/p' <<<"\$*")
case \${CARGO_PKG_NAME-}:\$name in
  *:___ | *:) ;;
  above:* | below:* | derive:* | core:*) printf '%s\n' "\$@" >"\$NOTES/\$name" ;;
esac
exec "$RUSTC" "\$@"
END
chmod +x note
export NOTES="$work/notes" RUSTC="$work/note"
mkdir "$NOTES"

new_package derive $'[lib]\nproc-macro = true'
echo '#[proc_macro] pub fn nothing(_: proc_macro::TokenStream) -> proc_macro::TokenStream { Default::default() }' >src/lib.rs
new_package below
echo '#![no_std] pub fn first(words: &str) -> Option<&str> { words.split(" ").next() }' >src/lib.rs
new_package above $'[dependencies]\nderive.path = "../derive"\nbelow.path = "../below"'
echo 'fn main() { println!("cargo::rustc-env=SCRIPT=ran"); }' >build.rs
echo '#![no_std] derive::nothing!(); pub fn first() -> Option<&'"'"'static str> { below::first(env!("SCRIPT")) }' >src/lib.rs
cd "$work"
printf '[workspace]\nmembers = ["above", "below", "derive"]\nresolver = "3"\n[profile.release]\npanic = "abort"\n' >Cargo.toml
mkdir .cargo

has() { grep -qxF -- "$2" "$NOTES/$1" || fail "$combination: $1 is compiled without $2"; }
has_not() { [ -f "$NOTES/$1" ] && ! grep -qxF -- "$2" "$NOTES/$1" || fail "$combination: $1 is compiled with $2"; }
check() {
  rm -rf "$NOTES"
  mkdir "$NOTES"
  run "$BUILDSTD" exec --check --crates core -- "$CARGO" check -v "${options[@]}"
}

: >sysroots
for flags in none file variable; do
  : >.cargo/config.toml
  unset RUSTFLAGS
  [ $flags != file ] || printf '[build]\nrustflags = ["--cfg=flagged"]\n' >.cargo/config.toml
  [ $flags != variable ] || export RUSTFLAGS=--cfg=flagged
  for target in '' i686-unknown-linux-gnu; do
    for profile in dev release; do
      combination="flags: $flags, target: ${target:-of the host}, profile: $profile"
      options=(--profile $profile ${target:+--target $target})
      # What is for the host does not depend on the target, and would be there.
      [ ! -d target ] || find target -mindepth 1 -maxdepth 1 ! -name buildstd -exec rm -r {} +
      check
      sysroot=$("$BUILDSTD" print sysroot -q --check --crates core "${options[@]}")
      echo "$sysroot" >>sysroots
      # The commands of the standard library.
      "$BUILDSTD" plan -q --format commands --check --crates core "${options[@]}" >commands
      core=$(grep -- '--crate-name core ' commands)
      script=$(grep -- '--crate-name build_script_build ' commands)
      ! grep -q -- --cfg=flagged <<<"$script" || fail "$combination: a build script of std's has the flags"
      [ $flags = none ] || grep -q -- --cfg=flagged <<<"$core" || fail "$combination: core is without the flags"
      [ $profile = dev ] || grep -qE -- '-C ?panic=abort' <<<"$core" || fail "$combination: core does not abort"
      [ $profile = release ] || ! grep -qE -- '-C ?panic=' <<<"$core" || fail "$combination: core has a panic strategy"
      # The workspace's.
      for crate in above below; do
        has $crate "$sysroot"
        has $crate "${target:-$host}"
        [ $flags = none ] || has $crate --cfg=flagged
        [ $profile = dev ] || has $crate panic=abort
        [ $profile = release ] || has_not $crate panic=abort
      done
      for crate in derive build_script_build; do
        has_not $crate --sysroot
        has_not $crate --cfg=flagged
        has_not $crate panic=abort
      done
      check
      contains "Fresh above"
      contains "Fresh derive"
      [ -z "$(ls "$NOTES")" ] || fail "$combination: compiled again: $(ls "$NOTES")"
    done
  done
done
# Two targets, two panic strategies, with flags and without.
same 12 "$(wc -l <sysroots)"
same 8 "$(sort -u sysroots | wc -l)"
