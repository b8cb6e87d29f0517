"""`arpwatch-k8s extract`: many captures into a data set, which every other command reads as it does captures."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from arpwatch_k8s.cli import interrupts, options, rights
from arpwatch_k8s.cli.crews import Scheduled, Workers, crew
from arpwatch_k8s.cli.examples import Example
from arpwatch_k8s.cli.job import damage
from arpwatch_k8s.cli.options import Debug, Quiet, Reads, Vips
from arpwatch_k8s.cli.progress import shown
from arpwatch_k8s.cli.running import DONE, INCOMPLETE, complain, reporting
from arpwatch_k8s.wording.counts import plural

if TYPE_CHECKING:
    from arpwatch_k8s.cluster import Extracted

MOST_LISTED: Final = 20
"""Captures that are named one by one, of those of which the same is to be said."""


EXAMPLES: Final = (Example("weeks of captures, read once", "extract ring/ -o month/"),)


def extract(
    out: Annotated[str, typer.Option("-o", "--out", metavar="DATASET", help="The data set, new or to be added to.")],
    source: Annotated[
        list[str] | None, typer.Argument(metavar="SOURCE", help="Captures, folders of them, or patterns.")
    ] = None,
    read: Reads = None,
    vip: Vips = None,
    workers: Workers = None,
    scheduler: Scheduled = None,
    keep_going: Annotated[
        bool, typer.Option("--keep-going", help="Where a capture cannot be read, read the others all the same.")
    ] = False,
    quiet: Quiet = False,
    debug: Debug = False,
) -> None:
    """Read many captures once, into a data set that analyze, report, timeline, explain and evidence take for them."""
    with reporting(quiet=quiet, debug=debug):
        make = crew(workers, scheduler)
        arguments = options.sources(source, read)
        rights.prepare()
        from arpwatch_k8s.dataset.places import refuse_without_parquet

        refuse_without_parquet()  # what comes next cannot be loaded then
        from arpwatch_k8s.analysis.given import numbers_of
        from arpwatch_k8s.cluster import extract as extract_sources

        rights.lessen(writes=True)
        interrupts.as_exceptions()
        with shown(quiet=quiet) as progress:
            did = extract_sources(
                arguments,
                out,
                make,
                vips=numbers_of(vip or ()),
                keep_going=keep_going,
                now_ns=time.time_ns(),
                progress=progress,
            )
        if not quiet:
            sys.stdout.write(summary(did, out))
        code = told(did, out)
    raise typer.Exit(code)


def summary(did: Extracted, out: str) -> str:
    """What was done, in a line or two."""
    frames = sum(info.frames for info in did.captures)
    parts = [
        f"{plural(len(did.captures), 'capture')} read ({plural(frames, 'frame')})",
        f"{did.known:,} in the data set before",
    ]
    parts += [f"{len(did.young):,} still being written"] if did.young else []
    parts += [f"{plural(len(did.skipped), 'other file')} left"] if did.skipped else []
    lines = [f"{', '.join(parts)}\n"]
    if did.snapshot is not None:
        held = did.snapshot
        lines.append(
            f"{Path(out)}: {plural(len(held.readings), 'capture')}, {plural(len(held.vips), 'VIP')}"
            f"{'' if held.given is None else ' (those given)'}\n"
        )
    return "".join(lines)


def told(did: Extracted, out: str) -> int:
    """The exit code; what was left, cut short or corrupt is told."""
    incomplete = [info for info in did.captures if not info.complete]
    said = [f"{info.path}: {damage(info)}" for info in incomplete]
    said += [f"{failure.path}: {failure.why}" for failure in did.failed]
    for line in said[:MOST_LISTED]:
        complain(line)
    if len(said) > MOST_LISTED:
        complain(f"and {plural(len(said) - MOST_LISTED, 'more capture')} like that")
    if did.not_begun or did.lost:
        why = f"{did.lost}: " if did.lost else ""
        complain(
            f"{why}{plural(did.not_begun, 'reading')} left\n  Run the same command again: {out} goes on from here."
        )
    return INCOMPLETE if said or did.not_begun or did.lost else DONE
