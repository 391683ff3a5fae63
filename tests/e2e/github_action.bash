#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# The GitHub action (packaging/github-action), twice, each time on an empty machine: the second has std from the archive that the first has
# saved, and compiles nothing. By `act` where that is installed (ACT, or on PATH), else its steps are run one by one as action.yml has them.
. "$(dirname "$0")/common.bash"
action=$(realpath "$(dirname "$script")/../../packaging/github-action")
[ -x "${BUILDSTD%/*}/buildstd-transfer" ] || skip "there is no buildstd-transfer beside $BUILDSTD"
unset BUILDSTD_CACHE_DIR
act=$(command -v "${ACT-act}" || true)
runner=$(mktemp -d) # act takes no blank in its paths
trap 'keep_on_failure; rm -rf "$runner"' EXIT
export GITHUB_ACTION_PATH="$action" RUNNER_OS=Linux RUNNER_ARCH=X64

# --- a runner ----------------------------------------------------------------------------------------------------
# machine NAME: an empty one, with a checkout of a package.
machine() {
  mkdir -p "$work/$1"/{home,temp,workspace/src}
  export HOME="$work/$1/home" CARGO_HOME="$work/$1/home/.cargo" RUNNER_TEMP="$work/$1/temp"
  cd "$work/$1/workspace"
  printf '[package]\nname = "hello"\nversion = "0.1.0"\nedition = "2024"\n' >Cargo.toml
  printf '#![no_std]\n' >src/lib.rs
  git init -q . 2>/dev/null && git add . && git -c user.name=test -c user.email=test@example.com commit -q -m first # act shows it
  begin_job
}
begin_job() {
  export GITHUB_ENV="$RUNNER_TEMP/env" GITHUB_PATH="$RUNNER_TEMP/path" GITHUB_OUTPUT="$RUNNER_TEMP/output"
  : | tee "$GITHUB_ENV" "$GITHUB_PATH" >"$GITHUB_OUTPUT"
}
# step FOLDER/SCRIPT VARIABLE=VALUE...: with the variables that steps before it have set, as GitHub does it.
step() {
  local variables
  mapfile -t variables <"$GITHUB_ENV"
  : >"$GITHUB_OUTPUT"
  env "${variables[@]}" "${@:2}" bash "$1"
}
output_of() { sed -n "s/^$1=//p" "$GITHUB_OUTPUT"; }

# What stands for GitHub's cache, and for the actions that speak to it.
mkdir -p "$work/store" "$work/cache/restore" "$work/cache/save"
export STORE="$work/store"
cat >"$work/cache/restore/run" <<'END'
echo "asked for: $WITH_KEY, else $WITH_SIMILAR"
file=$STORE/$WITH_KEY
echo "cache-hit=$([ -f "$file" ] && echo true || echo false)" >>"$GITHUB_OUTPUT"
[ -f "$file" ] || file=$(find "$STORE" -name "$WITH_SIMILAR*" | head -n 1)
[ -z "$file" ] || cp "$file" "$WITH_PATH"
END
cat >"$work/cache/save/run" <<'END'
[ ! -e "$STORE/$WITH_KEY" ] || exit 1
cp "$WITH_PATH" "$STORE/$WITH_KEY"
END
for which in restore save; do
  cat >"$work/cache/$which/action.yml" <<'END'
name: stand-in
inputs: { path: { required: true }, key: { required: true }, restore-keys: {} }
outputs: { cache-hit: { value: "${{ steps.run.outputs.cache-hit }}" } }
runs:
  using: composite
  steps:
    - { id: run, shell: bash, run: bash "$GITHUB_ACTION_PATH/run", env: { WITH_PATH: "${{ inputs.path }}", WITH_KEY: "${{ inputs.key }}",
        WITH_SIMILAR: "${{ inputs.restore-keys }}" } }
END
done

# The action's steps.
steps() {
  local inputs=(WITH_TARGET="$host" WITH_CRATES=core WITH_ARGS= WITH_DIRECTORY=. WITH_CACHE=true WITH_PREFIX=buildstd) archive key similar hit
  step "$action/install" WITH_PATH="${BUILDSTD%/*}" WITH_VERSION=latest WITH_SHA256= WITH_RELEASES=
  inputs+=(WITH_PROGRAM="$(output_of program)")
  step "$action/prepare" "${inputs[@]}"
  archive=$(output_of archive) key=$(output_of key) similar=$(output_of similar)
  step "$work/cache/restore/run" WITH_PATH="$archive" WITH_KEY="$key" WITH_SIMILAR="$similar"
  hit=$(output_of cache-hit)
  step "$action/build" "${inputs[@]}" WITH_ARCHIVE="$archive" WITH_HIT="$hit"
  if [ "$(output_of save)" = true ]; then step "$work/cache/save/run" WITH_PATH="$archive" WITH_KEY="$key"; fi
  echo "hit: $hit"
  # A later step of the job's own.
  step <(echo '"$CARGO" build --offline -v') PATH="$(<"$GITHUB_PATH"):$PATH"
}
workflow() {
  mkdir -p .github/workflows "$work/ours/packaging"
  cp -r "$action" "$work/ours/packaging/"
  cat >.github/workflows/test.yml <<END
on: push
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - uses: buildstd/buildstd/packaging/github-action@v0
        id: std
        with: { path: "${BUILDSTD%/*}", target: $host, crates: core }
      - run: |
          echo "hit: \${{ steps.std.outputs.cache-hit }}"
          "\$CARGO" build --offline -v
END
  # Where a machine of GitHub's begins, nothing is set.
  rm -rf "$runner"
  env -u GITHUB_ACTION_PATH -u GITHUB_ENV -u GITHUB_PATH -u GITHUB_OUTPUT -u RUNNER_TEMP "$act" push -W .github/workflows/test.yml \
    -P ubuntu-latest=-self-hosted --no-cache-server --action-cache-path "$runner" \
    --local-repository "buildstd/buildstd@v0=$work/ours" --local-repository "actions/cache@v5=$work/cache" </dev/null
}
job() {
  if [ -n "$act" ]; then run workflow; else run steps; fi
  cp "$work/output" "$work/output of $1"
}

