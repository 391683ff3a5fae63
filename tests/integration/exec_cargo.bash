#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Behind `exec`, Cargo calls the front: std is what the call of the compiler and Cargo's own command line ask for, and is
# made when it does; single-file packages, whose configuration, manifest and place are their own.
source "${0%/*}/common.bash"

core() { grep '^start [0-9]* core ' "$log" | tail -n 1; }
core_has() { grep -q -- "$1" <<<"$(core)" || fail "core is compiled without $1"; }
core_has_not() { ! grep -q -- "$1" <<<"$(core)" || fail "core is compiled with $1"; }
has_std_of() { [[ $(sysroot_of_program) == "$1"* ]] || fail "the program's std is $(sysroot_of_program), not below $1"; }
abort='-C panic=abort'

# Nothing is made before a crate is compiled.
mock_cargo 'echo "target=$CARGO_BUILD_TARGET"; "$RUSTC" -vV'
buildstd exec -- cargo build
expect_status 0
expect_equal "$(calls core)" 0
expect_out "target=$host"
grep -Eqx 'std: [0-9a-f]{16} \(buildstd [0-9.]+\)' "$base/out" || fail "the compiler's version does not tell of std"

mock_cargo "compile --target $host"
buildstd exec -- cargo build
expect_status 0
expect_equal "$(calls core)" 1
core_has_not "$abort"
has_std_of "$state/sysroots/"
expect_std "$(sysroot_of_program)"
# The crate `test` is made when a harness is compiled, and nothing else again; commands that run tests have one std.
with BUILDSTD_CACHE_DIR="$base/cache" -- exec --target-dir "$base/first" -- cargo build
forget_calls
mock_cargo "compile --target $host --test"
with BUILDSTD_CACHE_DIR="$base/cache" -- exec --target-dir "$base/first" -- cargo build
expect_whole "$(sysroot_of_program)"
expect_equal "$(calls core)" 0
expect_equal "$(calls test)" 1
forget_calls
mock_cargo "compile --target $host"
with BUILDSTD_CACHE_DIR="$base/cache" -- exec --target-dir "$base/first" -- cargo test
expect_whole "$(sysroot_of_program)"
expect_equal "$(calls test)" 0
# The build is told of on Cargo's own stderr, but where that is a file, in which both would write over each other.
expect_empty "$base/err"
rm -rf "$state"
(cd "$project" && env -i "${environment[@]}" "$BUILDSTD" exec -- cargo build 2>&1 >/dev/null | cat) >"$base/err"
expect_err "Compiling core"
# The call decides: its panic strategy, its target.
mock_cargo "compile --target $host -C panic=abort"
buildstd exec -- cargo build --release
core_has "$abort"
mock_cargo "compile --target aarch64-unknown-linux-gnu"
buildstd exec -- cargo build --target aarch64-unknown-linux-gnu
core_has '--target aarch64-unknown-linux-gnu'
# What is said to `exec` counts.
rm -rf "$state"
mock_cargo "compile --target $host -C panic=abort"
buildstd exec --panic unwind -- cargo build
core_has_not "$abort"
# For the host, as a build script is, the compiler is called as it is.
forget_calls
mock_cargo 'compile'
buildstd exec --target $host -- cargo build
expect_status 0
expect_equal "$(sysroot_of_program)" ""
expect_equal "$(calls core)" 0
# Where no code is wanted of the crates, none is made of std.
rm -rf "$state"
forget_calls
mock_cargo "compile --target $host --emit=metadata"
sed -i 's/--emit=dep-info,link//' "$base/bin/cargo.sh"
buildstd exec -- cargo check
expect_status 0
compgen -G "$(sysroot_of_program)/lib/rustlib/$host/lib/libstd-*.rmeta" >/dev/null || fail "no metadata"
! compgen -G "$(sysroot_of_program)/lib/rustlib/$host/lib/*.rlib" >/dev/null || fail "std's code is made"
# As many calls at once as there are: std is made once.
rm -rf "$state"
forget_calls
mock_cargo "for i in 1 2 3 4 5 6; do compile --target $host -C metadata=\$i & done; wait"
with FAKE_RUSTC_WORK=20 -- exec -- cargo build
expect_status 0
expect_equal "$(calls core)" 1
expect_equal "$(grep '^start [0-9]* mine ' "$log" | sed 's/.* --sysroot //' | sort -u | grep -c "$state/sysroots/")" 1
# A failure is a diagnostic of each call, as Cargo asks for them; no call tries again.
rm -rf "$state"
forget_calls
with FAKE_RUSTC_DO=core:fail -- exec -- cargo build
expect_equal "$(calls core)" 1
expect_equal "$(calls mine)" 0
grep -q '^{"$message_type":"diagnostic".*could not compile `core`' "$base/err" || fail "no diagnostic: $(cut -c1-200 "$base/err")"

