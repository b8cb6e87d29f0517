"""The captures of a data set, as jobs take them along; and the rows of some of them over some time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from arpwatch_k8s.capture.files import MOST_CAPTURES
from arpwatch_k8s.capture.parts import nothing
from arpwatch_k8s.dataset.snapshot import Snapshot
from arpwatch_k8s.dataset.span import Span
from arpwatch_k8s.errors import InputError
from arpwatch_k8s.evidence import Evidence
from arpwatch_k8s.inventory import Known
from arpwatch_k8s.periods.reach import Reach
from arpwatch_k8s.thresholds import Thresholds

if TYPE_CHECKING:
    from typing import Any

    from numpy.typing import NDArray

    from arpwatch_k8s.capture.parts import Loaded
    from arpwatch_k8s.dataset.reading import Pair
    from arpwatch_k8s.savefile.info import CaptureInfo


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What all jobs of a run have in common."""

    folder: str
    """The data set."""
    held: Snapshot
    """What it is, without the list of its readings."""
    vips: tuple[int, ...] | None
    """The VIPs that were asked for; None for all that it has."""
    known: Known
    """Names that were given."""
    thresholds: Thresholds
    """What judgments rest on."""
    reach: Reach
    """How far is read around a window."""

    @property
    def wanted(self) -> tuple[int, ...]:
        """The VIPs that are looked at."""
        return self.held.vips if self.vips is None else self.vips


@dataclass(frozen=True, slots=True, kw_only=True)
class Capture:
    """One capture of a data set."""

    number: int
    """Its place among all, in the order of their first frames."""
    name: str
    """What reports call it: as in an analysis of all."""
    pair: Pair
    """Its readings."""

    @property
    def info(self) -> CaptureInfo:
        """What it was."""
        return self.pair.first.info

    def touches(self, start: int, end: int) -> bool:
        """Whether it has frames before `end` and behind `start`, both included; ns UTC."""
        return Span(start=start, end=end).touches(self.info)


def load(asked: Asked, captures: Sequence[Capture], start: int, end: int) -> Loaded:
    """What captures hold of [start, end], both included, ns UTC; rows are numbered by the place among `captures`.

    InputError: a file of the data set is not there, or not as it was written.
    """
    from arpwatch_k8s.dataset.reading import load_pairs

    there = touched(captures, start, end)
    if not there:
        return nothing(())
    if len(there) > MOST_CAPTURES:
        raise InputError(
            f"{len(there):,} captures in one window, at most {MOST_CAPTURES:,} are read at once",
            fix="Give a shorter --every.",
        )
    loaded = load_pairs(
        Path(asked.folder),
        asked.held,
        [captures[place].pair for place in there],
        [captures[place].name for place in there],
        vips=asked.vips,
        within=Span(start=start, end=end),
    )
    to = np.array(there, np.int64)
    return replace(
        loaded,
        evidence=renumbered(loaded.evidence, to),
        flows=of_captures(loaded.flows, to),
        presence=of_captures(loaded.presence, to),
    )


def touched(captures: Sequence[Capture], start: int, end: int) -> list[int]:
    """The places of those captures that have frames of [start, end], ns UTC: what is loaded describes these."""
    return [place for place, one in enumerate(captures) if one.touches(start, end)]


def renumbered(rows: Evidence, to: NDArray[np.int64]) -> Evidence:
    """Rows whose captures have other numbers: `to` has that of each."""
    column = rows["capture"]
    return Evidence({**rows.columns, "capture": to[column].astype(column.dtype)}, rows.addresses)


def of_captures(records: NDArray[Any], to: NDArray[np.int64]) -> NDArray[Any]:
    """The same of records."""
    found = records.copy()
    found["capture"] = to[records["capture"].astype(np.int64)]
    return found