# --- two runs ----------------------------------------------------------------------------------------------------
[ -n "$act" ] || echo "there is no act: the steps are run one by one"
machine first
job first
contains "Compiling core"
contains "hit: false"
contains "--crate-name hello"
same "$(find "$STORE" -type f | wc -l)" 1
machine second
job second
contains "Imported"
lacks "Compiling core"
lacks "Compiling compiler_builtins"
contains ", 0 misses"
contains "hit: true"
contains "--crate-name hello"
same "$(find "$STORE" -type f | wc -l)" 1

# --- what goes wrong ---------------------------------------------------------------------------------------------
begin_job
inputs=(WITH_PROGRAM="$BUILDSTD" WITH_TARGET="$host" WITH_CRATES=core WITH_ARGS= WITH_DIRECTORY=. WITH_CACHE=true WITH_PREFIX=buildstd)
# An archive that is none costs a warning, and is not replaced by one that GitHub would not take.
echo nonsense >"$RUNNER_TEMP/archive"
run step "$action/build" "${inputs[@]}" WITH_ARCHIVE="$RUNNER_TEMP/archive" WITH_HIT=true
contains "::warning title=buildstd::what GitHub's cache has is not used"
lacks "Compiling core"
same "$(output_of save)" false
# Where it was another's, a new one is written.
run step "$action/build" "${inputs[@]}" WITH_ARCHIVE="$RUNNER_TEMP/archive" WITH_HIT=false
same "$(output_of save)" true
cmp -s "$RUNNER_TEMP/archive" "$(find "$STORE" -type f)" || fail "the same units give another archive"
# Inputs are words, not shell's.
for nonsense in '$(touch made)' '; touch made' '* `touch made`' $'a\n--config\nb'; do
  fails_with 1 step "$action/prepare" "${inputs[@]}" WITH_TARGET="$nonsense"
  contains "::error title=buildstd::this cannot be built"
done
[ ! -e made ] || fail "an input was run"
# Without GitHub's cache.
run step "$action/prepare" "${inputs[@]}" WITH_CACHE=false
same "$(<"$GITHUB_OUTPUT")" ""
run step "$action/build" "${inputs[@]}" WITH_ARCHIVE= WITH_HIT=
same "$(output_of save)" false
# Where there can be no cache in the home directory, there is one elsewhere.
run step "$action/install" HOME="$work/nowhere" WITH_PATH="$BUILDSTD"
contains "BUILDSTD_CACHE_DIR="
rm -r "$(sed -n 's/^BUILDSTD_CACHE_DIR=//p' "$GITHUB_ENV")"
begin_job

# --- releases ----------------------------------------------------------------------------------------------------
command -v curl >/dev/null || { echo "there is no curl: no release is downloaded" && exit; }
name=buildstd-$(uname -m)-unknown-linux-gnu-v9.8.7
release="$work/releases/download/v9.8.7"
mkdir -p "$release" "$work/releases/latest" "$work/made/$name"/{bin,libexec/buildstd}
ln -s ../download/v9.8.7 "$work/releases/latest/download"
printf '#!/bin/sh\necho buildstd 9.8.7\n' | tee "$work/made/$name/bin/buildstd" >"$work/made/$name/libexec/buildstd/buildstd-transfer"
chmod +x "$work/made/$name/bin/buildstd" "$work/made/$name/libexec/buildstd/buildstd-transfer"
tar -C "$work/made" -czf "$release/$name.tgz" "$name"
sums() { (cd "$release" && { sha256sum "$name.tgz" && echo "$(printf %064d 0)  buildstd_9.8.7_amd64.deb"; } >SHA256SUMS); }
sums
install() { step "$action/install" WITH_PATH= WITH_SHA256= WITH_VERSION="$1" WITH_RELEASES="file://${work// /%20}/releases" "${@:2}"; }
sum=$(sha256sum <"$release/$name.tgz")
sum=${sum%% *}
for version in latest 9.8.7 v9.8.7; do
  run install $version WITH_SHA256="$sum"
  contains "buildstd 9.8.7: $RUNNER_TEMP/"
  same "$(output_of program)" "$(tail -n 1 "$GITHUB_PATH")/buildstd"
done
fails_with 1 install 9.8.7 WITH_SHA256="${sum//[0-8]/9}"
contains "is not what \`sha256\` says"
fails_with 1 install 9.8.6
contains "there is no release 9.8.6"
fails_with 1 install ../v9.8.7
contains "neither \`latest\` nor like"
echo >>"$release/$name.tgz"
fails_with 1 install latest
contains "is not what its release says"
sums
sed -i p "$release/SHA256SUMS"
fails_with 1 install latest
contains "names 2 archives"

# On other machines.
sums
mkdir "$work/other"
printf '#!/bin/sh\n[ "$1" = -m ] && echo "$MACHINE" || echo Linux\n' >"$work/other/uname"
chmod +x "$work/other/uname"
for machine in aarch64 x86_64; do
  [ "$machine" != "$(uname -m)" ] || continue
  fails_with 1 install latest PATH="$work/other:$PATH" MACHINE=$machine
  contains "names 0 archives for $machine"
done
fails_with 1 install latest PATH="$work/other:$PATH" MACHINE=riscv64
contains "there is no release for"
