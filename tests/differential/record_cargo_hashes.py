#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Records the unit hashes that a real cargo computes, as reference values for `planner/cargo_hash`.

    CARGO=cargo RUSTC=rustc tests/differential/record_cargo_hashes.py LIBRARY TABLE.json [--matrix | --shapes]

LIBRARY is the `library` folder of rust-src. It is copied, its dev-dependencies (which builds of the library
never use, and which distributions leave out) are dropped, and cargo builds the copy once for each scenario
with a compiler that answers probes and creates empty outputs: a second or so each, nothing is compiled. What
goes into the hash comes from `cargo build --unit-graph`, what comes out from the compiler's command lines.
cargo downloads the library's dependencies from the registry it is configured for.

Tables in tests/data/cargo_hash, which the test `unit.cargo_hashes` compares, and how to record them again,
with CARGO and RUSTC of the release in the name:
    library-<release>.json   the library of that release, no option
    shapes-<release>.json    `--shapes`, with `-` for LIBRARY: small workspaces, what the library does not have
`--matrix` records targets x features x profiles of the library (minutes, a megabyte), to be given to
    cargo_hash_check TABLE.json                           the hashes, from the recorded units
    planner_hash_check LIBRARY PACKAGES TABLE.json        the same from the planner's own units
"""

import argparse
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
from urllib.parse import unquote, urlparse

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import cargo_hash_scenarios as scenarios  # noqa: E402

# Probes go to the real compiler; a compile call leaves its arguments in a file of its own and empty outputs.
# Build scripts become programs that succeed silently: what they print is no part of the hash.
FAKE_RUSTC = r"""#!/bin/sh
case " $* " in
  *" -vV "*|*" --print"*) exec "$RECORD_RUSTC" "$@" ;;
