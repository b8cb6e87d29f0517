"""`arpwatch-k8s history`: what watches remember, of days and months."""

from __future__ import annotations

import json as jsonlib
import logging
import re
import sys
import time
from datetime import tzinfo
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final, assert_never

import typer

from arpwatch_k8s.cli import options, rights
from arpwatch_k8s.cli.examples import Example
from arpwatch_k8s.cli.options import Debug, Force, Quiet, Zone
from arpwatch_k8s.cli.running import reporting
from arpwatch_k8s.errors import UsageError

if TYPE_CHECKING:
    from arpwatch_k8s.past.records import History

DEFAULT: Final = "/var/lib/arpwatch-k8s/history.db"
AGO: Final = re.compile(r"([0-9]{1,6})(min|h|d|w)", re.ASCII)
SECONDS: Final = {"min": 60, "h": 3600, "d": 86400, "w": 7 * 86400}
NS: Final = 1_000_000_000


class Printed(StrEnum):
    """Forms of what is printed."""

    TEXT = "text"
    JSON = "json"
    NDJSON = "ndjson"


EXAMPLES: Final = (
    Example("what happened in the last week", "history --since 7d"),
    Example("one VIP as a figure, from a copy of the file", "history --history history.db --vip 192.0.2.80 -o vip.svg"),
)


def history(
    path: Annotated[
        str, typer.Option("--history", metavar="FILE.db", help="The file that watch --history writes.")
    ] = DEFAULT,
    vip: Annotated[
        list[str] | None, typer.Option("--vip", metavar="ADDRESS", help="A VIP to tell of; all where none is named.")
    ] = None,
    since: Annotated[
        str | None, typer.Option("--since", metavar="7d|TIME", help="From when on: 90min, 12h, 7d, 4w ago, or a time.")
    ] = None,
    until: Annotated[str | None, typer.Option("--until", metavar="7d|TIME", help="Up to when, the same way.")] = None,
    form: Annotated[Printed, typer.Option("--format", help="What to print.")] = Printed.TEXT,
    out: Annotated[
        str | None, typer.Option("-o", "--out", metavar="FIGURE", help="Draw it: .svg, .png or .pdf.")
    ] = None,
    tz: Zone = "UTC",
    force: Force = False,
    quiet: Quiet = False,
    debug: Debug = False,
) -> None:
    """Tell what watch --history remembers: incidents, moves, who held each VIP how long."""
    with reporting(quiet=quiet, debug=debug):
        rights.prepare()
        zone = options.zone(tz)
        now = time.time_ns()
        start, end = instant("--since", since, zone, now), instant("--until", until, zone, now)
        if start is not None and end is not None and start >= end:
            raise UsageError(f"--since {since} is not before --until {until}", fix="Give the earlier time to --since.")
        from arpwatch_k8s.past.reading import read

        if out is None:
            rights.lessen(writes=False, compiled=())
            show(read(Path(path), vips=vip or (), start=start, end=end), form, zone)
        else:
            from arpwatch_k8s.report.folder import figure_path

            figure = figure_path(out)
            rights.lessen(writes=True, compiled=())
            draw(read(Path(path), vips=vip or (), start=start, end=end), figure, zone, force=force)


def instant(option: str, text: str | None, zone: tzinfo, now: int) -> int | None:
    """A time given to an option, or how long ago it was, ns UTC; UsageError where it is neither."""
    ago = AGO.fullmatch(text or "")
    if ago is not None:
        return now - int(ago[1]) * SECONDS[ago[2]] * NS
    from arpwatch_k8s.wording.instants import TimeOfDay, latest, parse

    if text is None:
        return None
    try:
        found = parse(text, zone)
    except (ValueError, OverflowError):
        found = None
    match found:
        case int():
            return found
        case TimeOfDay():
            return latest(found, now, zone)
        case _:
            raise UsageError(
                f"{option} {text[: options.MOST_CHARS]!r} is no time of a history",
                fix="Give 90min, 12h, 7d or 4w ago, RFC 3339 (2026-11-22T22:54:04Z), or a time of day in --tz.",
            )


def show(found: History, form: Printed, zone: tzinfo) -> None:
    """What was read, on standard output."""
    match form:
        case Printed.TEXT:
            from arpwatch_k8s.past.text import text

            sys.stdout.write(text(found, zone))
        case Printed.JSON:
            from arpwatch_k8s.past.document import document

            jsonlib.dump(document(found), sys.stdout, indent=2)
            sys.stdout.write("\n")
        case Printed.NDJSON:
            from arpwatch_k8s.past.document import lines

            sys.stdout.writelines(f"{line}\n" for line in lines(found))
        case _:
            assert_never(form)


def draw(found: History, path: Path, zone: tzinfo, *, force: bool) -> None:
    """The figure, in the form that its suffix names."""
    from arpwatch_k8s.past.figure import pages
    from arpwatch_k8s.plotter.painters.files import paths, save
    from arpwatch_k8s.plotter.setting import Look
    from arpwatch_k8s.report.target import refuse_existing

    made = pages(found, Look(tz=zone))
    for file in paths(path, len(made)):
        refuse_existing(file, force=force)
    written = save(made, [path])
    if len(written) > 1:
        logging.getLogger(__name__).info("%d pages: %s to %s", len(written), written[0], written[-1])
