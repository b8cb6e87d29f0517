"""`arpwatch-k8s analyze`: from captures to a verdict."""

from __future__ import annotations

import json as jsonlib
import logging
import sys
from dataclasses import replace
from datetime import tzinfo
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final, assert_never

import typer

from arpwatch_k8s.cli import options, part
from arpwatch_k8s.cli.crews import Scheduled, Workers
from arpwatch_k8s.cli.examples import Example
from arpwatch_k8s.cli.job import Help, exit_code, run
from arpwatch_k8s.cli.options import (
    Around,
    Day,
    Debug,
    FailOn,
    Force,
    From,
    Inventories,
    Kubeconfig,
    Logs,
    Nodes,
    Quiet,
    Reads,
    Skews,
    Sources,
    To,
    Vips,
    Zone,
)
from arpwatch_k8s.cli.running import nagios_reporting, reporting
from arpwatch_k8s.cli.terminal import width as terminal_width
from arpwatch_k8s.errors import UsageError
from arpwatch_k8s.remote.address import shown

if TYPE_CHECKING:
    from arpwatch_k8s.analysis.result import Result


class Printed(StrEnum):
    """Forms of what is printed."""

    TEXT = "text"
    JSON = "json"


EXAMPLES: Final = (
    Example("what happened, and why", "analyze proxy.pcapng nginx-error.log"),
    Example("in ten lines, from all that there is in a folder", "analyze case/ --brief"),
)


def analyze(
    source: Sources = None,
    read: Reads = None,
    vip: Vips = None,
    node: Nodes = None,
    inventory: Inventories = None,
    kubeconfig: Kubeconfig = None,
    log: Logs = None,
    skew: Skews = None,
    form: Annotated[Printed, typer.Option("--format", help="What to print.")] = Printed.TEXT,
    brief: Annotated[bool, typer.Option("--brief", help="Print ten lines.")] = False,
    out: Annotated[
        str | None, typer.Option("-o", "--out", metavar="DIR", help="Write the report into this new folder.")
    ] = None,
    open_page: Annotated[bool, typer.Option("--open", help="Open the report's page in a browser.")] = False,
    force: Force = False,
    tz: Zone = "UTC",
    date: Day = None,
    start: From = None,
    end: To = None,
    around: Around = None,
    every: Annotated[
        str | None,
        typer.Option("--every", metavar="LENGTH", help="Look at a data set window by window: 1d (a day of --tz), 6h."),
    ] = None,
    workers: Workers = None,
    scheduler: Scheduled = None,
    fail_on: Annotated[
        FailOn | None, typer.Option("--fail-on", help="Exit with 1 on findings of this severity or worse.")
    ] = None,
    nagios: Annotated[
        bool, typer.Option("--nagios", help="Print one line with performance data; exit with 0 to 3, as plugins do.")
    ] = False,
    quiet: Quiet = False,
    debug: Debug = False,
) -> None:
    """Find out who owned each VIP when, what failed, and why."""
    if open_page and out is None:
        raise typer.BadParameter("--open shows the page that -o DIR writes: give a folder with -o")
    with (nagios_reporting if nagios else reporting)(quiet=quiet or nagios, debug=debug):
        zone = options.zone(tz)
        if every is not None:
            from arpwatch_k8s.cli import windowed

            others = {"--as": log, "--skew": skew, "--date": date, "--around": around is not None}
            others |= {"--brief": brief, "--open": open_page, "--nagios": nagios}
            request = windowed.Request(
                sources=options.sources(source, read),
                every=every,
                vips=vip or (),
                nodes=node or (),
                inventories=inventory or (),
                kubeconfig=kubeconfig,
                start=start,
                end=end,
                zone=zone,
                workers=workers,
                scheduler=scheduler,
                as_json=form is Printed.JSON,
                out=out,
                force=force,
                fail_on=fail_on,
                quiet=quiet,
                command=typed(),
                others=[name for name, given in others.items() if given],
            )
            raise typer.Exit(windowed.analyze(request))
        if workers is not None or scheduler is not None:
            raise UsageError("--workers and --scheduler are for windows", fix="Say how long they are: --every 1d")
        if out is not None:
            from arpwatch_k8s.report.target import refuse_folder

            refuse_folder(Path(out), force=force)
        asked = part.part(start, end, around, zone)
        known = Help(
            nodes=node,
            inventories=inventory,
            kubeconfig=kubeconfig,
            logs=log,
            skews=skew,
            zone=zone,
            day=options.day(date),
        )
        result = run(
            options.sources(source, read, log),
            vip or [],
            known,
            quiet=quiet or nagios,
            writes=out is not None,
            span=part.span(asked),
        )
        told = replace(result, shown=part.window(asked, result))
        if not nagios:
            show(told, form, zone, brief=brief)
        if out is not None:
            from arpwatch_k8s.report import folder

            written = folder.write(told, out, zone=zone, force=force, command=typed())
            if written.lacks:
                logging.getLogger(__name__).info("%s", written.lacks)
            if form is Printed.TEXT and not nagios:
                sys.stdout.write(f"\nReport    {written.page}\nFigure    {written.figure}\n")
                sys.stdout.writelines(f"          {path} (incident {number})\n" for number, path in written.details)
                sys.stdout.write(f"Data      {written.data}\n")
                if written.evidence is not None:
                    sys.stdout.write(f"Evidence  {written.evidence}\n")
            if open_page:
                typer.launch(written.page.resolve().as_uri())
        code = show_line(result) if nagios else exit_code(result, fail_on)
    raise typer.Exit(code)


def typed() -> list[str]:
    """The command as it was typed, without what is secret in it."""
    return ["arpwatch-k8s", *map(shown, sys.argv[1:])]


def show(result: Result, form: Printed, zone: tzinfo, *, brief: bool) -> None:
    """The result on standard output."""
    match form:
        case Printed.JSON:
            from arpwatch_k8s.report.formats import json

            jsonlib.dump(json.document(result), sys.stdout, indent=2)
            sys.stdout.write("\n")
        case Printed.TEXT:
            show_text(result, zone, brief=brief)
        case _:
            assert_never(form)


def show_text(result: Result, zone: tzinfo, *, brief: bool) -> None:
    """The text; with colors where standard output is a terminal."""
    from arpwatch_k8s.report.formats import text
    from arpwatch_k8s.report.formats.brief import brief as in_brief

    report = (in_brief if brief else text.text)(result, zone, terminal_width())
    if sys.stdout.isatty():
        from arpwatch_k8s.report.formats import terminal

        terminal.show(report, result.verdict.outcome)
    else:
        sys.stdout.write(report)


def show_line(result: Result) -> int:
    """The line of a plugin on standard output; its exit code."""
    from arpwatch_k8s.report.formats import nagios

    sys.stdout.write(nagios.line(result) + "\n")
    return nagios.status(result)
