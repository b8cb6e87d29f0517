"""What a capture holds of a stretch of time: of a long one no more is read than that."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from arpwatch_k8s.dataset.tables import EVIDENCE, TIME, opened
from arpwatch_k8s.thresholds import NS

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Any

    import pyarrow.parquet as pq
    from numpy.typing import NDArray

    from arpwatch_k8s.capture.parts import Part
    from arpwatch_k8s.dataset.span import Span

FIRST, LAST = -(1 << 63), (1 << 63) - 1
"""The ends of time, ns UTC."""
MINUTE_S: Final = 60


def ends(within: Span) -> tuple[int, int]:
    """A span as two times, ns UTC, both included."""
    return FIRST if within.start is None else within.start, LAST if within.end is None else within.end


def read(path: Path, within: Span) -> pa.Table:
    """The rows of a file of evidence that are within a span; of groups of rows that have none, nothing is read.

    OSError, KeyError, pa.ArrowException: it cannot be read, or is no such file.
    """
    first, last = ends(within)
    file, threads = opened(path, EVIDENCE)
    place = file.schema_arrow.get_field_index("time")
    wanted = [number for number in range(file.num_row_groups) if touches(file, number, place, first, last)]
    table = file.read_row_groups(wanted, use_threads=threads)
    time = table["time"]
    low, high = (pa.scalar(end, pa.int64()).cast(TIME) for end in (first, last))
    return table.filter(pc.and_(pc.greater_equal(time, low), pc.less_equal(time, high)))


def touches(file: pq.ParquetFile, group: int, place: int, first: int, last: int) -> bool:
    """Whether a group of rows may have some of that time; one that says nothing of its times may."""
    told = file.metadata.row_group(group).column(place).statistics
    if told is None or not told.has_min_max:
        return True
    return bool(told.min_raw <= last and told.max_raw >= first)


def counts(part: Part, within: Span) -> Part:
    """A part whose flows, counts by minute and stretches of presence were within a span, at least in part."""
    first, last = ends(within)
    flows = [some[touching(some, "first_time", "last_time", first, last)] for some in part.flows]
    minutes = touching(part.endpoints, "minute", "minute", first // (MINUTE_S * NS), last // (MINUTE_S * NS))
    heard = touching(part.presence, "first", "last", first // NS, last // NS)
    return replace(part, flows=flows, endpoints=part.endpoints[minutes], presence=part.presence[heard])


def touching(records: NDArray[Any], begin: str, end: str, first: int, last: int) -> NDArray[np.bool_]:
    """Which records, each from the field `begin` to the field `end`, touch [first, last]."""
    found: NDArray[np.bool_] = (records[begin] <= last) & (records[end] >= first)
    return found
