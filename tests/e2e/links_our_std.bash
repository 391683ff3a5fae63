#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# A program links the std of our sysroot and nothing of the prebuilt one; build scripts and proc macros the opposite.
. "$(dirname "$0")/common.bash"

# Between Cargo and the compiler: notes what each crate is linked from.
cat >link-args <<END
#!/usr/bin/env bash
name=\$(sed -n 's/.*--crate-name \([a-z_]*\).*/\1/p' <<<"\$*")
[ "\$name" = ___ ] || set -- "\$@" --print "link-args=$work/\$name.args"
exec "\$@"
END
chmod +x link-args

new_package derive $'[lib]\nproc-macro = true'
echo '#[proc_macro] pub fn nothing(_: proc_macro::TokenStream) -> proc_macro::TokenStream { Default::default() }' >src/lib.rs
new_package program $'[dependencies]\nderive.path = "../derive"'
echo 'fn main() {}' >build.rs
echo 'derive::nothing!(); fn main() { println!("{:?}", std::env::args()) }' >src/main.rs
run with_std env RUSTC_WRAPPER="$work/link-args" "$CARGO" build

ours="$std_target_dir/buildstd/sysroots/$host-"
theirs="$(libraries "$prebuilt")/lib"
links() { grep -qF -- "$2" "$1.args" || fail "$1 links nothing of $2"; }
links_nothing_of() { ! grep -qF -- "$2" "$1.args" || fail "$1 links something of $2"; }
cd "$work"
links program "$ours"
links_nothing_of program "$theirs"
for for_host in derive build_script_build; do
  links $for_host "$theirs"
  links_nothing_of $for_host "$ours"
done
