"""The VIPs of all captures, found in what their first readings hold: workers read it back, many readings at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from operator import attrgetter
from pathlib import Path
from typing import Final

import numpy as np

from arpwatch_k8s.capture.parts import Part, endpoints_of, vips_of
from arpwatch_k8s.capture.progress import Meter
from arpwatch_k8s.cluster.crews import Crew
from arpwatch_k8s.cluster.driving import Drive, Failed
from arpwatch_k8s.correlator.vips import discover
from arpwatch_k8s.dataset.kept import Kept
from arpwatch_k8s.dataset.reading import read_each, read_part
from arpwatch_k8s.errors import ArpwatchError
from arpwatch_k8s.evidence.presence import PRESENCE
from arpwatch_k8s.evidence.table import gather

TOGETHER: Final = 32
"""Readings that a worker puts together: enough of them to be worth the way, few enough to be divided among many."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Back:
    """To read back some first readings."""

    folder: str
    number: int
    """Which of these jobs it is."""
    readings: tuple[Kept, ...]

    @property
    def name(self) -> str:
        """The first capture's path."""
        return self.readings[0].source.path


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """What some first readings hold together."""

    number: int
    part: Part


def vips_in(folder: Path, first: Sequence[Kept], crew: Crew | None) -> tuple[list[int], int]:
    """The VIPs in first readings, and how many more there are; read back by a crew, or here where there is none, or
    where it cannot. InputError: a file is not as it was written."""
    jobs = jobs_back(folder, first)
    if crew is not None:
        ran = Drive(crew, read_back, keep_going=False, told=lambda _: None).run(jobs)
        if len(ran.done) == len(jobs):
            return vips_of([held.part for held in sorted(ran.done, key=attrgetter("number"))], discover)

    def read(_: int, kept: Kept) -> Part:
        return read_part(folder, kept, 0, Meter(None, [], 1))

    return vips_of(read_each(read, first, [kept.size_bytes for kept in first]), discover)


def jobs_back(folder: Path, first: Sequence[Kept]) -> list[Back]:
    """What is to be read back, divided."""
    return [
        Back(folder=str(folder), number=number, readings=tuple(first[at : at + TOGETHER]))
        for number, at in enumerate(range(0, len(first), TOGETHER))
    ]


def read_back(job: Back) -> Held | Failed:
    """What one job's readings hold: rows in order of time, and counts."""
    folder, meter = Path(job.folder), Meter(None, [], 1)
    try:
        parts = [read_part(folder, kept, 0, meter) for kept in job.readings]
    except ArpwatchError as error:
        return Failed(path=job.name, why=error.what)
    together = Part(
        evidence=gather([part.evidence for part in parts]),
        flows=[],
        endpoints=endpoints_of(parts),
        presence=np.zeros(0, PRESENCE),
        info=parts[0].info,
    )
    return Held(number=job.number, part=together)
