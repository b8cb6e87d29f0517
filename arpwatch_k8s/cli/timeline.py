"""`arpwatch-k8s timeline`: the ownership timeline alone."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import tzinfo
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Final

import typer

from arpwatch_k8s.cli import options, part, rights
from arpwatch_k8s.cli.examples import Example
from arpwatch_k8s.cli.job import Help, exit_code, run, tell_clocks
from arpwatch_k8s.cli.options import (
    Around,
    Day,
    Debug,
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
from arpwatch_k8s.cli.running import reporting
from arpwatch_k8s.errors import UsageError

if TYPE_CHECKING:
    from arpwatch_k8s.plotter.setting import Look


class Ground(StrEnum):
    """What to draw on."""

    LIGHT = "light"
    DARK = "dark"


EXAMPLES: Final = (
    Example("a sheet to print, in one's own time", "timeline proxy.pcapng -o incident.pdf --size a4 --tz Asia/Tokyo"),
    Example("the first incident alone, with what led to it", "timeline proxy.pcapng -o detail.svg --around 1"),
)


def timeline(
    source: Sources = None,
    out: Annotated[
        str, typer.Option("-o", "--out", metavar="FIGURE", help="The figure to write: .svg, .png or .pdf.")
    ] = "timeline.svg",
    read: Reads = None,
    vip: Vips = None,
    node: Nodes = None,
    inventory: Inventories = None,
    kubeconfig: Kubeconfig = None,
    log: Logs = None,
    skew: Skews = None,
    tz: Zone = "UTC",
    date: Day = None,
    title: Annotated[str | None, typer.Option("--title", metavar="TEXT", help="Instead of the verdict.")] = None,
    relative: Annotated[bool, typer.Option("--relative", help="Seconds from the first frame.")] = False,
    start: From = None,
    end: To = None,
    around: Around = None,
    theme: Annotated[Ground, typer.Option("--theme", help="What to draw on.")] = Ground.LIGHT,
    size: Annotated[
        str,
        typer.Option("--size", metavar="SIZE", help="auto, a4, letter, slide, or WIDTHxHEIGHT in mm, cm, in or pt."),
    ] = "auto",
    force: Force = False,
    quiet: Quiet = False,
    debug: Debug = False,
) -> None:
    """Draw who owned each VIP when, and what it cost."""
    with reporting(quiet=quiet, debug=debug):
        rights.prepare()
        zone = options.zone(tz)
        asked = part.part(start, end, around, zone)
        look = look_of(title, zone, theme, size, relative=relative)
        known = Help(
            nodes=node,
            inventories=inventory,
            kubeconfig=kubeconfig,
            logs=log,
            skews=skew,
            zone=zone,
            day=options.day(date),
        )
        from arpwatch_k8s.report import folder
        from arpwatch_k8s.report.target import refuse_existing

        path = folder.figure_path(out)
        refuse_existing(path, force=force)
        result = run(options.sources(source, read, log), vip or [], known, quiet=quiet, writes=True)
        tell_clocks(result)
        written = folder.write_figure(replace(result, shown=part.window(asked, result)), path, look, force=force)
        log_of = logging.getLogger(__name__)
        if len(written) > 1:
            log_of.info("%d pages: %s to %s", len(written), written[0], written[-1])
        else:
            log_of.info("figure: %s", written[0])
        code = exit_code(result, None)
    raise typer.Exit(code)


def look_of(title: str | None, zone: tzinfo, theme: Ground, size: str, *, relative: bool) -> Look:
    """What the options ask for; UsageError where a size is none."""
    from arpwatch_k8s.plotter.setting import Look
    from arpwatch_k8s.plotter.size import parse_size
    from arpwatch_k8s.plotter.theme import THEMES

    try:
        page = parse_size(size)
    except ValueError as error:
        raise UsageError(
            f"--size {size!r}: {error}", fix="Give auto, a4, letter, slide, or a size such as 297x210mm or 10x5.6in."
        ) from error
    return Look(title=title, tz=zone, relative=relative, theme=THEMES[theme.value], size=page)
