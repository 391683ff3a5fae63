#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Watches the compilers that have FOLDER in their command line until standard input ends, and prints how many were
there at once (those that are suspended left out), how many of their threads were at work (running or ready to), and how
long there were more than LIMIT.

Usage: sample_threads.py FOLDER LIMIT
"""
import os
import select
import sys
import time

folder, limit = sys.argv[1].encode(), int(sys.argv[2])


def read(path):
    try:
        with open(path, "rb") as file:
            return file.read()
    except OSError:
        return b""


def is_compiler(process):
    arguments = read(f"/proc/{process}/cmdline").split(b"\0")
    return os.path.basename(arguments[0]) == b"rustc" and any(folder in argument for argument in arguments)


def state(process, thread):
    return read(f"/proc/{process}/task/{thread}/stat").rpartition(b")")[2][1:2]


known, counts, processes_at_once, before, longest, since = {}, {}, 0, 0, 0.0, None
while not select.select([sys.stdin], [], [], 0.005)[0]:
    at_work, compilers, suspended = 0, set(), 0
    for process in sorted(filter(str.isdigit, os.listdir("/proc")), key=int):
        birth = read(f"/proc/{process}/stat").rpartition(b")")[2].split()
        if len(birth) < 20:
            continue
        key = (process, birth[19])
        # What a compiler starts has its command line until it is something else.
        if birth[1].decode() in compilers:
            continue
        # A process that is not the compiler yet may become it.
        if not known.get(key):
            known[key] = is_compiler(process)
        if not known[key] or birth[0] == b"Z":
            continue
        compilers.add(process)
        suspended += birth[0] == b"T"
        try:
            threads = os.listdir(f"/proc/{process}/task")
        except OSError:
            continue
        at_work += sum(state(process, thread) == b"R" for thread in threads)
    now = time.monotonic()
    counts[at_work] = counts.get(at_work, 0) + 1
    # Twice in a row: one may be suspended, and another start, in the course of a look.
    processes_at_once = max(processes_at_once, min(before, len(compilers) - suspended))
    before = len(compilers) - suspended
    if at_work <= limit:
        since = None
    else:
        since = since or now
        longest = max(longest, now - since)
samples = sum(counts.values())
over = sum(count for threads, count in counts.items() if threads > limit)
print("processes", processes_at_once)
print("samples", samples)
print("permille_over", over * 1000 // max(samples, 1))
print("longest_over_ms", round(longest * 1000))
print("threads", " ".join(f"{threads}:{counts[threads]}" for threads in sorted(counts)))
