#!/usr/bin/env bash
# Nothing changed: `build` says so without starting a process. A changed compiler is asked again.
. "$(dirname "$0")/common.bash"

cat >rustc <<END
#!/usr/bin/env bash
echo "\$*" >>"$work/calls"
exec "$RUSTC" "\$@"
END
chmod +x rustc
build() { run env RUSTC="$work/rustc" "$BUILDSTD" build --check --crates core --target "$host"; }
calls() { wc -l <"$work/calls"; }

build
before=$(calls)

build
contains Finished
lacks Compiling
same "$before" "$(calls)"

touch rustc
build
[ "$(calls)" -gt "$before" ] || fail "a changed compiler was not asked"
