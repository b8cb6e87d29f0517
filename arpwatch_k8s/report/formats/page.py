"""The report as one page of HTML that needs nothing else: no network, no other file. Every value is escaped."""

from __future__ import annotations

import json as jsonlib
from datetime import UTC, datetime, tzinfo
from importlib.resources import files
from typing import Any

import numpy as np
import pandas as pd
from jinja2 import Environment, PackageLoader, StrictUndefined

from arpwatch_k8s.analysis import Result
from arpwatch_k8s.evidence.reference import FrameRef, LineRef
from arpwatch_k8s.lint.setting import Place
from arpwatch_k8s.logs.event import Log
from arpwatch_k8s.plotter import Look, timeline_layout
from arpwatch_k8s.plotter.painters.interactive import interactive
from arpwatch_k8s.plotter.painters.trace import Words
from arpwatch_k8s.report import crowded
from arpwatch_k8s.report.answers import answers, sentence
from arpwatch_k8s.report.citations import anchor_of, cited
from arpwatch_k8s.report.crowded import told_findings
from arpwatch_k8s.report.excerpts import excerpts, line_anchor
from arpwatch_k8s.report.filters import filters
from arpwatch_k8s.report.formats.text import HEADLINES, foretold, log_read
from arpwatch_k8s.report.manifest import digest_words
from arpwatch_k8s.report.paragraphs import NO_TIME, numbered, places
from arpwatch_k8s.report.tables.all import TABLES
from arpwatch_k8s.report.tables.cost.connections import notable
from arpwatch_k8s.wording.plain import plain
from arpwatch_k8s.wording.times import clock, day
from arpwatch_k8s.wording.value import JsonValue

MOST_ROWS = 2_000
"""Rows of a table in the page; the files in `tables/` have all."""
MOST_CHARS = 120
"""Of a line that is not understood."""
SHOWN = (
    "rates",
    "handovers",
    "contests",
    "beliefs",
    "incidents",
    "outages",
    "speakers",
    "connections",
    "symptoms",
    "log_lines",
)


def html(result: Result, look: Look, *, made: dict[str, JsonValue], svg: str) -> str:
    """The page. `made`: the manifest; `svg`: the figure, for print and for readers without scripts."""
    zone = look.tz
    environment = Environment(
        loader=PackageLoader("arpwatch_k8s.report.formats"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["clock"] = lambda ns: clock(ns, zone)
    environment.filters["digest"] = digest_words
    environment.filters["plain"] = plain
    environment.filters["sentence"] = sentence
    resources = files("arpwatch_k8s.report.formats") / "templates"
    drawn = figure(result, look)
    return environment.get_template("report.html").render(
        result=result,
        verdict=result.verdict,
        headline=HEADLINES[result.verdict.outcome],
        answers=answers(result, zone),
        findings=list(enumerate(told_findings(result.verdict)[0], 1)),
        more_findings=told_findings(result.verdict)[1],
        caveats=crowded.caveats(result.verdict),
        ruled_out=crowded.ruled_out(result.verdict),
        filters=lambda finding: list(filters(result.case, finding)),
        no_time=NO_TIME,
        places=lambda step: list(places(result, step.frames, step.lines, step.settings)),
        linked=linked,
        foretold=foretold,
        cited=cited(result, zone),
        excerpts=list(excerpts(result)),
        undecided=crowded.undecided(result.verdict),
        tables=[shown(result, name) for name in SHOWN],
        day=day(result.case.start, zone) if result.case.start is not None else "no frames",
        made=made,
        inputs=crowded.first_and_last_inputs(made),
        logs=[(log.name, log_read(log, zone), first_odd(log)) for log in result.case.logs],
        style=(resources / "report.css").read_text(encoding="utf-8"),
        script=(resources / "report.js").read_text(encoding="utf-8"),
        plotly=(files("plotly") / "package_data" / "plotly.min.js").read_text(encoding="utf-8"),
        figure=embedded(drawn) if drawn["data"] else "",
        svg=svg[svg.index("<svg") :],
    )


def linked(reference: FrameRef | LineRef | Place) -> tuple[int, str]:
    """A frame's, a line's or a setting's number, and its place in the page; settings have none."""
    match reference:
        case FrameRef():
            return reference.frame, anchor_of(reference)
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


def figure(result: Result, look: Look) -> Any:  # noqa: ANN401 - plotly's data, for JSON
    """The interactive timeline's data."""
    zone = look.tz
    words = Words(
        cite=lambda frame: cite(result, frame),
        when=lambda ns: clock(ns, zone),
        at=lambda ns: shown_as(ns, zone),
        anchor=lambda number: f"finding-{number}",
        line=lambda line: numbered(result, (), [line]),
        line_anchor=line_anchor,
    )
    return interactive(timeline_layout(result, look), words)


def shown_as(ns: int, zone: tzinfo) -> str:
    """A time in `zone` as plotly reads it, which knows no zones."""
    offset = 0
    if zone is not UTC:
        shift = datetime.fromtimestamp(ns // 1_000_000_000, zone).utcoffset()
        offset = 0 if shift is None else int(shift.total_seconds())
    return str(np.datetime64(ns // 1000 + offset * 1_000_000, "us")).replace("T", " ")


def embedded(data: Any) -> str:  # noqa: ANN401 - plotly's data
    """Data as JSON that may stand inside a script element: nothing in it can close the element."""
    text = jsonlib.dumps(data, ensure_ascii=True, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def cite(result: Result, frame: FrameRef) -> str:
    """A frame for people: its number, with the capture's name where there are several."""
    return (
        str(frame.frame)
        if len(result.case.captures) < 2
        else f"{result.case.captures[frame.capture].name}:{frame.frame}"
    )


def shown(result: Result, name: str) -> dict[str, Any]:
    """One table as texts, with the meaning of its columns; columns that are empty throughout are left out."""
    table = TABLES[name]
    frame = table.frame(result)
    if name == "connections":
        frame = notable(frame)
    part = frame.iloc[:MOST_ROWS]
    columns = [column for column in table.columns if not part[column.name].isna().all()] if len(part) else []
    return {
        "name": name,
        "row": table.row,
        "columns": columns,
        "rows": list(zip(*(texts(part[column.name]) for column in columns), strict=True)),
        "left_out": len(frame) - len(part),
    }


def texts(column: pd.Series[Any]) -> list[str]:
    """A column's values as people read them."""
    return [text_of(value) for value in column.astype(object).tolist()]


def text_of(value: Any) -> str:  # noqa: ANN401 - any cell
    """One value: times to the millisecond, shares and seconds rounded, nothing for what is missing."""
    if isinstance(value, dict):
        return ", ".join(f"{n} {name}" for name, n in value.items())
    if isinstance(value, list | tuple):
        return ", ".join(text_of(item) for item in value)
    if pd.isna(value):
        return ""
    if isinstance(value, float):
        return f"{value:.4g}"
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="milliseconds").removesuffix("+00:00")
    if isinstance(value, bool | np.bool_):
        return "yes" if value else "no"
    return plain(str(value))
