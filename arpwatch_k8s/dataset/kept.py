"""One reading of one capture, as it is kept: its manifest.

What a capture is, is its bytes (decompressed): by whatever name they come again they are known. How large a file is and
when it was last written says without reading it whether it is still the one that was read.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from arpwatch_k8s.capture.source import Kind, Source
from arpwatch_k8s.dataset.places import READINGS, is_name, is_within, manifest_path
from arpwatch_k8s.dataset.placing import place
from arpwatch_k8s.errors import InputError
from arpwatch_k8s.evidence.addresses import address_number, number_text
from arpwatch_k8s.remote.found import RemoteFile
from arpwatch_k8s.savefile.codec import Compression
from arpwatch_k8s.savefile.ending import Section
from arpwatch_k8s.savefile.info import CaptureInfo
from arpwatch_k8s.savefile.pcapng import Interface
from arpwatch_k8s.savefile.writer import unwritable

FORMAT: Final = 1
CONTROL_ONLY: Final = "control"
"""The reading of a capture whose VIPs are not known: whose an address is, and how often each was asked for."""
CONTENT_CHARS: Final = 32
"""Of a SHA-256's 64: as many name a capture."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A reading of a capture."""

    content: str
    """What the capture is: the first half of the SHA-256 of its bytes, decompressed."""
    reading: str
    """What it was read for: `CONTROL_ONLY`, or what `of_vips` or `of_all` says."""
    vips: tuple[int, ...] = ()
    """The VIPs whose TCP was read."""
    source: Source
    """Where it was then."""
    mtime_ns: int
    """When it had last been written; 0 of a file elsewhere, which its `mark` tells from what it was or will be."""
    info: CaptureInfo
    files: Mapping[str, tuple[str, int]] = field(default_factory=dict)
    """By table, where its rows are, from the data set's folder, and how many bytes that has; no file without rows."""
    about: Mapping[int, int] = field(default_factory=dict)
    """Rows and flows by VIP, of VIPs that have some."""
    replaces: tuple[str, ...] = ()
    """Captures that this one begins with: it was still being written when those were read."""

    @property
    def size_bytes(self) -> int:
        """Bytes of its files."""
        return sum(size for _, size in self.files.values())


def of_vips(vips: Sequence[int]) -> str:
    """The name of a second reading, for the TCP of VIPs that were found."""
    return f"tcp-{short(vips)}"


def of_all(vips: Sequence[int]) -> str:
    """The name of the only reading of a capture whose VIPs are given."""
    return f"all-{short(vips)}"


def short(vips: Sequence[int]) -> str:
    """A set of VIPs in a few characters."""
    return sha256(" ".join(map(str, sorted(vips))).encode()).hexdigest()[:12]


def write(folder: Path, kept: Kept) -> None:
    """The manifest, whole or not at all. OutputError: it cannot be written."""
    source = kept.source
    document = {
        "format": FORMAT,
        "content": kept.content,
        "reading": kept.reading,
        "vips": [number_text(vip) for vip in kept.vips],
        "path": source.path,
        "size_bytes": source.size_bytes,
        "compression": None if source.compression is None else source.compression.value,
        "first_ns": source.first_ns,
        "mtime_ns": kept.mtime_ns,
        "mark": None if source.remote is None else source.remote.mark,
        "info": asdict(kept.info),
        "files": kept.files,
        "about": {number_text(vip): count for vip, count in kept.about.items()},
        "replaces": kept.replaces,
    }
    place(manifest_path(folder, kept.content, kept.reading), json.dumps(document).encode())


def read(folder: Path, content: str, reading: str) -> Kept | None:
    """A manifest; None where that reading is not there. InputError: it is none, or of another format."""
    path = manifest_path(folder, content, reading)
    try:
        text = path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror})", fix="Check who may read it.") from error
    try:
        return of_document(json.loads(text))
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError) as error:
        raise InputError(
            f"{path}: no manifest of this version's ({type(error).__name__}: {error})",
            fix="Remove it, and run extract again: the capture is read anew.",
        ) from error


def of_document(document: dict[str, Any]) -> Kept:
    """A manifest of its JSON. KeyError, TypeError, ValueError, AttributeError: it is none."""
    if document["format"] != FORMAT:
        raise ValueError(f"format {document['format']!r}, not {FORMAT}")
    names = (document["content"], document["reading"], *document["replaces"])
    places = [place for place, _ in document["files"].values()]
    if not all(map(is_name, names)) or not all(map(is_within, places)):
        raise ValueError("names that lead out of the data set")
    info = document["info"]
    sections = tuple(
        Section(
            offset=each["offset"],
            order=each["order"],
            interfaces=tuple(Interface(**interface) for interface in each["interfaces"]),
        )
        for each in info["sections"]
    )
    path, size, mark = document["path"], document["size_bytes"], document.get("mark")  # 0.2.0 read files here alone
    remote = None if mark is None else RemoteFile(url=path, size_bytes=size, mark=mark)
    return Kept(
        content=document["content"],
        reading=document["reading"],
        vips=tuple(address_number(text) for text in document["vips"]),
        source=Source(
            path=path,
            kind=Kind.FILE if remote is None else Kind.REMOTE,
            first_ns=document["first_ns"],
            compression=None if document["compression"] is None else Compression(document["compression"]),
            size_bytes=size,
            remote=remote,
        ),
        mtime_ns=document["mtime_ns"],
        info=CaptureInfo(**{**info, "link_types": tuple(info["link_types"]), "sections": sections}),
        files={table: (path, size) for table, (path, size) in document["files"].items()},
        about={address_number(text): count for text, count in document["about"].items()},
        replaces=tuple(document["replaces"]),
    )


def everything(folder: Path) -> list[tuple[str, str]]:
    """All readings that are there, each by its capture and its name, in the order of these."""
    names = (path.name for path in (folder / READINGS).glob("*.json"))
    return sorted(
        (content, reading) for content, _, reading in (name[: -len(".json")].partition(".") for name in names)
    )


def remove(folder: Path, content: str, reading: str) -> None:
    """Take a reading away, the manifest first. OutputError: it cannot be."""
    kept = read(folder, content, reading)
    path = manifest_path(folder, content, reading)
    try:
        path.unlink(missing_ok=True)
        for place, _ in kept.files.values() if kept else ():
            (folder / place).unlink(missing_ok=True)
    except OSError as error:
        raise unwritable(str(path), error) from error


def latest(readings: Iterable[Kept]) -> list[Kept]:
    """Readings without those of captures that went on, and were read again as a whole."""
    several = list(readings)
    gone = {content for kept in several for content in kept.replaces}
    return [kept for kept in several if kept.content not in gone]
