#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Nothing changed: `build` says so without starting a process. A changed compiler is asked again.
. "$(dirname "$0")/common.bash"

cat >rustc <<END
#!/usr/bin/env bash
echo "\$*" >>"$work/calls"
exec "$RUSTC" "\$@"
END
chmod +x rustc
buildstd() { run env RUSTC="$work/rustc" "$BUILDSTD" "$1" --check --crates core --target "$host"; }
calls() { wc -l <"$work/calls"; }

buildstd build
before=$(calls)

buildstd build
contains Finished
lacks Compiling
same "$before" "$(calls)"

touch rustc
buildstd plan
[ "$(calls)" -gt "$before" ] || fail "a changed compiler was not asked"
