"""Savefiles to evidence: the way in.

A scan that knows its VIPs reads each file once. One that has to discover them reads a file twice: first what says whose
an address is, and how often each address was asked for; then the segments of what turned out to be VIPs. So memory
follows the evidence, not the traffic. What can be read once only (a pipe) keeps whatever opens, closes or resets, of
every address, until the VIPs are known.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from threading import Event
from types import MappingProxyType
from typing import Any, Final

import numpy as np

from arpwatch_k8s.capture import sources
from arpwatch_k8s.capture.dates import comparable
from arpwatch_k8s.capture.described import describe, of_printed
from arpwatch_k8s.capture.desk import DESK
from arpwatch_k8s.capture.parallel import Stopped, each, processors
from arpwatch_k8s.capture.parts import Discover, Loaded, Part, put_together, vips_of
from arpwatch_k8s.capture.pipes import together
from arpwatch_k8s.capture.progress import Meter, Progress
from arpwatch_k8s.capture.readers import reader_of
from arpwatch_k8s.capture.sameness import Hashed
from arpwatch_k8s.capture.sink import Sink
from arpwatch_k8s.capture.source import Source, open_source, readable
from arpwatch_k8s.capture.text.reader import PrintedStream
from arpwatch_k8s.capture.text.stamps import UNKNOWN, Calendar
from arpwatch_k8s.capture.text.unshown import shown, shown_flows
from arpwatch_k8s.capture.window import Window
from arpwatch_k8s.compiled import PIECE_BYTES
from arpwatch_k8s.errors import InputError
from arpwatch_k8s.evidence.presence import PRESENCE
from arpwatch_k8s.savefile import container
from arpwatch_k8s.savefile.codec import Compression
from arpwatch_k8s.savefile.compression import Stream
from arpwatch_k8s.savefile.container import Container
from arpwatch_k8s.wire.wanted import ALL_TCP, CONTROL, COUNT, VIP_TCP, wanted
from arpwatch_k8s.wording.names import unique_names

MOST_CAPTURES: Final = 1 << 16
"""Captures of one run: a row names its capture in 16 bits."""
MAX_FILE_TCP_ROWS: Final = 8_000_000
MAX_SPOOLED_TCP_ROWS: Final = 2_000_000
"""TCP rows kept of one capture: of a file, about 1 GB; of what can be read once and whose VIPs are not known."""


def load(
    paths: Sequence[str | os.PathLike[str]],
    *,
    vips: Sequence[int] | None = None,
    discover: Discover | None = None,
    progress: Progress | None = None,
    calendar: Calendar = UNKNOWN,
    labels: Mapping[str, str] = MappingProxyType({}),
) -> Loaded:
    """Read sources for the given VIPs, or for those that `discover` finds; without either, the TCP of every address.

    A path may be a folder, a pattern, a URL, or `-` for stdin; `calendar` is what is known of printed times, `labels`
    what some paths are to be called. InputError where one is missing, empty or no capture.
    """
    found = comparable(sources.find(paths), calendar)
    if len(found.sources) > MOST_CAPTURES:
        raise InputError(
            f"{len(found.sources):,} captures, at most {MOST_CAPTURES:,} are read in one run",
            fix="Put some of them together (mergecap), or give them in several runs.",
        )
    tasks = tasks_of(found.sources, calendar, labels)
    files = [task for task in tasks if task.source.seekable]
    blind = discover is not None and vips is None
    meter = Meter(progress, [source.size_bytes for source in found.sources], passes=2 if blind else 1)

    def scan(tasks: Sequence[Task], mode: int) -> list[Part]:
        want = wanted(mode, vips or ())
        return each(lambda task, stop: read_source(task, want, meter, stop), tasks)

    first = scan(files, CONTROL | COUNT | (VIP_TCP if vips is not None else 0 if blind else ALL_TCP))
    want = wanted(CONTROL | COUNT | (VIP_TCP if vips is not None else ALL_TCP), vips or ())
    first += together(lambda task, bell: read_source(task, want, meter, Event(), bell), tasks[len(files) :])
    again, left = [], 0
    if discover is not None and vips is None:
        vips, left = vips_of(first, discover)
        again = scan(files, VIP_TCP) if vips else []
    return put_together(
        first, again, found, vips=None if vips is None else tuple(vips), vips_left=left, about_vips=blind
    )


@dataclass(frozen=True, slots=True)
class Task:
    """A source to read; `number` becomes its rows' `capture`; spare: whether a processor is left to read it ahead."""

    source: Source
    name: str
    number: int
    spare: bool = False
    calendar: Calendar = UNKNOWN

    @property
    def is_small(self) -> bool:
        """Whether it is a file of one piece as it is."""
        source = self.source
        return source.compression is Compression.PLAIN and (source.size_bytes or PIECE_BYTES) < PIECE_BYTES

    @property
    def plain_bytes(self) -> int:
        """How many bytes will be scanned; 0 where that is not known."""
        return (self.source.size_bytes or 0) if self.source.compression is Compression.PLAIN else 0

    @property
    def ahead(self) -> bool:
        """Whether a thread of its own reads it: not what may keep it waiting, nor what is read at once."""
        if not self.source.seekable or self.is_small:
            return False
        if self.source.remote is not None or self.source.compression is not Compression.PLAIN:
            return True
        return self.spare and (self.source.size_bytes or 0) > PIECE_BYTES


