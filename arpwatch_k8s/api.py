"""The library's way in: `analyze()`, and `Analysis` as users hold it, with DataFrames, the figure and the texts.

    >>> import arpwatch_k8s as aw
    >>> a = aw.analyze("proxy.pcapng", vip="192.0.2.80")
    >>> a.verdict.outcome
    >>> a.epochs, a.speakers, a.connections, a.symptoms, a.findings, a.evidence

DataFrames are made here and at the report's edge only; everything below works on plain records and columns.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, tzinfo
from functools import cached_property
from typing import TYPE_CHECKING, Literal

from arpwatch_k8s import analysis
from arpwatch_k8s.analysis import Result
from arpwatch_k8s.diagnosis.finding import Verdict
from arpwatch_k8s.errors import UsageError
from arpwatch_k8s.evidence.frame import to_frame
from arpwatch_k8s.inventory import Given, Known, parse_node
from arpwatch_k8s.inventory.files import read_names
from arpwatch_k8s.logs.sources import parse_log
from arpwatch_k8s.report.formats import card, json, text
from arpwatch_k8s.report.tables.all import TABLES
from arpwatch_k8s.report.tables.cost.connections import MOST, notable
from arpwatch_k8s.thresholds import DEFAULTS, Thresholds
from arpwatch_k8s.wording.times import parse_instant
from arpwatch_k8s.wording.value import JsonValue

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

Path = str | os.PathLike[str]
Keep = Literal["notable", "all"]


def analyze(
    *sources: Path,
    vip: str | Sequence[str] = (),
    nodes: Mapping[str, str | Sequence[str]] | None = None,
    inventory: str | Sequence[str] = (),
    logs: str | Sequence[str] = (),
    tz: tzinfo = UTC,
    keep: Keep = "notable",
    thresholds: Thresholds = DEFAULTS,
) -> Analysis:
    """Analyze savefiles.

    vip: addresses to look at, discovered where none are given. nodes: name -> its MACs or addresses. inventory: files
    of names (TOML, `kubectl get nodes,svc -o json`, `ip -json neigh`). logs: as `--log` takes them, KIND=FILE@ZONE;
    those without a zone are in `tz`. keep: "all" for every connection in `connections`, not only those that were not
    simply ok. Raises UsageError for arguments that make no sense and InputError for sources that
    cannot be read.
    """
    known = sum((read_names(path) for path in several(inventory)), Known(nodes=tuple(given(nodes or {}))))
    result = analysis.analyze(
        sources,
        vips=several(vip),
        known=known,
        logs=[parse_log(text) for text in several(logs)],
        zone=tz,
        thresholds=thresholds,
    )
    return Analysis(result, keep=keep)


def several(one_or_more: str | Sequence[str]) -> list[str]:
    """A text by itself, or texts, as a list."""
    return [one_or_more] if isinstance(one_or_more, str) else list(one_or_more)


def given(nodes: Mapping[str, str | Sequence[str]]) -> list[Given]:
    """Nodes of the `nodes` argument."""
    return [
        parse_node(f"{name}={value}")
        for name, values in nodes.items()
        for value in ([values] if isinstance(values, str) else values)
    ]


def instant(time: str | datetime | None, zone: tzinfo) -> int | None:
    """A time as users give it, ns UTC; in `zone` where it has none. ValueError: it is no time."""
    return None if time is None else parse_instant(time if isinstance(time, str) else time.isoformat(), zone)


class Analysis:
    """A finished analysis. `result` is the plain record behind it; all times are UTC."""

    def __init__(self, result: Result, *, keep: Keep = "notable") -> None:
        self.result = result
        self._keep = keep

    @property
    def verdict(self) -> Verdict:
        """Outcome, cause, findings, what was ruled out, caveats."""
        return self.result.verdict

    @cached_property
    def evidence(self) -> pd.DataFrame:
        """One row a frame, or a connection (`tcp_flow`): `COLUMNS` and `FLOW_COLUMNS` of `evidence.frame`."""
        return to_frame(
            self.result.case.evidence, [info.name for info in self.result.case.captures], self.result.case.flows
        )

    @cached_property
    def epochs(self) -> pd.DataFrame:
        """Who held which track when: half-open [start, end), disjoint within a view, VIP, segment, track and sender."""
        return self._table("epochs")

    @cached_property
    def expected(self) -> pd.DataFrame:
        """Which MACs the capturing host's neighbor cache could hold when: half-open [start, end), in order."""
        return self._table("expected")

    @cached_property
    def speakers(self) -> pd.DataFrame:
        """One row a candidate program of each speaker, the likeliest first; scores of one speaker sum up to 1."""
        return self._table("speakers")

    @cached_property
    def handovers(self) -> pd.DataFrame:
        """One row a handover and how it went; durations are in seconds, NaN where they are not known."""
        return self._table("handovers")

    @cached_property
    def contests(self) -> pd.DataFrame:
        """One row a fight for an address."""
        return self._table("contests")

    @cached_property
    def connections(self) -> pd.DataFrame:
        """One row a connection: who asked, how often, who answered, how it ended.

        Those that were simply ok are left out unless `keep` was "all"; `rates` and `minutes` count them.
        """
        every = self._table("connections")
        return every if self._keep == "all" else notable(every)

    @cached_property
    def symptoms(self) -> pd.DataFrame:
        """One row a frame that hurts or warns, with who held the VIP on each track at that instant."""
        return self._table("symptoms")

    @cached_property
    def outages(self) -> pd.DataFrame:
        """One row a span in which nobody accepted a SYN."""
        return self._table("outages")

    @cached_property
    def incidents(self) -> pd.DataFrame:
        """One row an incident: failed attempts, contests and moves close together."""
        return self._table("incidents")

    @cached_property
    def rates(self) -> pd.DataFrame:
        """Failure rates per epoch and owner on each track, with exposure and 95 % interval; then the control group."""
        return self._table("rates")

    @cached_property
    def minutes(self) -> pd.DataFrame:
        """Attempts per minute and owner."""
        return self._table("minutes")

    @cached_property
    def findings(self) -> pd.DataFrame:
        """One row a finding, the leading one first."""
        return self._table("findings")

    @cached_property
    def log_lines(self) -> pd.DataFrame:
        """One row a line of a proxy's error log, and what in the capture it goes back to."""
        return self._table("log_lines")

    @property
    def left_out(self) -> dict[str, int]:
        """How many rows tables lack because they hold no more: connections, symptoms; each is left out where none."""
        connections = sum(len(record.connections) for record in self.result.case.vips) - MOST
        symptoms = max((record.symptoms_left for record in self.result.case.vips), default=0)
        return {name: n for name, n in (("connections", connections), ("symptoms", symptoms)) if n > 0}

    def timeline(
        self,
        *,
        tz: tzinfo = UTC,
        title: str | None = None,
        relative: bool = False,
        start: str | datetime | None = None,
        end: str | datetime | None = None,
        theme: Literal["light", "dark"] = "light",
        size: str = "auto",
        page: int = 1,
    ) -> Figure:
        """The ownership timeline as a matplotlib Figure, free to edit; its axes "timeline" count seconds from `start`.

        start, end: the part to show, as RFC 3339, in `tz` where without a zone. size: auto, a4, letter, slide, or
        WIDTHxHEIGHT in mm, cm, in or pt. page: where many VIPs take several. UsageError for what makes no sense.
        """
        from arpwatch_k8s.plotter import Look, timeline_pages
        from arpwatch_k8s.plotter.painters.paint import paint
        from arpwatch_k8s.plotter.size import parse_size
        from arpwatch_k8s.plotter.theme import THEMES

        try:
            look = Look(
                title=title,
                tz=tz,
                relative=relative,
                start=instant(start, tz),
                end=instant(end, tz),
                theme=THEMES[theme],
                size=parse_size(size),
            )
        except (KeyError, ValueError) as error:
            raise UsageError(f"timeline(): {error}", fix="See help(Analysis.timeline) for what it takes.") from error
        pages = timeline_pages(self.result, look)
        if not 1 <= page <= len(pages):
            raise UsageError(f"timeline(): there is no page {page}", fix=f"Give a page from 1 to {len(pages)}.")
        return paint(pages[page - 1])

    def text(self, tz: tzinfo = UTC) -> str:
        """What the command prints; times of day in `tz`."""
        return text.text(self.result, tz)

    def __repr__(self) -> str:
        found = self.verdict
        said = f"{found.outcome}: {found.cause}" if found.cause else found.outcome
        vips = ", ".join(dict.fromkeys(record.vip for record in self.result.case.vips))
        return f"<Analysis of {vips or 'no VIP'}, {said}>"

    def _repr_html_(self) -> str:
        """What a notebook shows: verdict, findings with their steps, and each VIP in a line."""
        return card.card(self.result)

    def to_dict(self) -> dict[str, JsonValue]:
        """The document that `--format json` writes."""
        return json.document(self.result)

    def _table(self, name: str) -> pd.DataFrame:
        return TABLES[name].frame(self.result)
