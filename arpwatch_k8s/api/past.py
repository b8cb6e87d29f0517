"""`history()`: what watches remember, as DataFrames and as a figure."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, tzinfo
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from arpwatch_k8s.api.entry import several
from arpwatch_k8s.api.zone import zone_of
from arpwatch_k8s.errors import UsageError
from arpwatch_k8s.past import document, text
from arpwatch_k8s.past.reading import read
from arpwatch_k8s.past.records import History
from arpwatch_k8s.wording.times import parse_instant
from arpwatch_k8s.wording.value import JsonValue

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

INCIDENTS = (
    *("incident", "vip", "interface", "start", "end", "lasted_s", "state", "ending", "attempts", "failed", "moves"),
    *("contests", "outages", "outage_least_s", "outage_s", "vain_questions", "cost", "cause", "severity", "confidence"),
    *("summary", "remedy"),
)
EVENTS = ("time", "told", "event", "vip", "interface", "track", "mac", "node", "before_mac", "before_node", "text")
HOLDINGS = ("vip", "interface", "start", "end", "owners")
STATIONS = ("vip", "interface", "track", "mac", "node", "first", "last", "held_s")
RUNS = ("start", "end", "last", "killed", "host", "interfaces", "version")
TIMES = frozenset({"start", "end", "time", "told", "first", "last"})


def history(
    path: str | os.PathLike[str],
    *,
    vip: str | Sequence[str] = (),
    since: str | datetime | None = None,
    until: str | datetime | None = None,
    tz: str | tzinfo = UTC,
) -> PastWatch:
    """What the file that `watch --history` writes says.

    vip: addresses, all where none are given. since, until: RFC 3339, in `tz` where without a zone. Raises UsageError
    for arguments that make no sense, InputError for a file that cannot be read or is no history.
    """
    try:
        start, end = instant(since, zone_of(tz)), instant(until, zone_of(tz))
    except (ValueError, OverflowError) as error:
        raise UsageError(f"history(): {error}", fix="Give times as RFC 3339, such as 2026-11-22T22:54:04Z.") from error
    return PastWatch(read(Path(path), vips=several(vip), start=start, end=end))


def instant(time: str | datetime | None, zone: tzinfo) -> int | None:
    """A time as users give it, ns UTC; in `zone` where it has none. ValueError: it is no time."""
    return None if time is None else parse_instant(time if isinstance(time, str) else time.isoformat(), zone)


class PastWatch:
    """What watches remember. `result` is the plain record behind it; all times are UTC."""

    def __init__(self, result: History) -> None:
        self.result = result

    @cached_property
    def incidents(self) -> pd.DataFrame:
        """One row an incident: when, its cause, how long it lasted (s), what it cost, whether it was over."""
        return frame(map(document.incident, self.result.incidents), INCIDENTS)

    @cached_property
    def moves(self) -> pd.DataFrame:
        """One row a first owner, a move on some track, a contest, its end, or somebody who was new to a VIP."""
        return frame(map(flat, map(document.event, self.result.moves)), EVENTS)

    @cached_property
    def findings(self) -> pd.DataFrame:
        """One row a cause that was told, or taken back."""
        return frame(map(flat, map(document.event, self.result.findings)), (*EVENTS[:5], "rule", "text"))

    @cached_property
    def holdings(self) -> pd.DataFrame:
        """One row a span in which somebody claimed a VIP; several `owners` fought for it."""
        return frame(map(document.holding, self.result.holdings), HOLDINGS)

    @cached_property
    def stations(self) -> pd.DataFrame:
        """One row a station, VIP and track: when it was seen there first and last, and for how long it claimed (s)."""
        return frame(map(document.held, self.result.stations), STATIONS)

    @cached_property
    def runs(self) -> pd.DataFrame:
        """One row a watch: outside of them nothing was seen."""
        return frame(map(document.run, self.result.runs), RUNS)

    def text(self, tz: str | tzinfo = UTC) -> str:
        """What the command prints, times in `tz`."""
        return text.text(self.result, zone_of(tz))

    def to_dict(self) -> dict[str, JsonValue]:
        """The document that `--format json` writes."""
        return document.document(self.result)

    def timeline(self, *, tz: str | tzinfo = UTC, title: str | None = None, page: int = 1) -> Figure:
        """A strip a VIP with who claimed it, incidents marked, as a matplotlib Figure. UsageError: there is no such
        page, or nothing to draw."""
        from arpwatch_k8s.past.figure import pages
        from arpwatch_k8s.plotter.painters.paint import paint
        from arpwatch_k8s.plotter.setting import Look

        made = pages(self.result, Look(tz=zone_of(tz), title=title))
        if not 1 <= page <= len(made):
            raise UsageError(f"timeline(): there is no page {page}", fix=f"Give a page from 1 to {len(made)}.")
        return paint(made[page - 1])

    def __repr__(self) -> str:
        vips = len({station.vip for station in self.result.stations})
        return f"<history of {vips} VIPs, {len(self.result.incidents)} incidents>"


def flat(event: Mapping[str, JsonValue]) -> dict[str, JsonValue]:
    """An event with its details beside what all events have."""
    details = event["details"]
    return {**(details if isinstance(details, dict) else {}), **event}


def frame(rows: Iterable[Mapping[str, JsonValue]], columns: Sequence[str]) -> pd.DataFrame:
    """A table of documents: their times become Timestamps in UTC."""
    import pandas as pd

    made = pd.DataFrame([{name: row.get(name) for name in columns} for row in rows], columns=list(columns))
    for name in columns:
        if name in TIMES:
            made[name] = pd.to_datetime(made[name], utc=True, format="ISO8601").astype("datetime64[ns, UTC]")
    return made
