"""A column: what it holds, of which type, in which unit, and how it is got from what a row is made from.

One function a type: it knows how values of that type stand in a DataFrame (`Column.get`) and in the JSON document
(`Column.document`). Where both differ: a time is a Timestamp and RFC 3339, a duration seconds and nanoseconds, a frame
its number and that with its capture. The document is made without pandas, which takes a while to load.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final, Generic, Protocol, TypeVar

from arpwatch_k8s.evidence import mac_text
from arpwatch_k8s.evidence.reference import FrameRef, LineRef
from arpwatch_k8s.lint.setting import Place
from arpwatch_k8s.report.citations import line_located, located, setting_located
from arpwatch_k8s.thresholds import NS
from arpwatch_k8s.wording.times import rfc3339
from arpwatch_k8s.wording.value import JsonValue

if TYPE_CHECKING:
    import pandas as pd
    from pandas.api.typing import NaTType

    from arpwatch_k8s.analysis.result import Result

    Atom = None | bool | int | float | str | pd.Timestamp | NaTType
    Cell = Atom | list[str] | list[str | None] | list[int] | list[float] | Mapping[str, int]

ABSENT: Final = float("nan")
"""In a DataFrame: a row of this sort has no such value."""


class ColumnType(StrEnum):
    """Types of a column, as `docs/tables.md` names them."""

    TEXT = "text"
    TEXTS = "texts"
    MAC = "MAC"
    MACS = "MACs"
    TIME = "time"
    DURATION = "duration"
    INTEGER = "integer"
    SHARE = "share"
    SHARES = "shares"
    FLAG = "flag"
    FRAME = "frame"
    FRAMES = "frames"
    LINES = "lines"
    SETTINGS = "settings"
    COUNTS = "counts"


TYPES: Final = {
    ColumnType.TEXT: "a text",
    ColumnType.TEXTS: "a list of texts",
    ColumnType.MAC: "a text: six bytes in hexadecimal, lower case, with colons",
    ColumnType.MACS: "a list of them",
    ColumnType.TIME: "a Timestamp in UTC, NaT where not known; RFC 3339 with nanoseconds in files",
    ColumnType.DURATION: "a number, NaN where not known",
    ColumnType.INTEGER: "a whole number, not below 0",
    ColumnType.SHARE: "a number from 0 to 1, NaN of nothing",
    ColumnType.SHARES: "a list of them",
    ColumnType.FLAG: "True or False",
    ColumnType.FRAME: "a frame's number, as Wireshark's frame.number",
    ColumnType.FRAMES: "a list of them",
    ColumnType.LINES: "a list of texts: a log's name, a colon, a line's number",
    ColumnType.SETTINGS: "a list of texts: a file of settings, a colon, a line's number",
    ColumnType.COUNTS: "whole numbers by name",
}
"""What a cell of each type is."""


class OfResult(Protocol):
    """What a row is made from, where its cells look things up in the result."""

    @property
    def result(self) -> Result:
        """The result that it is of."""


Source = TypeVar("Source")
Part = TypeVar("Part")
SourceIn = TypeVar("SourceIn", contravariant=True)
ResultSource = TypeVar("ResultSource", bound=OfResult)


@dataclass(frozen=True, slots=True, kw_only=True)
class Column(Generic[SourceIn]):
    """A column of rows that are each made from a `SourceIn`."""

    name: str
    """Its heading."""
    type: ColumnType
    """What its cells are."""
    unit: str = ""
    """Of its numbers: s, bytes; empty where they count things, or are none."""
    meaning: str
    """What it holds, in a line."""
    get: Callable[[SourceIn], Cell]
    """Its cell in a DataFrame."""
    document: Callable[[SourceIn], JsonValue]
    """The same in the JSON document."""


def text(name: str, meaning: str, get: Callable[[Source], str | None]) -> Column[Source]:
    """A column of texts."""
    return Column(name=name, type=ColumnType.TEXT, meaning=meaning, get=get, document=get)


def texts(name: str, meaning: str, get: Callable[[Source], Iterable[str | None]]) -> Column[Source]:
    """A column of lists of texts."""
    return Column(
        name=name,
        type=ColumnType.TEXTS,
        meaning=meaning,
        get=lambda source: list(get(source)),
        document=lambda source: list[JsonValue](get(source)),
    )


def mac(name: str, meaning: str, get: Callable[[Source], int | None]) -> Column[Source]:
    """A column of MACs, as the evidence numbers them; missing where a number is no MAC."""

    def shown(source: Source) -> str | None:
        number = get(source)
        return None if number is None else mac_text(number)

    return Column(name=name, type=ColumnType.MAC, meaning=meaning, get=shown, document=shown)


def macs(name: str, meaning: str, get: Callable[[Source], Iterable[int]]) -> Column[Source]:
    """A column of lists of MACs."""
    return Column(
        name=name,
        type=ColumnType.MACS,
        meaning=meaning,
        get=lambda source: [mac_text(number) for number in get(source)],
        document=lambda source: [mac_text(number) for number in get(source)],
    )


def time(name: str, meaning: str, get: Callable[[Source], int | None]) -> Column[Source]:
    """A column of times, ns UTC."""
    return Column(
        name=name,
        type=ColumnType.TIME,
        meaning=meaning,
        get=lambda source: timestamp(get(source)),
        document=lambda source: rfc3339(get(source)),
    )


def duration(name: str, meaning: str, get: Callable[[Source], int | None]) -> Column[Source]:
    """A column of durations in ns: seconds in a DataFrame, nanoseconds in the document."""
    return Column(
        name=name,
        type=ColumnType.DURATION,
        unit="s",
        meaning=meaning,
        get=lambda source: seconds(get(source)),
        document=get,
    )


def integer(name: str, meaning: str, get: Callable[[Source], int | None]) -> Column[Source]:
    """A column of whole numbers."""
    return Column(name=name, type=ColumnType.INTEGER, meaning=meaning, get=get, document=get)


def share(name: str, meaning: str, get: Callable[[Source], float]) -> Column[Source]:
    """A column of shares."""
    return Column(name=name, type=ColumnType.SHARE, meaning=meaning, get=get, document=get)


def shares(name: str, meaning: str, get: Callable[[Source], Iterable[float]]) -> Column[Source]:
    """A column of lists of shares."""
    return Column(
        name=name,
        type=ColumnType.SHARES,
        meaning=meaning,
        get=lambda source: list(get(source)),
        document=lambda source: list[JsonValue](get(source)),
    )


def flag(name: str, meaning: str, get: Callable[[Source], bool | None]) -> Column[Source]:
    """A column of yes and no."""
    return Column(name=name, type=ColumnType.FLAG, meaning=meaning, get=get, document=get)


def frame(name: str, meaning: str, get: Callable[[ResultSource], FrameRef | None]) -> Column[ResultSource]:
    """A column of frames."""

    def number(source: ResultSource) -> int | None:
        reference = get(source)
        return None if reference is None else reference.frame

    def place(source: ResultSource) -> JsonValue:
        reference = get(source)
        return None if reference is None else located(source.result, reference)

    return Column(name=name, type=ColumnType.FRAME, meaning=meaning, get=number, document=place)


def frames(name: str, meaning: str, get: Callable[[ResultSource], Iterable[FrameRef]]) -> Column[ResultSource]:
    """A column of lists of frames."""
    return Column(
        name=name,
        type=ColumnType.FRAMES,
        meaning=meaning,
        get=lambda source: [reference.frame for reference in get(source)],
        document=lambda source: [located(source.result, reference) for reference in get(source)],
    )


def lines(name: str, meaning: str, get: Callable[[ResultSource], Iterable[LineRef]]) -> Column[ResultSource]:
    """A column of lists of lines of logs."""
    return Column(
        name=name,
        type=ColumnType.LINES,
        meaning=meaning,
        get=lambda source: [f"{source.result.case.logs[line.log].name}:{line.line}" for line in get(source)],
        document=lambda source: [line_located(source.result, line) for line in get(source)],
    )


def settings(name: str, meaning: str, get: Callable[[Source], Iterable[Place]]) -> Column[Source]:
    """A column of lists of settings."""
    return Column(
        name=name,
        type=ColumnType.SETTINGS,
        meaning=meaning,
        get=lambda source: [f"{place.file}:{place.line}" for place in get(source)],
        document=lambda source: [setting_located(place) for place in get(source)],
    )


def counts(name: str, meaning: str, get: Callable[[Source], Mapping[str, int]]) -> Column[Source]:
    """A column of numbers by name."""
    return Column(
        name=name,
        type=ColumnType.COUNTS,
        meaning=meaning,
        get=get,
        document=lambda source: dict[str, JsonValue](get(source)),
    )


def part_of(column: Column[Part], part: Callable[[Source], Part | None]) -> Column[Source]:
    """The column of a part of each row; absent in rows that have no such part."""

    def get(source: Source) -> Cell:
        found = part(source)
        return ABSENT if found is None else column.get(found)

    def document(source: Source) -> JsonValue:
        found = part(source)
        return None if found is None else column.document(found)

    return Column(
        name=column.name,
        type=column.type,
        unit=column.unit,
        meaning=column.meaning,
        get=get,
        document=document,
    )


def timestamp(ns: int | None) -> pd.Timestamp | NaTType:
    """A time for a DataFrame."""
    import pandas as pd

    # a bin that the first or the last of all times is in begins before it, or ends beyond it
    first, last = pd.Timestamp.min.value, pd.Timestamp.max.value
    return pd.NaT if ns is None else pd.Timestamp(max(first, min(ns, last)), unit="ns", tz="UTC")


def seconds(ns: int | None) -> float:
    """A duration for a DataFrame."""
    return ABSENT if ns is None else ns / NS
