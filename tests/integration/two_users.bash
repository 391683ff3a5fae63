#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Two users of one machine, one of them hostile: whatever he may do to the other's cache and target directory, as far as
# their permissions let him, no program of his is run, and nothing of his is taken for the other's own.
source "${0%/*}/common.bash"

[[ $(id -u) == 0 ]] || skip "only root can be two users"
victim=65533 attacker=65534
umask 022
chmod 755 "$base"
setpriv --reuid=$victim --regid=$victim --clear-groups "$BUILDSTD" --version >/dev/null 2>&1 ||
  skip "nobody but root can run $BUILDSTD here"
setpriv --reuid=$victim --regid=$victim --clear-groups test -x "$toolchain/bin/rustc" || skip "nobody but root can use $base"

mkdir -m 755 "$base/home.victim"
mkdir -m 1777 "$base/shared"
chown $victim "$base/home.victim"
chown -R $victim "$project"
log="$base/shared/log"
cache="$base/home.victim/cache"
environment=(PATH="$toolchain/bin:/usr/bin:/bin" HOME="$base/home.victim" CARGO_HOME="$base/home.victim/.cargo" FAKE_RUSTC_LOG="$log"
  FAKE_RUSTC_COPIES=1)
contents() { (cd "$1" && find . -type f ! -name buildstd.json -exec sha256sum {} + | sort -k2); }
trace=()
as_victim() { # CACHE ARGUMENT…
  status=0
  (cd "$project" && exec "${trace[@]}" setpriv --reuid=$victim --regid=$victim --clear-groups env -i "${environment[@]}" BUILDSTD_CACHE_DIR="$1" \
    "$BUILDSTD" "${@:2}") >"$base/out" 2>"$base/err" </dev/null || status=$?
}
as_attacker() { setpriv --reuid=$attacker --regid=$attacker --clear-groups "$@"; }

# What must never run: it is a compiler, and tells.
evil="$base/shared/evil"
as_attacker mkdir -p "$evil/bin"
cat >"$base/rustc" <<END
#!/bin/sh
echo run >>"$base/shared/owned"
exec "$toolchain/bin/rustc" "\$@"
END
as_attacker sh -c "cat >'$evil/bin/rustc' && chmod 755 '$evil/bin/rustc'" <"$base/rustc"
expect_not_owned() { [[ ! -e $base/shared/owned ]] || fail "$1: the attacker's program was run"; }
# built WHAT: the victim's build is good, whatever there is.
built() {
  expect_status 0
  contents "$(<"$base/out")" | cmp - "$base/reference" || fail "$1: another sysroot"
  expect_not_owned "$1"
}

as_victim "$cache" build
expect_status 0
contents "$(<"$base/out")" >"$base/reference"
# What buildstd would remember of his compiler, he knows from a cache of his own.
as_attacker mkdir "$base/shared/his"
(cd "$base/shared/his" && as_attacker env -i PATH="$evil/bin:/usr/bin:/bin" HOME="$base/shared/his" BUILDSTD_CACHE_DIR="$base/shared/his/cache" \
  FAKE_RUSTC_COPIES=1 "$BUILDSTD" build --target-dir "$base/shared/his/target" --crates core >"$base/out" 2>"$base/err" </dev/null)
state_of() { sed -n 's/^ "sta[a-z]*": "\([0-9a-f]*\)".*/\1/p' "$1"/v1/answers/probe-*.json; }
his_state=$(state_of "$base/shared/his/cache")
[[ $his_state && -e $base/shared/owned ]] || fail "he knows nothing"
rm "$base/shared/owned"
target="$project/target/buildstd"

# lead_to_evil DIRECTORY: all that can be written to in a cache names the attacker's compiler, and has his results.
to_his="s|$toolchain/bin/rustc|$evil/bin/rustc|g; s|^ \"\\(sta[a-z]*\\)\": \"[0-9a-f]*\"| \"\\1\": \"$his_state\"|"
lead_to_evil() {
  as_attacker bash -c '
    cd "$1" || exit
    find . -name "probe-*.json" -o -name "request-*" | while read -r file; do
      sed "$2" "$file" >"$file.new" 2>/dev/null && mv -f "$file.new" "$file"
      [ ! -w "$file" ] || printf "%s" "$(sed "$2" "$file")" >"$file"
    done
    find . -name "lib*.rlib" -o -name "*.d" -o -name entry.json | while read -r file; do
      chmod u+w "$file"
      [ ! -w "$file" ] || echo evil >>"$file"
      cp "$file" "$file.new" && echo evil >>"$file.new" && mv -f "$file.new" "$file"
    done
  ' bash "$1" "$to_his" 2>/dev/null || true
}

