#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Records as they lie under /ac: an ActionResult (remote_execution.proto of Bazel's remote API) in protobuf's binary form.

action_result.py FOLDER [unfinished]: looks at a store (FOLDER/ac, FOLDER/cas) as bazel-remote does at what it is given, and at what our records promise of
it; prints the number of records, and tells and fails at the first fault. Unfinished: not each blob's record is there yet.
"""
import hashlib
import json
import os
import sys

def varint(number):
    out = bytearray()
    while number > 127:
        out.append(number & 127 | 128)
        number >>= 7
    out.append(number)
    return bytes(out)


def field(number, content):
    if isinstance(content, int):
        return varint(number << 3) + varint(content)
    return varint(number << 3 | 2) + varint(len(content)) + content


def fields(message):
    at = 0

    def read():
        nonlocal at
        number = shift = 0
        while True:
            byte = message[at]
            at += 1
            number |= (byte & 127) << shift
            shift += 7
            if byte < 128:
                return number

    while at < len(message):
        tag = read()
        if tag & 7 == 0:
            yield tag >> 3, read()
        else:
            size = read()
            yield tag >> 3, message[at:at + size]
            at += size


def record_of(action_result):
    """RECORD of an ActionResult, and its signature."""
    found = dict(fields(action_result))
    return json.loads(found[5]), found.get(7, b"")


def action_result_of(record, signature=b"", made=None):
    """MADE: in place of the record's own."""
    out = b""
    for made in record["made"] if made is None else made:
        digest = field(1, made["stored"]["sha256"].encode()) + field(2, made["stored"]["size"])
        out += field(2, field(1, made["name"].encode()) + field(2, digest))
    out += field(5, json.dumps(record, separators=(",", ":")).encode())
    return out + (field(7, signature) if signature else b"")


def check(folder, unfinished):
    records = os.listdir(os.path.join(folder, "ac")) if os.path.exists(os.path.join(folder, "ac")) else []
    needed = set()
    for name in records:
        with open(os.path.join(folder, "ac", name), "rb") as file:
            parts = list(fields(file.read()))
        assert all(number in (2, 4, 5, 7) for number, _ in parts), f"{name}: {[number for number, _ in parts]}"
        record = json.loads(dict(parts)[5])
        assert record["format"] == 1 and record["key"] == name, name
        assert dict(parts).get(4, 0) == 0, name
        outputs = [dict(fields(content)) for number, content in parts if number == 2]
        assert len(outputs) == len(record["made"]), name
        for output, made in zip(outputs, record["made"]):
            digest = dict(fields(output[2]))
            stored = made["stored"]
            assert output[1].decode() == made["name"], name
            assert (digest[1].decode(), digest.get(2, 0)) == (stored["sha256"], stored["size"]), name
            with open(os.path.join(folder, "cas", stored["sha256"]), "rb") as file:
                blob = file.read()
            assert len(blob) == stored["size"] and hashlib.sha256(blob).hexdigest() == stored["sha256"], name
            needed.add(stored["sha256"])
    assert unfinished or needed == set(os.listdir(os.path.join(folder, "cas"))), "blobs that no record names"
    return len(records)


if __name__ == "__main__":
    sys.dont_write_bytecode = True
    print(check(sys.argv[1], "unfinished" in sys.argv[2:]))
