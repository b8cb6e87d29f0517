"""`arpwatch-k8s evidence`: the evidence table, or its frames."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from arpwatch_k8s.cli import completing, interrupts, options, part, rights
from arpwatch_k8s.cli.examples import Example
from arpwatch_k8s.cli.job import Help, exit_code, incomplete_code, run, tell_clocks
from arpwatch_k8s.cli.options import (
    Day,
    Debug,
    Force,
    Inventories,
    Kubeconfig,
    Logs,
    Nodes,
    Quiet,
    Reads,
    Skews,
    Sources,
    Vips,
    Zone,
)
from arpwatch_k8s.cli.progress import shown
from arpwatch_k8s.cli.running import reporting
from arpwatch_k8s.errors import UsageError
from arpwatch_k8s.report.tables.files import RowFormat, refuse_unwritable
from arpwatch_k8s.report.target import refuse_existing
from arpwatch_k8s.wording.counts import plural

if TYPE_CHECKING:
    from arpwatch_k8s.report.annotated import Shape


EXAMPLES: Final = (
    Example("all announcements, a line each", "evidence proxy.pcapng --kind arp_announcement --format ndjson"),
    Example("the proof, to be shown to others", "evidence proxy.pcapng --cited -w evidence.pcapng --anonymize"),
)


def evidence(
    source: Sources = None,
    read: Reads = None,
    vip: Vips = None,
    kind: Annotated[
        list[str] | None,
        typer.Option("--kind", metavar="KIND", help="Rows of this kind only.", autocompletion=completing.kinds),
    ] = None,
    start: Annotated[str | None, typer.Option("--from", metavar="TIME", help="From this time on.")] = None,
    end: Annotated[str | None, typer.Option("--to", metavar="TIME", help="Up to this time.")] = None,
    form: Annotated[RowFormat, typer.Option("--format", help="What to write.")] = RowFormat.CSV,
    out: Annotated[str | None, typer.Option("-o", "--out", metavar="FILE", help="Write the table here.")] = None,
    frames: Annotated[
        str | None,
        typer.Option("-w", "--write", metavar="FILE", help="Write the frames as pcapng instead."),
    ] = None,
    cited: Annotated[
        bool, typer.Option("--cited", help="With -w: what findings cite and its neighbors, each with a comment.")
    ] = False,
    snap: Annotated[
        int | None, typer.Option("--snap", metavar="BYTES", min=1, help="With -w: no more than this of each frame.")
    ] = None,
    anonymize: Annotated[
        bool, typer.Option("--anonymize", help="With -w: other addresses and MACs, and no payloads.")
    ] = False,
    keep_vendor: Annotated[
        bool, typer.Option("--keep-vendor", help="With --anonymize: leave the vendor's half of each MAC.")
    ] = False,
    node: Nodes = None,
    inventory: Inventories = None,
    kubeconfig: Kubeconfig = None,
    log: Logs = None,
    skew: Skews = None,
    tz: Zone = "UTC",
    date: Day = None,
    force: Force = False,
    quiet: Quiet = False,
    debug: Debug = False,
) -> None:
    """Show the frames that can prove something, one a row; or write them, or those that findings cite."""
    with reporting(quiet=quiet, debug=debug):
        rights.prepare()
        zone = options.zone(tz)
        sources = options.sources(source, read, log if cited else None)
        shape = shape_of(frames, snap, anonymize=anonymize, keep_vendor=keep_vendor)
        if frames or out:
            refuse_existing(Path(frames or out or ""), force=force)
        if frames is None and not cited:
            refuse_unwritable(form, out)
        if cited:
            from arpwatch_k8s.report.annotated import write_cited

            target = cited_target(frames, picking=[kind, start, end])
            known = Help(
                nodes=node,
                inventories=inventory,
                kubeconfig=kubeconfig,
                logs=log,
                skews=skew,
                zone=zone,
                day=options.day(date),
            )
            result = run(sources, vip or [], known, quiet=quiet, writes=True)
            tell_clocks(result)
            written = write_cited(result, target, shape)
            tell_frames(target, written)
            raise typer.Exit(exit_code(result, None))
        from arpwatch_k8s.analysis.instants import covered_by_rows
        from arpwatch_k8s.analysis.savefiles import read as read_sources
        from arpwatch_k8s.capture.text.stamps import Calendar
        from arpwatch_k8s.evidence.selection import Selection

        kinds, asked = options.kinds_of(kind), part.part(start, end, None, zone)
        calendar = Calendar(zone=zone, day=options.day(date))
        rights.lessen(writes=frames is not None or out is not None)
        interrupts.as_exceptions()
        with shown(quiet=quiet) as progress:
            loaded = read_sources(sources, vip or [], span=part.span(asked), progress=progress, calendar=calendar)
        first, last = part.ends(asked, covered_by_rows(loaded))
        picked = Selection(kinds=kinds, addresses=vip or (), start=first, end=last)
        if frames is not None:
            from arpwatch_k8s.capture.extract import write_frames

            written = write_frames(loaded, picked.mask(loaded.evidence), frames, shape.change())
            tell_frames(frames, written)
        else:
            from arpwatch_k8s.evidence.frame import to_frame
            from arpwatch_k8s.report.tables import files as rows

            table, flows = picked.pick(loaded.evidence, loaded.flows)
            rows.write(to_frame(table, [info.name for info in loaded.captures], flows), form, out)
        code = incomplete_code(loaded.captures)
    raise typer.Exit(code)


def tell_frames(target: str, written: int) -> None:
    """Say how many frames a file has; who reads standard output counts them."""
    if target != "-":
        logging.getLogger(__name__).info("%s: %s", target, plural(written, "frame"))


def shape_of(frames: str | None, snap: int | None, *, anonymize: bool, keep_vendor: bool) -> Shape:
    """How frames are to be written; UsageError where none are, or where vendors are to be kept of MACs that stay."""
    from arpwatch_k8s.report.annotated import Shape

    if frames is None and (snap is not None or anonymize):
        raise UsageError("--snap and --anonymize change frames, and none are written", fix="Name a file: -w FILE")
    if keep_vendor and not anonymize:
        raise UsageError("--keep-vendor says what --anonymize leaves", fix="Add --anonymize, or leave it out.")
    return Shape(snap=snap, anonymize=anonymize, keep_vendor=keep_vendor)


def cited_target(frames: str | None, *, picking: list[list[str] | str | None]) -> str:
    """The file for cited frames; UsageError where there is none, or where rows are picked besides."""
    if frames is None:
        raise UsageError("--cited picks frames, and none are written", fix="Name a file: -w FILE")
    if any(picking):
        raise UsageError(
            "--cited takes the frames that findings cite, --kind, --from and --to pick others",
            fix="Leave either out.",
        )
    return frames
