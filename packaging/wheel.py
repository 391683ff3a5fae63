#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Makes the wheel of a release from the files of its archive: wheel.py VERSION ARCHITECTURE FOLDER OUTPUT_FOLDER.

The programs are linked statically and run with every C library; the library that compilers load asks for glibc 2.17,
and is not loaded into those of other C libraries. Hence the platforms of the wheel's name. The same input gives the same
bytes: the files' time is SOURCE_DATE_EPOCH.
"""

import base64
import hashlib
import os
import pathlib
import sys
import time
import zipfile

SYSTEMS = ["manylinux_2_17", "musllinux_1_1"]

METADATA = """\
Metadata-Version: 2.4
Name: buildstd
Version: {version}
Summary: Builds Rust's standard library from source on a stable toolchain
License-Expression: MIT
License-File: LICENSE
License-File: THIRD-PARTY
Project-URL: Source, https://github.com/buildstd/buildstd
Keywords: rust,cargo,build-std
Classifier: Environment :: Console
Classifier: Operating System :: POSIX :: Linux
Classifier: Programming Language :: Rust
Classifier: Topic :: Software Development :: Build Tools
Requires-Python: >=3.7
Description-Content-Type: text/markdown

{readme}"""

# A wheel holds no links; pipx links to this file, which finds the program beside itself.
CARGO_SUBCOMMAND = b"""\
#!/bin/sh
exec "$(dirname "$(readlink -f "$0")")/buildstd" "$@"
"""


def contents(version, platforms, folder):
    """Each file's name in the wheel, its bytes, and whether it is run."""
    data, info = f"buildstd-{version}.data", f"buildstd-{version}.dist-info"
    yield f"{data}/scripts/buildstd", (folder / "bin/buildstd").read_bytes(), True
    yield f"{data}/scripts/cargo-buildstd", CARGO_SUBCOMMAND, True
    for part in ("libexec", "share/man", "share/bash-completion", "share/zsh", "share/fish"):
        for path in sorted((folder / part).rglob("*")):
            if path.is_file():
                yield f"{data}/data/{path.relative_to(folder).as_posix()}", path.read_bytes(), os.access(path, os.X_OK)
    yield f"{info}/licenses/LICENSE", (folder / "LICENSE").read_bytes(), False
    yield f"{info}/licenses/THIRD-PARTY", (folder / "share/doc/buildstd/THIRD-PARTY").read_bytes(), False
    readme = (folder / "README.md").read_text(encoding="utf-8")
    yield f"{info}/METADATA", METADATA.format(version=version, readme=readme).encode(), False
    wheel = "Wheel-Version: 1.0\nGenerator: buildstd packaging/wheel.py\nRoot-Is-Purelib: false\n"
    yield f"{info}/WHEEL", (wheel + "".join(f"Tag: py3-none-{platform}\n" for platform in platforms)).encode(), False


def main():
    version, architecture, folder, output = sys.argv[1], sys.argv[2], pathlib.Path(sys.argv[3]), pathlib.Path(sys.argv[4])
    platforms = [f"{system}_{architecture}" for system in SYSTEMS]
    when = time.gmtime(int(os.environ["SOURCE_DATE_EPOCH"]))[:6]
    record = ""
    with zipfile.ZipFile(output / f"buildstd-{version}-py3-none-{'.'.join(platforms)}.whl", "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:

        def add(name, content, is_run):
            entry = zipfile.ZipInfo(name, when)
            entry.external_attr = (0o100755 if is_run else 0o100644) << 16
            entry.create_system = 3  # Unix: the modes count
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, content, compresslevel=9)

        for name, content, is_run in contents(version, platforms, folder):
            add(name, content, is_run)
            digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
            record += f"{name},sha256={digest},{len(content)}\n"
        name = f"buildstd-{version}.dist-info/RECORD"
        add(name, (record + f"{name},,\n").encode(), False)


main()
