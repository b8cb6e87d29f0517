"""`arpwatch-k8s explain`: who held each VIP at one instant, and the frames that made it so."""

from __future__ import annotations

import json as jsonlib
import sys
from typing import Annotated, Final

import typer

from arpwatch_k8s.cli import options
from arpwatch_k8s.cli.examples import Example
from arpwatch_k8s.cli.job import Help, exit_code, run
from arpwatch_k8s.cli.options import (
    Day,
    Debug,
    Format,
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
from arpwatch_k8s.cli.running import reporting
from arpwatch_k8s.cli.terminal import width

EXAMPLES: Final = (
    Example("who held the VIP when the user complained", "explain proxy.pcapng --at 22:54:10.5"),
    Example("when a frame came that Wireshark shows", "explain proxy.pcapng --at 'frame 844'"),
)


def explain(
    at: Annotated[
        str,
        typer.Option(
            "--at",
            metavar="TIME",
            help="RFC 3339, a time of day in --tz, +12.5s from the first frame, 'frame N', NAME:N, or Unix seconds.",
        ),
    ],
    source: Sources = None,
    read: Reads = None,
    vip: Vips = None,
    node: Nodes = None,
    inventory: Inventories = None,
    kubeconfig: Kubeconfig = None,
    log: Logs = None,
    skew: Skews = None,
    form: Annotated[Format, typer.Option("--format", help="What to print.")] = Format.TEXT,
    tz: Zone = "UTC",
    date: Day = None,
    quiet: Quiet = False,
    debug: Debug = False,
) -> None:
    """Show who held each VIP at one instant, on every track, and the frames that made it so."""
    with reporting(quiet=quiet, debug=debug):
        zone = options.zone(tz)
        named = options.instant("--at", at, zone)
        known = Help(
            nodes=node,
            inventories=inventory,
            kubeconfig=kubeconfig,
            logs=log,
            skews=skew,
            zone=zone,
            day=options.day(date),
        )
        result = run(options.sources(source, read, log), vip or [], known, quiet=quiet, writes=False)
        from arpwatch_k8s.analysis.instants import covered_at, covered_by

        time = covered_at(named, covered_by(result), zone)
        if form is Format.JSON:
            from arpwatch_k8s.report.explain import data

            jsonlib.dump(data.document(result, time), sys.stdout, indent=2)
            sys.stdout.write("\n")
        else:
            from arpwatch_k8s.report.explain import text

            sys.stdout.write(text.text(result, time, zone, width()))
        code = exit_code(result, None)
    raise typer.Exit(code)
