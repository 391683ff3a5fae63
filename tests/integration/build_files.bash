#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# `plan --format ninja` and `make`: other build systems make the same sysroot, with what build scripts say in its
# crates, do nothing twice, and notice what has changed.
source "${0%/*}/common.bash"
command -v ninja >/dev/null || skip "ninja is not installed"
command -v make >/dev/null || skip "make is not installed"

script_output='cargo:rustc-cfg=mock_cfg\ncargo:rustc-env=MOCK=a b\ncargo:key=value\ncargo:rerun-if-changed=build.rs\n'
environment+=(FAKE_SCRIPT_OUTPUT="$script_output")
elsewhere="$base/else where"
mkdir "$elsewhere"

# system COMMAND…: a build system in another directory; like `buildstd` for the rest.
system() {
  status=0
  (cd "$elsewhere" && exec env -i "${environment[@]}" "$@") >"$base/out" 2>"$base/err" </dev/null || status=$?
  # ninja shows on standard output what the commands say.
  cat "$base/out" >>"$base/err"
}
write_file() {
  buildstd plan --format "$1"
  expect_status 0
  cp "$base/out" "$elsewhere/$2"
}
same_tree() {
  diff -r "$1/lib/rustlib/$host" "$2/lib/rustlib/$host" || fail "different bytes"
  cmp "$1/buildstd.json" "$2/buildstd.json" || fail "different descriptions"
}
again() { # what the second run of each build system is like
  forget_calls
  system "$@"
  expect_status 0
  expect_equal "$(calls)" 0
}

for system in ninja make; do
  rm -rf "$state" "$base/expected"
  build
  expected=$sysroot
  expect_whole "$expected"
  cp -r "$expected" "$base/expected"
  rm -rf "$state"
  forget_calls
  write_file "$system" "file.$system"
  expect_equal "$(calls)" 0
  [[ ! -e $state/exported ]] || fail "a plan has made files"
  tool=("$system" -f "file.$system" -j2)
  system "${tool[@]}"
  expect_status 0
  grep -qxF "$expected" "$base/out" || fail "the sysroot's path is not said"
  same_tree "$expected" "$base/expected"
  expect_whole "$expected"
  # What a script says reaches the crate's own compiler, and the scripts of those that depend on what it links.
  grep -q '^start [0-9]* std .* --cfg mock_cfg' "$log" || fail "no cfg of the build script"
  ! grep '^start [0-9]* core ' "$log" | grep -q mock_cfg || fail "a cfg where no script has said it"
  again "${tool[@]}"

  # What they have made is what `build` would have, which has nothing left to do, and leaves their files alone.
  build
  expect_equal "$(calls)" 0
  expect_equal "$sysroot" "$expected"
  again "${tool[@]}"

  # A source that is only newer: for ninja what comes out the same is not used again, make goes by times.
  touch "$library/core/src/lib.rs"
  forget_calls
  system "${tool[@]}"
  expect_status 0
  expect_equal "$(calls core)" 1
  if [[ $system == ninja ]]; then expect_equal "$(calls)" 1; fi
  again "${tool[@]}"
  # The same for a build script: it runs again, and says the same.
  touch "$library/std/build.rs"
  forget_calls
  system "${tool[@]}"
  expect_status 0
  expect_equal "$(calls script-std)" 1
  if [[ $system == ninja ]]; then expect_equal "$(calls std)" 0; fi
  # What a script has looked at is in the sysroot's name; ninja has no reason to make another one.
  expected=$(<"$(echo "$state"/exported/*/installed)")
  same_tree "$expected" "$base/expected"

  # The file says how the plan was when it was written.
  rm -rf "$state"
  environment+=(RUSTFLAGS=-Cdebuginfo=1)
  system "${tool[@]}"
  unset 'environment[-1]'
  [[ $status != 0 ]] || fail "a plan that is out of date is built"
  expect_err "the build file is out of date: the plan has changed"
  expect_err "help: write the file again"
  expect_no_sysroot

  # A compiler that fails: its message, no JSON, and no half of a result.
  rm -rf "$state"
  environment+=(FAKE_RUSTC_DO=alloc:half)
  system "${tool[@]}"
  unset 'environment[-1]'
  [[ $status != 0 ]] || fail "succeeded with a compiler that fails"
  expect_err "could not compile \`alloc\` (lib)"
  expect_err "signal: 6"
  [[ -z $(find "$state/exported" -name 'liballoc-*') ]] || fail "half of alloc is left"
  environment+=(FAKE_RUSTC_DO=alloc:fail)
  system "${tool[@]}"
  unset 'environment[-1]'
  expect_err "mock error in alloc"
  ! grep -qF message_type "$base/err" || fail "JSON for people"
  expect_no_sysroot
  # And a build script that does.
  rm -rf "$state"
  environment+=(FAKE_SCRIPT_DO=fail)
  system "${tool[@]}"
  unset 'environment[-1]'
  [[ $status != 0 ]] || fail "succeeded with a build script that fails"
  expect_err "failed to run custom build command for"
  system "${tool[@]}"
  expect_status 0
  expected=$(<"$(echo "$state"/exported/*/installed)")
  same_tree "$expected" "$base/expected"
done

# make's jobserver reaches the compiler, also through a wrapper; `-n` runs nothing.
cat >"$base/bin/wrapper" <<'END'
#!/bin/sh
auth=${MAKEFLAGS##*--jobserver-auth=}
auth=${auth%% *}
case $auth in
fifo:*) [ -p "${auth#fifo:}" ] && seen=yes ;;
*,*) [ -e "/proc/$$/fd/${auth%%,*}" ] && seen=yes ;;
esac
case " $* " in *" --crate-name "*) echo "$3 ${seen:-no}" >>"$WRAPPER_LOG" ;; esac
exec "$@"
END
chmod +x "$base/bin/wrapper"
rm -rf "$state"
environment+=(RUSTC_WRAPPER="$base/bin/wrapper" WRAPPER_LOG="$base/wrapped")
write_file make wrapped.make
system make -n -f wrapped.make -j2
expect_status 0
[[ ! -e $state/exported ]] || fail "make -n has made something"
system make -f wrapped.make -j2
expect_status 0
[[ -s $base/wrapped ]] || fail "the wrapper was not called"
! grep -v ' yes$' "$base/wrapped" || fail "compilers without make's jobserver"
unset 'environment[-1]' 'environment[-1]'

# [env], and nothing to build.
printf '[env]\nMOCK_SEEN = "line\\nend"\n' >"$project/.cargo.toml"
mkdir -p "$project/.cargo"
mv "$project/.cargo.toml" "$project/.cargo/config.toml"
build
expected=$sysroot
rm -rf "$state"
write_file ninja env.ninja
system ninja -f env.ninja
expect_status 0
grep -qxF "$expected" "$base/out" || fail "[env] is not the same"
printf '[build]\nbuild-std.when = "never"\n' >"$project/.cargo/config.toml"
for system in ninja make; do
  write_file "$system" never
  system "$system" -f never
  expect_status 0
done
