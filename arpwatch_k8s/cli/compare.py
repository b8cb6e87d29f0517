"""`arpwatch-k8s compare`: two captures, cases or analyses side by side."""

from __future__ import annotations

import json as jsonlib
import logging
import sys
from dataclasses import dataclass
from datetime import tzinfo
from enum import StrEnum
from functools import partial
from typing import TYPE_CHECKING, Annotated, Final

import typer

from arpwatch_k8s.cli import options, rights
from arpwatch_k8s.cli.examples import Example
from arpwatch_k8s.cli.job import Help, incomplete_code, run
from arpwatch_k8s.cli.options import Day, Debug, Force, Format, Inventories, Nodes, Quiet, Vips, Zone
from arpwatch_k8s.cli.running import DONE, FINDINGS, reporting
from arpwatch_k8s.errors import UsageError
from arpwatch_k8s.remote.address import shown

if TYPE_CHECKING:
    from arpwatch_k8s.comparison import Comparison, Side
    from arpwatch_k8s.wording.value import JsonValue

METAVAR: Final = "a capture, a case (folder, archive), a report's folder, or its analysis.json"


class Fails(StrEnum):
    """Answers for --fail-on, in the order in which they get worse."""

    NO_DIFFERENCE = "no-difference"
    CANNOT_TELL = "cannot-tell"
    MIXED = "mixed"
    WORSE = "worse"


@dataclass(frozen=True, slots=True)
class Read:
    """One side, what it was read from, the exit code that its damage means, and whether it can be analyzed again."""

    side: Side
    inputs: list[JsonValue]
    code: int
    again: bool


EXAMPLES: Final = (Example("did the fix help?", "compare incident.pcapng after.pcapng -o proof/"),)


def compare(
    before: Annotated[str, typer.Argument(metavar="BEFORE", help=f"What it was: {METAVAR}.")],
    after: Annotated[str, typer.Argument(metavar="AFTER", help="What it is, the same way.")],
    vip: Vips = None,
    node: Nodes = None,
    inventory: Inventories = None,
    form: Annotated[Format, typer.Option("--format", help="What to print.")] = Format.TEXT,
    out: Annotated[
        str | None,
        typer.Option("-o", "--out", metavar="DIR", help="Write a page, the figure and data into this new folder."),
    ] = None,
    force: Force = False,
    tz: Zone = "UTC",
    date: Day = None,
    fail_on: Annotated[
        Fails | None, typer.Option("--fail-on", help="Exit with 1 where the answer is this one, or a worse one.")
    ] = None,
    quiet: Quiet = False,
    debug: Debug = False,
) -> None:
    """Say what changed between two captures, and whether the frames show it: did the fix help?"""
    with reporting(quiet=quiet, debug=debug):
        rights.prepare()
        if before == after == "-":
            raise UsageError("both sides are standard input", fix="Give one of them as a file.")
        zone = options.zone(tz)
        known = Help(nodes=node, inventories=inventory, logs=None, skews=None, zone=zone, day=options.day(date))
        if out is not None:
            from pathlib import Path

            from arpwatch_k8s.report.target import refuse_folder

            refuse_folder(Path(out), force=force)
        from arpwatch_k8s.comparison import compare as compare_sides
        from arpwatch_k8s.comparison import missed

        read = partial(side, known=known, quiet=quiet, writes=out is not None)
        sides = [read(before, vip or []), read(after, vip or [])]
        for at, source in enumerate((before, after)):
            wanted = missed(sides[at].side, sides[1 - at].side)
            if wanted and not vip and sides[at].again:
                sides[at] = read(source, list(wanted))
        found = compare_sides(sides[0].side, sides[1].side)
        show(found, form, zone)
        if out is not None:
            write(found, sides, out, form, zone, force=force)
        code = exit_code(found, sides, fail_on)
    raise typer.Exit(code)


def side(source: str, vips: list[str], *, known: Help, quiet: bool, writes: bool) -> Read:
    """One side: an analysis as it is, anything else analyzed first. UsageError: a VIP is no address."""
    from arpwatch_k8s.analysis.given import numbers_of
    from arpwatch_k8s.comparison import side_of
    from arpwatch_k8s.comparison.sides.opening import document, document_path
    from arpwatch_k8s.evidence.addresses import number_text

    rights.lessen(writes=writes)
    named = [number_text(number) for number in numbers_of(vips)]
    path = document_path(source)
    if path is not None:
        from arpwatch_k8s.report.manifest import entry

        if known.nodes or known.inventories:
            logging.getLogger(__name__).info("%s: an analysis keeps the names that it was made with", path)
        return Read(side_of(document(path), source, named), [entry("analysis", str(path))], DONE, again=False)
    result = run([source], vips, known, quiet=quiet, writes=writes)
    from arpwatch_k8s.report.formats import json
    from arpwatch_k8s.report.manifest import inputs

    code = incomplete_code(result.case.captures)
    told = side_of(json.document(result), shown(source))
    return Read(told, inputs(result), code, again=result.repeatable)


def show(found: Comparison, form: Format, zone: tzinfo) -> None:
    """The comparison on standard output."""
    if form is Format.JSON:
        from arpwatch_k8s.comparison.shown.document import document

        jsonlib.dump(document(found), sys.stdout, indent=2)
        sys.stdout.write("\n")
    else:
        from arpwatch_k8s.cli.terminal import width
        from arpwatch_k8s.comparison.shown.text import text

        sys.stdout.write(text(found, zone, width()))


def write(found: Comparison, sides: list[Read], out: str, form: Format, zone: tzinfo, *, force: bool) -> None:
    """The folder, and where it is."""
    from arpwatch_k8s.cli.analyze import typed
    from arpwatch_k8s.comparison.shown import folder
    from arpwatch_k8s.plotter.setting import Look

    inputs = folder.Inputs(before=sides[0].inputs, after=sides[1].inputs)
    page = folder.write(found, out, look=Look(tz=zone), force=force, inputs=inputs, command=typed())
    if form is Format.TEXT:
        sys.stdout.write(f"\nPage      {page}\n")


def exit_code(found: Comparison, sides: list[Read], fail_on: Fails | None) -> int:
    """What the answer means, or else the damage of what was read."""
    from arpwatch_k8s.comparison import Answer

    if fail_on is not None and found.answer.rank >= Answer(fail_on.value).rank:
        return FINDINGS
    return max((one.code for one in sides), default=DONE)