# --- a cache that is open to all, and then partly mended ------------------------------------------------------------
for mend in nothing 'chmod go-w "$cache"' 'chmod go-w "$cache" "$cache/v1"' 'chmod -R go-w "$cache/v1/units"' hint; do
  rm -rf "$cache" "$target"
  as_victim "$cache" build
  chmod -R a+rwX "$cache"
  lead_to_evil "$cache"
  as_victim "$cache" build
  built "open to all"
  expect_err "warning: the cache \`$cache\` is not used: others may write to"
  if [[ $mend == hint ]]; then
    hint=$(sed -n 's/.*changed what is in it: `\(.*\)`$/\1/p' "$base/err")
    setpriv --reuid=$victim --regid=$victim --clear-groups sh -c "$hint"
  elif [[ $mend != nothing ]]; then
    eval "$mend"
  fi
  for command in build 'build --crates core' plan doctor; do
    rm -rf "$target"
    as_victim "$cache" $command
    expect_not_owned "after $mend, $command"
  done
  rm -rf "$target"
  as_victim "$cache" build
  built "after $mend"
  [[ $mend != hint ]] || expect_no_err warning
done

# --- one directory or file of it is the attacker's ------------------------------------------------------------------
for part in v1 v1/answers v1/units v1/incoming v1/locks; do
  rm -rf "$cache" "$target"
  as_victim "$cache" build
  as_attacker cp -r "$cache/$part" "$base/shared/part" 2>/dev/null || { cp -r "$cache/$part" "$base/shared/part" && chown -R $attacker "$base/shared/part"; }
  lead_to_evil "$base/shared/part"
  rm -rf "${cache:?}/$part"
  mv "$base/shared/part" "$cache/$part"
  rm -rf "$target"
  as_victim "$cache" build
  built "$part is the attacker's"
  expect_err "warning: the cache \`$cache\` is not used: \`$cache/$part\` belongs to another user"
done
for pattern in 'probe-*.json' 'request-*' 'sources-*.json' entry.json 'libcore-*.rlib'; do
  rm -rf "$cache" "$target"
  as_victim "$cache" build
  find "$cache" -name "$pattern" | while read -r file; do
    sed "$to_his" "$file" >"$base/file"
    mv "$base/file" "$file"
    chown $attacker "$file"
  done
  rm -rf "$target"
  as_victim "$cache" build
  built "$pattern is the attacker's"
done

# --- a cache at the end of a path that the attacker can change -------------------------------------------------------
rm -rf "$cache" "$target"
as_victim "$cache" build
as_attacker cp -r "$cache" "$base/shared/copy" 2>/dev/null || { cp -r "$cache" "$base/shared/copy" && chown -R $attacker "$base/shared/copy"; }
lead_to_evil "$base/shared/copy"
as_attacker chmod -R a+rX "$base/shared/copy"
as_attacker ln -s "$cache" "$base/shared/link"
rm -rf "$target"
as_victim "$base/shared/link" build
built "the attacker's link"
expect_err "warning: the cache \`$base/shared/link\` is not used: \`$base/shared/link\` is a symbolic link that belongs to another user"
# Also while he exchanges it all the time.
as_attacker bash -c 'cd "$1" && while [ ! -e stop ]; do ln -sfn copy link.new && mv -T link.new link; ln -sfn "$2" link.new && mv -T link.new link; done' \
  bash "$base/shared" "$cache" 2>/dev/null &
exchanging=$!
for _ in {1..20}; do
  rm -rf "$target"
  as_victim "$base/shared/link" build
  built "links that are exchanged"
done
: >"$base/shared/stop"
wait "$exchanging" || true
# And just when it stands before what is remembered of the compiler, which strace holds back.
if command -v strace >/dev/null; then
  rm -rf "$target" "$base/shared/copy/v1/answers/request-"*
  as_attacker ln -sfn "$cache" "$base/shared/link"
  (
    for _ in {1..100}; do grep -qs probe- "$base/trace" && break || sleep 0.05; done
    sleep 0.3
    as_attacker bash -c 'cd "$1" && ln -s copy link.new && mv -T link.new link' bash "$base/shared"
  ) &
  exchanging=$!
  calls=open,openat,stat,lstat,newfstatat,statx
  trace=(strace -f -qq -o "$base/trace" -P "$base/shared/link/v1/answers/$(basename "$cache"/v1/answers/probe-*.json)" -e trace=$calls
    -e inject=$calls:delay_enter=1500000)
  as_victim "$base/shared/link" build --crates core
  trace=()
  wait "$exchanging"
  expect_not_owned "a link that is exchanged at the right moment"
fi
as_attacker mkdir "$base/shared/first"
rm -rf "$target"
as_victim "$base/shared/first" build
built "a directory that the attacker made first"
expect_err "belongs to another user"
expect_equal "$(ls -A "$base/shared/first")" ""

# --- the victim's target directory -----------------------------------------------------------------------------------
rm -rf "$target"
as_victim "$cache" build
chmod -R a+rwX "$target"
lead_to_evil "$target"
as_victim "$cache" build
built "an open target directory"
rm -rf "$target"
as_victim "" build
chown -R $attacker "$target"
lead_to_evil "$target"
as_victim "" build
expect_status 101
expect_err "error: \`$target\` belongs to another user"
expect_err "help: remove it, or choose another target directory"
expect_not_owned "the attacker's target directory"
