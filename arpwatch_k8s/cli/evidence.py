"""`arpwatch-k8s evidence`: the evidence table, or its frames."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from arpwatch_k8s.cli import options
from arpwatch_k8s.cli.job import incomplete_code
from arpwatch_k8s.cli.options import Debug, Force, Quiet, Reads, Sources, Vips, Zone
from arpwatch_k8s.cli.progress import shown
from arpwatch_k8s.cli.running import reporting
from arpwatch_k8s.report.rows import RowFormat
from arpwatch_k8s.report.target import refuse_existing


def evidence(
    source: Sources = None,
    read: Reads = None,
    vip: Vips = None,
    kind: Annotated[list[str] | None, typer.Option("--kind", metavar="KIND", help="Rows of this kind only.")] = None,
    start: Annotated[str | None, typer.Option("--from", metavar="TIME", help="From this time on.")] = None,
    end: Annotated[str | None, typer.Option("--to", metavar="TIME", help="Up to this time.")] = None,
    form: Annotated[RowFormat, typer.Option("--format", help="What to write.")] = RowFormat.CSV,
    out: Annotated[str | None, typer.Option("-o", "--out", metavar="FILE", help="Write the table here.")] = None,
    frames: Annotated[
        str | None,
        typer.Option("-w", "--write", metavar="FILE", help="Write the frames as pcapng instead."),
    ] = None,
    tz: Zone = "UTC",
    force: Force = False,
    quiet: Quiet = False,
    debug: Debug = False,
) -> None:
    """Show the frames that can prove something, one a row."""
    with reporting(quiet=quiet, debug=debug):
        zone = options.zone(tz)
        from arpwatch_k8s.analysis import read as read_sources

        sources = options.sources(source, read)
        picked = options.selection(kind, vip, start, end, zone)
        if frames or out:
            refuse_existing(Path(frames or out or ""), force=force)
        with shown(quiet=quiet) as progress:
            loaded = read_sources(sources, vip or [], progress=progress)
        if frames is not None:
            from arpwatch_k8s.capture.extract import write_frames

            write_frames(loaded, picked.mask(loaded.evidence), frames)
        else:
            from arpwatch_k8s.evidence.frame import to_frame
            from arpwatch_k8s.report import rows

            table, flows = picked.pick(loaded.evidence, loaded.flows)
            rows.write(to_frame(table, [info.name for info in loaded.captures], flows), form, out)
        code = incomplete_code(loaded.captures)
    raise typer.Exit(code)