esac
{ printf '%s\0' "$CARGO_PKG_NAME" "$CARGO_PKG_VERSION" "${OUT_DIR:-}" "$@"; } > "$RECORD_DIR/$$"
name= suffix= directory=
while [ $# -gt 0 ]; do
  case $1 in
    --crate-name) name=$2; shift ;;
    --out-dir) directory=$2; shift ;;
    extra-filename=*) suffix=${1#extra-filename=} ;;
  esac
  shift
done
for file in "lib$name$suffix.rlib" "lib$name$suffix.rmeta" "lib$name$suffix.so"; do : > "$directory/$file"; done
echo "$directory/$name$suffix.d:" > "$directory/$name$suffix.d"
printf '#!/bin/sh\n' > "$directory/$name$suffix"
cp "$directory/$name$suffix" "$directory/$name$suffix.exe"
chmod +x "$directory/$name$suffix" "$directory/$name$suffix.exe"
"""

PROFILE_DEFAULTS = {
    "opt_level": "0", "lto": "false", "codegen_backend": None, "codegen_units": None, "debuginfo": 0,
    "split_debuginfo": None, "debug_assertions": False, "overflow_checks": False, "rpath": False,
    "incremental": False, "panic": "unwind", "strip": None, "rustflags": [],
}


def fail(message):
    sys.exit(f"record_cargo_hashes: {message}")


def program(variable, default):
    """The program named by an environment variable, or `default` from the search path."""
    found = shutil.which(os.environ.get(variable, default))
    return found or fail(f"{variable} names no program: {os.environ.get(variable, default)}")


def copy_library(library, destination):
    shutil.copytree(library, destination, symlinks=False, ignore=shutil.ignore_patterns("vendor"))
    for manifest in destination.glob("**/Cargo.toml"):
        text = manifest.read_text()
        manifest.write_text(re.sub(r"(?ms)^\[dev-dependencies[^\]]*\]\n.*?(?=^\[|\Z)", "", text))


def write_workspace(files, destination):
    for name, text in files.items():
        path = destination / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


class Recorder:
    """Runs scenarios in one workspace and collects what the tables hold."""

    def __init__(self, root, scratch):
        self.root = root
        self.scratch = scratch
        self.cargo = program("CARGO", "cargo")
        self.rustc = program("RUSTC", "rustc")
        self.profiles = []
        self.packages = []
        self.feature_sets = []
        self.unstable_options = self.ask(self.rustc, "-Zhelp")
        self.wrapper = scratch / "rustc"
        self.wrapper.write_text(FAKE_RUSTC)
        self.wrapper.chmod(0o755)

    def ask(self, *command):
        environment = {**os.environ, "RUSTC_BOOTSTRAP": "1"}
        return subprocess.run(command, text=True, capture_output=True, check=True, env=environment).stdout

    def adapt(self, scenario):
        """The scenario without what this compiler does not know; None where its sysroot lacks the library."""
        if "-Zbuild-std" in scenario["args"] and not (self.sysroot() / "lib/rustlib/src/rust/library").exists():
            return None
        if "specification_of" in scenario:
            scenario = {**scenario, "files": {"custom.json": self.specification(scenario["specification_of"])}}
            if "json-target-spec" in self.ask(self.cargo, "-Zhelp"):
                scenario["args"] = [*scenario["args"], "-Zjson-target-spec"]
        flags = scenario.get("env", {}).get("RUSTFLAGS", "").split()
        known = [f for f in flags if f != "-Zannotate-moves" or "annotate-moves" in self.unstable_options]
        return {**scenario, "env": {**scenario["env"], **({"RUSTFLAGS": " ".join(known)} if flags else {})}}

    def specification(self, target):
        text = self.ask(self.rustc, "--print=target-spec-json", "-Zunstable-options", "--target", target)
        return json.dumps({k: v for k, v in json.loads(text).items() if k not in ("is-builtin", "metadata")}, indent=1)

    def environment(self, scenario, record_dir, target_dir):
        environment = {k: v for k, v in os.environ.items() if not k.startswith(("CARGO_PROFILE", "CARGO_BUILD"))}
        for name in ("RUSTFLAGS", "CARGO_ENCODED_RUSTFLAGS", "RUSTC_WRAPPER", "RUSTC_WORKSPACE_WRAPPER"):
            environment.pop(name, None)
        environment.update(RUSTC_BOOTSTRAP="1", RUSTC=str(self.wrapper), RECORD_RUSTC=self.rustc,
                           RECORD_DIR=str(record_dir), CARGO_TARGET_DIR=str(target_dir), CARGO_INCREMENTAL="0")
        environment.update(scenario.get("env", {}))
        return environment

    def run(self, scenario):
        record_dir = self.scratch / "records"
        target_dir = self.scratch / "target"
        for directory in (record_dir, target_dir):
            shutil.rmtree(directory, ignore_errors=True)
            directory.mkdir()
        environment = self.environment(scenario, record_dir, target_dir)
        arguments = [argument.replace("{scratch}", str(self.scratch)) for argument in scenario["args"]]
        for name, text in scenario.get("files", {}).items():
            (self.scratch / name).write_text(text)
        command = [self.cargo, *arguments]

        def call(*extra):
            at = command.index("--") if "--" in command else len(command)
            done = subprocess.run([*command[:at], *extra, *command[at:]], cwd=self.root, env=environment, text=True,
                                  capture_output=True)
            if done.returncode:
                fail(f"{scenario['name']}: {' '.join(command)}\n{done.stderr}")
            return done.stdout

        graph = json.loads(call("--unit-graph", "-Zunstable-options"))
        call()
        calls = [read_call(path) for path in sorted(record_dir.iterdir())]
        return self.table(scenario, graph, calls, target_dir)

    def table(self, scenario, graph, calls, target_dir):
        units = [self.unit(unit, scenario) for unit in graph["units"]]
        missing = attach(graph["units"], units, calls)
        result = {
            "name": scenario["name"],
            "args": scenario["args"],
            "env": scenario.get("env", {}),
            "rustflags": scenario.get("env", {}).get("RUSTFLAGS", "").split(),
            "roots": graph["roots"],
            "units": [[u[k] for k in UNIT_FIELDS] for u in units],
        }
        if "files" in scenario:
            result["files"] = scenario["files"]
        if "extra_args" in scenario:
            result["extra_args"] = scenario["extra_args"]
        hashed = sum(u["metadata"] is not None for u in units)
        print(f"{scenario['name']}: {len(units)} units, {hashed} with hashes, {missing} without or ambiguous",
              file=sys.stderr)
        return result

    def intern(self, table, value):
        if value not in table:
            table.append(value)
        return table.index(value)

    def unit(self, unit, scenario):
        name, version, source = self.package(unit["pkg_id"], unit.get("is_std", False))
        platform = unit["platform"]
        if platform and platform.endswith(".json"):
            platform = pathlib.Path(platform).name
        return {
            "package": self.intern(self.packages, [name, version, *source]),
            "kind": unit["target"]["kind"],
            "target": unit["target"]["name"],
            "crate_types": unit["target"]["crate_types"],
            "profile": self.intern(self.profiles, profile(unit["profile"])),
            "platform": platform,
            "mode": unit["mode"],
            "features": self.intern(self.feature_sets, unit["features"]),
            "is_std": unit.get("is_std", False),
            "dependencies": [d["index"] for d in unit["dependencies"]],
            "metadata": None,
            "unit_id": None,
        }

    def package(self, spec, is_std):
        name, version, url = package_id(spec)
        if not url.startswith("path+"):
            return name, version, ("registry", url.split("+", 1)[1])
        path = pathlib.Path(unquote(urlparse(url.removeprefix("path+")).path))
        root = self.sysroot() if is_std else self.root
        return name, version, ("path", "" if path == root else str(path.relative_to(root)))

    def sysroot(self):
        return pathlib.Path(self.ask(self.rustc, "--print=sysroot").strip())

    def versions(self):
        return {"cargo": self.ask(self.cargo, "-V").strip(), "rustc": self.ask(self.rustc, "-vV").splitlines()}


UNIT_FIELDS = ("package", "kind", "target", "crate_types", "profile", "platform", "mode", "features", "is_std",
               "dependencies", "metadata", "unit_id")


def profile(values):
    """The hashed fields of a profile that are not what they usually are."""
    values = dict(values)
    strip = next(iter(values.get("strip", {"": None}).values()))
    values["strip"] = strip.get("Named") if isinstance(strip, dict) else None
    return {k: values[k] for k, default in PROFILE_DEFAULTS.items() if k in values and values[k] != default}


def read_call(path):
    name, version, out_dir, *arguments = path.read_bytes().decode().split("\0")[:-1]
    call = {"package": (name, version), "out_dir": out_dir, "crate": None, "platform": None, "features": [],
            "test": "--test" in arguments, "types": [], "flags": [], "metadata": None, "suffix": None,
            "emit": "", "opt": "0", "debug": "0", "externs": []}
    for flag, value in zip(arguments, [*arguments[1:], ""]):
        if flag == "--crate-name": call["crate"] = value
        elif flag == "--crate-type": call["types"].append(value)
        elif flag == "--target": call["platform"] = value
        elif flag == "--cfg" and value.startswith('feature="'): call["features"].append(value[9:-1])
        elif flag.startswith("--emit="): call["emit"] = flag[7:]
        elif flag == "-C" and value.startswith("metadata="): call["metadata"] = value[9:]
        elif flag == "-C" and value.startswith("extra-filename=-"): call["suffix"] = value[16:]
        elif flag == "-C" and value.startswith("opt-level="): call["opt"] = value[10:]
        elif flag == "-C" and value.startswith("debuginfo="): call["debug"] = value[10:]
    return call


def call_key(call):
    mode = "check" if "link" not in call["emit"] else "test" if call["test"] else "build"
    return (call["package"], call["crate"], call["platform"], mode, tuple(sorted(call["features"])), call["opt"],
            call["debug"])


def unit_key(raw, package):
    crate = raw["target"]["name"].replace("-", "_")
    values = raw["profile"]
    debug = str(values["debuginfo"]) if values["debuginfo"] is not None else "0"
    return (tuple(package), crate, raw["platform"], raw["mode"], tuple(sorted(raw["features"])),
            str(values["opt_level"]), debug)


def attach(raw_units, units, calls):
    """Gives each unit the hashes of the call that compiled it; the units whose call is not certain stay without."""
    by_key = {}
    for call in calls:
        by_key.setdefault(call_key(call), []).append(call)
    compiled = []
    for index, raw in enumerate(raw_units):
        name_version = package_id(raw["pkg_id"])[:2]
        found = by_key.get(unit_key(raw, name_version), []) if raw["mode"] != "run-custom-build" else []
        compiled.append(found[0] if len(found) == 1 else None)
        if compiled[index]:
            units[index]["metadata"] = found[0]["metadata"]
            units[index]["unit_id"] = found[0]["suffix"]
    for raw, call in zip(raw_units, compiled):
        # The hash of a build script's run is the name of the folder that its package's crate finds in OUT_DIR.
        runs = [d["index"] for d in raw["dependencies"]
                if raw_units[d["index"]]["mode"] == "run-custom-build"
                and raw_units[d["index"]]["pkg_id"] == raw["pkg_id"]] if raw["mode"] != "run-custom-build" else []
        if call and call["out_dir"] and len(runs) == 1:
            units[runs[0]]["unit_id"] = pathlib.Path(call["out_dir"]).parent.name.rpartition("-")[2]
    return sum(u["metadata"] is None and u["unit_id"] is None for u in units)


def package_id(spec):
    """Name, version and URL of a package id: `kind+url#name@version`, before some Cargo `name version (kind+url)`."""
    if spec.endswith(")"):
        name, version, url = spec.split(" ", 2)
        return name, version, url[1:-1]
    url, fragment = spec.rsplit("#", 1)
    name, _, version = fragment.rpartition("@")
    return name or urlparse(url).path.rsplit("/", 1)[-1], version, url


def dump(tables, out):
    """JSON with a line for each unit, so that a change to a table reads as one."""
    def line(value): return json.dumps(value, separators=(",", ":"), sort_keys=False)
    parts = []
    for key, value in tables.items():
        if key == "scenarios":
            blocks = []
            for scenario in value:
                head = ",\n".join(f"   {line(k)}: {line(v)}" for k, v in scenario.items() if k != "units")
                rows = ",\n".join("    " + line(u) for u in scenario["units"])
                blocks.append(f"  {{\n{head},\n   \"units\": [\n{rows}\n   ]\n  }}")
            parts.append(' "scenarios": [\n' + ",\n".join(blocks) + "\n ]")
        elif isinstance(value, list):
            parts.append(f" {line(key)}: [\n" + ",\n".join("  " + line(v) for v in value) + "\n ]")
        else:
            parts.append(f" {line(key)}: {line(value)}")
    out.write_text("{\n" + ",\n".join(parts) + "\n}\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("library")
    parser.add_argument("out", type=pathlib.Path)
    parser.add_argument("--matrix", action="store_true")
    parser.add_argument("--shapes", action="store_true")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        scratch = pathlib.Path(scratch).resolve()
        root = scratch / "source" / "library"
        if arguments.shapes:
            write_workspace(scenarios.SHAPES_FILES, root)
            chosen = scenarios.shapes()
        else:
            copy_library(pathlib.Path(arguments.library), root)
            has_dist = "[profile.dist]" in (root / "Cargo.toml").read_text()
            chosen = scenarios.matrix(has_dist) if arguments.matrix else scenarios.table(has_dist)
        recorder = Recorder(root, scratch)
        tables = recorder.versions()
        done = [recorder.run(scenario) for scenario in map(recorder.adapt, chosen) if scenario]
        tables.update(packages=recorder.packages, profiles=recorder.profiles, features=recorder.feature_sets,
                      scenarios=done)
        dump(tables, arguments.out)


if __name__ == "__main__":
    main()
