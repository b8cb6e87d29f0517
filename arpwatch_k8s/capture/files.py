"""Savefiles to evidence: the way in."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from arpwatch_k8s.capture import pcap_scan, pcapng_scan, scan
from arpwatch_k8s.capture.ending import Ending
from arpwatch_k8s.capture.info import CaptureInfo
from arpwatch_k8s.capture.sink import Sink
from arpwatch_k8s.capture.window import Window
from arpwatch_k8s.errors import InputError
from arpwatch_k8s.evidence.table import Addresses, Evidence, concat
from arpwatch_k8s.savefile import pcap, pcapng
from arpwatch_k8s.wire import link

FORMATS = "pcap and pcapng files are read"


@dataclass(frozen=True, slots=True)
class Loaded:
    """The evidence of all captures in time order, and what each capture was."""

    evidence: Evidence
    captures: tuple[CaptureInfo, ...]


def load(paths: Sequence[str | os.PathLike[str]]) -> Loaded:
    """Read savefiles. InputError where one is missing, empty or no capture."""
    addresses = Addresses()
    names = unique_names([os.fspath(path) for path in paths])
    parts: list[Evidence] = []
    infos: list[CaptureInfo] = []
    for number, (path, name) in enumerate(zip(paths, names, strict=True)):
        evidence, info = read_file(os.fspath(path), name, number, addresses)
        parts.append(evidence)
        infos.append(info)
    return Loaded(concat(parts, addresses).in_time_order(), tuple(infos))


def unique_names(paths: Sequence[str]) -> list[str]:
    """The shortest trailing parts of each path that tell it from the others; a number behind where even that fails."""
    parts = [Path(path).parts for path in paths]
    names: list[str] = []
    for own in parts:
        depth = 1
        while depth < len(own) and sum(other[-depth:] == own[-depth:] for other in parts) > 1:
            depth += 1
        name = "/".join(own[-depth:])
        names.append(name if name not in names else f"{name}#{names.count(name) + 1}")
    return names


def read_file(path: str, name: str, number: int, addresses: Addresses) -> tuple[Evidence, CaptureInfo]:
    """One savefile; `number` becomes the rows' `capture`."""
    try:
        descriptor = os.open(path, os.O_RDONLY)
    except OSError as error:
        raise InputError(
            f"{path}: cannot be opened ({error.strerror})", fix="Check the path and who may read it."
        ) from error
    try:
        window = Window(lambda view: os.readv(descriptor, [view]))
        sink = Sink(addresses, number)
        kind, ending = read_stream(window, sink, path)
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror})", fix="Give a capture file.") from error
    finally:
        os.close(descriptor)
    first_ns, last_ns = sink.times()
    info = CaptureInfo(
        name=name,
        path=path,
        format=kind,
        link_types=tuple(link.NAMES.get(number, f"link type {number}") for number in ending.link_types),
        frames=int(sink.cursor[scan.FRAME]),
        first_ns=first_ns,
        last_ns=last_ns,
        undecoded=sink.undecoded_by_reason(),
        drops=ending.drops,
        cut_frames=int(sink.cursor[scan.CUT_FRAMES]),
        backwards=int(sink.cursor[scan.BACKWARDS]),
        truncated_at=ending.truncated_at,
        corrupt_at=ending.corrupt_at,
        skipped_bytes=ending.skipped_bytes,
    )
    return concat(sink.batches, addresses), info


def read_stream(window: Window, sink: Sink, path: str) -> tuple[str, Ending]:
    """Tell the container by its first bytes and read it; its name and how it ended."""
    window.need(4)
    magic = window.take(0, min(4, window.have))
    if magic == pcapng.SECTION_MAGIC:
        return "pcapng", pcapng_scan.read(window, sink, path)
    if magic in pcap.MAGICS or magic in pcap.MODIFIED:
        return "pcap", pcap_scan.read(window, sink, path)
    if not magic:
        raise InputError(f"{path}: the file is empty", fix="Capture again, or give another file.")
    raise InputError(
        f"{path}: not a capture ({FORMATS}; this begins with {magic!r})",
        fix="Give a file that tcpdump -w or dumpcap wrote.",
    )
