"""Savefiles to evidence: the way in.

A scan that knows its VIPs reads each file once. One that has to discover them reads a file twice: first what says whose
an address is, and how often each address was asked for; then the segments of what turned out to be VIPs. So memory
follows the evidence, not the traffic. What can be read once only (a pipe) keeps whatever opens, closes or resets, of
every address, until the VIPs are known.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from arpwatch_k8s.capture import cursor as state
from arpwatch_k8s.capture import pcap_scan, pcapng_scan
from arpwatch_k8s.capture.ending import Ending
from arpwatch_k8s.capture.info import CaptureInfo
from arpwatch_k8s.capture.sink import Sink
from arpwatch_k8s.capture.window import Window
from arpwatch_k8s.errors import InputError
from arpwatch_k8s.evidence.endpoint import ENDPOINT
from arpwatch_k8s.evidence.flow import FLOW
from arpwatch_k8s.evidence.table import Addresses, Evidence, concat
from arpwatch_k8s.savefile import pcap, pcapng
from arpwatch_k8s.wire import link
from arpwatch_k8s.wire.wanted import ALL_TCP, CONTROL, COUNT, VIP_TCP, wanted

if TYPE_CHECKING:
    from numpy.typing import NDArray

FORMATS = "pcap and pcapng files are read"

Discover = Callable[[Evidence, "NDArray[Any]"], Sequence[int]]
"""From control rows and endpoint counts to the VIPs' numbers."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """What all captures hold, and what each capture was.

    evidence: rows in time order; flows: `FLOW` records of VIP connections that carried payload; endpoints: `ENDPOINT`
    counts by address and minute, `endpoints_lost` segments that found no room there; vips: numbers of the VIPs whose
    segments were kept, None where those of every address were.
    """

    evidence: Evidence
    flows: NDArray[Any]
    endpoints: NDArray[Any]
    endpoints_lost: int
    captures: tuple[CaptureInfo, ...]
    vips: tuple[int, ...] | None


def load(
    paths: Sequence[str | os.PathLike[str]], *, vips: Sequence[int] | None = None, discover: Discover | None = None
) -> Loaded:
    """Read savefiles for the given VIPs, or for those that `discover` finds; without either, the TCP of every address.

    InputError where one is missing, empty or no capture.
    """
    addresses = Addresses()
    texts = [os.fspath(path) for path in paths]
    names = unique_names(texts)
    mode = CONTROL | COUNT | (VIP_TCP if vips is not None else 0 if discover is not None else ALL_TCP)
    first = [
        read_file(path, name, number, addresses, wanted(mode, vips or ()))
        for number, (path, name) in enumerate(zip(texts, names, strict=True))
    ]
    parts = [part.evidence for part in first]
    flows = [flow for part in first for flow in part.flows]
    endpoints = np.concatenate([part.endpoints for part in first]) if first else np.zeros(0, ENDPOINT)
    if vips is None and discover is not None:
        vips = discover(concat(parts, addresses).in_time_order(), endpoints)
        if vips:
            again = wanted(VIP_TCP, vips)
            second = [
                read_file(path, name, number, addresses, again)
                for number, (path, name) in enumerate(zip(texts, names, strict=True))
            ]
            parts += [part.evidence for part in second]
            flows += [flow for part in second for flow in part.flows]
    return Loaded(
        evidence=concat(parts, addresses).in_time_order(),
        flows=np.concatenate(flows) if flows else np.zeros(0, FLOW),
        endpoints=endpoints,
        endpoints_lost=sum(part.endpoints_lost for part in first),
        captures=tuple(part.info for part in first),
        vips=None if vips is None else tuple(vips),
    )


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What one reading of one capture gave."""

    evidence: Evidence
    flows: list[NDArray[Any]]
    endpoints: NDArray[Any]
    endpoints_lost: int
    info: CaptureInfo


def read_file(path: str, name: str, number: int, addresses: Addresses, want: Any) -> Part:  # noqa: ANN401 - a record
    """One savefile; `number` becomes the rows' `capture`."""
    with open_window(path) as window:
        sink = Sink(addresses, number, want)
        kind, ending = read_stream(window, sink, path)
    return Part(
        evidence=concat(sink.batches, addresses),
        flows=sink.ended,
        endpoints=sink.endpoints[sink.endpoints["used"] > 0],
        endpoints_lost=int(sink.cursor[state.ENDPOINTS_LOST]),
        info=describe(path, name, kind, sink, ending),
    )


@contextmanager
def open_window(path: str) -> Iterator[Window]:
    """A window on a savefile's first bytes. InputError where it cannot be opened or read."""
    try:
        descriptor = os.open(path, os.O_RDONLY)
    except OSError as error:
        raise InputError(
            f"{path}: cannot be opened ({error.strerror})", fix="Check the path and who may read it."
        ) from error
    try:
        yield Window(lambda view: os.readv(descriptor, [view]))
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror})", fix="Give a capture file.") from error
    finally:
        os.close(descriptor)


def describe(path: str, name: str, kind: str, sink: Sink, ending: Ending) -> CaptureInfo:
    """What a capture was, after it was read."""
    first_ns, last_ns = sink.times()
    return CaptureInfo(
        name=name,
        path=path,
        format=kind,
        link_types=tuple(link.NAMES.get(number, f"link type {number}") for number in ending.link_types),
        sections=ending.sections,
        frames=int(sink.cursor[state.FRAME]),
        first_ns=first_ns,
        last_ns=last_ns,
        undecoded=sink.undecoded_by_reason(),
        drops=ending.drops,
        cut_frames=int(sink.cursor[state.CUT_FRAMES]),
        backwards=int(sink.cursor[state.BACKWARDS]),
        truncated_at=ending.truncated_at,
        corrupt_at=ending.corrupt_at,
        skipped_bytes=ending.skipped_bytes,
    )


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
