#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Ended by a signal: its exit status, no child left, no partial sysroot; and after all of them the next run succeeds.
. "$(dirname "$0")/common.bash"

cat >wrapper <<END
#!/usr/bin/env bash
echo "\$\$ \$*" >>"$work/children"
exec "\$@"
END
chmod +x wrapper
build=("$BUILDSTD" build --check --crates core --target "$host")

# interrupted SIGNAL STATUS
interrupted() {
  rm -f children
  set -m # or bash makes background processes ignore Ctrl-C
  RUSTC_WRAPPER="$work/wrapper" "${build[@]}" >output 2>&1 &
  set +m
  until grep -qs -- '--crate-name core' children; do sleep 0.1; done
  local status=0 child
  kill -s "$1" $!
  wait $! || status=$?
  same "$2" "$status"

  if [ "$1" != KILL ]; then # then nobody is left to end them
    while read -r child _; do
      ! kill -0 "$child" 2>/dev/null || fail "a child is left: $child"
    done <children
  fi
  [ ! -e target/buildstd/sysroots ] || same "" "$(ls -A target/buildstd/sysroots)"
}

interrupted INT 130
interrupted TERM 101
interrupted KILL 137
run "${build[@]}"
contains Finished
