#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Configuration, manifests and lock files that nobody means well with: a message that names the file, soon, in little
# memory, and nothing is built. What the parsers say of such texts is in tests/unit; here the whole program reads them.
source "${0%/*}/common.bash"

config="$project/.cargo/config.toml"
mkdir -p "$project/.cargo"
: >"$config"
files=("$config" "$project/Cargo.toml" "$library/Cargo.toml" "$library/Cargo.lock" "$library/std/Cargo.toml"
  "$library/vendor/cfg-if/Cargo.toml")

# Half a gigabyte of addresses and half a minute are plenty also on a slow machine; without bounds it would be
# gigabytes. A sanitizer's shadow memory does not fit into any such limit.
bounded() {
  local limit=524288
  ! grep -qa __asan_init "$BUILDSTD" || limit=unlimited
  status=0
  (cd "$project" && ulimit -v "$limit" && exec env -i "${environment[@]}" timeout 30 "$BUILDSTD" build) \
    >"$base/out" 2>"$base/err" </dev/null || status=$?
}
# refused FILE: reading it fails, and says so.
refused() {
  bounded
  [[ $status == 101 ]] || fail "status $status for $1 with $shape"
  expect_empty "$base/out"
  expect_err "error: "
  expect_err "$1"
  expect_plain
  [[ $(wc -c <"$base/err") -lt 5000 ]] || fail "a message of $(wc -c <"$base/err") bytes for $1 with $shape"
  expect_no_sysroot
}
# refused_with REASON FILE: the same, for this reason.
refused_with() {
  refused "$2"
  expect_err "$1"
}

# no_file REASON FILE: there is something else in the file's place. Of the std workspace's own files that is told before
# one is read, as what it means: the sources are not all there.
no_file() {
  case $2 in
    "$library"/*)
      refused "$library"
      expect_err "help: "
      ;;
    *) refused_with "$1" "$2" ;;
  esac
}

repeat() { head -c "$2" /dev/zero | sed "s/\\x00/$1/g"; }
declare -A texts
texts["nested arrays"]="a = $(repeat '[' 500000)"
texts["nested tables"]="a = $(repeat '{a=' 200000)"
texts["a long key"]="a$(repeat .a 400000) = 1"
texts["a long header"]="[a$(repeat .a 400000)]"
texts["half a string"]="a = \"$(repeat x 500000)"
for file in "${files[@]}"; do
  cp -p "$file" "$base/saved"
  for shape in "${!texts[@]}"; do
    printf '%s' "${texts[$shape]}" >"$file"
    refused "$file"
  done
  shape="bytes that are no text"
  printf 'a = "\377\376"\n' >"$file"
  refused_with "not valid UTF-8" "$file"
  shape="a NUL byte"
  printf 'a = 1\0\n' >"$file"
  refused_with "control character U+0000" "$file"
  shape="100 MB"
  truncate -s 100M "$file"
  refused_with "the file has 104857600 bytes, more than the" "$file"
  rm "$file"
  shape="a folder"
  mkdir "$file"
  no_file "it is not a regular file" "$file"
  rmdir "$file"
  shape="a pipe that nobody writes to"
  mkfifo "$file"
  no_file "it is not a regular file" "$file"
  rm "$file"
  ln -s /dev/zero "$file"
  shape="a device without an end"
  no_file "it is not a regular file" "$file"
  rm "$file"
  cp -p "$base/saved" "$file"
done

# Text that no program can be given; profiles in a chain that is longer than any.
shape="a NUL character in a flag"
printf '[build]\nrustflags = ["--cfg=a\\u0000b"]\n' >"$config"
refused_with "\`build.rustflags\` contains a NUL character" "$config"
: >"$config"

# Links in a circle. Of the user's own files Cargo sees none behind such a link, and looks further.
for file in "${files[@]:2}"; do
  shape="a link to itself"
  mv "$file" "$base/saved"
  ln -s "${file##*/}" "$file"
  no_file "Too many levels of symbolic links" "$file"
  mv "$base/saved" "$file"
done
for file in "${files[@]:0:2}"; do
  mv "$file" "$base/saved"
  ln -s "${file##*/}" "$file"
  build
  mv "$base/saved" "$file"
done
rm -rf "$state"

# A file that includes itself, by its name, by another, and by ever longer paths.
shape="a circle of includes"
printf 'include = ["config.toml"]\n' >"$config"
refused_with "cycle detected" "$config"
printf 'include = ["other.toml"]\n' >"$config"
printf 'include = ["config.toml"]\n' >"$project/.cargo/other.toml"
refused_with "cycle detected" "$config"
printf 'include = ["x/../other.toml"]\n' >"$project/.cargo/other.toml"
mkdir "$project/.cargo/x"
printf 'include = ["x/other.toml"]\n' >"$config"
ln -s .. "$project/.cargo/x/up"
printf 'include = ["up/x/other.toml"]\n' >"$project/.cargo/x/other.toml"
refused "$project/.cargo/x/other.toml"
# Many large files.
shape="many large includes"
list=
for ((i = 0; i < 40; ++i)); do
  list+="\"big$i.toml\", "
  printf 'k%s = [%s]\n' "$i" "$(repeat '1,' 450000)" >"$project/.cargo/big$i.toml"
done
printf 'include = [%s]\n' "$list" >"$config"
refused_with "bytes of configuration" "$config"
rm -r "$project/.cargo"

# What may not be read. Root may read everything, so that somebody else asks; not where the checkout is closed to others.
as_other=()
if [[ $(id -u) == 0 ]]; then
  chmod 755 "$base"
  as_other=(setpriv --reuid=65534 --regid=65534 --clear-groups)
  if ! "${as_other[@]}" env "$BUILDSTD" --version >/dev/null 2>&1; then
    echo "unreadable files are not tested: nobody but root can run $BUILDSTD here" >&2
    exit 0
  fi
fi
chmod -R a+rX "$base"
mkdir -m 777 "$base/target"
environment+=(CARGO_TARGET_DIR="$base/target" FAKE_RUSTC_LOG=)
ask() {
  status=0
  (cd "$project" && exec "${as_other[@]}" env -i "${environment[@]}" "$BUILDSTD" "$@") >"$base/out" 2>"$base/err" \
    </dev/null || status=$?
}
# unreadable PATH REASON: while nobody may read it, a build fails and names it.
unreadable() {
  local mode
  mode=$(stat -c %a "$1")
  chmod 000 "$1"
  ask build
  chmod "$mode" "$1"
  expect_status 101
  expect_err "$1"
  expect_err "$2"
}
mkdir "$project/.cargo"
printf '[build]\njobs = 1\n' >"$config"
chmod -R a+rX "$project"
for file in "${files[@]}"; do unreadable "$file" "failed to read \`$file\`"; done
unreadable "$library/vendor" "Permission denied"
unreadable "$library/vendor/cfg-if" "Permission denied"
unreadable "$library" "the sources of the standard library are not installed"
# A folder of configuration that may not be searched is none, as for Cargo.
chmod 000 "$project/.cargo"
ask print config build
chmod 755 "$project/.cargo"
expect_status 101
expect_err "config value \`build\` is not set"