# What Cargo passes must be what its configuration says.
mkdir "$project/.cargo"
printf '[build]\nrustflags = ["--cfg=configured"]\n' >"$project/.cargo/config.toml"
mock_cargo "compile --target $host --cfg=configured"
buildstd exec -- cargo build
expect_status 0
core_has --cfg=configured
mock_cargo "compile --target $host || exit"
buildstd exec -- cargo build
expect_status 1
expect_err "Cargo compiles \`mine\` with other flags than its configuration says"
mock_cargo "compile --target $host --cfg=configured --cfg=of_the_call"
buildstd exec -- cargo build --config 'build.rustflags=["--cfg=of_the_call"]'
core_has --cfg=of_the_call
rm -r "$project/.cargo"
# As cargo-llvm-cov's wrapper does: said before std is built.
rm -rf "$state"
forget_calls
mock_cargo "compile --target $host -C instrument-coverage || exit"
buildstd exec -- cargo build
expect_status 1
expect_err "\`mine\` is compiled with flags that count what runs, and the standard library is not"
expect_err "--no-rustc-wrapper"
expect_equal "$(calls core)" 0
# The toolchain's own std has what counts: for the host, and where nothing is built.
mock_cargo "compile -C instrument-coverage || exit"
buildstd exec --target $host -- cargo build
expect_status 0
mkdir "$project/.cargo"
printf '[build]\nbuild-std.when = "never"\nrustflags = ["-Cinstrument-coverage"]\n' >"$project/.cargo/config.toml"
mock_cargo "compile --target $host -Cinstrument-coverage || exit"
buildstd exec -- cargo build
expect_status 0
expect_equal "$(calls core)" 0
expect_equal "$(calls mine)" 2
rm -r "$project/.cargo"

# Other programs are not looked into.
forget_calls
rm -rf "$state"
buildstd exec -- sh -c : cargo --release
expect_status 0
expect_equal "$(calls core)" 1

# A target that only buildstd's own `--config` names is told to Cargo; Cargo's toolchain is the compiler's.
mock_cargo 'echo "target=$CARGO_BUILD_TARGET toolchain=${RUSTUP_TOOLCHAIN-}"'
buildstd --config 'build.target="aarch64-unknown-linux-gnu"' exec -- cargo build
expect_out "target=aarch64-unknown-linux-gnu"

# The configuration is that of the place where Cargo will look for it.
mkdir -p "$project/.cargo" "$base/other"
printf '[build]\ntarget = "aarch64-unknown-linux-gnu"\n' >"$project/.cargo/config.toml"
for words in "-C $(printf %q "$base/other") build" "install thing" "install --path $(printf %q "$base/other")"; do
  eval "buildstd exec -- cargo $words"
  expect_status 0
  expect_out "target=$host"
done
buildstd exec -- cargo build
expect_out "target= "
rm -r "$project/.cargo"

# A builder that is killed each time is not started for ever.
rm -rf "$state"
mock_cargo "compile --target $host"
with FAKE_RUSTC_DO=core:kill-parent -- exec -- cargo build
expect_status 1
expect_err "ended without a word"

# --- single-file packages ---
mkdir -p "$base/scripts/.cargo" "$project/.cargo"
printf '[build]\nrustflags = ["--cfg=of_the_project"]\n' >"$project/.cargo/config.toml"
printf '[build]\nrustflags = ["--cfg=of_the_script"]\n' >"$base/scripts/.cargo/config.toml"
cat >"$base/scripts/tool.rs" <<'EOF'
#!/usr/bin/env cargo

--- cargo
[package]
edition = "2024"
---
fn main() {}
EOF
mock_cargo "compile --target $host --cfg=of_the_script -C panic=abort"
with RUSTC_BOOTSTRAP=1 -- exec -- cargo -Zscript ../scripts/tool.rs --release
expect_status 0
core_has --cfg=of_the_script
core_has_not --cfg=of_the_project
core_has "$abort"
[[ ! -e $base/scripts/target ]] || fail "there is a target directory beside the script"
has_std_of "$base/home/.cargo/build/"
forget_calls
buildstd exec -- cargo -Zscript ../scripts/tool.rs
expect_equal "$(calls core)" 0
# Another one has another place; one without a manifest is one, too.
echo 'fn main() {}' >"$base/scripts/plain.rs"
buildstd exec -- cargo -Zscript "$base/scripts/plain.rs"
expect_status 0
core_has --cfg=of_the_script
expect_equal "$(find "$base/home/.cargo/build" -path '*/target/buildstd/sysroots/*' -prune | wc -l)" 2
# A target directory that is configured counts.
with CARGO_TARGET_DIR="$base/elsewhere" -- exec -- cargo -Zscript ../scripts/plain.rs
[[ -d $base/elsewhere/buildstd/sysroots ]]
# What is wrong in a manifest has its line where the profile is looked for before Cargo does; what is wrong around it, Cargo says.
printf -- '---\n[profile.dev]\npanic = "loudly"\n---\nfn main() {}\n' >"$base/scripts/bad.rs"
buildstd exec --timings -- cargo -Zscript ../scripts/bad.rs
expect_status 101
expect_err "bad.rs:3:9"

# What is Cargo's to say counts: where it puts things, and that what is installed is not configured by where one stands.
rm -rf "$state" "$project/.cargo"
mock_cargo "compile --target $host"
buildstd exec -- cargo build --target-dir "$base/third"
expect_status 0
compgen -G "$base/third/buildstd/sysroots/*/buildstd.json" >/dev/null || fail "no sysroot in Cargo's target directory"
[[ ! -e $state/sysroots ]] || fail "a sysroot is in the package's target directory"
mkdir "$project/.cargo"
printf '[build]\nrustflags = ["--cfg", "here"]\n' >"$project/.cargo/config.toml"
buildstd exec -- cargo install thing
expect_status 0
rm -rf "$project/.cargo"
