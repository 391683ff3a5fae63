#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# `init` has plain Cargo call the front, and `--undo` leaves every byte as it was; what somebody else has written stays.
source "${0%/*}/common.bash"

config="$project/.cargo/config.toml"
mkdir -p "$base/tools"
ln -s "$BUILDSTD" "$base/tools/buildstd"
environment+=(PATH="$base/tools:$toolchain/bin:$base/bin:/usr/bin:/bin")
# cargo: the mock, as Cargo calls what its configuration names.
cargo() {
  status=0
  (cd "$project" && env -i "${environment[@]}" RUSTC="$project/.cargo/buildstd/rustc" \
    RUSTC_WRAPPER="$project/.cargo/buildstd/rustc" "$base/bin/cargo" "$@") >"$base/out" 2>"$base/err" || status=$?
}

buildstd init
expect_status 0
expect_equal "$(<"$config")" '[build] # buildstd init
rustc = ".cargo/buildstd/rustc" # buildstd init
rustdoc = ".cargo/buildstd/rustdoc" # buildstd init
rustc-wrapper = ".cargo/buildstd/rustc" # buildstd init
target = "host-tuple" # buildstd init
build-std.when = "always" # buildstd init'
expect_err "Wrote \`$config\`"
expect_equal "$(calls core)" 0
mock_cargo "compile --target $host"
cargo build
expect_status 0
expect_std "$(sysroot_of_program)"
expect_equal "$(calls core)" 1
# Again, everything is there; for the host, and with "never", the compiler is called as it is.
buildstd init
expect_err "Fresh"
forget_calls
mock_cargo compile
cargo build
expect_status 0
expect_equal "$(sysroot_of_program)" ""
sed -i 's/"always"/"never"/' "$config"
forget_calls
mock_cargo "compile --target $host"
cargo build
expect_status 0
expect_equal "$(calls mine)" 1
expect_equal "$(sysroot_of_program)" ""
sed -i 's/"never"/"always"/' "$config"
# Without a target Cargo does not tell what is for the host.
sed -i /^target/d "$config"
mock_cargo compile
cargo build
expect_status 1
expect_err 'add `target = \"host-tuple\"` to `[build]`'
with BUILDSTD_RUSTC=/no/such/rustc -- doctor
expect_err 'could not find the program `/no/such/rustc`, which BUILDSTD_RUSTC names'
# A compiler that is not there is not taken for a source file.
env -i "${environment[@]}" "$project/.cargo/buildstd/rustc" /no/such/rustc -vV 2>"$base/err" && fail "it is there"
expect_err 'could not find the compiler `/no/such/rustc`'
expect_err 'from RUSTC, or from `build.rustc`'
ln -sf /dev/null "$project/target/.rustc_info.json" # as the front leaves it
buildstd init --undo
expect_status 0
[[ ! -e $project/.cargo ]] || fail "something is left: $(ls -R "$project/.cargo")"
[[ ! -L $project/target/.rustc_info.json ]] || fail "Cargo still asks for the version in each run"
buildstd init --undo
expect_err "Fresh"

# Before Cargo 1.91 the host has its name.
mkdir "$project/.cargo"
mock_cargo 'echo "cargo 1.90.0 (mock)"'
printf '[net]\r\noffline = true' >"$config"
cp "$config" "$base/before"
buildstd init
expect_status 0
grep -q "^target = \"$host\" # buildstd init" "$config" || fail "$(<"$config")"
buildstd init --undo
cmp "$config" "$base/before" || fail "not as it was"
# What a variable says is not there for the next call.
with CARGO_BUILD_TARGET=$host -- init
grep -q "^target = " "$config" || fail "no target: $(<"$config")"
buildstd init --undo
# What somebody has made of the lines stays, and goes with them.
buildstd init
sed -i 's/when = "always"/when = "never"/; s/^target = .*# b/target = ["'$host'", "wasm32-wasip1"] # b/' "$config"
cp "$config" "$base/changed"
buildstd init
expect_status 0
cmp "$config" "$base/changed" || fail "changed lines were set back"
buildstd init --undo
cmp "$config" "$base/before" || fail "not as it was"
# What is there already counts.
printf '[build]\ntarget = "wasm32-wasip1"\nrustc-wrapper = "sccache"\n[target.wasm32-wasip1]\nbuild-std.when = "always"\n' >"$config"
buildstd init
expect_status 0
expect_equal "$(grep -c '^target\|^rustc-wrapper\|when' "$config")" 3
expect_err "the wrapper \`sccache\` stays"
with RUSTC="$toolchain/bin/rustc" -- init
expect_err "warning: the wrapper \`sccache\` stays, and calls what RUSTC names"
buildstd init --undo

