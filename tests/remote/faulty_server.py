#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""A remote cache (GET, HEAD and PUT of /ac and /cas in a folder) that has one fault. Standard library only.

faulty_server.py --fault NAME --store FOLDER --log FILE --ports FILE [--only WORDS] [--after N] [--token TEXT]
  [--rate BYTES] [--rate-in BYTES]

Its two ports are written to --ports once it listens: the faulty one, and a second one that serves the same store as it should and
logs what it is asked: what redirects lead to. The fault is of requests that --only names: methods, `ac` and `cas`, with commas;
and only after the first N. --rate is of `slow`, in bytes a second; --rate-in is how fast PUTs are read, of each connection.

The log has a line of JSON a request: port ("main", "second"), method, path, status, headers, received and sent (bytes of the
body), open (connections at that time).

Faults: see the functions `fault_*` below, `_` for `-`; `status-NNN`; `none`.
"""
import sys

sys.dont_write_bytecode = True  # not into the source tree
import argparse
import hashlib
import http.server
import itertools
import json
import os
import random
import re
import socket
import socketserver
import threading
import time

from action_result import action_result_of, field, record_of

TEN_GIGABYTES = 10 * 1000 ** 3
lock = threading.Lock()
counter = itertools.count(1)
open_connections = 0


def zstd_of_zeros(size, claimed):
    """A zstd frame of SIZE zeros in a few bytes, whose header claims another size."""
    block = 128 << 10
    blocks = -(-size // block)
    header = b"\x28\xb5\x2f\xfd" + bytes([0xE0]) + claimed.to_bytes(8, "little")
    return header + b"".join((block << 3 | 1 << 1 | (i == blocks - 1)).to_bytes(3, "little") + b"\0" for i in range(blocks))


# --- the server ----------------------------------------------------------------------------------------------------
class Hangs(Exception):
    """Ends a connection, answered or not."""


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def setup(self):
        global open_connections
        super().setup()
        with lock:
            open_connections += 1

    def finish(self):
        global open_connections
        with lock:
            open_connections -= 1
        try:
            super().finish()
        except OSError:
            pass

    def handle_one_request(self):
        try:
            super().handle_one_request()
        except (OSError, Hangs):
            self.close_connection = True

    def log_message(self, *_):
        pass

    # What a fault is made of.
    def write(self, content, rate=None):
        step = max(1, rate // 10) if rate else 1 << 16
        for at in range(0, len(content), step):
            self.wfile.write(content[at:at + step])
            self.sent += len(content[at:at + step])
            if rate:
                time.sleep(0.1)

    def head(self, status, **headers):
        self.status = status
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), str(value))
        self.end_headers()

    def whole(self, status, content=b"", rate=None, **headers):
        self.head(status, Content_Length=len(content), **headers)
        if self.command != "HEAD":
            self.write(content, rate)

    def hang(self):
        time.sleep(600)
        raise Hangs

    def file(self):
        return os.path.join(options.store, *self.path.strip("/").split("/"))

    def stored(self, path=None):
        """The content at this request's path, or None."""
        try:
            with open(path or self.file(), "rb") as file:
                return file.read()
        except OSError:
            return None

    def put(self, content):
        os.makedirs(os.path.dirname(self.file()), exist_ok=True)
        temporary = f"{self.file()}.{next(counter)}"
        with open(temporary, "wb") as file:
            file.write(content)
        os.replace(temporary, self.file())

    def as_it_should(self, change=lambda content: content, rate=None):
        if self.command == "PUT":
            self.put(self.body)
            return self.whole(201)
        content = self.stored()
        if content is None:
            return self.whole(404)
        self.whole(200, change(content), rate)

    def answer(self):
        self.sent = self.status = 0
        self.body = b""
        if not re.fullmatch(r"(/[A-Za-z0-9._-]+)*/(ac|cas)/[0-9a-f]{64}", self.path):
            if self.command == "MKCOL":
                folder = os.path.join(options.store, *self.path.strip("/").split("/")[-1:])
                self.whole(405 if os.path.exists(folder) else 201)
                os.makedirs(folder, exist_ok=True)
            else:
                self.whole(400)
            return self.log()
        self.path = "/" + "/".join(self.path.split("/")[-2:])
        if self.command == "PUT":
            if options.rate_in and self.server.name == "main":
                self.body = b"".join(self.slowly(int(self.headers["Content-Length"])))
            else:
                self.body = self.rfile.read(int(self.headers["Content-Length"]))
        try:
            if self.server.name == "second":
                self.as_it_should()
            else:
                self.with_fault()
        finally:
            self.log()

    def slowly(self, size):
        while size > 0:
            part = self.rfile.read(min(size, options.rate_in // 10 or 1))
            if not part:
                return
            yield part
            size -= len(part)
            time.sleep(0.1)

    do_GET = do_HEAD = do_PUT = do_MKCOL = answer

    def with_fault(self):
        kind = self.path.split("/")[1]
        only = options.only.split(",") if options.only else []
        methods = [word for word in only if word.isupper()]
        kinds = [word for word in only if word.islower()]
        meant = (not methods or self.command in methods) and (not kinds or kind in kinds)
        with lock:
            options.after -= meant
            meant = meant and options.after < 0
        if not meant or options.fault == "none":
            return self.as_it_should()
        if options.fault.startswith("status-"):
            return self.whole(int(options.fault[7:]), b"<html>no</html>")
        getattr(self, "fault_" + options.fault.replace("-", "_"))()

    def log(self):
        line = dict(port=self.server.name, method=self.command, path=self.path, status=self.status, headers=dict(self.headers),
                    received=len(self.body), sent=self.sent, open=open_connections)
        with lock, open(options.log, "a") as file:
            file.write(json.dumps(line) + "\n")

    # --- the faults ------------------------------------------------------------------------------------------------
    fault_hang = hang

    def fault_hang_body(self):
        """The header, then nothing."""
        content = self.stored() or b"x" * 1000
        self.head(200, Content_Length=len(content))
        self.hang()

    def fault_close(self):
        """Without an answer."""
        raise Hangs

    def fault_close_middle(self):
        content = self.stored() or b"x" * 1000
        self.head(200, Content_Length=len(content))
        self.write(content[:len(content) // 2])
        raise Hangs

    def fault_dies(self):
        os._exit(1)

    def fault_full(self):
        """To what it is to keep."""
        self.whole(507) if self.command == "PUT" else self.as_it_should()

    def fault_says_more(self):
        """A Content-Length that is more than what is sent; and the end of the connection."""
        content = self.stored() or b""
        self.head(200, Content_Length=len(content) + 100)
        self.write(content)
        raise Hangs

    def fault_says_less(self):
        content = self.stored() or b""
        self.head(200, Content_Length=max(0, len(content) - 10))
        self.write(content)
        raise Hangs

    def fault_shorter(self):
        """Half of it, and that is what Content-Length says."""
        self.as_it_should(lambda content: content[:len(content) // 2])

    def fault_longer(self):
        self.as_it_should(lambda content: content + b"x" * 1000)

    def fault_empty(self):
        self.as_it_should(lambda content: b"")

    def fault_wrong_content(self):
        """A byte is another."""
        self.as_it_should(lambda content: content[:-5] + bytes([content[-5] ^ 1]) + content[-4:])

    def fault_other_unit(self):
        """The record of another unit than was asked for."""
        names = sorted(os.listdir(os.path.join(options.store, "ac")))
        asked = self.path.split("/")[-1]
        other = next((name for name in names if name > asked), names[0])
        self.whole(200, self.stored(os.path.join(options.store, "ac", other)))

    def endless(self, **headers):
        self.head(200, **headers)
        part = b"x" * (1 << 20)
        for _ in range(TEN_GIGABYTES >> 20):
            if "Transfer_Encoding" in headers:
                self.wfile.write(b"%x\r\n" % len(part))
            self.write(part)
            if "Transfer_Encoding" in headers:
                self.wfile.write(b"\r\n")
        raise Hangs

    def fault_endless_length(self):
        self.endless(Content_Length=TEN_GIGABYTES)

    def fault_endless_chunked(self):
        self.endless(Transfer_Encoding="chunked")

    def fault_endless_header(self):
        self.status = 200
        self.wfile.write(b"HTTP/1.1 200 OK\r\n")
        for number in range(TEN_GIGABYTES >> 10):
            line = b"X-%d: %s\r\n" % (number, b"x" * 1000)
            self.wfile.write(line)
            self.sent += len(line)
        raise Hangs

    def fault_no_http(self):
        """Bytes that are no answer."""
        self.write(random.Random(1).randbytes(100000))
        raise Hangs

    def fault_redirect_elsewhere(self):
        """To the second port, which has it all."""
        self.whole(302 if self.command != "PUT" else 307, Location=f"http://127.0.0.1:{second.server_address[1]}{self.path}")

    def fault_redirect_loop(self):
        self.whole(302 if self.command != "PUT" else 307, Location=self.path)

    def fault_redirect_file(self):
        """To a file of the client's, which has just what was asked for."""
        self.whole(302, Location="file://" + self.file())

    def fault_slow(self):
        self.as_it_should(rate=options.rate)

    def fault_garbage(self):
        self.whole(200, random.Random(self.path).randbytes(5000))

    def fault_huge(self):
        """64 MiB of a field that nobody knows, and then the record."""
        padding = field(15, b"x" * (64 << 20))
        self.as_it_should(lambda content: padding + content if self.path.startswith("/ac/") else content)

    def fault_poison(self):
        """Records of good form and right key, which name what other units have made; their signatures stay."""
        content = self.stored()
        if content is None or not self.path.startswith("/ac/"):
            return self.as_it_should()
        record, signature = record_of(content)
        folder = os.path.join(options.store, "ac")
        for name in sorted(os.listdir(folder)):
            other, _ = record_of(self.stored(os.path.join(folder, name)))
            pairs = list(zip(record["made"], other["made"]))
            differs = any(mine["sha256"] != theirs["sha256"] for mine, theirs in pairs)
            if differs and len(other["made"]) >= len(record["made"]):
                for mine, theirs in pairs:
                    mine.update({key: value for key, value in theirs.items() if key != "name"})
                break
        self.whole(200, action_result_of(record, signature))

    def fault_bomb(self):
        """Small blobs that unpack to a gigabyte, under their right SHA-256."""
        content = self.stored()
        if content is None or not self.path.startswith("/ac/"):
            return self.as_it_should()
        record, _ = record_of(content)
        for made in record["made"]:
            bomb = zstd_of_zeros(1 << 30, made["size"])
            made["stored"] = {"sha256": hashlib.sha256(bomb).hexdigest(), "size": len(bomb)}
            path = os.path.join(options.store, "cas", made["stored"]["sha256"])
            if not os.path.exists(path):
                with open(path, "wb") as file:
                    file.write(bomb)
        self.whole(200, action_result_of(record))

    def without_folder(self, status):
        if self.command == "PUT" and not os.path.exists(os.path.dirname(self.file())):
            return self.whole(status)
        self.as_it_should()

    def fault_conflict(self):
        """No folder is made by itself, as WebDAV has it."""
        self.without_folder(409)

    def fault_no_folder(self):
        """The same as rclone says it."""
        self.without_folder(404)

    def fault_requires_token(self):
        if self.headers.get("Authorization") == f"Bearer {options.token}":
            return self.as_it_should()
        self.whole(401, WWW_Authenticate="Bearer")

    def fault_requires_basic(self):
        """--token is NAME:PASSWORD in Base64."""
        if self.headers.get("Authorization") == f"Basic {options.token}":
            return self.as_it_should()
        self.whole(401, WWW_Authenticate='Basic realm="cache"')


class Server(socketserver.ThreadingMixIn, http.server.HTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def __init__(self, name):
        self.name = name
        super().__init__(("127.0.0.1", 0), Handler)

    def handle_error(self, *_):
        pass


def closed_port():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


def deaf_port():
    """One whose queue is full, so that connections are neither taken nor refused."""
    deaf = socket.socket()
    deaf.bind(("127.0.0.1", 0))
    deaf.listen(0)
    for _ in range(4):
        client = socket.socket()
        client.setblocking(False)
        client.connect_ex(deaf.getsockname())
        deaf_sockets.append(client)
    deaf_sockets.append(deaf)
    return deaf.getsockname()[1]


deaf_sockets = []
parser = argparse.ArgumentParser()
for name in ("--fault", "--store", "--log", "--ports"):
    parser.add_argument(name, required=True)
parser.add_argument("--only", default="")
parser.add_argument("--after", type=int, default=0)
parser.add_argument("--token", default="")
parser.add_argument("--rate", type=int, default=1024)
parser.add_argument("--rate-in", type=int, default=0)
options = parser.parse_args()
second = Server("second")
main = Server("main")
if options.rate_in:  # so that who sends sees how slowly it is read
    main.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
port = main.server_address[1]
if options.fault == "refuse-connections":
    port = closed_port()
if options.fault == "hang-connect":
    port = deaf_port()
with open(options.ports + ".new", "w") as ports:
    ports.write(f"{port} {second.server_address[1]}\n")
os.rename(options.ports + ".new", options.ports)
threading.Thread(target=second.serve_forever, daemon=True).start()
main.serve_forever()
