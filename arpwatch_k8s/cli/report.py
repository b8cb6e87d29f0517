"""`arpwatch-k8s report`: `analyze -o DIR` by its purpose."""

from __future__ import annotations

from typing import Annotated, Final

import typer

from arpwatch_k8s.cli.analyze import analyze
from arpwatch_k8s.cli.examples import Example
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

EXAMPLES: Final = (
    Example("page, figures and data, with a node's name", "report proxy.pcapng -o incident/ --node node2=192.0.2.22"),
)


def report(
    out: Annotated[str, typer.Option("-o", "--out", metavar="DIR", help="Write the report into this new folder.")],
    source: Sources = None,
    read: Reads = None,
    vip: Vips = None,
    node: Nodes = None,
    inventory: Inventories = None,
    kubeconfig: Kubeconfig = None,
    log: Logs = None,
    skew: Skews = None,
    brief: Annotated[bool, typer.Option("--brief", help="Print ten lines.")] = False,
    open_page: Annotated[bool, typer.Option("--open", help="Open the page in a browser.")] = False,
    force: Force = False,
    tz: Zone = "UTC",
    date: Day = None,
    start: From = None,
    end: To = None,
    around: Around = None,
    quiet: Quiet = False,
    debug: Debug = False,
) -> None:
    """Write the report on captures, the same as `analyze -o DIR`: a page, figures, tables, data."""
    analyze(
        source=source,
        read=read,
        vip=vip,
        node=node,
        inventory=inventory,
        kubeconfig=kubeconfig,
        log=log,
        skew=skew,
        brief=brief,
        out=out,
        open_page=open_page,
        force=force,
        tz=tz,
        date=date,
        start=start,
        end=end,
        around=around,
        quiet=quiet,
        debug=debug,
    )
