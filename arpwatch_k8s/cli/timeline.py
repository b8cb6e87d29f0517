"""`arpwatch-k8s timeline`: the ownership timeline alone."""

from __future__ import annotations

from typing import Annotated

import typer

from arpwatch_k8s.cli import options
from arpwatch_k8s.cli.job import Help, exit_code, run
from arpwatch_k8s.cli.options import Debug, Force, Inventories, Logs, Nodes, Quiet, Reads, Sources, Vips, Zone
from arpwatch_k8s.cli.running import reporting


def timeline(
    source: Sources = None,
    out: Annotated[
        str, typer.Option("-o", "--out", metavar="FIGURE", help="The figure to write: .svg, .png or .pdf.")
    ] = "timeline.svg",
    read: Reads = None,
    vip: Vips = None,
    node: Nodes = None,
    inventory: Inventories = None,
    log: Logs = None,
    tz: Zone = "UTC",
    title: Annotated[str | None, typer.Option("--title", help="Instead of the verdict.")] = None,
    relative: Annotated[bool, typer.Option("--relative", help="Seconds from the first frame.")] = False,
    force: Force = False,
    quiet: Quiet = False,
    debug: Debug = False,
) -> None:
    """Draw who owned each VIP when, and what it cost."""
    with reporting(quiet=quiet, debug=debug):
        zone = options.zone(tz)
        known = Help(nodes=node, inventories=inventory, logs=log, zone=zone)
        result = run(options.sources(source, read), vip or [], known, quiet=quiet)
        from arpwatch_k8s.report import folder

        folder.write_figure(result, out, zone=zone, title=title, relative=relative, force=force)
        code = exit_code(result, None)
    raise typer.Exit(code)
