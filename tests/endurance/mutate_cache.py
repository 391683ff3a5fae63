#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Changes things in a cache as nobody should: content, kind, mode, owner, links, times and names of anything in it.

mutate_cache.py CACHE OUTSIDE EVIL ATTACKER SEED COUNT SECONDS

COUNT changes; with SECONDS above 0, spread over that time. OUTSIDE is a directory that links lead to; EVIL a program
that answers are made to name, in files that belong to the user ATTACKER. Root only.
"""
import os
import random
import shutil
import sys
import time

cache, outside, evil, attacker, seed, count, seconds = sys.argv[1:8]
attacker = int(attacker)
dice = random.Random(int(seed))


def everything():
    found = []
    for directory, directories, files in os.walk(cache):
        found += [os.path.join(directory, name) for name in directories + files]
    return sorted(found)


def remove(path):
    if os.path.isdir(path) and not os.path.islink(path):
        shutil.rmtree(path)
    else:
        os.remove(path)


def flip(path):
    with open(path, "r+b") as file:
        data = bytearray(file.read())
        if data:
            data[dice.randrange(len(data))] ^= 1 << dice.randrange(8)
            file.seek(0)
            file.write(data)


def append(path):
    with open(path, "ab") as file:
        file.write(b"appended")


def truncate(path):
    os.truncate(path, dice.randrange(os.path.getsize(path) + 1))


def as_new_file(path):
    data = open(path, "rb").read() + b"x"
    status = os.stat(path)
    os.remove(path)
    with open(path, "wb") as file:
        file.write(data)
    os.chown(path, status.st_uid, status.st_gid)


def content_of_another(path):
    other = dice.choice(everything())
    shutil.copyfile(other, path)


def plant(path):
    """An answer that names another program, in a file of the attacker's or one that he may write to."""
    answers = os.path.join(cache, "v1", "answers")
    for name in os.listdir(answers):
        file = os.path.join(answers, name)
        text = open(file, encoding="utf-8", errors="surrogateescape").read()
        with open(file, "w", encoding="utf-8", errors="surrogateescape") as out:
            out.write(text.replace("/bin/rustc", evil))
        if dice.random() < 0.5:
            os.chown(file, attacker, attacker)
        else:
            os.chmod(file, 0o666)


def to_directory(path):
    remove(path)
    os.mkdir(path)


def to_pipe(path):
    remove(path)
    os.mkfifo(path, 0o600)


def to_device(path):
    remove(path)
    os.mknod(path, 0o600 | 0o020000, os.makedev(1, 5))  # /dev/zero


def to_link_outside(path):
    remove(path)
    os.symlink(dice.choice([outside, os.path.join(outside, "secret"), os.path.join(outside, "none"), path]), path)


def to_link_inside(path):
    other = dice.choice(everything())
    remove(path)
    os.symlink(other, path)


def to_hard_link(path):
    remove(path)
    os.link(os.path.join(outside, "secret"), path)


def mode(path):
    os.chmod(path, dice.choice([0, 0o222, 0o400, 0o644, 0o666, 0o700, 0o755, 0o777, 0o4755, 0o1777]))


def owner(path):
    os.lchown(path, dice.choice([0, attacker]), attacker)


def times(path):
    moment = dice.choice([0, 1, time.time() - 40 * 86400, time.time() + 400 * 86400, 2**31 + 5])
    os.utime(path, (moment, moment), follow_symlinks=False)


def rename(path):
    os.rename(path, path + dice.choice(["x", ".json", "-", "\n", "\udcff"]))


def take_the_place_of_another(path):
    other = dice.choice([each for each in everything() if os.path.basename(each) != os.path.basename(path)])
    aside = path + ".aside"
    os.rename(path, aside)
    os.rename(other, path)
    os.rename(aside, other)


def swap_units(_):
    """Two units, each under the other's key."""
    units = os.path.join(cache, "v1", "units")
    keys = [os.path.join(units, group, key) for group in os.listdir(units) for key in os.listdir(os.path.join(units, group))]
    one, other = dice.sample(keys, 2)
    os.rename(one, one + ".aside")
    os.rename(other, one)
    os.rename(one + ".aside", other)


def swap_answers(_):
    answers = os.path.join(cache, "v1", "answers")
    one, other = (os.path.join(answers, name) for name in dice.sample(sorted(os.listdir(answers)), 2))
    os.rename(one, one + ".aside")
    os.rename(other, one)
    os.rename(one + ".aside", other)


def add_rubbish(path):
    directory = path if os.path.isdir(path) else os.path.dirname(path)
    shutil.copytree(outside, os.path.join(directory, "rubbish%d" % dice.randrange(1000)), symlinks=True)


changes = [flip, flip, append, truncate, as_new_file, content_of_another, plant, remove, remove, to_directory, to_pipe, to_device,
           to_link_outside, to_link_inside, to_hard_link, mode, mode, owner, times, rename, take_the_place_of_another,
           swap_units, swap_answers, add_rubbish]
end = time.monotonic() + float(seconds)
for number in range(int(count)):
    if float(seconds) > 0:
        time.sleep(max(0.0, (end - time.monotonic()) / (int(count) - number) * dice.random()))
    try:
        dice.choice(changes)(dice.choice(everything()))
    except (OSError, ValueError, IndexError, shutil.Error):
        pass  # it is not there any more, or is not of that kind
