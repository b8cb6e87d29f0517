"""zip and tar with hostile names, links, bombs."""

from __future__ import annotations

import gzip
import io
import tarfile
import warnings
import zipfile
from random import Random
from typing import Final

from tests.fuzz.extremes import number, text
from tests.mutations import mutated

NAMES: Final = (
    "a.log", "dir/b.log", "../out", "/etc/passwd", "a/../../b", "a.log/c", "C:\\x", "..\\..\\y", "a" * 300,
    "d/" * 200 + "f", "", ".", "..", "./a.log", "caf\u00e9", "-o", "\n",
)  # fmt: skip
BOMB_BYTES: Final = 20 << 20


def archive(contents: list[bytes], chance: Random) -> tuple[str, bytes]:
    """A name and an archive of some contents, whole or not."""
    suffix, data = chance.choice((zipped, tarred, compressed))(contents, chance)
    if chance.random() < 0.2:
        data = mutated(data, chance)
    return f"case{suffix}", data


def name_of(chance: Random) -> str:
    """A member's name."""
    match chance.randrange(4):
        case 0:
            return chance.choice(NAMES)
        case 1:
            return f"f{chance.randrange(99)}{text(chance)[:200]}"
        case _:
            return f"f{chance.randrange(99)}.log"


def zipped(contents: list[bytes], chance: Random) -> tuple[str, bytes]:
    """A zip; its sizes lie, its members have one name, are links or encrypted."""
    out = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        warnings.simplefilter("ignore")  # of names that come twice, which is meant
        for content in contents:
            entry = zipfile.ZipInfo(name_of(chance).encode("utf-8", "replace").decode() or "x")
            entry.external_attr = chance.choice((0o100644, 0o100644, 0o120777, 0o010644)) << 16
            entry.compress_type = chance.choice((zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2))
            file.writestr(entry, content if chance.random() < 0.95 else bytes(BOMB_BYTES))
    data = bytearray(out.getvalue())
    if chance.random() < 0.2 and len(data) > 30:
        data[6] |= chance.choice((1, 8))  # encrypted, or its sizes behind it
    return ".zip", bytes(data)


def tarred(contents: list[bytes], chance: Random) -> tuple[str, bytes]:
    """A tar, compressed or not, with links, devices, and sizes and times that lie."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode=chance.choice(("w", "w:gz")), format=tarfile.GNU_FORMAT) as file:
        for content in contents:
            member = tarfile.TarInfo(name_of(chance).encode("utf-8", "replace").decode())
            member.size = len(content)
            member.mtime = chance.choice((0, number(chance, 33)))
            member.type = chance.choice((tarfile.REGTYPE,) * 4 + (tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE))
            member.linkname = chance.choice(("/etc/passwd", "a.log", "../..", "."))
            if not member.isreg():
                member.size = 0
            file.addfile(member, io.BytesIO(content))
    return ".tar.gz" if out.getvalue().startswith(b"\x1f\x8b") else ".tar", out.getvalue()


def compressed(contents: list[bytes], chance: Random) -> tuple[str, bytes]:
    """A file that gzip compressed, once or again."""
    data = contents[0] if contents else b""
    for _ in range(chance.choice((1, 1, 2, 5))):
        data = gzip.compress(data)
    return ".log.gz", data
