#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Archives that must not be taken in, each with one fault: hostile_archives.py STORE FOLDER

Those named `may-…` harm nobody, and may be refused or not.
STORE has a good archive's `ac` and `cas`. FOLDER is made; the archives' names are printed. Needs the command zstd.
"""
import sys

sys.dont_write_bytecode = True
import hashlib
import io
import json
import os
import subprocess
import tarfile

from action_result import action_result_of, record_of

store, folder = sys.argv[1:]
os.makedirs(folder)
good = {f"{kind}/{name}": open(os.path.join(store, kind, name), "rb").read()
        for kind in ("ac", "cas") for name in sorted(os.listdir(os.path.join(store, kind)))}
records = [name for name in good if name.startswith("ac/")]
blobs = [name for name in good if name.startswith("cas/")]
key = records[0][3:]
outside = "/tmp/buildstd-hostile"


def keep(name, content):
    with open(os.path.join(folder, name), "wb") as file:
        file.write(content)
    print(name)


def compressed(content):
    return subprocess.run(["zstd", "-q", "-3"], input=content, stdout=subprocess.PIPE, check=True).stdout


def tar(members, end=True):
    """MEMBERS: (name, content or None, what is set in the header)."""
    out = io.BytesIO()
    archive = tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT)
    for name, content, *header in members:
        info = tarfile.TarInfo(name)
        info.size = len(content or b"")
        for attribute, value in (header[0] if header else {}).items():
            setattr(info, attribute, value)
        archive.addfile(info, io.BytesIO(content or b""))
    if end:
        archive.close()
    return out.getvalue()


def with_members(*more, first=False):
    members = list(good.items())
    return tar(list(more) + members if first else members + list(more))


def hostile(name, *more, **options):
    keep(name, compressed(with_members(*more, **options)))


def without(*names, changed=None):
    return tar([(name, content) for name, content in {**good, **(changed or {})}.items() if name not in names])


# Names that lead elsewhere, and kinds of files.
hostile("parent", ("../escaped", b"x"))
hostile("parent-in-cas", ("cas/../../escaped", b"x"))
hostile("absolute", (outside, b"x"))
hostile("absolute-double", ("/" + outside, b"x"))
hostile("dot", ("./" + blobs[0], good[blobs[0]]))
hostile("backslash", ("cas\\..\\escaped", b"x"))
hostile("another-file", ("README", b"x"))
hostile("another-folder", ("other", None, dict(type=tarfile.DIRTYPE)))
hostile("short-name", ("cas/abc", b"x"))
hostile("upper-case", ("cas/" + "A" * 64, b"x"))
hostile("newline", ("cas/" + "a" * 64 + "\n", b"x"))
hostile("long-name", ("cas/" + "a" * 100000, b"x"))
hostile("deep-name", ("a/" * 10000 + "x", b"x"))
hostile("empty-name", ("", b"x"))
new = "cas/" + hashlib.sha256(b"new").hexdigest()
for kind in ("SYMTYPE", "LNKTYPE", "CHRTYPE", "BLKTYPE", "FIFOTYPE", "DIRTYPE", "CONTTYPE"):
    header = dict(type=getattr(tarfile, kind))
    if kind in ("SYMTYPE", "LNKTYPE"):
        header["linkname"] = "/etc/hostname"
    if kind in ("CHRTYPE", "BLKTYPE"):
        header.update(devmajor=1, devminor=5)
    # Contiguous files are files, of which no unit is made here.
    hostile("may-conttype" if kind == "CONTTYPE" else kind.lower(), (new, None, header), first=True)
# A link first, and then what is written through it.
hostile("folder-is-link", ("cas", None, dict(type=tarfile.SYMTYPE, linkname="/tmp")), first=True)
hostile("blob-through-link", (blobs[0], None, dict(type=tarfile.SYMTYPE, linkname=outside)), first=True)
hostile("link-to-first", ("cas/" + "b" * 64, None, dict(type=tarfile.LNKTYPE, linkname=blobs[0])))

# Twice, not at all, something else.
hostile("blob-twice", (blobs[0], good[blobs[0]]))
hostile("blob-twice-other", (blobs[0], b"other"))
hostile("record-twice", (records[0], good[records[0]]))
keep("no-blobs", compressed(without(*blobs)))
keep("one-blob-missing", compressed(without(blobs[-1])))
flipped = bytearray(good[blobs[0]])
flipped[len(flipped) // 2] ^= 1
keep("blob-changed", compressed(without(changed={blobs[0]: bytes(flipped)})))
keep("blob-shorter", compressed(without(changed={blobs[0]: good[blobs[0]][:-1]})))
keep("blob-longer", compressed(without(changed={blobs[0]: good[blobs[0]] + b"x"})))
keep("blob-empty", compressed(without(changed={blobs[0]: b""})))
hostile("may-blob-unused", ("cas/" + hashlib.sha256(b"unused").hexdigest(), b"unused"))
keep("record-of-another-key", compressed(without(changed={records[0]: good[records[1]]})))
keep("record-garbage", compressed(without(changed={records[0]: os.urandom(1000)})))
keep("record-empty", compressed(without(changed={records[0]: b""})))
keep("record-huge", compressed(without(changed={records[0]: good[records[0]] + b"\x7a\x80\x80\x80\x20" + b"x" * (64 << 20)})))


def record_with(name, change):
    """A record, which is rewritten; its blobs stay, and what CHANGE returns is put beside them."""
    record, signature = record_of(good[records[0]])
    made = record["made"]
    more = change(record) or {}
    keep(name, compressed(without(changed={records[0]: action_result_of(record, signature, made), **more})))


def with_first(**values):
    return lambda record: record["made"][0].update(values)


record_with("made-parent", with_first(name="../../escaped"))
record_with("made-absolute", with_first(name=outside))
record_with("may-made-folder", with_first(name="folder/file"))
record_with("made-empty", with_first(name=""))
record_with("made-dot", with_first(name=".."))
record_with("may-made-control", with_first(name="lib\x1b]0;owned\x07\n.rlib"))
record_with("made-description", with_first(name="entry.json"))
record_with("made-size", with_first(size=1))
record_with("made-size-huge", with_first(size=1 << 60))
record_with("made-size-negative", with_first(size=-1))
record_with("made-sha256", with_first(sha256="0" * 64))
record_with("made-no-list", lambda record: record.update(made="x"))
record_with("may-made-twice", lambda record: record["made"].append(record["made"][0]))
record_with("format", lambda record: record.update(format=2))
record_with("nested", lambda record: record.update(files=json.loads("[" * 400 + "]" * 400)))


def bomb(record):
    content = compressed(b"\0" * (1 << 30))
    name = hashlib.sha256(content).hexdigest()
    record["made"][0]["stored"] = {"sha256": name, "size": len(content)}
    return {"cas/" + name: content}


record_with("blob-bomb", bomb)

# The archive itself.
whole = compressed(with_members())
keep("empty", b"")
keep("may-nothing-in-it", compressed(tar([])))
keep("may-not-compressed", with_members())
keep("truncated", whole[:len(whole) // 2])
keep("truncated-tar", compressed(with_members()[:len(with_members()) // 2]))
keep("no-archive", b"not an archive\n" * 1000)
keep("random", os.urandom(100000))
keep("damaged", whole[:2000] + bytes([whole[2000] ^ 255]) + whole[2001:])
keep("other-compression", subprocess.run(["gzip", "-c"], input=with_members(), stdout=subprocess.PIPE, check=True).stdout)
keep("may-compressed-twice", compressed(whole))
# 16 GiB of zeros, in a few frames.
zeros = compressed(b"\0" * (256 << 20)) * 64
keep("bomb", zeros)
keep("may-bomb-after", whole + zeros)
header = tarfile.TarInfo("cas/" + "c" * 64)
header.size = 16 << 30
keep("bomb-member", compressed(tar(list(good.items()), end=False) + header.tobuf(tarfile.PAX_FORMAT)) + zeros)
sparse = tarfile.TarInfo("cas/" + "d" * 64)
sparse.type = tarfile.GNUTYPE_SPARSE
sparse.size = 0
keep("may-sparse", compressed(tar(list(good.items()), end=False) + sparse.tobuf(tarfile.GNU_FORMAT)))
header.size = 1 << 62
keep("size-huge", compressed(tar(list(good.items()), end=False) + header.tobuf(tarfile.GNU_FORMAT)))
