#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# A new package, `buildstd init`, and only plain commands of Cargo's from then on: each gets the std that is built, what
# is for the host the prebuilt one, and a second run finds all fresh.
. "$(dirname "$0")/common.bash"

export BUILDSTD_CACHE_DIR="$shared_cache" BUILDSTD_RUSTC="$work/compiler"
# The compiler, noting what it links from, and that it was called.
cat >compiler <<END
#!/usr/bin/env bash
name=\$(sed -n 's/.*--crate-name \([a-z_]*\).*/\1/p' <<<"\$*")
case \$name in
  '' | ___) ;;
  *) echo "\$*" >>"$work/calls" ; set -- "\$@" --print "link-args=$work/\$name.args" ;;
esac
exec "$RUSTC" "\$@"
END
chmod +x compiler
mkdir tools
ln -s "$BUILDSTD" tools/buildstd
export PATH="$work/tools:$PATH"

new_package derive $'[lib]\nproc-macro = true'
echo '#[proc_macro] pub fn nothing(_: proc_macro::TokenStream) -> proc_macro::TokenStream { Default::default() }' >src/lib.rs
new_package program $'[dependencies]\nderive.path = "../derive"'
# Tries out, as autocfg does, what std has; under `cargo check`, too, where the crates need no code of it.
cat >build.rs <<'END'
use std::{env, io::Write, process::{Command, Stdio}};
fn compiles(code: &str) -> bool {
    let folder = env::var("OUT_DIR").unwrap();
    let target = env::var("TARGET").unwrap();
    let mut compiler = Command::new(env::var_os("RUSTC").unwrap());
    compiler.args(["-", "--crate-name=tried", "--crate-type=lib", "--emit=llvm-ir", "--out-dir", &folder, "--target", &target]);
    let mut child = compiler.stdin(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(code.as_bytes()).unwrap();
    child.wait().unwrap().success()
}
fn main() {
    assert!(compiles("pub fn f(n: u32) -> u32 { n.ilog2() }"));
    assert!(!compiles("pub fn f(n: u32) -> u32 { n.no_such_method() }"));
}
END
cat >src/lib.rs <<'END'
//! ```
//! assert_eq!(program::twice(2), 4);
//! ```
derive::nothing!();
pub fn twice(n: u32) -> u32 { n * 2 }
#[test]
fn doubles() { assert_eq!(twice(1), 2); }
END
echo 'fn main() { println!("{} of {}", program::twice(21), std::env::args().count()); }' >src/main.rs
mkdir tests
echo '#[test] fn outside() { assert_eq!(program::twice(3), 6); }' >tests/outside.rs
unset RUSTC
run "$BUILDSTD" init
run "$CARGO" check
run "$CARGO" run
contains "42 of 1"
ours="$work/program/target/buildstd/sysroots/"
links() { grep -qF -- "$2" "$work/$1.args" || fail "$1 links nothing of $2: $(<"$work/$1.args")"; }
links_nothing_of() { ! grep -qF -- "$2" "$work/$1.args" || fail "$1 links something of $2"; }
links program "$ours"
links_nothing_of program "$(libraries "$prebuilt")"
for for_host in derive build_script_build; do
  links $for_host "$(libraries "$prebuilt")"
  links_nothing_of $for_host "$ours"
done

# fresh COMMAND…: a second run of it compiles nothing, and calls no compiler.
fresh() {
  : >"$work/calls"
  run "$CARGO" "$@"
  lacks Compiling
  [ ! -s "$work/calls" ] || fail "cargo $* compiles again: $(cut -c1-200 "$work/calls")"
}
fresh run
run "$CARGO" test
contains "test doubles ... ok"
contains "test outside ... ok"
contains "test src/lib.rs - (line 1) ... ok"
links outside "$ours"
: >"$work/calls"
run "$CARGO" test --lib --bins --tests
[ ! -s "$work/calls" ] || fail "tests are compiled again"
run "$CARGO" check
fresh check
run "$CARGO" build --release
fresh build --release
run "$CARGO" doc --no-deps
run "$CARGO" bench --no-run
run "$CARGO" install --path . --root "$work/installed" --target "$host"
same "42 of 1" "$("$work/installed/bin/program")"

# Another std is noticed: flags by Cargo itself, what configuration says of std by the line in the compiler's version.
run env RUSTFLAGS=-Copt-level=0 "$CARGO" build # compiled quickly
contains "Compiling program"
run "$CARGO" build
sed -i 's/"always"/"never"/' .cargo/config.toml
run "$CARGO" run
contains "Compiling program"
links program "$(libraries "$prebuilt")"
links_nothing_of program "$ours"
sed -i 's/"never"/"always"/' .cargo/config.toml

# In a package without anything for the host, too.
new_package plain
echo 'fn main() { println!("plain"); }' >src/main.rs
run "$BUILDSTD" init
run "$CARGO" run
links plain "$work/plain/target/buildstd/sysroots/"
fresh run
sed -i 's/"always"/"never"/' .cargo/config.toml
run "$CARGO" run
contains "Compiling plain"
links plain "$(libraries "$prebuilt")"
cd "$work/program"

# Without sources: one diagnostic, with its cure, in the form that editors read. The build script would try in vain.
echo 'fn main() {}' >build.rs
RUSTC=$(sed -n 's/^exec "\(.*\)" .*/\1/p' "$work/compiler") copy_toolchain "$work/bare"
touch src/main.rs
status=0
BUILDSTD_RUSTC="$work/bare/bin/rustc" "$CARGO" check --message-format json >"$work/output" 2>"$work/err" || status=$?
[ $status -eq 101 ] || fail "status $status"
contains '"message":"the sources of the standard library are not installed'
contains '"level":"help"'
run "$BUILDSTD" init --undo
[ ! -e .cargo ] || fail "something is left"
