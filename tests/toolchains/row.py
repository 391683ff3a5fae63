# SPDX-License-Identifier: MIT
"""Puts a report of `buildstd verify --format json` into the table of docs/toolchains.md: row.py TABLE TOOLCHAIN COMPILER REPORT.

COMPILER is the architecture that the compiler was made for; empty: x86-64.
"""

import json
import sys

table, toolchain, compiler, file = sys.argv[1:]
report = json.load(open(file))
by_verdict = {}
for crate in report["crates"]:
    by_verdict.setdefault(crate["verdict"], []).append(crate)


def count(verdict):
    return str(len(by_verdict[verdict])) if verdict in by_verdict else ""


def why(crate):
    reasons = {
        f"{reason['about'] or crate['name']} {reason['there']} there, {reason['here']} here"
        for reason in crate.get("reasons") or []
        if reason["kind"] in ("version", "inlined-version") or (reason["kind"] == "dependency" and reason["there"])
    }
    functions = (crate.get("code") or {}).get("functions")
    same = f" ({functions['same_code']} of {functions['there']} functions)" if functions else ""
    return crate["name"] + same + (": " + "; ".join(sorted(reasons)) if reasons else "")


differ = [why(crate) for verdict in ("different", "missing-here", "only-here") for crate in by_verdict.get(verdict, [])]
key = f"| {toolchain} | `{report['target']}` | {compiler or 'x86-64'} |"
cells = [count("identical"), count("hashes"), count("code"), ", ".join(differ)]
lines = [line for line in open(table).read().splitlines() if not line.startswith(key)]
head = max(number for number, line in enumerate(lines) if line.startswith("|---")) + 1
rows = sorted(lines[head:] + [key + "".join(f" {cell} |" for cell in cells)])
open(table, "w").write("\n".join(lines[:head] + rows) + "\n")
