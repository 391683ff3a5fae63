#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Feeds damaged libraries to the program buildstd-verify, many at a time, as it is run: the readers in processes of
their own. Whatever a file does to its reader, the program has to end by itself, with a report on all other files.

    verify_batches.py BUILDSTD_VERIFY [--seconds 600] [--seed 1] [--keep FOLDER] SEED_FILE...

Seeds are libraries or object files; tests/data/verify has some. Status 1 where the program did not behave; --keep says
where the folders that it did not behave on are kept.
"""
import argparse
import json
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

FILES = 24  # of a round
LONGEST = 300  # seconds for a round; a reader's own bound is far below
EXTREMES = [b"\x00" * 4, b"\xff" * 4, b"\x7f\xff\xff\xff", b"\xff\xff\xff\x7f", b"\x80\x00\x00\x00", b"\xff" * 8, b"\x80" * 9 + b"\x01"]


def mutate(random, seeds):
    data = bytearray(random.choice(seeds))
    for _ in range(random.choice([1, 1, 1, 2, 3, 8, 40])):
        if not data:
            break
        at = random.randrange(len(data))
        kind = random.randrange(8)
        if kind == 0:
            data[at] ^= 1 << random.randrange(8)
        elif kind == 1:
            data[at] = random.choice([0, 1, 0x7F, 0x80, 0xFF, random.randrange(256)])
        elif kind == 2:
            extreme = random.choice(EXTREMES)
            data[at : at + len(extreme)] = extreme
        elif kind == 3:
            del data[at : at + random.choice([1, 2, 4, 16, 100])]
        elif kind == 4:
            data[at:at] = random.randbytes(random.choice([1, 2, 4, 16]))
        elif kind == 5:  # a piece from elsewhere
            begin = random.randrange(len(data))
            piece = data[begin : begin + random.choice([4, 8, 16, 64, 256])]
            data[at : at + len(piece)] = piece
        elif kind == 6:  # the other half of another seed
            other = random.choice(seeds)
            data[at:] = other[random.randrange(len(other)) :]
        else:
            del data[at:]
    return bytes(data)


def run(program, *arguments):
    return subprocess.run([program, *arguments], capture_output=True, timeout=LONGEST)


def check_inspect(result, names):
    """What is wrong with it, or nothing."""
    if result.returncode not in (0, 101):
        return f"status {result.returncode} of inspect"
    report = json.loads(result.stdout)
    unreadable = [file["file"] for file in report["unreadable"]]
    told = sorted([crate["rlib"] for crate in report["crates"]] + unreadable)
    if told != sorted(names):
        return "inspect does not tell of all files"
    said = result.stderr.decode(errors="replace")
    if (result.returncode == 101) != bool(unreadable) or said.count("error: ") < len(unreadable):
        return "inspect's status or messages do not fit its report"
    missing = [name for name in unreadable if name not in said]
    return f"no message names {missing[0]}" if missing else None


def check_compare(result, form, count):
    if result.returncode not in (0, 2, 101):
        return f"status {result.returncode} of compare"
    if result.returncode == 101 and b"error: " not in result.stderr:
        return "compare fails without a message"
    if form == "json" and len(json.loads(result.stdout)["crates"]) != count:
        return "compare does not tell of all crates"
    if form == "html" and not result.stdout.endswith(b"</html>\n"):
        return "the page has no end"
    return None


def play(program, random, seeds, folder, counts):
    names = []
    for side in ("there", "here"):
        (folder / side).mkdir()
    for i in range(FILES):
        name = f"libcrate{i}-{random.getrandbits(64):016x}"
        names.append(name + ".rlib")
        there = mutate(random, seeds)
        here = random.choice([there, mutate(random, seeds), random.choice(seeds)])
        (folder / "there" / names[-1]).write_bytes(there)
        (folder / "here" / names[-1]).write_bytes(here)
        if random.random() < 0.2:
            (folder / "there" / (name + ".rmeta")).write_bytes(mutate(random, seeds))
    inspected = run(program, "inspect", folder / "there")
    counts["runs"] += 1
    for line in inspected.stderr.decode(errors="replace").splitlines():
        line = line.strip()
        if line.startswith(("what reads it has crashed", "reading it takes more")):
            counts[line] += 1
    problem = check_inspect(inspected, names)
    if problem:
        return problem
    counts["unreadable files"] += len(json.loads(inspected.stdout)["unreadable"])
    form = random.choice(["human", "json", "html", "in-toto"])
    compared = run(program, "compare", "--theirs", folder / "there", "--ours", folder / "here", "--format", form)
    counts["runs"] += 1
    return check_compare(compared, form, FILES)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("seeds", nargs="+", type=Path)
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path)
    arguments = parser.parse_args()
    chance = random.Random(arguments.seed)
    seeds = [seed.read_bytes() for seed in arguments.seeds]
    end = time.monotonic() + arguments.seconds
    counts = Counter()
    failures = 0
    while time.monotonic() < end:
        folder = Path(tempfile.mkdtemp(prefix="verify-batch-"))
        try:
            problem = play(arguments.program, chance, seeds, folder, counts)
        except (subprocess.TimeoutExpired, json.JSONDecodeError, UnicodeDecodeError) as error:
            problem = str(error)
        counts["files"] += FILES
        if problem:
            failures += 1
            print(problem, file=sys.stderr)
            if arguments.keep:
                shutil.copytree(folder, arguments.keep / folder.name)
        shutil.rmtree(folder)
    for what, count in sorted(counts.items()):
        print(f"{count:8} {what}")
    print(f"{failures:8} times the program did not behave")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
