#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# A single-file package (RFC 3424, unstable) is built against our standard library and runs.
. "$(dirname "$0")/common.bash"

mkdir scripts
cat >scripts/tool.rs <<'END'
#!/usr/bin/env cargo
---
[package]
edition = "2024"
---
fn main() {
    let words: Vec<_> = std::env::args().skip(1).collect();
    println!("{words:?} {}", std::panic::catch_unwind(|| panic!("caught")).is_err());
}
END
# Between Cargo and the compiler: notes what the program is linked from.
cat >note <<END
#!/usr/bin/env bash
[[ \$* != *--crate-name\ tool* ]] || set -- "\$@" --print "link-args=$work/notes"
exec "\$@"
END
chmod +x note
export RUSTC_BOOTSTRAP=1
run with_std env RUSTC_WRAPPER="$work/note" "$CARGO" -Zscript scripts/tool.rs one --release
contains '["one", "--release"] true'
grep -qF -- "$std_target_dir/buildstd/sysroots/$host-" notes || fail "it is linked with another standard library"
rm notes
run with_std env RUSTC_WRAPPER="$work/note" "$CARGO" -Zscript scripts/tool.rs
[ ! -e notes ] || fail "it is compiled again"