def tasks_of(
    found: Sequence[Source], calendar: Calendar = UNKNOWN, labels: Mapping[str, str] = MappingProxyType({})
) -> list[Task]:
    """The sources to read, in order, under names that tell them apart."""
    names = unique_names([labels.get(source.path, source.path) for source in found])
    spare = sum(source.seekable for source in found) < processors()
    return [
        Task(source, name, number, spare=spare, calendar=calendar.of(source.path))
        for number, (source, name) in enumerate(zip(found, names, strict=True))
    ]


class Reading:
    """A stream's bytes up to its end, or to Ctrl-C where it can be read but once. Says how far it is. `hashed` is fed
    with them."""

    def __init__(self, stream: Stream, meter: Meter, stop: Event, *, once: bool, hashed: Hashed | None = None) -> None:
        self._stream = stream
        self._hashed = hashed
        self._meter = meter
        self._stop = stop
        self._once = once
        self._told = 0
        self.interrupted = False

    def read_into(self, view: memoryview) -> int:
        """As the stream's; 0 after an interrupt, too. Stopped where another source's failure ends the run."""
        if self.interrupted:
            return 0
        if self._stop.is_set():
            raise Stopped
        try:
            got = self._stream.read_into(view)
        except KeyboardInterrupt:
            if not self._once:
                raise
            self.interrupted = True
            return 0
        if self._hashed is not None:
            self._hashed.update(view[:got])
        used = got if self._stream.compression is Compression.PLAIN else self._stream.used_bytes - self._told
        self._told += used
        self._meter.advance(used)
        return got


def read_source(
    task: Task,
    want: Any,  # noqa: ANN401 - a NumPy record array
    meter: Meter,
    stop: Event,
    bell: int | None = None,
    hashed: Hashed | None = None,
) -> Part:
    """One reading of a source for what `want` says; `bell` rings where one that is read once is to end; `hashed` is fed
    with its bytes, decompressed."""
    source = task.source
    limit = MAX_FILE_TCP_ROWS if source.seekable else MAX_SPOOLED_TCP_ROWS
    with closing(open_source(source, bell)) as stream, readable(source.path):
        printed = source.printed if source.seekable else sources.printed_as(stream, source.path)
        kind = Container.PCAPNG if printed else container.tell(stream, source.path)
        reading = Reading(stream, meter, stop, once=not source.seekable, hashed=hashed)
        made = PrintedStream(reading.read_into, printed, task.calendar) if printed else None
        sink = Sink(task.number, want, limit, DESK.states() if task.is_small else None, task.plain_bytes)
        buffer = DESK.buffer() if task.is_small else None
        with Window((made or reading).read_into, ahead=task.ahead, buffer=buffer) as window:
            ending = reader_of(kind)(window, sink, source.path)
        info = describe(
            source,
            task.name,
            kind.value,
            sink,
            ending,
            stream=stream,
            interrupted=reading.interrupted,
            known=not want["mode"] & ALL_TCP,
        )
    evidence, flows = sink.builder.finish(), sink.ended.taken()
    return Part(
        evidence=shown(evidence, made.forms) if made else evidence,
        flows=shown_flows(flows) if made else flows,
        endpoints=sink.endpoints,
        presence=np.concatenate([np.zeros(0, PRESENCE), *sink.stretches]),
        connections=sink.connections,
        info=of_printed(info, made.told) if made else info,
    )
