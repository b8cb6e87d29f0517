"""The table of the track *expected*: what the capturing host's neighbor cache could hold when."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from arpwatch_k8s.correlator.ownership.neighbor import Expectation, Neighbor
from arpwatch_k8s.report.tables.column import frame, mac, macs, time
from arpwatch_k8s.report.tables.rows import SEGMENT, VIP, VipRow, of_vips
from arpwatch_k8s.report.tables.table import RowTable

if TYPE_CHECKING:
    from arpwatch_k8s.analysis.result import Result


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A span of one host's cache."""

    cache: Neighbor
    """The host, and all that its cache could hold."""
    expectation: Expectation
    """What it could hold over this span."""


def spans(cache: Neighbor | None) -> tuple[Span, ...]:
    """The spans of a cache; none where the host cannot be told."""
    return () if cache is None else tuple(Span(cache=cache, expectation=each) for each in cache.expectations)


def expected(result: Result) -> Iterator[VipRow[Span]]:
    """Spans of the neighbor-cache model."""
    return of_vips(result, lambda record: spans(record.neighbor))


EXPECTED: Final[RowTable[VipRow[Span]]] = RowTable(
    name="expected",
    row="a span in which the capturing host's neighbor cache could hold the same MACs",
    columns=(
        VIP,
        SEGMENT,
        mac("host", "MAC of the host", lambda row: row.item.cache.host.mac),
        macs(
            "macs",
            "what its cache could hold; none where that were too many to expect any",
            lambda row: row.item.expectation.macs,
        ),
        time("start", "from, included", lambda row: row.item.expectation.start),
        time("end", "until, not included", lambda row: row.item.expectation.end),
        frame("frame", "the frame that made it so", lambda row: row.item.expectation.frame),
    ),
    rows=expected,
)
