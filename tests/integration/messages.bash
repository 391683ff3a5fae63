#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# `--message-format`: with json one object a line and nothing else on standard output, as docs/messages.md describes.
source "${0%/*}/common.bash"
command -v python3 >/dev/null || skip "python3 is not installed"

# check EXPRESSION: Python over `lines`, the objects on standard output, each of which must have the members that the
# page lists.
cat >"$base/check.py" <<'END'
import json, re, sys
lines = [json.loads(line) for line in sys.stdin]
documented, reason = {}, None
for line in open(sys.argv[1]):
    if heading := re.match(r"### `([a-z-]+)`", line):
        reason = documented.setdefault(heading[1], set())
    elif line.startswith("## "):
        reason = None
    elif reason is not None and (member := re.match(r"\| `([a-z_]+)` ", line)):
        reason.add(member[1])
assert documented, "the page describes nothing"
for line in lines:
    assert set(line) - {"reason"} == documented[line["reason"]], (line, documented[line["reason"]])
def of(reason): return [line for line in lines if line["reason"] == reason]
def crate(name, reason="compiler-artifact"):
    return [line for line in of(reason) if line["target"]["name"] == name]
if not eval(sys.argv[2]):
    print(lines, file=sys.stderr)
    sys.exit(1)
END
check() { python3 "$base/check.py" "$SOURCE_DIR/docs/messages.md" "$1" <"$base/out" || fail "not so: $1"; }

environment+=(FAKE_SCRIPT_OUTPUT='cargo:rustc-cfg=mock_cfg\ncargo:rustc-env=MOCK=a\ncargo:rustc-link-lib=m\ncargo:rustc-link-search=/x\n')
buildstd build --message-format json
expect_status 0
check 'lines[0]["reason"] == "build-started" and lines[0]["schema"] == 1'
check 'lines[-1] == {"reason": "build-finished", "success": True}'
check 'len(of("sysroot")) == 1 and of("sysroot")[0]["target"] == "'"$host"'" and not of("sysroot")[0]["fresh"]'
check 'len(crate("core")) == 1 and not crate("core")[0]["fresh"] and crate("core")[0]["platform"] == "'"$host"'"'
check 'crate("core")[0]["package_id"] == "path+file://'"$library"'/core#0.0.0"'
check 'crate("core")[0]["manifest_path"] == "'"$library"'/core/Cargo.toml"'
check 'all(name.endswith((".rlib", ".rmeta")) for name in crate("core")[0]["filenames"])'
check 'any(line["executable"] and line["platform"] is None for line in crate("build-script-build"))'
check 'any(line["cfgs"] == ["mock_cfg"] and line["env"] == [["MOCK", "a"]] and line["linked_libs"] == ["m"]
  and line["linked_paths"] == ["/x"] and line["out_dir"] for line in of("build-script-executed"))'
expect_err "Compiling core v0.0.0"
# What is there already.
buildstd build --message-format json
check 'len(lines) == 3 and lines[1]["fresh"] and lines[1]["path"].startswith("'"$state"'/sysroots/")'

# A failure: the compiler's own message is an object, and is not said twice.
rm -rf "$state"
with FAKE_RUSTC_DO=alloc:fail -- build --message-format json
expect_status 101
check 'lines[-1] == {"reason": "build-finished", "success": False}'
check '[line["message"]["message"] for line in crate("alloc", "compiler-message")] == ["mock error in alloc"]'
expect_err "error: could not compile \`alloc\` (lib)"
expect_no_err "mock error in alloc"
# What is no message of the compiler's stays for people.
with FAKE_RUSTC_DO=alloc:garbage-fail -- build --message-format json
expect_status 101
expect_err "in the compiler"
expect_plain
check 'not of("compiler-message")'
with FAKE_RUSTC_DO=alloc:fail -- build --message-format short
expect_status 101
expect_empty "$base/out"
expect_err "error: mock error in alloc"
expect_no_err "lib.rs:1:1"
# An error before anything is built.
buildstd build --message-format json --target nonsense
expect_status 101
check 'len(lines) == 2 and not lines[1]["success"]'

# exec: the command's own output follows.
buildstd exec --message-format json -- echo '{"reason": "mine"}'
expect_status 0
expect_equal "$(tail -n 1 "$base/out")" '{"reason": "mine"}'
sed -i '$d' "$base/out"
check 'lines[-1]["reason"] == "build-finished"'
buildstd build --message-format jsn
expect_status 1
expect_err "jsn"