# A misspelt key is no decision; plain Cargo tells why nothing is built.
printf '[build]\nbuild-std.wen = "always"\n' >"$config"
buildstd init
expect_status 0
expect_equal "$(grep -c 'build-std.when = "always" # buildstd init' "$config")" 1
sed -i '/when/d' "$config"
mock_cargo "compile --target $host"
cargo build
expect_status 0
expect_equal "$(sysroot_of_program)" ""
expect_equal "$(grep -c wen "$base/err")" 0 # what the compiler says, Cargo keeps, and says again when all is mended
# Once a run, however many crates there are.
mock_cargo "compile --target $host; compile --target $host --test; compile --target $host -C panic=abort"
cargo_says() { (cd "$project" && env -i "${environment[@]}" RUSTC="$project/.cargo/buildstd/rustc" "$base/bin/cargo" build 2>&1 >/dev/null | cat) >"$base/err"; }
cargo_says
expect_err "did you mean"
expect_equal "$(grep -c "warning: unused config key \`build.build-std.wen\`" "$base/err")" 1
# So is one where std is built, and where it is there.
printf '[build]\nbuild-std.when = "always"\nbuild-std.crate = ["core"]\n' >"$config"
rm -rf "$state"
mock_cargo "compile --target $host; compile --target $host --crate-name other"
cargo_says
expect_equal "$(grep -c "warning: unused config key \`build.build-std.crate\`" "$base/err")" 1
cargo_says
expect_equal "$(grep -c "warning: unused config key \`build.build-std.crate\`" "$base/err")" 1
buildstd init --undo
rm -r "$project/.cargo"
mkdir "$project/.cargo"

# Another compiler is not replaced.
printf '[build]\nrustc = "/opt/rustc"\n' >"$config"
buildstd init
expect_status 101
expect_err "\`build.rustc\` is \`/opt/rustc\` already"
expect_err "config.toml:2"
expect_err "BUILDSTD_RUSTC"
expect_equal "$(<"$config")" "$(printf '[build]\nrustc = "/opt/rustc"')"
[[ ! -e $project/.cargo/buildstd ]] || fail "launchers are there"
printf 'build = { jobs = 2 }\n' >"$config"
buildstd init
expect_status 101
expect_err "nothing can be added to \`build\`"
rm -r "$project/.cargo"
mkdir -p "$project/.cargo/buildstd"
echo mine >"$project/.cargo/buildstd/rustc"
buildstd init
expect_status 101
expect_err "is not of buildstd's making"
rm -r "$project/.cargo"
with RUSTC="$toolchain/bin/rustc" -- init
expect_status 0
expect_err "warning: RUSTC is set"
buildstd init --undo

# A target of another file's counts, too; what the file is stays: its permissions, and that it is a link.
mkdir "$base/.cargo"
printf '[build]\ntarget = ["wasm32-wasip1"]\n' >"$base/.cargo/config.toml"
mkdir "$project/.cargo"
printf '[net]\noffline = true\n' >"$base/linked.toml"
chmod 600 "$base/linked.toml"
ln -s "$base/linked.toml" "$config"
buildstd init
expect_status 0
! grep -q '^target' "$config" || fail "another target is configured"
[[ -L $config ]] || fail "the link is gone"
expect_equal "$(stat -c %a "$base/linked.toml")" 600
buildstd init --undo
expect_status 0
[[ -L $config ]] || fail "the link is gone after --undo"
expect_equal "$(<"$base/linked.toml")" "$(printf '[net]\noffline = true')"
expect_equal "$(stat -c %a "$base/linked.toml")" 600
rm -r "$base/.cargo" "$project/.cargo"

# For all packages.
printf '[net]\noffline = true\n' >"$base/home/.cargo/config.toml"
(cd / && env -i "${environment[@]}" "$BUILDSTD" init --global) 2>"$base/err"
grep -qx 'rustc = ".cargo/buildstd/rustc" # buildstd init' "$base/home/.cargo/config.toml"
[[ -x $base/home/.cargo/buildstd/rustdoc ]]

# Its launcher, with no Cargo to be seen, as below a compiler cache's server: the folder that is written to tells the
# project, or it is refused.
cargo_home="$base/home/.cargo"
unseen() { # unseen FOLDER [FLAG…]
  mkdir -p "$1/$host/debug/deps"
  : >"$1/CACHEDIR.TAG"
  : >"$1/$host/CACHEDIR.TAG"
  status=0
  (cd / && env -i "${environment[@]}" CARGO_HOME="$cargo_home" "$cargo_home/buildstd/rustc" --crate-name mine "$project/src/main.rs" --crate-type bin \
    --out-dir "$1/$host/debug/deps" --target $host "${@:2}") >"$base/out" 2>"$base/err" || status=$?
}
rm -rf "$state"
unseen "$project/target"
expect_status 0
compgen -G "$state/sysroots/*/buildstd.json" >/dev/null || fail "no std was made for the project"
unseen "$project/target" -C target-cpu=other
expect_status 1
expect_err "Cargo compiles \`mine\` with other flags than its configuration says"
expect_err "the configuration says: nothing"
expect_err "Cargo passes: -C target-cpu=other"
sed -i 's/^build-std.when = "always"/build-std.when = "never"/' "$base/home/.cargo/config.toml"
unseen "$project/target" -C target-cpu=other # what gets no std is nobody's concern
expect_status 0
sed -i 's/^build-std.when = "never"/build-std.when = "always"/' "$base/home/.cargo/config.toml"
unseen "$base/elsewhere"
expect_status 1
expect_err "it cannot be told which project this call of the compiler is for"
cargo_home="$base/another home"
(cd / && env -i "${environment[@]}" CARGO_HOME="$cargo_home/" "$BUILDSTD" init --global) 2>"$base/err"
unseen "$base/elsewhere"
expect_status 1
expect_err "it cannot be told which project this call of the compiler is for"

(cd / && env -i "${environment[@]}" "$BUILDSTD" init --global --undo) 2>"$base/err"
expect_equal "$(<"$base/home/.cargo/config.toml")" "$(printf '[net]\noffline = true')"
status=0
(cd / && env -i "${environment[@]}" "$BUILDSTD" init) 2>"$base/err" || status=$?
expect_status 101
expect_err "write the lines for all packages with \`--global\`"

# The launcher says what is missing.
buildstd init
status=0
env -i PATH=/usr/bin:/bin HOME="$base/none" "$project/.cargo/buildstd/rustc" -vV 2>"$base/err" || status=$?
expect_status 1
expect_err "is not installed"
