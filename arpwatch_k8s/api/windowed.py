"""`windows()`: a data set window by window, as DataFrames."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, tzinfo
from functools import cached_property
from typing import TYPE_CHECKING

from arpwatch_k8s.analysis.given import numbers_of
from arpwatch_k8s.api.entry import given, several
from arpwatch_k8s.api.past import instant
from arpwatch_k8s.api.zone import zone_of
from arpwatch_k8s.capture.parallel import processors
from arpwatch_k8s.dataset.places import refuse_without_parquet
from arpwatch_k8s.dataset.span import Span
from arpwatch_k8s.errors import UsageError
from arpwatch_k8s.inventory import Known
from arpwatch_k8s.inventory.files import read_names
from arpwatch_k8s.report.tables.table import frame_of
from arpwatch_k8s.thresholds import DEFAULTS, Thresholds
from arpwatch_k8s.wording.value import JsonValue

if TYPE_CHECKING:
    import pandas as pd

    from arpwatch_k8s.cluster.crews import Crew
    from arpwatch_k8s.periods import Windowed
    from arpwatch_k8s.periods.story import Story

# What looks at windows reads Parquet: it is imported where it is used, as pyarrow is not everybody's.


def windows(
    dataset: str | os.PathLike[str],
    every: str = "1d",
    *,
    vip: str | Sequence[str] = (),
    start: str | datetime | None = None,
    end: str | datetime | None = None,
    nodes: Mapping[str, str | Sequence[str]] | None = None,
    inventory: str | Sequence[str] = (),
    tz: str | tzinfo = UTC,
    workers: int | None = None,
    scheduler: str | None = None,
    thresholds: Thresholds = DEFAULTS,
) -> Windows:
    """Analyze a data set window by window, in memory that does not grow with how long it is.

    every: how long a window is, "1d", "6h", "15min"; days begin at midnight in `tz`. vip: of the data set's, all where
    none are given. start, end: RFC 3339, in `tz` where without a zone. nodes, inventory: as `analyze()` has them.
    workers: threads of this process, or with `scheduler` (an address) those of a Dask cluster.

    UsageError: an argument makes no sense. InputError: the data set cannot be read.
    """
    refuse_without_parquet()
    from arpwatch_k8s.cluster.crews import Scheduler, Threads
    from arpwatch_k8s.periods import windows as look
    from arpwatch_k8s.periods.days import parse_every

    try:
        span = Span(start=instant(start, zone_of(tz)), end=instant(end, zone_of(tz)))
    except (ValueError, OverflowError) as error:
        raise UsageError(f"windows(): {error}", fix="Give times as RFC 3339, such as 2026-11-22T22:54:04Z.") from error

    def crew() -> Crew:
        return Threads(workers or processors()) if scheduler is None else Scheduler(scheduler)

    told = look(
        os.fspath(dataset),
        crew,
        every_ns=parse_every(every),
        zone=zone_of(tz),
        vips=numbers_of(several(vip)),
        known=sum((read_names(path) for path in several(inventory)), Known(nodes=tuple(given(nodes or {})))),
        span=span,
        thresholds=thresholds,
    )
    return Windows(told)


class Windows:
    """A data set window by window. `result` is the plain record behind it; all times are UTC."""

    def __init__(self, result: Windowed) -> None:
        self.result = result

    @cached_property
    def story(self) -> Story:
        """What all windows tell together, as plain records."""
        from arpwatch_k8s.periods.story import story

        return story(self.result)

    @cached_property
    def windows(self) -> pd.DataFrame:
        """One row a window that has captures: what it comes to, and how much there was of everything."""
        return self._frame("windows")

    @cached_property
    def moves(self) -> pd.DataFrame:
        """One row a change of owner that stayed, with what it cost and what was found about it."""
        return self._frame("moves")

    @cached_property
    def incidents(self) -> pd.DataFrame:
        """One row a span of failures, contests and moves of one VIP, each within 30 s of the last."""
        return self._frame("incidents")

    @cached_property
    def contests(self) -> pd.DataFrame:
        """One row a fight for a VIP."""
        return self._frame("contests")

    @cached_property
    def outages(self) -> pd.DataFrame:
        """One row a span from a SYN that nobody accepted to the next SYN-ACK."""
        return self._frame("outages")

    @cached_property
    def findings(self) -> pd.DataFrame:
        """One row a finding and a window that it touches."""
        return self._frame("findings")

    @cached_property
    def attempts(self) -> pd.DataFrame:
        """One row a window, VIP and segment: what was tried, and how it ended."""
        return self._frame("attempts")

    def _frame(self, name: str) -> pd.DataFrame:
        """A table by its name."""
        from arpwatch_k8s.periods.tables import TABLES

        table = next(table for table in TABLES if table.name == name)
        return frame_of(table.columns, table.sources(self.result, self.story))

    def text(self, width: int = 80) -> str:
        """What the command prints, times in the zone of the windows."""
        from arpwatch_k8s.periods.text import text

        return text(self.result, width, self.story)

    def to_dict(self) -> dict[str, JsonValue]:
        """The document that `--format json` writes."""
        from arpwatch_k8s.periods.document import document

        return document(self.result, self.story)

    def __repr__(self) -> str:
        told = self.story
        return f"<{len(self.result.windows)} windows, {len(told.moves)} moves, {len(told.incidents)} incidents>"
