"""A table: its name, what a row is, what each column holds, and how it is filled from a result."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from arpwatch_k8s.correlator.ownership.holders import NOBODY
from arpwatch_k8s.evidence import mac_text
from arpwatch_k8s.evidence.reference import FrameRef
from arpwatch_k8s.inventory.nodes import BY_ADDRESS

if TYPE_CHECKING:
    from arpwatch_k8s.analysis import Result

Rows = Iterable[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Column:
    """A column and what it holds. Times are UTC, NaT where not known; durations are seconds, NaN where not known."""

    name: str
    meaning: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """`row`: what a row is; `fill`: the rows of a result, or its columns."""

    name: str
    row: str
    columns: tuple[Column, ...]
    fill: Callable[[Result], Rows | pd.DataFrame]

    def frame(self, result: Result) -> pd.DataFrame:
        """The table of a result, with all its columns, also where it has no row."""
        names = [column.name for column in self.columns]
        filled = self.fill(result)
        return filled[names] if isinstance(filled, pd.DataFrame) else pd.DataFrame(list(filled), columns=names)


def instant(ns: int | None) -> Any:  # noqa: ANN401 - pandas' Timestamp or NaT, which share no public type
    """A time for a DataFrame."""
    return pd.NaT if ns is None else pd.Timestamp(ns, unit="ns", tz="UTC")


def capture(result: Result, frame: FrameRef | None) -> str | None:
    """The name of the capture that a frame is in."""
    return None if frame is None or not result.case.captures else result.case.captures[frame.capture].name


def number(frame: FrameRef | None) -> int | None:
    """A frame's number."""
    return None if frame is None else frame.frame


def owner_mac(owner: int) -> str | None:
    """The MAC that stands for an owner; None where nobody is known, or by an address alone."""
    return None if owner == NOBODY or owner & BY_ADDRESS else mac_text(owner)


def owner_name(result: Result, owner: int) -> str | None:
    """The node's name, or else its MAC; None where nobody is known."""
    return None if owner == NOBODY else result.case.inventory.name(owner) or owner_mac(owner)
