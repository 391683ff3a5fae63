#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Watches the compilers that have FOLDER in their command line until standard input ends, and prints how many were
there at once (those that are suspended left out), how many of their threads were at work (running or ready to), and how
long there were more than LIMIT of either.

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


class Excess:
    """The longest time for which something was above the limit."""

    def __init__(self):
        self.longest, self.since = 0.0, None

    def see(self, count):
        now = time.monotonic()
        self.since = (self.since or now) if count > limit else None
        if self.since:
            self.longest = max(self.longest, now - self.since)

    def __str__(self):
        return str(round(self.longest * 1000))


known, counts, processes_at_once, threads_over, processes_over = {}, {}, 0, Excess(), Excess()
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
    counts[at_work] = counts.get(at_work, 0) + 1
    processes_at_once = max(processes_at_once, len(compilers) - suspended)
    threads_over.see(at_work)
    processes_over.see(len(compilers) - suspended)
samples = sum(counts.values())
over = sum(count for threads, count in counts.items() if threads > limit)
print("processes", processes_at_once)
print("samples", samples)
print("permille_over", over * 1000 // max(samples, 1))
print("longest_over_ms", threads_over)
print("processes_over_ms", processes_over)
print("threads", " ".join(f"{threads}:{counts[threads]}" for threads in sorted(counts)))
