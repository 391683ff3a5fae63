#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# `--timings`: a page and JSON with every unit, the same at the stable names; and the durations that are kept between builds.
source "${0%/*}/common.bash"
command -v python3 >/dev/null || skip "no python3 to read JSON"

build --timings
page=$(sed -n 's/^ *Timing report saved to //p' "$base/err")
[[ $page == "$state"/timings/buildstd-timing-????????T??????Z.html ]] || fail "no report: $page"
cmp "$page" "$state/timings/buildstd-timing.html"
grep -q '^</html>' "$page" || fail "the page has no end"

python3 - "$state/timings/buildstd-timing.json" "$page" "$log" <<'PYTHON'
import json, sys
report, page = json.load(open(sys.argv[1])), open(sys.argv[2], encoding="utf-8").read()
units = report["units"]
assert report["total_dirty"] == len(units) > 10 and report["total_fresh"] == 0
assert report["requested_targets"] == ["x86_64-unknown-linux-gnu"], report["requested_targets"]
names = {u["name"] for u in units}
assert {"core", "alloc", "std", "proc_macro", "test", "sysroot", "compiler_builtins"} <= names, names
ids = {u["i"] for u in units}
for u in units:
    assert f'<td>{u["name"]} v{u["version"]}{u["target"]}</td>' in page, u
    assert u["duration"] >= 0 and u["start"] + u["duration"] <= report["duration"] + 0.02, u
    if u["mode"] == "build" and u["target"] == "":
        assert [s[0] for s in u["sections"]] == ["frontend", "codegen"], u
    else:
        assert u["sections"] is None, u
    assert set(u["unblocked_units"]) | set(u["unblocked_rmeta_units"]) <= ids
by_name = {u["name"]: u for u in units if u["target"] == ""}
assert by_name["std"]["i"] in [i for u in units for i in u["unblocked_rmeta_units"] + u["unblocked_units"]]
assert report["critical_path"] and set(report["critical_path"]) <= ids
assert 0 < report["lower_bound"] <= report["duration"] + 0.02 or report["duration"] < 0.1
assert report["concurrency"][-1]["active"] == 0
# One compilation each: as the compiler itself has seen it.
starts = [l for l in open(sys.argv[3]) if l.startswith("start ") and " probe " not in l]
assert len(starts) == len(units), (len(starts), len(units))
PYTHON

# Nothing to do, nothing to report; the last report stays.
build --timings
expect_err "note: nothing was compiled, so there is no timing report"
[[ -f $page ]] || fail "the report has gone"

# Durations are kept; a damaged file of them is made anew.
times=$(find "$state/cache" -name 'unit-times.json')
grep -q '"core 0.0.0":\[' "$times" || fail "no durations of core"
for damage in '' '{' '[1]' '{"format":1,"builds":{}}' "$(head -c 100000 /dev/zero | tr '\0' '[')"; do
  rm -rf "$state/sysroots" "$state/records"
  printf '%s' "$damage" >"$times"
  build
  expect_no_err "unit-times"
  grep -q '"core 0.0.0":\[' "$times" || fail "not mended: ${damage:0:20}"
done
# Where it cannot be written the build goes on.
rm -rf "$state/sysroots" "$state/records" "$times"
mkdir "$times"
build
expect_whole "$sysroot"
rmdir "$times"

# What a wrapper takes says nothing about the compiler.
rm -rf "$state"
printf '#!/bin/sh\nexec "$@"\n' >"$base/bin/wrapper"
chmod +x "$base/bin/wrapper"
with RUSTC_WRAPPER="$base/bin/wrapper" -- build
expect_status 0
[[ ! -e $times ]] || fail "durations of a wrapper are kept"

# exec too.
rm -rf "$state"
buildstd exec --timings -- true
expect_status 0
expect_err "      Timing report saved to "
