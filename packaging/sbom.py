#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Writes the bill of materials of a release, SPDX 2.3: sbom.py VERSION FOLDER LINKED OUTPUT.

LINKED has what `packaging/licences --list` prints. The same input gives the same bytes: the time is SOURCE_DATE_EPOCH.
"""

import hashlib
import os
import pathlib
import sys
from datetime import datetime, timezone
from urllib.parse import quote

from spdx_tools.common.spdx_licensing import spdx_licensing
from spdx_tools.spdx.model import (
    Actor, ActorType, Checksum, ChecksumAlgorithm, CreationInfo, Document, File, Package, Relationship, RelationshipType,
)
from spdx_tools.spdx.model.package import ExternalPackageRef, ExternalPackageRefCategory
from spdx_tools.spdx.validation.document_validator import validate_full_spdx_document
from spdx_tools.spdx.writer.json.json_writer import write_document_to_file

REPOSITORY = "https://github.com/buildstd/buildstd"


def identifier(name):
    """Of letters, digits, dots and dashes, as SPDX wants them."""
    return "SPDXRef-" + "".join(c if c.isalnum() or c in ".-" else "-" for c in name)


def linked_package(line):
    name, package, version, architecture, licence, home = line.rstrip("\n").split("\t")
    return Package(
        spdx_id=identifier(package),
        name=name,
        version=version,
        download_location=home,
        files_analyzed=False,
        license_declared=spdx_licensing.parse(licence),
        external_references=[ExternalPackageRef(
            ExternalPackageRefCategory.PACKAGE_MANAGER, "purl", f"pkg:deb/debian/{quote(package)}@{quote(version)}?arch={architecture}")],
    )


def released_file(folder, path):
    content = path.read_bytes()
    name = path.relative_to(folder).as_posix()
    return File(
        name=f"./{name}",
        spdx_id=identifier("File-" + name),
        checksums=[
            Checksum(ChecksumAlgorithm.SHA1, hashlib.sha1(content).hexdigest()),
            Checksum(ChecksumAlgorithm.SHA256, hashlib.sha256(content).hexdigest()),
        ],
    )


def main():
    version, folder, linked, output = sys.argv[1], pathlib.Path(sys.argv[2]), sys.argv[3], sys.argv[4]
    # SPDX has no time zones, and this library no other times than naive ones.
    created = datetime.fromtimestamp(int(os.environ["SOURCE_DATE_EPOCH"]), timezone.utc).replace(tzinfo=None)
    program = Package(
        spdx_id="SPDXRef-buildstd",
        name="buildstd",
        version=version,
        download_location=f"git+{REPOSITORY}@v{version}",
        files_analyzed=False,
        license_declared=spdx_licensing.parse("MIT"),
    )
    with open(linked, encoding="utf-8") as lines:
        libraries = [linked_package(line) for line in lines]
    files = [released_file(folder, path) for path in sorted(folder.rglob("*")) if path.is_file() and not path.is_symlink()]
    document = Document(
        CreationInfo(
            spdx_version="SPDX-2.3",
            spdx_id="SPDXRef-DOCUMENT",
            name=folder.name,
            document_namespace=f"{REPOSITORY}/releases/download/v{version}/{folder.name}.spdx.json",
            creators=[Actor(ActorType.TOOL, "spdx-tools")],
            created=created,
        ),
        packages=[program, *libraries],
        files=files,
        relationships=[
            Relationship("SPDXRef-DOCUMENT", RelationshipType.DESCRIBES, program.spdx_id),
            *(Relationship(program.spdx_id, RelationshipType.STATIC_LINK, library.spdx_id) for library in libraries),
            *(Relationship(file.spdx_id, RelationshipType.GENERATED_FROM, program.spdx_id) for file in files),
        ],
    )
    faults = validate_full_spdx_document(document)
    if faults:
        sys.exit("\n".join(fault.validation_message for fault in faults))
    write_document_to_file(document, output, validate=False)


main()
