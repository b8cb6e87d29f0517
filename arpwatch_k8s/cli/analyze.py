"""`arpwatch-k8s analyze`: from captures to a verdict."""

from __future__ import annotations

import json as jsonlib
import sys
from typing import Annotated

import typer

from arpwatch_k8s.cli import options
from arpwatch_k8s.cli.job import Help, exit_code, run
from arpwatch_k8s.cli.options import (
    Debug,
    FailOn,
    Force,
    Format,
    Inventories,
    Logs,
    Nodes,
    Quiet,
    Reads,
    Sources,
    Vips,
    Zone,
)
from arpwatch_k8s.cli.running import reporting


def analyze(
    source: Sources = None,
    read: Reads = None,
    vip: Vips = None,
    node: Nodes = None,
    inventory: Inventories = None,
    log: Logs = None,
    form: Annotated[Format, typer.Option("--format", help="What to print.")] = Format.TEXT,
    out: Annotated[
        str | None,
        typer.Option(
            "-o", "--out", metavar="DIR", help="Write timeline, analysis and cited frames into this new folder."
        ),
    ] = None,
    force: Force = False,
    tz: Zone = "UTC",
    fail_on: Annotated[
        FailOn | None, typer.Option("--fail-on", help="Exit with 1 on findings of this severity or worse.")
    ] = None,
    quiet: Quiet = False,
    debug: Debug = False,
) -> None:
    """Find out who owned each VIP when, what failed, and why."""
    with reporting(quiet=quiet, debug=debug):
        zone = options.zone(tz)
        known = Help(nodes=node, inventories=inventory, logs=log, zone=zone)
        result = run(options.sources(source, read), vip or [], known, quiet=quiet)
        if form is Format.JSON:
            from arpwatch_k8s.report import json

            jsonlib.dump(json.document(result), sys.stdout, indent=2)
            sys.stdout.write("\n")
        else:
            from arpwatch_k8s.report import text

            sys.stdout.write(text.text(result, zone))
        if out is not None:
            from arpwatch_k8s.report import folder

            written = folder.write(result, out, zone=zone, force=force)
            if form is Format.TEXT:
                sys.stdout.write(f"\nFigure    {written.figure}\nData      {written.data}\n")
                if written.evidence is not None:
                    sys.stdout.write(f"Evidence  {written.evidence}\n")
        code = exit_code(result, fail_on)
    raise typer.Exit(code)
