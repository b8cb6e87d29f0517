"""Our evidence of a capture held against Wireshark's, frame by frame and column by column."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from arpwatch_k8s.capture.files import load
from arpwatch_k8s.capture.state import NO_TIME
from arpwatch_k8s.evidence.frame import COLUMNS, to_frame
from arpwatch_k8s.savefile.info import CaptureInfo
from tests.oracle.differences import Difference, name_of
from tests.oracle.expected import Row, Value, expected
from tests.oracle.tshark import Fields, dissect
from tests.savefiles import enhanced, interface, save, section

NOT_WIRESHARK = frozenset({"capture", "offset"})
"""Columns of ours that Wireshark has nothing for."""

Frame = tuple[bytes, int]
"""A frame's captured bytes, and its length on the wire."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """frames: those that Wireshark counts; rows: ours; differences: all points in which they differ, known or not."""

    info: CaptureInfo
    frames: int
    rows: int
    differences: list[Difference]

    @property
    def unknown(self) -> list[str]:
        """Differences that are not listed."""
        return [str(difference) for difference in self.differences if name_of(difference) is None]

    @property
    def known(self) -> set[str]:
        """Names of the listed differences that occur."""
        return {name for name in map(name_of, self.differences) if name is not None}


def plain(value: object) -> Value:
    """A DataFrame's value as a plain one: None for every way to say that there is none."""
    if isinstance(value, list):
        return tuple(value)
    if isinstance(value, str | int):
        return value
    return None if value is None or pd.isna(value) else int(value)  # type: ignore[call-overload]


def our_rows(path: Path) -> tuple[dict[int, Row], CaptureInfo]:
    """Our evidence of a capture by frame number."""
    loaded = load([path])
    table = to_frame(loaded.evidence, [path.name])
    times = [None if time == NO_TIME else time for time in loaded.evidence["time"].tolist()]
    columns = {
        column.name: times if column.form == "time" else table[column.name].tolist()
        for column in COLUMNS
        if column.name not in NOT_WIRESHARK
    }
    rows = [dict(zip(columns, map(plain, values), strict=True)) for values in zip(*columns.values(), strict=True)]
    return {int(str(row["frame"])): row for row in rows}, loaded.captures[0]


def of_frame(number: int, ours: Row | None, fields: Fields | None, counted: bool) -> list[Difference]:
    """The differences of one frame."""
    theirs = expected(fields) if fields is not None else None
    if ours is None or theirs is None:
        if ours is theirs:
            return []
        return [Difference(frame=number, column=None, ours=ours, theirs=theirs, fields=fields, counted=counted)]
    return [
        Difference(frame=number, column=column, ours=ours, theirs=theirs, fields=fields)
        for column, value in ours.items()
        if value != theirs.get(column)
    ]


def all_differences(
    ours: Mapping[int, Row], theirs: Mapping[int, Fields], undecoded: Collection[int]
) -> list[Difference]:
    """The differences of all frames; `undecoded` are those known to be counted as undecoded."""
    return [
        difference
        for number in sorted(ours.keys() | theirs.keys())
        for difference in of_frame(number, ours.get(number), theirs.get(number), number in undecoded)
    ]


def compare(path: Path) -> Comparison:
    """Hold our evidence of a capture against Wireshark's, of a damaged one as far as Wireshark reads it.

    Frames that only Wireshark sees as evidence pass as undecoded if the capture's count is large enough for them all.
    """
    ours, info = our_rows(path)
    theirs = by_number(dissect(path))
    if info.corrupt_at is not None:
        ours = {number: row for number, row in ours.items() if number <= max(theirs, default=0)}
    missing = [number for number, fields in theirs.items() if number not in ours and expected(fields) is not None]
    undecoded = missing if len(missing) <= sum(info.undecoded.values()) else []
    differences = all_differences(ours, theirs, undecoded)
    return Comparison(info=info, frames=len(theirs), rows=len(ours), differences=differences)


def by_number(frames: Sequence[Fields]) -> dict[int, Fields]:
    """Dissected frames by frame number."""
    return {int(fields["frame.number"][0]): fields for fields in frames}


def write(path: Path, linktype: int, frames: Sequence[Frame]) -> Path:
    """A pcapng file of frames one nanosecond apart, the first at 1 s."""
    start = 1_000_000_000
    packets = (enhanced(start + i, kept, length=length) for i, (kept, length) in enumerate(frames))
    save(path, section() + interface(linktype=linktype) + b"".join(packets))
    return path


def compare_frames(folder: Path, linktype: int, frames: Sequence[Frame]) -> Comparison:
    """As `compare`, of frames given, so that what only Wireshark sees can be looked at alone: is it counted?"""
    path = write(folder / "frames.pcapng", linktype, frames)
    ours, info = our_rows(path)
    theirs = by_number(dissect(path))
    suspects = [d.frame for d in all_differences(ours, theirs, ()) if d.ours is None and name_of(d) is None]
    undecoded = counted(folder / "undecoded.pcapng", linktype, frames, suspects) if suspects else []
    differences = all_differences(ours, theirs, frozenset(undecoded))
    return Comparison(info=info, frames=len(theirs), rows=len(ours), differences=differences)


def counted(path: Path, linktype: int, frames: Sequence[Frame], numbers: Sequence[int]) -> list[int]:
    """Those of the frames that are counted as undecoded, by halving."""
    alone = load([write(path, linktype, [frames[number - 1] for number in numbers])])
    count = sum(alone.captures[0].undecoded.values())
    if count in (0, len(numbers)):
        return list(numbers) if count else []
    half = len(numbers) // 2
    return counted(path, linktype, frames, numbers[:half]) + counted(path, linktype, frames, numbers[half:])
