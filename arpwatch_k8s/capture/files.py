"""Savefiles to evidence: the way in.

A scan that knows its VIPs reads each file once. One that has to discover them reads a file twice: first what says whose
an address is, and how often each address was asked for; then the segments of what turned out to be VIPs. So memory
follows the evidence, not the traffic. What can be read once only (a pipe) keeps whatever opens, closes or resets, of
every address, until the VIPs are known.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from arpwatch_k8s.capture import pcap_scan, pcapng_scan, sources
from arpwatch_k8s.capture.ending import Ending
from arpwatch_k8s.capture.info import CaptureInfo
from arpwatch_k8s.capture.sink import Sink
from arpwatch_k8s.capture.sources import Skipped, Source
from arpwatch_k8s.capture.window import Window
from arpwatch_k8s.evidence.endpoint import ENDPOINT
from arpwatch_k8s.evidence.flow import FLOW
from arpwatch_k8s.evidence.row import TCP_RST, TCP_SYN
from arpwatch_k8s.evidence.table import Addresses, Evidence, concat
from arpwatch_k8s.savefile import container
from arpwatch_k8s.savefile.compression import Compression, Stream
from arpwatch_k8s.savefile.container import Container
from arpwatch_k8s.wire import link
from arpwatch_k8s.wire.wanted import ALL_TCP, CONTROL, COUNT, VIP_TCP, wanted

if TYPE_CHECKING:
    from numpy.typing import NDArray

MAX_FILE_TCP_ROWS: Final = 16_000_000
MAX_SPOOLED_TCP_ROWS: Final = 2_000_000
"""TCP rows kept of one capture: of a file, about 2.5 GB; of what can be read once and whose VIPs are not known."""

Discover = Callable[[Evidence, "NDArray[Any]"], Sequence[int]]
"""From control rows and endpoint counts to the VIPs' numbers."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """What all captures hold, and what each capture was.

    evidence: rows in time order; flows: `FLOW` records of VIP connections that carried payload; endpoints: `ENDPOINT`
    counts by address and minute, `endpoints_lost` segments that found no room there; captures: in the order of their
    first packets, as are sources; skipped: what folders held beside captures; vips: numbers of the VIPs whose segments
    were kept, None where those of every address were.
    """

    evidence: Evidence
    flows: NDArray[Any]
    endpoints: NDArray[Any]
    endpoints_lost: int
    captures: tuple[CaptureInfo, ...]
    sources: tuple[Source, ...]
    skipped: tuple[Skipped, ...]
    vips: tuple[int, ...] | None


def load(
    paths: Sequence[str | os.PathLike[str]], *, vips: Sequence[int] | None = None, discover: Discover | None = None
) -> Loaded:
    """Read sources for the given VIPs, or for those that `discover` finds; without either, the TCP of every address.

    A path may be a folder, a pattern, or `-` for stdin. InputError where one is missing, empty or no capture.
    """
    found = sources.find(paths)
    named = list(zip(found.sources, unique_names([source.path for source in found.sources]), strict=True))
    addresses = Addresses()

    def scan(source: Source, name: str, number: int, mode: int) -> Part:
        return read_source(source, name, number, addresses, wanted(mode, vips or ()))

    blind = discover is not None and vips is None
    first = []
    for number, (source, name) in enumerate(named):
        tcp = VIP_TCP if vips is not None else 0 if blind and source.seekable else ALL_TCP
        first.append(scan(source, name, number, CONTROL | COUNT | tcp))
    endpoints = np.concatenate([part.endpoints for part in first]) if first else np.zeros(0, ENDPOINT)
    parts = list(first)
    if discover is not None and vips is None:
        vips = discover(concat([part.evidence for part in first], addresses).in_time_order(), endpoints)
        if vips:
            again = [
                scan(source, name, number, VIP_TCP) for number, (source, name) in enumerate(named) if source.seekable
            ]
            parts += again
    flows = [flow for part in parts for flow in part.flows]
    evidence = concat([part.evidence for part in parts], addresses)
    return Loaded(
        evidence=(about(evidence, vips) if blind else evidence).in_time_order(),
        flows=np.concatenate(flows) if flows else np.zeros(0, FLOW),
        endpoints=endpoints,
        endpoints_lost=sum(part.endpoints_lost for part in first),
        captures=tuple(part.info for part in first),
        sources=found.sources,
        skipped=found.skipped,
        vips=None if vips is None else tuple(vips),
    )


def about(evidence: Evidence, vips: Sequence[int] | None) -> Evidence:
    """The rows without the TCP of addresses other than the VIPs (which a pipe had to keep)."""
    codes = [evidence.addresses.intern(vip) for vip in vips or ()]
    tcp = (evidence["kind"] >= TCP_SYN) & (evidence["kind"] <= TCP_RST)
    others = tcp & ~np.isin(evidence["ip_src"], codes) & ~np.isin(evidence["ip_dst"], codes)
    return evidence.take(~others) if others.any() else evidence


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


class Interruptible:
    """A stream's bytes up to its end, or to Ctrl-C where it can be read but once."""

    def __init__(self, stream: Stream, *, once: bool) -> None:
        self._stream = stream
        self._once = once
        self.interrupted = False

    def read_into(self, view: memoryview) -> int:
        """As the stream's; 0 after an interrupt, too."""
        if self.interrupted:
            return 0
        try:
            return self._stream.read_into(view)
        except KeyboardInterrupt:
            if not self._once:
                raise
            self.interrupted = True
            return 0


