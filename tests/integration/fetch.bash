#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Sources without their dependencies: `fetch` has Cargo download them, and what is in Cargo's cache is checked against the
# lock file of the sources.
source "${0%/*}/common.bash"

registry=$base/home/.cargo/registry
mv "$library/vendor" "$base/packages"
for folder in "$base/packages"/*; do # versions are in all names, as in Cargo's cache
  [[ ${folder##*/} =~ -[0-9] ]] || mv "$folder" "$folder-$(sed -n 's/^version = "\(.*\)"/\1/p' "$folder/Cargo.toml" | head -n 1)"
done

# The real Cargo's part: unpacks what the manifest asks for, and keeps what it was unpacked from.
cat >"$base/bin/cargo" <<'END'
#!/usr/bin/env bash
set -euo pipefail
[[ $1 == fetch && $2 == --manifest-path ]]
if [[ -n ${FAKE_CARGO_FAILS-} ]]; then
  echo 'error: failed to download from the index' >&2
  exit 101
fi
sed -n 's/.*package = "\(.*\)", version = "=\(.*\)", default.*/\1-\2/p' "$3" | while read -r id; do
  [[ -d $PACKAGES/$id ]] || continue
  [[ -z ${FAKE_CARGO_LACKS-} || $id != "$FAKE_CARGO_LACKS"* ]] || continue
  mkdir -p "$CARGO_HOME/registry/src/index-1" "$CARGO_HOME/registry/cache/index-1"
  cp -r "$PACKAGES/$id" "$CARGO_HOME/registry/src/index-1/"
  rm -f "$CARGO_HOME/registry/src/index-1/$id/.cargo-checksum.json"
  echo "the archive of $id" >"$CARGO_HOME/registry/cache/index-1/$id.crate"
done
END
chmod +x "$base/bin/cargo"
environment+=(PACKAGES="$base/packages")

# The lock file has the checksums of these archives; packages that the mock lacks, as Debian does, are in the registry.
python3 - "$library/Cargo.lock" "$base/packages" <<'END'
import hashlib, os, re, sys

def checked(entry):
    name, version = (re.search(rf'^{key} = "(.*)"', entry, re.M) for key in ("name", "version"))
    if not name or "\nsource" not in entry:
        return entry
    folder = f"{sys.argv[2]}/{name[1]}-{version[1]}"
    if not os.path.exists(folder):
        os.makedirs(folder)
        with open(f"{folder}/Cargo.toml", "w") as manifest:
            manifest.write(f'[package]\nname = "{name[1]}"\nversion = "{version[1]}"\n')
    archive = f"the archive of {name[1]}-{version[1]}\n".encode()
    entry = re.sub(r'^checksum = .*\n', "", entry, flags=re.M)
    return re.sub(r'^(source = .*\n)', rf'\1checksum = "{hashlib.sha256(archive).hexdigest()}"\n', entry, flags=re.M)

text = open(sys.argv[1]).read()
open(sys.argv[1], "w").write("[[package]]".join(checked(entry) for entry in text.split("[[package]]")))
END

buildstd build
expect_status 101
expect_err "a dependency of the standard library, is not vendored"
expect_err "help: \`buildstd fetch\` downloads what these sources come without"

with FAKE_CARGO_FAILS=1 -- fetch
expect_status 101
expect_err "error: Cargo could not download the dependencies of the standard library"
expect_err "error: failed to download from the index"
expect_err "help: check the network and Cargo's configuration"
[[ -z $(find "$state/cache" -name 'fetch-*') ]] || fail "something is left of the download"

with FAKE_CARGO_LACKS=libc -- fetch
expect_status 101
expect_err "error: \`libc 0.2.183\` is still not there after the download"

buildstd fetch
expect_status 0
expect_err "Fetched 1 packages"
expect_empty "$base/out"
buildstd fetch
expect_status 0
expect_err "Fresh all dependencies"
build
expect_whole "$sysroot"
buildstd plan --format commands
expect_out "$registry/src/index-1=/rust/deps"

# What was not what the lock file means is no dependency.
echo 'changed' >"$registry/cache/index-1/libc-0.2.183.crate"
buildstd build
expect_status 101
expect_err "error: checksum for \`libc 0.2.183\` does not match the lock file"
expect_err "help: remove the file and run \`buildstd fetch\`"
rm "$registry/cache/index-1/libc-0.2.183.crate"
buildstd build
expect_status 101
expect_err "error: \`libc 0.2.183\` cannot be checked against the lock file"
