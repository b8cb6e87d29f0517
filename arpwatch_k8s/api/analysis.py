"""A finished analysis as users hold it: a property a table, the figure, the texts."""

from __future__ import annotations

import os
from datetime import UTC, datetime, tzinfo
from functools import cached_property
from typing import TYPE_CHECKING, Literal

from arpwatch_k8s.analysis.instants import covered_by, instant_at
from arpwatch_k8s.analysis.result import Result
from arpwatch_k8s.api.zone import zone_of
from arpwatch_k8s.diagnosis.finding import Verdict
from arpwatch_k8s.errors import UsageError
from arpwatch_k8s.evidence.frame import to_frame
from arpwatch_k8s.report.formats import brief, card, json, text
from arpwatch_k8s.report.tables.all import TABLES
from arpwatch_k8s.report.tables.cost.connections import CONNECTIONS, MOST, notable
from arpwatch_k8s.report.tables.cost.incidents import INCIDENTS
from arpwatch_k8s.report.tables.cost.minutes import MINUTES
from arpwatch_k8s.report.tables.cost.outages import OUTAGES
from arpwatch_k8s.report.tables.cost.rates import RATES
from arpwatch_k8s.report.tables.cost.symptoms import SYMPTOMS
from arpwatch_k8s.report.tables.ownership.beliefs import BELIEFS
from arpwatch_k8s.report.tables.ownership.contests import CONTESTS
from arpwatch_k8s.report.tables.ownership.epochs import EPOCHS
from arpwatch_k8s.report.tables.ownership.expected import EXPECTED
from arpwatch_k8s.report.tables.ownership.handovers import HANDOVERS
from arpwatch_k8s.report.tables.ownership.speakers import SPEAKERS
from arpwatch_k8s.report.tables.table import Table, documentation
from arpwatch_k8s.report.tables.verdict.findings import FINDINGS
from arpwatch_k8s.report.tables.verdict.log_lines import LOG_LINES
from arpwatch_k8s.wording.instants import Named, parse
from arpwatch_k8s.wording.value import JsonValue
from arpwatch_k8s.wording.wrapping import WIDTH

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from arpwatch_k8s.report.folder import Written

Keep = Literal["notable", "all"]


