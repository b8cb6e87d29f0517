"""`arpwatch-k8s watch`: who takes a VIP from whom, while it happens."""

from __future__ import annotations

import logging
import os
import signal
import sys
import time
from contextlib import ExitStack, closing
from datetime import tzinfo
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from arpwatch_k8s.cli import live, options
from arpwatch_k8s.cli.live import (
    BufferKib,
    ControlOnly,
    Expression,
    Full,
    Names,
    NotPromiscuous,
    Snaplen,
    User,
)
from arpwatch_k8s.cli.options import Debug, Inventories, Nodes, Quiet, Vips, Zone
from arpwatch_k8s.cli.running import reporting
from arpwatch_k8s.errors import OutputError, UsageError

if TYPE_CHECKING:
    from arpwatch_k8s.analysis import Result
    from arpwatch_k8s.capture.live.privilege import Account
    from arpwatch_k8s.monitor.change import Change
    from arpwatch_k8s.monitor.screen import Screen
    from arpwatch_k8s.monitor.watch import Emit, WriteReport

log = logging.getLogger("arpwatch_k8s")


class Lines(StrEnum):
    """Forms of a change."""

    TEXT = "text"
    NDJSON = "ndjson"


def watch(
    expression: Expression = None,
    interface: Names = None,
    vip: Vips = None,
    node: Nodes = None,
    inventory: Inventories = None,
    form: Annotated[Lines, typer.Option("--format", help="What to print.")] = Lines.TEXT,
    tui: Annotated[bool, typer.Option("--tui", help="A live view instead of lines.")] = False,
    out: Annotated[
        str | None,
        typer.Option("-o", "--out", metavar="DIR", help="Write a report into this folder at the end, and on SIGUSR1."),
    ] = None,
    control_only: ControlOnly = False,
    full: Full = False,
    snaplen: Snaplen = 0,
    no_promiscuous: NotPromiscuous = False,
    buffer_kib: BufferKib = 65536,
    user: User = None,
    tz: Zone = "UTC",
    quiet: Quiet = False,
    debug: Debug = False,
) -> None:
    """Watch VIPs: one line a change, until Ctrl-C."""
    with reporting(quiet=quiet, debug=debug):
        live.one_thread()
        zone = options.zone(tz)
        if tui and not sys.stdout.isatty():
            raise UsageError("--tui needs a terminal", fix="Leave it out: lines can be piped.")
        from arpwatch_k8s.capture.live import privilege
        from arpwatch_k8s.capture.live.interfaces import checked
        from arpwatch_k8s.capture.live.stop import Stop
        from arpwatch_k8s.capture.live.tap import Tap
        from arpwatch_k8s.monitor.kernel_table import KernelTable
        from arpwatch_k8s.monitor.rehearsal import rehearse
        from arpwatch_k8s.monitor.watch import Wanted, Watch

        names = checked(interface)
        how = live.settings(snaplen=snaplen, no_promiscuous=no_promiscuous, buffer_kib=buffer_kib)
        what = live.passing(vips=vip, expression=expression, control_only=control_only, full=full, snaplen=how.snaplen)
        known = live.known(node, inventory)
        who = privilege.account(user)
        rehearse(zone, report=out is not None, screen=tui)
        with ExitStack() as stack:
            stop = stack.enter_context(Stop())
            screen = stack.enter_context(screen_of(names, zone)) if tui else None
            emit = printing(form, zone, screen)
            taps = [
                stack.enter_context(closing(Tap(name, how, what, tell=live.link_change(emit, name)))) for name in names
            ]
            kernel = KernelTable.opened(names, time.time_ns())
            if kernel is not None:
                stack.enter_context(closing(kernel))
            report = None if out is None else reports(prepared(out, who), zone)
            became = privilege.drop(who)
            check_reach(out)
            log.info("watching %s, %s", ", ".join(names), became)
            watching = Watch(
                taps,
                Wanted(vips=what.vips, known=known, passing=what),
                emit,
                kernel=kernel,
                report=report,
                show=None if screen is None else screen.show,
            )
            signal.signal(signal.SIGUSR1, lambda *_: setattr(watching, "report_wanted", True))
            emit(live.started(names, what, became))
            watching.run(stop)


def printing(form: Lines, zone: tzinfo, screen: Screen | None) -> Emit:
    """Where changes go: a line each, or the live view."""
    from arpwatch_k8s.monitor.change import document, line

    if screen is not None:
        return screen.tell

    def emit(change: Change) -> None:
        sys.stdout.write((document(change) if form is Lines.NDJSON else line(change, zone)) + "\n")
        sys.stdout.flush()

    return emit


def screen_of(names: tuple[str, ...], zone: tzinfo) -> Screen:
    """The live view."""
    from arpwatch_k8s.monitor.screen import Screen

    return Screen(names, zone)


def prepared(out: str, who: Account | None) -> Path:
    """The folder for reports, which belongs to whom we shall be. OutputError where it cannot be made."""
    from arpwatch_k8s.report.target import unwritable

    directory = Path(out)
    try:
        made = not directory.exists()
        directory.mkdir(parents=True, exist_ok=True)
        if made and who is not None and os.geteuid() == 0:
            os.chown(directory, who.uid, who.gid)
    except OSError as error:
        raise unwritable(directory, error) from error
    return directory


def check_reach(out: str | None) -> None:
    """OutputError where whom we became cannot write the reports."""
    if out is not None and not os.access(out, os.W_OK | os.X_OK):
        raise OutputError(
            f"{out}: user {os.geteuid()} cannot write there",
            fix="Name a folder that this user reaches (/var/lib/arpwatch-k8s), or another user with --user.",
        )


def reports(directory: Path, zone: tzinfo) -> WriteReport:
    """Writes `report` in a folder, anew each time."""
    from arpwatch_k8s.report import folder

    def write(result: Result) -> str:
        folder.write(result, str(directory / "report"), zone=zone, force=True)
        return str(directory / "report")

    return write
