"""The report as one page of HTML that needs nothing else: no network, no other file. Every value is escaped."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import tzinfo
from typing import Final

from jinja2 import DictLoader, Environment, StrictUndefined

from arpwatch_k8s.analysis.result import Result
from arpwatch_k8s.evidence.reference import FrameRef, LineRef
from arpwatch_k8s.lint.setting import Place
from arpwatch_k8s.logs.event import Log
from arpwatch_k8s.plotter import Look
from arpwatch_k8s.report import crowded
from arpwatch_k8s.report.answers import sentence
from arpwatch_k8s.report.crowded import part, told_findings
from arpwatch_k8s.report.details import Drawn, that_show
from arpwatch_k8s.report.excerpts import excerpts, line_anchor
from arpwatch_k8s.report.filters import filters
from arpwatch_k8s.report.formats.figure import embedded, figure
from arpwatch_k8s.report.formats.figure import script as plotly_script
from arpwatch_k8s.report.formats.grid import SHOWN, shown
from arpwatch_k8s.report.formats.shipped import template
from arpwatch_k8s.report.formats.text import HEADLINES, foretold, log_read
from arpwatch_k8s.report.manifest import digest_words
from arpwatch_k8s.report.paragraphs import NO_TIME, places
from arpwatch_k8s.report.parts.links import pieces
from arpwatch_k8s.report.parts.sections import sections
from arpwatch_k8s.report.parts.shown_frames import Rows, frame_anchor, shown_of
from arpwatch_k8s.report.parts.standing import without_harm
from arpwatch_k8s.wording.plain import plain
from arpwatch_k8s.wording.times import clock, day
from arpwatch_k8s.wording.value import JsonValue

MOST_CHARS: Final = 120
"""Of a line that is not understood."""
PAGES: Final = ("report.html", "parts.html")
MOST_OPEN: Final = 30
"""VIPs that stand in one table; of more those that nothing is known against are folded away."""


def html(
    result: Result, look: Look, *, made: dict[str, JsonValue], svg: str, details: Sequence[tuple[Drawn, str]] = ()
) -> str:
    """The page. `made`: the manifest; `svg`: the figure's elements, for print and for readers without scripts;
    `details`: figures of incidents, each with the address of its picture."""
    zone, verdict = look.tz, result.verdict
    drawn = figure(result, look)
    rows = Rows(result)
    return (
        environment(zone)
        .get_template(PAGES[0])
        .render(
            result=result,
            verdict=verdict,
            headline=HEADLINES[verdict.outcome],
            lead=verdict.findings[0] if verdict.cause and verdict.findings else None,
            vips=sections(result, zone),
            most_open=MOST_OPEN,
            without_harm=without_harm,
            more_findings=told_findings(result)[1],
            part=part(result, zone),
            caveats=crowded.caveats(verdict),
            ruled_out=crowded.ruled_out(verdict),
            filters=lambda finding: list(filters(result.case, finding)),
            frames=lambda number, finding: rows.shown(number, finding, zone),
            no_time=NO_TIME,
            places=lambda step: list(places(result, step.frames, step.lines, step.settings)),
            linked=lambda reference, number: linked(reference, number, shown_of(verdict.findings[number - 1])),
            foretold=foretold,
            excerpts=list(excerpts(result)),
            undecided=crowded.undecided(verdict),
            details=details,
            seen_in=lambda finding: that_show(result, (one for one, _ in details), finding),
            in_detail={str(number): one.anchor for one, _ in details for number in one.detail.numbers},
            tables=[shown(result, name) for name in SHOWN],
            day=day(result.case.start, zone) if result.case.start is not None else "no frames",
            made=made,
            inputs=crowded.first_and_last_inputs(made),
            logs=[(log.name, log_read(log, zone), first_odd(log)) for log in result.case.logs],
            style=template("report.css") + template("timeline.css"),
            script=template("report.js"),
            timeline=template("timeline.js"),
            steering=template("steering.js"),
            reading=template("reading.js"),
            plotly=plotly_script(),
            figure=embedded(drawn) if drawn["data"] else "",
            # its marks of findings would else have the names of the findings themselves
            svg=svg.replace('<g id="finding-', '<g id="drawn-finding-'),
        )
    )


def environment(zone: tzinfo) -> Environment:
    """Where templates are, and what they may call; every value is escaped."""
    made = Environment(
        loader=DictLoader({name: template(name) for name in PAGES}),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["clock"] = lambda ns: clock(ns, zone)
    made.filters["digest"] = digest_words
    made.filters["plain"] = plain
    made.filters["sentence"] = sentence
    made.filters["pieces"] = pieces
    return made


def linked(reference: FrameRef | LineRef | Place, finding: int, shown_frames: Collection[FrameRef]) -> tuple[int, str]:
    """A frame's, a line's or a setting's number, and its place in the page; settings have none, nor frames that are not
    shown."""
    match reference:
        case FrameRef():
            return reference.frame, frame_anchor(finding, reference) if reference in shown_frames else ""
        case LineRef():
            return reference.line, line_anchor(reference)
        case Place():
            return reference.line, ""


def first_odd(log: Log) -> str:
    """The first line of a log that is not understood, with its number; empty where all are."""
    if not log.unparsed:
        return ""
    number, text = log.unparsed[0]
    return f"{number}: {text.strip()[:MOST_CHARS]}"
