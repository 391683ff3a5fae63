#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# A finished sysroot of which something is missing or was changed is put together again, with a word; and what another
# place's buildstd has made is not taken for one's own.
[[ ! -w /dev/shm ]] || export TMPDIR=/dev/shm # without reflinks: files are shared by hard links
source "${0%/*}/common.bash"

umask 022
environment+=(FAKE_RUSTC_COPIES=1)
contents() { (cd "$1" && find . -type f ! -name buildstd.json -exec sha256sum {} + | sort -k2); }
libraries() { echo "$sysroot/lib/rustlib/$host/lib"; }
library() { compgen -G "$(libraries)/lib$1-*.rlib"; }

# --- something of it is missing or changed -----------------------------------------------------------------------
delete() { rm "$(library core)"; }
delete_metadata() { rm "$(compgen -G "$(libraries)/liballoc-*.rmeta")"; }
delete_folder() { rm -r "$sysroot/lib"; }
delete_link() { rm "$sysroot/lib/rustlib/etc"; }
delete_description() { rm "$sysroot/buildstd.json"; }
change_byte() { chmod u+w "$(library std)" && printf X | dd of="$(library std)" conv=notrunc status=none; }
exchange() { cp "$(library core)" "$base/file" && echo other >>"$base/file" && mv -f "$base/file" "$(library std)"; }
run_build() { buildstd build; }
run_env() { buildstd env; }
run_exec() { buildstd exec -- true; }

for with_cache in no yes; do
  cache=
  [[ $with_cache == no ]] || cache="$base/cache"
  environment+=(BUILDSTD_CACHE_DIR="$cache")
  rm -rf "$state"
  sleep 2.1 # what is new may still be changing, and is not relied on
  build
  build # remembered now, where there is a cache
  contents "$sysroot" >"$base/reference"
  for damage in delete delete_metadata delete_folder delete_link delete_description change_byte exchange; do
    for run in build env exec; do
      $damage
      run_$run
      expect_status 0
      expect_err "warning: \`$sysroot/"
      expect_err "the standard library is put together again"
      contents "$sysroot" | cmp - "$base/reference" || fail "$damage stays after $run"
      [[ -e $sysroot/lib/rustlib/etc/gdb_load_rust_pretty_printers.py ]] || fail "a link is missing"
      run_$run
      expect_no_err warning
      [[ $with_cache == yes ]] || break # the other two are the same without the cache
    done
  done
  unset 'environment[-1]'
done

# --- what is damaged under one name is so under all: it is compiled again, once -----------------------------------
environment+=(BUILDSTD_CACHE_DIR="$base/cache")
with CARGO_TARGET_DIR="$base/second" -- build
expect_status 0
second=$(<"$base/out")
build
change_byte
forget_calls
build
expect_err "warning: "
with CARGO_TARGET_DIR="$base/second" -- build
expect_status 0
[[ $(calls std) -le 1 ]] || fail "compiled $(calls std) times"
for place in "$sysroot" "$second"; do contents "$place" | cmp - "$base/reference"; done
unset 'environment[-1]'

# --- changed, with the size and the time of before: verify looks at the content ------------------------------------
rm -rf "$state"
build
touch -r "$(library std)" "$base/time"
change_byte
touch -r "$base/time" "$(library std)"
if [[ -x ${BUILDSTD%/*}/buildstd-verify ]]; then
  buildstd verify
  expect_status 101
  expect_err "error: \`$(library std)\` is not what was built"
fi
buildstd clean
build
contents "$sysroot" | cmp - "$base/reference"

# --- a target directory that came from elsewhere -------------------------------------------------------------------
# copied HOW: a copy of the project, with a libstd of somebody's in its finished sysroot.
copied() {
  local theirs
  rm -rf "$base/theirs"
  mkdir "$base/theirs"
  "$@"
  theirs=$(compgen -G "$base/theirs/my project/target/buildstd/sysroots/"*"/lib/rustlib/$host/lib/libstd-*.rlib")
  touch -r "$theirs" "$base/time"
  chmod u+w "$theirs"
  printf X | dd of="$theirs" conv=notrunc status=none
  touch -r "$base/time" "$theirs"
}
by_cp() { cp -a "$project" "$base/theirs/"; }
by_tar() { tar -C "${project%/*}" -c "${project##*/}" | tar -C "$base/theirs" -x; }
for how in by_cp by_tar; do
  copied $how
  project="$base/theirs/my project"
  buildstd build -v
  expect_status 0
  expect_err "   Discarded \`$project/target/buildstd\` was not made here"
  contents "$(<"$base/out")" | cmp - "$base/reference" || fail "a planted libstd is used"
  forget_calls
  buildstd build -v
  expect_no_err Discarded
  expect_equal "$(calls)" 0
  project="$base/my project"
done
# Nor are units of an interrupted build, or answers about a compiler.
rm -rf "$state"
with FAKE_RUSTC_DO=std:fail -- build
expect_status 101
rm -rf "$base/theirs" && mkdir "$base/theirs" && by_cp
forget_calls
project="$base/theirs/my project"
build
was_called core || fail "a unit that came from elsewhere is used"
contents "$sysroot" | cmp - "$base/reference"
project="$base/my project"
# Here it goes on, but not with files that are not as they were.
forget_calls
printf X | dd of="$(echo "$state"/build/*/deps/libcore-*.rlib)" conv=notrunc status=none
build
expect_equal "$(calls core)" 1
expect_equal "$(calls libc)" 0
contents "$sysroot" | cmp - "$base/reference"

# Another user's.
if [[ $(id -u) == 0 ]]; then
  chown -R 65534 "$state"
  buildstd build -v
  expect_status 0
  expect_err "   Discarded \`$state\` belongs to another user"
  contents "$(<"$base/out")" | cmp - "$base/reference"
fi
chmod -R go+w "$state"
buildstd build -v
expect_status 0
expect_err "   Discarded others may write to \`$state\`"
contents "$(<"$base/out")" | cmp - "$base/reference"
