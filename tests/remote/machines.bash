# SPDX-License-Identifier: MIT
# Machines of the tests of the remote cache: each has a home, a cache and a workspace of its own. They have their toolchain in one place.
# Sourced after integration/common.bash and servers.bash.

transfer="${BUILDSTD%/*}/buildstd-transfer"
[[ -x $transfer ]] || skip "there is no buildstd-transfer beside $BUILDSTD"
trap 'stop_servers cleanup' EXIT
umask 022
quiet=(FAKE_RUSTC_COPIES=1) # what is made has the sources in it

# on NAME: what follows happens on that machine, which is empty where it is new.
on() {
  here="$base/$1"
  project="$here/my project"
  state="$project/target/buildstd"
  cache="$here/home/.cache/buildstd"
  log="$here/log"
  if [[ ! -d $here ]]; then
    mkdir -p "$project/src" "$here/home/.cargo"
    printf '[package]\nname = "mine"\nversion = "0.1.0"\n' >"$project/Cargo.toml"
    : >"$project/src/lib.rs"
  fi
  environment=(PATH="$toolchain/bin:$base/bin:/usr/bin:/bin" HOME="$here/home" CARGO_HOME="$here/home/.cargo" FAKE_RUSTC_LOG="$log" TERM=xterm
    "${quiet[@]}")
}
# on_empty NAME: the same, with nothing in its cache and workspace, and no settings.
on_empty() {
  on "$1"
  forget_workspace
  rm -rf "$cache" "$here/home/.config"
}
forget_workspace() {
  rm -rf "$state"
  forget_calls
}

# As common.bash has it, with an end.
buildstd() {
  status=0
  (cd "$project" && exec timeout 120 env -i "${environment[@]}" "$BUILDSTD" "$@") >"$base/out" 2>"$base/err" </dev/null || status=$?
}

contents() { (cd "$1" && find . -type f ! -name buildstd.json -exec sha256sum {} + | sort -k2); }
# built [COUNT]: the last build was good and is the std that there is a reference of, with so many compilers and scripts started.
built() {
  expect_status 0
  contents "$(<"$base/out")" | cmp - "$base/reference" || fail "another std"
  [[ $# == 0 ]] || expect_equal "$(calls)" "$1"
}
expect_warnings() { expect_equal "$(grep -c '^warning: ' "$base/err" || true)" "$1"; }

# make_large CRATE BYTES: its source, and so its library, has that many bytes that cannot be compressed. Before anything is built.
make_large() {
  python3 -c 'import base64, random, sys; print("//", base64.b64encode(random.Random(1).randbytes(int(sys.argv[1]) * 3 // 4)).decode())' "$2" \
    >>"$library/$1/src/lib.rs"
}

# The programs that transfer for this test.
transfers() {
  local process
  for process in $(find /proc -maxdepth 2 -name exe -lname "$transfer" 2>/dev/null | cut -d/ -f3); do
    ! grep -qzF -- "$base" "/proc/$process/environ" 2>/dev/null || echo "$process"
  done
}
no_transfer_runs() { [[ -z $(transfers) ]]; }
transfer_runs() { [[ -n $(transfers) ]]; }

# timed COMMAND…: sets `took`, in milliseconds.
timed() {
  local before=${EPOCHREALTIME/[.,]/}
  "$@"
  took=$(((${EPOCHREALTIME/[.,]/} - before) / 1000))
}
