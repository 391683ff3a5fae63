#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# What `exec` takes from the call of Cargo behind it: targets, profile, manifest; and single-file packages, whose
# configuration, manifest and place are their own.
source "${0%/*}/common.bash"

cat >"$base/bin/cargo" <<'EOF'
#!/bin/sh
echo "target=${CARGO_BUILD_TARGET-}"
printf 'flags=%s\n' "${CARGO_ENCODED_RUSTFLAGS-}" | tr '\037' ' '
pwd
EOF
chmod +x "$base/bin/cargo"
core() { grep '^start [0-9]* core ' "$log" | tail -n 1; }
core_has() { grep -q -- "$1" <<<"$(core)" || fail "core is compiled without $1"; }
core_has_not() { ! grep -q -- "$1" <<<"$(core)" || fail "core is compiled with $1"; }
abort='-C panic=abort'
printf '[package]\nname = "mine"\nversion = "0.1.0"\n[profile.release]\npanic = "abort"\n[profile.small]\ninherits = "release"\n' >"$project/Cargo.toml"

buildstd exec -- cargo build
expect_status 0
core_has_not "$abort"
for call in 'build --release' 'build -r' 'run --profile small -- --profile dev' 'install --path .'; do
  rm -rf "$state"
  buildstd exec -- cargo $call
  expect_status 0
  core_has "$abort"
done
# What is said to `exec` counts; tests unwind; other programs are not looked into.
rm -rf "$state"
buildstd exec --profile dev -- cargo build --release
core_has_not "$abort"
buildstd exec -- cargo test --release
core_has_not "$abort"
forget_calls
buildstd exec -- sh -c : cargo --release
expect_status 0
expect_equal "$(calls core)" 0

buildstd exec -- cargo build --target aarch64-unknown-linux-gnu
expect_status 0
core_has '--target aarch64-unknown-linux-gnu'
expect_out "target=aarch64-unknown-linux-gnu"
buildstd exec -- cargo build --target=no-such-target
expect_status 101
expect_err "no-such-target"
mkdir "$project/inner"
printf '[package]\nname = "inner"\nversion = "0.1.0"\n[workspace]\n[profile.dev]\npanic = "abort"\n' >"$project/inner/Cargo.toml"
buildstd exec -- cargo build --manifest-path inner/Cargo.toml
expect_status 0
core_has "$abort"
[[ -d $project/inner/target/buildstd ]]

# --- single-file packages ---
mkdir -p "$base/scripts/.cargo" "$project/.cargo"
printf '[build]\nrustflags = ["--cfg=of_the_project"]\n' >"$project/.cargo/config.toml"
printf '[build]\nrustflags = ["--cfg=of_the_script"]\n' >"$base/scripts/.cargo/config.toml"
cat >"$base/scripts/tool.rs" <<'EOF'
#!/usr/bin/env cargo

--- cargo
[package]
edition = "2024"
[profile.dev]
panic = "abort"
---
fn main() {}
EOF
with RUSTC_BOOTSTRAP=1 -- exec -- cargo -Zscript ../scripts/tool.rs --release
expect_status 0
core_has --cfg=of_the_script
core_has_not --cfg=of_the_project
core_has "$abort"
expect_out "--cfg=of_the_script"
expect_out "$project"
[[ ! -e $base/scripts/target ]] || fail "there is a target directory beside the script"
first=$(find "$base/home/.cargo/build" -path '*/target/buildstd/sysroots/*' -prune)
[[ -d $first ]] || fail "nothing in Cargo's home"
forget_calls
buildstd exec -- cargo -Zscript ../scripts/tool.rs
expect_equal "$(calls core)" 0
# Another one has another place; one without a manifest is one, too.
echo 'fn main() {}' >"$base/scripts/plain.rs"
buildstd exec -- cargo -Zscript "$base/scripts/plain.rs"
expect_status 0
core_has --cfg=of_the_script
core_has_not "$abort"
expect_equal "$(find "$base/home/.cargo/build" -path '*/target/buildstd/sysroots/*' -prune | wc -l)" 2
# A target directory that is configured counts.
with CARGO_TARGET_DIR="$base/elsewhere" -- exec -- cargo -Zscript ../scripts/plain.rs
[[ -d $base/elsewhere/buildstd/sysroots ]]
# What is wrong in a manifest has its line; what is wrong around it, Cargo says.
printf -- '---\n[profile.dev]\npanic = "loudly"\n---\nfn main() {}\n' >"$base/scripts/bad.rs"
buildstd exec -- cargo -Zscript ../scripts/bad.rs
expect_status 101
expect_err "bad.rs:3:9"
printf -- '---\n[profile.dev]\npanic = "loudly"\n' >"$base/scripts/open.rs"
buildstd exec -- cargo -Zscript ../scripts/open.rs
expect_status 0
buildstd exec -- cargo -Zscript ../scripts/absent.rs
expect_status 0
