#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# The std that all tests use is the prebuilt one again: the same files where the sources are the same; each other crate
# has the same code, or a reason. What is asked of whom holds for Debian's 1.96.0.
. "$(dirname "$0")/common.bash"

[ -n "$compiler_rt" ] || skip "LLVM's runtime for C builtins is not installed (libclang-rt-*-dev)"
status=0
"$BUILDSTD" verify --target "$host" --target-dir "$std_target_dir" --format json >report.json 2>"$work/output" || status=$?
[ $status -eq 2 ] || [ $status -eq 0 ] || fail "status $status of verify"
python3 - report.json "$("$RUSTC" --version)" "$status" <<'END'
import json, sys

report = json.load(open(sys.argv[1]))
crates = {crate["name"]: crate for crate in report["crates"]}
assert crates.pop("profiler_builtins", {}).get("verdict") in (None, "missing-here")  # its C code was not named
unexplained = [
    name
    for name, crate in crates.items()
    if crate["verdict"] not in ("identical", "hashes", "code") and not crate.get("reasons")
]
assert not unexplained, f"differ without a reason: {unexplained}"
assert (sys.argv[3] == "0") == all(crate["verdict"] == "identical" for crate in crates.values())
if sys.argv[2].startswith("rustc 1.96.0 (ac68faa20 2026-05-25) (built from a source tarball)"):
    identical = """core compiler_builtins alloc rustc_std_workspace_core rustc_std_workspace_alloc gimli adler2 miniz_oxide
        addr2line hashbrown cfg_if rustc_demangle rustc_literal_escaper panic_abort""".split()
    others = {name: crates[name]["verdict"] for name in identical if crates[name]["verdict"] != "identical"}
    assert not others, f"not identical: {others}"
    code = {
        name: crate["code"]["functions"]
        for name, crate in crates.items()
        if name != "libc"
        and crate["code"]
        and crate["code"]["functions"]["same_code"] < crate["code"]["functions"]["there"]
    }
    assert not code, f"functions differ: {code}"
    libc = [(r["there"], r["here"]) for r in crates["libc"]["reasons"] if r["kind"] == "version"]
    assert ("0.2.184", "0.2.183") in libc, crates["libc"]["reasons"]
    print("the identical crates of Debian's 1.96.0, the same code in all but libc")
END
