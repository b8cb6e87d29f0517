"""What a .zip, a .tar.gz or a compressed file holds, unpacked into a private folder until the program ends.

Members are streamed, and bounded in bytes and in number. None is written but below the folder; links and devices are
left, and what is an archive in an archive is a file as any other.
"""

from __future__ import annotations

import atexit
import gzip
import os
import re
import shutil
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from tempfile import mkdtemp
from typing import Final, Protocol

from arpwatch_k8s.errors import InputError
from arpwatch_k8s.savefile.info import Skipped

MOST_BYTES: Final = 8 << 30
"""What one archive may unpack to."""
MOST_MEMBERS: Final = 10_000
PIECE_BYTES: Final = 1 << 20
MOST_PASSED: Final = 1_000_000
"""Members that are not unpacked and not counted among those."""
KERNEL_FOLDERS: Final = frozenset({"proc-net", "proc-sys-net"})
"""Where Retina puts copies of /proc/net and /proc/sys/net: a hundred files for each interface of a node."""
KERNEL_FILES: Final = re.compile(r"arp\w*|rp_filter|proxy_arp\w*|ip_forward|forwarding|gc_thresh\d")
ZIP: Final = (b"PK\x03\x04", b"PK\x05\x06")
GZIP: Final = b"\x1f\x8b"
TAR: Final = b"ustar"
TAR_AT: Final = 257
HEAD_BYTES: Final = TAR_AT + len(TAR)
DAMAGE: Final = (zipfile.BadZipFile, tarfile.TarError, zlib.error, EOFError, OSError, RuntimeError, ValueError)
"""What the readers of archives raise where one is damaged, encrypted or of a form that they do not know."""


class Content(Protocol):
    """What a member holds, to be read once."""

    def read(self, size: int, /) -> bytes:
        """At most so many bytes; none at its end."""

    def close(self) -> None:
        """Read no more."""


@dataclass(slots=True)
class Unpacked:
    """What came out of an archive."""

    files: list[tuple[str, str]] = field(default_factory=list)
    """Each file's path, and what it is called: the archive's path and that in the archive."""
    skipped: list[Skipped] = field(default_factory=list)
    """What was left in it, and why."""


def is_archive(path: str) -> bool:
    """Whether a regular file is one, by its content: a zip, a tar, or anything that gzip compressed."""
    with Path(path).open("rb") as file:
        head = file.read(HEAD_BYTES)
    return head.startswith((*ZIP, GZIP)) or head[TAR_AT:] == TAR


def unpack(path: str, *, most_bytes: int = MOST_BYTES, most_members: int = MOST_MEMBERS) -> Unpacked:
    """All regular files of an archive.

    InputError: it is damaged or encrypted, or unpacks to more than the bounds.
    """
    folder = mkdtemp(prefix="arpwatch-k8s-")
    # frames are read again for reports: what was unpacked stays until the program ends
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    found, left, passed = Unpacked(), most_bytes, 0
    try:
        for number, (name, content) in enumerate(members(path)):
            if is_of_no_use(name) and passed < MOST_PASSED:
                passed += 1
                continue
            if number - passed >= most_members:
                raise too_large(path, f"{most_members:,} files")
            called = os.path.join(path, name)  # noqa: PTH118 - as the user wrote it
            if content is None:
                found.skipped.append(Skipped(path=called, reason="neither a file nor a folder: not unpacked"))
                continue
            target = inside(folder, name)
            if target is None:
                found.skipped.append(Skipped(path=called, reason="its path leads out of the archive: not unpacked"))
                continue
            left = copy(content, target, left)
            if left < 0:
                raise too_large(path, f"{most_bytes >> 30} GiB")
            found.files.append((str(target), called))
    except InputError:
        raise
    except DAMAGE as error:
        raise InputError(f"{path}: cannot be unpacked ({error})", fix="Unpack it, and give the folder.") from error
    if passed:
        reason = f"{passed:,} of the kernel's files in it, which nothing here reads: not unpacked"
        found.skipped.append(Skipped(path=path, reason=reason))
    return found


def is_of_no_use(name: str) -> bool:
    """Whether a member is one of the kernel's files, of which Retina keeps some thousands, that nothing here reads."""
    *folders, last = PurePosixPath(name).parts or ("",)
    return not KERNEL_FOLDERS.isdisjoint(folders) and KERNEL_FILES.fullmatch(last) is None


def members(path: str) -> Iterator[tuple[str, Content | None]]:
    """Names and contents of an archive's files, one after the other; None for what is no file."""
    with Path(path).open("rb") as file:
        head = file.read(HEAD_BYTES)
    if head.startswith(ZIP):
        with zipfile.ZipFile(path) as archive:
            for entry in archive.infolist():
                if (entry.external_attr >> 28) == 0o12:
                    yield entry.filename, None
                elif not entry.is_dir():
                    with archive.open(entry) as content:
                        yield entry.filename, content
        return
    if not head.startswith(GZIP) or is_tar_within(path):
        with tarfile.open(path, "r|gz" if head.startswith(GZIP) else "r|") as tape:
            for member in tape:
                if member.isdir():
                    continue
                yield member.name, tape.extractfile(member) if member.isreg() else None
        return
    with gzip.open(path) as content:
        yield PurePosixPath(path).name.removesuffix(".gz"), content


def is_tar_within(path: str) -> bool:
    """Whether what gzip compressed is a tar."""
    with gzip.open(path) as content:
        return content.read(HEAD_BYTES)[TAR_AT:] == TAR


def inside(folder: str, name: str) -> Path | None:
    """Where in a folder a member goes; None where its name leads out of it, or is one that was there before."""
    parts = PurePosixPath(name.replace("\\", "/")).parts
    if not parts or parts[0] == "/" or ".." in parts or any("\0" in part or ":" in part for part in parts):
        return None
    target = Path(folder, *parts)
    return None if target.exists() else target


def copy(content: Content, target: Path, left: int) -> int:
    """Write a member, as far as `left` bytes allow; how many are left then, below 0 where it holds more."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with closing(content), target.open("xb") as file:
        while left >= 0 and (piece := content.read(PIECE_BYTES)):
            left -= len(piece)
            file.write(piece)
    return left


def too_large(path: str, what: str) -> InputError:
    """What is told of an archive beyond the bounds."""
    return InputError(f"{path}: unpacks to more than {what}", fix="Unpack it, and give the folder.")