def table(of: Table) -> cached_property[pd.DataFrame]:
    """The property that a table is; `help()` on it says what its columns hold."""

    def frame(self: Analysis) -> pd.DataFrame:
        return of.frame(self.result)

    frame.__doc__ = documentation(of)
    return cached_property(frame)


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

    epochs = table(EPOCHS)
    """Who held which track when: half-open [start, end), disjoint within a view, VIP, segment, track and sender."""

    expected = table(EXPECTED)
    """Which MACs the capturing host's neighbor cache could hold when: half-open [start, end), in order."""

    beliefs = table(BELIEFS)
    """Which node the cluster's programs said held a VIP when, by their logs, leases and objects: may overlap."""

    speakers = table(SPEAKERS)
    """One row a candidate program of each speaker, the likeliest first; scores of one speaker sum up to 1."""

    handovers = table(HANDOVERS)
    """One row a handover and how it went; durations are in seconds, NaN where they are not known."""

    contests = table(CONTESTS)
    """One row a fight for an address."""

    @cached_property
    def connections(self) -> pd.DataFrame:
        """One row a connection: who asked, how often, who answered, how it ended.

        Those that were simply ok are left out unless `keep` was "all"; `rates` and `minutes` count them.
        """
        every = CONNECTIONS.frame(self.result)
        return every if self._keep == "all" else notable(every)

    symptoms = table(SYMPTOMS)
    """One row a frame that hurts or warns, with who held the VIP on each track at that instant."""

    outages = table(OUTAGES)
    """One row a span in which nobody accepted a SYN."""

    incidents = table(INCIDENTS)
    """One row an incident: failed attempts, contests and moves close together."""

    rates = table(RATES)
    """Failure rates per epoch and owner on each track, with exposure and 95 % interval; then the control group."""

    minutes = table(MINUTES)
    """Attempts per minute and owner."""

    findings = table(FINDINGS)
    """One row a finding, the leading one first."""

    log_lines = table(LOG_LINES)
    """One row a line of a proxy's error log, and what in the capture it goes back to."""

    def tables(self, name: str | None = None) -> pd.DataFrame:
        """What the tables hold: one row a table, with how many rows it has; or one row a column of the table `name`.

        UsageError: there is no such table.
        """
        import pandas as pd

        if name is None:
            told = [(one.name, len(getattr(self, one.name)), one.row) for one in TABLES.values()]
            return pd.DataFrame(told, columns=["table", "rows", "a row"]).set_index("table")
        if name not in TABLES:
            raise UsageError(f"tables(): there is no table {name[:60]!r}", fix=f"One of: {', '.join(TABLES)}.")
        columns = [(one.name, one.type.value, one.unit, one.meaning) for one in TABLES[name].columns]
        return pd.DataFrame(columns, columns=["column", "type", "unit", "meaning"]).set_index("column")

    @property
    def left_out(self) -> dict[str, int]:
        """How many rows tables lack because they hold no more: connections, symptoms; each is left out where none."""
        connections = sum(len(record.connections) for record in self.result.case.vips) - MOST
        symptoms = max((record.symptoms_left for record in self.result.case.vips), default=0)
        return {name: n for name, n in (("connections", connections), ("symptoms", symptoms)) if n > 0}

    def timeline(
        self,
        *,
        ax: Axes | None = None,
        vip: str | None = None,
        tz: str | tzinfo = UTC,
        title: str | None = None,
        relative: bool = False,
        start: str | datetime | None = None,
        end: str | datetime | None = None,
        theme: Literal["light", "dark"] = "light",
        size: str = "auto",
        page: int = 1,
    ) -> Figure:
        """The ownership timeline as a matplotlib Figure, free to edit; its axes "timeline" count seconds from `start`.

        ax: draw the tracks of the page, or of `vip` alone, on these axes, whose x are dates; `size` then means
        nothing. start, end: the part to show, in the forms that the command takes: RFC 3339, in `tz` where without a
        zone, a time of day, "+12.5s", "frame 12". size: auto, a4, letter, slide, or WIDTHxHEIGHT in mm, cm, in or pt.
        page: where many VIPs take several. UsageError for what makes no sense.
        """
        from arpwatch_k8s.plotter import Look, timeline_pages
        from arpwatch_k8s.plotter.painters.paint import paint
        from arpwatch_k8s.plotter.size import ENDLESS, parse_size
        from arpwatch_k8s.plotter.theme import THEMES

        zone = zone_of(tz)
        try:
            look = Look(
                title=title,
                tz=zone,
                relative=relative,
                start=self._time("start", start, zone),
                end=self._time("end", end, zone),
                theme=THEMES[theme],
                size=parse_size(size) if ax is None else ENDLESS,
                only=None if vip is None else self._places(vip),
            )
        except (KeyError, ValueError) as error:
            raise UsageError(f"timeline(): {error}", fix="See help(Analysis.timeline) for what it takes.") from error
        pages = timeline_pages(self.result, look)
        if not 1 <= page <= len(pages):
            raise UsageError(f"timeline(): there is no page {page}", fix=f"Give a page from 1 to {len(pages)}.")
        if ax is None:
            return paint(pages[page - 1])
        from arpwatch_k8s.plotter.painters.axes import paint_on

        figure = ax.get_figure(root=True)
        if figure is None:
            raise UsageError("timeline(): the axes are of no figure", fix="Give axes as matplotlib makes them.")
        paint_on(ax, pages[page - 1], zone)
        return figure

    def _time(self, name: str, time: str | datetime | None, zone: tzinfo) -> int | None:
        """A time as users give it, ns UTC; in `zone` where it has none. ValueError: it is no time."""
        if time is None:
            return None
        text = time if isinstance(time, str) else time.isoformat()
        named = Named(option=f"timeline(): {name}", text=text, instant=parse(text, zone))
        return instant_at(named, covered_by(self.result), zone)

    def _places(self, vip: str) -> frozenset[int]:
        """Where a VIP is among those that were seen. UsageError: nowhere."""
        vips = [record.vip for record in self.result.case.vips]
        if vip not in vips:
            known = ", ".join(dict.fromkeys(vips)) or "none"
            raise UsageError(f"timeline(): {vip[:60]!r} was not seen", fix=f"VIPs that were: {known}.")
        return frozenset(place for place, one in enumerate(vips) if one == vip)

    def report(self, folder: str | os.PathLike[str], *, tz: str | tzinfo = UTC, force: bool = False) -> Written:
        """Write the report into a new or empty folder: page, Markdown, figures, tables, data, the cited frames.

        force: replace a report that is there. What was written where. UsageError: the folder holds something.
        OutputError: it cannot be written. InputError: a capture has changed since it was analyzed.
        """
        from arpwatch_k8s.report import folder as case_folder

        return case_folder.write(self.result, os.fspath(folder), zone=zone_of(tz), force=force)

    def text(self, tz: str | tzinfo = UTC, width: int = WIDTH) -> str:
        """What the command prints; times of day in `tz`, `width` columns."""
        return text.text(self.result, zone_of(tz), width)

    def brief(self, tz: str | tzinfo = UTC, width: int = WIDTH) -> str:
        """The same in ten lines."""
        return brief.brief(self.result, zone_of(tz), width)

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