def read_source(source: Source, name: str, number: int, addresses: Addresses, want: Any) -> Part:  # noqa: ANN401
    """One reading of a source for what `want` (a record) says; `number` becomes the rows' `capture`."""
    limit = MAX_FILE_TCP_ROWS if source.seekable else MAX_SPOOLED_TCP_ROWS
    with closing(sources.open_source(source)) as stream, sources.readable(source.path):
        kind = container.tell(stream, source.path)
        reading = Interruptible(stream, once=not source.seekable)
        sink = Sink(addresses, number, want, limit)
        reader = pcapng_scan.read if kind is Container.PCAPNG else pcap_scan.read
        ending = reader(Window(reading.read_into), sink, source.path)
        describing = partial(describe, source, name, kind, sink, ending)
        info = describing(stream=stream, interrupted=reading.interrupted)
    return Part(
        evidence=concat(sink.batches, addresses),
        flows=sink.ended,
        endpoints=sink.endpoints,
        endpoints_lost=int(sink.state["endpoints_lost"]),
        info=info,
    )


def describe(
    source: Source, name: str, kind: Container, sink: Sink, ending: Ending, *, stream: Stream, interrupted: bool
) -> CaptureInfo:
    """What a capture was, after it was read."""
    first_ns, last_ns = sink.times()
    return CaptureInfo(
        name=name,
        path=source.path,
        format=kind.value,
        compression=None if stream.compression is Compression.PLAIN else stream.compression.value,
        compression_fault=fault(stream),
        link_types=tuple(link.NAMES.get(number, f"link type {number}") for number in ending.link_types),
        sections=ending.sections,
        frames=int(sink.state["frame"]),
        first_ns=first_ns,
        last_ns=last_ns,
        undecoded=sink.undecoded(),
        drops=ending.drops,
        cut_frames=int(sink.state["cut_frames"]),
        backwards=int(sink.state["backwards"]),
        truncated_at=ending.truncated_at,
        corrupt_at=ending.corrupt_at,
        skipped_bytes=ending.skipped_bytes,
        rows_dropped=sink.rows_dropped,
        interrupted=interrupted,
    )


def fault(stream: Stream) -> str | None:
    """What was wrong with a source's compression; None where nothing was."""
    ended, kind = stream.ended, stream.compression.value
    if ended.reason is not None:
        return f"{ended.reason} (byte {ended.corrupt_at} of the compressed file)"
    if ended.cut_at is not None:
        return f"its {kind} data end too early, at byte {ended.cut_at} of the compressed file"
    if ended.trailing_at is not None:
        return f"bytes behind its {kind} data, from byte {ended.trailing_at} of the file on, were not read"
    return None
