"""The interactive timeline of the page: its data with what a click on each bar and mark shows, and plotly's script."""

from __future__ import annotations

import gzip
import json as jsonlib
from base64 import b64encode
from collections.abc import Iterator
from datetime import UTC, datetime, tzinfo
from functools import cache
from typing import Any, Final

import numpy as np

from arpwatch_k8s.analysis.result import Result
from arpwatch_k8s.evidence.reference import FrameRef, LineRef
from arpwatch_k8s.plotter import Look, timeline_layout
from arpwatch_k8s.plotter.painters.interactive import interactive
from arpwatch_k8s.plotter.painters.trace import Pointed, Value, Words
from arpwatch_k8s.report.crowded import told_findings
from arpwatch_k8s.report.excerpts import line_anchor
from arpwatch_k8s.report.filters import Filter, Means, for_frames, for_lines, in_time
from arpwatch_k8s.report.formats.shipped import shipped
from arpwatch_k8s.report.paragraphs import numbered
from arpwatch_k8s.report.parts.shown_frames import Rows
from arpwatch_k8s.wording.counts import plural
from arpwatch_k8s.wording.plain import plain
from arpwatch_k8s.wording.times import clock

MOST_FINDINGS: Final = 6
"""That a click names; more are counted."""


def figure(result: Result, look: Look) -> Any:  # noqa: ANN401 - plotly's data, for JSON
    """The interactive timeline's data."""
    zone = look.tz
    clicks = Clicks(result, zone)
    words = Words(
        cite=lambda frame: cite(result, frame),
        when=lambda ns: clock(ns, zone),
        at=lambda ns: shown_as(ns, zone),
        anchor=lambda number: f"finding-{number}",
        line=lambda line: numbered(result, (), [line]),
        pointed=clicks.told,
    )
    names = {str(number): finding.rule for number, finding in told_findings(result)[0]}
    return interactive(timeline_layout(result, look), words) | {"findings": names}


class Clicks:
    """What a click on a bar or a mark shows: its frame, filters to see it elsewhere, findings."""

    def __init__(self, result: Result, zone: tzinfo) -> None:
        """Remember which findings cite what."""
        self.case, self.zone = result.case, zone
        self.row_of = Rows(result).of
        self.citing: dict[FrameRef | LineRef, list[int]] = {}
        for number, finding in enumerate(result.verdict.findings, 1):
            references: set[FrameRef | LineRef] = {*finding.frames, *finding.lines}
            for reference in references:
                self.citing.setdefault(reference, []).append(number)

    def told(self, about: Pointed) -> Value:
        """Texts for the page's script: `first` frame or line, `filters`, each with what it is, numbers of findings that
        cite the first and of `others` of the same time, the `anchor` of a cited line."""
        first = about.frame or about.line
        citing = self.citing.get(first, []) if first is not None else []
        others = [number for number in about.during if number not in citing]
        return {
            "first": self.first(about),
            "filters": [[head, text] for head, text in self.filters(about)],
            "cited": list[Value](citing[:MOST_FINDINGS]),
            "others": list[Value](others[:MOST_FINDINGS]),
            "left": max(0, len(citing) - MOST_FINDINGS) + max(0, len(others) - MOST_FINDINGS),
            "anchor": line_anchor(about.line) if about.line and citing else "",
        }

    def first(self, about: Pointed) -> str:
        """Where the first of its frames or lines is, and when."""
        if about.frame is not None:
            info = self.case.captures[about.frame.capture]
            what = f"{'frame' if info.printed is None else info.numbered_by} {about.frame.frame} of {plain(info.name)}"
            time, counted = self.time_of(about.frame), plural(about.count, "frame")
        elif about.line is not None:
            log = self.case.logs[about.line.log]
            what = f"{log.numbered_by} {about.line.line} of {plain(log.name)}"
            time, counted = about.start, plural(about.count, "line")
        else:
            return ""
        when = "" if time is None else f", {clock(time, self.zone)}"
        return f"The first of {counted}: {what}{when}" if about.count > 1 else f"{what[0].upper()}{what[1:]}{when}"

    def time_of(self, frame: FrameRef) -> int | None:
        """When a frame was captured, ns UTC; None where only a flow names it."""
        row = self.row_of(frame)
        return None if row is None else int(self.case.evidence["time"][row])

    def filters(self, about: Pointed) -> Iterator[tuple[str, str]]:
        """What shows its first frame or line, then what shows all frames of the VIP in its time; each headed."""
        shown = list(self.of_first(about))
        yield from ((f"{one.means}, {plain(one.name)}", plain(one.text)) for one in shown)
        if about.vip and about.end > about.start and any(info.printed is None for info in self.case.captures):
            yield f"{Means.WIRESHARK}, all of {about.vip} in this time", in_time(about.vip, about.start, about.end)

    def of_first(self, about: Pointed) -> Iterator[Filter]:
        """What shows its first frame or line."""
        if about.frame is not None:
            yield for_frames(self.case.captures[about.frame.capture], [about.frame.frame])
        if about.line is not None:
            yield for_lines(self.case.logs[about.line.log], [about.line.line])


def shown_as(ns: int, zone: tzinfo) -> str:
    """A time in `zone` as plotly reads it, which knows no zones."""
    offset = 0
    if zone is not UTC:
        shift = datetime.fromtimestamp(ns // 1_000_000_000, zone).utcoffset()
        offset = 0 if shift is None else int(shift.total_seconds())
    return str(np.datetime64(ns // 1000 + offset * 1_000_000, "us")).replace("T", " ")


def embedded(data: Any) -> str:  # noqa: ANN401 - plotly's data
    """Data as JSON, packed: that of a month is a tenth then, and nothing in it can close the element it stands in."""
    return packed(jsonlib.dumps(data, separators=(",", ":")).encode())


def cite(result: Result, frame: FrameRef) -> str:
    """A frame for people: its number, with the capture's name where there are several."""
    return (
        str(frame.frame)
        if len(result.case.captures) < 2
        else f"{result.case.captures[frame.capture].name}:{frame.frame}"
    )


@cache
def script() -> str:
    """Plotly's script, packed: 2 MB in place of 5."""
    return packed(shipped("plotly", "package_data", "plotly.min.js").encode())


def packed(data: bytes) -> str:
    """What the page unpacks: gzip, without the time, in base64."""
    return b64encode(gzip.compress(data, mtime=0)).decode("ascii")
